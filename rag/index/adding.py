"""Adding: files are read, cut into chunks, embedded, and committed in batches, each a complete generation.

A crash in a long add keeps the batches before it; adding the same files again goes on from there, for what is held
unchanged is neither embedded nor written again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from embeddings.base import Embedder, Vectors, with_tokens
from embeddings.token_codec import Codes
from rag.chunking import chunk_article, embedding_text
from rag.errors import StoreError
from rag.index import writes
from rag.index.folders import Delta
from rag.index.vectors import NO_DAY
from rag.index.writing import Writer
from rag.language import analysis
from rag.reading import ReadResult, read_paths
from rag.types import AddReport, Article, Chunk, FileReport

COMMIT_CHUNKS = 1024  # embedded chunks after which a batch is committed: a minute or so of work on two cores
COMMIT_DOCUMENTS = 2000
EMBED_BATCH = 64

Progress = Callable[[int, int | None, str], None]


@dataclass(slots=True)
class _Batch:
    """What is read but not yet committed."""

    results: list[ReadResult] = field(default_factory=list)
    chunks: dict[str, tuple[Article, tuple[Chunk, ...]]] = field(default_factory=dict)  # by article id, new ones only
    dropped: list[int] = field(default_factory=list)  # sources that an edited container no longer has
    size: int = 0

    def __bool__(self) -> bool:
        return bool(self.results or self.dropped)


@dataclass(slots=True)
class _File:
    """The file that is being read: a container's documents come one after another."""

    name: str
    seen: set[str] = field(default_factory=set)
    added: int = 0
    unchanged: int = 0
    held: set[str] = field(default_factory=set)  # ids of the articles it had before, and has now
    holds: set[str] = field(default_factory=set)
    failed: bool = False

    @property
    def replaced(self) -> int:
        """How many of its articles it no longer has; one that only moved within it is not among them."""
        return len(self.held - self.holds)


