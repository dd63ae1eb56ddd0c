"""What a text states that can be checked: days, numbers, names, ordinals, and where its sentences are."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rag.answering.coordination import with_neighbours
from rag.answering.days import passage_mentions
from rag.language.chinese_names import certain_people
from rag.language.dates import find_dates
from rag.language.names import NameMention, find_names
from rag.language.numbers import NumberMention, find_numbers
from rag.language.scripts import halfwidth, simplify
from rag.language.sentences import split_sentences
from rag.types import DateMention, PartialDate, Passage

_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ORDINAL_HAN = re.compile(
    r"(?P<di>第)?(?P<n>\d{1,4}|[零〇一二三四五六七八九十百]{1,5})(?P<what>届|次|轮|期|批|号|季度|季|名|场|代|版|部|卷|条|章|集|位|站|局|节|师|军|线|审|个|家|座|支|艘|份|篇|架|所)"
)
_ORDINAL_ALONE = re.compile(r"第(?P<n>[二三四五六七八九])(?=[\u4e00-\u9fff])")
"""A rank directly before what it ranks: 第二工厂. The first is a word of its own in 第一时间, 第一书记."""
_NO_RANK = re.compile(r"[每几上本下新这那某各同]$")
_SESSION = re.compile(r"届(?:[\u4e00-\u9fff]{0,6}?)$")
_PHASE = re.compile(r"[了办出开举行共每几多这本同满\d]$")
_NO_PHASE = re.compile(r"[间限待望刊货末节]|\w{0,4}?(?:培训|讲座|节目|活动|学员)")
_PHASE_LATIN = re.compile(r"\b(?:phase|stage) (?P<n>\d|one|two|three|four|five|i{1,3}|iv|v)\b", re.I)
_PHASE_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
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
_TITLE = re.compile(r"《[^《》]{1,80}》")
_DATELINE = re.compile(
    r"(?:新华社|中新社|中新网|人民网|央视网?|本报|[\u4e00-\u9fff]{2,6}(?:日报|晚报|通讯社))[^，。；！？\n]{0,16}?\d{1,2}月\d{1,2}日[电讯]"
    r"(?:\s*[（(][^）)\n]{0,60}[）)])?|(?:本报|本网)讯(?:\s*[（(][^）)\n]{0,60}[）)])?"
    r"|[（(](?:本报|本网|见习)?(?:记者|通讯员)[^）)\n]{1,60}[）)]"
    r"|\b[A-Z][\w .,]{2,40}\((?:Xinhua|Reuters|AP|AFP)\)\s*[-–—]+"
)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A rank a text gives: 第八届 is 8 of 届; English ordinals say no measure word."""

    start: int
    end: int
    value: int
    what: str

    def text_of(self, text: str) -> str:
        """The rank as ``text``, which it was found in, has it."""
        return text[self.start : self.end]


def keep_fold(text: str) -> str:
    """Text folded for matching, character for character: offsets in it are offsets in ``text``."""
    plain = simplify(halfwidth(text))
    lower = plain.lower()
    return lower if len(lower) == len(plain) else "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


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
            found.append(Ordinal(match.start(), match.end(), value, ""))
    found += [Ordinal(match.start(), match.end(), 1, match["what"]) for match in _FIRST.finditer(text)]
    for match in _ORDINAL_LATIN.finditer(text):
        value = int(match["n"]) if match["n"] else _ORDINAL_WORDS[match["word"].lower()]
        found.append(Ordinal(match.start(), match.end(), value, ""))
    for match in _PHASE_LATIN.finditer(text):
        value = int(match["n"]) if match["n"].isdigit() else _PHASE_WORDS[match["n"].lower()]
        found.append(Ordinal(match.start(), match.end(), value, ""))
    return found


def _ranks(text: str, match: re.Match[str]) -> bool:
    """Whether a number and a measure word without 第 are a rank: 十四届三次, 二期工程, 一审; not 上一届, 两期培训班."""
    before, what = text[: match.start()], match["what"]
    if what == "届":
        return not _NO_RANK.search(before)
    if what == "次":
        return bool(_SESSION.search(before))
    if what in "审期" and (han_number(match["n"]) or 9) <= 5:
        return what == "审" or not (_PHASE.search(before) or _NO_PHASE.match(text, match.end()))
    return False


