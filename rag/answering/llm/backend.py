"""What a language model must do to answer: take chat messages, give text in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from rag.errors import AnswererError


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message."""

    role: Literal["system", "user", "assistant"]
    content: str


class ContextOverflowError(AnswererError):
    """The prompt is longer than the model can take: fewer passages may fit."""


class ChatBackend(Protocol):
    """A chat model. ``complete`` yields text as it is written; closing the generator stops the model.

    Raises:
        ContextOverflowError: the prompt does not fit.
        AnswererError: anything else that keeps the model from answering, as a sentence for the user.
    """

    @property
    def name(self) -> str: ...

    def complete(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]: ...


def without_thinking(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces of a reply without its <think>…</think> part, which reasoning models put first.

    An unclosed <think> swallows the rest: a model cut off while thinking has said nothing.
    """
    buffer = ""
    thinking = False
    try:
        for piece in pieces:
            buffer += piece
            while buffer:
                tag = "</think>" if thinking else "<think>"
                at = buffer.find(tag)
                if at >= 0:
                    if not thinking and at:
                        yield buffer[:at]
                    buffer = buffer[at + len(tag) :]
                    thinking = not thinking
                    continue
                held = _possible_start(buffer, tag)
                out, buffer = buffer[: len(buffer) - held], buffer[len(buffer) - held :]
                if out and not thinking:
                    yield out
                break
        if buffer and not thinking:
            yield buffer
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()


def _possible_start(text: str, tag: str) -> int:
    """How many characters at the end of ``text`` may be the beginning of ``tag``."""
    return next((n for n in range(min(len(tag) - 1, len(text)), 0, -1) if tag.startswith(text[-n:])), 0)
