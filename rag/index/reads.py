"""Reading an index's records: every function takes a connection, and sees the generation its transaction began with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.base import Vectors
from embeddings.token_codec import Codes
from rag.errors import StoreError
from rag.index import codec
from rag.index.vectors import NO_DAY
from rag.types import Article, DateMention, PartialDate, Passage, heading

Rows = npt.NDArray[np.int64]
_MANY = 500  # values bound to one statement

_ARTICLE = """
SELECT a.article_id, a.day, a.head, a.text, o.offsets, o.details, s.name
FROM articles a
JOIN occurrences o ON o.article = a.id
JOIN sources s ON s.id = o.source
WHERE (o.source, o.ordinal) = (
    SELECT source, ordinal FROM occurrences WHERE article = a.id ORDER BY source, ordinal LIMIT 1
)
"""


def articles(connection: sqlite3.Connection) -> Iterator[Article]:
    """Every article, in the order they were added, as it stands in the first source that holds it."""
    for row in connection.execute(_ARTICLE + " ORDER BY a.id"):
        yield _article(row)


def article(connection: sqlite3.Connection, article_id: str) -> Article | None:
    row = connection.execute(_ARTICLE + " AND a.article_id = ?", (codec.article_key(article_id),)).fetchone()
    return None if row is None else _article(row)


def _article(row: Sequence[Any]) -> Article:
    article_id, day, head, text, offsets, details, name = row
    first, more = _head(head, article_id, day), codec.unpack_json(details)
    return Article(
        id=article_id,
        title=first["title"],
        text=codec.unpack_text(text),
        source=codec.unpack_name(name),
        start=more["start"],
        end=more["end"],
        offsets=codec.unpack_offsets(offsets),
        kicker=more["kicker"],
        subheads=tuple(more["subheads"]),
        byline=more["byline"],
        dateline=more["dateline"],
        date=_day(day),
        partial_date=codec.partial_date(more["partial_date"]),
        date_basis=more["date_basis"],
        page=more["page"],
        language=first["language"],
    )


def _head(packed: bytes, article_id: str, day: str | None) -> dict[str, Any]:
    """An article's head, which says again what the columns beside it say without a checksum."""
    head: dict[str, Any] = codec.unpack_json(packed)
    if (head["id"], head["day"]) != (article_id, day):
        raise codec.damaged()
    return head


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except (ValueError, TypeError):
        raise codec.damaged() from None


def source_text(connection: sqlite3.Connection, name: str) -> str | None:
    row = connection.execute("SELECT text FROM sources WHERE name = ?", (codec.pack_name(name),)).fetchone()
    return None if row is None else codec.unpack_text(row[0])


def sources(connection: sqlite3.Connection) -> list[str]:
    return [codec.unpack_name(row[0]) for row in connection.execute("SELECT name FROM sources ORDER BY id")]


def sources_of(connection: sqlite3.Connection, article_id: str) -> list[str]:
    """Every source that holds an article, the one it is shown from first."""
    rows = connection.execute(
        "SELECT DISTINCT s.id, s.name FROM articles a JOIN occurrences o ON o.article = a.id "
        "JOIN sources s ON s.id = o.source WHERE a.article_id = ? ORDER BY s.id",
        (codec.article_key(article_id),),
    )
    return [codec.unpack_name(row[1]) for row in rows]


def passages(
    connection: sqlite3.Connection, hits: Sequence[tuple[int, float, dict[str, float]]]
) -> list[Passage | None]:
    """The passages of chunk rows with their scores, in the order of ``hits``; None where there is no such chunk."""
    chunks = {
        row[0]: row
        for row in _in(
            connection,
            "SELECT id, article, text, body FROM chunks WHERE id",
            [h[0] for h in hits],
        )
    }
    heads = _heads(connection, sorted({row[1] for row in chunks.values()}))
    out: list[Passage | None] = []
    for rowid, score, scores in hits:
        row = chunks.get(rowid)
        places = heads.get(row[1]) if row else None
        out.append(None if row is None or not places else _passage(row, places, score, scores))
    return out


