"""我市 in a local paper is the paper's own city."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.analysis import Analysis
from rag.types import Passage
from tests.rag.answering.pages import passage

FIGURES = "市统计局29日发布，2023年我市地区生产总值为1796.2亿元，同比增长6.1％。"
BYLINE = "全市邮政工作会议召开。清禾日报记者 方既白"


def found(question: str, *passages: Passage) -> list[tuple[str, float]]:
    """What the first passage has of the question's first word, and how surely."""
    analysis = Analysis(question, "zh" if not question.isascii() else "en", passages, date(2024, 3, 20))
    text = analysis.facts[0].text
    return [(text[h.start : h.end], h.sure) for h in analysis.hits(0)[0]]


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("清禾2023年地区生产总值是多少？", "pages/qinghe-2024-01-30-p1.txt"),
        ("清禾市2023年地区生产总值是多少？", "清禾日报2024-01-30.txt"),
        ("Qinghe output value in 2023", "qinghe_economy.txt"),
    ],
)
def test_the_papers_own_city_is_meant(question: str, source: str) -> None:
    elsewhere = passage("清禾港的货运量。", name="port.txt")
    assert ("我市", 0.8) in found(question, passage(FIGURES, name=source), elsewhere)


def test_a_byline_of_the_same_page_names_the_paper() -> None:
    page = passage(FIGURES, name="a.txt")
    assert ("我市", 0.8) in found("清禾2023年地区生产总值是多少？", page, passage(BYLINE, name="a.txt"))
    assert found("清禾2023年地区生产总值是多少？", page, passage(BYLINE, name="b.txt")) == []


@pytest.mark.parametrize("source", ["lingbo-2024-01-30-p1.txt", "xqinghe.txt", "陵波日报.txt"])
def test_another_paper_means_another_city(source: str) -> None:
    assert found("清禾2023年地区生产总值是多少？", passage(FIGURES, name=source), passage(BYLINE, name="b.txt")) == []


def test_an_article_silent_about_a_small_town_is_about_another_one() -> None:
    own, other = passage(FIGURES, name="qinghe-1.txt"), passage(FIGURES, name="lingbo-1.txt")
    analysis = Analysis("清禾2023年地区生产总值是多少？", "zh", (own, other, passage(BYLINE)), date(2024, 3, 20))
    assert [analysis.foreign(0), analysis.foreign(1)] == [False, True]


@pytest.mark.parametrize(
    ("question", "source"),
    [("经济增长是多少？", "经济日报2024-01-30.txt"), ("What did the sports page say?", "sports-2024.txt")],
)
def test_words_that_are_no_names_are_no_place(question: str, source: str) -> None:
    silent = passage("全市召开会议。", name="lingbo-1.txt")
    analysis = Analysis(
        question, "zh" if not question.isascii() else "en", (silent, passage(FIGURES, name=source)), date(2024, 3, 20)
    )
    assert not analysis.foreign(0)
