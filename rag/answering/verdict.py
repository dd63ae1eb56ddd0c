"""Yes-or-no questions: what an article says about it, or that it says otherwise."""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from rag.answering import series
from rag.answering.analysis import Analysis
from rag.answering.facts import TextFacts, keep_fold
from rag.answering.opposites import directed, opposed, unchanged
from rag.answering.ranks import comparable
from rag.language.names import name_keys
from rag.language.numbers import NumberMention

Span = tuple[int, int]

_ASKING = re.compile(r"是不是|有没有|能不能|会不会|是否|有无|能否|可否|(.)不\1")
_BEFORE = re.compile(
    r"以前|之前|此前|从前|过去|往年|往届|早就|曾经|[办用来到做演飞开]过|\b(?:before|earlier|previously|already|ever)\b",
    re.I,
)
_FIRST = re.compile(r"首次|第一次|首度|头一[次回]|首飞|首演|首届|\bfor the first time\b|\bfirst(?:-ever)?\b", re.I)
NEGATION = re.compile(
    r"不|没|未|无|并非|否认|\b(?:not|no|never|none|neither|nor|without|failed to|refused)\b|n['’]t\b", re.I
)


_BOUNDS = (
    (
        operator.gt,
        r"(?<!不)(?:超过|超出|多于|高于|大于|突破|逾)了?$"
        r"|\b(?:more than|over|above|exceed(?:s|ed)?|greater than|higher than)\s*$",
        "",
    ),
    (
        operator.lt,
        r"(?<!不)(?:低于|少于|小于)了?$|(?:不到|不足|未达)$|\b(?:less than|fewer than|lower than|under|below)\s*$",
        "",
    ),
    (operator.ge, r"(?:不少于|不低于|至少|达到)了?$|\bat least\s*$", r"\w?以上|\s*or more\b"),
    (operator.le, r"(?:不超过|不多于|不高于|至多)了?$|\bat most\s*$", r"\w?以下|\s*or less\b"),
)
"""How an amount is compared with one that the question names, by the words in front of it and behind it."""
_PART, _OF_PART = re.compile(r"其中|\s*of (?:these|which)\b", re.I), 0.9
"""What an amount said of a part counts beside the same words said of the whole."""
_NO_BOUND = frozenset({"%", "pp"})
"""Units of numbers that are never the amount where none is named: 增长19.4% is not how much it was."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``yes`` is None where the sentence does not decide; ``strength`` is how much of the question it speaks of.
    ``bounded``: it states an amount over or under the one asked about, which is no conflict between the two."""

    yes: bool | None
    strength: float
    bounded: bool = False


def judge(analysis: Analysis, passage: int, sentence: Span) -> Verdict:
    """What a sentence says to a yes-or-no question.

    No is said only where the sentence speaks of all else and puts another day, person, number or rank in
    the same place, or says the opposite.
    """
    strength, frame = _strengths(analysis, passage, sentence)
    check = analysis.check(passage, sentence)
    bounded = _bounded(analysis, passage, _clause(analysis, passage, sentence))
    if bounded is not None and not check.contradicted:
        part = _PART.match(analysis.facts[passage].plain, sentence[0])
        return Verdict(bounded, frame * _OF_PART if part else frame, bounded=True)
    if _differs(analysis, passage, sentence):
        return Verdict(False, frame) if frame >= 0.75 else Verdict(None, 0.0)
    if check.contradicted or check.numbers == "conflict":
        return Verdict(None, 0.0)
    asked = _ASKING.sub(" ", analysis.question)
    clause = _clause(analysis, passage, sentence)
    said = analysis.facts[passage].plain[slice(*clause)]
    if _BEFORE.search(asked) and _FIRST.search(said):
        return Verdict(False, strength)  # what is done for the first time was not done before
    if directed(asked) and unchanged(said):
        return Verdict(False, strength)
    if directed(asked) and (not directed(said) or series.narrowed(analysis, passage, (clause[1], clause[1]), clause)):
        return Verdict(None, 0.0)  # it does not say which way it went, or of a part of it
    opposite = opposed(asked, said) != (bool(NEGATION.search(asked)) != bool(NEGATION.search(said)))
    return Verdict(not opposite, strength)


