"""Lexical search of one generation: Tantivy finds candidates, the forward index scores them exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rag.index import bm25
from rag.index.bm25 import Clause, LexicalQuery, Term
from rag.index.forward import FIELDS, ForwardIndex, term_hash
from rag.index.words import WordIndex

__all__ = ["FIELDS", "Clause", "LexicalIndex", "LexicalQuery", "Term"]

POOL = 200  # candidates that Tantivy hands on, at least
POOL_FACTOR = 4  # and at least this many times k

Rows = npt.NDArray[np.int64]


class LexicalIndex:
    """The words of one generation: the forward index says what it holds, inverted ones may hold more."""

    def __init__(self, words: Sequence[WordIndex], forward: ForwardIndex) -> None:
        self.words = tuple(words)
        self.forward = forward

    def __len__(self) -> int:
        return self.forward.rows

    def search(
        self,
        query: LexicalQuery,
        k: int,
        *,
        since: int | None = None,
        until: int | None = None,
        allowed: Sequence[int] | None = None,
        pool: int | None = None,
    ) -> list[tuple[int, float]]:
        """The k rows of highest BM25, best first, ties by rowid; rows that hold no term are left out.

        Args:
            since, until: first and last day (ordinals); rows without a day are then left out.
            allowed: the only rows to find.
            pool: candidates to score exactly.
        """
        wanted = max(pool or 0, POOL, POOL_FACTOR * k)
        rows = self.candidates(query, wanted, since=since, until=until, allowed=allowed)
        scores = np.round(bm25.score(query, self.forward, rows), 6)
        order = np.lexsort((rows, -scores))
        return [(int(rows[at]), float(scores[at])) for at in order[:k] if scores[at] > 0]

    def candidates(
        self,
        query: LexicalQuery,
        k: int,
        *,
        since: int | None = None,
        until: int | None = None,
        allowed: Sequence[int] | None = None,
    ) -> Rows:
        """int64[n], ascending: the k best rows by Tantivy's own BM25, not scored exactly."""
        found = [words.search(query, k, since=since, until=until, allowed=allowed) for words in self.words]
        rows = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
        return rows[self.forward.holds(rows)]

    def term_frequencies(self, rowids: Sequence[int], terms: Sequence[Term]) -> npt.NDArray[np.float32]:
        """float32[n, t]: how often each term occurs in each row's field."""
        return self.forward.term_frequencies(np.asarray(rowids, dtype=np.int64), _hashes(terms))

    def document_frequencies(self, terms: Sequence[Term]) -> npt.NDArray[np.int64]:
        """int64[t]: how many chunks hold each term."""
        return self.forward.document_frequencies(_hashes(terms))

    def lengths(self, rowids: Sequence[int], field: str) -> npt.NDArray[np.int32]:
        """int32[n]: terms in each row's field."""
        return self.forward.lengths(np.asarray(rowids, dtype=np.int64))[:, FIELDS.index(field)]

    def average_length(self, field: str) -> float:
        """Terms in a field, averaged over all chunks."""
        return float(self.forward.average[FIELDS.index(field)])


def _hashes(terms: Sequence[Term]) -> npt.NDArray[np.uint32]:
    return np.array([term_hash(term.field, term.text) for term in terms], dtype=np.uint32)
