"""Spans that could answer a question, proposed and scored without a trained model.

A span is wanted that is of the asked kind, in a sentence that speaks of what the question speaks of, near
those words and on the side of them where the question has its gap: Chinese asks in place (由谁主持 →
由景俊海主持), and much English does as well.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rag.answering import kinds, lists, ranking, roles, series, tense
from rag.answering.analysis import Analysis, Check
from rag.answering.facts import keep_fold
from rag.answering.matching import Hit
from rag.answering.measures import CLOCK, COUNT, DURATION, MONTH, SCORE, SPAN_OF_YEARS, WEEKDAY, YEAR, with_measure
from rag.answering.opposites import denied
from rag.answering.spans import snap
from rag.language.names import name_keys
from rag.language.scripts import is_han

Span = tuple[int, int]

_CLAUSE = re.compile(r"[，,；;。！？!?：:\n]|\.(?=\s|$)")
_PART = re.compile(r"[；;。！？!?\n]|\.(?=\s|$)")
_QUOTED = re.compile(r"“[^“”]{2,60}”")
_PLACE = re.compile(
    r"(?:在|于|到|至|从|赴|抵达|位于|来自)(?P<zh>[\u4e00-\u9fffA-Za-z0-9·]{2,20}?)(?=举行|召开|举办|开幕|开馆|闭幕|进行|启动|发布|会见|成立|落幕|开工|"
    r"揭幕|亮相|展出|首演|签约|考察|调研|建成|投用|通车|上演|拍摄|出生|逝世|，|。|、|的|$)"
    r"|\b(?:in|at|on|from|near|outside|to)\s+(?P<en>(?:the\s+)?[A-Z][\w'’-]*(?:\s+(?:of\s+|the\s+)?[A-Z][\w'’-]*)*)"
)
_SEVERAL = re.compile(r"、|, (?:and )?[\w“'‘]| and ")
_REACH = 14.0
"""Characters after which a question word counts for 1/e less of a span."""


ECHO = 0.8
"""Share of a span that the question may already say: what is asked about is not the answer."""


@dataclass(frozen=True)
class Candidate:
    """A span of ``passages[passage]`` with what speaks for it, each part between 0 and 1."""

    passage: int
    start: int
    end: int
    sentence: Span
    coverage: float  # of the question by its sentence
    near: float  # how close to the span the question's words are
    fit: float  # whether it is the kind of thing asked for
    check: Check
    kind: str = "text"  # what is asked for
    echo: float = 0.0  # how much of it the question already says
    clause: float = 0.0  # of the question by its clause alone
    part: float = 0.0  # the same between semicolons
    beside: float = 0.0  # how close the words beside the question word are
    whole: bool = False  # it is its whole sentence
    reader: float | None = None  # the trained reader's probability
    agreed: float = 0.0  # F1 of its characters that is to be expected if the trained reader is right
    here: float = 0.0  # the trained reader's probability that its passage answers at all
    found: float = 0.0  # the search's own opinion of the passage: the logarithm of its share
    role: float = 0.0  # whether the titles are those asked for, or the position asked for; -1: a deputy's, or not
    label: float = 0.0  # whether a value of several in a row is the one asked for; -1: another is
    narrowed: float = 0.0  # whether its statement is about a part of what was asked for
    missing: float = 0.0  # the share of the question's words that its passage has nowhere
    foreign: bool = False  # its article is silent about a place that the question names
    adjoined: float = 0.0  # whether what was done, or is counted, stands directly beside it: 省体育局|主办, 隐患|1863处
    former: bool = False  # whether a value is what something was before, which is not asked for
    edge: int = 0  # whether a day is the end or the beginning of a stretch that is asked for; -1: the other one
    denied: bool = False  # whether it is said not to be so: not the cranes but the night buses
    planned: float = 0.0  # how surely a value was only meant to be reached, and is not asked for
    named_later: bool = False  # whether whom the question names is named only behind it, with another value
    person_for_thing: bool = False  # whether it is somebody's name where a thing is asked for
    points: bool = False  # whether it is all the points of a demand, a decision or a plan, and several are asked for
    listed: float = 0.0  # whether it names several things where several are asked for
    astray: float = 0.0  # how much of what was asked about is said of other values and not of this one
    behind: Mapping[str, float] = field(default_factory=dict)  # how far the best of the question is ahead, by evidence

    @cached_property
    def score(self) -> float:
        """How likely it is the answer as far as matching tells; log-odds against the other candidates."""
        return ranking.score(self)


def propose(analysis: Analysis, sentences: int = 12) -> list[Candidate]:
    """Candidates from the sentences that speak most of the question, best first."""
    if analysis.expected.unit in ("weekday", "clock"):
        sentences *= 4  # few sentences have any
    ranked = sorted(_sentences(analysis), key=lambda row: -row[0])[:sentences]
    seen: dict[tuple[int, int, int], Candidate] = {}
    for _, passage, sentence in ranked:
        for span in _spans(analysis, passage, sentence):
            if span[0] >= span[1] or (passage, *span) in seen:
                continue
            found = judge(analysis, passage, span)
            if admissible(analysis, found):
                seen[passage, *span] = found
    return sorted(seen.values(), key=lambda c: (-c.score, c.passage, c.start, c.end))


def admissible(analysis: Analysis, candidate: Candidate) -> bool:
    """Whether a candidate may be an answer at all: it says more than the question does, and who reported from where
    answers only a question about that."""
    if analysis.expected.options:  # what the question says itself is the answer
        return candidate.fit > 0
    if (
        candidate.echo >= ECHO
        or _says_nothing(analysis, candidate)
        or _beside_asked(analysis, candidate)
        or _bare_value(analysis, candidate)
    ):
        return False
    if analysis.expected.kind in ("date", "quantity", "yesno") or kinds.WRITERS.search(analysis.question):
        return True
    inside = analysis.facts[candidate.passage].datelines
    return not any(low <= candidate.start and candidate.end <= high for low, high in inside)


_TOGETHER = re.compile(
    r"[和与同跟]|一起|一同|还有|还会|共同|除了|另外|\b(?:with|along|together|besides|else|other|and|also)\b", re.I
)


_OTHERS = re.compile(
    r"(?:其他|其它|有关|相关|一些)(?:的)?(?:事项|工作|事宜|问题|内容|议题)|other (?:business|matters|issues)", re.I
)


def _says_nothing(analysis: Analysis, candidate: Candidate) -> bool:
    """Whether a candidate only says that there was more: 会议还研究了其他事项."""
    return bool(_OTHERS.fullmatch(analysis.facts[candidate.passage].plain, candidate.start, candidate.end))


_WHERE = re.compile(r"(?:[在于至赴]|\b(?:in|at|to|from)\s)$", re.I)
_NO_VALUES = frozenset({"person", "place", "organisation", "title", "reason"})


def _bare_value(analysis: Analysis, candidate: Candidate) -> bool:
    """Whether a candidate for a name or a reason is nothing but a number or a time, or for who but where it was: 1988年
    is no county, 5天 no why, 在长春 nobody, and somebody no place."""
    if analysis.expected.kind not in _NO_VALUES and not analysis.expected.named:
        return False
    facts, span = analysis.facts[candidate.passage], (candidate.start, candidate.end)
    named = {n.kind for n in facts.names if (n.start, n.end) == span}
    adverb = _WHERE.search(facts.plain[max(0, span[0] - 5) : span[0]])
    if analysis.expected.kind == "person" and "place" in named and adverb:
        return True
    if analysis.expected.kind == "place" and "person" in named and is_han(facts.text[span[0]]):
        return True
    values = [(m.start, m.end) for m in facts.dates]
    values += [with_measure(facts.folded, n.start, n.end) for n in facts.numbers]
    return any(low <= span[0] and span[1] <= high for low, high in values)


def _beside_asked(analysis: Analysis, candidate: Candidate) -> bool:
    """Whether a candidate for who is a person whom the question names, or is listed with one: those who met somebody
    together are not whom they met."""
    if analysis.expected.kind != "person" or not analysis.people or _TOGETHER.search(analysis.question):
        return False
    facts = analysis.facts[candidate.passage]
    row = lists.people(analysis, candidate.passage, (candidate.start, candidate.end), candidate.sentence)
    asked = {key for name in analysis.people for key in (*name_keys(name.text), keep_fold(name.text))}
    return any(asked & {*name_keys(facts.text[slice(*n)]), keep_fold(facts.text[slice(*n)])} for n in row)


def judge(analysis: Analysis, passage: int, span: Span, reader: float | None = None) -> Candidate:
    """One span with its evidence."""
    sentence = _sentence(analysis, passage, span)
    part = _around(_PART, analysis, passage, span, 300)
    facts = analysis.facts[passage]
    value = analysis.expected.kind == "quantity"
    missing, foreign = analysis.lacking(passage)
    fit = kinds.fit(analysis, passage, span)
    label = series.label_match(analysis, passage, span, sentence) if value else 0.0
    if value and tense.asks_range(analysis.question):
        label = float(fit >= 1.0)
    return Candidate(
        passage,
        *span,
        sentence,
        analysis.coverage(passage, sentence),
        _nearness(analysis, passage, span, sentence),
        fit,
        analysis.check(passage, sentence),
        analysis.expected.kind,
        0.0 if analysis.expected.options else _echo(analysis, passage, span),
        analysis.coverage(passage, _around(_CLAUSE, analysis, passage, span, 120), around=0.0),
        analysis.coverage(passage, part, around=0.0),
        _nearness(analysis, passage, span, sentence, beside_only=True),
        span == sentence,
        reader,
        found=analysis.found[passage],
        role=_role(analysis, passage, span, sentence),
        label=label,
        missing=missing,
        foreign=foreign,
        adjoined=_adjoined(analysis, passage, span),
        former=value and tense.former(analysis.question, facts.plain, span),
        edge=tense.edge(analysis.question, facts.plain, span) if analysis.expected.kind == "date" else 0,
        denied=denied(facts.plain, span),
        planned=tense.planned(analysis.question, facts.plain, span, sentence) if value else 0.0,
        named_later=value and series.named_later(analysis, passage, span, sentence),
        points=lists.asks_points(analysis) and span in lists.points(facts.plain, sentence),
        person_for_thing=kinds.person_for_thing(analysis, passage, span),
        listed=float(analysis.expected.many and bool(_SEVERAL.search(facts.text, *span))),
        narrowed=series.narrowed(analysis, passage, span, part) if value and label <= 0 else 0.0,
        astray=series.astray(analysis, passage, part) if value else 0.0,
    )


def _adjoined(analysis: Analysis, passage: int, span: Span) -> float:
    """1 where the first word behind a Chinese question's who stands directly behind a person or body (省体育局|主办),
    or what is counted directly beside its number (多少处隐患: 隐患|1863处)."""
    kind = analysis.expected.kind
    if analysis.language != "zh" or kind not in ("person", "organisation", "quantity") or "被" in analysis.question:
        return 0.0
    if kind == "quantity" and not analysis.expected.unit:
        return 0.0
    behind = [(t.start, found) for t, found in zip(analysis.terms, analysis.hits(passage), strict=True)]
    behind = [(start, found) for start, found in behind if start >= analysis.expected.focus[1]]
    if not behind:
        return 0.0
    first = [h for h in min(behind, key=lambda b: b[0])[1] if h.sure >= 0.6]
    return float(any(h.start == span[1] or (kind == "quantity" and h.end == span[0]) for h in first))


def _role(analysis: Analysis, passage: int, span: Span, sentence: Span) -> float:
    if analysis.position:
        return float(span in roles.positions(analysis, passage, sentence))
    if analysis.office:
        return roles.in_office(analysis, passage, span)
    return roles.role(analysis, passage, span) if analysis.identity else 0.0


def _around(stop: re.Pattern[str], analysis: Analysis, passage: int, span: Span, reach: int) -> Span:
    """What stands around a span up to the nearest stops."""
    text = analysis.facts[passage].text
    low, high = max(0, span[0] - reach), min(len(text), span[1] + reach)
    before = [m.end() for m in stop.finditer(text, low, span[0])]
    after = stop.search(text, _attached(analysis, passage, span), high)
    return (before[-1] if before else low, after.start() if after else high)


def _attached(analysis: Analysis, passage: int, span: Span) -> int:
    """Where a span ends for the words after it: a day in front (1月22日，…) belongs to what its comma introduces."""
    text = analysis.facts[passage].text
    return span[1] + (analysis.expected.kind == "date" and text[span[1] : span[1] + 1] in ("，", ","))


def _sentence(analysis: Analysis, passage: int, span: Span) -> Span:
    facts = analysis.facts[passage]
    first, last = facts.sentence_at(span[0]), facts.sentence_at(max(span[0], span[1] - 1))
    return (first[0], max(first[1], last[1]))


def _sentences(analysis: Analysis) -> Iterator[tuple[float, int, Span]]:
    for i, facts in enumerate(analysis.facts):
        for sentence in facts.sentences:
            score = analysis.coverage(i, sentence)
            check = analysis.check(i, sentence)
            score -= 1.0 * check.contradicted + 0.3 * check.elsewhere
            yield score - 0.01 * i, i, sentence


def _spans(analysis: Analysis, passage: int, sentence: Span) -> Iterator[Span]:
    facts, kind = analysis.facts[passage], analysis.expected.kind
    text = facts.plain

    def inside(start: int, end: int) -> bool:
        return sentence[0] <= start and end <= sentence[1]

    if analysis.expected.options:
        yield from ((h.start, h.end) for found in analysis.options(passage) for h in found if inside(h.start, h.end))
        return
    if kind in ("person", "organisation", "place", "text"):
        yield from ((n.start, n.end) for n in facts.names if inside(n.start, n.end) and kinds.named(kind, n.kind))
        yield from (span for span in facts.unnamed if kind in ("person", "text") and inside(*span))
    if kind == "date":
        yield from ((m.start, m.end) for m in facts.dates if inside(m.start, m.end))
        if analysis.expected.unit in ("year", "month"):
            part = YEAR if analysis.expected.unit == "year" else MONTH
            mentions = (m for m in facts.dates if inside(m.start, m.end))
            yield from (found.span() for m in mentions if (found := part.search(text, m.start, m.end)))
        if analysis.expected.unit == "clock":
            yield from (m.span() for m in CLOCK.finditer(text, *sentence))
        if analysis.expected.unit == "weekday":
            yield from (m.span() for m in WEEKDAY.finditer(text, *sentence))
    if kind == "quantity":
        yield from (with_measure(text, n.start, n.end) for n in facts.numbers if inside(n.start, n.end))
        yield from ((o.start, o.end) for o in facts.ordinals if inside(o.start, o.end))
        yield from (with_measure(text, *m.span()) for m in COUNT.finditer(text, *sentence))
        if analysis.expected.many:
            yield from (m.span() for m in tense.RANGE.finditer(text, *sentence))
        if analysis.expected.unit == "score":
            yield from (m.span() for m in SCORE.finditer(text, *sentence))
        if analysis.expected.unit in ("age", "time"):
            yield from (m.span() for m in SPAN_OF_YEARS.finditer(text, *sentence))
        if analysis.expected.unit == "time":
            yield from (with_measure(text, *m.span()) for m in DURATION.finditer(text, *sentence))
    if kind in ("title", "text"):
        yield from (t for t in facts.titles if inside(*t))
        yield from (
            snap(facts, m.start() + 1, m.end() - 1, analysis.expected) for m in _QUOTED.finditer(text, *sentence)
        )
    if kind == "place":
        for match in _PLACE.finditer(text, *sentence):
            yield snap(facts, *match.span("zh" if match["zh"] else "en"), analysis.expected)
    if kind == "organisation" or (kind == "person" and kinds.BODIES.search(analysis.question)):
        yield from (_body(text, m.span()) for m in kinds.ORGANISATION.finditer(text, *sentence))
    if kind == "reason":
        yield from (snap(facts, *span, analysis.expected) for span in kinds.reasons(text, sentence))
    if kind in ("text", "title", "reason", "place", "organisation"):
        yield from (snap(facts, *gap, analysis.expected) for gap in _gaps(analysis, passage, sentence))
    if analysis.position:
        yield from roles.positions(analysis, passage, sentence)
    if lists.asks_points(analysis):
        yield from lists.points(text, sentence)
    if kind in ("text", "reason", "yesno"):
        yield sentence


def _body(text: str, span: Span) -> Span:
    """An organisation's name without the words before it that the pattern ran over: 本次活动由省体育局."""
    cut = max((m.end() for m in re.finditer(r"[由在为是向从对被与和及]|记者|据", text[slice(*span)][:-2])), default=0)
    return span[0] + cut, span[1]


