"""Whether an answer is sure enough to be given: a logistic model fitted on held-out questions."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from rag.answering import roles
from rag.answering.analysis import Analysis
from rag.answering.proposals import Candidate
from rag.errors import ModelNotFoundError

FEATURES = (
    "bias",
    "reader",  # log-odds of the trained reader's probability for the span
    "agreed",  # the same for all spans together, weighted by how much of them this one is
    "here",  # log-odds of the reader's probability that the passage answers
    "again",  # the same for the sentence and its neighbours alone
    "margin",  # of the best span over the best different one
    "coverage",  # of the question by the sentence
    "part",
    "missing",  # the share of the question's words, and of its names, that the passage has nowhere
    "missing_name",
    "unmet",  # the weightiest of the question's terms that the passage does not have, against the weightiest of all
    "dense",  # the search's own scores of the passage: cosine of the vectors, share of the words
    "words",
    "near",
    "beside",
    "fit",
    "typed",  # something of a kind that shows is asked for: a person, a day, a quantity
    "unfit",  # that, and the answer is not plainly of that kind
    "echo",
    "retrieval",  # rank of the passage, 1 for the first
    "gap",  # retrieval score of the passage over the best other article's
    "agree",  # whether the reader's best span and the best matching span overlap
    "date_match",
    "date_open",
    "name_match",
    "number_conflict",
    "elsewhere",
    "contradicted",
    "crosslingual",
    "verdict",  # a yes-or-no question
    "role",  # the bearer of a title is asked for, and how well the titles of the one found are those
    "unroled",  # that, and the titles are others or none
    "foreign",  # a place that the question names and the article does not
    "label",
    "narrowed",
)


_TYPED = frozenset({"person", "date", "quantity", "place", "organisation"})


@dataclass(frozen=True, slots=True)
class Abstention:
    """Weights over FEATURES, and the confidence below which no answer is given.

    ``risk`` is the share of wrong answers among those given that the threshold was chosen for.
    """

    weights: Mapping[str, float]
    threshold: float
    risk: float = 0.0
    fitted_on: str = ""
    scale: Mapping[str, float] = field(default_factory=dict)

    def confidence(self, features: Mapping[str, float]) -> float:
        """The probability, 0 to 1, that an answer with these features is right.

        Evidence about another day, person or session than was asked gives none, whatever else speaks for it, nor
        does an answer without a number to a question for one, or the governor of another province.
        """
        if features.get("contradicted"):
            return 0.0
        z = sum(self.weights.get(name, 0.0) * features.get(name, 0.0) for name in FEATURES)
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, z))))


@lru_cache(maxsize=8)
def load_abstention(reader: str) -> Abstention:
    """The fitted model for a reader by name.

    Raises:
        ModelNotFoundError: none was fitted for this reader, or its file is damaged.
    """
    path = Path(__file__).with_name("abstention.json")
    try:
        fitted = json.loads(path.read_text(encoding="utf-8"))
        row = fitted.get(reader) or fitted["sentences"]
        return Abstention(row["weights"], float(row["threshold"]), float(row["risk"]), str(row["fitted_on"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelNotFoundError(f"{path.name} cannot be read ({error}); reinstall newsrag") from None


def features(analysis: Analysis, best: Candidate, others: list[Candidate], agree: bool) -> dict[str, float]:
    """What speaks for and against ``best``: see FEATURES."""
    passages = analysis.passages
    own = passages[best.passage]
    rival = max((p.score for p in passages if p.article_id != own.article_id), default=0.0)
    check = best.check
    runner = max((c.score for c in others), default=0.0)
    unlike = (
        (best.kind == "quantity" and best.fit <= 0.0)
        or (analysis.identity and best.foreign)
        or roles.untitled(analysis, best.passage)
    )
    return {
        "bias": 1.0,
        "reader": _log_odds(best.reader),
        "agreed": _log_odds(best.agreed if best.reader is not None else None),
        "here": _log_odds(best.here if best.reader is not None else None),
        "margin": max(-4.0, min(4.0, best.score - runner)),
        "coverage": best.coverage,
        "part": best.part,
        "missing": best.missing,
        "missing_name": analysis.missing(best.passage, ("name",)),
        "unmet": analysis.unmet(best.passage),
        "dense": own.scores.get("dense", 0.0),
        "words": own.scores.get("words", 0.0),
        "near": best.near,
        "beside": best.beside,
        "fit": best.fit,
        "typed": float(best.kind in _TYPED),
        "unfit": float(best.kind in _TYPED and best.fit < 0.9),
        "echo": best.echo,
        "retrieval": 1.0 / (1 + best.passage),
        "gap": max(-1.0, min(1.0, (own.score - rival) / (abs(own.score) + abs(rival) + 1e-9))),
        "agree": float(agree),
        "date_match": float(check.dates == "match"),
        "date_open": float(check.dates == "open" and bool(analysis.dates)),
        "name_match": float(check.names == "match"),
        "number_conflict": float(check.numbers == "conflict"),
        "elsewhere": float(check.elsewhere),
        "contradicted": float(check.contradicted or unlike),
        "crosslingual": float(_crosslingual(analysis, best)),
        "role": best.role,
        "unroled": float((analysis.identity or bool(analysis.office)) and best.role <= 0.2),
        "foreign": float(best.foreign),
        "label": best.label,
        "narrowed": best.narrowed,
    }


def _log_odds(p: float | None) -> float:
    return 0.0 if p is None else math.log(max(1e-6, p) / max(1e-6, 1 - p))


def _crosslingual(analysis: Analysis, candidate: Candidate) -> bool:
    text = analysis.passages[candidate.passage].text
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    return (analysis.language == "en") == (han > 0.2 * len(text))
