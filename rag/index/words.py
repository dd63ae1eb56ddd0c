"""The inverted index, by Tantivy: candidates for a query, fast. Tokens come ready from rag.language.

Queries are built from terms, never parsed, so nothing in a question can act as query syntax.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.index.bm25 import LexicalQuery
from rag.index.forward import FIELDS

_TOKENIZER = "newsrag-tokens"
_HEAP_BYTES = 48_000_000
_LOCKS = (".tantivy-writer.lock", ".tantivy-meta.lock")

Document = tuple[int, int | None, Mapping[str, Sequence[str]]]  # rowid, day, terms by field


class WordIndex:
    """One generation's inverted index, in a folder or (path None) in memory."""

    def __init__(self, path: Path | None, *, create: bool = False) -> None:
        import tantivy

        self._t = tantivy
        if path is None or create:
            self._index = tantivy.Index(_schema(tantivy), path=None if path is None else str(path))
        else:
            self._index = tantivy.Index.open(str(path))
        plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(_TOKENIZER, plain)
        # a generation never changes: no thread has to watch the folder
        self._index.config_reader("manual", 0)
        self._index.reload()
        self._searcher = self._index.searcher()

    def write(self, documents: Iterable[Document], gone: Sequence[int]) -> None:
        """Remove ``gone`` and add ``documents``: one commit. One thread, so that equal input gives equal segments."""
        t = self._t
        writer = self._index.writer(_HEAP_BYTES, 1)
        try:
            for at in range(0, len(gone), 1024):
                writer.delete_documents_by_query(
                    t.Query.term_set_query(self._index.schema, "rowid", [int(rowid) for rowid in gone[at : at + 1024]])
                )
            for rowid, day, fields in documents:
                document = t.Document()
                document.add_integer("rowid", rowid)
                if day is not None:
                    document.add_integer("day", day)
                for field in FIELDS:
                    if terms := fields.get(field):
                        document.add_text(field, " ".join(terms).encode("utf-8", "replace").decode("utf-8"))
                writer.add_document(document)
            writer.commit()
        finally:
            writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(
        self,
        query: LexicalQuery,
        k: int,
        *,
        since: int | None = None,
        until: int | None = None,
        allowed: Sequence[int] | None = None,
    ) -> npt.NDArray[np.int64]:
        """The k best rows by Tantivy's own BM25, where each term counts by itself; unordered."""
        t, schema = self._t, self._index.schema
        wanted: list[tuple[Any, Any]] = []
        for clause in query.clauses:
            for term in clause.terms:
                boost = clause.weight * term.weight * query.boosts.get(term.field, 1.0)
                text = term.text.encode("utf-8", "replace").decode("utf-8")
                if boost > 0 and text:
                    one = t.Query.term_query(schema, term.field, text, index_option="freq")
                    wanted.append((t.Occur.Should, t.Query.boost_query(one, boost)))
        if not wanted:
            return np.empty(0, np.int64)
        whole = t.Query.boolean_query(wanted)
        limits = self._limits(since, until, allowed)
        if limits:
            whole = t.Query.boolean_query([(t.Occur.Must, whole), *((t.Occur.Must, limit) for limit in limits)])
        hits = self._searcher.search(whole, k, count=False).hits
        rows = self._searcher.fast_field_values("rowid", [address for _, address in hits])
        return np.array(rows, dtype=np.int64)

    def _limits(self, since: int | None, until: int | None, allowed: Sequence[int] | None) -> list[Any]:
        t, schema = self._t, self._index.schema
        limits = []
        if since is not None or until is not None:
            limits.append(t.Query.range_query(schema, "day", t.FieldType.Integer, since or 1, until or 4_000_000))
        if allowed is not None:
            limits.append(t.Query.term_set_query(schema, "rowid", [int(rowid) for rowid in allowed]))
        return [t.Query.const_score_query(limit, 0.0) for limit in limits]

    @property
    def rows(self) -> int:
        return int(self._searcher.num_docs)

    @staticmethod
    def tidy(folder: Path) -> None:
        """Take away the lock files a writer leaves behind."""
        for name in _LOCKS:
            (folder / name).unlink(missing_ok=True)


def _schema(tantivy: Any) -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("rowid", indexed=True, fast=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name=_TOKENIZER, index_option="freq")
    return builder.build()
