"""What went wrong, question by question, and at which step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eval.judging import Judgement
from eval.scoring import Values
from eval.types import Hit, Outcome

GOOD = 0.5  # an answer with at least this F1 is no miss


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that a system got wrong. ``weight`` orders misses: wrong and sure of it comes first."""

    judgement: Judgement
    outcome: Outcome
    reason: str
    weight: float


def find_misses(
    judgements: Mapping[str, Judgement], outcomes: Mapping[str, Outcome], values: Values, k: int
) -> list[Miss]:
    """All misses, worst first."""
    misses = []
    for question, judgement in judgements.items():
        outcome = outcomes[question]
        reason = diagnose(judgement, outcome, values[question], k)
        if reason:
            misses.append(Miss(judgement, outcome, reason, _weight(judgement, outcome, values[question])))
    return sorted(misses, key=lambda miss: -miss.weight)


def _weight(judgement: Judgement, outcome: Outcome, own: Mapping[str, float]) -> float:
    if outcome.error:
        return 3.0
    if outcome.answer is None:
        return 1.0 - own.get("mrr@10", 0.0)
    sure = outcome.answer.confidence if outcome.answer.answered else 0.0
    return own.get("loss", 1.0 - own.get("mrr@10", 0.0)) + sure


def diagnose(judgement: Judgement, outcome: Outcome, own: Mapping[str, float], k: int) -> str:
    """Why the question is a miss, in one sentence; empty where it is none."""
    answer = outcome.answer
    if outcome.error:
        return f"It failed: {outcome.error}"
    if not judgement.question.answerable:
        if answer is not None and answer.answered:
            return f"It was answered, with confidence {answer.confidence:.2f}, but the articles do not hold the answer."
        return ""
    if answer is not None and own.get("f1", 1.0) >= GOOD and answer.answered:
        return ""
    article, passage = first_rank(outcome.hits, "relevant"), first_rank(outcome.hits, "supports")
    if not judgement.judgeable:
        passage = article
    if answer is None and passage == 1:
        return ""
    if judgement.missing and not article:
        return f"The gold article “{judgement.missing[0]}” is not in the corpus."
    if not article and not passage:
        return f"The gold article is not among the {len(outcome.hits)} passages found."
    if not passage:
        return f"The gold article is at rank {article}, but no passage found of it holds the evidence."
    if answer is None:
        return f"The evidence is at rank {passage}."
    if passage > k:
        return f"The evidence is at rank {passage}; only {k} passages are read."
    if not answer.answered:
        return f"The evidence was read (rank {passage}), but no answer was given (confidence {answer.confidence:.2f})."
    return f"The evidence was read (rank {passage}), but another answer was taken (confidence {answer.confidence:.2f})."


def first_rank(hits: tuple[Hit, ...], verdict: str) -> int:
    """Rank from 1 of the first hit with the verdict ``relevant`` or ``supports``, 0 where there is none."""
    return next((rank for rank, hit in enumerate(hits, 1) if getattr(hit, verdict)), 0)