def _gaps(analysis: Analysis, passage: int, sentence: Span) -> Iterator[Span]:
    """What stands in the sentence where the question has its question word."""
    facts, focus = analysis.facts[passage], analysis.expected.focus
    places = list(zip(analysis.terms, analysis.hits(passage), strict=True))
    before = [h for t, h in places if t.end <= focus[0]]
    after = [h for t, h in places if t.start >= focus[1]]
    ends = [m.start() for m in _CLAUSE.finditer(facts.text, *sentence)] + [sentence[1]]
    starts = [sentence[0]] + [m.end() for m in _CLAUSE.finditer(facts.text, *sentence)]
    for found in reversed(before[-2:]):
        for hit in _within(found, sentence):
            stops = [e for e in ends if e > hit.end][:2]
            yield from ((hit.end, stop) for stop in stops)
    for found in after[:2]:
        for hit in _within(found, sentence):
            begun = [s for s in starts if s < hit.start][-1:]
            yield from ((start, hit.start) for start in begun)
    if analysis.language == "en":  # English asks with the object in front: what follows the verb, or stands before it
        for _, found in places:
            for hit in _within(found, sentence):
                stop = next((e for e in ends if e > hit.end), sentence[1])
                yield hit.end, stop


def _within(found: list[Hit], sentence: Span) -> list[Hit]:
    return [h for h in found if sentence[0] <= h.start and h.end <= sentence[1] and h.sure >= 0.4]


