"""The part of OpenAI's API that chat clients use: ``/v1/chat/completions`` and ``/v1/models``."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.responses import Response

from rag.answering import answer_to_dict
from rag.errors import NewsragError, QuestionError
from rag.language.tokens import tokenize
from rag.serving.api import STREAM_HEADERS, Serving, answer_in_time
from rag.serving.library import source_name
from rag.serving.problems import RESPONSES, event_stream, problem, sse, status_of
from rag.serving.schemas import ChatBody, ChatMessage, ChatRequest, ModelBody, ModelsBody
from rag.serving.service import READER, Question, Service
from rag.types import Answer, Turn

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])
MODEL = "newsrag"
HISTORY = 10
_STARTED = int(time.time())


@router.get("/models", response_model=ModelsBody, responses={401: RESPONSES[401]}, summary="The models that answer")
async def models(service: Serving) -> ModelsBody:
    """ "newsrag" (what this server was started to answer with), and each answerer by its own name."""
    names = [MODEL, *service.answerers]
    return ModelsBody(data=[ModelBody(id=name, created=_STARTED, owned_by="newsrag") for name in names])


@router.post(
    "/chat/completions",
    response_model=ChatBody,
    responses={
        **RESPONSES,
        200: {
            "description": "The answer with footnotes; with stream, OpenAI's chunks",
            "content": event_stream(),
        },
        404: {"model": RESPONSES[422]["model"], "description": "There is no such model"},
    },
    summary="Chat",
)
async def chat(body: Annotated[ChatRequest, Body()], service: Serving) -> Response:
    """Answer the last message of the user; earlier ones are the conversation. A question that cannot be used is
    answered with what is wrong with it."""
    model = body.model or MODEL
    if model != MODEL and model not in service.answerers:
        return problem(404, f"there is no model {model[:100]!r}; /v1/models lists them")
    answerer = service.default_answerer if model == MODEL else model
    question = _question(body.messages, answerer)
    if body.stream:
        usage = bool(body.stream_options and body.stream_options.include_usage)
        stream = _chunks(service, question, model, usage)
        return StreamingResponse(stream, media_type="text/event-stream", headers=STREAM_HEADERS)
    try:
        answer = await answer_in_time(service, question)
    except QuestionError as error:
        answer = Answer(f"{error}.", None, False, 0.0, "en")
    content = answer.text + footnotes(answer)
    return JSONResponse(
        {
            **_head(model, "chat.completion"),
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": _sound(content)},
                    "finish_reason": "stop",
                    "logprobs": None,
                }
            ],
            "usage": _usage(question, content),
            **_extra(answer),
        }
    )


def _question(messages: Sequence[ChatMessage], answerer: str) -> Question:
    said = [(message.role, _text(message)) for message in messages if message.role in {"user", "assistant"}]
    asked = max((at for at, (role, _) in enumerate(said) if role == "user"), default=None)
    if asked is None:
        return Question("", answerer=answerer)
    turns: list[Turn] = []
    waiting: str | None = None
    for role, text in said[:asked]:
        if role == "user":
            waiting = text
        elif waiting:
            turns.append(Turn(waiting[:2000], text.partition("\n\n[1]")[0]))
            waiting = None
    return Question(said[asked][1], tuple(turns[-HISTORY:]), answerer=answerer)


def _text(message: ChatMessage) -> str:
    if isinstance(message.content, str):
        return message.content
    return "\n".join(part.text or "" for part in message.content or [] if part.type == "text")


def footnotes(answer: Answer) -> str:
    """The citations as lines under the answer: marker, headline, date, file."""
    notes = (
        f"[{c.marker}] " + ", ".join(filter(None, [c.title, str(c.date or ""), source_name(c.source)]))
        for c in answer.citations
    )
    text = "\n".join(notes)
    return f"\n\n{text}" if text else ""


async def _chunks(service: Service, question: Question, model: str, usage: bool) -> AsyncIterator[str]:
    head = _head(model, "chat.completion.chunk")

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return sse(None, {**head, "choices": [choice], **more})

    yield chunk({"role": "assistant", "content": ""})
    written = ""
    extra: dict[str, Any] = {}
    try:
        async with asyncio.timeout(service.settings.answer_seconds):
            async for event in service.stream(question):
                if event.delta:
                    written += event.delta
                    yield chunk({"content": _sound(event.delta)})
                elif event.answer is not None:
                    rest = _rest(written, event.answer.text) + footnotes(event.answer)
                    written += rest
                    extra = _extra(event.answer)
                    if rest:
                        yield chunk({"content": _sound(rest)})
    except QuestionError as error:
        yield chunk({"content": f"{error}."})
    except (NewsragError, TimeoutError) as error:
        status = status_of(error) if isinstance(error, NewsragError) else 504
        said = str(error) or "the answer took too long"
        yield sse(None, {"error": {"message": said, "type": "server_error", "param": None, "code": str(status)}})
        return
    yield chunk({}, "stop", **extra)
    if usage:
        yield sse(None, {**head, "choices": [], "usage": _usage(question, written)})
    yield "data: [DONE]\n\n"


def _rest(written: str, text: str) -> str:
    """What is left to say: what was streamed is a preview, and cannot be taken back where the answer differs."""
    if text.startswith(written):
        return text[len(written) :]
    return "" if written.strip() == text.strip() else f"\n\n{text}"


def _head(model: str, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": model}


def _extra(answer: Answer) -> dict[str, Any]:
    data = answer_to_dict(answer)
    return {key: data[key] for key in ("citations", "answered", "confidence")}


def _usage(question: Question, content: str) -> dict[str, int]:
    prompt, completion = len(tokenize(question.text)), len(tokenize(content))
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


__all__ = ["MODEL", "READER", "footnotes", "router"]
