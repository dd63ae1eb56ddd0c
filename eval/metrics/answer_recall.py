"""Top-k passage accuracy (Karpukhin et al., Dense Passage Retrieval, EMNLP 2020, §5.1)."""

from __future__ import annotations

from collections.abc import Sequence


def answer_recall(supports: Sequence[bool], k: int) -> float:
    """1 if any of the first k passages holds the evidence or the answer, else 0. ``supports`` is in rank order."""
    return float(any(supports[:k]))
