"""What an index holds, as rows to look through: one list a generation, searched without case or script."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from rag.index import Index
from rag.language.scripts import fold
from rag.types import Article


@dataclass(frozen=True, slots=True)
class Row:
    """One article of the library; ``key`` is what a search is matched against."""

    id: str
    title: str
    date: date | None
    partial: str
    basis: str
    source: str
    page: str | None
    byline: str
    language: str
    characters: int
    key: str

    @property
    def file(self) -> str:
        """The source's own name, without the folders of the server it lies in."""
        return source_name(self.source)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of rows: those from ``first`` of the ``found`` that match, among ``total``."""

    rows: tuple[Row, ...]
    first: int
    found: int
    total: int


class Library:
    """The rows of an index, kept until its generation changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation: int | None = None
        self._rows: tuple[Row, ...] = ()

    def rows(self, index: Index) -> tuple[Row, ...]:
        """All rows, newest first, undated last."""
        generation = index.generation
        with self._lock:
            if generation != self._generation:
                rows = (_row(article) for article in index.articles())
                self._rows = tuple(sorted(rows, key=lambda r: (-(r.date.toordinal() if r.date else 0), r.source)))
                self._generation = generation
            return self._rows

    def listing(self, index: Index, words: str = "", first: int = 0, size: int = 50) -> Listing:
        """Rows that have every one of the words in headline, byline, date or file name."""
        rows = self.rows(index)
        wanted = fold(words).split()
        found = [row for row in rows if all(word in row.key for word in wanted)] if wanted else rows
        first = max(0, min(first, len(found) - 1)) // size * size
        return Listing(tuple(found[first : first + size]), first, len(found), len(rows))


def months(rows: Iterable[Row]) -> list[tuple[str, int]]:
    """Articles by month, ``("2024-01", 12)``, ascending, empty months in between included (up to ten years' worth)."""
    counts = Counter((row.date.year, row.date.month) for row in rows if row.date)
    if not counts:
        return []
    (year, month), last = min(counts), max(counts)
    out: list[tuple[str, int]] = []
    while (year, month) <= last:
        out.append((f"{year:04}-{month:02}", counts.get((year, month), 0)))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    if len(out) > 120:
        return [(name, count) for name, count in out if count][-120:]
    return out


def source_name(source: str) -> str:
    """The file name of a source, with the part of a container after it."""
    path, hash_sign, part = source.partition("#")
    return PurePath(path).name + (f" · {part}" if hash_sign else "")


def _row(article: Article) -> Row:
    partial = article.partial_date
    said = (
        "-".join(f"{p:02}" if p is not None else "?" for p in (partial.year, partial.month, partial.day))
        if partial
        else ""
    )
    file = source_name(article.source)
    key = fold(" ".join([article.title, article.kicker, article.byline, str(article.date or said), file]))
    return Row(
        article.id, article.title, article.date, said, article.date_basis, article.source, article.page,
        article.byline, article.language, len(article.text), key,
    )  # fmt: skip
