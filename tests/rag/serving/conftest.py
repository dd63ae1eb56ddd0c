"""One server for the API tests, over the same small index as the window's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rag.serving.settings import Settings
from tests.ui.support import copied_index, serving


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_index(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="session")
def url(index: Path) -> Iterator[str]:
    """A server with the window and MCP, and no secrets."""
    with serving(Settings(index=index)) as address:
        yield address


@pytest.fixture(scope="session")
def guarded(index: Path) -> Iterator[str]:
    """A server of the API alone, behind a token and a password, under a path, read-only, with small limits."""
    settings = Settings(
        index=index,
        token="secret-token",
        auth=("ada", "pass:word"),
        root_path="/news",
        read_only=True,
        request_bytes=2000,
    )
    with serving(settings, window=False) as address:
        yield address


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=120) as opened:
        yield opened
