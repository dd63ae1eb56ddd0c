"""Which differences between systems are real.

Paired randomisation test (Fisher, 1935; for retrieval Smucker, Allan and Carterette, CIKM 2007): if two systems were
the same, each question's two scores could be swapped. Several tests at once are corrected by Holm's step-down method
(Scandinavian Journal of Statistics 6, 1979).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

ROUNDS = 10_000
DRAWS = 2_000  # bootstrap samples for the interval, which needs fewer than a small p does
SLICE = 500  # rounds at a time, so that memory stays small for thousands of questions
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """``difference`` is mean(second) - mean(first); ``p`` is two-sided, ``p_adjusted`` after Holm's correction."""

    metric: str
    first: str
    second: str
    difference: float
    low: float  # 95 % bootstrap interval of the difference
    high: float
    p: float
    p_adjusted: float
    questions: int

    @property
    def real(self) -> bool:
        """Whether the difference is to be believed."""
        return self.p_adjusted < ALPHA


def randomisation_test(
    first: Sequence[float],
    second: Sequence[float],
    *,
    groups: Sequence[Hashable] | None = None,
    rounds: int = ROUNDS,
    seed: int = 0,
) -> tuple[float, float, float]:
    """(two-sided p, low, high): low and high bound the mean difference by a 95 % percentile bootstrap.

    ``groups`` names what each question hangs on (its paragraph): questions of one group are swapped, and drawn,
    together, because they are not independent. p is (1 + rounds at least as extreme) / (1 + rounds), so never 0.

    Raises:
        ValueError: the two have different lengths, or no scores.
    """
    if len(first) != len(second) or not first:
        raise ValueError(f"needs paired scores: {len(first)} and {len(second)}")
    difference = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    _, member = np.unique([repr(g) for g in groups], return_inverse=True) if groups else (None, np.arange(len(first)))
    sums = np.bincount(member, weights=difference)
    sizes = np.bincount(member).astype(np.float64)
    observed = abs(float(sums.sum()))
    random = np.random.default_rng(seed)
    extreme = 0
    for begin in range(0, rounds, SLICE):
        signs = random.integers(0, 2, size=(min(SLICE, rounds - begin), len(sums)), dtype=np.int8) * 2 - 1
        extreme += int((np.abs(signs @ sums) >= observed - 1e-9).sum())
    means = []
    for begin in range(0, DRAWS, SLICE):
        drawn = random.integers(0, len(sums), size=(min(SLICE, DRAWS - begin), len(sums)))
        means.append(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1))
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return (1 + extreme) / (1 + rounds), float(low), float(high)


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p values, in the order given: each at least its own p, at most 1, and monotone in p."""
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def compare(
    values: Mapping[str, Mapping[str, Mapping[str, float]]],
    metrics: Sequence[str],
    *,
    groups: Mapping[str, Hashable] | None = None,
    seed: int = 0,
) -> list[Comparison]:
    """All pairs of systems on all metrics. ``values`` is system → question id → metric → value.

    A pair is compared on the questions that both have the metric for; Holm's correction covers the whole table.
    """
    names = list(values)
    rows: list[tuple[str, str, str, float, int, tuple[float, float, float]]] = []
    for metric in metrics:
        for at, first in enumerate(names):
            for second in names[at + 1 :]:
                both = [q for q in values[first] if metric in values[first][q] and metric in values[second].get(q, {})]
                if not both:
                    continue
                one = [values[first][q][metric] for q in both]
                two = [values[second][q][metric] for q in both]
                hangs_on = [groups.get(q, q) for q in both] if groups else None
                tested = randomisation_test(one, two, groups=hangs_on, seed=seed)
                rows.append((metric, first, second, float(np.mean(two) - np.mean(one)), len(both), tested))
    adjusted = holm([tested[0] for *_, tested in rows])
    return [
        Comparison(metric, first, second, difference, low, high, p, corrected, count)
        for (metric, first, second, difference, count, (p, low, high)), corrected in zip(rows, adjusted, strict=True)
    ]
