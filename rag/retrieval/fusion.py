"""Several kinds of evidence in one score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.floating[Any]]

RRF_K = 60
"""The constant of Cormack, Clarke and Buettcher (SIGIR 2009)."""


def linear(evidence: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """The weighted sum of the kinds of evidence: a convex combination up to a factor."""
    return sum((weights.get(kind, 0.0) * scores for kind, scores in evidence.items()), np.zeros(_size(evidence)))


def reciprocal_rank(evidence: Mapping[str, Scores]) -> Scores:
    """Σ 1 / (60 + rank) over the kinds of evidence that tell rows apart; equal scores share a rank, 0 has none."""
    out = np.zeros(_size(evidence))
    for scores in evidence.values():
        if len(scores) and float(scores.max()) > float(scores.min()):
            ranks = 1 + (scores[None, :] > scores[:, None]).sum(axis=1)
            out += np.where(scores > 0, 1.0 / (RRF_K + ranks), 0.0)
    return out


def _size(evidence: Mapping[str, Scores]) -> int:
    return len(next(iter(evidence.values()), np.zeros(0)))
