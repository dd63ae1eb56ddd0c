"""What reading hands on: one result a document, with its articles or the reason there are none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from rag.types import Article


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One document read, or one that could not be.

    ``text`` is what every offset of its articles counts in. ``digest`` is the SHA-256 of the file's bytes
    (empty where they could not be read). ``error`` is one plain sentence, with no file name in it.
    """

    source: str
    text: str = ""
    articles: tuple[Article, ...] = ()
    digest: str = ""
    error: str | None = None
    file: str = ""  # path of the file: the source without the part's name


@dataclass(frozen=True, slots=True)
class Document:
    """A document as its format gives it, before it is cut into articles and dated.

    ``part`` names the document within a container (empty: the document is the file itself). ``whole`` keeps
    the text one article; otherwise it is taken for a newspaper page if it is laid out like one.
    ``error`` reports a part that could not be read; the other parts go on.
    """

    text: str = ""
    part: str = ""
    whole: bool = True
    prose: bool = False  # a line break inside a paragraph is only a wrap (Markdown)
    title: str = ""
    byline: str = ""
    kicker: str = ""
    subheads: tuple[str, ...] = ()
    date: date | None = None
    date_text: str = ""  # a date as the document's metadata writes it
    page: str | None = None
    body_start: int = 0  # text before this is metadata (front matter) and belongs to no article
    error: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
