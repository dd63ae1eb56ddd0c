"""Whether the days a question names are the days a passage speaks of, and how a day is said in the other language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rag.language.dates import expand, find_dates
from rag.types import DateMention, Language, PartialDate, Passage

if TYPE_CHECKING:
    from rag.answering.facts import TextFacts

Agreement = Literal["match", "open", "conflict"]
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_COMPARED_WITH = re.compile(r"(?:比|较|与|和|同|自|从|于|\b(?:than|since|from|with|in))\s*$")
_STATED_YEAR = re.compile(r"(?:19|20)\d\d|[一二][〇零九]\S\S年|[去今前上本同]年|年[初中底末]|\byear\b", re.I)
_PARTS_OF_DAY = {
    "morning": re.compile(r"上午|早上|早晨|清晨|\bmorning\b", re.I),
    "afternoon": re.compile(r"下午|\bafternoon\b", re.I),
    "evening": re.compile(r"晚上|当晚|[日号]晚|今晚|昨晚|\b(?:evening|night|tonight)\b", re.I),
}
_OPENING = 6  # characters at a sentence's beginning in which a day says when all that it tells took place
_ASIDE = re.compile(r"《[^《》]*》|[（(][^（）()]*[）)]")


def passage_mentions(passage: Passage) -> tuple[DateMention, ...]:
    """The days a passage mentions, with the article's own date filling in what they leave open."""
    if passage.mentions:
        return passage.mentions
    return tuple(find_dates(passage.text, reference=passage.date or passage.partial_date))


def agreement(
    asked: DateMention, sentence: Sequence[DateMention], passage: Sequence[DateMention], published: PartialDate | None
) -> Agreement:
    """Whether evidence answers for the day asked about.

    The sentence's own days come first: a sentence about January 25 says nothing about January 22 whatever
    else its article mentions. Without days of its own it is about a day its passage names, or the day of
    publication.
    """
    own = _any(asked, sentence)
    if own != "open":
        return own
    around = _any(asked, passage)
    if around == "match":
        return "match"
    at_print = _agree(asked, DateMention(0, 0, "", published, published)) if published else "open"
    if at_print == "match":
        return "match"
    return "conflict" if "conflict" in (around, at_print) else "open"


def _any(asked: DateMention, mentions: Sequence[DateMention]) -> Agreement:
    found = {_agree(asked, m) for m in mentions}
    return "match" if "match" in found else "conflict" if "conflict" in found else "open"


def _agree(asked: DateMention, mention: DateMention) -> Agreement:
    pairs = {_compare(a, b) for a in expand(asked.first, asked.last) for b in expand(mention.first, mention.last)}
    return "match" if "match" in pairs else "conflict" if pairs == {"conflict"} else "open"


def _compare(asked: PartialDate, said: PartialDate) -> Agreement:
    """What one side leaves open cannot disagree; a day that was asked for must be said, its year need not be."""
    parts = [(asked.year, said.year), (asked.month, said.month), (asked.day, said.day)]
    if asked.day is not None and said.day is None:
        return "open"  # a figure for 2023 may well be announced on the day that was asked about
    if any(a is not None and b is not None and a != b for a, b in parts):
        return "conflict"
    finest_asked = max(i for i, (a, _) in enumerate(parts) if a is not None)
    return "match" if parts[finest_asked][1] is not None else "open"


def a_year_before(asked: DateMention, facts: TextFacts, sentence: tuple[int, int]) -> bool:
    """Whether a sentence is about the same days of the year asked for: 去年同期, in this year's report."""
    return any(
        m.first.year == asked.first.year and m.first.month is None and facts.plain.startswith("同期", m.end)
        for m in facts.inside(sentence)
    )


def stands_elsewhere(asked: DateMention, facts: TextFacts, sentence: tuple[int, int]) -> bool:
    """Whether a sentence about another day may still answer, for its passage names the time asked about as finely.

    A stretch of days says nothing of one of them, nor does a day of its quarter; and where a sentence opens with its
    day, all that it tells took place then.
    """
    days = [m for m in facts.inside(sentence) if m.start < sentence[0] + _OPENING and m.first.day is not None]
    if asked.first.day is not None and _any(asked, days) == "conflict":
        return False
    alike = [m for m in facts.dates if (m.first.day is None) == (asked.first.day is None)]
    if asked.first.day is not None and asked.first == asked.last:
        alike = [m for m in alike if m.first == m.last]
    return _any(asked, alike) == "match"


