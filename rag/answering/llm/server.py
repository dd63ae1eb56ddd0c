"""Any OpenAI-compatible chat server: Ollama, vLLM, llama.cpp, transformers serve, a hosted one."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.answering.llm import sse
from rag.answering.llm.backend import ContextOverflowError, Message, without_thinking
from rag.errors import AnswererError

if TYPE_CHECKING:
    import httpx

KEY_VARIABLE = "NEWSRAG_LLM_API_KEY"
RETRIED = frozenset({408, 429, 500, 502, 503, 504})
MAX_REPLY = 20_000
"""Characters: a model that repeats itself for ever is stopped here."""
_OVERFLOW = re.compile(
    r"context.{0,20}(?:length|size|window)|maximum context|too many tokens|prompt (?:is )?too long|"
    r"exceed.{0,30}(?:context|tokens|length)"
    r"|reduce the length",
    re.I,
)


class ServerBackend:
    """Streams chat completions from ``url``.

    The key comes from NEWSRAG_LLM_API_KEY; OPENAI_API_KEY is used for api.openai.com and nowhere else.

    Args:
        url: http(s)://host:port, with or without /v1 or the whole path.
        model: the model to ask for; None takes the first that the server lists.
        timeout: seconds to wait for the next piece; ``deadline``: seconds for a whole reply, retries included.
        retries: further tries after 429 and 5xx answers; ``pause``: seconds before the first of them, doubled.
    """

    def __init__(
        self,
        url: str,
        model: str | None = None,
        *,
        timeout: float = 60.0,
        deadline: float = 180.0,
        retries: int = 2,
        pause: float = 0.5,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise AnswererError(f"{url!r} is not the address of a server; write it as http://127.0.0.1:11434/v1")
        base = url.strip().split("?")[0].rstrip("/").removesuffix("/chat/completions").rstrip("/")
        self._base = base if re.search(r"/v\d+[a-z]*(?:/|$)", base) or parts.path.strip("/") else base + "/v1"
        self._host = parts.hostname
        self._model = model
        self._timeout, self._deadline, self._retries, self._pause, self._clock = (
            timeout,
            deadline,
            retries,
            pause,
            clock,
        )

    @property
    def name(self) -> str:
        return self._model or self._host

    def complete(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        """Text as the server sends it. See ChatBackend for what is raised."""
        return without_thinking(self._complete(messages, max_tokens))

    def _complete(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        import httpx

        end = self._clock() + self._deadline
        loopback = self._host in ("localhost", "127.0.0.1", "::1")
        timeout = httpx.Timeout(self._timeout, connect=min(10.0, self._timeout))
        try:
            with httpx.Client(timeout=timeout, headers=self._headers(), trust_env=not loopback) as client:
                if self._model is None:
                    self._model = self._first_model(client)
                body = {
                    "model": self._model,
                    "messages": [{"role": m.role, "content": m.content} for m in messages],
                    "max_tokens": max_tokens,
                    "temperature": 0,
                    "stream": True,
                }
                yield from self._attempts(client, body, end)
        except httpx.ConnectError:
            raise AnswererError(f"no model server answers at {self._base}; is it running?") from None
        except httpx.TimeoutException:
            raise AnswererError(f"the model server at {self._base} took longer than {self._timeout:g} s") from None
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError, httpx.DecodingError):
            raise AnswererError("the model server's reply was cut off") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
            raise AnswererError(f"the model server at {self._base} cannot be used: {error}") from None

    def _attempts(self, client: httpx.Client, body: dict[str, Any], end: float) -> Iterator[str]:
        for attempt in range(self._retries + 1):
            with client.stream("POST", f"{self._base}/chat/completions", json=body) as response:
                if response.status_code == 200:
                    yield from self._read(response, end)
                    return
                detail = self._detail(response)
                if response.status_code not in RETRIED or attempt == self._retries or self._clock() >= end:
                    raise self._refusal(response.status_code, detail)
                wait = self._wait(response, attempt)
            if self._clock() + wait >= end:
                raise self._refusal(response.status_code, detail)
            time.sleep(wait)

    def _read(self, response: httpx.Response, end: float) -> Iterator[str]:
        if "application/json" in response.headers.get("content-type", ""):
            yield sse.whole(self._body(response, end))
            return
        written = 0
        for text in sse.deltas(sse.data_lines(self._in_time(response, end))):
            written += len(text)
            if written > MAX_REPLY:
                raise AnswererError("the model server's reply did not come to an end")
            yield text

    def _in_time(self, response: httpx.Response, end: float) -> Iterator[bytes]:
        for chunk in response.iter_bytes():
            if self._clock() >= end:
                raise AnswererError(f"the model server did not finish within {self._deadline:g} s")
            yield chunk

    def _body(self, response: httpx.Response, end: float, limit: int = sse.MAX_LINE) -> str:
        held = b""
        for chunk in self._in_time(response, end):
            held += chunk
            if len(held) > limit:
                raise AnswererError("the model server's reply did not come to an end")
        return held.decode("utf-8", "replace")

    def _detail(self, response: httpx.Response) -> str:
        text = self._body(response, self._clock() + self._timeout)
        try:
            return sse.error_message(sse.parse(text))
        except AnswererError:
            return " ".join(re.sub(r"<[^>]*>", " ", text).split())[:200]

    def _refusal(self, status: int, detail: str) -> AnswererError:
        if (status in (400, 413, 422, 500) and _OVERFLOW.search(detail)) or status == 413:
            return ContextOverflowError(f"the passages are too long for the model: {detail}")
        if status in (401, 403):
            return AnswererError(f"the model server refused the key ({status}); set {KEY_VARIABLE}")
        if status == 404:
            return AnswererError(
                f"the model server at {self._base} does not know the model {self._model!r} ({status}): {detail}"
            )
        if status == 429:
            return AnswererError("the model server is busy (429)")
        return AnswererError(f"the model server answered with status {status}: {detail}")

    def _wait(self, response: httpx.Response, attempt: int) -> float:
        """Seconds before the next try: what the server asks for where that is short, else doubling."""
        asked = response.headers.get("retry-after", "")
        if re.fullmatch(r"\d{1,3}(?:\.\d+)?", asked):
            return min(float(asked), 10.0)
        return self._pause * float(2**attempt)

    def _first_model(self, client: httpx.Client) -> str:
        response = client.get(f"{self._base}/models")
        if response.status_code != 200:
            raise self._refusal(response.status_code, self._shown(response.text))
        listed = sse.parse(response.text).get("data")
        names = [m["id"] for m in listed or [] if isinstance(m, dict) and isinstance(m.get("id"), str)]
        if not names:
            raise AnswererError(f"the model server at {self._base} lists no models; name one with --llm")
        return str(names[0])

    @staticmethod
    def _shown(text: str) -> str:
        try:
            return sse.error_message(json.loads(text))
        except (ValueError, AttributeError):
            return " ".join(text.split())[:200]

    def _headers(self) -> dict[str, str]:
        key = os.environ.get(KEY_VARIABLE)
        if not key and self._host == "api.openai.com":
            key = os.environ.get("OPENAI_API_KEY")
        if not key:
            return {}
        if not key.isascii() or not key.isprintable():
            raise AnswererError(f"{KEY_VARIABLE} holds characters that no key has")
        return {"Authorization": f"Bearer {key}"}
