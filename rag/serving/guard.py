"""What stands before every request: size limits, passwords and tokens, and the paths of the API."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.serving.attempts import Attempts
from rag.serving.problems import problem
from rag.serving.service import Service

_OPEN = {"/healthz", "/readyz", "/openapi.json", "/docs"}
_READING = {"GET", "HEAD", "OPTIONS"}
_MCP = "/gradio_api/mcp"
_UPLOAD = "/gradio_api/upload"
_LOGIN = "/login"
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
}


class Guard:
    """ASGI middleware. ``methods``: the API's paths and what may be done with each."""

    def __init__(self, app: ASGIApp, service: Service, methods: Mapping[str, set[str]], incoming: Path) -> None:
        self._app = app
        self._service = service
        self._methods = methods
        self._incoming = incoming
        self._attempts = Attempts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = _route(scope)
        headers = Headers(scope=scope)
        counted = path in self._methods or path.startswith("/v1")
        address = (scope.get("client") or ("",))[0]
        secret = self._secret_given(path, scope["method"], headers)
        wrong = 400 if path == _LOGIN else 401  # the window's login answers so

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                if secret and message["status"] == wrong:
                    self._attempts.failed(address)
                if counted:
                    self._service.metrics.requests.add(f"{message['status'] // 100}xx")
                present = {name.lower() for name, _ in message["headers"]}
                added = [(k.encode(), v.encode()) for k, v in _SECURITY.items() if k.lower().encode() not in present]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        wait = self._attempts.wait(address) if secret else 0
        if wait:
            more = {"Retry-After": str(wait)}
            await problem(429, "too many wrong passwords; try again later", more)(scope, receive, sending)
            return
        refusal = self._refusal(path, scope["method"], headers)
        if refusal is not None:
            status, text, more = refusal
            await problem(status, text, more)(scope, receive, sending)
            return
        limit = self._limit(path)
        if _length(headers) > limit:
            await problem(413, f"the request is larger than {limit:,} bytes")(scope, receive, sending)
            return
        await self._bounded(scope, receive, sending, limit)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        taken, started, over = 0, False, False

        async def receiving() -> Message:
            nonlocal taken, over
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                over = True
                return {"type": "http.disconnect"}
            return message

        async def sending(message: Message) -> None:
            nonlocal started
            if over and not started:
                return  # whatever the application makes of the cut: the answer is 413
            started = True
            await send(message)

        try:
            await self._app(scope, receiving, sending)
        except Exception:
            if not over:
                raise
        if over and not started:
            await problem(413, f"the request is larger than {limit:,} bytes")(scope, receive, send)

    def _refusal(self, path: str, method: str, headers: Headers) -> tuple[int, str, dict[str, str]] | None:
        if not self._service.settings.answers_to(headers.get("host", "")):
            return 421, "this server does not answer to that host name; a proxy's is named by --name", {}
        if path in self._methods and method not in self._methods[path]:
            allowed = ", ".join(sorted(self._methods[path]))
            return 405, f"{path} takes {allowed}", {"Allow": allowed}
        if (path == "/v1" or path.startswith("/v1/")) and path not in self._methods:
            return 404, "there is no such path; /openapi.json lists them", {}
        if method not in _READING and headers.get("sec-fetch-site") == "cross-site":
            # a page of somebody else's that is open in the visitor's browser, which may reach this server
            return 403, "other sites may not write here", {}
        if path == _UPLOAD or path.startswith(_UPLOAD + "/"):
            if not self._service.writable:
                return 403, "this server is read-only", {}
            if folder_bytes(self._incoming) > self._service.settings.uploads_total_bytes:
                return 507, "too many uploads are waiting; try again later", {}
        guarded = path in self._methods and path not in _OPEN
        if (guarded or path == _MCP or path.startswith(_MCP + "/")) and not self._allowed(headers):
            return (
                401,
                "a password or token is wanted: Authorization: Bearer …",
                {"WWW-Authenticate": 'Bearer realm="newsrag"'},
            )
        return None

    def _secret_given(self, path: str, method: str, headers: Headers) -> bool:
        """Whether a request brings a password or token that may be wrong."""
        settings = self._service.settings
        if path == _LOGIN:
            return method == "POST" and settings.auth is not None
        return "authorization" in headers and not (settings.auth is None and settings.token is None)

    def _allowed(self, headers: Headers) -> bool:
        settings = self._service.settings
        if settings.token is None and settings.auth is None:
            return True
        kind, _, value = headers.get("authorization", "").partition(" ")
        value = value.strip()
        if settings.token is not None and kind.lower() == "bearer":
            return same(value, settings.token)
        if settings.auth is not None and kind.lower() == "basic":
            try:
                given = base64.b64decode(value, validate=True).decode("utf-8")
            except (binascii.Error, UnicodeDecodeError, ValueError):
                return False
            return same(given, ":".join(settings.auth))
        return False

    def _limit(self, path: str) -> int:
        settings = self._service.settings
        if path == _UPLOAD and self._service.writable:
            return settings.upload_bytes * settings.upload_files
        return settings.request_bytes


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode("utf-8", "replace"))


def folder_bytes(folder: Path) -> int:
    """Bytes of all files in a folder; files that vanish meanwhile count nothing."""
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue
    return total


def _route(scope: Scope) -> str:
    path: str = scope["path"]
    root: str = scope.get("root_path", "").rstrip("/")
    if root and (path == root or path.startswith(root + "/")):
        path = path[len(root) :]
    return path.rstrip("/") if len(path) > 1 else path


def _length(headers: Headers) -> int:
    given = headers.get("content-length", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
