"""What one visitor's conversation holds."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from rag.types import Answer
from rag.types import Turn as PastTurn
from ui.texts import Lang

Status = Literal["waiting", "searching", "reading", "writing", "done", "stopped", "failed"]
KEPT_TURNS = 40  # older turns leave the page; what a long day of questions needs in memory stays bounded
HISTORY = 6  # turns that a follow-up question is understood by


@dataclass(slots=True)
class Turn:
    """One question and what became of it; ``id`` is fresh with every asking, so that feedback is about one answer."""

    question: str
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    status: Status = "waiting"
    partial: str = ""
    answer: Answer | None = None
    error: str = ""
    verdict: str | None = None

    @property
    def busy(self) -> bool:
        return self.status in {"waiting", "searching", "reading", "writing"}


class Conversation:
    """The turns of a visitor, the language they read, and the switch that stops an answer under way."""

    def __init__(self) -> None:
        self.lang: Lang = "en"
        self.turns: list[Turn] = []
        self.stop: asyncio.Event | None = None

    def __deepcopy__(self, memo: dict[int, Any]) -> Conversation:
        return Conversation()  # Gradio copies the first state for every visitor: each begins empty

    def turn(self, turn_id: object) -> Turn | None:
        return next((turn for turn in self.turns if turn.id == turn_id), None)

    def cut_from(self, turn: Turn) -> None:
        """Forget a turn and all after it: its question is asked again."""
        if turn in self.turns:
            del self.turns[self.turns.index(turn) :]

    def add(self, question: str) -> Turn:
        turn = Turn(question)
        self.turns.append(turn)
        del self.turns[:-KEPT_TURNS]
        return turn

    def history(self) -> tuple[PastTurn, ...]:
        """The answered turns that a new question may refer to, oldest first."""
        done = [PastTurn(turn.question, turn.answer) for turn in self.turns if turn.answer is not None]
        return tuple(done[-HISTORY:])

    @property
    def busy(self) -> bool:
        return any(turn.busy for turn in self.turns)

    def stop_now(self) -> None:
        if self.stop is not None:
            self.stop.set()
