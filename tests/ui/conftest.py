"""One server and one browser for all browser tests; a fresh visitor for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.ui import ensure_chromium
from tests.ui.support import SlowModel, copied_index, serving

FLAGS = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
SCREENSHOTS = Path(__file__).parent / "screenshots"
PATIENCE = 60_000  # milliseconds: an upper bound for a busy machine, waited for only when something is wrong


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    chromium = ensure_chromium.find()
    if chromium is None:
        pytest.skip(f"no Chromium: {ensure_chromium.HINT}")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split(), timeout=PATIENCE)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def slow_model() -> Iterator[SlowModel]:
    model = SlowModel()
    yield model
    model.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, slow_model: SlowModel, browser: Any) -> Iterator[str]:
    """A server with the window, a library to write to, and a slow language model beside the reader."""
    from rag.serving.settings import Settings

    folder = tmp_path_factory.mktemp("served")
    with serving(Settings(index=copied_index(folder), llm="slow", llm_url=slow_model.url)) as url:
        yield url


class Visitor:
    """A browser page, and what it asked the network for."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.address = address
        self.foreign: list[str] = []
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("request", self._request)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.foreign.append(request.url)

    def open(self) -> Visitor:
        self.page.goto(self.address, wait_until="domcontentloaded", timeout=PATIENCE)
        self.page.wait_for_selector(".options select")
        self.page.wait_for_selector(".welcome")
        self.page.select_option(".options select", "reader")
        return self

    def ask(self, question: str) -> Any:
        """Ask and wait for the answer; the turn it is in."""
        before = self.page.locator(".turn").count()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        turn = self.page.locator(".turn").nth(before)
        turn.wait_for()
        self.page.wait_for_selector(".turn:last-child:is(.done, .failed)")
        return turn

    def screenshot(self, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def library(self) -> Visitor:
        self.page.get_by_role("tab").nth(1).click()
        self.page.wait_for_selector(".library table")
        return self


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[..., Visitor]]:
    """Open the page as a new visitor; afterwards, nothing may have gone elsewhere and no script may have failed."""
    visitors: list[Visitor] = []
    contexts: list[Any] = []

    def opened(locale: str = "en-US", size: tuple[int, int] = (1440, 900), **more: Any) -> Visitor:
        width, height = size
        context = browser.new_context(locale=locale, viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        visitors.append(Visitor(context.new_page(), address))
        return visitors[-1].open()

    yield opened
    foreign = [url for visitor in visitors for url in visitor.foreign]
    errors = [error for visitor in visitors for error in visitor.errors]
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []
