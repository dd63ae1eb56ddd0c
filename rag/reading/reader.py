"""Files, folders and patterns → their articles; what cannot be read is reported and the rest goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from rag.errors import ReadError
from rag.reading.dating import date_articles
from rag.reading.files import read_bytes
from rag.reading.formats import reader_for
from rag.reading.newspaper import split_page
from rag.reading.paths import find_files
from rag.reading.result import Document, ReadResult
from rag.reading.whole import document_article


def read_paths(paths: Iterable[str | Path], *, given_date: date | None = None) -> Iterator[ReadResult]:
    """Read every file that ``paths`` (files, folders, glob patterns) name, one result a document.

    ``given_date`` is the publication date of articles that name none themselves. No file raises: one that
    cannot be read gives a result whose ``error`` says why.
    """
    for path, problem in find_files(paths):
        if problem is not None:
            yield ReadResult(source=path, file=path, error=problem)
            continue
        yield from read_file(path, given_date=given_date)


def read_file(path: str, *, given_date: date | None = None) -> Iterator[ReadResult]:
    """Read one file; an error after some documents of it leaves those standing."""
    digest = ""
    try:
        data = read_bytes(path)
        digest = hashlib.sha256(data).hexdigest()
        if not data.strip():
            raise ReadError("it is empty")
        for document in reader_for(path, data)(data, path):
            yield _result(document, path, digest, given_date)
    except ReadError as error:
        yield ReadResult(source=path, file=path, digest=digest, error=str(error))
    except MemoryError:
        yield ReadResult(
            source=path,
            file=path,
            digest=digest,
            error="there is not enough memory to read it; split it into smaller files",
        )


def _result(document: Document, path: str, digest: str, given_date: date | None) -> ReadResult:
    source = f"{path}#{document.part}" if document.part else path
    if document.error is not None:
        return ReadResult(source=source, file=path, digest=digest, error=document.error)
    if document.whole:
        article = document_article(document, source=source)
        articles = [article] if article else []
    else:
        articles = split_page(document.text, source=source, start=document.body_start)
    if not articles:
        return ReadResult(source=source, file=path, text=document.text, digest=digest, error="it holds no text")
    dated = date_articles(articles, document, path=path, given_date=given_date)
    return ReadResult(source=source, file=path, text=document.text, articles=tuple(dated), digest=digest)
