"""Recall@k."""

from __future__ import annotations

from eval.metrics.ranx_scores import Qrels, Rankings, ranx_scores


def recall(qrels: Qrels, rankings: Rankings, k: int) -> dict[str, float]:
    """Share of a question's relevant documents among its first k (trec_eval's ``recall_k``).

    With one relevant document, as in SQuAD-like sets, it is 1 or 0: whether the document was found.
    """
    return ranx_scores(qrels, rankings, [f"recall@{k}"])[f"recall@{k}"]
