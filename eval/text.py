"""Comparing texts that were wrapped, joined or typed differently."""

from __future__ import annotations

import unicodedata


class _Fold(dict[int, str]):
    """Code point → NFKC and case-folded character, nothing for white space; filled as characters are met."""

    def __missing__(self, point: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(point)).casefold()
        self[point] = "".join(folded.split())
        return self[point]


_FOLD = _Fold()


def squash(text: str) -> str:
    """``text`` as comparisons see it: NFKC and case-folded, character by character, without white space."""
    return text.translate(_FOLD)


def find_spans(text: str, wanted: str) -> list[tuple[int, int]]:
    """Spans of ``text`` that equal ``wanted`` once both are squashed, ascending, not overlapping."""
    needle = squash(wanted)
    if not needle:
        return []
    letters: list[str] = []
    positions: list[int] = []
    for at, char in enumerate(text):
        folded = _FOLD[ord(char)]
        letters.append(folded)
        positions.extend([at] * len(folded))
    hay = "".join(letters)
    spans: list[tuple[int, int]] = []
    found = hay.find(needle)
    while found >= 0:
        spans.append((positions[found], positions[found + len(needle) - 1] + 1))
        found = hay.find(needle, found + len(needle))
    return spans


def clean(text: str) -> str:
    """``text`` that can be written as UTF-8: lone surrogates become U+FFFD."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
