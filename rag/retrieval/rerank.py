"""Rerankers: a second, closer look at the best passages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

import embeddings
from embeddings.token_codec import max_similarity
from rag.errors import ModelNotFoundError
from rag.retrieval.query import Query
from rag.types import Passage

MAXSIM, READER = "maxsim", "reader"
SHARE = 0.5
"""How much of the final order is the reranker's: the rest is the search's own, which knows dates and names."""
_LEAST_SPREAD = 0.01


class Reranker(Protocol):
    """Orders the passages a search found, best first, and says in each one's ``scores`` why."""

    @property
    def name(self) -> str: ...

    def rerank(self, query: Query, passages: Sequence[Passage]) -> list[Passage]: ...


class ScoringReranker:
    """A reranker made of a function from a question and passages to one score each, higher being better.

    ``share``: its weight in the final order against the search's score; both are brought to mean 0 and deviation 1
    over the passages first. 1 is the reranker's order alone. The mixture is brought back to the scale of the search's
    scores, by which answering tells how far behind a passage is.
    """

    def __init__(self, name: str, score: Callable[[Query, Sequence[Passage]], Sequence[float]], share: float) -> None:
        self.name = name
        self._score = score
        self._share = share

    def rerank(self, query: Query, passages: Sequence[Passage]) -> list[Passage]:
        """The passages in the new order; ``score`` becomes the mixed one, ``scores["rerank"]`` the reranker's own."""
        if not passages:
            return []
        own = np.asarray(self._score(query, passages), dtype=np.float64)
        before = np.array([passage.score for passage in passages])
        mixed = self._share * _standard(own) + (1 - self._share) * _standard(before)
        mixed = before.mean() + max(float(before.std()), _LEAST_SPREAD) * mixed
        order = np.argsort(-np.round(mixed, 9), kind="stable")
        return [
            replace(
                passages[at], score=float(mixed[at]), scores={**passages[at].scores, "rerank": round(float(own[at]), 6)}
            )
            for at in order
        ]


def _standard(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    deviation = float(values.std())
    return (values - values.mean()) / deviation if deviation > 1e-9 else np.zeros(len(values))


def load_reranker(name: str | Reranker | None, *, embedder: Any = None) -> Reranker | None:
    """The reranker called ``name``.

    None is none; ``maxsim`` is late interaction over the token vectors of ``embedder`` (None: the bundled one);
    ``reader`` what the bundled reader says of whether a passage answers; anything else a sentence-transformers
    CrossEncoder by hub name or folder (``BAAI/bge-reranker-v2-m3``).

    Raises:
        ModelNotFoundError: the model is not to be had, or sentence-transformers is not installed.
    """
    if name is None or not isinstance(name, str):
        return name
    if name.strip().lower() in ("", "none"):
        return None
    if name == MAXSIM:
        encode = getattr(embedder or embeddings.load(), "encode_tokens", None)
        if encode is None:
            raise ModelNotFoundError(
                "The reranker maxsim needs an embedder with token vectors; the bundled one has them"
            )
        return ScoringReranker(MAXSIM, _late_interaction(encode), SHARE)
    if name == READER:
        return ScoringReranker(READER, _reader(), SHARE)
    return ScoringReranker(name, _cross_encoder(name), 1.0)


def _late_interaction(
    encode: Callable[[list[str]], list[npt.NDArray[np.float32]]],
) -> Callable[[Query, Sequence[Passage]], list[float]]:
    def score(query: Query, passages: Sequence[Passage]) -> list[float]:
        question, *found = encode([query.text, *(f"{p.heading}\n{p.text}" for p in passages)])
        similar = max_similarity(question, np.concatenate(found), [len(tokens) for tokens in found])
        return [float(value) for value in similar]

    return score


def _reader() -> Callable[[Query, Sequence[Passage]], list[float]]:
    # answering is built on retrieval; only who asks for this reranker by name turns that round
    from rag.answering.hints import hints
    from rag.answering.reader import OnnxReader, load_reader

    reader = load_reader()
    if not isinstance(reader, OnnxReader):
        raise ModelNotFoundError('The reranker "reader" needs the bundled reader, whose weights are missing')

    def score(query: Query, passages: Sequence[Passage]) -> list[float]:
        return reader.passage_odds(query.text, passages, hints(query.text, passages, query.today))

    return score


def _cross_encoder(name: str) -> Callable[[Query, Sequence[Passage]], list[float]]:
    try:
        from sentence_transformers import CrossEncoder
    except ImportError as error:
        raise ModelNotFoundError(
            f'The reranker "{name}" needs sentence-transformers: pip install "newsrag[models]"'
        ) from error
    try:
        model = CrossEncoder(name)
    except Exception as error:  # the hub client and transformers raise many kinds
        where = "the folder" if Path(name).exists() else "the Hugging Face hub or its local cache"
        raise ModelNotFoundError(
            f'The reranker "{name}" could not be loaded from {where} ({error}); '
            "give a CrossEncoder's hub name, or the path of a downloaded one"
        ) from error

    def score(query: Query, passages: Sequence[Passage]) -> list[float]:
        pairs = [(query.text, f"{p.heading}\n{p.text}" if p.heading else p.text) for p in passages]
        return [float(value) for value in model.predict(pairs, show_progress_bar=False)]

    return score
