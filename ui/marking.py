"""Plain text to safe HTML: markers, marked spans, and Chinese words with their dictionary entries.

Everything that comes from articles, models or visitors passes ``markupsafe.escape`` here or in a template; the only
tags are written in this file and in ``ui/templates``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from markupsafe import Markup, escape

from rag.language.lexicon import glosses, segment
from rag.language.scripts import is_han
from rag.offsets import OffsetMap
from rag.types import Answer, Citation

_MARKER = re.compile(r"\[(\d{1,3})\]")
_SENSES = 6


def answer_html(text: str, answer: Answer | None, turn: str, texts: Mapping[str, str]) -> Markup:
    """An answer's text as paragraphs, its own markers as buttons, quotations and the short answer set apart.

    A "[1]" that stands inside a quotation is the newspaper's, not ours, and stays text.
    """
    citations = {c.marker: c for c in answer.citations} if answer else {}
    span = answer.span if answer and answer.answered else None
    out = Markup()
    in_list = False
    for line in text.split("\n"):
        if not line.strip():
            continue
        item = line.startswith("- ")
        if item != in_list:
            out += Markup("<ul>") if item else Markup("</ul>")
            in_list = item
        inner = _line(line[2:] if item else line, citations, turn, span, texts)
        out += Markup("<li>{}</li>").format(inner) if item else Markup("<p>{}</p>").format(inner)
    return out + Markup("</ul>") if in_list else out


def _line(
    line: str, citations: Mapping[int, Citation], turn: str, span: str | None, texts: Mapping[str, str]
) -> Markup:
    quoted = _quotations(line, citations.values())
    pieces: list[tuple[int, int, Markup]] = []
    for start, end in quoted:
        pieces.append((start, end, Markup('<span class="quoted">{}</span>').format(line[start:end])))
    for match in _MARKER.finditer(line):
        citation = citations.get(int(match[1]))
        if citation and not any(start <= match.start() < end for start, end in quoted):
            pieces.append((match.start(), match.end(), _marker(citation, turn, texts)))
    if span and (at := _outside(line, span, quoted)) >= 0:
        pieces.append((at, at + len(span), Markup("<strong>{}</strong>").format(span)))
    out, done = Markup(), 0
    for start, end, html in sorted(pieces, key=lambda piece: piece[0]):
        if start < done:
            continue
        before = line[done:start]
        if html.startswith("<button") and (last := before.rstrip()[-1:]):
            # a marker stays on the line of the mark it follows
            cut = before.rindex(last)
            out += escape(before[:cut]) + Markup('<span class="nobreak">{}{}</span>').format(before[cut:], html)
        else:
            out += escape(before) + html
        done = end
    return out + escape(line[done:])


def _marker(citation: Citation, turn: str, texts: Mapping[str, str]) -> Markup:
    label = texts["show_source"].format(n=citation.marker, title=citation.title)
    return Markup(
        '<button type="button" class="cite" data-action="source" data-turn="{}" data-n="{}" aria-label="{}">{}</button>'
    ).format(turn, citation.marker, label, citation.marker)


def _quotations(line: str, citations: Iterable[Citation]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for quote in {" ".join(c.quote.split("\n")).strip() for c in citations}:
        at = line.find(quote) if quote else -1
        while at >= 0:
            found.append((at, at + len(quote)))
            at = line.find(quote, at + len(quote))
    return sorted(found)


def _outside(line: str, text: str, spans: Iterable[tuple[int, int]]) -> int:
    at = line.find(text)
    return -1 if any(start < at + len(text) and at < end for start, end in spans) else at


def span_in(offsets: OffsetMap, start: int, end: int) -> tuple[int, int] | None:
    """Where source[start:end] lies in the text that ``offsets`` maps; None where it does not."""
    low: int | None = None
    high = 0
    for text_start, source_start, length in offsets.runs:
        first, last = max(start, source_start), min(end, source_start + length)
        if first < last:
            if low is None:
                low = text_start + first - source_start
            high = text_start + last - source_start
    return None if low is None else (low, high)


def marked(text: str, span: tuple[int, int] | None, *, aid: bool, label: str = "") -> Markup:
    """Text with a span marked; with ``aid`` its Chinese words can be looked up, by keyboard too."""
    if not (aid and any(is_han(c) for c in text)):
        return _runs(text, span)
    words = _words(text, span)
    table = {word: entry for word in dict.fromkeys(segment(text)) if is_han(word[0]) and (entry := entries(word))}
    return Markup('<span class="aid" role="group" aria-label="{}" data-glosses="{}">{}</span>').format(
        label, json.dumps(table, ensure_ascii=False), words
    )


def _runs(text: str, span: tuple[int, int] | None) -> Markup:
    if span is None:
        return escape(text)
    start, end = span
    return escape(text[:start]) + Markup("<mark>{}</mark>").format(text[start:end]) + escape(text[end:])


def _words(text: str, span: tuple[int, int] | None) -> Markup:
    parts: list[Markup] = [Markup()]
    first = True
    low, high = span if span else (len(text), len(text))
    at = 0
    inside = False
    for word in segment(text):
        for piece_start, piece_end in _cut(at, at + len(word), low, high):
            if not inside and low <= piece_start < high:
                parts.append(Markup("<mark>"))
                inside = True
            if inside and piece_start >= high:
                parts.append(Markup("</mark>"))
                inside = False
            piece = text[piece_start:piece_end]
            if is_han(word[0]) and entries(word):
                template = '<span class="w" data-w="{}" tabindex="{}">{}</span>'
                parts.append(Markup(template).format(word, 0 if first else -1, piece))
                first = False
            else:
                parts.append(escape(piece))
        at += len(word)
    if inside:
        parts.append(Markup("</mark>"))
    return Markup().join(parts)


def _cut(start: int, end: int, low: int, high: int) -> Iterator[tuple[int, int]]:
    cuts = [start, *(c for c in (low, high) if start < c < end), end]
    yield from pairwise(cuts)


@lru_cache(maxsize=20_000)
def entries(word: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(pinyin, senses) of a word, at most a few of each; for a word the dictionary lacks, of its characters."""
    found = tuple((gloss.pinyin, gloss.senses[:_SENSES]) for gloss in glosses(word)[:3])
    if found or len(word) == 1 or len(word) > 4:
        return found
    return tuple((f"{c} {g.pinyin}", g.senses[:2]) for c in word for g in glosses(c)[:1])
