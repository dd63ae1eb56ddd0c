"""Citations: made from a passage's offsets, and shown only once they are found in the source."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.types import Citation, Passage

SourceText = Callable[[str], str]
_WRAP = re.compile(r"\s+")
_LINE_HYPHEN = re.compile(r"-[ \t]*\r?\n\s*")
_HAN_GAP = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef“”‘’—…])\s+|\s+(?=[\u2e80-\u9fff\uff00-\uffef“”‘’—…])")
_CLAUSE = re.compile(r"[，；：。！？,;:.!?]+")


def same_text(quote: str, source: str) -> bool:
    """Whether two texts are equal up to line-wrap white space.

    White space may be absent on one side (a break between Han characters is no character), but
    nothing else may differ.
    """
    return _WRAP.sub("", quote) == _WRAP.sub("", source)


def verifies(citation: Citation, source_text: SourceText) -> bool:
    """Whether the source holds the quote where the citation says; False also when the source is gone."""
    try:
        text = source_text(citation.source)
    except Exception:  # a removed source, a closed index: whatever the reason, nothing is there to show
        return False
    if not 0 <= citation.start < citation.end <= len(text) or not citation.quote.strip():
        return False
    return same_text(citation.quote, text[citation.start : citation.end])


def cite(passage: Passage, start: int, end: int, marker: int, source_text: SourceText) -> Citation | None:
    """The verified citation of passage.text[start:end], or None when the source does not hold it there."""
    text = passage.text
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    try:
        source_start, source_end = passage.offsets.to_source(start, end)
    except ValueError:
        return None
    quote = _as_in_source(text[start:end], passage.source, source_start, source_end, source_text)
    if quote is None:
        return None
    citation = Citation(
        marker=marker,
        quote=quote,
        source=passage.source,
        start=source_start,
        end=source_end,
        article_id=passage.article_id,
        title=passage.title,
        date=passage.date,
        page=passage.page,
    )
    return citation if verifies(citation, source_text) else None


def _as_in_source(quote: str, source: str, start: int, end: int, source_text: SourceText) -> str | None:
    """The quote as the source has it: reading joins words hyphenated at a line end, a quotation must not."""
    try:
        held = source_text(source)[start:end]
    except Exception:
        return None
    if same_text(quote, held):
        return quote
    if same_text(quote, _LINE_HYPHEN.sub("", held)):
        return _WRAP.sub(" ", _HAN_GAP.sub("", held)).strip()
    return None


def cite_around(
    passage: Passage, outer: tuple[int, int], inner: tuple[int, int], marker: int, source_text: SourceText
) -> Citation | None:
    """Cite ``outer`` (a sentence); where the source breaks it up, the largest part of it around ``inner``.

    A sentence that runs over a column break can hold other text in the source. The clauses around the
    span, then the span itself, are tried, so that an answer keeps its citation where it can.
    """
    for start, end in _shrinking(passage.text, outer, inner):
        citation = cite(passage, start, end, marker, source_text)
        if citation is not None:
            return citation
    return None


def _shrinking(text: str, outer: tuple[int, int], inner: tuple[int, int]) -> list[tuple[int, int]]:
    cuts = [match.end() for match in _CLAUSE.finditer(text, outer[0], outer[1])]
    left = max([c for c in cuts if c <= inner[0]], default=outer[0])
    right = min([c for c in cuts if c >= inner[1]], default=outer[1])
    return [outer, (left, outer[1]), (outer[0], right), (left, right), inner]
