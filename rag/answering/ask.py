"""From a question to a cited answer: search, read, write."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answering import conversation
from rag.answering.extractive import ExtractiveAnswerer
from rag.answering.factory import choose_answerer, extractive
from rag.answering.protocols import Answerer, Event, Request
from rag.errors import NewsragError, QuestionError
from rag.language.scripts import question_language
from rag.types import Answer, Language, Passage, Turn

if TYPE_CHECKING:
    from rag.index import Index

DEFAULT_INDEX = "newsrag-index"
_TOPIC_CHANGE = 0.3
"""How much surer the plain question's answer must be for a short question to be no follow-up."""


def ask(
    question: str,
    *,
    index: str | Path | Index | None = None,
    history: Sequence[Turn] = (),
    k: int = 8,
    since: date | None = None,
    until: date | None = None,
    answerer: str | Answerer | None = None,
    today: date | None = None,
    reranker: Any = None,
) -> Answer:
    """Answer a question from an index, with checked citations, or say that its articles do not hold the answer.

    Args:
        question: in Chinese or English; the answer comes in the same language.
        index: an open index or its folder; None: NEWSRAG_INDEX, then ./newsrag-index.
        history: the conversation so far, oldest first; a follow-up question is understood by it.
        k: how many passages to read, 1 to 100.
        since, until: only articles of these days, both included.
        answerer: None for the bundled reader; the name of a local chat model, a server's address, or an Answerer.
        today: what "yesterday" counts from; None: the newest issue in the index.
        reranker: a CrossEncoder's name, to order the passages again.

    Raises:
        QuestionError: the question or an option cannot be used.
        StoreError: the index is missing or damaged.
    """
    answer: Answer | None = None
    for event in ask_stream(
        question,
        index=index,
        history=history,
        k=k,
        since=since,
        until=until,
        answerer=answerer,
        today=today,
        reranker=reranker,
    ):
        answer = event.answer or answer
    if answer is None:
        raise NewsragError(f"the answerer {answerer!r} ended without an answer")
    return answer


def ask_stream(
    question: str,
    *,
    index: str | Path | Index | None = None,
    history: Sequence[Turn] = (),
    k: int = 8,
    since: date | None = None,
    until: date | None = None,
    answerer: str | Answerer | None = None,
    today: date | None = None,
    reranker: Any = None,
) -> Iterator[Event]:
    """As ``ask``, in events: stages, pieces of text as they are written, at last the answer.

    Errors in the arguments are raised at once, not with the first event. Closing the iterator stops the
    work, a language model's included.
    """
    from rag.retrieval.query import clean

    asked = clean(question)
    if not 1 <= k <= 100:
        raise QuestionError(f"k is {k}; ask for 1 to 100 passages")
    if since is not None and until is not None and since > until:
        raise QuestionError(f"since ({since}) is after until ({until}); swap them")
    chosen = choose_answerer(answerer)
    return _events(asked, index, tuple(history), k, since, until, chosen, today, reranker)


def _events(
    asked: str,
    index: str | Path | Index | None,
    history: tuple[Turn, ...],
    k: int,
    since: date | None,
    until: date | None,
    answerer: Answerer,
    today: date | None,
    reranker: Any,
) -> Iterator[Event]:
    from rag.retrieval import Retriever

    started = time.perf_counter()
    if isinstance(answerer, ExtractiveAnswerer):
        answerer.preload()
    with _opened(index) as store:
        yield Event(stage="searching")
        day = today or store.newest_date or date.today()
        language: Language = "zh" if question_language(asked) == "zh" else "en"
        retriever = Retriever(store, reranker=_reranker(reranker, store))

        def search(question: str) -> list[Passage]:
            return retriever.search(question, k=k, since=since, until=until, today=day)

        condense = getattr(answerer, "condense", None)
        understood = conversation.understand(asked, history, language, day, condense)
        request = followed(asked, language, understood, search, store.source_text, day)
        searched = time.perf_counter()
        for event in answerer.stream(request):
            if event.answer is None:
                yield event
                continue
            now = time.perf_counter()
            timings = {"searching": searched - started, **event.answer.timings, "total": now - started}
            yield Event(answer=replace(event.answer, timings=timings, passages=request.passages))


def followed(
    asked: str,
    language: Language,
    understood: conversation.Understood,
    search: Callable[[str], list[Passage]],
    source_text: Callable[[str], str],
    day: date,
) -> Request:
    """The request for what a question was understood as, with the passages of the articles it is a follow-up to."""
    found = search(understood.question)
    request = Request(
        understood.question, language, tuple(found), source_text, day, asked=asked, exclude=understood.exclude
    )
    if not understood.before:
        return request
    articles = understood.articles or tuple(p.article_id for p in search(understood.before)[:1])
    if not any(p.article_id in articles for p in found):
        held = [p for p in search(f"{understood.before} {asked}") if p.article_id in articles][:2]
        found = [*found[: max(1, len(found) - len(held))], *held]
    request = replace(request, passages=tuple(found), preferred=articles)
    if understood.alternative is None:
        return request
    plain = Request(
        understood.alternative, language, tuple(search(understood.alternative)), source_text, day, asked=asked
    )
    return plain if extractive().confidence(plain) > extractive().confidence(request) + _TOPIC_CHANGE else request


def _reranker(choice: Any, store: Index) -> Any:
    if not isinstance(choice, str):
        return choice
    from rag.retrieval.rerank import load_reranker

    return load_reranker(choice, embedder=store.embedder)


def _opened(index: str | Path | Index | None) -> AbstractContextManager[Index]:
    from rag.index import Index

    if isinstance(index, Index):
        return nullcontext(index)
    store = Index.open(index or os.environ.get("NEWSRAG_INDEX") or DEFAULT_INDEX, readonly=True)
    store.preload()
    return store
