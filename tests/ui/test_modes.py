"""The window of other servers: an empty one, a read-only one, one with a password."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from rag.serving.settings import Settings
from tests.ui.conftest import PATIENCE, SCREENSHOTS
from tests.ui.support import ZH_QUESTION, copied_index, serving

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


@pytest.fixture
def page_of(browser: Any) -> Iterator[Open]:
    """A new browser page at an address."""
    contexts: list[Any] = []

    def opened(address: str, locale: str = "en-US", **more: Any) -> Any:
        context = browser.new_context(locale=locale, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address, wait_until="domcontentloaded", timeout=PATIENCE)
        return page

    yield opened
    for context in contexts:
        context.close()


def shot(page: Any, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_an_empty_index_says_what_to_do_first_and_leads_there(page_of: Open, tmp_path: Path) -> None:
    news = tmp_path / "page.txt"
    news.write_text("Port Opens\n\nMayor Anna Field opened the new port of Gull Bay on Monday.\n", encoding="utf-8")
    with serving(Settings(index=tmp_path / "none")) as address:
        page = page_of(address)
        page.wait_for_selector(".welcome")
        assert "Nothing is indexed yet" in page.locator(".welcome").inner_text()
        shot(page, "empty")
        page.fill("#question textarea", "Who opened the port?")
        page.press("#question textarea", "Enter")
        page.wait_for_selector(".turn.failed")
        assert "add newspaper pages first" in page.locator(".turn").inner_text()
        assert str(tmp_path) not in page.locator("body").inner_text()
        page.get_by_role("button", name="New conversation").click()
        page.get_by_role("button", name="Open the library").click()
        page.set_input_files("#upload input[type=file]", str(news))
        page.wait_for_selector(".title:has-text('Port Opens')")
        assert "1 article" in page.locator(".stock").inner_text()


def test_a_read_only_window_has_no_way_to_write(page_of: Open, tmp_path: Path) -> None:
    with serving(Settings(index=copied_index(tmp_path), read_only=True)) as address:
        page = page_of(address, "zh-CN")
        page.wait_for_selector(".welcome")
        page.get_by_role("tab").nth(1).click()
        page.wait_for_selector(".library table")
        assert "此文库只读" in page.locator(".library").inner_text()
        writing = "input[type=file], .library input[type=checkbox], [data-action=ask-remove]"
        assert page.locator(writing).count() == 0
        shot(page, "read-only")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_password_lets_in_by_keyboard_and_axe_finds_nothing_serious(
    page_of: Open, tmp_path: Path, scheme: str
) -> None:
    pytest.importorskip("axe_core_python")
    with serving(Settings(index=copied_index(tmp_path), auth=("ada", "pass:word"))) as address:
        page = page_of(address, color_scheme=scheme)
        page.wait_for_selector("input[type=password]")
        page.evaluate(files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {runOnly: ['color-contrast', 'label', 'button-name']})")
        assert [v["id"] for v in found["violations"]] == []
        shot(page, f"password-{scheme}")
        for password in ("guess", "pass:word"):
            page.locator("input[type=text]").fill("ada")
            page.locator("input[type=password]").fill(password)
            with page.expect_response("**/login") as answered:
                page.keyboard.press("Enter")
            assert answered.value.ok is (password == "pass:word")
        page.wait_for_selector(".welcome")
        page.fill("#question textarea", ZH_QUESTION)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(".turn.done .cite")
