"""Latency per stage over the outcomes of a run."""

from __future__ import annotations

from collections.abc import Iterable

from eval.metrics.latency import percentiles
from eval.types import Outcome


def stage_latencies(outcomes: Iterable[Outcome]) -> dict[str, dict[str, float]]:
    """Stage → p50 and p95 in seconds: ``search`` and ``answer`` as measured from outside, ``answer/STAGE`` as the
    system itself reports them. Questions that failed are left out.
    """
    seconds: dict[str, list[float]] = {}
    for outcome in outcomes:
        if outcome.error:
            continue
        seconds.setdefault("search", []).append(outcome.search_seconds)
        if outcome.answer is not None:
            seconds.setdefault("answer", []).append(outcome.ask_seconds)
            for stage, spent in outcome.answer.timings.items():
                seconds.setdefault(f"answer/{stage}", []).append(spent)
    return {stage: percentiles(spent) for stage, spent in seconds.items()}
