"""Answers of several articles that stand beside one another: two meetings of one day have two chairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answering.analysis import Analysis
from rag.answering.proposals import Candidate

SEVERAL_KINDS = frozenset({"person", "date", "quantity", "place", "organisation", "title"})
RIVAL = 0.9
"""Share of the best answer's confidence that another article's answer needs to be shown beside it, or, as confidence
falls where several compete, of the question that its sentence must speak of if the reader finds the answer there."""
_AS_GOOD = 0.05
"""How much less of the question a rival's sentence may speak of: a worse match is another event, not another answer."""
_SHARED = 0.9
"""The most of the reader's belief that rivals may be taken to hold."""


def as_good(candidate: Candidate, best: Candidate) -> bool:
    """Whether a candidate's sentence speaks of as much of the question as the best one's."""
    return candidate.coverage >= best.coverage - _AS_GOOD


def answers_alone(candidate: Candidate, again: float) -> bool:
    """Whether a candidate's sentence answers by itself: it speaks of nearly all of the question, has the kind of thing
    asked for, and read without the rest, with the log-odds ``again``, is held for an answer. Of 955 answered fit
    questions, which want one answer each, this shows another one beside it for two."""
    kind = candidate.fit >= RIVAL and not candidate.check.elsewhere and not candidate.foreign
    return kind and candidate.coverage >= RIVAL and again > 0.0


def beside(
    analysis: Analysis, candidate: Candidate, others: Sequence[Candidate], again: Callable[[Candidate], float]
) -> list[Candidate]:
    """Those of ``others`` in articles that answer by themselves as the candidate's does: no reason to doubt it."""

    def alone(c: Candidate) -> bool:
        return answers_alone(c, again(c)) and not c.check.contradicted

    def article(c: Candidate) -> str:
        return analysis.passages[c.passage].article_id

    if analysis.expected.kind not in SEVERAL_KINDS or not alone(candidate):
        return []
    found = {article(c) for c in others if as_good(c, candidate) and alone(c)} - {article(candidate)}
    return [c for c in others if article(c) in found]


def undivided(candidate: Candidate, rivals: Sequence[Candidate]) -> Candidate:
    """A candidate with the reader's belief that it would have without its rivals: the reader shares one belief among
    all passages, so that of three chairs of one day none has more than a third."""
    lost = min(_SHARED, sum({c.passage: c.here for c in rivals}.values()))
    if not lost or candidate.reader is None:
        return candidate
    whole = 1.0 / (1.0 - lost)
    return replace(
        candidate,
        reader=min(1.0, candidate.reader * whole),
        agreed=min(1.0, candidate.agreed * whole),
        here=min(1.0, candidate.here * whole),
    )
