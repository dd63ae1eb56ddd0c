"""Writing systems: folding text for matching, telling Chinese from English."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""The Han characters (with 〇), ready for a regular-expression class."""

_HAN_RUN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z]+)*")
_ENGLISH_OPENING = re.compile(
    r"\s*(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|did|does|do|has|have|had|in|on|at)\b", re.I
)


def is_han(ch: str) -> bool:
    """Whether one character is a Han character (〇 counts)."""
    point = ord(ch)
    return point == 0x3007 or any(low <= point <= high for low, high in _HAN_RANGES)


@cache
def _simplified() -> dict[int, str]:
    """Traditional → simplified, character by character.

    By character and not by phrase, so that a question's few characters fold as they do inside a page.
    """
    from opencc import OpenCC

    characters = [chr(p) for low, high in _HAN_RANGES[:3] for p in range(low, high + 1)]
    folded = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {ord(a): b for a, b in zip(characters, folded, strict=True) if a != b and len(b) == 1}
    return table


def simplify(text: str) -> str:
    """Traditional characters to simplified ones; the length and every other character stay."""
    return text.translate(_simplified())


@cache
def _halfwidth() -> dict[int, str]:
    table = {p: chr(p - 0xFEE0) for p in range(0xFF01, 0xFF5F)}
    for p in (0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000):
        table[p] = " "
    return table


def halfwidth(text: str) -> str:
    """Full-width forms to ASCII and odd spaces to plain ones, one character for one: offsets stay valid."""
    return text.translate(_halfwidth())


def fold(text: str) -> str:
    """Text as matching sees it: NFKC, traditional to simplified, case-folded. Its length may differ from ``text``'s."""
    if text.isascii():
        return text.casefold()
    return simplify(unicodedata.normalize("NFKC", text)).casefold()


def question_language(text: str) -> str:
    """``"zh"`` or ``"en"``: the language an answer to ``text`` should be written in.

    A name or an abbreviation in the other script does not change it: words are weighed against
    Han characters, about 1.6 of which make a word.
    """
    han = len(_HAN_RUN.findall(text)) / 1.6
    latin = len(_LATIN_WORD.findall(text))
    if not han:
        return "en"
    if latin and _ENGLISH_OPENING.match(text):
        return "en" if latin >= 0.5 * han else "zh"
    return "en" if latin > han else "zh"
