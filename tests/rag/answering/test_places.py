"""Whether a question names a place that an article knows nothing of."""

from __future__ import annotations

import pytest

from rag.answering.places import foreign
from tests.rag.answering.pages import analysis


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("辽宁省省长是谁？", True),
        ("吉林省省长是谁？", False),
        ("Who is the governor of Liaoning?", True),
        ("Who is the governor of Jilin?", False),
        ("Who is the governor of Qqvania?", False),
    ],
)
def test_a_place_that_the_article_does_not_know(question: str, expected: bool) -> None:
    found = analysis(question, "省长胡玉亭会见港澳委员，推动吉林全面振兴。")
    assert foreign(found, 0) is expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("7月原油出口的均价是每桶多少美元？", "7月，原油出口价格为每桶64美元。", False),
        ("人民币对美金的浮动区间是多少？", "人民币对美元汇率的浮动区间为千分之三。", False),
        ("大会用德语还是英语？", "大会使用英文。", False),
        ("埃勒里港（Port Ellery）代表团由谁带队？", "The Port Ellery delegation was led by its mayor.", False),
        ("埃勒里港（Port Ellery）代表团由谁带队？", "代表团由市长带队抵达云州。", True),
        ("里港的代表团由谁带队？", "代表团由市长带队抵达云州。", True),
        ("清禾的代表团由谁带队？", "代表团由市长带队抵达云州。", True),
        ("诺斯菲尔德市政府估算损失多少？", "Northfield council put the damage at £3.2 million.", False),
    ],
)
def test_what_is_no_place_is_missed_in_no_article(question: str, text: str, expected: bool) -> None:
    others = ("清禾市召开会议。", "油价的均价是每桶80美元。")  # pages that write these words: only then are they words
    assert foreign(analysis(question, text, *others), 0) is expected


def test_a_place_is_known_by_its_sound_too() -> None:
    """Qinghe is 清河 to the dictionary, and 清禾 to this paper."""
    found = analysis("Who is the coach of the Qinghe team?", "清禾市女排主教练丘及平说，清禾市的球迷很多。")
    assert not foreign(found, 0)
