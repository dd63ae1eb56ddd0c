"""What the evaluation passes around: gold questions, their documents, and the outcome of asking one question."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """One gold question.

    ``relevant`` names the gold articles, by id or title, with a relevance grade above 0; ``evidence`` is text of
    the gold article that supports the answer; ``language`` and ``kind`` are only what the gold file states itself.
    ``history`` are earlier questions of the conversation and their answers; ``split`` is ``fit`` where the question
    may be used to fit something, and ``report`` where it may not.
    """

    id: str
    text: str
    answers: tuple[str, ...] = ()
    relevant: tuple[tuple[str, int], ...] = ()
    evidence: tuple[str, ...] = ()
    answerable: bool = True
    language: str = ""
    kind: str = ""
    history: tuple[tuple[str, str], ...] = ()
    split: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that a gold set brings along: a SQuAD context, a line of a BEIR corpus."""

    id: str
    text: str
    title: str = ""
    date: str = ""  # ISO 8601, or empty


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A gold file as read. ``format`` is jsonl, squad, rows, beir or trec; ``digest`` covers all of it.

    ``documents`` are those that the file brings along, ``notices`` say what was left out of it.
    """

    name: str
    format: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...] = ()
    digest: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage and its verdict.

    ``relevant``: it comes from a gold article; ``supports``: it also holds the evidence or an answer.
    """

    article_id: str
    chunk_id: str
    title: str
    source: str
    start: int
    end: int
    score: float
    snippet: str
    relevant: bool
    supports: bool
    scores: dict[str, float] = field(default_factory=dict)
    date: str = ""


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """A citation as it was given; ``exact`` says whether the source's text at [start, end) equals the quote."""

    marker: int
    source: str
    start: int
    end: int
    quote: str
    exact: bool


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What the system answered; ``timings`` are seconds by stage."""

    text: str
    span: str
    answered: bool
    confidence: float
    citations: tuple[CitedSpan, ...] = ()
    notes: tuple[str, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that asking one question of one system gave; ``search_seconds`` is wall time."""

    question_id: str
    hits: tuple[Hit, ...] = ()
    answer: GivenAnswer | None = None
    search_seconds: float = 0.0
    ask_seconds: float = 0.0
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Outcome:
        answer = record.get("answer")
        if answer is not None:
            citations = tuple(CitedSpan(**citation) for citation in answer["citations"])
            answer = GivenAnswer(**{**answer, "citations": citations, "notes": tuple(answer["notes"])})
        hits = tuple(Hit(**hit) for hit in record["hits"])
        return cls(**{**record, "hits": hits, "answer": answer})