def _bounded(analysis: Analysis, passage: int, clause: Span) -> bool | None:
    """Whether the amount that a clause states is over or under the one that the question names; None where the
    question asks for neither or the clause states none of the kind.

    Of several amounts the one counts that the question's words stand nearest to.
    """
    bounds = [(number, compare) for number in analysis.numbers if (compare := _bound(analysis.question, number))]
    if len(bounds) != 1:
        return None
    (asked, compare), facts = bounds[0], analysis.facts[passage]
    days = [(m.start, m.end) for m in facts.dates]
    said = [
        n
        for n in facts.numbers
        if clause[0] <= n.start
        and n.end <= clause[1]
        and (n.unit == asked.unit or (not asked.unit and n.unit not in _NO_BOUND))
        and not any(n.start < e and s < n.end for s, e in days)
    ]
    hits = [h for found in analysis.hits(passage) for h in found if clause[0] <= h.start and h.end <= clause[1]]
    if not said or not hits:
        return None
    near = min(said, key=lambda n: (min(abs(n.start - h.end) for h in hits), n.start))
    return compare(near.value, asked.value)


def _bound(question: str, number: NumberMention) -> Callable[[Decimal, Decimal], bool] | None:
    """How a number of the question is to be compared; None where it is no bound."""
    before, after = question[: number.start], question[number.end :]
    for compare, in_front, behind in _BOUNDS:
        if re.search(in_front, before, re.I) or (behind and re.match(behind, after, re.I)):
            return compare
    return None


def _strengths(analysis: Analysis, passage: int, sentence: Span) -> tuple[float, float]:
    """Coverage of the question by the sentence, and of its words alone without names and numbers."""
    words = [(t, h) for t, h in zip(analysis.terms, analysis.hits(passage), strict=True) if t.kind == "word"]
    total = sum(t.weight for t, _ in words)
    got = 0.0
    for term, found in words:
        here = max((h.sure for h in found if sentence[0] <= h.start and h.end <= sentence[1]), default=0.0)
        got += term.weight * max(here, 0.5 * max((h.sure for h in found), default=0.0))
    return analysis.coverage(passage, sentence), got / total if total else 0.0


def _differs(analysis: Analysis, passage: int, sentence: Span) -> bool:
    """Whether the sentence has something else of the same kind where the question states a person, number or rank."""
    facts = analysis.facts[passage]
    here = TextFacts(facts.text[slice(*sentence)])
    if analysis.people:
        said = [n for n in here.names if n.kind == "person"]
        keys = {k for n in said for k in name_keys(n.text)} | {keep_fold(n.text) for n in said}
        asked = {k for n in analysis.people for k in name_keys(n.text)} | {keep_fold(n.text) for n in analysis.people}
        if said and not keys & asked:
            return True
    for number in analysis.numbers:
        alike = [n for n in here.numbers if n.unit == number.unit]
        if alike and all(n.value != number.value for n in alike):
            return True
    for ordinal in analysis.ordinals:
        ranks = comparable(ordinal, here.ordinals)
        if ranks and all(o.value != ordinal.value for o in ranks):
            return True
    own = facts.inside(sentence)
    return bool(analysis.dates and own) and analysis.check(passage, sentence).dates == "conflict"


def _clause(analysis: Analysis, passage: int, sentence: Span) -> Span:
    """The part of a sentence, between semicolons, that has most of the question's words."""
    text = analysis.facts[passage].text
    cuts = [
        sentence[0],
        *(m.end() for m in re.finditer(r"[；;]", text[: sentence[1]]) if m.end() > sentence[0]),
        sentence[1],
    ]
    clauses = [(a, b) for a, b in itertools.pairwise(cuts) if a < b]
    return max(clauses, key=lambda c: analysis.coverage(passage, c), default=sentence)