class TextFacts:
    """A text with what it states, each found on first use."""

    def __init__(self, text: str, *, mentions: tuple[DateMention, ...] | None = None) -> None:
        self.text = text
        if mentions is not None:
            self.__dict__["dates"] = mentions

    @classmethod
    def of(cls, passage: Passage) -> TextFacts:
        """The facts of a passage; kept for the passages met last, which questions in a row share."""
        return _of(passage.text, passage_mentions(passage))

    @cached_property
    def plain(self) -> str:
        """The text in simplified characters, which the patterns of Chinese words are written in; offsets stay."""
        return simplify(self.text)

    @cached_property
    def folded(self) -> str:
        return keep_fold(self.text)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Spans of the sentences without the white space around them."""
        spans = []
        for start, end in split_sentences(self.text):
            while end > start and self.text[end - 1].isspace():
                end -= 1
            while start < end and self.text[start].isspace():
                start += 1
            if start < end:
                spans.append((start, end))
        return spans

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        return tuple(find_dates(self.text))

    @cached_property
    def numbers(self) -> list[NumberMention]:
        """Quantities: numbers that are part of a date or a rank are none."""
        taken = [(m.start, m.end) for m in self.dates] + [(o.start, o.end) for o in self.ordinals]
        return [n for n in find_numbers(self.text) if not any(n.start < e and s < n.end for s, e in taken)]

    @cached_property
    def ordinals(self) -> list[Ordinal]:
        taken = [(m.start, m.end) for m in self.dates]
        return [o for o in find_ordinals(self.text) if not any(o.start < e and s < o.end for s, e in taken)]

    @cached_property
    def names(self) -> list[NameMention]:
        return with_neighbours(self.text, find_names(self.text))

    @cached_property
    def unnamed(self) -> list[tuple[int, int]]:
        """People by their form whom the name finder does not know: foreign names in Chinese, names withheld (何某)."""
        taken = [(n.start, n.end) for n in self.names if n.kind == "person"]
        return [(a, b) for a, b in certain_people(self.text) if not any(a < e and s < b for s, e in taken)]

    @cached_property
    def titles(self) -> list[tuple[int, int]]:
        return [m.span() for m in _TITLE.finditer(self.text)]

    @cached_property
    def datelines(self) -> list[tuple[int, int]]:
        """Where the text says who reported from where: 新华社哈尔滨1月22日电（记者王君宝）."""
        return [m.span() for m in _DATELINE.finditer(self.text)]

    def sentence_at(self, position: int) -> tuple[int, int]:
        """The sentence that holds ``position``, or the whole text where none does."""
        at = bisect_right(self.sentences, (position, len(self.text) + 1)) - 1
        if at >= 0 and position <= self.sentences[at][1]:
            return self.sentences[at]
        return (0, len(self.text))

    def with_neighbours(self, span: tuple[int, int]) -> tuple[int, int]:
        """A span of whole sentences with the sentence before and the one after it."""
        before = [start for start, end in self.sentences if end <= span[0]]
        after = [end for start, end in self.sentences if start >= span[1]]
        return before[-1] if before else span[0], after[0] if after else span[1]

    def inside(self, span: tuple[int, int]) -> tuple[DateMention, ...]:
        """The dates mentioned within a span."""
        return tuple(m for m in self.dates if span[0] <= m.start and m.end <= span[1])


@lru_cache(maxsize=512)
def _of(text: str, mentions: tuple[DateMention, ...]) -> TextFacts:
    return TextFacts(text, mentions=mentions)


def published(passage: Passage) -> PartialDate | None:
    """The day a passage's article came out, as far as it is known."""
    if passage.date is not None:
        return PartialDate(passage.date.year, passage.date.month, passage.date.day)
    return passage.partial_date
