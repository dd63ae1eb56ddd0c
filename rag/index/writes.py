"""Changing an index's records. Every function runs inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from embeddings.base import Vectors
from embeddings.token_codec import Codes
from rag.index import codec
from rag.index.reads import plain_mentions
from rag.types import Article, Chunk


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What an index knows of a source it holds."""

    id: int
    name: str
    digest: str | None
    given_date: str | None


def next_generation(connection: sqlite3.Connection, token: str) -> None:
    connection.execute("UPDATE state SET generation = generation + 1, token = ?", (token,))


def sources_of_file(connection: sqlite3.Connection, file: str) -> list[SourceRow]:
    rows = connection.execute(
        "SELECT id, name, digest, given_date FROM sources WHERE file = ? ORDER BY id", (codec.pack_name(file),)
    )
    return [SourceRow(row[0], codec.unpack_name(row[1]), row[2], row[3]) for row in rows]


def find_source(connection: sqlite3.Connection, name: str) -> SourceRow | None:
    row = connection.execute(
        "SELECT id, name, digest, given_date FROM sources WHERE name = ?", (codec.pack_name(name),)
    ).fetchone()
    return None if row is None else SourceRow(row[0], codec.unpack_name(row[1]), row[2], row[3])


def known_articles(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, int]:
    """Row by article id, of those that are held."""
    found = {}
    for article_id in ids:
        row = connection.execute(
            "SELECT id FROM articles WHERE article_id = ?", (codec.article_key(article_id),)
        ).fetchone()
        if row is not None:
            found[article_id] = int(row[0])
    return found


def articles_of_source(connection: sqlite3.Connection, source: int) -> dict[str, int]:
    """Row by article id, of the articles a source holds."""
    rows = connection.execute(
        "SELECT DISTINCT a.article_id, a.id FROM occurrences o JOIN articles a ON a.id = o.article WHERE o.source = ?",
        (source,),
    )
    return {row[0]: int(row[1]) for row in rows}


def put_source(
    connection: sqlite3.Connection, name: str, file: str, text: str, digest: str, given_date: date | None
) -> int:
    """Add a source, or give a known one its new text; its articles are put separately."""
    day = given_date.isoformat() if given_date else None
    packed = codec.pack_text(text)
    connection.execute(
        "INSERT INTO sources (name, file, digest, given_date, text) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET file = excluded.file, digest = excluded.digest, "
        "given_date = excluded.given_date, text = excluded.text",
        (codec.pack_name(name), codec.pack_name(file), digest, day, packed),
    )
    return int(connection.execute("SELECT id FROM sources WHERE name = ?", (codec.pack_name(name),)).fetchone()[0])


def put_article(
    connection: sqlite3.Connection,
    article: Article,
    chunks: Sequence[Chunk],
    vectors: Vectors,
    tokens: Sequence[Codes] | None = None,
) -> list[int]:
    """Add an article with its chunks, their vectors (float32[len(chunks), d]) and, where the embedder has them, their
    tokens (uint8[t, size] each); the chunks' rows."""
    day = article.date.isoformat() if article.date else None
    head = {"id": article.id, "title": article.title, "day": day, "language": article.language}
    row = connection.execute(
        "INSERT INTO articles (article_id, day, head, text) VALUES (?, ?, ?, ?)",
        (article.id, day, codec.pack_json(head), codec.pack_text(article.text)),
    ).lastrowid
    rowids = []
    for at, (chunk, vector) in enumerate(zip(chunks, vectors, strict=True)):
        body = {
            "id": chunk.id,
            "start": chunk.text_start,
            "end": chunk.text_end,
            "mentions": plain_mentions(chunk.mentions),
        }
        rowid = connection.execute(
            "INSERT INTO chunks (article, ordinal, text, body) VALUES (?, ?, ?, ?)",
            (row, chunk.ordinal, codec.pack_text(chunk.text), codec.pack_json(body)),
        ).lastrowid
        assert rowid is not None
        connection.execute("INSERT INTO embeddings VALUES (?, ?)", (rowid, codec.pack_vector(vector)))
        if tokens is not None:
            connection.execute("INSERT INTO tokens VALUES (?, ?)", (rowid, codec.pack_tokens(tokens[at])))
        rowids.append(rowid)
    return rowids


