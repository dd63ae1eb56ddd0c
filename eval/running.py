"""Asking every question of one system, keeping every outcome."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence

from eval.corpus import Corpus
from eval.judging import Judgement, finite, judge
from eval.outcomes import OutcomeLog
from eval.systems import AnsweringSystem, System
from eval.text import squash
from eval.types import CitedSpan, GivenAnswer, Hit, Outcome
from rag.types import Answer, Citation, Turn

Tick = Callable[[], None]

_SPACE = re.compile(r"\s+")


def run_system(
    system: System,
    judgements: Sequence[Judgement],
    corpus: Corpus,
    log: OutcomeLog,
    *,
    depth: int,
    k: int,
    answers: bool,
    tick: Tick = lambda: None,
) -> dict[str, Outcome]:
    """Ask the questions that ``log`` does not hold yet; ``tick`` is called after each question, asked or kept."""
    for judgement in judgements:
        if judgement.question.id not in log.done:
            log.add(ask_one(system, judgement, corpus, depth=depth, k=k, answers=answers))
        tick()
    return {j.question.id: log.done[j.question.id] for j in judgements}


def ask_one(system: System, judgement: Judgement, corpus: Corpus, *, depth: int, k: int, answers: bool) -> Outcome:
    """One question's outcome. What the system raises is part of the outcome: the question counts as missed."""
    question = judgement.question
    hits: tuple[Hit, ...] = ()
    answer: GivenAnswer | None = None
    error = ""
    began = time.perf_counter()
    searched = asked = 0.0
    try:
        passages = list(system.search(question.text, depth))[:depth]
        searched = time.perf_counter() - began
        hits = tuple(judge(passage, judgement, corpus) for passage in passages)
        if answers and isinstance(system, AnsweringSystem):
            began = time.perf_counter()
            given = system.answer(question.text, k, [Turn(*turn) for turn in question.history])
            asked = time.perf_counter() - began
            answer = record(given, corpus)
            if question.history:  # a follow-up means nothing to a search that has not seen the turns before it
                hits = tuple(judge(passage, judgement, corpus) for passage in given.passages)
    except Exception as failure:  # a system under test may raise anything
        error = f"{type(failure).__name__}: {failure}"[:500]
        answer = GivenAnswer("", "", False, 0.0) if answers and isinstance(system, AnsweringSystem) else None
    return Outcome(question.id, hits, answer, searched, asked, error)


def record(answer: Answer, corpus: Corpus) -> GivenAnswer:
    """The answer as it is kept, each citation checked against the source's text."""
    return GivenAnswer(
        text=answer.text,
        span=answer.span or "",
        answered=bool(answer.answered),
        confidence=finite(answer.confidence),
        citations=tuple(_checked(citation, corpus) for citation in answer.citations),
        notes=tuple(answer.notes),
        timings={stage: float(seconds) for stage, seconds in answer.timings.items()},
    )


def _checked(citation: Citation, corpus: Corpus) -> CitedSpan:
    """Whether the cited span holds the quote: equal up to white space, and not empty."""
    cited = corpus.source_text(citation.source)[citation.start : citation.end]
    exact = bool(squash(cited)) and _SPACE.sub("", cited) == _SPACE.sub("", citation.quote)
    return CitedSpan(citation.marker, citation.source, citation.start, citation.end, citation.quote, exact)
