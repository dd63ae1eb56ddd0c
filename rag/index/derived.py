"""The derived indexes of an index folder, held open, and repaired when they are not whole.

A writer makes the folders of the next generation before it commits that generation, under a name that holds the
generation's random token: the commit of the SQLite transaction is the one moment at which everything changes. A crash
before it leaves folders that no generation names; the next writer sweeps them.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

from rag.errors import StoreError
from rag.index import files, folders
from rag.index.lexical import LexicalIndex
from rag.index.lock import writer_lock
from rag.index.store import State, connect, read_state
from rag.index.vectors import VectorIndex

_TRIES = 5  # a writer may sweep a folder between its name being read and its files


class Derived:
    """The derived indexes of an index folder; keeps the newest generation's open. Safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._open: dict[str, tuple[State, Any]] = {}

    def vectors(self, connection: sqlite3.Connection, state: State) -> VectorIndex:
        """The vectors of the generation that ``connection`` sees, repaired from it if need be."""
        found: VectorIndex = self._get(folders.VECTORS, connection, state)
        return found

    def words(self, connection: sqlite3.Connection, state: State) -> LexicalIndex:
        """The words of the generation that ``connection`` sees, repaired from it if need be."""
        found: LexicalIndex = self._get(folders.WORDS, connection, state)
        return found

    def _get(self, what: str, connection: sqlite3.Connection, state: State) -> Any:
        with self._lock:
            held = self._open.get(what)
            if held is not None and held[0] == state:
                return held[1]
            found = folders.load(what, self._folder, state)
            if found is None:
                found = self._repair(what, connection, state)
            if held is None or held[0].generation <= state.generation:
                self._open[what] = (state, found)
            return found

    def _repair(self, what: str, connection: sqlite3.Connection, state: State) -> Any:
        """A generation whose folder is not whole or not there."""
        if not connection.execute("SELECT 1 FROM chunks LIMIT 1").fetchone():
            return folders.in_memory(what, connection, state)
        for _ in range(_TRIES):
            current = _current(self._folder)
            if current == state:
                break
            # A writer has moved on and swept it: begin from the newest folder, and undo what this one does not hold.
            if (newest := folders.load(what, self._folder, current)) is not None:
                return folders.turned_back(what, newest, connection, state)
        try:
            with writer_lock(self._folder):
                if _current(self._folder) == state:
                    folders.make(what, self._folder, connection, state)
                    if (found := folders.load(what, self._folder, state)) is not None:
                        return found
        except (StoreError, OSError, RuntimeError, ValueError):
            pass  # another writes, or the disk is full or read-only: memory still answers
        return folders.in_memory(what, connection, state)

    def write(self, connection: sqlite3.Connection, before: State, after: State, delta: folders.Delta) -> None:
        """Make the folders of ``after``, from those of ``before`` where they are whole. The caller holds the writer's
        lock and is about to commit."""
        for what in folders.PREFIXES:
            # from disk, not from what is open: that may be in memory, made because the disk's is damaged
            whole = folders.load(what, self._folder, before)
            if whole is None and before.generation > 0:
                folders.make(what, self._folder, connection, after)
            elif what == folders.VECTORS:
                vectors = whole if whole is not None else VectorIndex.empty()
                folders.update_vectors(self._folder, connection, before, after, vectors, delta)
            else:
                folders.update_words(self._folder, before, after, whole, delta)

    def sweep(self, *keep: State) -> None:
        """Delete the folders of all other generations. The caller holds the writer's lock."""
        names = {name for state in keep for name in folders.names(state)}
        files.sweep(self._folder, names, folders.PREFIXES)

    def close(self) -> None:
        with self._lock:
            self._open.clear()


def _current(folder: Path) -> State:
    connection = connect(folder, readonly=True)
    try:
        return read_state(connection, folder)
    finally:
        connection.close()
