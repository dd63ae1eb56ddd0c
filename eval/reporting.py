"""The result of an evaluation: numbers, comparisons, breakdowns, and every outcome behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eval.judging import Judgement
from eval.metrics.risk_coverage import RiskCoverage
from eval.scoring import Values
from eval.significance import Comparison
from eval.types import GoldSet, Outcome


@dataclass(frozen=True, slots=True)
class SystemResult:
    """One system's part of a report. ``metrics`` are fractions of 1; ``rankings`` are the article ids found for each
    question, best first; ``latency`` is stage → p50 and p95 in seconds.

    ``breakdown`` is group → value → metric → mean, with ``"questions"`` for the number of them.
    """

    metrics: dict[str, float]
    values: Values
    outcomes: dict[str, Outcome]
    rankings: dict[str, list[str]]
    recall_curve: dict[str, list[float]]  # criterion → share found within 1, 2, … passages
    latency: dict[str, dict[str, float]]
    breakdown: dict[str, dict[str, dict[str, float]]]
    risk: RiskCoverage | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What :func:`eval.evaluate` returns. ``run`` says how it was made: command, commit, versions, seed and more."""

    gold: GoldSet
    systems: dict[str, SystemResult]
    comparisons: tuple[Comparison, ...]
    judgements: dict[str, Judgement]
    run: dict[str, Any]
    notices: tuple[str, ...] = ()
    external_ids: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """``{"systems": {NAME: {metric: fraction}}, "run": {…}}``: what ``report.json`` holds."""
        return {"systems": {name: dict(result.metrics) for name, result in self.systems.items()}, "run": self.run}

    def details(self) -> dict[str, Any]:
        """What ``details.json`` holds: comparisons, breakdowns, curves, latencies."""
        return {
            "comparisons": [
                {**{name: getattr(c, name) for name in Comparison.__dataclass_fields__}, "real": c.real}
                for c in self.comparisons
            ],
            "systems": {
                name: {
                    "latency_seconds": result.latency,
                    "breakdown": result.breakdown,
                    "recall_curve": result.recall_curve,
                    "risk_coverage": None
                    if result.risk is None
                    else {"coverage": result.risk.coverage, "risk": result.risk.risk, "best": result.risk.best},
                }
                for name, result in self.systems.items()
            },
            "notices": list(self.notices),
        }
