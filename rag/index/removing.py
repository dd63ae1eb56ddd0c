"""What ``Index.remove`` is given, and the articles and sources it means."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from rag.errors import StoreError
from rag.index import codec, writes
from rag.index.folders import Delta
from rag.index.writing import Writer

SHORTEST_PREFIX = 4
_NAMED = 5  # candidates named in a message


@dataclass(slots=True)
class Removal:
    """Rows to remove."""

    articles: set[int] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)


def remove(writer: Writer, items: Iterable[str]) -> int:
    """Remove what the items mean, in one generation; how many articles went. See ``Index.remove``."""
    connection = writer.connection
    removal = _resolve(connection, items)
    if not removal.articles and not removal.sources:
        return 0
    dimension = writer.state().dimension
    with writer.transaction() as commit:
        affected = set(removal.articles)
        for row in sorted(removal.articles):
            writes.withdraw_article(connection, row)
        for source in sorted(removal.sources):
            affected.update(writes.articles_of_source(connection, source).values())
            writes.drop_source(connection, source)
        count, gone = writes.drop_orphans(connection, affected)
        commit(Delta.removal(gone, dimension))
    writer.truncate_log()
    return count


def _resolve(connection: sqlite3.Connection, items: Iterable[str]) -> Removal:
    """Look up every item before anything is removed.

    An item is an article's id, a source's name, the path of a file or of a folder of files, or the first characters
    of an article's id.

    Raises:
        StoreError: an item means nothing here, or several articles.
    """
    removal = Removal()
    for item in items:
        if row := writes.known_articles(connection, [item]).get(item):
            removal.articles.add(row)
        elif sources := _sources(connection, item):
            removal.sources.update(sources)
        else:
            removal.articles.add(_by_prefix(connection, item))
    return removal


def _sources(connection: sqlite3.Connection, item: str) -> list[int]:
    if not item:
        return []
    path = os.path.abspath(item) if "\0" not in item else item
    inside = codec.pack_name(path.rstrip(os.sep) + os.sep)
    names = (codec.pack_name(item), codec.pack_name(path))
    rows = connection.execute(
        "SELECT id FROM sources WHERE name IN (?, ?) OR file IN (?, ?) OR substr(file, 1, ?) = ? ORDER BY id",
        (*names, *names, len(inside), inside),
    )
    return [row[0] for row in rows]


def _by_prefix(connection: sqlite3.Connection, item: str) -> int:
    if len(item) < SHORTEST_PREFIX:
        raise StoreError(f"There is no article or source {item!r}; an id needs at least {SHORTEST_PREFIX} characters")
    rows = connection.execute(
        "SELECT id, article_id FROM articles WHERE substr(article_id, 1, ?) = ? ORDER BY article_id LIMIT ?",
        (len(item), codec.article_key(item), _NAMED + 1),
    ).fetchall()
    if not rows:
        raise StoreError(f"There is no article or source {item!r} in the index; nothing was removed")
    if len(rows) > 1:
        some = ", ".join(row[1] for row in rows[:_NAMED]) + (", …" if len(rows) > _NAMED else "")
        raise StoreError(f"{item!r} begins the ids of several articles ({some}); nothing was removed, give more of it")
    return int(rows[0][0])
