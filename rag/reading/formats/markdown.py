"""Markdown: one article a file, with optional front matter (title, date, author, page)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.reading.encoding import decode
from rag.reading.result import Document

SUFFIXES = (".md", ".markdown")

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^([A-Za-z_]+)[ \t]*:[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
_HEADING = re.compile(
    r"\A\s*(?:#[ \t]+(?P<atx>[^\r\n]+?)[ \t#]*(?:\r?\n|\Z)|(?P<setext>[^\r\n]+)\r?\n=+[ \t]*(?:\r?\n|\Z))"
)


def read(data: bytes, path: str) -> Iterator[Document]:
    """The file as one article; its first heading is the headline where the front matter gives none."""
    text = decode(data)
    fields: dict[str, str] = {}
    start = 0
    if front := _FRONT_MATTER.match(text):
        fields = {key.lower(): value.strip("\"'") for key, value in _FIELD.findall(front[1])}
        start = front.end()
    title = fields.get("title", "")
    if heading := _HEADING.match(text[start : start + 2000]):
        named = heading["atx"] or heading["setext"]
        if not title or "".join(named.split()) == "".join(title.split()):
            title = title or named
            start += heading.end()
    yield Document(
        text=text,
        prose=True,
        title=title,
        byline=fields.get("author", "") or fields.get("byline", ""),
        date_text=fields.get("date", ""),
        page=fields.get("page") or None,
        body_start=start,
    )
