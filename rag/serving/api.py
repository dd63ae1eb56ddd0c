"""``/v1/ask`` and ``/v1/search``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.responses import Response

from rag.answering import answer_to_dict
from rag.errors import NewsragError
from rag.serving.problems import RESPONSES, event_stream, problem, sse, status_of
from rag.serving.schemas import AnswerBody, AskRequest, SearchBody, SearchRequest
from rag.serving.service import Question, Service
from rag.types import Answer, Turn

router = APIRouter(prefix="/v1", tags=["newsrag"])
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

_STREAMS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The Answer; with stream, server-sent events: stage, delta, then answer or error",
        "content": event_stream("stage", "delta", "answer", "error"),
    }
}


def the_service(request: Request) -> Service:
    """The service of the application that a request came to."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


Serving = Annotated[Service, Depends(the_service)]


@router.post("/ask", response_model=AnswerBody, responses={**RESPONSES, **_STREAMS}, summary="Ask a question")
async def ask(body: Annotated[AskRequest, Body()], service: Serving) -> Response:
    """A short answer with checked citations, or an abstention (``answered`` false)."""
    if (contradiction := _contradiction(body)) is not None:
        return contradiction
    if body.answerer is not None and body.answerer not in (*service.answerers, "newsrag"):
        return problem(409, f"there is no answerer {body.answerer[:100]!r}; /v1/models lists them")
    wanted = body.answerer if body.answerer not in {None, "newsrag"} else service.default_answerer
    question = Question(
        body.question,
        tuple(Turn(turn.question, turn.answer) for turn in body.history),
        body.k,
        _day(body.since),
        _day(body.until),
        str(wanted),
    )
    if body.stream:
        return StreamingResponse(_events(service, question), media_type="text/event-stream", headers=STREAM_HEADERS)
    return JSONResponse(answer_to_dict(await answer_in_time(service, question)))


@router.post("/search", response_model=SearchBody, responses=RESPONSES, summary="Search for passages")
async def search(body: Annotated[SearchRequest, Body()], service: Serving) -> Response:
    """The passages that best answer a question, and why each was found."""
    if (contradiction := _contradiction(body)) is not None:
        return contradiction
    async with asyncio.timeout(service.settings.answer_seconds):
        passages = await service.search(body.question, body.k, _day(body.since), _day(body.until))
    found = answer_to_dict(Answer("", None, False, 0.0, "", passages=tuple(passages)))["passages"]
    return JSONResponse({"passages": found})


async def answer_in_time(service: Service, question: Question) -> Answer:
    """The answer; TimeoutError past the server's limit."""
    async with asyncio.timeout(service.settings.answer_seconds):
        return await service.ask(question)


async def _events(service: Service, question: Question) -> AsyncIterator[str]:
    try:
        async with asyncio.timeout(service.settings.answer_seconds):
            async for event in service.stream(question):
                if event.stage is not None:
                    yield sse("stage", {"stage": event.stage})
                elif event.delta is not None:
                    yield sse("delta", {"text": event.delta})
                elif event.answer is not None:
                    yield sse("answer", answer_to_dict(event.answer))
    except NewsragError as error:
        yield sse("error", {"error": {"message": str(error), "status": status_of(error)}})
    except TimeoutError:
        yield sse("error", {"error": {"message": "the answer took too long", "status": 504}})


def _contradiction(body: SearchRequest) -> Response | None:
    if body.since and body.until and body.since > body.until:
        return problem(409, f"since ({body.since}) is after until ({body.until}); swap them")
    return None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
