"""``evaluate``: recall on the development sets, for the encoder in training or any embedder."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from embeddings.base import Vectors
from embeddings.onnx import OnnxEmbedder
from embeddings.training.config import Config
from embeddings.training.devsets import Search, chinese_searches, english_search, sentence_pairs
from embeddings.training.encoder import load
from embeddings.training.export import write_model
from embeddings.training.graph import Kind

Scores = npt.NDArray[np.float32]
Results = dict[str, dict[str, float]]


def recall(ranks: npt.NDArray[np.int64], depths: tuple[int, ...] = (1, 5, 10)) -> dict[str, float]:
    """Share of queries whose text is among the first k; ``ranks`` count from 0."""
    return {f"recall@{k}": round(float((ranks < k).mean()), 4) for k in depths}


def ranks_of(queries: Vectors, windows: Vectors, owners: list[int], targets: list[int]) -> npt.NDArray[np.int64]:
    """For each query how many other texts have a better best window than its own."""
    # windows of one text are neighbours, so that the best of each is one reduction
    starts = np.flatnonzero(np.diff(np.asarray(owners), prepend=-1))
    place = {owners[int(s)]: i for i, s in enumerate(starts)}
    out = np.zeros(len(queries), np.int64)
    for first in range(0, len(queries), 256):
        scores: Scores = np.maximum.reduceat(queries[first : first + 256] @ windows.T, starts, axis=1)
        wanted = np.array([place[t] for t in targets[first : first + 256]])
        own = scores[np.arange(len(scores)), wanted][:, None]
        out[first : first + 256] = (scores > own).sum(axis=1)
    return out


def search_recall(embedder: TextVectors, searches: list[Search]) -> Results:
    """Recall of each search; windows shared between searches are embedded once."""
    results: Results = {}
    embedded: tuple[list[str], Vectors] | None = None
    for search in searches:
        if embedded is None or embedded[0] is not search.windows:
            embedded = (search.windows, embedder.encode_passages(search.windows))
        queries = embedder.encode_queries(search.queries)
        results[search.name] = recall(ranks_of(queries, embedded[1], search.owners, search.targets))
    return results


def pair_recall(embedder: TextVectors, pairs: list[tuple[str, str]]) -> dict[str, float]:
    """Recall@1 of each sentence's translation among all, both ways."""
    english, chinese = (embedder.encode_passages([p[i] for p in pairs]) for i in (0, 1))
    scores, own = english @ chinese.T, np.arange(len(pairs))
    return {
        "en-zh recall@1": round(float((scores.argmax(1) == own).mean()), 4),
        "zh-en recall@1": round(float((scores.argmax(0) == own).mean()), 4),
    }


def thinned(search: Search, sample: int) -> Search:
    """Every n-th query; the texts to search stay."""
    return replace(search, queries=search.queries[::sample], targets=search.targets[::sample])


def evaluate_embedder(embedder: TextVectors, data: Path, stories: int, sample: int = 1) -> Results:
    """All development figures; ``sample`` takes every n-th query only."""
    results = {name: pair_recall(embedder, pairs[::sample]) for name, pairs in sentence_pairs(data).items()}
    searches = [*chinese_searches(data, stories), english_search(data)]
    return results | search_recall(embedder, [thinned(s, sample) for s in searches])


def as_embedder(config: Config, source: Path, kind: Kind, folder: Path) -> OnnxEmbedder:
    """An exported model as it is; an encoder, exported to ``folder`` first."""
    if not (source / "model.onnx").is_file():
        source = write_model(config, load(source).eval(), source / "tokenizer.json", folder, kind)
    return OnnxEmbedder(source, threads=config.threads)


class TextVectors(Protocol):
    """What is asked of an embedder here."""

    def encode_queries(self, texts: list[str]) -> Vectors: ...

    def encode_passages(self, texts: list[str]) -> Vectors: ...


class Shortened:
    """An embedder's vectors cut to their first ``width`` dimensions, of unit length again."""

    def __init__(self, embedder: TextVectors, width: int) -> None:
        self._embedder, self._width = embedder, width

    def encode_queries(self, texts: list[str]) -> Vectors:
        """float32 (n, width)."""
        return self._cut(self._embedder.encode_queries(texts))

    def encode_passages(self, texts: list[str]) -> Vectors:
        """float32 (n, width)."""
        return self._cut(self._embedder.encode_passages(texts))

    def _cut(self, vectors: Vectors) -> Vectors:
        short = vectors[:, : self._width]
        out: Vectors = short / np.maximum(np.linalg.norm(short, axis=1, keepdims=True), 1e-9)
        return out


def evaluate(config: Config, model: Path | None = None, kind: Kind = "int8", width: int | None = None) -> Results:
    """Figures of an exported folder, or of an encoder (by default the latest) in one of the kinds of export; of the
    first ``width`` dimensions of its vectors alone where that is given."""
    source = model or config.work / "encoder-latest"
    with tempfile.TemporaryDirectory() as folder:
        embedder = as_embedder(config, source, kind, Path(folder))
        looked_at: TextVectors = Shortened(embedder, width) if width else embedder
        results = evaluate_embedder(looked_at, config.data, config.evaluate_stories, config.sample)
    name = f"evaluation-{kind}-{width}.json" if width else f"evaluation-{kind}.json"
    (config.work / name).write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return results
