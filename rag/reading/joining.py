"""Wrapped lines → running text, with the map back to the characters they came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.offsets import OffsetMap
from rag.reading.lines import Line

_WORD_END = re.compile(r"([^\W\d_]+)-$")
_WORD_START = re.compile(r"[^\W\d_]+")
_NO_SPACE_AFTER = frozenset("([{“‘$£€/")
_NO_SPACE_BEFORE = frozenset(",.;:!?)]}”’%")


def join_paragraphs(
    text: str,
    paragraphs: Sequence[Sequence[Line]],
    *,
    is_word: Callable[[str], bool] | None = None,
    cuts_words: bool = False,
) -> tuple[str, OffsetMap]:
    """Text of the paragraphs, one a line, and its offsets in ``text``.

    The lines of a paragraph are joined with nothing between Han characters and one space between Latin words.
    A hyphen that only the wrap put in is left out, where ``is_word`` (of a lower-case word) knows the whole
    word better than its parts. ``cuts_words``: the column was cut every so many characters, words and all, so
    that only a space in the source parts two Latin words.
    """
    pieces: list[str] = []
    runs: list[tuple[int, int, int]] = []
    at = 0
    for number, lines in enumerate(paragraphs):
        if number:
            pieces.append("\n")
            at += 1
        for index, line in enumerate(lines):
            end = line.end
            if index + 1 < len(lines):
                below = lines[index + 1]
                glue, keep = _glue(line.text, below.text, is_word)
                if glue and cuts_words and not (text[line.end : line.end + 1] == " " or 0 < below.indent < 2):
                    glue = ""
                end -= 0 if keep else 1
            else:
                glue = ""
            piece = text[line.start : end]
            if runs and runs[-1][0] + runs[-1][2] == at and runs[-1][1] + runs[-1][2] == line.start:
                runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + len(piece))
            elif piece:
                runs.append((at, line.start, len(piece)))
            pieces.append(piece + glue)
            at += len(piece) + len(glue)
    return "".join(pieces), OffsetMap(tuple(runs))


def join_text(lines: Sequence[str]) -> str:
    """Joined text of a few lines whose place in the source does not matter (a headline)."""
    out = ""
    for index, line in enumerate(lines):
        glue = _glue(lines[index - 1], line, None)[0] if index else ""
        out += glue + line
    return out


def _glue(left: str, right: str, is_word: Callable[[str], bool] | None) -> tuple[str, bool]:
    """(what to put between two lines, whether the left one keeps its last character)."""
    last, first = left[-1], right[0]
    if hyphen := _WORD_END.search(left[-40:]):
        tail = _WORD_START.match(right[:40])
        if tail and is_word is not None and tail[0].islower():
            head = hyphen[1].lower()
            if is_word(head + tail[0].lower()) or not (is_word(head) and is_word(tail[0].lower())):
                return "", False
        return "", True
    if last == "\u00ad":
        return "", False
    if last == "-" and left[-2:-1].isalnum():
        return "", True
    if not (_spaced(left[::-1]) and _spaced(right)) or last in _NO_SPACE_AFTER or first in _NO_SPACE_BEFORE:
        return "", True
    # Digits that a Chinese column broke in two are one number; Latin words are two.
    if (last.isdigit() or last in ".,") and first.isdigit() and _mostly_han(left + right):
        return "", True
    return " ", True


def _spaced(outward: str) -> bool:
    """Whether words at this edge of a line are set with spaces, by its first character that is no quotation mark."""
    for ch in outward[:8]:
        if ch not in "“”‘’…—·":
            return ch < "\u2e80" or "\uac00" <= ch <= "\ud7a3"
    return False


def _mostly_han(text: str) -> bool:
    return sum("\u2e80" <= ch <= "\uffef" for ch in text) * 3 > len(text)
