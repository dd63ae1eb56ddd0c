"""An article becomes chunks: runs of whole sentences, about 250 Han characters or 120 English words each.

Length is counted in Han-character equivalents: a Han character is 1, a Latin word or a number 2 (250 Han
characters and 120 English words say about as much). Each chunk repeats the last sentence of the one before it,
so that a pronoun and its name, or a question's two halves, are found together.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from rag.language.dates import find_dates
from rag.language.sentences import split_sentences
from rag.types import Article, Chunk, DateMention

TARGET = 250  # Han-character equivalents a chunk aims at
LONGEST = 330  # a chunk goes on past TARGET only to finish its paragraph, and never past this
OVERLAP = 90  # a longer last sentence is not repeated: it would crowd out new text
TINY = 60  # less new text than this joins the chunk before it
PARAGRAPH_BREAK = 0.6  # past this share of TARGET a chunk ends with its paragraph if the next one does not fit

VERSION = 1  # raise when the same article comes out in different chunks

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3040-\u30ff]")
_WORD = re.compile(r"[^\W\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]+")
_CLAUSE_END = re.compile(r"[，；：、,;:][”’」』）)\"']*|\n|(?<=\s)[—–-]+(?=\s)|——")
_SPACE = re.compile(r"\s")

Span = tuple[int, int]


def chunk_article(article: Article) -> tuple[Chunk, ...]:
    """The chunks of an article, in order; none for an article without text.

    Every chunk's ``text`` is ``article.text[text_start:text_end]``, its offsets are that slice of the article's,
    and together the chunks leave out nothing but white space. ``mentions`` count in the chunk's own text; they
    are found in the whole article, so that 22日 takes its month from the sentence before it.
    """
    text = article.text
    mentions = find_dates(text, reference=article.date or article.partial_date)
    chunks: list[Chunk] = []
    for start, end in chunk_spans(text):
        offsets = article.offsets.slice(start, end)
        try:
            source_start, source_end = offsets.to_source(0, end - start)
        except ValueError:
            continue  # nothing but characters that joining put in
        chunks.append(
            Chunk(
                id=f"{article.id}:{len(chunks)}",
                article_id=article.id,
                ordinal=len(chunks),
                text=text[start:end],
                text_start=start,
                text_end=end,
                source=article.source,
                start=source_start,
                end=source_end,
                offsets=offsets,
                mentions=_within(mentions, start, end),
            )
        )
    return tuple(chunks)


def embedding_text(article: Article, chunk: Chunk) -> str:
    """What is embedded: heading and date for context, then the chunk. Only ``chunk.text`` is ever cited."""
    day = article.date.isoformat() if article.date else ""
    return "\n".join(part for part in (article.heading, day, chunk.text) if part)


def weight(text: str) -> int:
    """Length of ``text`` in Han-character equivalents; at least an eighth of its characters, for a line of dashes
    and a script that puts no spaces between its words have a length too.
    """
    return max(len(_HAN.findall(text)) + 2 * len(_WORD.findall(text)), len(text) // 8)


def chunk_spans(text: str) -> list[Span]:
    """Spans of ``text``, ascending, each overlapping the next by at most one sentence."""
    units = [unit for sentence in split_sentences(text) for unit in _units(text, *_strip(text, *sentence))]
    sizes = [max(1, weight(text[start:end])) for start, end in units]
    ranges = _pack(text, units, sizes)
    return [(units[first][0], units[last - 1][1]) for first, last in ranges]


def _pack(text: str, units: list[Span], sizes: list[int]) -> list[tuple[int, int]]:
    """Ranges ``[first, last)`` of units for each chunk, filled greedily."""
    ranges: list[tuple[int, int]] = []
    at = 0
    while at < len(units):
        first = at - 1 if _repeats(sizes, at) else at
        total = sum(sizes[first:at])
        last = at
        while last < len(units):
            if last > at and _ends(text, units, sizes, last, total):
                break
            total += sizes[last]
            last += 1
        ranges.append((first, last))
        at = last
    if len(ranges) > 1:
        (before, middle), (_, last) = ranges[-2], ranges[-1]
        tail = sum(sizes[middle:last])
        if tail < TINY and sum(sizes[before:last]) <= LONGEST + TINY:
            ranges[-2:] = [(before, last)]
    return ranges


def _ends(text: str, units: list[Span], sizes: list[int], at: int, total: int) -> bool:
    """Whether a chunk of weight ``total`` ends before unit ``at``: rather early or late than in mid-paragraph."""
    if total + sizes[at] > LONGEST:
        return True
    enough = PARAGRAPH_BREAK * TARGET if _breaks(text, units, at) else TARGET
    return total >= enough and total + _paragraph(text, units, sizes, at) > LONGEST


def _breaks(text: str, units: list[Span], at: int) -> bool:
    """Whether a paragraph ends between the unit before ``at`` and that one."""
    return at == len(units) or "\n" in text[units[at - 1][1] : units[at][0]]


def _paragraph(text: str, units: list[Span], sizes: list[int], at: int) -> int:
    """Weight of the paragraph from unit ``at`` on, or enough of it to be too long for any chunk."""
    total = sizes[at]
    at += 1
    while total <= LONGEST and not _breaks(text, units, at):
        total += sizes[at]
        at += 1
    return total


def _repeats(sizes: list[int], at: int) -> bool:
    """Whether the unit before ``at`` is short enough to be said again; only whole sentences or clauses are."""
    return at > 0 and sizes[at - 1] <= OVERLAP and sizes[at - 1] + sizes[at] <= LONGEST


def _units(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence as it is, or one too long to be a chunk cut at its clauses, then at white space, then anywhere."""
    if start >= end:
        return
    if weight(text[start:end]) <= TARGET:
        yield start, end
        return
    ends = [match.end() for match in _CLAUSE_END.finditer(text, start, end)]
    for low, high in pairwise([start, *_even(text, start, ends, end), end]):
        low, high = _strip(text, low, high)
        if low >= high:
            continue
        if weight(text[low:high]) <= TARGET:
            yield low, high
        else:
            yield from _hard(text, low, high)


def _even(text: str, start: int, ends: list[int], end: int) -> list[int]:
    """Clause ends that cut [start, end) into pieces of up to TARGET / 2, so that no piece is a lone word."""
    cuts: list[int] = []
    size = 0
    previous = start
    for at in [*ends, end]:
        step = weight(text[previous:at])
        if size and size + step > TARGET / 2:
            cuts.append(previous)
            size = 0
        size += step
        previous = at
    return cuts


def _hard(text: str, start: int, end: int) -> Iterator[Span]:
    """Text without clauses: pieces of at most TARGET characters, cut at white space where there is some."""
    while end - start > TARGET:
        cut = start + TARGET
        for at in range(cut, start + TARGET // 2, -1):
            if _SPACE.match(text, at - 1):
                cut = at
                break
        low, high = _strip(text, start, cut)
        if low < high:
            yield low, high
        start = cut
    low, high = _strip(text, start, end)
    if low < high:
        yield low, high


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _within(mentions: list[DateMention], start: int, end: int) -> tuple[DateMention, ...]:
    """Those of ``mentions``, which are in order and do not overlap, that lie whole in [start, end)."""
    low = bisect_left(mentions, start, key=lambda mention: mention.start)
    high = bisect_right(mentions, end, key=lambda mention: mention.end)
    return tuple(
        replace(mention, start=mention.start - start, end=mention.end - start) for mention in mentions[low:high]
    )
