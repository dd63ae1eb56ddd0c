"""Mean reciprocal rank (Voorhees, The TREC-8 Question Answering Track Report, 1999)."""

from __future__ import annotations

from eval.metrics.ranx_scores import Qrels, Rankings, ranx_scores


def reciprocal_rank(qrels: Qrels, rankings: Rankings, k: int = 10) -> dict[str, float]:
    """1 / rank of the first relevant document among the first k, 0 where there is none. The mean is MRR@k."""
    return ranx_scores(qrels, rankings, [f"mrr@{k}"])[f"mrr@{k}"]
