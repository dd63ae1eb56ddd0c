"""Ranking metrics of ranx (Bassani, ECIR 2022), question by question."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rag.errors import NewsragError

Qrels = Mapping[str, Mapping[str, int]]
Rankings = Mapping[str, Sequence[str]]

NOTHING = "\x00nothing"  # ranx takes no empty lists: stands for "no document", and is judged by nobody


def require_ranx() -> None:
    """Say at the start of a run, and not at its end, that the metrics cannot be computed.

    Raises:
        NewsragError: ranx is not installed.
    """
    if importlib.util.find_spec("ranx") is None:
        raise NewsragError("The evaluation needs ranx, which is not installed: pip install 'newsrag[eval]'.")


@contextmanager
def _uncompiled_ranx() -> Iterator[Any]:
    """ranx with its functions as plain Python.

    Compiling them takes numba 45 s on first use and 7 s in every process after it (two cores, ranx 0.3.21); plain,
    a run of 1,000 questions is scored in 0.2 s. ranx reads the switch when imported and again at each call.
    """
    config: Any = importlib.import_module("numba").config
    if "ranx" in sys.modules and not getattr(sys.modules["ranx"], "_newsrag_uncompiled", False):
        yield sys.modules["ranx"]  # somebody imported it compiled: then it has to be used that way
        return
    before = config.DISABLE_JIT
    config.DISABLE_JIT = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ranx = importlib.import_module("ranx")
            ranx._newsrag_uncompiled = True  # type: ignore[attr-defined]  # our own mark on the module
            yield ranx
    finally:
        config.DISABLE_JIT = before


def ranx_scores(qrels: Qrels, rankings: Rankings, metrics: Sequence[str]) -> dict[str, dict[str, float]]:
    """Metric name (ranx's: ``recall@5``, ``mrr@10``, ``ndcg@10``) → question id → score in [0, 1].

    ``rankings`` are document ids, best first; a question of ``qrels`` without one scores 0. Grades of 0 or less are
    not relevant, and questions without a relevant document are left out: the metrics are not defined for them.
    """
    judged = {q: {d: g for d, g in docs.items() if g > 0} for q, docs in qrels.items()}
    judged = {q: docs for q, docs in judged.items() if docs}
    if not judged:
        return {metric: {} for metric in metrics}
    run = {}
    for question in judged:
        ranked = list(dict.fromkeys(rankings.get(question, ()))) or [NOTHING]
        run[question] = {document: float(len(ranked) - rank) for rank, document in enumerate(ranked)}
    with _uncompiled_ranx() as ranx:
        scored = ranx.Run.from_dict(run)
        ranx.evaluate(ranx.Qrels.from_dict(judged), scored, list(metrics), make_comparable=True)
        return {metric: {q: float(s) for q, s in scored.scores[metric].items()} for metric in metrics}