class Adder:
    """One call of ``Index.add``: holds its state from file to file."""

    def __init__(
        self,
        writer: Writer,
        embedder: Embedder,
        given_date: date | None,
        progress: Progress | None,
        commit_chunks: int | None = None,
    ) -> None:
        self._writer = writer
        self._embedder = embedder
        self._given_date = given_date
        self._progress = progress or (lambda done, total, what: None)
        self._commit_chunks = commit_chunks or COMMIT_CHUNKS
        self._batch = _Batch()
        self._file: _File | None = None
        self._reports: list[FileReport] = []
        self._done = 0

    def run(self, paths: Iterable[str | Path]) -> AddReport:
        """Read and add everything; files that cannot be read are reported and the rest goes on."""
        for result in read_paths(paths, given_date=self._given_date):
            name = result.file or result.source
            if self._writer.owns(name):
                continue  # the index lies in a folder that is being indexed
            if self._file is None or self._file.name != name:
                self._finish_file()
                self._file = _File(name)
            self._take(self._file, result)
            self._done += 1
            self._progress(self._done, None, result.source)
            if self._batch.size >= self._commit_chunks or len(self._batch.results) >= COMMIT_DOCUMENTS:
                self._commit()
        self._finish_file()
        self._commit()
        return AddReport(files=tuple(self._reports), generation=self._writer.state().generation)

    def _take(self, file: _File, result: ReadResult) -> None:
        file.seen.add(result.source)
        if result.error:
            file.failed = True
            self._reports.append(FileReport(source=result.source, error=result.error))
            return
        connection = self._writer.connection
        day = self._given_date.isoformat() if self._given_date else None
        held = writes.find_source(connection, result.source)
        ids = {article.id for article in result.articles}
        old = writes.articles_of_source(connection, held.id) if held else {}
        if held and result.digest and held.digest == result.digest and held.given_date == day:
            file.unchanged += len(old)
            file.holds |= old.keys()
            return
        known = writes.known_articles(connection, ids).keys() | self._batch.chunks.keys()
        for article in result.articles:
            if article.id not in known and article.id not in self._batch.chunks:
                chunks = chunk_article(article)
                self._batch.chunks[article.id] = (article, chunks)
                self._batch.size += len(chunks)
        file.added += len(ids - known)
        file.unchanged += len(ids & known)
        file.held |= old.keys()
        file.holds |= ids
        self._batch.results.append(result)

    def _finish_file(self) -> None:
        """Report a file; what an edited container no longer holds is dropped, unless some of it could not be read."""
        file, self._file = self._file, None
        if file is None:
            return
        if not file.failed:
            for source in writes.sources_of_file(self._writer.connection, file.name):
                if source.name not in file.seen:
                    self._batch.dropped.append(source.id)
                    file.held |= writes.articles_of_source(self._writer.connection, source.id).keys()
        if not file.failed or file.added or file.unchanged or file.replaced:
            self._reports.append(FileReport(file.name, file.added, file.unchanged, file.replaced))

    def _commit(self) -> None:
        batch, self._batch = self._batch, _Batch()
        if not batch:
            return
        articles = list(batch.chunks.values())
        vectors, tokens = self._embed(
            [embedding_text(article, chunk) for article, chunks in articles for chunk in chunks]
        )
        with self._writer.transaction() as commit:
            connection = self._writer.connection
            before: set[int] = set()
            rows = writes.known_articles(connection, {a.id for r in batch.results for a in r.articles})
            rowids: list[int] = []
            at = 0
            for article, chunks in articles:
                own = slice(at, at + len(chunks))
                more = writes.put_article(connection, article, chunks, vectors[own], tokens and tokens[own])
                rows[article.id] = writes.known_articles(connection, [article.id])[article.id]
                rowids += more
                at += len(chunks)
            for result in batch.results:
                held = writes.find_source(connection, result.source)
                if held:
                    before.update(writes.articles_of_source(connection, held.id).values())
                    writes.clear_source(connection, held.id)
                source = writes.put_source(
                    connection,
                    result.source,
                    result.file or result.source,
                    result.text,
                    result.digest,
                    self._given_date,
                )
                for ordinal, article in enumerate(result.articles):
                    writes.put_occurrence(connection, source, ordinal, rows[article.id], article)
            for source in batch.dropped:
                before.update(writes.articles_of_source(connection, source).values())
                writes.drop_source(connection, source)
            _, gone = writes.drop_orphans(connection, before)
            commit(_delta(articles, rowids, vectors, gone))

    def _embed(self, texts: list[str]) -> tuple[Vectors, list[Codes] | None]:
        """float32[n, d], and the texts' tokens where the embedder has them; texts of like length go together, for a
        batch is as slow as its longest text.

        A text that comes again (a notice, a rule of dashes, one line repeated a million times) is embedded once.
        """
        embedder, tokens = self._embedder, with_tokens(self._embedder)
        different = sorted(set(texts), key=lambda text: (len(text), text))
        out = np.empty((len(different), embedder.dimension), dtype=np.float32)
        codes: list[Codes] = []
        for low in range(0, len(different), EMBED_BATCH):
            some = different[low : low + EMBED_BATCH]
            if tokens is not None:
                made, more = tokens.encode_passages_and_tokens(some)
                codes += more
            else:
                made = embedder.encode_passages(some)
            got = np.asarray(made, dtype=np.float32)
            if got.shape != (len(some), embedder.dimension) or not np.isfinite(got).all():
                raise StoreError(
                    f"The embedder {embedder.name} gave vectors of shape {got.shape} that are not "
                    f"{len(some)} × {embedder.dimension} finite numbers; nothing of this batch was added"
                )
            norms = np.linalg.norm(got, axis=1, keepdims=True)
            out[low : low + len(some)] = got / np.where(norms > 0, norms, 1.0)
            self._progress(self._done, None, f"embedding passages: {low + len(some)}/{len(different)}")
        places = {text: at for at, text in enumerate(different)}
        wanted = [places[text] for text in texts]
        return out[wanted], [codes[at] for at in wanted] if tokens is not None else None


def _delta(
    articles: list[tuple[Article, tuple[Chunk, ...]]], rowids: list[int], vectors: Vectors, gone: list[int]
) -> Delta:
    days, terms = [], []
    fields = cache(analysis.lexical_fields)  # a passage that comes again is analysed once
    for article, chunks in articles:
        day = article.date.toordinal() if article.date else NO_DAY
        for chunk in chunks:
            days.append(day)
            terms.append(fields(article.heading, chunk.text, chunk.mentions, article.date or article.partial_date))
    return Delta(
        np.array(rowids, dtype=np.int64),
        np.array(days, dtype=np.int32),
        vectors,
        terms,
        np.unique(np.array(gone, dtype=np.int64)),
    )
