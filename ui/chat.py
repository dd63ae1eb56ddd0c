"""What happens when somebody asks: streaming, stopping, asking again, judging, opening a source."""

from __future__ import annotations

import asyncio
import contextlib
import html
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from rag.answering import Event
from rag.errors import NewsragError
from rag.serving.service import Question, Service
from ui import render
from ui.messages import message
from ui.state import Conversation, Turn
from ui.texts import pick_language, texts

Update = Any
_KEEP = gr.skip
_WITH_OPTIONS = "(state, text, options) => [state, text, window.newsrag.options()]"


@dataclass(frozen=True, slots=True)
class Panel:
    """The parts of the ask tab."""

    state: gr.State
    log: gr.HTML
    sources: gr.HTML
    reader: gr.HTML
    question: gr.Textbox
    options: gr.HTML
    masthead: gr.HTML


def wire(
    service: Service, panel: Panel, send: gr.Button, stop: gr.Button, at_once: dict[str, Any], slow: dict[str, Any]
) -> None:
    """Connect the parts to their handlers."""
    outputs = [panel.log, panel.sources, panel.reader, panel.question]
    # an answer under way holds no thread of Gradio's, only a place among the service's workers: so no limit here
    asking: dict[str, Any] = {**slow, "concurrency_limit": None, "trigger_mode": "multiple"}
    for listen in (panel.question.submit, send.click):
        listen(ask(service), [panel.state, panel.question, panel.options], outputs, js=_WITH_OPTIONS, **asking)
    panel.log.submit(again(service), [panel.state], outputs, **asking)
    stop.click(stop_answer, [panel.state], None, **at_once)
    panel.log.select(choose(service), [panel.state], [panel.sources, panel.reader], **at_once)
    panel.log.expand(open_article(service), [panel.state], [panel.reader], **at_once)
    panel.log.like(judge(service), [panel.state], [panel.log], **at_once)
    panel.log.clear(clear(service), [panel.state], outputs, **at_once)


def start(service: Service) -> Callable[..., Awaitable[tuple[Update, ...]]]:
    """A visitor arrives: the page in their language."""

    async def arrive(options: Any, request: gr.Request) -> tuple[Update, ...]:
        convo = Conversation()
        tag = options.get("language") if isinstance(options, dict) else None
        convo.lang = pick_language(str(tag or request.headers.get("accept-language") or ""))
        try:
            await asyncio.to_thread(service.rows)
        except NewsragError as error:
            # the index was damaged or replaced while the server ran: say so, instead of a page that never comes
            said = render.broken(convo.lang, message(error, convo.lang))
            return convo, said, render.sources(convo, None), "", _KEEP(), _KEEP()
        return (
            convo,
            render.conversation(service, convo),
            render.sources(convo, None),
            "",
            render.options(service, convo.lang),
            render.masthead(service, convo.lang),
        )

    return arrive


def offer(service: Service) -> Callable[..., Awaitable[Update]]:
    """Examples for a visitor who has not asked yet.

    An event of its own: Gradio sends the last thing a generator yielded again when it ends, so a welcome that waited
    for its examples would be put over what was asked meanwhile.
    """

    async def examples(convo: Conversation) -> Update:
        made = await asyncio.to_thread(service.examples, convo.lang)
        return render.conversation(service, convo, made) if made and not convo.turns else _KEEP()

    return examples


def ask(service: Service) -> Callable[..., AsyncIterator[tuple[Update, ...]]]:
    async def submit(convo: Conversation, text: str, options: Any) -> AsyncIterator[tuple[Update, ...]]:
        text = (text or "").strip()
        if not text or convo.busy:
            yield _KEEP(), _KEEP(), _KEEP(), _KEEP()
            return
        async for update in _answer(service, convo, text, options):
            yield update

    return submit


def again(service: Service) -> Callable[..., AsyncIterator[tuple[Update, ...]]]:
    """An example is asked, a question is asked again, or its edited form is."""

    async def submit(convo: Conversation, event: gr.EventData) -> AsyncIterator[tuple[Update, ...]]:
        data = event._data if isinstance(event._data, dict) else {}
        old = convo.turn(data.get("turn"))
        text = str(data.get("text") or (old.question if old else "")).strip()[:2000]
        if not text:
            yield _KEEP(), _KEEP(), _KEEP(), _KEEP()
            return
        if convo.busy:
            if old is None or not old.busy:
                yield _KEEP(), _KEEP(), _KEEP(), _KEEP()
                return
            convo.stop_now()
        if old is not None:
            convo.cut_from(old)
        async for update in _answer(service, convo, text, data):
            yield update

    return submit


