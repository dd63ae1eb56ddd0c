"""Looking through the library, adding to it and removing from it, in the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.conftest import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

NEWS = "Lighthouse keeper Odalys Brandt repainted the Gull Rock lighthouse in 19 days, the council said on Tuesday.\n"


def test_files_are_added_with_a_report_for_each_and_removed_after_a_question(visit: Visit, tmp_path: Path) -> None:
    good = tmp_path / "gull-rock <b>.txt"
    good.write_text("Gull Rock Lighthouse Repainted\n\n" + NEWS, encoding="utf-8")
    bad = tmp_path / "picture.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    visitor = visit()
    page = visitor.library().page
    page.set_input_files("#upload input[type=file]", [str(good), str(bad), str(empty)])
    page.wait_for_selector(".report li >> nth=2")
    report = page.locator(".report li").all_inner_texts()
    assert "1 article added" in report[0]
    assert "png" in report[1]
    assert "not read" in report[1]
    assert "empty" in report[2]
    visitor.screenshot("upload")
    page.wait_for_selector(".title:has-text('Gull Rock')")

    page.get_by_role("tab").nth(0).click()
    question = "Who repainted the Gull Rock lighthouse?"
    assert "Odalys Brandt" in visitor.ask(question).locator(".answer").inner_text()

    visitor.library()
    page.get_by_label("Search headlines").fill("gull rock")
    page.wait_for_function("document.querySelectorAll('.library tbody tr').length === 1")
    page.locator(".library tbody input").check()
    page.get_by_role("button", name="Remove selected").click()
    visitor.screenshot("remove")
    page.locator("#remove-dialog").get_by_role("button", name="Cancel").click()
    assert page.locator(".title:has-text('Gull Rock')").count() == 1
    page.get_by_role("button", name="Remove selected").click()
    page.locator("#remove-dialog").get_by_role("button", name="Remove").click()
    page.wait_for_selector("text=1 article removed")
    page.get_by_role("tab").nth(0).click()
    turn = visitor.ask(question)
    assert "Odalys" not in turn.locator(".answer").inner_text()
    assert "Gull Rock Lighthouse" not in page.locator("#sources").inner_text()


def test_the_table_is_searched_in_either_script_and_opens_articles(visit: Visit) -> None:
    visitor = visit()
    page = visitor.library().page
    assert page.locator(".months rect").count() > 1
    visitor.screenshot("library")
    page.get_by_label("Search headlines").fill("市委常委會 2024-01")
    page.wait_for_function("document.querySelectorAll('.library tbody tr').length === 1")
    page.locator(".title").click()
    page.wait_for_selector("#library-reader .reader")
    assert "市委书记沈砚秋" in page.locator("#library-reader .body").inner_text()
    assert page.locator("#library-reader .aid-switch").count() == 1


def test_an_article_without_chinese_offers_no_word_help(visit: Visit) -> None:
    page = visit().library().page
    page.get_by_label("Search headlines").fill("port-ellery")
    page.wait_for_function("document.querySelectorAll('.library tbody tr').length < 10")
    page.locator(".title").first.click()
    page.wait_for_selector("#library-reader .reader")
    assert page.locator("#library-reader :is(.aid-switch, .credit, .aid)").count() == 0
