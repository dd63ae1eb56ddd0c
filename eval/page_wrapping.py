"""Text set into a column: the ways a page, or somebody who imitates one, breaks a paragraph into lines."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable

_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:%/-]*|.", re.DOTALL)
_NO_START = frozenset("，。；：、！？）》”’％」』】〉…,.;:!?)%")
_NO_END = frozenset("（《“‘「『【〈(")

Wrap = Callable[[str, float, float], list[str]]  # (paragraph, column width, width taken by the first line's indent)


def typeset(paragraph: str, width: float, indent: float, *, half: bool = True, kinsoku: bool = True) -> list[str]:
    """Break as a typesetter does: numbers and words whole, no closing mark at a line's start.

    ``half``: Latin letters and digits are half as wide as a Han character.
    """
    lines: list[str] = []
    line, used, room = "", 0.0, width - indent
    for token in _TOKEN.findall(paragraph):
        size = sum(0.5 if half and ch.isascii() else 1.0 for ch in token)
        while size > width:
            cut = max(1, int(room - used) * 2)
            line, token = line + token[:cut], token[cut:]
            lines.append(line)
            line, used, room = "", 0.0, width
            size = sum(0.5 if half and ch.isascii() else 1.0 for ch in token)
        hangs = kinsoku and token in _NO_START and used <= room + 1.1
        if line and used + size > room and not hangs:
            carried = ""
            while kinsoku and len(line) > 1 and line[-1] in _NO_END:
                line, carried = line[:-1], line[-1] + carried
            lines.append(line)
            line, used, room = carried, float(len(carried)), width
        line, used = line + token, used + size
    return [*lines, line] if line else lines


def sliced(paragraph: str, width: float, indent: float) -> list[str]:
    """Every ``width`` characters, whatever they are: what a short script does."""
    first, size = max(2, int(width - indent)), max(2, int(width))
    return [paragraph[:first], *(paragraph[at : at + size] for at in range(first, len(paragraph), size))]


def words(paragraph: str, width: float, indent: float, *, hyphenate: random.Random | None = None) -> list[str]:
    """English in a column of ``width`` letters; with ``hyphenate`` some long words break at the end of a line."""
    if hyphenate is None:
        return textwrap.wrap(paragraph, max(12, int(width)), initial_indent=" " * int(indent), break_on_hyphens=False)
    lines, line, room = list[str](), " " * int(indent), max(12, int(width))
    for word in paragraph.split():
        space = "" if not line.strip() else " "
        if len(line) + len(space) + len(word) <= room:
            line += space + word
            continue
        left = room - len(line) - len(space) - 1
        if word.isalpha() and len(word) >= 8 and left >= 4 and len(word) - left >= 3 and hyphenate.random() < 0.5:
            lines.append(f"{line}{space}{word[:left]}-")
            line = word[left:]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def balanced(headline: str, lines: int) -> list[str]:
    """A headline in about equally long lines, broken at a space where one is near."""
    parts: list[str] = []
    rest = headline
    for left in range(lines, 1, -1):
        middle = round(len(rest) / left)
        near = [at for at in range(max(1, middle - 4), min(len(rest) - 1, middle + 5)) if rest[at] == " "]
        at = min(near, key=lambda place: abs(place - middle)) if near else middle
        if rest.isascii() and not near:
            at = rest.find(" ", middle)
            if at < 0:
                break
        parts.append(rest[:at].strip())
        rest = rest[at:].strip()
    return [part for part in (*parts, rest) if part]
