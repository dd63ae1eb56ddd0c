"""newsrag's own systems, and newsrag's reading on top of any system that only retrieves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from time import perf_counter
from typing import Any

from eval.systems import System
from rag.errors import NewsragError
from rag.types import Answer, Language, Passage, Turn

ASK = ("newsrag", "hybrid")  # rag.ask with all its defaults, under its own name and its retriever's


def own_system(name: str, index: Any, *, answerer: Any = None, today: date | None = None) -> System:
    """One of newsrag's own systems over an open index.

    ``hybrid`` is what ``ask`` uses, and so is asked through ``ask``; the others are those of ``rag.retrieval.systems``.

    Raises:
        NewsragError: there is no system of that name; the message lists them.
    """
    if name in ASK:
        return AskSystem(index, answerer, today)
    from rag.retrieval.systems import build_system

    built: System = build_system(name, index)
    return built


class AskSystem:
    """``Index.search`` and ``rag.answering.ask`` as everybody calls them."""

    def __init__(self, index: Any, answerer: Any = None, today: date | None = None) -> None:
        self._index, self._answerer, self._today = index, answerer, today

    def search(self, question: str, k: int) -> Sequence[Passage]:
        from rag.retrieval import Retriever

        found: Sequence[Passage] = Retriever(self._index).search(question, k=k, today=self._today)
        return found

    def answer(self, question: str, k: int, history: Sequence[Turn] = ()) -> Answer:
        from rag.answering import ask

        return ask(question, index=self._index, history=history, k=k, answerer=self._answerer, today=self._today)


class ReadingSystem:
    """A retriever whose passages newsrag's reader (or another answerer) reads: only the retrieval varies."""

    def __init__(
        self, system: System, source_text: Callable[[str], str], answerer: Any = None, today: date | None = None
    ) -> None:
        self._system, self._source_text, self._answerer = system, source_text, answerer
        self._today = today or date.today()

    def search(self, question: str, k: int) -> Sequence[Passage]:
        return self._system.search(question, k)

    def answer(self, question: str, k: int, history: Sequence[Turn] = ()) -> Answer:
        """``history`` is not looked at: that a follow-up is understood is part of ``newsrag``, not of a retriever."""
        from rag.answering import Request, choose_answerer
        from rag.language.scripts import question_language

        began = perf_counter()
        answerer = choose_answerer(self._answerer)
        language: Language = "zh" if question_language(question) == "zh" else "en"
        passages = tuple(self._system.search(question, k))[:k]
        searched = perf_counter() - began
        request = Request(
            question=question,
            language=language,
            passages=passages,
            source_text=self._source_text,
            today=self._today,
            asked=question,
        )
        answer: Answer | None = None
        for event in answerer.stream(request):
            answer = event.answer or answer
        if answer is None:
            raise NewsragError("the answerer ended without an answer")
        timings = {"searching": searched, **answer.timings, "total": perf_counter() - began}
        return replace(answer, timings=timings, passages=passages)
