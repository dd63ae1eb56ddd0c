"""A language model as an answerer: asked with numbered passages, checked, and replaced by the reader when it fails."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answering.compose import abstain
from rag.answering.extractive import ExtractiveAnswerer
from rag.answering.llm import prompt
from rag.answering.llm.backend import ChatBackend, ContextOverflowError
from rag.answering.llm.checking import Checker
from rag.answering.protocols import Event, Request
from rag.errors import AnswererError
from rag.language.names import name_keys
from rag.language.numbers import find_numbers
from rag.types import Answer, Language, Turn

MAX_TOKENS = 512
_CONDENSED = 128


class LanguageModelAnswerer:
    """Any chat model behind the same checks. What it writes is shown only where a passage supports it."""

    def __init__(self, backend: ChatBackend, fallback: ExtractiveAnswerer, *, max_characters: int = 12_000) -> None:
        self.backend = backend
        self._fallback = fallback
        self._max_characters = max_characters

    @property
    def name(self) -> str:
        return self.backend.name

    def stream(self, request: Request) -> Iterator[Event]:
        """Stages, supported sentences as they are written, then the answer; the reader's own where the model fails."""
        yield Event(stage="reading")
        if not request.passages:
            yield Event(answer=self._fallback.answer(request))
            return
        started = time.perf_counter()
        read = self._fallback.answer(request)
        checker: Checker | None = None
        failure = ""
        yield Event(stage="writing")
        count = len(request.passages)
        size = self._max_characters
        while True:
            checker = Checker(request.passages[:count], request.source_text, request.language)
            try:
                for text in self._checked(request, checker, count, size):
                    yield Event(delta=text)
            except ContextOverflowError as error:
                if count > 1 and not checker.result.sentences:
                    count, size = count // 2, size // 2
                    continue
                failure = str(error)
            except AnswererError as error:
                failure = str(error)
            break
        answer = self._answer(request, checker, read, failure)
        timings = {**answer.timings, "writing": time.perf_counter() - started}
        yield Event(answer=replace(answer, timings=timings, passages=request.passages))

    def condense(self, question: str, turns: Sequence[Turn], language: Language) -> str | None:
        """The question written out so that it stands alone; None where the model fails or puts in what nobody said."""
        said = [(t.question, t.answer if isinstance(t.answer, str) else t.answer.span or t.answer.text) for t in turns]
        try:
            written = "".join(self.backend.complete(prompt.condense(question, said, language), _CONDENSED)).strip()
        except AnswererError:
            return None
        known = " ".join([question, *(part for turn in said for part in turn)])
        return written if _faithful(written, known) else None

    def _checked(self, request: Request, checker: Checker, count: int, size: int) -> Iterator[str]:
        messages = prompt.build(request.question, request.language, request.passages[:count], size)
        pieces = self.backend.complete(messages, MAX_TOKENS)
        try:
            yield from checker.feed(pieces)
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    def _answer(self, request: Request, checker: Checker, read: Answer, failure: str) -> Answer:
        result, zh = checker.result, request.language == "zh"
        notes = (*request.notes, *result.notes)
        if failure:
            note = (
                f"语言模型没有答完（{failure}），改用阅读器的答案。"
                if zh
                else f"The language model failed: {failure}. This is the reader's answer instead."
            )
            return replace(read, notes=(*request.notes, note))
        if result.sentences:
            return Answer(
                result.text,
                _span(result.text, read),
                True,
                max(read.confidence if read.answered else 0.0, sum(result.scores) / len(result.scores)),
                request.language,
                tuple(result.citations),
                request.passages,
                read.timings,
                request.question,
                self.name,
                notes,
            )
        if checker.refused and not result.struck:
            nothing = Answer(abstain(request.language, True), None, False, min(read.confidence, 0.5), request.language)
            return replace(nothing, timings=read.timings, question=request.question, answerer=self.name, notes=notes)
        note = (
            "语言模型的话都没有依据，改用阅读器的答案。"
            if zh
            else "Nothing the language model wrote is supported; this is the reader's answer instead."
        )
        return replace(read, notes=(*notes, note))


def _faithful(written: str, known: str) -> bool:
    """Whether a rewritten question is one line and names no one, no day and no number that was not said before."""
    if not 3 <= len(written) <= 300 or "\n" in written:
        return False
    names = set(name_keys(written)) <= set(name_keys(known))
    return names and {n.value for n in find_numbers(written)} <= {n.value for n in find_numbers(known)}


def _span(text: str, read: Answer) -> str:
    """The short answer: the reader's, where the model says the same, else the model's first sentence."""
    plain = re.sub(r"\s*\[\d+\]", "", text)
    if read.span and _says(plain, read.span):
        return read.span
    return re.split(r"(?<=[。！？!?])|(?<=\.)\s", plain, maxsplit=1)[0].strip()


def _says(text: str, span: str) -> bool:
    """Whether a text has the span, or the names and numbers of it in the other script."""
    if span in text:
        return True
    names, values = set(name_keys(span)), {n.value for n in find_numbers(span)}
    if not names and not values:
        return False
    return (not names or bool(names & set(name_keys(text)))) and values <= {n.value for n in find_numbers(text)}
