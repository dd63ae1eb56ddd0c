"""Ranks that texts give: sessions, rounds, phases, trials, in both languages, and whether two texts agree on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ORDINAL_HAN = re.compile(
    r"(?P<di>第)?(?P<n>\d{1,4}|[零〇一二三四五六七八九十百]{1,5})(?P<what>届|次|轮|期|批|号|季度|季|名|场|代|版|部|卷|条|章|集|位|站|局|节|师|军|线|审|个|家|座|支|艘|份|篇|架|所)"
)
_ORDINAL_ALONE = re.compile(
    r"第(?P<n>[二三四五六七八九])(?=[\u4e00-\u9fff])(?![零〇一二三四五六七八九十百天年月日]|产业|季)"
)
"""A rank directly before what it ranks: 第二工厂. The first is a word of its own (第一时间), the second day is the
next, and the third industry is no rank."""
_LEAD = 8  # characters before a rank without 第 that tell whether it is one
_NO_RANK = re.compile(r"[每几上本下新这那某各同]$")
_SESSION = re.compile(r"届(?:[\u4e00-\u9fff]{0,6}?)$")
_PHASE = re.compile(r"[了办出开举行共每几多这本同满\d]$")
_NO_PHASE = re.compile(r"[间限待望刊货末节]|\w{0,4}?(?:培训|讲座|节目|活动|学员)")
_PHASE_LATIN = re.compile(
    r"\b(?:phase|stage) (?P<n>\d|one|two|three|four|five)\b|\bphase (?P<roman>i{1,3}|iv|v)\b", re.I
)
_PHASE_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_FINAL = re.compile("终审")  # there are two
_FIRST = re.compile(r"首(?P<what>[届批期轮])")
_ORDINAL_WORDS = {
    w: i
    for i, w in enumerate(
        [
            "zeroth",
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ]
    )
}
_STRETCH = (
    r"(?! (?:half|quarter|(?:(?:two|three|four|five|six|seven|eight|nine|ten|eleven|few|several|\d+) )?"
    r"(?:months|weeks|days|years|hours|minutes|quarters))\b)"
)
_ORDINAL_LATIN = re.compile(
    rf"\b(?P<n>\d{{1,4}})(?:st|nd|rd|th)\b|\b(?P<word>{'|'.join(_ORDINAL_WORDS)})\b{_STRETCH}", re.I
)
"""Not the first five months, which are a time."""


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A rank a text gives: 第八届 is 8 of 届, 第二工厂 2 of 工; English ordinals say no measure word."""

    start: int
    end: int
    value: int
    what: str

    def text_of(self, text: str) -> str:
        """The rank as ``text``, which it was found in, has it."""
        return text[self.start : self.end]


def han_number(text: str) -> int | None:
    """A whole number in digits or simple Chinese numerals up to 999."""
    if text.isascii():
        return int(text)
    if all(c in _HAN_DIGITS for c in text):
        return int("".join(str(_HAN_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _HAN_DIGITS:
            digit = _HAN_DIGITS[c]
        else:
            total += (digit or 1) * {"十": 10, "百": 100}[c]
            digit = 0
    return total + digit


def find_ordinals(text: str) -> list[Ordinal]:
    """Ranks in ``text``: 第八届, 十四届四次, 二审, 三期临床, the 8th, the eighth, phase two. A count (三次) is none."""
    found = []
    for match in _ORDINAL_HAN.finditer(text):
        if not match["di"] and not _ranks(text, match):
            continue
        value = han_number(match["n"])
        if value is not None:
            found.append(Ordinal(match.start(), match.end(), value, match["what"]))
    for match in _ORDINAL_ALONE.finditer(text):
        value = han_number(match["n"])
        if value is not None and not any(o.start == match.start() for o in found):
            found.append(Ordinal(match.start(), match.end(), value, text[match.end()]))
    found += [Ordinal(match.start(), match.end(), 1, match["what"]) for match in _FIRST.finditer(text)]
    found += [Ordinal(match.start(), match.end(), 2, "审") for match in _FINAL.finditer(text)]
    for match in _ORDINAL_LATIN.finditer(text):
        value = int(match["n"]) if match["n"] else _ORDINAL_WORDS[match["word"].lower()]
        found.append(Ordinal(match.start(), match.end(), value, ""))
    for match in _PHASE_LATIN.finditer(text):
        said = match["n"] or match["roman"]
        value = int(said) if said.isdigit() else _PHASE_WORDS[said.lower()]
        found.append(Ordinal(match.start(), match.end(), value, ""))
    return found


def _ranks(text: str, match: re.Match[str]) -> bool:
    """Whether a number and a measure word without 第 are a rank: 十四届三次, 二期工程, 一审; not 上一届, 两期培训班."""
    before, what = text[max(0, match.start() - _LEAD) : match.start()], match["what"]
    if what == "届":
        return not _NO_RANK.search(before)
    if what == "次":
        return bool(_SESSION.search(before))
    if what in "审期" and (han_number(match["n"]) or 9) <= 5:
        return what == "审" or not (_PHASE.search(before) or _NO_PHASE.match(text, match.end()))
    return False


def comparable(asked: Ordinal, said: Sequence[Ordinal]) -> list[Ordinal]:
    """Those of ``said`` that rank the same kind of thing; English names none."""
    return [o for o in said if not asked.what or not o.what or o.what == asked.what]


def other_ranks(asked: Sequence[Ordinal], said: Sequence[Ordinal]) -> bool:
    """Whether a sentence ranks what is asked about otherwise: the second phase answers nothing about the first.

    "The first" of English may be what nothing counts, and contradicts nothing.
    """
    for rank in asked:
        alike = comparable(rank, said)
        if alike and (rank.value != 1 or rank.what) and all(o.value != rank.value for o in alike):
            return True
    return False
