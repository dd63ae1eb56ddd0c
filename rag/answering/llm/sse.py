"""Server-sent events as OpenAI-compatible servers stream them, read defensively."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rag.errors import AnswererError

MAX_LINE = 1 << 20
"""Bytes a single line may have: a reply of a few sentences needs a thousandth of it."""


def data_lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """The ``data:`` payloads of an event stream.

    Raises:
        AnswererError: a line longer than MAX_LINE, which no chat server sends.
    """
    buffer = b""
    for chunk in chunks:
        buffer += chunk
        *lines, buffer = buffer.replace(b"\r\n", b"\n").split(b"\n")
        if len(buffer) > MAX_LINE:
            raise AnswererError("the model server sent a line without end; is this a chat completions address?")
        for line in lines:
            if line.startswith(b"data:"):
                yield line[5:].decode("utf-8", "replace").strip()
    if buffer.startswith(b"data:"):
        yield buffer[5:].decode("utf-8", "replace").strip()


def deltas(payloads: Iterable[str]) -> Iterator[str]:
    """The text of a streamed chat completion.

    Raises:
        AnswererError: malformed JSON, an error object, or a stream that stops before it says it is done.
    """
    finished = False
    for payload in payloads:
        if payload == "[DONE]":
            return
        if not payload:
            continue
        text, done = _choice(parse(payload), "delta")
        if text:
            yield text
        finished = finished or done
    if not finished:
        raise AnswererError("the model server's reply was cut off")


def whole(body: str) -> str:
    """The text of a completion that a server sent in one piece.

    Raises:
        AnswererError: malformed JSON or an error object.
    """
    text, _ = _choice(parse(body), "message")
    return text


def parse(text: str) -> dict[str, Any]:
    """One JSON object.

    Raises:
        AnswererError: it is not one.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise AnswererError("the model server sent malformed JSON") from None
    if not isinstance(value, dict):
        raise AnswererError(f"the model server sent {type(value).__name__} where an object was expected")
    return value


def _choice(value: dict[str, Any], part: str) -> tuple[str, bool]:
    if value.get("error"):
        raise AnswererError(f"the model server reported: {error_message(value)}")
    choices = value.get("choices")
    if choices == []:  # usage and keep-alive chunks
        return "", False
    if not isinstance(choices, list) or not isinstance(choices[0], dict):
        raise AnswererError("the model server's reply has no choices; is this a chat completions address?")
    content = choices[0].get(part) or {}
    text = content.get("content") if isinstance(content, dict) else None
    if isinstance(text, list):  # content parts
        text = "".join(str(p.get("text", "")) for p in text if isinstance(p, dict))
    return (text if isinstance(text, str) else ""), bool(choices[0].get("finish_reason"))


def error_message(value: dict[str, Any]) -> str:
    """The sentence inside an error object, cut to a line."""
    error = value.get("error") or value.get("message") or value.get("detail")
    if isinstance(error, dict):
        error = error.get("message") or error
    return " ".join(str(error).split())[:200]
