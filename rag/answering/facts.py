"""What a text states that can be checked: days, numbers, names, ordinals, and where its sentences are."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property, lru_cache

from rag.answering.coordination import with_neighbours
from rag.answering.days import passage_mentions
from rag.answering.ranks import Ordinal, find_ordinals
from rag.language.chinese_names import certain_people
from rag.language.dates import find_dates
from rag.language.names import NameMention, find_names
from rag.language.numbers import NumberMention, find_numbers
from rag.language.scripts import halfwidth, simplify
from rag.language.sentences import split_sentences
from rag.types import DateMention, PartialDate, Passage

_TITLE = re.compile(r"《[^《》]{1,80}》")
_DATELINE = re.compile(
    r"(?:新华社|中新社|中新网|人民网|央视网?|本报|[\u4e00-\u9fff]{2,6}(?:日报|晚报|通讯社))[^，。；！？\n]{0,16}?\d{1,2}月\d{1,2}日[电讯]"
    r"(?:\s*[（(][^）)\n]{0,60}[）)])?|(?:本报|本网)讯(?:\s*[（(][^）)\n]{0,60}[）)])?"
    r"|[（(](?:本报|本网|见习)?(?:记者|通讯员)[^）)\n]{1,60}[）)]"
    r"|\b[A-Z][\w .,]{2,40}\((?:Xinhua|Reuters|AP|AFP)\)\s*[-–—]+"
)


def keep_fold(text: str) -> str:
    """Text folded for matching, character for character: offsets in it are offsets in ``text``."""
    plain = simplify(halfwidth(text))
    lower = plain.lower()
    return lower if len(lower) == len(plain) else "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


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

    def ranks(self, span: tuple[int, int]) -> list[Ordinal]:
        """The ranks given within a span."""
        return [o for o in self.ordinals if span[0] <= o.start and o.end <= span[1]]

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
