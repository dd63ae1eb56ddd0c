"""Latency percentiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """``{"p50", "p95"}`` in seconds, interpolated linearly between order statistics (Hyndman and Fan's type 7)."""
    if not seconds:
        return {}
    values = np.asarray(seconds, dtype=np.float64)
    return {"p50": float(np.percentile(values, 50)), "p95": float(np.percentile(values, 95))}
