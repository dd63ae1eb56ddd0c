"""HTML: the article of a web page (body, title, date, author) by trafilatura."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from rag.errors import ReadError
from rag.reading.encoding import decode, printable
from rag.reading.result import Document

SUFFIXES = (".html", ".htm", ".xhtml")

# Past these a page is no article but an accident or an attack: trafilatura's tree walks are worse than
# linear in depth, so such a page is only stripped of its tags.
_MAX_TREE_BYTES = 4 * 1024 * 1024
_MAX_DEPTH = 256
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_META = re.compile(r"<meta\s[^<>]{1,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([A-Za-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_AUTHOR = ("author", "article:author", "dc.creator", "byline")
_HEAD = 65536  # characters of a page in which its metadata stands
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr p li".split()  # noqa: SIM905  # a list reads worse
)


def read(data: bytes, path: str) -> Iterator[Document]:
    """The page's article as one document."""
    declared = _DECLARED.search(data[:4096])
    markup = decode(data, declared[1].decode("ascii") if declared else None)
    found: dict[str, str] = {}
    if len(data) <= _MAX_TREE_BYTES and _depth(markup) <= _MAX_DEPTH:
        found = _extract(markup)
    if not found.get("text", "").strip():
        found = {**_strip(markup), **{key: value for key, value in found.items() if key != "text" and value}}
    if not found["text"].strip():
        raise ReadError("the page holds no text")
    text = printable(found["text"])
    title = printable(" ".join(found.get("title", "").split()))
    first, _, rest = text.partition("\n")
    yield Document(
        text=text,
        part="1",
        title=title,
        byline=printable(" ".join((found.get("author") or _author(markup)).split())),
        date_text=found.get("date", ""),
        body_start=len(first) if title and rest.strip() and " ".join(first.split()) == title else 0,
    )


def _author(markup: str) -> str:
    """The author that the head of a page names: trafilatura knows no names of one word, as Chinese ones are."""
    for tag in _META.findall(markup[:_HEAD]):
        fields = {key.lower(): first or second for key, first, second in _ATTRIBUTE.findall(tag)}
        if fields.get("name", fields.get("property", "")).lower() in _AUTHOR:
            return unescape(fields.get("content", ""))
    return ""


def _extract(markup: str) -> dict[str, str]:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        document = trafilatura.bare_extraction(markup, with_metadata=True, include_comments=False, favor_recall=True)
    except Exception:  # whatever a hostile page breaks inside the parser, its text can still be had
        return {}
    if document is None:
        return {}
    fields = document if isinstance(document, dict) else document.as_dict()
    return {key: str(fields.get(key) or "") for key in ("text", "title", "author", "date")}


def _depth(markup: str) -> int:
    depth = deepest = 0
    for closing, name, empty in _TAG.findall(markup):
        if empty or name.lower() in _VOID:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


class _Text(HTMLParser):
    _BLOCKS = frozenset(
        "p div br li tr h1 h2 h3 h4 h5 h6 section article header footer td th ul ol table".split()  # noqa: SIM905
    )
    _HIDDEN = frozenset(["script", "style", "noscript", "template"])

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.title: list[str] = []
        self._hidden = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        self._in_title = tag == "title"
        if tag in self._BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        self._in_title = False
        if tag in self._BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._hidden:
            self.pieces.append(data)


def _strip(markup: str) -> dict[str, str]:
    parser = _Text()
    parser.feed(markup)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return {"text": "\n".join(line for line in lines if line), "title": "".join(parser.title)}
