"""Errors as the API gives them: one JSON shape, the one that OpenAI's clients know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag.errors import IndexLockedError, NewsragError, QuestionError
from rag.serving.errors import BusyError, NoIndexError, ReadOnlyError
from rag.serving.schemas import ProblemBody

_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}

RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"model": ProblemBody, "description": "The body is not JSON, or the question cannot be used"},
    401: {"model": ProblemBody, "description": "A password or token is wanted"},
    409: {"model": ProblemBody, "description": "The options contradict one another"},
    413: {"model": ProblemBody, "description": "The request is too large"},
    422: {"model": ProblemBody, "description": "The body is not as described"},
    429: {
        "model": ProblemBody,
        "description": "Too many questions are waiting, or an address gave too many wrong passwords",
    },
    503: {"model": ProblemBody, "description": "There is no index, or it cannot be used now"},
    504: {"model": ProblemBody, "description": "The answer took too long"},
}


def problem(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An error response."""
    kind = _TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    body = {"error": {"message": message, "type": kind, "param": None, "code": None}}
    return JSONResponse(body, status, dict(headers) if headers else None)


def status_of(error: NewsragError) -> int:
    """The status that an error of ours is answered with."""
    if isinstance(error, BusyError):
        return 429
    if isinstance(error, QuestionError):
        return 400
    if isinstance(error, ReadOnlyError):
        return 403
    if isinstance(error, NoIndexError | IndexLockedError):
        return 503
    return 503


def install(app: FastAPI) -> None:
    """Have every error of the API answered in that shape."""

    @app.exception_handler(NewsragError)
    async def ours(_: Request, error: NewsragError) -> JSONResponse:
        return problem(status_of(error), str(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        said: list[str] = []
        for item in error.errors()[:5]:
            place = ".".join(str(part) for part in item["loc"] if part != "body")[:200]
            said.append(f"{place}: {item['msg']}" if place else str(item["msg"]))
        not_json = any(item["type"] == "json_invalid" for item in error.errors())
        text = "; ".join(said).encode("utf-8", "replace").decode()
        return problem(400 if not_json else 422, text or "the body is not as described")

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail), error.headers)

    @app.exception_handler(TimeoutError)
    async def slow(_: Request, __: TimeoutError) -> JSONResponse:
        return problem(504, "the answer took too long")


def event_stream(*names: str) -> dict[str, Any]:
    """The description of a stream of server-sent events: before OpenAPI 3.2 ``schema`` describes one of them."""
    properties: dict[str, Any] = {"data": {"type": "string", "description": "JSON; of OpenAI's last event [DONE]"}}
    if names:
        properties["event"] = {"type": "string", "enum": list(names)}
    schema = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return {"text/event-stream": {"schema": schema}}


def sse(event: str | None, data: Any) -> str:
    """One server-sent event; JSON has no line breaks of its own, so the data is one line."""
    head = f"event: {event}\n" if event else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n"
