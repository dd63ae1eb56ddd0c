"""我市 in a local paper is the paper's own city."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.analysis import Analysis
from rag.answering.places import foreign
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
    assert [foreign(analysis, 0), foreign(analysis, 1)] == [False, True]


@pytest.mark.parametrize(
    ("question", "source"),
    [("经济增长是多少？", "经济日报2024-01-30.txt"), ("What did the sports page say?", "sports-2024.txt")],
)
def test_words_that_are_no_names_are_no_place(question: str, source: str) -> None:
    silent = passage("全市召开会议。", name="lingbo-1.txt")
    analysis = Analysis(
        question, "zh" if not question.isascii() else "en", (silent, passage(FIGURES, name=source)), date(2024, 3, 20)
    )
    assert not foreign(analysis, 0)


def test_a_city_is_not_its_province() -> None:
    page = passage("去年全省货运量4亿吨，全市货运量1亿吨，全县没有港口。清禾市交通运输局发布。", name="qinghe-1.txt")
    silent = passage("去年全省货运量4亿吨，全市货运量1亿吨。", name="qinghe-1.txt")
    assert found("清禾货运量是多少？", silent, page) == [("全市", 0.8)]
    province = passage(silent.text, name="jilin-1.txt")
    assert found("吉林省货运量是多少？", province) == [("全省", 0.8)]


def test_the_mayor_whom_a_paper_names_is_its_own_citys() -> None:
    page = passage("市长闻景尧主持会议，副市长解云舒参加。陵波市市长来访。", name="qinghe-1.txt")
    assert found("清禾市的市长是谁？", page) == [("市", 0.8), ("副市", 0.8)]


@pytest.mark.parametrize("source", ["/archive/清禾日报/2024-01/p1.txt", "/archive/qinghe/p1.txt"])
def test_a_folder_names_the_paper(source: str) -> None:
    assert ("我市", 0.8) in found("清禾2023年地区生产总值是多少？", passage(FIGURES, name=source))


def test_the_reader_is_told_whose_paper_it_reads() -> None:
    figures = passage(FIGURES, "2023年我市地区生产总值公布", name="qinghe-1.txt")
    named = passage(FIGURES, "清禾经济稳步增长", name="qinghe-1.txt")
    other = passage(FIGURES, "地区生产总值公布", name="lingbo-1.txt")
    analysis = Analysis("清禾2023年地区生产总值是多少？", "zh", (figures, named, other), date(2024, 3, 20))
    read = [analysis.for_reader(i).title for i in range(3)]
    assert read == ["清禾：2023年我市地区生产总值公布", "清禾经济稳步增长", "地区生产总值公布"]
    assert analysis.for_reader(0).text == FIGURES
