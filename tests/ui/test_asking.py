"""Asking in the window, as a reader would notice it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.conftest import Visitor
from tests.ui.support import EN_QUESTION, UNANSWERABLE, ZH_QUESTION, SlowModel

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


def marked_text(visitor: Visitor, where: str) -> str:
    return "".join(visitor.page.locator(f"{where} mark").all_text_contents())


def test_a_marker_opens_its_source_at_the_quoted_span(visit: Visit) -> None:
    visitor = visit()
    turn = visitor.ask(EN_QUESTION)
    turn.locator(".cite").first.click()
    page = visitor.page
    assert page.evaluate("document.activeElement.matches('.card.current')")
    assert "闻景尧主持召开市政府第十九次常务会议" in marked_text(visitor, ".card.current")
    assert page.locator(".card.current mark").first.evaluate(
        "m => { const b = m.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight; }"
    )
    assert "qinghe-2024-01-23-p1.txt" in page.locator(".card.current .meta").inner_text()
    visitor.screenshot("answer-english")


def test_the_whole_article_is_read_with_the_span_marked(visit: Visit) -> None:
    visitor = visit()
    visitor.ask(EN_QUESTION)
    page = visitor.page
    page.locator('.card [data-action="article"]').first.click()
    page.wait_for_selector("#reader .reader")
    assert "闻景尧主持召开市政府第十九次常务会议" in marked_text(visitor, "#reader")
    assert "拖欠农民工工资的问题不能跨年" in page.locator("#reader .body").inner_text()
    visitor.screenshot("article")
    page.get_by_role("button", name="Back to the sources").click()
    page.wait_for_selector("#reader .reader", state="detached")
    assert page.locator(".card").first.is_visible()


def test_a_chinese_reader_is_answered_in_chinese_without_word_help(visit: Visit) -> None:
    visitor = visit("zh-CN")
    turn = visitor.ask(ZH_QUESTION)
    page = visitor.page
    assert "沈砚秋" in turn.locator(".answer").inner_text()
    assert "把握" in turn.locator(".confidence").inner_text()
    assert page.get_by_role("tab").all_inner_texts() == ["提问", "文库"]
    assert page.locator(".aid, .aid-switch").count() == 0
    assert page.get_by_label("您的问题").is_visible()
    visitor.screenshot("answer-chinese")


def test_word_help_explains_chinese_words_and_one_switch_turns_it_off(visit: Visit) -> None:
    visitor = visit()
    visitor.ask(EN_QUESTION)
    page = visitor.page
    word = page.locator('.card .w[data-w="会议"]').first
    word.hover()
    box = page.locator("#word-help")
    assert "huì yì" in box.inner_text()
    assert "meeting" in box.inner_text()
    assert "CC-CEDICT" in box.inner_text()
    visitor.screenshot("word-help")
    page.get_by_label("Word help").uncheck()
    page.mouse.move(0, 0)
    word.hover()
    assert box.is_hidden()


def test_word_help_waits_until_somebody_points(visit: Visit) -> None:
    visitor = visit()
    visitor.ask(EN_QUESTION)
    page = visitor.page
    place = page.locator(".card .passage .w").first.bounding_box()
    page.get_by_role("button", name="New conversation").click()
    page.wait_for_selector(".welcome")
    page.mouse.move(place["x"] + 3, place["y"] + 3)
    visitor.ask(EN_QUESTION)
    page.wait_for_function("document.querySelector('.card .passage .w:hover')")
    assert page.locator("#word-help").is_hidden()  # the words came to the pointer
    page.mouse.move(place["x"] + 4, place["y"] + 3)
    page.mouse.move(0, 0)
    page.mouse.move(place["x"] + 3, place["y"] + 3)
    assert page.locator("#word-help").is_visible()


def test_a_follow_up_is_understood_by_the_turn_before(visit: Visit) -> None:
    visitor = visit("zh-CN")
    visitor.ask("2023年全市检查了多少家沿江企业？")
    turn = visitor.ask("发现了多少处隐患？")
    assert "1863" in turn.locator(".answer").inner_text()


def test_no_answer_looks_like_none_and_offers_the_nearest_articles(visit: Visit) -> None:
    visitor = visit()
    turn = visitor.ask(UNANSWERABLE)
    assert "Not found in these articles" in turn.inner_text()
    assert turn.locator(".cite").count() == 0
    assert "Confidence" not in turn.inner_text()
    assert visitor.page.locator("#sources h2").inner_text() == "Nearest articles"
    lead = turn.locator(".lead").first
    lead.click()
    assert visitor.page.locator(".card.current h3").inner_text() == lead.locator(".headline").inner_text()
    visitor.screenshot("abstention")


def test_a_date_range_leaves_other_days_out(visit: Visit) -> None:
    visitor = visit("zh-CN")
    page = visitor.page
    page.fill("#since", "2024-07-01")
    page.fill("#until", "2024-07-31")
    visitor.ask(ZH_QUESTION)
    days = page.locator("#sources .meta, #sources .lead .day").all_inner_texts()
    assert days
    assert all(day.startswith("2024-07") for day in days)


def test_stop_ends_a_long_answer_and_the_next_question_goes_on(visit: Visit, slow_model: SlowModel) -> None:
    visitor = visit()
    page = visitor.page
    page.select_option(".options select", "slow")
    page.fill("#question textarea", EN_QUESTION)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".turn[aria-busy] .stage")
    assert slow_model.asked.wait(60)
    page.get_by_role("button", name="Stop").click()
    page.wait_for_selector(".turn.stopped")
    assert "Stopped" in page.locator(".turn").inner_text()
    page.select_option(".options select", "reader")
    page.locator('.turn [data-action="retry"]').click()
    page.wait_for_selector(".turn.done .cite")
    assert page.locator(".turn").count() == 1


def test_a_question_is_edited_in_place_and_asked_again(visit: Visit) -> None:
    visitor = visit()
    visitor.ask(UNANSWERABLE)
    page = visitor.page
    page.get_by_role("button", name="Edit the question").click()
    page.locator(".edit-form textarea").fill(EN_QUESTION)
    page.get_by_role("button", name="Ask this instead").click()
    page.wait_for_selector(".turn.done .cite")
    assert page.locator(".turn .question").all_inner_texts() == [EN_QUESTION]


def test_a_like_is_kept_with_its_answer_and_taken_back(visit: Visit, address: str) -> None:
    visitor = visit()
    visitor.ask(EN_QUESTION)
    page = visitor.page
    page.get_by_role("button", name="Good answer").click()
    page.wait_for_selector('[data-verdict="like"][aria-pressed="true"]')
    import httpx

    assert 'newsrag_feedback_total{verdict="like"}' in httpx.get(f"{address}/metrics").text
    page.get_by_role("button", name="Good answer").click()
    page.wait_for_selector('[data-verdict="like"][aria-pressed="false"]')


def test_copy_takes_the_answer_with_its_footnotes(visit: Visit) -> None:
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    visitor.ask(EN_QUESTION)
    visitor.page.get_by_role("button", name="Copy").click()
    visitor.page.wait_for_function("document.querySelector('#announcer').textContent === 'Copied'")
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert "Wen Jingyao" in copied or "闻景尧" in copied
    assert "[1] 市政府召开第十九次常务会议, 2024-01-23, qinghe-2024-01-23-p1.txt" in copied


def test_two_visitors_at_once_see_their_own_conversations(visit: Visit) -> None:
    one, other = visit(), visit("zh-CN")
    for visitor, question in ((one, EN_QUESTION), (other, ZH_QUESTION)):
        visitor.page.fill("#question textarea", question)
    for visitor in (one, other):
        visitor.page.press("#question textarea", "Enter")
    for visitor, question in ((one, EN_QUESTION), (other, ZH_QUESTION)):
        visitor.page.wait_for_selector(".turn.done .cite")
        assert visitor.page.locator(".turn .question").all_inner_texts() == [question]
    assert "闻景尧" in one.page.locator(".answer").inner_text()
    assert "沈砚秋" in other.page.locator(".answer").inner_text()


def test_an_earlier_turns_marker_brings_its_own_sources_back(visit: Visit) -> None:
    visitor = visit()
    first = visitor.ask(EN_QUESTION)
    visitor.ask(UNANSWERABLE)
    first.locator(".cite").first.click()
    visitor.page.wait_for_selector(".card.current mark")
    assert "闻景尧" in marked_text(visitor, ".card.current")


def test_example_questions_come_from_the_articles_and_are_answered(visit: Visit) -> None:
    visitor = visit("zh-CN")
    page = visitor.page
    page.wait_for_selector(".example")
    question = page.locator(".example").first.inner_text()
    page.locator(".example").first.click()
    page.wait_for_selector(".turn.done")
    assert page.locator(".turn .question").inner_text() == question
    assert page.locator(".turn .cite").count() > 0


def test_a_new_conversation_forgets_the_old_one(visit: Visit) -> None:
    visitor = visit()
    visitor.ask(EN_QUESTION)
    visitor.page.get_by_role("button", name="New conversation").click()
    visitor.page.wait_for_selector(".welcome")
    assert visitor.page.locator(".turn, .card").count() == 0
