"""What something was, is, or was meant to be."""

from __future__ import annotations

import pytest

from rag.answering import proposals, tense
from rag.answering.kinds import fit
from tests.rag.answering.pages import analysis


def first(question: str, text: str) -> str:
    """The span that matching alone puts first."""
    best = proposals.propose(analysis(question, text))[0]
    return text[best.start : best.end]


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("公司对美订单占比现在是多少？", "公司对美订单占比已由去年的46％降到21％。", "46％"),
        ("从县城到省城要多久？", "县城到省城由3小时缩短到50分钟。", "3小时"),
        ("湿地监测到多少只白鹭？", "湿地监测到白鹭310只，去年同期140只。", "140只"),
        ("How many guests came?", "The fair drew 48 guests, up from 31 guests.", "31 guests"),
    ],
)
def test_what_something_was_before_is_not_what_it_is(question: str, text: str, value: str) -> None:
    at = text.index(value)
    span = (at, at + len(value))
    assert tense.former(question, text, span)
    assert first(question, text) != value
    assert not tense.former(question.replace("现在", "原来") if "现在" in question else f"此前{question}", text, span)


def test_what_it_became_is_no_former_value() -> None:
    text = "公司对美订单占比已由去年的46％降到21％。"
    at = text.index("21％")
    assert not tense.former("公司对美订单占比是多少？", text, (at, at + 3))


@pytest.mark.parametrize(
    ("question", "planned"),
    [("去年实际新增就业多少人？", True), ("全年计划新增就业多少人？", False), ("新增就业多少人？", False)],
)
def test_a_target_is_not_what_was_done(question: str, planned: bool) -> None:
    text = "全省全年主要目标是城镇新增就业23万人。"
    at = text.index("23万人")
    assert bool(tense.planned(question, text, (at, at + 4), (0, len(text)))) is planned


def test_members_due_are_not_members_present() -> None:
    text = "会议应到委员486人，实到451人。"
    assert first("会议有多少委员到场？", text) == "451人"


def test_what_it_was_and_became_together() -> None:
    text = "老街的月租三年里从每平方米35元涨到110元，铺子更多了。"
    found = analysis("老街的月租从多少涨到多少？", text)
    low, high = text.index("从"), text.index("，")
    assert fit(found, 0, (low, high)) == 1.0
    at = text.index("110元")
    assert fit(found, 0, (at, at + 4)) < 0.5
    best = proposals.propose(found)[0]
    assert "35元涨到110元" in text[best.start : best.end]


@pytest.mark.parametrize(
    ("question", "day", "edge"),
    [
        ("展览到什么时候结束？", "8月31日", 1),
        ("展览到什么时候结束？", "6月18日", -1),
        ("展览从什么时候开始？", "6月18日", 1),
        ("展览什么时候举行？", "8月31日", 0),
    ],
)
def test_the_end_of_a_stretch_and_its_beginning(question: str, day: str, edge: int) -> None:
    text = "特展6月18日在博物馆开展，展期至8月31日。"
    at = text.index(day)
    assert tense.edge(question, text, (at, at + len(day))) == edge


def test_until_when_is_answered_by_the_end() -> None:
    assert (
        first("Until when is the exhibition open?", "特展exhibition6月18日在博物馆开展，展期至8月31日。") == "8月31日"
    )


def test_what_was_corrected_is_no_answer() -> None:
    text = "上期“早稻面积4.7万亩”应为“7.4万亩”。"
    at = text.index("4.7万亩")
    assert tense.former("早稻面积应当是多少？", text, (at, at + 5))
    assert not tense.former("早稻面积误作多少？", text, (at, at + 5))
