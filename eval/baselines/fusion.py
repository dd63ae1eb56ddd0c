"""Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eval.systems import System
from rag.types import Passage

K = 60  # the paper's constant
DEPTH = 100  # passages taken from each system


def reciprocal_rank_fusion(rankings: Sequence[Sequence[str]], k: int = K) -> dict[str, float]:
    """Item → Σ over the rankings that hold it of 1 / (k + rank), ranks from 1; highest first, ties as first seen."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(dict.fromkeys(ranking), 1):
            scores[item] = scores.get(item, 0.0) + 1 / (k + rank)
    return dict(sorted(scores.items(), key=lambda pair: -pair[1]))


class FusionSystem:
    """Several systems fused by the ranks of their passages; ``scores`` of a passage keeps each one's own."""

    def __init__(self, systems: dict[str, System]) -> None:
        self._systems = systems

    def search(self, question: str, k: int) -> list[Passage]:
        found: dict[str, Passage] = {}
        kinds: dict[str, dict[str, float]] = {}
        rankings = []
        for name, system in self._systems.items():
            passages = system.search(question, max(k, DEPTH))
            rankings.append([passage.chunk_id for passage in passages])
            for passage in passages:
                found.setdefault(passage.chunk_id, passage)
                kinds.setdefault(passage.chunk_id, {})[name] = passage.score
        fused = list(reciprocal_rank_fusion(rankings).items())[:k]
        return [replace(found[item], score=score, scores=kinds[item]) for item, score in fused]