async def _answer(service: Service, convo: Conversation, text: str, options: Any) -> AsyncIterator[tuple[Update, ...]]:
    history = convo.history()
    turn = convo.add(text)
    stop = convo.stop = asyncio.Event()
    try:
        # the question leaves the box at once, the old sources stay until there are new ones
        yield render.conversation(service, convo), _KEEP(), "", ""
        asked = question_of(service, text, history, options)
        async for event in until_stopped(service.stream(asked), stop):
            if event.stage is not None:
                turn.status = event.stage
            elif event.delta is not None:
                turn.partial += event.delta
            elif event.answer is not None:
                turn.answer, turn.status = event.answer, "done"
                yield render.conversation(service, convo), render.sources(convo, turn), _KEEP(), _KEEP()
                return
            yield render.conversation(service, convo), _KEEP(), _KEEP(), _KEEP()
        turn.status = "stopped"
    except NewsragError as error:
        turn.status, turn.error = "failed", message(error, convo.lang)
    except Exception:
        turn.status, turn.error = "failed", message("internal error; see the server's log", convo.lang)
        raise
    finally:
        if turn.busy:  # the visitor closed the page
            turn.status = "stopped"
        if convo.stop is stop:
            convo.stop = None
    # the last thing is sent twice, the second time when all this has ended: it must be how the conversation stands
    # then, with this question gone where it was asked anew or the conversation cleared
    examples = () if convo.turns else await asyncio.to_thread(service.examples, convo.lang)
    yield render.conversation(service, convo, examples), _KEEP(), _KEEP(), _KEEP()


async def until_stopped(events: AsyncIterator[Event], stop: asyncio.Event) -> AsyncIterator[Event]:
    """Events until there are no more or ``stop`` is set, even while the next is long in coming."""
    stopping = asyncio.ensure_future(stop.wait())
    following: asyncio.Future[Event] | None = None
    try:
        while True:
            following = asyncio.ensure_future(anext(events))
            await asyncio.wait({following, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not following.done():
                return
            try:
                yield following.result()
            except StopAsyncIteration:
                return
            if stop.is_set():
                return
    finally:
        stopping.cancel()
        if following is not None and not following.done():
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration, Exception):
                await following
        close = getattr(events, "aclose", None)
        if close is not None:
            await close()


def question_of(service: Service, text: str, history: Any, options: Any) -> Question:
    """The question with what stands beside the box; what the browser sends is checked, not trusted.

    Raises:
        NewsragError: a date is none.
    """
    chosen = options if isinstance(options, dict) else {}
    answerer = chosen.get("answerer")
    return Question(
        text,
        history,
        since=_day(chosen.get("since")),
        until=_day(chosen.get("until")),
        answerer=answerer if answerer in service.answerers else service.default_answerer,
    )


def _day(value: Any) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise NewsragError(f"{str(value)[:40]!r} is not a date; write it as 2024-01-22") from None


async def stop_answer(convo: Conversation) -> None:
    convo.stop_now()


def choose(service: Service) -> Callable[..., tuple[Update, Update]]:
    """The sources of an earlier turn."""

    def select(convo: Conversation, event: gr.EventData) -> tuple[Update, Update]:
        turn = convo.turn(_data(event).get("turn"))
        if turn is None or turn.answer is None:
            return _KEEP(), _KEEP()
        return render.sources(convo, turn), ""

    return select


def open_article(service: Service) -> Callable[..., Update]:
    """The whole article of a source, by its marker, or of a passage that was read, by its place."""

    def expand(convo: Conversation, event: gr.EventData) -> Update:
        data = _data(event)
        turn = convo.turn(data.get("turn"))
        if turn is None or turn.answer is None:
            return _KEEP()
        key = f"{turn.id}-{data.get('n')}-{data.get('passage')}"
        article_id, span = "", None
        card = next((c for c in render.cards_of(turn.answer) if str(c.n) == str(data.get("n"))), None)
        citation = next((c for c in turn.answer.citations if str(c.marker) == str(data.get("n"))), None)
        if citation is not None:
            article_id, span = citation.article_id, (citation.start, citation.end)
        elif card is not None:
            article_id = card.passage.article_id
        else:
            at = str(data.get("passage"))
            passages = turn.answer.passages
            if not at.isascii() or not at.isdigit() or len(at) > 4 or int(at) >= len(passages):
                return _KEEP()
            passage = passages[int(at)]
            article_id, span = passage.article_id, (passage.start, passage.end)
        try:
            found = service.index.article(article_id)
        except NewsragError:
            return render.article_gone(convo.lang, texts(convo.lang)["gone"], back="close-article", key=key)
        return render.article(found, convo.lang, span, aid=render.has_aid(convo, turn), back="close-article", key=key)

    return expand


def judge(service: Service) -> Callable[..., Update]:
    """A like or dislike; the same again takes it back."""

    def like(convo: Conversation, event: gr.EventData) -> Update:
        data = _data(event)
        turn = convo.turn(data.get("turn"))
        verdict = data.get("verdict")
        if turn is None or turn.answer is None or verdict not in {"like", "dislike"}:
            return _KEEP()
        wanted = None if turn.verdict == verdict else verdict
        try:
            service.feedback.put(turn.id, wanted, turn.question, turn.answer)
        except NewsragError as error:
            gr.Warning(html.escape(message(error, convo.lang)))
            return _KEEP()
        turn.verdict = wanted
        service.metrics.feedback.add(wanted or "withdrawn")
        return render.conversation(service, convo)

    return like


def clear(service: Service) -> Callable[..., tuple[Update, ...]]:
    """A new conversation."""

    def begin(convo: Conversation) -> tuple[Update, ...]:
        convo.stop_now()
        convo.turns.clear()
        examples = service.examples(convo.lang)
        return render.conversation(service, convo, examples), render.sources(convo, None), "", ""

    return begin


def _data(event: gr.EventData) -> dict[str, Any]:
    return event._data if isinstance(event._data, dict) else {}


__all__ = ["Panel", "Turn", "ask", "offer", "question_of", "start", "until_stopped", "wire"]
