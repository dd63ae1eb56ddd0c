"""Sizes, darkness, keyboard, assistive technology, hostile text."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

import pytest

from tests.ui.conftest import Visitor
from tests.ui.support import EN_QUESTION, HOSTILE, HOSTILE_QUESTION, UNANSWERABLE

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


@pytest.mark.parametrize(("locale", "dark"), [("zh-CN", False), ("en-US", True)])
def test_everything_fits_a_phone(visit: Visit, locale: str, dark: bool) -> None:
    visitor = visit(locale, (390, 844), color_scheme="dark" if dark else "light", has_touch=True)
    page = visitor.page
    name = f"phone-{locale[:2]}-{'dark' if dark else 'light'}"
    visitor.screenshot(f"{name}-welcome")
    assert page.locator("#right").is_hidden()  # nothing is asked, so there are no sources to show
    visitor.ask(UNANSWERABLE)
    visitor.ask(EN_QUESTION)
    page.wait_for_function("""() => { const b = document.querySelector('.turn:last-child h3').getBoundingClientRect();
        return b.top >= 0 && b.bottom < innerHeight / 2; }""")
    visitor.screenshot(name)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    page.locator(".cite").first.tap()
    page.wait_for_function("""() => { const m = document.querySelector('.card.current mark');
        const b = m && m.getBoundingClientRect(); return b && b.top >= 0 && b.top < innerHeight; }""")
    visitor.screenshot(f"{name}-source")
    visitor.library()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    visitor.screenshot(f"{name}-library")


def test_dark_follows_the_system(visit: Visit) -> None:
    visitor = visit(color_scheme="dark")
    visitor.ask(EN_QUESTION)
    background = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in background[4:-1].split(",")) < 60
    visitor.screenshot("answer-dark")


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_the_question_box_shows_its_whole_focus(visit: Visit, width: int) -> None:
    page = visit(size=(width, 900)).page
    page.locator("#question textarea").focus()
    offset = page.evaluate("getComputedStyle(document.activeElement).outlineOffset")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert int(offset.removesuffix("px")) < 0  # its box clips what lies outside


def test_by_keyboard_alone(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page

    def tab_to(selector: str) -> None:
        for _ in range(60):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached by Tab")

    tab_to("#question textarea")
    page.keyboard.type(EN_QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.done .cite")
    page.locator(".log").focus()
    tab_to(".cite")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.card.current')")
    tab_to(".card .passage .w")
    first = page.locator("#word-help .word").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator("#word-help .word").inner_text() != first
    tab_to('[data-action="article"]')
    page.keyboard.press("Enter")
    page.wait_for_selector("#reader .reader")
    page.keyboard.press("Escape")
    page.wait_for_selector("#reader .reader", state="detached")
    page.wait_for_function("document.activeElement.matches('[data-action=article]')")


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(visit: Visit, dark: bool) -> None:
    pytest.importorskip("axe_core_python")
    script = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    visitor = visit(color_scheme="dark" if dark else "light")
    page = visitor.page
    page.evaluate(script)

    def serious() -> list[str]:
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{v['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
            for v in found["violations"]
            if v["impact"] in {"serious", "critical"}
            for node in v["nodes"][:3]
        ]

    assert serious() == []
    visitor.ask(EN_QUESTION)
    visitor.ask(UNANSWERABLE)
    page.locator(".cite").first.click()
    page.wait_for_selector(".card.current mark")
    assert serious() == []
    page.locator('.card [data-action="article"]').first.click()
    page.wait_for_selector("#reader .reader")
    assert serious() == []
    visitor.library()
    assert serious() == []


def test_hostile_text_is_shown_as_text(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    question = "<img src=x onerror=window.hacked=9> " + HOSTILE_QUESTION
    turn = visitor.ask(question)
    assert turn.locator(".question").inner_text() == question
    answer = turn.locator(".answer").inner_text()
    assert "Quibble" in answer
    page.locator(".cite").first.click()
    assert page.locator(".card.current h3").inner_text() == HOSTILE["title"]
    assert "<svg onload=window.hacked=4>" in page.locator(".card.current .passage").inner_text()
    page.locator('.card.current [data-action="article"]').click()
    page.wait_for_selector("#reader .reader")
    shown = page.locator("#reader .body").inner_text()
    for part in HOSTILE["text"].split("\n"):
        assert part in shown
    visitor.screenshot("hostile")
    assert page.locator(":is(#log, #sources, #reader) :is(script, img, iframe, a, svg[onload])").count() == 0
    visitor.library()
    assert page.locator(".title", has_text="Quibble Bridge").inner_text() == HOSTILE["title"]
    assert page.evaluate("window.hacked") is None


def test_a_bracketed_number_of_the_newspaper_is_no_marker_of_ours(visit: Visit) -> None:
    visitor = visit()
    turn = visitor.ask(HOSTILE_QUESTION)
    assert "February 2 [1] with" in turn.locator(".quoted").first.inner_text()
    assert turn.locator(".quoted .cite").count() == 0
