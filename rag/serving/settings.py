"""What a server is started with, and where its secrets come from."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import NewsragError

MEGABYTE = 1024 * 1024
_HOST = re.compile(r"(?:\[(?P<address>[^\[\]]*)\]|(?P<name>[^:\[\]]*))(?::\d*)?")


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of the chat window and the API.

    ``names`` are the host names that a proxy calls a server on loopback by (see ``answers_to``).
    ``auth`` is (user, password) for the window and HTTP Basic; ``token`` a bearer token for the API. ``read_only``
    None: decided by ``host`` and ``auth`` (see ``writable``). ``concurrency`` counts the bundled reader's answers at
    the same time: two keep two cores busy, and each more keeps some 45 MB; ``llm_concurrency`` those of a language
    model, most of whose time is waiting.
    """

    index: Path
    host: str = "127.0.0.1"
    port: int = 7860
    root_path: str = ""
    names: tuple[str, ...] = ()
    auth: tuple[str, str] | None = None
    token: str | None = None
    read_only: bool | None = None
    embedder: str | None = None
    reranker: str | None = None
    llm: str | None = None
    llm_url: str | None = None
    upload_bytes: int = 20 * MEGABYTE
    upload_files: int = 50
    uploads_total_bytes: int = 2048 * MEGABYTE
    request_bytes: int = MEGABYTE
    answer_seconds: float = 120.0
    concurrency: int = 2
    llm_concurrency: int = 4
    waiting: int = 256

    @property
    def writable(self) -> bool:
        """Whether visitors may add and remove articles: as told, else where only this machine or a password gets in."""
        if self.read_only is not None:
            return not self.read_only
        return is_loopback(self.host) or self.auth is not None

    def answers_to(self, host: str) -> bool:
        """Whether a request whose Host header is ``host`` may be for this server.

        A page of somebody else's can have its own name point at 127.0.0.1 (DNS rebinding), and its scripts then read a
        server there as their own site. So one on loopback that asks for no password answers only to addresses, to names
        without a dot, which no site has, to names under ``localhost``, and to ``names``.
        """
        if not is_loopback(self.host) or self.auth is not None:  # a token guards the API, not the window
            return True
        parts = _HOST.fullmatch(host)
        if parts is None:
            return False
        name = (parts["address"] or parts["name"] or "").rstrip(".").lower()
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return "." not in name or name.endswith(".localhost") or name in {n.lower() for n in self.names}
        return True

    @property
    def uploads(self) -> Path:
        """The folder that uploaded files are kept in, beside the index."""
        return self.index.absolute().with_name(self.index.absolute().name + ".uploads")

    @property
    def feedback(self) -> Path:
        """The database of likes and dislikes, beside the index."""
        return self.index.absolute().with_name(self.index.absolute().name + ".feedback.sqlite")


def is_loopback(host: str) -> bool:
    """Whether a server on this host can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read_auth(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> tuple[str, str] | None:
    """(user, password) from a file's first line or NEWSRAG_AUTH, written ``user:password``; None where neither is set.

    Raises:
        NewsragError: the file cannot be read, or it is not in that form.
    """
    text = _secret(file, "NEWSRAG_AUTH", environment)
    if text is None:
        return None
    user, colon, password = text.partition(":")
    if not colon or not user or not password:
        where = str(file) if file else "NEWSRAG_AUTH"
        raise NewsragError(f"{where} is not in the form user:password")
    return user, password


def read_token(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> str | None:
    """The bearer token from a file's first line or NEWSRAG_TOKEN; None where neither is set.

    Raises:
        NewsragError: the file cannot be read or is empty, or the token has characters that no header can carry.
    """
    token = _secret(file, "NEWSRAG_TOKEN", environment)
    if token is not None and (not token.isascii() or not token.isprintable() or " " in token):
        raise NewsragError("the API token must be of printable ASCII characters without spaces")
    return token


def _secret(file: Path | None, variable: str, environment: Mapping[str, str]) -> str | None:
    if file is None:
        return environment.get(variable) or None
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise NewsragError(f"{file} cannot be read: {error}") from None
    if not lines or not lines[0].strip():
        raise NewsragError(f"{file} is empty; its first line should hold the secret")
    return lines[0].strip()
