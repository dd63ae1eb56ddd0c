"""What passes between the parts that answer: the request, the events, the reader's and the answerer's protocols."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol, runtime_checkable

from rag.types import Answer, Language, Passage

Stage = Literal["searching", "reading", "writing"]


@dataclass(frozen=True, slots=True)
class Event:
    """One step of ``ask_stream``: a stage that begins, a piece of the answer's text, or the whole answer.

    Exactly one of the three is not None. Pieces of text are a preview: the answer at the end is what
    was checked, and its text may differ from them.
    """

    stage: Stage | None = None
    delta: str | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A question that is ready to be answered from ``passages``.

    ``source_text`` gives the text that the passages' offsets count in; it raises when a source is gone.
    In a conversation ``asked`` is the user's own words, ``preferred`` the articles the turn before was
    answered from, and ``exclude`` an answer already given that is not wanted again.
    """

    question: str
    language: Language
    passages: tuple[Passage, ...]
    source_text: Callable[[str], str]
    today: date
    asked: str = ""
    exclude: str = ""
    preferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SpanPrediction:
    """A span a reader takes for the answer: ``passages[passage].text[start:end]``.

    ``score`` is the reader's own scale, comparable within one call. ``probability`` (0 to 1) is the
    share of the reader's belief that this span gets among all it looked at, "no answer" included.
    """

    passage: int
    start: int
    end: int
    score: float
    probability: float = 0.0


@runtime_checkable
class Reader(Protocol):
    """Finds answer spans in passages."""

    @property
    def name(self) -> str: ...

    def read(self, question: str, passages: Sequence[Passage], hints: Sequence[str] = ()) -> list[SpanPrediction]:
        """The best spans over all passages together, best first; empty when there is nothing to say.

        ``hints``: for each passage its words for the question's, where the two are in different languages.
        """
        ...


@runtime_checkable
class PassageReader(Protocol):
    """A reader that also says of each passage by itself whether it answers."""

    def passage_odds(self, question: str, passages: Sequence[Passage], hints: Sequence[str] = ()) -> list[float]:
        """Log-odds, one a passage; ``hints`` as in :meth:`Reader.read`.

        Raises:
            ModelNotFoundError: the model is missing, or does not say so.
        """
        ...


@runtime_checkable
class Answerer(Protocol):
    """Turns a request into an answer, in events; the last event holds the answer."""

    @property
    def name(self) -> str: ...

    def stream(self, request: Request) -> Iterator[Event]: ...
