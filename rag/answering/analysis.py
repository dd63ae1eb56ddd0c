"""A question and its passages side by side: where its terms occur, and whether what it states agrees."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from rag.answering import choices, home, matching, places, roles
from rag.answering.bodies import Body, find_bodies
from rag.answering.days import (
    Agreement,
    a_year_before,
    agreement,
    day_before,
    of_another_time,
    other_part_of_day,
    parts_of_day,
    stands_elsewhere,
)
from rag.answering.expectation import Expected, expect
from rag.answering.facts import TextFacts, keep_fold, published
from rag.answering.matching import Hit, Term
from rag.answering.ranks import Ordinal, comparable, other_ranks
from rag.language.dates import is_latest, is_recent, question_dates
from rag.language.lexicon import translations
from rag.language.names import NameMention, name_keys
from rag.language.numbers import NumberMention
from rag.language.scripts import is_han, simplify
from rag.language.tokens import stem
from rag.types import DateMention, Language, Passage

_LEAD = 0.1
"""What makes one passage's score e times as good as another's: the margin that retrieval's weights were fitted for."""
_REPORTED = re.compile(
    r"报道|刊发|刊登|见报|的报纸|日报|[那这]篇|\b(?:report(?:ed|s)?|published|paper|edition|issue|printed|article)\b",
    re.I,
)
_OPENING, _CLOSING = "'\"‘“", "'\"’”"
_THAN = re.compile(r"(?:比|较)\s*$|\b(?:than|compared (?:with|to)|relative to)(?: (?:in|on|at|that of|the))*\s*$", re.I)
COUNT_WORD = re.compile(r"[A-Za-z]+|[一二两三四五六七八九十](?:个|名|位|项|家|次|人)?")


@dataclass(frozen=True, slots=True)
class Check:
    """How what a question states agrees with a piece of evidence, kind by kind."""

    dates: Agreement = "open"
    names: Agreement = "open"
    ordinals: Agreement = "open"
    numbers: Agreement = "open"
    elsewhere: bool = False  # the sentence is about another day than its passage and the question

    @property
    def contradicted(self) -> bool:
        """Whether an answer from this evidence would be about another day, person or session than was asked."""
        return "conflict" in (self.dates, self.names, self.ordinals)


