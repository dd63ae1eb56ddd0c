"""Paragraphs that begin after a full last line, on pages whose extraction lost the indents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.reading.features import column_width
from rag.reading.labels import Label
from rag.reading.lines import Line

_NEAR = 8  # lines either side that a column's width is taken from
_LOST = (1.4, 2.6)  # how much narrower than its column a line is whose indent of two was lost
_SQUEEZED = 0.9  # the least it is where marks were squeezed to fit one character more
_REPORTS = re.compile(r"[^，。]{2,6}(?:指出|强调|要求|表示|认为|提出|说)，")  # how paragraphs about meetings begin
_SENTENCE_ENDS = frozenset("。！？”’）")


def split_at_lost_indents(lines: Sequence[Line], labels: Sequence[Label]) -> list[Label]:
    """The labels, with a paragraph begun wherever the line before ends a sentence and a line lacks just the two
    columns of an indent while the next one is full.

    Only pages are touched where paragraph starts already found lack those two columns too.
    """
    out = list(labels)
    short = {at: _lacks_indent(lines, at) for at in range(1, len(lines) - 1) if out[at] in (Label.FIRST, Label.NEXT)}
    starts = [lost for at, lost in short.items() if out[at] is Label.FIRST]
    if sum(starts) < 3 or sum(starts) * 3 < len(starts):
        return out
    for at, lost in short.items():
        if lost and out[at] is Label.NEXT and lines[at - 1].text[-1] in _SENTENCE_ENDS and out[at + 1] is Label.NEXT:
            out[at] = Label.FIRST
    return out


def _lacks_indent(lines: Sequence[Line], at: int) -> bool:
    around = [line.width for line in lines[max(0, at - _NEAR) : at]] + [
        line.width for line in lines[at + 1 : at + 1 + _NEAR]
    ]
    column = column_width(around, 1.01)
    least = _SQUEEZED if _REPORTS.match(lines[at].text) else _LOST[0]
    return least <= column - lines[at].width <= _LOST[1] and lines[at + 1].width >= column - 1.01
