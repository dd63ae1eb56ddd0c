"""The SQLite file of an index: opening it, its transactions, and its errors in plain words.

Write-ahead log, because readers then keep their snapshot while a writer commits; synchronous=FULL, because a
generation that was reported as written must survive a power cut. A network file system cannot hold a live index
(SQLite's log needs shared memory); copy it to a local disk.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rag.errors import StoreError
from rag.index import schema

DATABASE = "newsrag.sqlite"
_CHECKED_BYTES = 32 << 20  # files up to this size are checked whole when opened (about 5 ms a MB)


@dataclass(frozen=True, slots=True)
class State:
    """What identifies a generation, and the embedder that all generations share."""

    generation: int
    token: str
    embedder: str
    fingerprint: str
    dimension: int


@contextmanager
def plain_errors(folder: Path) -> Iterator[None]:
    """Turn SQLite's and the system's errors into StoreError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(_explain(error, folder)) from error
    except UnicodeDecodeError as error:  # a name in the schema, or a text column
        raise StoreError(_damaged(folder, "unreadable text")) from error
    except OSError as error:
        raise StoreError(f"The index {folder} cannot be used: {error.strerror or error}") from error


@contextmanager
def plain_records(folder: Path) -> Iterator[None]:
    """The same while records are read, where a value of the wrong type or range is damage too."""
    with plain_errors(folder):
        try:
            yield
        except (TypeError, ValueError, LookupError, ArithmeticError) as error:
            raise StoreError(_damaged(folder, f"a record holds nonsense: {error}")) from error


def _damaged(folder: Path, how: str) -> str:
    return f"The index {folder} is damaged ({how}); restore {DATABASE} from a copy, or index the files again"


def _explain(error: sqlite3.DatabaseError, folder: Path) -> str:
    text = str(error)
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return _damaged(folder, text)
    if "full" in text:
        return f"The disk is full: nothing was changed in the index {folder}; free some space and try again"
    if "readonly" in text:
        return f"The index {folder} cannot be written: it is read-only"
    if "locked" in text:
        return f"The index {folder} is locked by another program; try again"
    if "unable to open" in text:
        return f"The index {folder} cannot be opened: no permission, or its file {DATABASE} is gone"
    return f"The index {folder} cannot be used ({text})"


def create(folder: Path, state: State) -> None:
    """Make an empty index in an empty or new folder.

    Raises:
        StoreError: there is an index already, or the folder holds something else.
    """
    with plain_errors(folder):
        connection = _connect(folder / DATABASE, "rwc")
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            if schema.version_of(connection, str(folder)):
                raise StoreError(f"There is an index in {folder} already; open it instead")
            schema.migrate(connection, str(folder))
            connection.execute(
                "INSERT INTO state VALUES (1, ?, ?, ?, ?, ?)",
                (state.generation, state.token, state.embedder, state.fingerprint, state.dimension),
            )
            connection.execute("COMMIT")
        finally:
            connection.close()


def connect(folder: Path, *, readonly: bool) -> sqlite3.Connection:
    """A connection in autocommit mode, usable from any thread, one at a time.

    A reader without permission to write beside the file (read-only media) reads it as it lies there.

    Raises:
        StoreError: there is no index, or it cannot be opened.
    """
    require(folder)
    database = folder / DATABASE
    with plain_errors(folder):
        try:
            return _connect(database, "ro" if readonly else "rw")
        except sqlite3.OperationalError:
            if not readonly or os.access(folder, os.W_OK):
                raise
        if _has_log(database):
            raise StoreError(
                f"The index {folder} has changes in its log ({DATABASE}-wal) that a reader without permission to write "
                "cannot see; open it once where it can be written"
            )
        return _connect(database, "ro", immutable=True)


def require(folder: Path) -> None:
    """Raise StoreError unless there is an index in a folder, whatever state it is in."""
    if not (folder / DATABASE).is_file():
        raise StoreError(_missing(folder))


def _has_log(database: Path) -> bool:
    log = database.with_name(database.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _missing(folder: Path) -> str:
    if not folder.exists():
        return f"There is no index at {folder}; make one with: newsrag index PATH... --index {folder}"
    if not folder.is_dir():
        return f"{folder} is a file; an index is a folder"
    return f"{folder} is not a newsrag index: it has no {DATABASE}"


def _connect(database: Path, mode: str, *, immutable: bool = False) -> sqlite3.Connection:
    uri = database.absolute().as_uri() + f"?mode={mode}" + ("&immutable=1" if immutable else "")
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=30)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is removed does not stay in free pages
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def check_small(connection: sqlite3.Connection, folder: Path) -> None:
    """Look through a small file's structure; a big one's damage shows when the damaged page is read."""
    if (folder / DATABASE).stat().st_size <= _CHECKED_BYTES:
        check(connection, folder, "quick_check")


def check(connection: sqlite3.Connection, folder: Path, how: str = "integrity_check") -> None:
    """Raise StoreError if SQLite finds the file's structure damaged."""
    result = connection.execute(f"PRAGMA {how}(1)").fetchone()
    if result is None or result[0] != "ok":
        raise StoreError(_damaged(folder, str(result[0]) if result else "no answer"))


def upgrade(folder: Path) -> None:
    """Run the migrations an index of an older newsrag lacks. The caller holds the writer's lock."""
    with plain_errors(folder):
        connection = connect(folder, readonly=False)
        try:
            with transaction(connection):
                schema.migrate(connection, str(folder))
        finally:
            connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of a block's changes or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def read_state(connection: sqlite3.Connection, folder: Path) -> State:
    """The current generation.

    Raises:
        StoreError: the file was never finished, or is of a newer version.
    """
    row = connection.execute("SELECT generation, token, embedder, fingerprint, dimension FROM state").fetchone()
    if row is None:
        raise StoreError(_damaged(folder, "it has no state"))
    return State(int(row[0]), str(row[1]), str(row[2]), str(row[3]), int(row[4]))


def version(connection: sqlite3.Connection, folder: Path) -> int:
    found = schema.version_of(connection, str(folder))
    if found == 0:
        raise StoreError(f"The index {folder} was never finished; delete the folder and index the files again")
    return found
