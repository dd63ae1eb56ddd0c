"""Labelled lines → articles."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rag.offsets import OffsetMap
from rag.reading.bylines import clean_byline, find_dateline, is_byline, trailing_byline
from rag.reading.headings import read_heading
from rag.reading.joining import join_paragraphs, join_text
from rag.reading.labels import Label
from rag.reading.lines import Line
from rag.types import Article, Language

_TITLE_LENGTH = 40  # characters of the opening sentence that stand in for a missing headline
_LEAD = 200
_LANGUAGE_SAMPLE = 20000


@dataclass(slots=True)
class Draft:
    """The lines of one article, by role."""

    heading: list[Line] = field(default_factory=list)
    bylines: list[Line] = field(default_factory=list)
    paragraphs: list[list[Line]] = field(default_factory=list)
    subheads: list[list[Line]] = field(default_factory=list)


def group(lines: Sequence[Line], labels: Sequence[Label]) -> list[Draft]:
    """Cut labelled lines into articles. Furniture is left out, but kept where it stands inside a body:
    a quotation that runs over it must still equal its source.
    """
    drafts: list[Draft] = []
    current = Draft()
    previous = Label.FURNITURE
    held: list[Line] = []  # furniture that turns out to lie inside a body or between articles
    for line, label in zip(lines, labels, strict=True):
        if label is Label.BYLINE and previous in (Label.FIRST, Label.NEXT) and not line.blanks:
            above = current.paragraphs[-1][-1].text
            begun = trailing_byline(above + line.text)
            if not is_byline(line.text) or (begun is not None and begun[0] + 1 < len(above)):
                label = Label.NEXT  # the rest of a byline that runs on from the last line of the body
        if label is Label.FURNITURE:
            held.append(line)
            continue
        if label is Label.HEADLINE and previous is not Label.HEADLINE and (current.paragraphs or current.heading):
            drafts.append(current)
            current = Draft()
        elif label in (Label.FIRST, Label.NEXT, Label.SUBHEAD) and current.paragraphs:
            current.paragraphs += [[row] for row in held]
        held = []
        match label:
            case Label.HEADLINE:
                current.heading.append(line)
            case Label.BYLINE:
                current.bylines.append(line)
            case Label.SUBHEAD:
                if previous is Label.SUBHEAD and not line.blanks:
                    current.subheads[-1].append(line)
                    current.paragraphs[-1].append(line)
                else:
                    current.subheads.append([line])
                    current.paragraphs.append([line])
            case Label.NEXT if (current.paragraphs and previous is Label.NEXT) or previous is Label.FIRST:
                current.paragraphs[-1].append(line)
            case _:
                current.paragraphs.append([line])
        previous = label
    if current.paragraphs or current.heading:
        drafts.append(current)
    return drafts


def build(
    draft: Draft, text: str, source: str, *, is_word: Callable[[str], bool] | None = None, cuts_words: bool = False
) -> Article:
    """The article of a draft, not yet dated."""
    paragraphs = draft.paragraphs or [draft.heading]  # a headline that stands alone is all the text there is
    body, offsets = join_paragraphs(text, paragraphs, is_word=is_word, cuts_words=cuts_words)
    heading = read_heading(draft.heading, body[:_LEAD])
    every = [*draft.heading, *draft.bylines, *(line for block in paragraphs for line in block)]
    return finish(
        body,
        offsets,
        source,
        title=heading.headline,
        kicker=heading.kicker,
        subheads=(*heading.decks, *(join_text([line.text for line in block]) for block in draft.subheads)),
        byline=" ".join(line.text for line in draft.bylines),
        span=(min(line.start for line in every), max(line.end for line in every)),
    )


def finish(
    body: str,
    offsets: OffsetMap,
    source: str,
    *,
    title: str = "",
    kicker: str = "",
    subheads: tuple[str, ...] = (),
    byline: str = "",
    span: tuple[int, int] | None = None,
) -> Article:
    """An article of joined text: closing byline and dateline told apart, language, id; not yet dated."""
    if tail := trailing_byline(body):
        end, named = tail
        if body[:end].strip():
            body, offsets = body[:end], offsets.slice(0, end)
            byline = byline or named
    dateline = find_dateline(body)
    title = " ".join(title.split()) or opening(body[dateline.end if dateline else 0 :])
    first, last = span or (offsets.to_source(0, len(body)) if offsets.runs else (0, 0))
    return Article(
        id=digest(title, body),
        title=title,
        text=body,
        source=source,
        start=first,
        end=last,
        offsets=offsets,
        kicker=kicker,
        subheads=subheads,
        byline=clean_byline(byline) or (dateline.byline if dateline else ""),
        dateline=dateline.text if dateline else "",
        language=language(title + body[:_LANGUAGE_SAMPLE]),
    )


def digest(title: str, text: str, day: str = "") -> str:
    """Article id: 24 hexadecimal digits of the SHA-256 of its content."""
    content = "\0".join((title, text, day)).encode("utf-8", "replace")
    return hashlib.sha256(content).hexdigest()[:24]


def opening(body: str) -> str:
    """The first clause of a body, in place of a headline it does not have."""
    head = body[: _TITLE_LENGTH * 4].lstrip().split("\n")[0]
    for mark in "。！？；!?;":
        head = head.split(mark)[0]
    limit = _TITLE_LENGTH if language(head) == "zh" else _TITLE_LENGTH * 2
    return head if len(head) <= limit else head[:limit].rstrip() + "…"


def language(text: str) -> Language:
    """``zh`` where at least a fifth of the letters are Han, else ``en``."""
    han = sum("\u3400" <= ch <= "\u9fff" for ch in text)
    latin = sum(ch.isalpha() and ch < "\u0250" for ch in text)
    return "zh" if han * 4 >= latin and han else "en"
