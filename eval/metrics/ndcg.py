"""Normalised discounted cumulative gain (Järvelin and Kekäläinen, ACM TOIS 20(4), 2002, doi:10.1145/582415.582418)."""

from __future__ import annotations

from eval.metrics.ranx_scores import Qrels, Rankings, ranx_scores


def ndcg(qrels: Qrels, rankings: Rankings, k: int = 10) -> dict[str, float]:
    """Σ grade / log2(rank + 1) over the first k, divided by the same sum of the ideal order.

    The gain is the grade itself, as in trec_eval's ``ndcg_cut``, not 2^grade - 1.
    """
    return ranx_scores(qrels, rankings, [f"ndcg@{k}"])[f"ndcg@{k}"]
