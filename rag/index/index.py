"""``Index``: SQLite, FAISS and Tantivy as one thing that can be added to, removed from and searched."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

import embeddings
from embeddings.base import Embedder, Vectors
from rag.errors import EmbedderMismatchError, StoreError
from rag.index import reads, schema, store
from rag.index.bm25 import LexicalQuery
from rag.index.derived import Derived
from rag.index.lock import writer_lock
from rag.index.removing import remove
from rag.index.snapshot import Hit, Snapshot
from rag.index.store import State, plain_errors, plain_records
from rag.index.writing import open_writer
from rag.types import AddReport, Article, Passage

T = TypeVar("T")
Progress = Callable[[int, int | None, str], None]

_IDLE_CONNECTIONS = 8


class Index:
    """A folder of indexed articles: one writer at a time, any number of readers, in threads and processes.

    Every reading method sees the newest complete generation. ``pin`` holds one generation still for the several
    steps of a question.

    >>> with Index.open("newsrag-index") as index:  # doctest: +SKIP
    ...     index.add(["pages/"])
    ...     index.search("Who chaired the meeting?")
    """

    def __init__(self, folder: Path, readonly: bool, embedder: Embedder | None) -> None:
        """Use ``Index.open`` or ``Index.create``."""
        self.path = folder
        self.readonly = readonly
        self._embedder = embedder
        self._derived = Derived(folder)
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._loading = threading.Lock()  # of the embedder: threads that ask at once share one
        self._preloading: list[threading.Thread] = []
        self._closed = False

    @staticmethod
    def exists(path: str | os.PathLike[str]) -> bool:
        """Whether there is an index in a folder (it may still be damaged)."""
        return (Path(path) / store.DATABASE).is_file()

    @classmethod
    def create(cls, path: str | os.PathLike[str], embedder: Embedder | str | Path | None = None) -> Index:
        """Make an empty index in a new or empty folder.

        Args:
            embedder: an embedder, or the name of one for ``embeddings.load``; None: the bundled one.

        Raises:
            StoreError: the folder holds something already, or cannot be written.
        """
        folder = Path(path).absolute()
        with plain_errors(folder):
            if folder.exists() and not folder.is_dir():
                raise StoreError(f"{folder} is a file; an index is a folder")
            if cls.exists(folder):
                _refuse_finished(folder)
            elif folder.exists() and any(not entry.name.startswith("writer.") for entry in folder.iterdir()):
                raise StoreError(
                    f"The folder {folder} is not empty and not an index; choose a new folder for the index"
                )
        model = _loaded(embedder)
        with plain_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with writer_lock(folder):
            token = os.urandom(4).hex()
            store.create(folder, State(0, token, model.name, model.fingerprint, model.dimension))
        return cls(folder, False, model)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        embedder: Embedder | str | Path | None = None,
        *,
        readonly: bool = False,
        check_embedder: bool = True,
    ) -> Index:
        """Open an index.

        Args:
            embedder: None: the one the index was made with, loaded when it is first needed.
            readonly: refuse to add and remove. Derived folders are repaired all the same, where they can be.
            check_embedder: False: do not load or compare the embedder until it is needed.

        Raises:
            StoreError: there is no index, it is damaged, or of a newer newsrag.
            EmbedderMismatchError: it was made with another embedder.
        """
        folder = Path(path).absolute()
        connection = store.connect(folder, readonly=True)
        try:
            with plain_errors(folder):
                found = store.version(connection, folder)
                store.check_small(connection, folder)
        finally:
            connection.close()
        if found < (schema.READABLE if readonly else schema.VERSION):
            if readonly:
                raise StoreError(f"The index {folder} is of an older newsrag; open it once for writing to bring it up")
            with writer_lock(folder):
                store.upgrade(folder)
        index = cls(folder, readonly, None)
        with index.pin():
            pass  # its state can be read
        if embedder is not None and check_embedder:
            model = _loaded(embedder)
            index._check(model)
            index._embedder = model
        return index

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and connections; closing twice is fine."""
        for thread in self._preloading:
            thread.join()
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        self._derived.close()

    @contextmanager
    def pin(self) -> Iterator[Snapshot]:
        """The newest complete generation, held still for a block: use it for all the steps of one question."""
        connection = self._take_connection()
        clean = False
        try:
            with plain_records(self.path):
                connection.execute("BEGIN")
                state = store.read_state(connection, self.path)
            yield Snapshot(self.path, connection, state, self._derived)
            clean = True
        finally:
            self._give_back(connection, clean)

    def _take_connection(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise StoreError(f"The index {self.path} is closed")
            if self._idle:
                return self._idle.pop()
        return store.connect(self.path, readonly=True)

    def _give_back(self, connection: sqlite3.Connection, clean: bool) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            clean = False
        with self._lock:
            if clean and not self._closed and len(self._idle) < _IDLE_CONNECTIONS:
                self._idle.append(connection)
                return
        connection.close()

    @property
    def embedder(self) -> Embedder:
        """The embedder of this index, loaded when first asked for.

        Raises:
            EmbedderMismatchError: the embedder of that name has changed since the index was made.
            ModelNotFoundError: there is no embedder of that name.
        """
        with self._loading:
            if self._embedder is None:
                with self.pin() as snapshot:
                    name = snapshot.state.embedder
                model = embeddings.load(name)
                self._check(model)
                self._embedder = model
            return self._embedder

    def preload(self) -> None:
        """Begin to load what a first search needs, in threads that ``close`` waits for.

        Models load without the interpreter's lock, so that the caller can import and parse meanwhile. What fails is
        tried again, and reported, by the search that needs it.
        """

        def load_embedder() -> None:
            with suppress(Exception):
                self.embedder  # noqa: B018  (a property that loads)

        def open_derived() -> None:
            with suppress(Exception), self.pin() as snapshot:
                snapshot.open_derived()

        for work in (load_embedder, open_derived):
            thread = threading.Thread(target=work)
            self._preloading.append(thread)
            thread.start()

    def _check(self, model: Embedder) -> None:
        with self.pin() as snapshot:
            state = snapshot.state
        if (model.fingerprint, model.dimension) != (state.fingerprint, state.dimension):
            raise EmbedderMismatchError(
                f"The index {self.path} was made with the embedder {state.embedder} (fingerprint {state.fingerprint}, "
                f"{state.dimension} dimensions); {model.name} (fingerprint {model.fingerprint}, {model.dimension} "
                f"dimensions) gives other vectors. Use {state.embedder}, or index the files again into a new folder"
            )

    def add(
        self,
        paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
        given_date: date | None = None,
        progress: Progress | None = None,
        *,
        commit_chunks: int | None = None,
    ) -> AddReport:
        """Read files, folders and patterns and add their articles.

        What is held already is skipped; an edited file replaces its old self; a file that is gone stays until it is
        removed. Every ``commit_chunks`` chunks (None: about a minute's work) the work so far becomes a generation.

        Args:
            given_date: publication date of all of them.
            progress: called with documents done, None (how many there are is not known), and what is being done.

        Raises:
            IndexLockedError: another process is writing.
            StoreError: the index is read-only or cannot be written; it is then as the last batch left it.
        """
        from rag.index.adding import Adder  # reading and chunking: nothing that a search should wait for

        self._writable()
        model = self.embedder
        with open_writer(self.path, self._derived) as writer:
            return Adder(writer, model, given_date, progress, commit_chunks).run(_names(paths))

    def remove(self, ids_or_paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str]) -> int:
        """Remove articles by id or by its first characters, or all that a file or folder holds; how many went.

        An article that another source holds too stays when one of its sources is removed. An article removed by its id
        leaves every source, and its characters there are blanked; adding the file again brings it back.

        Raises:
            StoreError: an item is unknown or ambiguous; then nothing is removed.
        """
        self._writable()
        with open_writer(self.path, self._derived) as writer, plain_records(self.path):
            return remove(writer, _names(ids_or_paths))

    def _writable(self) -> None:
        if self.readonly:
            raise StoreError(f"The index {self.path} was opened read-only")

    def info(self) -> dict[str, Any]:
        """What the index holds, in plain values."""
        with self.pin() as snapshot, plain_records(self.path):
            state = snapshot.state
            counts = reads.counts(snapshot._connection)
        size = sum(file.stat().st_size for file in self.path.rglob("*") if file.is_file())
        return {
            "path": str(self.path),
            **counts,
            "generation": state.generation,
            "embedder": state.embedder,
            "fingerprint": state.fingerprint,
            "dimension": state.dimension,
            "schema": schema.VERSION,
            "bytes": size,
        }

    def check(self) -> None:
        """Look through the whole SQLite file and every record's checksum.

        Raises:
            StoreError: something is damaged.
        """
        with self.pin() as snapshot, plain_records(self.path):
            connection = snapshot._connection
            store.check(connection, self.path)
            for source in snapshot.sources():
                snapshot.source_text(source)
            for _ in reads.articles(connection):
                pass
            for _ in reads.chunks(connection):
                pass
            reads.dated_vectors(connection, snapshot.state.dimension)
            reads.check_tokens(connection)

    @property
    def generation(self) -> int:
        with self.pin() as snapshot:
            return snapshot.generation

    @property
    def newest_date(self) -> date | None:
        """The latest publication date of any article."""
        return self._once(lambda snapshot: snapshot.newest_date)

    def articles(self) -> list[Article]:
        """All articles, in the order they were added."""
        return self._once(lambda snapshot: snapshot.articles())

    def article(self, article_id: str) -> Article:
        """An article by its id; StoreError if there is none."""
        return self._once(lambda snapshot: snapshot.article(article_id))

    def sources(self) -> list[str]:
        """The names of all sources, in the order they were added."""
        return self._once(lambda snapshot: snapshot.sources())

    def sources_of(self, article_id: str) -> list[str]:
        """Every source that holds an article, the one it is shown from first."""
        return self._once(lambda snapshot: snapshot.sources_of(article_id))

    def source_text(self, source: str | os.PathLike[str]) -> str:
        """The text that the offsets of a source count in; StoreError if there is no such source."""
        name = os.fspath(source)

        def read(snapshot: Snapshot) -> str:
            try:
                return snapshot.source_text(name)
            except StoreError:
                return snapshot.source_text(os.path.abspath(name))

        return self._once(read)

    def vector_search(
        self,
        vector: Vectors,
        k: int,
        since: date | None = None,
        until: date | None = None,
        allowed: Sequence[int] | None = None,
    ) -> list[Hit]:
        """See ``Snapshot.vector_search``."""
        return self._once(lambda snapshot: snapshot.vector_search(vector, k, since, until, allowed))

    def lexical_search(
        self,
        query: LexicalQuery,
        k: int,
        since: date | None = None,
        until: date | None = None,
        allowed: Sequence[int] | None = None,
        pool: int | None = None,
    ) -> list[Hit]:
        """See ``Snapshot.lexical_search``."""
        return self._once(lambda snapshot: snapshot.lexical_search(query, k, since, until, allowed, pool))

    def passage(self, rowid: int, score: float = 0.0, scores: Mapping[str, float] | None = None) -> Passage:
        """See ``Snapshot.passage``."""
        return self._once(lambda snapshot: snapshot.passage(rowid, score, scores))

    def vectors(self, rowids: Sequence[int] | npt.NDArray[np.int64]) -> Vectors:
        """See ``Snapshot.vectors``."""
        return self._once(lambda snapshot: snapshot.vectors(rowids))

    def search(self, question: str, k: int = 8, since: date | None = None, until: date | None = None) -> list[Passage]:
        """The k passages that best answer a question; see ``rag.retrieval``."""
        from rag.retrieval import Retriever

        return list(Retriever(self).search(question, k=k, since=since, until=until))

    def _once(self, read: Callable[[Snapshot], T]) -> T:
        with self.pin() as snapshot:
            return read(snapshot)


def _names(given: Iterable[str | os.PathLike[str]] | str | os.PathLike[str]) -> list[str]:
    if isinstance(given, (str, os.PathLike)):
        return [os.fspath(given)]
    return [os.fspath(one) for one in given]


def _loaded(embedder: Embedder | str | Path | None) -> Embedder:
    return embeddings.load(embedder) if embedder is None or isinstance(embedder, (str, Path)) else embedder


def _refuse_finished(folder: Path) -> None:
    """An index that was never finished (its writer died at once) may be made again; any other may not."""
    connection = store.connect(folder, readonly=True)
    try:
        if schema.version_of(connection, str(folder)) != 0:
            raise StoreError(f"There is an index in {folder} already; open it instead")
    finally:
        connection.close()
