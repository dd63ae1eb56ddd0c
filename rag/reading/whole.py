"""A text that is one article: pasted prose, web text, Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from rag.reading.assembly import finish
from rag.reading.bylines import is_byline
from rag.reading.furniture import furniture_kind
from rag.reading.joining import join_paragraphs
from rag.reading.lines import Line, split_lines
from rag.reading.result import Document
from rag.types import Article

_SENTENCE_END = frozenset('。！？；：，…!?;:,.”"')
_LONGEST_HEADLINE = 60.0  # Han columns
_BLOCK_MARKS = ("#", ">", "|", "- ", "* ", "+ ", "```", "~~~", "    ", "\t", "---", "***", "![")


def whole_article(text: str, *, source: str, lines: Sequence[Line]) -> Article | None:
    """One article of the lines, each a paragraph.

    A short first line without an end mark is its headline. Mastheads above it, and bylines under it or at the
    end, are told apart from the body.
    """
    rest = list(lines)
    while len(rest) > 2 and furniture_kind(rest[0].text):
        rest.pop(0)
    while len(rest) > 2 and furniture_kind(rest[-1].text):
        rest.pop()
    if not rest:
        return None
    first, last = rest[0], rest[-1]
    title = ""
    if len(rest) > 1 and first.width <= _LONGEST_HEADLINE and first.text[-1] not in _SENTENCE_END:
        title = rest.pop(0).text
    bylines = []
    while len(rest) > 1 and (is_byline(rest[0].text) or (title and furniture_kind(rest[0].text))):
        bylines.append(rest.pop(0).text)
    while len(rest) > 1 and is_byline(rest[-1].text):
        bylines.append(rest.pop().text)
    body, offsets = join_paragraphs(text, [[line] for line in rest])
    byline = " ".join(name for name in bylines if is_byline(name))
    return finish(body, offsets, source, title=title, byline=byline, span=(first.start, last.end))


def document_article(document: Document, *, source: str) -> Article | None:
    """The one article of a document whose format has already told headline and body apart."""
    lines = split_lines(document.text, document.body_start)
    if not lines:
        return None
    paragraphs = _prose(document.text, lines) if document.prose else [[line] for line in lines]
    body, offsets = join_paragraphs(document.text, paragraphs)
    title, subheads, byline = document.title, document.subheads, document.byline
    return finish(body, offsets, source, title=title, kicker=document.kicker, subheads=subheads, byline=byline)


def _prose(text: str, lines: Sequence[Line]) -> list[list[Line]]:
    """Paragraphs of Markdown: lines without a blank between them run on, unless one opens a block of its own."""
    paragraphs: list[list[Line]] = []
    previous_is_block = True
    for line in lines:
        block = (
            line.text.startswith(_BLOCK_MARKS) or line.text[:4].rstrip(" ").rstrip(".)").isdigit() or line.indent >= 2
        )
        if paragraphs and not line.blanks and not block and not previous_is_block:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
        previous_is_block = line.text.startswith(("#", "|", "```", "---", "!["))
    return paragraphs
