"""Plain text: a newspaper page as a PDF extractor leaves it, or one pasted article."""

from __future__ import annotations

from collections.abc import Iterator

from rag.reading.encoding import decode
from rag.reading.result import Document

SUFFIXES = (".txt", ".text")


def read(data: bytes, path: str) -> Iterator[Document]:
    """The whole file as one document, which may turn out to be a page of several articles."""
    yield Document(text=decode(data), whole=False)
