"""Risk-coverage curve and its area (El-Yaniv and Wiener, JMLR 11, 2010; Geifman, Uziel and El-Yaniv, ICLR 2019)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """``risk[i]`` is the mean loss of the ``i + 1`` most confident answers, ``coverage[i]`` their share of all.

    ``area`` is AURC, the mean of ``risk``; ``best`` is the area that an ideal confidence would give with the same
    losses, so ``area - best`` is what the ordering itself costs (E-AURC).
    """

    coverage: tuple[float, ...]
    risk: tuple[float, ...]
    area: float
    best: float


def risk_coverage(confidences: Sequence[float], losses: Sequence[float]) -> RiskCoverage:
    """The curve for one confidence and one loss (0 right, 1 wrong) a question.

    Questions of equal confidence have no order among themselves: each gets the mean loss of its group, which is
    the expectation over all orders.

    Raises:
        ValueError: the two differ in length, or are empty.
    """
    if len(confidences) != len(losses) or not losses:
        raise ValueError(f"needs as many confidences as losses, and some: {len(confidences)}, {len(losses)}")
    confidence = np.asarray(confidences, dtype=np.float64)
    loss = np.asarray(losses, dtype=np.float64)
    _, group = np.unique(-confidence, return_inverse=True)
    mean = np.bincount(group, weights=loss) / np.bincount(group)
    expected = mean[group][np.argsort(group, kind="stable")]
    count = np.arange(1, len(loss) + 1)
    risk = np.cumsum(expected) / count
    ideal = np.cumsum(np.sort(loss)) / count
    coverage = count / len(loss)
    return RiskCoverage(tuple(coverage.tolist()), tuple(risk.tolist()), float(risk.mean()), float(ideal.mean()))
