"""The tables of an index, as ordered migrations: the n-th brings a file of version n-1 to version n.

A published migration is never changed; a new shape is a new entry.
"""

from __future__ import annotations

import sqlite3

from rag.errors import StoreError

APPLICATION_ID = 0x4E524147  # "NRAG": tells an index from any other SQLite file

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # generation and token change in the transaction that changes anything else, and name the derived folders
        """CREATE TABLE state (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            generation INTEGER NOT NULL,
            token TEXT NOT NULL,
            embedder TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            dimension INTEGER NOT NULL
        )""",
        # key: the file a source came from (a container holds many). A digest of NULL: to be read again
        """CREATE TABLE sources (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name BLOB NOT NULL UNIQUE,
            file BLOB NOT NULL,
            digest TEXT,
            given_date TEXT,
            text BLOB NOT NULL
        )""",
        "CREATE INDEX sources_by_file ON sources (file)",
        # head, details, body: checksummed; the plain columns beside them are there to be searched
        """CREATE TABLE articles (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article_id TEXT NOT NULL UNIQUE,
            day TEXT,
            head BLOB NOT NULL,
            text BLOB NOT NULL
        )""",
        "CREATE INDEX articles_by_day ON articles (day)",
        # where an article stands: one article may stand in several sources, and is shown from the first of them
        """CREATE TABLE occurrences (
            source INTEGER NOT NULL REFERENCES sources (id),
            ordinal INTEGER NOT NULL,
            article INTEGER NOT NULL REFERENCES articles (id),
            offsets BLOB NOT NULL,
            details BLOB NOT NULL,
            PRIMARY KEY (source, ordinal)
        ) WITHOUT ROWID""",
        "CREATE INDEX occurrences_by_article ON occurrences (article, source, ordinal)",
        # ids are never used twice (AUTOINCREMENT): what a reader of an older generation holds cannot change meaning
        """CREATE TABLE chunks (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article INTEGER NOT NULL REFERENCES articles (id),
            ordinal INTEGER NOT NULL,
            text BLOB NOT NULL,
            body BLOB NOT NULL,
            UNIQUE (article, ordinal)
        )""",
        "CREATE TABLE embeddings (chunk INTEGER PRIMARY KEY REFERENCES chunks (id), vector BLOB NOT NULL)",
    ),
    # for late interaction; no rows where the embedder's token vectors cannot be kept
    ("CREATE TABLE tokens (chunk INTEGER PRIMARY KEY REFERENCES chunks (id), codes BLOB NOT NULL)",),
)
VERSION = len(MIGRATIONS)
READABLE = 1  # the oldest version that is read as it is; what a later one adds is then not there


def version_of(connection: sqlite3.Connection, where: str) -> int:
    """The schema version of an open file; 0 for an empty one.

    Raises:
        StoreError: the file is of another program, or of a newer newsrag.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if version > 0 and application != APPLICATION_ID:
        raise StoreError(f"{where} is a database of another program, not a newsrag index")
    if version > VERSION:
        raise StoreError(
            f"{where} was written by a newer newsrag (schema {version}, this one knows up to {VERSION}); update newsrag"
        )
    return version


def migrate(connection: sqlite3.Connection, where: str) -> None:
    """Bring an open file to VERSION inside the caller's transaction: all of it or, after a crash, none."""
    version = version_of(connection, where)
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
