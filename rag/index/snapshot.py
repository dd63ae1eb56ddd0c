"""One generation of an index, held still: everything a question needs, whatever a writer does meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.base import Vectors
from embeddings.token_codec import Codes
from rag.errors import StoreError
from rag.index import reads
from rag.index.bm25 import LexicalQuery, Term
from rag.index.derived import Derived
from rag.index.lexical import LexicalIndex
from rag.index.store import State, plain_records
from rag.index.vectors import VectorIndex
from rag.types import Article, Passage

Hit = tuple[int, float]


class Snapshot:
    """The search primitives and records of one generation; made by ``Index.pin()``, for one thread at a time.

    Row numbers (``rowid``) name chunks. They are never used twice, so a row found in one generation is, in a later
    one, the same chunk or none.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, state: State, derived: Derived) -> None:
        self._folder = folder
        self._connection = connection
        self._derived = derived
        self._vectors: VectorIndex | None = None
        self._words: LexicalIndex | None = None
        self.state = state

    @property
    def generation(self) -> int:
        return self.state.generation

    @property
    def newest_date(self) -> date | None:
        """The latest publication date of any article."""
        with plain_records(self._folder):
            return reads.newest_date(self._connection)

    @property
    def chunk_count(self) -> int:
        with plain_records(self._folder):
            return int(self._connection.execute("SELECT count(*) FROM chunks").fetchone()[0])

    @property
    def indexed_count(self) -> int:
        """How many chunks the word index holds: all of them, known without counting the records."""
        return len(self._lexical_index())

    def vector_search(
        self,
        vector: Vectors,
        k: int,
        since: date | None = None,
        until: date | None = None,
        allowed: Sequence[int] | None = None,
    ) -> list[Hit]:
        """The k chunks nearest to ``vector`` (float32[d], L2-normalised) with their cosines, best first, ties by row.

        Args:
            since, until: only articles published on these days or between; an article without a full date is left out.
            allowed: only these rows.
        """
        return self._vector_index().search(
            vector,
            k,
            self.vectors,
            since=_ordinal(since),
            until=_ordinal(until),
            allowed=None if allowed is None else np.asarray(sorted(allowed), dtype=np.int64),
        )

    def lexical_search(
        self,
        query: LexicalQuery,
        k: int,
        since: date | None = None,
        until: date | None = None,
        allowed: Sequence[int] | None = None,
        pool: int | None = None,
    ) -> list[Hit]:
        """The k chunks of highest BM25 for ``query``, best first, ties by row; filters as in ``vector_search``.

        Args:
            pool: how many of Tantivy's candidates to score exactly (at least 200, and 4 k).
        """
        return self._lexical_index().search(
            query, k, since=_ordinal(since), until=_ordinal(until), allowed=allowed, pool=pool
        )

    def lexical_candidates(
        self,
        query: LexicalQuery,
        k: int,
        since: date | None = None,
        until: date | None = None,
        allowed: Sequence[int] | None = None,
    ) -> npt.NDArray[np.int64]:
        """int64[n], ascending: the k best rows by Tantivy's own BM25, for a caller that scores them itself."""
        return self._lexical_index().candidates(query, k, since=_ordinal(since), until=_ordinal(until), allowed=allowed)

    def term_frequencies(self, rowids: Sequence[int], terms: Sequence[Term]) -> npt.NDArray[np.float32]:
        """float32[n, t]: how often each term occurs in each row's field."""
        return self._lexical_index().term_frequencies(rowids, terms)

    def document_frequencies(self, terms: Sequence[Term]) -> npt.NDArray[np.int64]:
        """int64[t]: how many chunks hold each term."""
        return self._lexical_index().document_frequencies(terms)

    def lengths(self, rowids: Sequence[int], field: str) -> npt.NDArray[np.int32]:
        """int32[n]: terms in each row's field."""
        return self._lexical_index().lengths(rowids, field)

    def average_length(self, field: str) -> float:
        """Terms in a field, averaged over all chunks."""
        return self._lexical_index().average_length(field)

    def passage(self, rowid: int, score: float = 0.0, scores: Mapping[str, float] | None = None) -> Passage:
        """The passage of a chunk row.

        Raises:
            StoreError: this generation has no such chunk.
        """
        return self.passages([(rowid, score, scores or {})])[0]

    def passages(self, hits: Sequence[tuple[int, float, Mapping[str, float]]]) -> list[Passage]:
        """The passages of ``(rowid, score, scores)``, in that order."""
        with plain_records(self._folder):
            found = reads.passages(self._connection, [(int(row), score, dict(scores)) for row, score, scores in hits])
        out = []
        for (row, _, _), passage in zip(hits, found, strict=True):
            if passage is None:
                raise StoreError(f"There is no chunk {row} in the index {self._folder}: it was removed")
            out.append(passage)
        return out

    def rowid(self, chunk_id: str) -> int | None:
        """The row of a chunk by its id; None if this generation has no such chunk."""
        with plain_records(self._folder):
            return reads.chunk_rowid(self._connection, chunk_id)

    def vectors(self, rowids: Sequence[int] | npt.NDArray[np.int64]) -> Vectors:
        """float32[n, d]: the stored vectors of rows, in their order."""
        with plain_records(self._folder):
            return reads.vectors(self._connection, rowids, self.state.dimension)

    def tokens(self, rowids: Sequence[int] | npt.NDArray[np.int64], size: int) -> list[Codes] | None:
        """uint8[t, size]: the stored tokens of each row, in their order; None where a row has none stored."""
        with plain_records(self._folder):
            return reads.tokens(self._connection, rowids, size)

    def cosines(self, vector: Vectors, rowids: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """float64[n]: the inner product of ``vector`` (float32[d]) with each row's vector, from memory where it is."""
        return self._vector_index().cosines(vector, rowids, self.vectors)

    def articles(self) -> list[Article]:
        """All articles, in the order they were added."""
        with plain_records(self._folder):
            return list(reads.articles(self._connection))

    def article(self, article_id: str) -> Article:
        """An article by its id.

        Raises:
            StoreError: there is no such article.
        """
        with plain_records(self._folder):
            found = reads.article(self._connection, article_id)
        if found is None:
            raise StoreError(f"There is no article {article_id} in the index {self._folder}")
        return found

    def sources(self) -> list[str]:
        """The names of all sources, in the order they were added."""
        with plain_records(self._folder):
            return reads.sources(self._connection)

    def sources_of(self, article_id: str) -> list[str]:
        """Every source that holds an article, the one it is shown from first."""
        with plain_records(self._folder):
            return reads.sources_of(self._connection, article_id)

    def source_text(self, source: str) -> str:
        """The text that the offsets of a source count in.

        Raises:
            StoreError: there is no such source.
        """
        with plain_records(self._folder):
            found = reads.source_text(self._connection, source)
        if found is None:
            raise StoreError(f"There is no source {source} in the index {self._folder}")
        return found

    def open_derived(self) -> None:
        """Open the derived indexes now, rather than when they are first searched."""
        self._vector_index()
        self._lexical_index()

    def _vector_index(self) -> VectorIndex:
        if self._vectors is None:
            with plain_records(self._folder):
                self._vectors = self._derived.vectors(self._connection, self.state)
        return self._vectors

    def _lexical_index(self) -> LexicalIndex:
        if self._words is None:
            with plain_records(self._folder):
                self._words = self._derived.words(self._connection, self.state)
        return self._words


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()
