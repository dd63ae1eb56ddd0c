"""Area under the ROC curve (Hanley and McNeil, Radiology 143, 1982): the Mann-Whitney statistic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Chance that a positive has a higher score than a negative, ties counting one half.

    None where there are no positives or no negatives: the area is not defined then.
    """
    values = np.asarray(scores, dtype=np.float64)
    labels = np.asarray(positive, dtype=bool)
    count, others = int(labels.sum()), int((~labels).sum())
    if not count or not others:
        return None
    above = _ranks(values)[labels].sum() - count * (count + 1) / 2
    return float(above / (count * others))


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=np.float64)
