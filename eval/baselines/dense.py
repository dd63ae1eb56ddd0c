"""Nearest neighbours of any embedding model, exactly: every question against every passage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.base import Embedder
from eval import fingerprints
from eval.baselines.units import Unit
from rag.types import Passage

BATCH = 256  # texts a call, so that progress can be shown and memory stays bounded


class DenseSystem:
    """Cosine similarity of an embedder's vectors.

    The passages' vectors are kept in ``cache`` (a folder) under the embedder's fingerprint and the texts' digest, so
    that a run that is gone on with, or repeated, does not embed them again.
    """

    def __init__(
        self,
        units: Sequence[Unit],
        embedder: Embedder,
        cache: Path | None = None,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        self._units = units
        self._embedder = embedder
        texts = [unit.text for unit in units]
        name = fingerprints.digest([embedder.fingerprint, *texts])[:24]
        kept = cache / f"vectors-{name}.npy" if cache is not None else None
        if kept is not None and kept.is_file():
            self._vectors: NDArray[np.float32] = np.load(kept)
        else:
            self._vectors = self._embed(texts, progress)
            if kept is not None:
                kept.parent.mkdir(parents=True, exist_ok=True)
                part = kept.with_suffix(".part.npy")
                np.save(part, self._vectors)
                part.replace(kept)  # whole or not at all

    def _embed(self, texts: list[str], progress: Callable[[int, int], None]) -> NDArray[np.float32]:
        parts = []
        for begin in range(0, len(texts), BATCH):
            parts.append(self._embedder.encode_passages(texts[begin : begin + BATCH]))
            progress(min(begin + BATCH, len(texts)), len(texts))
        return np.concatenate(parts) if parts else np.zeros((0, self._embedder.dimension), dtype=np.float32)

    def search(self, question: str, k: int) -> list[Passage]:
        if not len(self._vectors):
            return []
        scores = self._vectors @ self._embedder.encode_queries([question])[0]
        order = np.argsort(-scores, kind="stable")[:k]
        return [self._units[row].passage(float(scores[row]), "dense") for row in order]