def _heads(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """By article row: its occurrences, the first of them first."""
    select = (
        "SELECT a.id, a.article_id, a.day, a.head, o.offsets, o.details, s.name "
        "FROM articles a JOIN occurrences o ON o.article = a.id JOIN sources s ON s.id = o.source WHERE a.id"
    )
    out: dict[int, list[tuple[Any, ...]]] = {}
    for row in _in(connection, select, ids, " ORDER BY a.id, o.source, o.ordinal"):
        out.setdefault(row[0], []).append(row)
    return out


def _passage(row: Sequence[Any], places: Sequence[Sequence[Any]], score: float, scores: dict[str, float]) -> Passage:
    _, _, packed, packed_body = row
    _, article_id, day, packed_head, offsets, details, name = places[0]
    text, body = codec.unpack_text(packed), codec.unpack_json(packed_body)
    text_start, text_end = body["start"], body["end"]
    if not body["id"].startswith(article_id + ":") or text_end - text_start != len(text):
        raise codec.damaged()
    more = codec.unpack_json(details)
    own = codec.unpack_offsets(offsets).slice(text_start, text_end)
    start, end = own.to_source(0, text_end - text_start)
    others = []
    for other in places[1:]:
        low, high = codec.unpack_offsets(other[4]).to_source(text_start, text_end)
        others.append((codec.unpack_name(other[6]), low, high))
    return Passage(
        chunk_id=body["id"],
        article_id=article_id,
        title=_head(packed_head, article_id, day)["title"],
        date=_day(day),
        text=text,
        source=codec.unpack_name(name),
        start=start,
        end=end,
        score=score,
        scores=scores,
        offsets=own,
        page=more["page"],
        partial_date=codec.partial_date(more["partial_date"]),
        mentions=mentions_of(body, text),
        duplicates=tuple(others),
        kicker=more["kicker"],
        subheads=tuple(more["subheads"]),
        byline=more["byline"],
    )


def plain_mentions(mentions: Sequence[DateMention]) -> list[Any]:
    return [[m.start, m.end, codec.plain_partial(m.first), codec.plain_partial(m.last), m.relative] for m in mentions]


def mentions_of(body: dict[str, Any], text: str) -> tuple[DateMention, ...]:
    return tuple(
        DateMention(start, end, text[start:end], PartialDate(*first), PartialDate(*last), relative)
        for start, end, first, last, relative in body["mentions"]
    )


def chunk_rowid(connection: sqlite3.Connection, chunk_id: str) -> int | None:
    """The row of a chunk by its id, ``ARTICLE:ORDINAL``."""
    article_id, _, ordinal = chunk_id.rpartition(":")
    if not ordinal.isascii() or not ordinal.isdigit() or len(ordinal) > 9:
        return None
    row = connection.execute(
        "SELECT c.id FROM chunks c JOIN articles a ON a.id = c.article WHERE a.article_id = ? AND c.ordinal = ?",
        (codec.article_key(article_id), int(ordinal)),
    ).fetchone()
    return None if row is None else int(row[0])


def vectors(connection: sqlite3.Connection, rowids: Sequence[int] | Rows, dimension: int) -> Vectors:
    """float32[n, dimension]: the stored vectors of chunk rows, in their order.

    Raises:
        StoreError: there is no such row.
    """
    wanted = [int(rowid) for rowid in rowids]
    found = dict(_in(connection, "SELECT chunk, vector FROM embeddings WHERE chunk", wanted))
    try:
        return codec.unpack_vectors([found[rowid] for rowid in wanted], dimension)
    except KeyError as error:
        raise StoreError(f"there is no chunk {error.args[0]} in the index") from None


def tokens(connection: sqlite3.Connection, rowids: Sequence[int] | Rows, size: int) -> list[Codes] | None:
    """uint8[t, size] of each chunk row's tokens, in their order; None unless all of the rows have them."""
    if not _has_tokens(connection):
        return None
    wanted = [int(rowid) for rowid in rowids]
    found = dict(_in(connection, "SELECT chunk, codes FROM tokens WHERE chunk", wanted))
    if not all(rowid in found for rowid in wanted):
        return None
    return [codec.unpack_tokens(found[rowid], size) for rowid in wanted]


def check_tokens(connection: sqlite3.Connection) -> None:
    """Raise StoreError unless every chunk's tokens are as they were written."""
    if _has_tokens(connection):
        for (codes,) in connection.execute("SELECT codes FROM tokens"):
            codec.unpack_tokens(codes, 1)


def _has_tokens(connection: sqlite3.Connection) -> bool:
    """Whether the file is of a version that has them; older ones are read as they are."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'tokens'").fetchone() is not None


def rowids(connection: sqlite3.Connection) -> Rows:
    """The rows of all chunks, ascending."""
    return np.array([row[0] for row in connection.execute("SELECT id FROM chunks ORDER BY id")], dtype=np.int64)


def dated_vectors(
    connection: sqlite3.Connection, dimension: int, only: Sequence[int] | None = None
) -> tuple[Rows, npt.NDArray[np.int32], Vectors]:
    """Rowids (ascending), days and vectors of all chunks, or of those in ``only``."""
    select = (
        "SELECT e.chunk, a.day, e.vector FROM embeddings e JOIN chunks c ON c.id = e.chunk "
        "JOIN articles a ON a.id = c.article"
    )
    rows = sorted(_all_or(connection, select, "e.chunk", only), key=lambda row: row[0])
    rowids = np.array([row[0] for row in rows], dtype=np.int64)
    days = np.array([ordinal(row[1], NO_DAY) for row in rows], dtype=np.int32)
    return rowids, days, codec.unpack_vectors([row[2] for row in rows], dimension)


def ordinal(day: str | None, otherwise: int) -> int:
    """A date of the database as its proleptic ordinal."""
    found = _day(day)
    return otherwise if found is None else found.toordinal()


def chunks(
    connection: sqlite3.Connection, only: Sequence[int] | None = None
) -> Iterator[tuple[int, str, str, tuple[DateMention, ...], date | None, PartialDate | None]]:
    """Rowid, heading, text, mentions and date of all chunks, or of those in ``only``; rowids ascending."""
    select = (
        "SELECT c.id, a.article_id, a.head, c.text, c.body, a.day, "
        "(SELECT details FROM occurrences WHERE article = a.id ORDER BY source, ordinal LIMIT 1) "
        "FROM chunks c JOIN articles a ON a.id = c.article"
    )
    rows = _all_or(connection, select, "c.id", only)
    for rowid, article_id, head, packed, body, day, details in rows:
        text = codec.unpack_text(packed)
        more: dict[str, Any] = codec.unpack_json(details) if details else {"kicker": "", "subheads": ()}
        partial = codec.partial_date(more.get("partial_date"))
        above = heading(more["kicker"], _head(head, article_id, day)["title"], more["subheads"])
        yield rowid, above, text, mentions_of(codec.unpack_json(body), text), _day(day), partial


def newest_date(connection: sqlite3.Connection) -> date | None:
    return _day(connection.execute("SELECT max(day) FROM articles").fetchone()[0])


def counts(connection: sqlite3.Connection) -> dict[str, Any]:
    """How much there is of each kind of record, and the span of dates."""
    one = connection.execute(
        "SELECT (SELECT count(*) FROM sources), (SELECT count(*) FROM articles), (SELECT count(*) FROM chunks), "
        "(SELECT min(day) FROM articles), (SELECT max(day) FROM articles), "
        "(SELECT count(*) FROM articles WHERE day IS NULL)"
    ).fetchone()
    return dict(zip(("sources", "articles", "chunks", "oldest", "newest", "undated"), one, strict=True))


def _all_or(connection: sqlite3.Connection, select: str, key: str, only: Sequence[int] | None) -> Iterator[Any]:
    """A select's rows by ascending key: all, or those of some keys."""
    if only is None:
        # not "yield from": that would close the cursor with the generator, maybe after its connection
        for row in connection.execute(f"{select} ORDER BY {key}"):  # noqa: UP028
            yield row
    else:
        yield from _in(connection, f"{select} WHERE {key}", sorted(only), f" ORDER BY {key}")


def _in(connection: sqlite3.Connection, select: str, values: Sequence[int], after: str = "") -> Iterator[Any]:
    for at in range(0, len(values), _MANY):
        some = values[at : at + _MANY]
        marks = ",".join("?" * len(some))
        for row in connection.execute(f"{select} IN ({marks}){after}", [int(v) for v in some]):  # noqa: UP028
            yield row
