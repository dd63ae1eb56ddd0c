"""Whether a page is about what was asked: years, places, works."""

from __future__ import annotations

import pytest

from tests.rag.answering.pages import analysis


@pytest.mark.parametrize(("year", "contradicted"), [(2023, False), (2024, True), (2022, True)])
def test_a_figure_of_another_year(year: int, contradicted: bool) -> None:
    text = "国家邮政局22日发布数据，2023年我国快递业务量累计完成1320.7亿件，比2021年多。"
    found = analysis(f"{year}年我国快递业务量是多少？", text)
    assert found.check(0, found.facts[0].sentences[0]).contradicted is contradicted


def test_a_figure_of_a_year_is_none_for_the_month_it_was_published_in() -> None:
    text = "国家邮政局22日发布数据，2023年我国快递业务量累计完成1320.7亿件。"
    found = analysis("2024年1月快递业务量是多少？", text)
    assert found.check(0, found.facts[0].sentences[0]).contradicted


def test_the_year_of_a_plan_is_not_the_year_of_a_figure() -> None:
    text = "审议通过《古码头保护三年行动方案（2024—2026年）》。会议指出，去年四季度全市共检查沿江企业412家。"
    found = analysis("2023年全市检查了多少家沿江企业？", text)
    assert found.check(0, found.facts[0].sentences[1]).dates == "match"


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("辽宁省省长是谁？", True),
        ("吉林省省长是谁？", False),
        ("Who is the governor of Liaoning?", True),
        ("Who is the governor of Jilin?", False),
        ("Who is the governor of Qqvania?", False),
    ],
)
def test_a_place_that_the_article_does_not_know(question: str, foreign: bool) -> None:
    assert analysis(question, "省长胡玉亭会见港澳委员，推动吉林全面振兴。").foreign(0) is foreign


def test_a_place_is_known_by_its_sound_too() -> None:
    """Qinghe is 清河 to the dictionary, and 清禾 to this paper."""
    found = analysis("Who is the coach of the Qinghe team?", "清禾市女排主教练丘及平说，清禾市的球迷很多。")
    assert not found.foreign(0)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gone with the Ferry was written by Ouyang Tong in 1966.", "open"),  # it may be the work: nobody can tell
        ("《老桥》由欧阳桐写于1966年。", "conflict"),
        ("《渡口往事》由欧阳桐写于1966年。", "match"),
    ],
)
def test_a_chinese_title_is_not_missed_in_english(text: str, names: str) -> None:
    found = analysis("《渡口往事》是哪一年写的？", text)
    assert found.check(0, found.facts[0].sentences[0]).names == names
