"""A page's text as lines: where each one's characters are, how wide it prints, what white space surrounds it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_MEASURED = 2000  # characters of a line that its width is taken from: no printed column is wider


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank. ``start``/``end`` bound its characters without white space at either end.

    Widths are in columns of a Han character (a Latin letter or digit is half of one). ``blanks`` counts the
    blank lines just above.
    """

    start: int
    end: int
    text: str
    width: float
    indent: float
    blanks: int


def split_lines(text: str, start: int = 0) -> list[Line]:
    """The non-blank lines of ``text[start:]``, offsets counted in ``text``."""
    lines: list[Line] = []
    blanks = 0
    at = start
    while at <= len(text):
        found = _BREAK.search(text, at)
        end = found.start() if found else len(text)
        raw = text[at:end]
        shown = raw.strip()
        if shown:
            first = at + len(raw) - len(raw.lstrip())
            lines.append(
                Line(
                    start=first,
                    end=first + len(shown),
                    text=shown,
                    width=width(shown[:_MEASURED]) if len(shown) <= _MEASURED else float(len(shown)),
                    indent=width(text[at:first]),
                    blanks=blanks,
                )
            )
            blanks = 0
        else:
            blanks += 1
        if found is None:
            break
        at = found.end()
    return lines


def width(text: str) -> float:
    """Printed width in columns of one Han character; quotation marks are as wide as the script around them."""
    quote = 1.0 if any(ch >= "\u2e80" for ch in text) else 0.5
    return sum(quote if ch in "“”‘’—…·" else _column(ch) for ch in text)


def _column(ch: str) -> float:
    if ch < "\u1100":
        return 2.0 if ch == "\t" else 0.5
    return 1.0 if unicodedata.east_asian_width(ch) in "WFA" else 0.5
