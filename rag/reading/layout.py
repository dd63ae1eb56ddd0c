"""Is a text laid out in columns, or does each line hold a paragraph?"""

from __future__ import annotations

from collections.abc import Sequence

from rag.reading.lines import Line

_ENDINGS = frozenset("。！？…；：!?;:”’」』）)\"'")
_STOPS = "。！？"
_NEVER_FIRST = frozenset("，。；：、！？）》”’％」』】")
_WIDEST_COLUMN = 62.0  # Han characters, or 124 Latin letters: no printed column is wider
_NARROWEST = 6.0
_HAN_SLACK, _LATIN_SLACK = 1.6, 6.0  # how much shorter than the others of its column a full line may be
_NEAR = 12  # lines either side that belong to the same column


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether paragraphs run over several lines, as in a column.

    So it is if at least a fifth of the lines stop in mid-sentence about as wide as others near them that do,
    and sentences that run on past that width are rarer by half.
    """
    open_ended = [at for at in range(len(lines) - 1) if _stops_short(lines[at])]
    widths: dict[int, float] = {}  # line that breaks a sentence → the width of its column
    for order, at in enumerate(open_ended):
        slack = _LATIN_SLACK if lines[at].text[-1] < "\u2e80" else _HAN_SLACK
        for other in (*open_ended[max(0, order - 4) : order], *open_ended[order + 1 : order + 5]):
            if abs(other - at) <= _NEAR and abs(lines[other].width - lines[at].width) <= slack:
                widths[at] = max(widths.get(at, 0.0), lines[at].width, lines[other].width)
    if not widths:
        return False
    column = sorted(widths.values())[-1 - len(widths) // 20]
    over = sum(line.width > column + 3 and any(mark in line.text for mark in _STOPS) for line in lines)
    return len(widths) * 5 >= len(lines) and len(widths) > 2 * over


def cuts_words(lines: Sequence[Line]) -> bool:
    """Whether a Chinese column was cut every so many characters without regard to what a line may start with."""
    return sum(line.text[0] in _NEVER_FIRST for line in lines) >= 2


def _stops_short(line: Line) -> bool:
    if not _NARROWEST <= line.width <= _WIDEST_COLUMN or line.text[-1] in _ENDINGS:
        return False
    return line.text[-1] != "." or line.text[-2:-1].isdigit()
