"""Evaluation: retrieval, answers, citations and abstention, measured offline on gold sets.

Example:
    >>> from eval import evaluate
    >>> report = evaluate("gold.jsonl", corpus=["pages/"], systems=["bm25-bigram", "hybrid"])  # doctest: +SKIP
    >>> report.systems["hybrid"].metrics["recall@5"]  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eval.evaluation import evaluate
    from eval.reporting import Report

__all__ = ["Report", "evaluate"]


def __getattr__(name: str) -> Any:
    """Import on first use: parts of this package are used on their own, without the rest being loaded."""
    if name == "evaluate":
        from eval.evaluation import evaluate

        return evaluate
    if name == "Report":
        from eval.reporting import Report

        return Report
    raise AttributeError(f"module 'eval' has no attribute {name!r}")