def _nearness(analysis: Analysis, passage: int, span: Span, sentence: Span, *, beside_only: bool = False) -> float:
    """How near the span the question's words stand, the words beside the question word counting double."""
    text, focus = analysis.facts[passage].text, analysis.expected.focus
    total = got = 0.0
    terms = analysis.terms
    for j, (term, found) in enumerate(zip(terms, analysis.hits(passage), strict=True)):
        beside = _beside(analysis, j)
        if beside_only and not beside:
            continue
        weight = term.weight * (2.0 if beside else 1.0)
        total += weight
        best = 0.0
        for hit in _within(found, sentence):
            if hit.start < span[1] and span[0] < hit.end:
                continue
            gap = (
                text[hit.end : span[0]] if hit.end <= span[0] else text[_attached(analysis, passage, span) : hit.start]
            )
            steps = (
                len(gap) * (0.4 if gap.isascii() else 1.0) + 8.0 * len(_CLAUSE.findall(gap)) + 10.0 * gap.count("；")
            )
            value = hit.sure * math.exp(-steps / _REACH)
            if analysis.language == "zh" and focus[1] and (term.end <= focus[0]) != (hit.end <= span[0]):
                value *= 0.6  # on the other side of the gap than in the question
            best = max(best, value)
        got += weight * best
    return got / total if total else 0.0


def _beside(analysis: Analysis, index: int) -> bool:
    """Whether a term is the first to the left or right of the question word."""
    focus, terms = analysis.expected.focus, analysis.terms
    if not focus[1]:
        return False
    left = max((j for j, t in enumerate(terms) if t.end <= focus[0]), default=-1)
    right = min((j for j, t in enumerate(terms) if t.start >= focus[1]), default=-1)
    return index in (left, right)


def _echo(analysis: Analysis, passage: int, span: Span) -> float:
    """How much of the span is words of the question: an answer says something new."""
    covered: set[int] = set()
    for term, found in zip(analysis.terms, analysis.hits(passage), strict=True):
        sure = 0.9 if term.kind == "name" else 0.6
        for hit in found:
            if hit.sure >= sure and hit.start < span[1] and span[0] < hit.end:
                covered.update(range(max(hit.start, span[0]), min(hit.end, span[1])))
    if analysis.expected.kind == "yesno":
        return 0.0
    return len(covered) / max(1, span[1] - span[0])
