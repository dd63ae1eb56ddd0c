"""The writer's side of an index: the lock, the connection, and the commit of a generation."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rag.errors import StoreError
from rag.index import store, writes
from rag.index.derived import Derived
from rag.index.folders import Delta
from rag.index.lock import writer_lock
from rag.index.store import State, plain_errors

Commit = Callable[[Delta], None]


class Writer:
    """Holds the writer's lock and a connection, between ``open_writer`` and its end."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, derived: Derived) -> None:
        self.connection = connection
        self._folder = folder
        self._derived = derived
        self._previous: State | None = None

    def state(self) -> State:
        return store.read_state(self.connection, self._folder)

    def owns(self, path: str) -> bool:
        """Whether a file is part of the index itself."""
        return path.startswith(str(self._folder) + os.sep)

    @contextmanager
    def transaction(self) -> Iterator[Commit]:
        """One new generation: change records, then call what this yields with what they mean for search.

        SQLite's commit is the single moment of change. Until it, readers see the generation before; after it, the
        folders of the new one are in place already. The folders of the generation before stay for readers that began
        with it and have not opened them yet.
        """
        with plain_errors(self._folder):
            before = self.state()
            after = replace(before, generation=before.generation + 1, token=os.urandom(4).hex())
            called = False

            def commit(delta: Delta) -> None:
                nonlocal called
                writes.next_generation(self.connection, after.token)
                try:
                    self._derived.write(self.connection, before, after, delta)
                except (RuntimeError, ValueError) as error:  # FAISS and Tantivy report a full disk so
                    raise StoreError(
                        f"The index {self._folder} could not be written, and is as it was before: {error}"
                    ) from error
                called = True

            try:
                with store.transaction(self.connection):
                    yield commit
                    if not called:
                        raise RuntimeError("a transaction ended without its delta")
            except BaseException:
                self._derived.sweep(before, *([self._previous] if self._previous else []))
                raise
            self._previous = before
            self._derived.sweep(before, after)

    def truncate_log(self) -> None:
        """Empty the write-ahead log, where removed text still lies, unless a reader is using it."""
        with plain_errors(self._folder):
            self.connection.execute("PRAGMA busy_timeout = 200")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@contextmanager
def open_writer(folder: Path, derived: Derived) -> Iterator[Writer]:
    """The one writer of an index.

    Raises:
        IndexLockedError: there is another.
    """
    store.require(folder)  # or locking it would make the folder
    with writer_lock(folder), plain_errors(folder):
        connection = store.connect(folder, readonly=False)
        try:
            writer = Writer(folder, connection, derived)
            derived.sweep(writer.state())  # what a crashed writer left
            yield writer
        finally:
            connection.close()