def put_occurrence(connection: sqlite3.Connection, source: int, ordinal: int, article_row: int, found: Article) -> None:
    """Say that a source holds an article, and where."""
    details = {
        "start": found.start,
        "end": found.end,
        "kicker": found.kicker,
        "subheads": list(found.subheads),
        "byline": found.byline,
        "dateline": found.dateline,
        "partial_date": codec.plain_partial(found.partial_date),
        "date_basis": found.date_basis,
        "page": found.page,
    }
    connection.execute(
        "INSERT INTO occurrences VALUES (?, ?, ?, ?, ?)",
        (source, ordinal, article_row, codec.pack_offsets(found.offsets), codec.pack_json(details)),
    )


def clear_source(connection: sqlite3.Connection, source: int) -> None:
    """Forget what a source holds, before it is put anew or dropped."""
    connection.execute("DELETE FROM occurrences WHERE source = ?", (source,))


def drop_source(connection: sqlite3.Connection, source: int) -> None:
    clear_source(connection, source)
    connection.execute("DELETE FROM sources WHERE id = ?", (source,))


def drop_orphans(connection: sqlite3.Connection, candidates: Iterable[int]) -> tuple[int, list[int]]:
    """Delete those of the article rows that no source holds any more; how many, and the rows of their chunks."""
    dropped = 0
    gone: list[int] = []
    for row in sorted(set(candidates)):
        if connection.execute("SELECT 1 FROM occurrences WHERE article = ? LIMIT 1", (row,)).fetchone():
            continue
        chunks = [chunk[0] for chunk in connection.execute("SELECT id FROM chunks WHERE article = ?", (row,))]
        for table in ("embeddings", "tokens"):
            connection.executemany(f"DELETE FROM {table} WHERE chunk = ?", [(chunk,) for chunk in chunks])
        connection.execute("DELETE FROM chunks WHERE article = ?", (row,))
        dropped += connection.execute("DELETE FROM articles WHERE id = ?", (row,)).rowcount
        gone += chunks
    return dropped, gone


def withdraw_article(connection: sqlite3.Connection, row: int) -> None:
    """Take an article out of every source that holds it.

    Its characters in a source that holds other articles too become spaces, so that those keep their places. The
    source's digest is forgotten: adding the file again reads it again.
    """
    places = connection.execute("SELECT source, details FROM occurrences WHERE article = ?", (row,)).fetchall()
    connection.execute("DELETE FROM occurrences WHERE article = ?", (row,))
    for source, details in places:
        kept = connection.execute("SELECT details FROM occurrences WHERE source = ?", (source,)).fetchall()
        if not kept:
            connection.execute("DELETE FROM sources WHERE id = ?", (source,))
            continue
        text = codec.unpack_text(connection.execute("SELECT text FROM sources WHERE id = ?", (source,)).fetchone()[0])
        blanked = _blank(text, *_span(details), (_span(other) for (other,) in kept))
        connection.execute(
            "UPDATE sources SET text = ?, digest = NULL WHERE id = ?", (codec.pack_text(blanked), source)
        )


def _span(details: bytes) -> tuple[int, int]:
    more = codec.unpack_json(details)
    return more["start"], more["end"]


def _blank(text: str, start: int, end: int, kept: Iterable[tuple[int, int]]) -> str:
    """``text`` with [start, end) blanked but for line breaks and what lies in ``kept``."""
    characters = list(text)
    hidden = set(range(start, min(end, len(text))))
    for low, high in kept:
        hidden.difference_update(range(low, high))
    for at in hidden:
        if characters[at] != "\n":
            characters[at] = " "
    return "".join(characters)
