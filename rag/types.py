"""The dataclasses that everything passes around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rag.offsets import OffsetMap

NO_OFFSETS = OffsetMap(())

DateBasis = Literal["metadata", "file name", "masthead", "dateline", "inferred", "given", "none"]
Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A calendar date some of whose parts the text leaves open: 1月22日 is ``PartialDate(None, 1, 22)``."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A stretch of text that names a day or a span of days; ``start``/``end`` count in the text it was found in."""

    start: int
    end: int
    text: str
    first: PartialDate
    last: PartialDate
    relative: bool = False


LONGEST_HEADING = 160
"""Characters of a heading; the lines above and below a headline beyond them are left out."""


def heading(kicker: str, title: str, subheads: Sequence[str]) -> str:
    """A headline between the lines above and below it, or as many of them as fit into LONGEST_HEADING."""
    said, room = [title.strip()] if title.strip() else [], LONGEST_HEADING - len(title)
    for line, place in ((kicker.strip(), 0), *((below.strip(), 9) for below in subheads)):
        if line and len(line) < room:
            said.insert(place, line)
            room -= len(line) + 1
    return " ".join(said)


@dataclass(frozen=True, slots=True)
class Article:
    """One article: ``text`` is the joined body, ``offsets`` maps it to ``source``, whose [start, end) holds it all.

    ``id`` is a digest of the content (title, text, date), so that equal articles are one article.
    ``date_basis`` says how the date was had.
    """

    id: str
    title: str
    text: str
    source: str
    start: int
    end: int
    offsets: OffsetMap
    kicker: str = ""
    subheads: tuple[str, ...] = ()
    byline: str = ""
    dateline: str = ""
    date: date | None = None
    partial_date: PartialDate | None = None  # what is known where the year is open
    date_basis: DateBasis = "none"
    page: str | None = None
    language: Language = "zh"

    @property
    def heading(self) -> str:
        """The headline between the lines above and below it."""
        return heading(self.kicker, self.title, self.subheads)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of an article: ``text == article.text[text_start:text_end]``."""

    id: str
    article_id: str
    ordinal: int
    text: str
    text_start: int
    text_end: int
    source: str
    start: int
    end: int
    offsets: OffsetMap
    mentions: tuple[DateMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk and why it was found: ``scores`` holds each kind of evidence (dense, lexical, names…)."""

    chunk_id: str
    article_id: str
    title: str
    date: date | None
    text: str
    source: str
    start: int
    end: int
    score: float
    scores: dict[str, float] = field(default_factory=dict)
    offsets: OffsetMap = NO_OFFSETS
    page: str | None = None
    partial_date: PartialDate | None = None
    mentions: tuple[DateMention, ...] = ()
    duplicates: tuple[tuple[str, int, int], ...] = ()  # (source, start, end) of near-identical passages
    kicker: str = ""
    subheads: tuple[str, ...] = ()
    byline: str = ""

    @property
    def heading(self) -> str:
        """The headline between the lines above and below it, which often say who and where when it does not."""
        return heading(self.kicker, self.title, self.subheads)


@dataclass(frozen=True, slots=True)
class Citation:
    """A checked quotation: the source's text[start:end] equals ``quote`` up to line-wrap white space."""

    marker: int
    quote: str
    source: str
    start: int
    end: int
    article_id: str
    title: str
    date: date | None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What ``ask`` returns. ``span`` is the short answer itself, ``text`` what is shown, with [1] markers."""

    text: str
    span: str | None
    answered: bool
    confidence: float
    language: str
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)  # seconds by stage
    question: str = ""  # what the question was understood as
    answerer: str = ""
    notes: tuple[str, ...] = ()  # struck sentences, fallbacks, warnings: shown to the reader


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation and its answer."""

    question: str
    answer: Answer | str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one input: its articles, or the reason there are none."""

    source: str
    added: int = 0
    unchanged: int = 0
    replaced: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class AddReport:
    """What ``Index.add`` did, file by file."""

    files: tuple[FileReport, ...]
    generation: int

    @property
    def added(self) -> int:
        return sum(f.added for f in self.files)

    @property
    def failed(self) -> tuple[FileReport, ...]:
        return tuple(f for f in self.files if f.error)
