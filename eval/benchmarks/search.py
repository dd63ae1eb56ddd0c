"""How long a search takes in a large index, the question's embedding included. Times hold for one machine.

``python -m eval.benchmarks.search --chunks 100000``: articles made of real sentences with random vectors, questions of
the sample gold set, in both languages, embedded by the bundled model; the retriever as ``ask`` uses it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import embeddings
from embeddings.base import Vectors
from embeddings.onnx import OnnxEmbedder
from embeddings.token_codec import Codes
from eval.benchmarks.index import RandomEmbedder, fill, median_ms
from rag.index import Index
from rag.retrieval import Retriever

GOLD = Path(__file__).resolve().parents[1] / "gold" / "sample.jsonl"
QUESTIONS = 100
TOKENS_A_CHARACTER = 0.68  # of Chinese text, by the bundled tokenizer


class QuestionEmbedder(RandomEmbedder):
    """Random vectors and tokens for the pages, which would take hours to embed; the bundled model's for questions."""

    def __init__(self) -> None:
        self._model = OnnxEmbedder(embeddings.MODELS / embeddings.DEFAULT)
        super().__init__(self._model.dimension)
        self.token_codec = self._model.token_codec
        self._random = np.random.default_rng(0)

    def encode_queries(self, texts: list[str]) -> Vectors:
        return self._model.encode_queries(texts)

    def encode_query_and_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        return self._model.encode_query_and_tokens(text)

    def encode_passages_and_tokens(self, texts: list[str]) -> tuple[Vectors, list[Codes]]:
        size = self.token_codec.size if self.token_codec else 0
        shapes = [(int(TOKENS_A_CHARACTER * len(text)), size) for text in texts]
        return self.encode_passages(texts), [self._random.integers(0, 256, s, dtype=np.uint8) for s in shapes]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line a figure: name, milliseconds, and the ratio to a scan of the vectors by numpy in the same run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--chunks", type=int, default=100_000)
    options = parser.parse_args(arguments)
    embedder = QuestionEmbedder()
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines() if line.strip()]
    questions = [row["question"] for row in rows][:QUESTIONS]
    with tempfile.TemporaryDirectory() as folder, Index.create(Path(folder) / "index", embedder) as index:
        fill(index, embedder, options.chunks)
        retriever = Retriever(index)
        for question in questions[:3]:  # models, dictionaries and files are loaded
            retriever.search(question, k=8)
        p50, p95 = median_ms([lambda q=q: retriever.search(q, k=8) for q in questions])  # type: ignore[misc]
        embedding, _ = median_ms([lambda q=q: embedder.encode_queries([q]) for q in questions])  # type: ignore[misc]
    matrix = np.random.default_rng(0).standard_normal((options.chunks, embedder.dimension), dtype=np.float32)
    scan, _ = median_ms([lambda row=row: matrix @ row for row in matrix[:30]])  # type: ignore[misc]
    note = f"{p50 / scan:.1f}x numpy's scan of the vectors ({scan:.1f} ms)"
    print(f"search of {options.chunks} chunks, p50, ms  {p50:.1f}  {note}")
    print(f"search of {options.chunks} chunks, p95, ms  {p95:.1f}  {p95 / scan:.1f}x")
    print(f"of that, embedding the question, p50, ms  {embedding:.1f}  {embedding / scan:.1f}x")


if __name__ == "__main__":
    main()
