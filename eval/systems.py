"""What can be evaluated: anything that turns a question into ranked passages, and perhaps into an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from rag.types import Answer, Passage, Turn


@runtime_checkable
class System(Protocol):
    """A retriever under test."""

    def search(self, question: str, k: int) -> Sequence[Passage]:
        """At most ``k`` passages, best first."""
        ...


@runtime_checkable
class AnsweringSystem(System, Protocol):
    """A retriever that also answers."""

    def answer(self, question: str, k: int, history: Sequence[Turn] = ()) -> Answer:
        """The answer read from the ``k`` best passages; ``history`` holds the turns before a follow-up question."""
        ...


class FunctionSystem:
    """A plain function ``(question, k) -> passages`` as a system."""

    def __init__(self, search: Callable[[str, int], Sequence[Passage]]) -> None:
        self._search = search

    def search(self, question: str, k: int) -> Sequence[Passage]:
        return self._search(question, k)
