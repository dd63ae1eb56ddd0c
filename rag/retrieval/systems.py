"""Retrievers by name, for evaluation: one kind of evidence alone, and what each further kind adds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.errors import NewsragError
from rag.retrieval.config import RetrievalConfig
from rag.retrieval.rerank import load_reranker
from rag.retrieval.retriever import Retriever
from rag.types import Passage

if TYPE_CHECKING:
    from rag.index import Index

_ALIKE = ("dense", "words", "names", "dates", "numbers", "recency")
SYSTEMS: dict[str, Callable[[], RetrievalConfig]] = {
    "lexical": lambda: RetrievalConfig(evidence=("words",), bridge=False),
    "bridge": lambda: RetrievalConfig(evidence=("words",)),
    "bridge+names": lambda: RetrievalConfig(evidence=("words", "names")),
    "bridge+names+dates": lambda: RetrievalConfig(evidence=("words", "names", "dates", "numbers", "recency")),
    "dense": lambda: RetrievalConfig(evidence=("dense",)),
    "dense+lexical": lambda: RetrievalConfig(evidence=("dense", "words"), bridge=False),
    "dense+bridge": lambda: RetrievalConfig(evidence=("dense", "words")),
    "dense+bridge+names": lambda: RetrievalConfig(evidence=("dense", "words", "names")),
    "dense+bridge+names+dates": lambda: RetrievalConfig(evidence=_ALIKE),
    "hybrid-rrf": lambda: RetrievalConfig(evidence=_ALIKE, fusion="rrf"),
    "hybrid-without-tokens": lambda: RetrievalConfig(evidence=(*_ALIKE, "crossing")),
    "hybrid": RetrievalConfig,
}
"""``bm25`` is another name of ``lexical``; ``hybrid`` is what ``ask`` uses; ``hybrid+maxsim``, ``hybrid+reader``
and ``hybrid+MODEL`` (a CrossEncoder's name or folder) add a reranker."""


class RetrievalSystem:
    """A retriever under a name, as evaluation calls it."""

    def __init__(self, name: str, retriever: Retriever) -> None:
        self.name = name
        self.retriever = retriever

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best passages for a question."""
        return self.retriever.search(question, k)

    def __call__(self, question: str, k: int) -> list[Passage]:
        return self.search(question, k)


def build_system(name: str, index: Index) -> RetrievalSystem:
    """The retriever called ``name`` over an open index.

    Raises:
        NewsragError: there is none of that name; the message lists them.
    """
    plain = "lexical" if name == "bm25" else name
    if plain.startswith("hybrid+"):
        reranker = load_reranker(plain.removeprefix("hybrid+"), embedder=index.embedder)
        return RetrievalSystem(name, Retriever(index, RetrievalConfig(), reranker))
    if plain not in SYSTEMS:
        raise NewsragError(f'There is no retrieval system "{name}". There are: bm25, {", ".join(SYSTEMS)}.')
    return RetrievalSystem(name, Retriever(index, SYSTEMS[plain]()))