def parts_of_day(text: str) -> frozenset[str]:
    """The parts of a day that a text names: morning, afternoon, evening."""
    return frozenset(name for name, words in _PARTS_OF_DAY.items() if words.search(text))


def other_part_of_day(asked: frozenset[str], text: str) -> bool:
    """Whether a text is about another part of the day than ``asked``, and not about that."""
    found = parts_of_day(text)
    return bool(found) and not asked & found


def of_another_time(asked: DateMention, facts: TextFacts, sentence: tuple[int, int]) -> bool:
    """Whether a figure is of another year, quarter or month than asked for."""
    return of_another_year(asked, facts, sentence) or of_another_part(asked, facts, sentence)


def of_another_part(asked: DateMention, facts: TextFacts, sentence: tuple[int, int]) -> bool:
    """Whether a sentence gives figures of other months or quarters than asked for, though a day of those stands there:
    一季度报告 that was published in May says nothing of the second quarter."""
    if asked.first.month is None or asked.first.day is not None:
        return False
    parts = [
        m
        for m in facts.inside(sentence)
        if m.first.month is not None
        and m.first.day is None
        and not _COMPARED_WITH.search(facts.text[max(0, m.start - 6) : m.start])
    ]
    return bool(parts) and all(_agree(asked, m) == "conflict" for m in parts)


def of_another_year(asked: DateMention, facts: TextFacts, sentence: tuple[int, int]) -> bool:
    """Whether a figure is of another year than asked: by all years that its sentence states or has a month or half
    of (上半年), else by the last year stated before it.

    A figure for 2023 that is published in 2024 is no figure for 2024; one for a single month stands in that month's
    paper without its year. Years that something is compared with, and those in titles and brackets, do not count.
    """
    year = asked.first.year
    if year is None or asked.first.day is not None:
        return False

    def states_year(mention: DateMention) -> bool:
        part = mention.start >= sentence[0] and mention.first.month is not None and mention.first.day is None
        return part or bool(_STATED_YEAR.search(mention.text))

    aside = [m.span() for m in _ASIDE.finditer(facts.text, 0, sentence[1])]
    stated = [
        m
        for m in facts.dates
        if m.end <= sentence[1]
        and m.first.year is not None
        and states_year(m)
        and not any(low <= m.start and m.end <= high for low, high in aside)
        and not _COMPARED_WITH.search(facts.text[max(0, m.start - 6) : m.start])
    ]
    within = [m for m in stated if m.start >= sentence[0]]
    if not within and asked.first.month is not None and asked.first == asked.last:
        return False
    counted = within or stated[-1:]
    return bool(counted) and not any((m.first.year or 0) <= year <= (m.last.year or 9999) for m in counted)


def day_before(facts: TextFacts, position: int) -> bool:
    """Whether a day, and not just a month or year, is named before ``position``."""
    return any(m.first.day is not None and m.start < position for m in facts.dates)


def spoken(mention: DateMention, language: Language) -> str | None:
    """A day as the other language says it: 1月22日 → January 22. None where the mention says no full month."""
    if mention.first == mention.last:
        return _one(mention.first, language)
    first, last = _one(mention.first, language), _one(mention.last, language)
    if first is None or last is None:
        return None
    if mention.first.day is not None and mention.last.day is not None:
        a, b = mention.first, mention.last
        if (a.year, a.month) == (b.year, b.month) and a.month:
            year = f", {a.year}" if a.year and _says_year(mention) else ""
            return (
                f"{_MONTHS[a.month - 1]} {a.day}–{b.day}{year}"
                if language == "en"
                else f"{a.month}月{a.day}日至{b.day}日"
            )
    return f"{first} to {last}" if language == "en" else f"{first}至{last}"


def _says_year(mention: DateMention) -> bool:
    return bool(mention.first.year and str(mention.first.year) in mention.text)


def _one(value: PartialDate, language: Language) -> str | None:
    year, month, day = value.year, value.month, value.day
    if month is None:
        if day is not None or year is None:
            return None
        return f"{year}" if language == "en" else f"{year}年"
    if language == "zh":
        return (f"{year}年" if year else "") + f"{month}月" + (f"{day}日" if day else "")
    name = _MONTHS[month - 1]
    if day is None:
        return f"{name} {year}" if year else name
    return f"{name} {day}, {year}" if year else f"{name} {day}"
