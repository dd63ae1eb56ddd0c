"""Yes-or-no questions: what an article says about it, or that it says otherwise."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from rag.answering import series
from rag.answering.analysis import Analysis
from rag.answering.facts import TextFacts, keep_fold
from rag.language.names import name_keys

Span = tuple[int, int]

_ASKING = re.compile(r"是不是|有没有|能不能|会不会|是否|有无|能否|可否|(.)不\1")
NEGATION = re.compile(
    r"不|没|未|无|并非|否认|\b(?:not|no|never|none|neither|nor|without|failed to|refused)\b|n['’]t\b", re.I
)
_OPPOSITES = (
    (
        "上升|增长|增加|提高|上涨|扩大|rise|rose|risen|grow|grew|grown|increase|gain|climb|higher|more|up",
        "下降|减少|降低|下跌|缩小|下滑|fall|fell|fallen|drop|decrease|decline|shrink|lower|fewer|less|down",
    ),
    ("通过|批准|同意|approve|pass|adopt", "否决|驳回|拒绝|reject|refuse|veto|turn down"),
    ("赢|胜|战胜|夺冠|win|won|beat|defeat", "输|负于|败|lose|lost"),
    ("开幕|开始|启动|open|start|begin|began", "闭幕|结束|落幕|close|end"),
    ("免费|free", "收费|付费|paid"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``yes`` is None where the sentence does not decide; ``strength`` is how much of the question it speaks of."""

    yes: bool | None
    strength: float


def judge(analysis: Analysis, passage: int, sentence: Span) -> Verdict:
    """What a sentence says to a yes-or-no question.

    No is said only where the sentence speaks of all else and puts another day, person, number or rank in
    the same place, or says the opposite.
    """
    strength, frame = _strengths(analysis, passage, sentence)
    check = analysis.check(passage, sentence)
    if _differs(analysis, passage, sentence):
        return Verdict(False, frame) if frame >= 0.75 else Verdict(None, 0.0)
    if check.contradicted or check.numbers == "conflict":
        return Verdict(None, 0.0)
    asked = _ASKING.sub(" ", analysis.question)
    clause = _clause(analysis, passage, sentence)
    said = analysis.facts[passage].text[slice(*clause)]
    if directed(asked) and (not directed(said) or series.narrowed(analysis, passage, (clause[1], clause[1]), clause)):
        return Verdict(None, 0.0)  # it does not say which way it went, or of a part of it
    opposite = opposed(asked, said) != (bool(NEGATION.search(asked)) != bool(NEGATION.search(said)))
    return Verdict(not opposite, strength)


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
        ranks = [o for o in here.ordinals if not ordinal.what or not o.what or o.what == ordinal.what]
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


def opposed(asked: str, said: str) -> bool:
    """Whether one text says up, open or won where the other says down, closed or lost."""
    for left, right in _OPPOSITES:
        for a, b in ((left, right), (right, left)):
            if _has(a, asked) and _has(b, said) and not _has(a, said):
                return True
    return False


def directed(text: str) -> bool:
    """Whether a text says, or asks, that something went up or down."""
    return any(_has(words, text) for words in _OPPOSITES[0])


def _has(words: str, text: str) -> bool:
    return any(
        re.search(rf"\b{w}(?:s|es|ed|d|ing)?\b", text, re.I) if w.isascii() else w in text for w in words.split("|")
    )
