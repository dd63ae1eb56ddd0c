"""Counters for Prometheus, in its text exposition format 0.0.4."""

from __future__ import annotations

import threading
import time
from collections import Counter as Tally
from collections.abc import Sequence

_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Counter:
    """A counter with one label; label values come from our own code, never from requests."""

    def __init__(self, name: str, description: str, label: str) -> None:
        self._name, self._description, self._label = name, description, label
        self._tally: Tally[str] = Tally()
        self._lock = threading.Lock()

    def add(self, value: str) -> None:
        with self._lock:
            self._tally[value] += 1

    def lines(self) -> list[str]:
        with self._lock:
            counts = sorted(self._tally.items())
        head = [f"# HELP {self._name} {self._description}", f"# TYPE {self._name} counter"]
        return head + [f'{self._name}{{{self._label}="{value}"}} {count}' for value, count in counts]


class Histogram:
    """A histogram of seconds."""

    def __init__(self, name: str, description: str, buckets: Sequence[float] = _BUCKETS) -> None:
        self._name, self._description, self._buckets = name, description, tuple(buckets)
        self._counts = [0] * len(self._buckets)
        self._sum = 0.0
        self._count = 0
        self._lock = threading.Lock()

    def observe(self, seconds: float) -> None:
        with self._lock:
            self._sum += seconds
            self._count += 1
            for at, bound in enumerate(self._buckets):
                self._counts[at] += seconds <= bound

    def lines(self) -> list[str]:
        with self._lock:
            counts, total, count = list(self._counts), self._sum, self._count
        lines = [f"# HELP {self._name} {self._description}", f"# TYPE {self._name} histogram"]
        lines += [f'{self._name}_bucket{{le="{b:g}"}} {c}' for b, c in zip(self._buckets, counts, strict=True)]
        return [
            *lines,
            f'{self._name}_bucket{{le="+Inf"}} {count}',
            f"{self._name}_sum {total:.6f}",
            f"{self._name}_count {count}",
        ]


class Metrics:
    """What one server counts."""

    def __init__(self) -> None:
        self.questions = Counter("newsrag_questions_total", "Questions by how they ended.", "outcome")
        self.requests = Counter("newsrag_http_requests_total", "API requests by class of status.", "status")
        self.feedback = Counter("newsrag_feedback_total", "Likes and dislikes.", "verdict")
        self.seconds = Histogram("newsrag_answer_seconds", "Seconds from question to answer.")
        self._started = time.time()

    def text(self, gauges: dict[str, float]) -> str:
        """All of it, with gauges of the moment by name."""
        lines = [line for part in (self.questions, self.requests, self.feedback, self.seconds) for line in part.lines()]
        gauges = {"newsrag_start_time_seconds": self._started, **gauges}
        for name, value in gauges.items():
            lines += [f"# TYPE {name} gauge", f"{name} {value:.3f}".rstrip("0").rstrip(".")]
        return "\n".join(lines) + "\n"
