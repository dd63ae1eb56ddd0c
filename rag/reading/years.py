"""The year a page was printed in, concluded from what its articles say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.types import PartialDate

_Y = r"(?P<year>(?:19|20)\d\d)"


def _year(alternative: int) -> str:
    """The pattern of a year in one alternative of a pattern that has several."""
    return rf"(?P<year{alternative}>(?:19|20)\d\d)"


_EARLY = 3  # until March the papers report the figures of the year before
# Words that make the year of printing the one after the year named, whatever the month.
_PAST = re.compile(
    rf"(?:刚刚?过去的|走过|回望|回首|告别|过去的|去年（){_year(1)}年?"
    rf"|(?:the past year|last year|the year just past),?\s*\(?{_year(2)}"
    rf"|{_year(3)},\s*(?:the|which)\s+(?:year\s+)?just\s+(?:past|ended)"
)
# Words that make the year named the year of printing.
_THIS = re.compile(
    rf"(?:今年是|今年（|今年即|当前的|进入|迈入|步入|喜迎|迎来|新年伊始.{{0,6}}){_year(1)}年?"
    rf"|{_year(2)}年(?:以来|开年|新年伊始|伊始|开局|今年)|(?:so far in|this year,?|since the start of)\s+\(?{_year(3)}"
)
_PARTIAL = re.compile(
    rf"{_Y}年(?:上半年|前[一二三]季度|[一二三]季度|前?[一二三四五六七八九十\d]{{1,3}}个?月|1[-—至到]\d{{1,2}}月)"
)
_FULL = re.compile(
    rf"{_year(1)}年(?:四季度|第四季度|下半年|全年|度(?!假)|末|底|年度)"
    rf"|{_year(2)}年[^。！？年]{{0,24}}(?:累计|完成|实现|达到?|总量|增长|下降|增加|减少|突破|新增|同比|收官|位居|排名)"
    rf"|(?:in|for|during|of|throughout)\s+(?:all of\s+|the whole of\s+)?{_year(3)}\b[^.!?]{{0,60}}"
    r"(?:\b(?:rose|fell|grew|reached|totall?ed|up|down|increased|dropped|recorded|handled|completed)\b)"
    rf"|\b(?:rose|fell|grew|reached|totall?ed|increased|recorded|handled|completed)\b[^.!?]{{0,60}}\bin\s+{_year(4)}\b"
)
_DAY = re.compile(rf"{_Y}\s*[年./-]\s*(?P<m>\d{{1,2}})\s*[月./-]\s*(?P<d>\d{{1,2}})(?!\d)")
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ENGLISH_DAY = re.compile(rf"\b(?P<name>[A-Z][a-z]{{2}})[a-z]*\.?\s+(?P<d>\d{{1,2}}),\s*{_Y}\b")


def infer_year(texts: Sequence[str], days: Sequence[PartialDate]) -> int | None:
    """Year of the page whose articles have these texts and were filed on these days (their years open), or None.

    Each clue votes with a weight: the same day written with its year elsewhere on the page (4), words that
    place the year (刚刚过去的2023年: the next; 进入2024年: this one; 3), figures of a whole year reported in its
    first months (the next; 2), figures of a part of a year (this one; 1). The strongest year wins; a tie, or a
    clue less than 2, leaves the year open.
    """
    months = Counter(day.month for day in days if day.month)
    month = months.most_common(1)[0][0] if months else None
    if month is None:
        return None
    votes: Counter[int] = Counter()
    text = "\n".join(texts)
    printed = {(day.month, day.day) for day in days}
    for found in _DAY.finditer(text):
        if (int(found["m"]), int(found["d"])) in printed:
            votes[int(found["year"])] += 4
    for found in _ENGLISH_DAY.finditer(text):
        name = found["name"].lower()
        if name in _MONTH_NAMES and (_MONTH_NAMES.index(name) + 1, int(found["d"])) in printed:
            votes[int(found["year"])] += 4
    for found in _PAST.finditer(text):
        votes[int(found[_group(found)]) + 1] += 3
    for found in _THIS.finditer(text):
        votes[int(found[_group(found)])] += 3
    whole = Counter(int(found[_group(found)]) for found in _FULL.finditer(text))
    if whole and month <= _EARLY:
        votes[max(whole) + 1] += 2
    partly = Counter(int(found["year"]) for found in _PARTIAL.finditer(text))
    if partly and month > _EARLY:
        votes[max(partly)] += 2
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < 2 or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _group(found: re.Match[str]) -> str:
    return next(name for name, value in found.groupdict().items() if value)