class Analysis:
    """What is needed to judge spans of ``passages`` as answers to ``question``; parts are made on first use."""

    def __init__(self, question: str, language: Language, passages: Sequence[Passage], today: date) -> None:
        self.question = simplify(question)  # character for character: what a pattern knows is simplified
        self.language = language
        self.passages = tuple(passages)
        self.today = today
        self.expected: Expected = expect(self.question, language)
        if self.position:
            self.expected = replace(self.expected, kind="text")
        self._known: dict[tuple[str, int], Agreement] = {}
        self._lacking: dict[int, tuple[float, bool]] = {}
        self._options: dict[int, list[list[Hit]]] = {}

    @cached_property
    def facts(self) -> list[TextFacts]:
        return [TextFacts.of(p) for p in self.passages]

    @cached_property
    def titles(self) -> list[TextFacts]:
        return [TextFacts(p.heading) for p in self.passages]

    @cached_property
    def found(self) -> list[float]:
        """How much the search prefers each passage to the others: the logarithm of its share, by softmax of scores."""
        scores = [p.score / _LEAD for p in self.passages]
        total = math.log(sum(math.exp(s - max(scores)) for s in scores)) + max(scores) if scores else 0.0
        return [s - total for s in scores]

    @cached_property
    def asked(self) -> TextFacts:
        """The question's own facts."""
        return TextFacts(self.question)

    @cached_property
    def named(self) -> list[NameMention]:
        """The question's names, and whom the passages name where the question has the same characters: 于 before 建国
        may be a word, until an article names 于建国."""
        own = self.asked.names
        written = {n.text for facts in self.facts for n in facts.names if n.kind == "person" and len(n.text) > 2}
        for text in sorted(t for t in written if is_han(t[0])):
            at = self.question.find(text)
            if at >= 0 and not any(n.start < at + len(text) and at < n.end for n in own):
                own = [*own, NameMention(at, at + len(text), text, "person")]
        return own

    @cached_property
    def dates(self) -> list[DateMention]:
        """The days the question is about: not "the latest", nor a day that something is compared with."""
        return [
            m
            for m in self._mentioned
            if not self._offered(m.start, m.end) and not _THAN.search(self.question[max(0, m.start - 16) : m.start])
        ]

    @cached_property
    def _mentioned(self) -> list[DateMention]:
        return [m for m in question_dates(self.question, today=self.today) if not is_latest(m)]

    @cached_property
    def people(self) -> list[NameMention]:
        """The people whom the question names, but for those among whom it lets one choose, and titles of works: the
        play 'Wen Cangmang' is nobody."""
        people = [n for n in self.named if n.kind == "person" and not self._offered(n.start, n.end)]
        return [n for n in people if not self._quoted(n) and not places.is_town(n, self.passages, self.facts)]

    def _quoted(self, name: NameMention) -> bool:
        """Whether quotation marks stand around a name in English, which mark a work there."""
        around = self.question[max(0, name.start - 1) : name.end + 1]
        return name.text.isascii() and around[0] in _OPENING and any(c in _CLOSING for c in around[-2:])

    def _offered(self, start: int, end: int) -> bool:
        low, high = self.expected.focus
        return bool(self.expected.options) and low <= start and end <= high

    @cached_property
    def part_of_day(self) -> frozenset[str]:
        """Whether the morning, the afternoon or the evening is asked about; nothing where the time is asked for."""
        return frozenset() if self.expected.kind in ("date", "yesno") else parts_of_day(self.question)

    @cached_property
    def identity(self) -> bool:
        """Whether the bearer of a title is asked for."""
        return self.expected.kind == "person" and roles.asks_identity(self.question)

    @cached_property
    def office(self) -> tuple[str, ...]:
        """What the office of the people asked for may be called: see :func:`rag.answering.roles.office`."""
        return roles.office(self.question, self.expected.focus) if self.expected.kind == "person" else ()

    @cached_property
    def position(self) -> bool:
        """Whether the position of a person is asked for whom the question names."""
        return roles.asks_position(self.question, [n.text for n in self.people])

    def options(self, passage: int) -> list[list[Hit]]:
        """Where a passage has each of the answers that the question offers."""
        if passage not in self._options:
            self._options[passage] = choices.places(self.expected.options, self.language, self.facts[passage])
        return self._options[passage]

    @cached_property
    def works(self) -> list[str]:
        """Titles in 《》 that the question names, folded, without the marks."""
        return [keep_fold(self.question[a + 1 : b - 1]) for a, b in self.asked.titles]

    @cached_property
    def numbers(self) -> list[NumberMention]:
        """Numbers the question states. Small counts in words (which three cities) are its own, not the page's."""
        low, high = self.expected.focus
        taken = [(m.start, m.end) for m in self._mentioned]
        return [
            n
            for n in self.asked.numbers
            if not (low <= n.start and n.end <= high)
            and not any(n.start < e and s < n.end for s, e in taken)
            and not (n.value <= 10 and COUNT_WORD.fullmatch(n.text))
        ]

    @cached_property
    def counted(self) -> set[str]:
        """What may stand behind the number for what is counted: units, measure words, the noun, its translations."""
        words = [
            w for w in (self.expected.noun, self.expected.unit if is_han(self.expected.unit[:1] or "a") else "") if w
        ]
        forms: set[str] = set()
        for word in words:
            forms |= {word, stem(word)} | {
                n.unit for n in TextFacts(f"2{word}" if is_han(word[0]) else f"2 {word}").numbers
            }
            forms |= {form for form, _ in translations(word)[:8]}
        return forms - {""}

    @cached_property
    def ordinals(self) -> list[Ordinal]:
        taken = [(m.start, m.end) for m in self._mentioned]
        taken += [self.expected.focus] if self.expected.options else []
        return [o for o in self.asked.ordinals if not any(o.start < e and s < o.end for s, e in taken)]

    @cached_property
    def _terms_and_hits(self) -> tuple[list[Term], list[list[list[Hit]]], list[list[list[Hit]]], dict[int, str]]:
        """The terms, where passages and headlines have them, and which one each passage calls 我市 or the like."""
        skip = [self.expected.focus] if self.expected.focus[1] else []
        skip += [(m.start, m.end) for m in self._mentioned]
        if self.position:
            skip += roles.position_words(self.question)
        latin = [i for i in range(len(self.passages)) if not self.chinese(i)] if self.language == "zh" else []
        texts = [f"{self.passages[i].text}\n{home.file_words(self.passages[i].source)}" for i in latin]
        spelt = matching.heard(self.question, texts)
        terms = matching.question_terms(
            self.question, self.language, skip=skip, is_word=self._is_word, foreign=spelt, named=self.named
        )
        found = [matching.all_hits(terms, facts) for facts in self.facts]
        homes: dict[int, str] = {}
        for i, (passage, facts) in enumerate(zip(self.passages, self.facts, strict=True)):
            same = [f for p, f in zip(self.passages, self.facts, strict=True) if p.source == passage.source]
            for number, term in enumerate(terms):
                if not found[i][number] and (own := home.own_hits(term, passage, facts, same)):
                    found[i][number] = own
                    homes.setdefault(i, term.text)
        in_titles = [matching.all_hits(terms, facts) for facts in self.titles]
        return matching.weigh(terms, found, self.facts), found, in_titles, homes

    @property
    def terms(self) -> list[Term]:
        """The question's content words, weighted by rarity in these passages."""
        return self._terms_and_hits[0]

    def hits(self, passage: int) -> list[list[Hit]]:
        """For every term, where the passage has it."""
        return self._terms_and_hits[1][passage]

    def for_reader(self, passage: int) -> Passage:
        """A passage as the reader gets it. Where it says 我市 and means a place that the question names, that stands
        before the headline: a reader takes no city for another, and cannot know whose paper this is."""
        read, own = self.passages[passage], self._terms_and_hits[3].get(passage, "")
        if not own or keep_fold(own) in self.titles[passage].folded:
            return read
        return replace(read, title=f"{own}{': ' if own.isascii() else '：'}{read.title}")

    def titled(self, passage: int) -> list[list[Hit]]:
        """For every term, where the headline of the passage has it."""
        return self._terms_and_hits[2][passage]

    def coverage(self, passage: int, span: tuple[int, int], around: float = 0.5) -> float:
        """The share of the question that a span of a passage speaks of; its passage and headline count ``around``."""
        total = sum(t.weight for t in self.terms)
        if not total:
            return 0.0
        got = 0.0
        for term, hits, titled in zip(self.terms, self.hits(passage), self.titled(passage), strict=True):
            inside = max((h.sure for h in hits if span[0] <= h.start and h.end <= span[1]), default=0.0)
            outside = max((h.sure for h in (*hits, *titled)), default=0.0) * around if around else 0.0
            got += term.weight * max(inside, outside)
        return got / total

    def check(self, passage: int, sentence: tuple[int, int]) -> Check:
        """Compare the question's days, people, ranks and numbers with a sentence and what surrounds it."""
        dates, elsewhere = self._dates(passage, sentence)
        facts, ordinals = self.facts[passage], self._ordinals(passage)
        if self.ordinals and other_ranks(self.ordinals, facts.ranks(sentence)):
            ordinals = "conflict"
        if self.part_of_day and other_part_of_day(self.part_of_day, facts.plain[slice(*sentence)]):
            dates = "conflict"
        return Check(dates, self._names(passage), ordinals, self._numbers(passage), elsewhere)

    def _dates(self, passage: int, sentence: tuple[int, int]) -> tuple[Agreement, bool]:
        worst: Agreement = "match" if self.dates else "open"
        elsewhere = False
        facts, printed = self.facts[passage], published(self.passages[passage])
        for asked in self.dates:
            if _REPORTED.search(self.question) and printed and agreement(asked, (), (), printed) == "match":
                continue
            own = facts.inside(sentence)
            found = agreement(asked, own, facts.dates, printed)
            if found == "conflict" and a_year_before(asked, facts, sentence):
                found = "match"
            elif found == "conflict" and stands_elsewhere(asked, facts, sentence):
                found, elsewhere = "match", self.expected.kind != "date"
            if found == "match" and self.expected.kind == "quantity" and of_another_time(asked, facts, sentence):
                found = "conflict"
            if found == "match" and not own and agreement(asked, (), facts.dates, None) == "conflict":
                # only the day of print agrees: the sentence stands under another day's event
                found = "conflict" if day_before(facts, sentence[0]) else found
            worst = _worse(worst, "open" if found == "conflict" and is_recent(asked) else found)
        return worst, elsewhere

    def _article(self, passage: int) -> list[Passage]:
        """The passages of a passage's article, as far as they are here."""
        return [p for p in self.passages if p.article_id == self.passages[passage].article_id]

    def _names(self, passage: int) -> Agreement:
        return self._once("names", passage, self._names_of)

    def _ordinals(self, passage: int) -> Agreement:
        return self._once("ordinals", passage, self._ordinals_of)

    def _numbers(self, passage: int) -> Agreement:
        return self._once("numbers", passage, self._numbers_of)

    def _once(self, what: str, passage: int, judge: Callable[[int], Agreement]) -> Agreement:
        """What holds for a passage as a whole is worked out once, not for each of its sentences."""
        key = (what, passage)
        if key not in self._known:
            self._known[key] = judge(passage)
        return self._known[key]

    def _names_of(self, passage: int) -> Agreement:
        bodies = find_bodies(self.question)
        worst: Agreement = "match" if self.people or self.works or bodies else "open"
        for title in self.works:
            worst = _worse(worst, self._work(title, passage))
        if bodies:
            worst = _worse(worst, self._bodies(bodies, passage))
        for name in self.people:
            found: Agreement = "conflict"
            keys = set(name_keys(name.text))
            here = self.passages[passage].article_id
            if self._has_name(name, keys, passage):
                found = "match"
            elif not any("_" in key for key in keys) and not any(is_han(c) for c in name.text):
                found = "open"  # a name that pinyin cannot spell may be written in ways we do not know
            elif not self.chinese(passage) and not self._spells_chinese(passage):
                found = "open"  # 马洛里 in an English paper, whose people are all foreign
            elif any(p.article_id == here and self._has_name(name, keys, i) for i, p in enumerate(self.passages)):
                found = "open"
            worst = _worse(worst, found)
        return worst

    def _bodies(self, asked: frozenset[Body], passage: int) -> Agreement:
        """An article that lacks the body asked about is of another level's where it has that level's of the same kind,
        or bodies of other levels alone."""
        article = self._article(passage)
        said = find_bodies("\n".join((article[0].heading, *(p.text for p in article))))
        levels, kinds = {level for level, _ in said}, {kind for _, kind in said}
        lacking = asked - said
        if any(said and (kind in kinds or level not in levels) for level, kind in lacking):
            return "conflict"
        return "open" if lacking else "match"

    def _work(self, title: str, passage: int) -> Agreement:
        """A work that the question names by its title: an article without that title is about another one. What a
        Chinese title is in English nobody here knows."""
        here = self.passages[passage].article_id
        if title in self.facts[passage].folded or title in self.titles[passage].folded:
            return "match"
        if any(map(is_han, title)) and not self.chinese(passage):
            return "open"
        elsewhere = any(p.article_id == here and title in self.facts[i].folded for i, p in enumerate(self.passages))
        return "open" if elsewhere else "conflict"

    def missing(self, passage: int, kinds: tuple[str, ...] = ("word", "name", "number")) -> float:
        """The share of the question's terms of these kinds, by weight, that neither passage nor headline has."""
        asked = [(term.weight, sure) for term, sure in self._sureness(passage) if term.kind in kinds]
        total = sum(weight for weight, _ in asked)
        return 1 - sum(weight * sure for weight, sure in asked) / total if total else 0.0

    def lacking(self, passage: int) -> tuple[float, bool]:
        """What a passage is without, worked out once for all of its candidates: ``missing``, and whether a place."""
        if passage not in self._lacking:
            self._lacking[passage] = (self.missing(passage), places.foreign(self, passage))
        return self._lacking[passage]

    def chinese(self, passage: int) -> bool:
        """Whether a passage is in Chinese, by its beginning."""
        return any(map(is_han, self.facts[passage].text[:200]))

    def _is_word(self, pair: str) -> bool:
        """Whether a passage or headline has two characters together, or a paper is named so."""
        written = any(pair in text.folded for text in (*self.facts, *self.titles))
        return written or any(home.paper_of(pair, p.source) for p in self.passages)

    def unmet(self, passage: int) -> float:
        """The weight of the weightiest term that neither passage nor headline has, as a share of the weightiest's."""
        most = max((t.weight for t in self.terms), default=0.0)
        left = max((term.weight * (1 - sure) for term, sure in self._sureness(passage)), default=0.0)
        return left / most if most else 0.0

    def _sureness(self, passage: int) -> Iterator[tuple[Term, float]]:
        """Each term, and how surely passage or headline has it."""
        for term, hits, titled in zip(self.terms, self.hits(passage), self.titled(passage), strict=True):
            yield term, max((h.sure for h in (*hits, *titled)), default=0.0)

    def _has_name(self, name: NameMention, keys: set[str], passage: int) -> bool:
        place = self.passages[passage]
        folded = keep_fold(name.text)
        if folded in self.facts[passage].folded or folded in keep_fold(place.heading):
            return True
        if any(h for t, h in zip(self.terms, self.hits(passage), strict=True) if t.start == name.start):
            return True
        return bool(keys & set(name_keys(place.heading)))

    def _spells_chinese(self, passage: int) -> bool:
        """Whether a passage in Latin letters names a Chinese person."""
        people = (n for n in self.facts[passage].names if n.kind == "person")
        return any("_" in key and key[0] != "@" for n in people for key in name_keys(n.text))

    def _ordinals_of(self, passage: int) -> Agreement:
        worst: Agreement = "match" if self.ordinals else "open"
        texts = (self.facts[passage], self.titles[passage])
        for asked in self.ordinals:
            first = asked.value == 1 and not asked.what  # for which Chinese has 首位, 首先 too
            said = comparable(asked, [o for t in texts for o in t.ordinals])
            if any(o.value == asked.value for o in said) or (first and any("首" in t.plain for t in texts)):
                continue
            worst = _worse(worst, "conflict" if said else "open")
        return worst

    def _numbers_of(self, passage: int) -> Agreement:
        worst: Agreement = "match" if self.numbers else "open"
        said = {n.value for t in (self.facts[passage], self.titles[passage]) for n in t.numbers}
        for asked in self.numbers:
            if asked.value not in said:
                worst = "conflict"
        return worst


def _worse(a: Agreement, b: Agreement) -> Agreement:
    order: tuple[Agreement, ...] = ("conflict", "open", "match")
    return min(a, b, key=order.index)
