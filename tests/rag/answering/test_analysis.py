"""Whether a page is about what was asked: years, ranks, works."""

from __future__ import annotations

from datetime import date

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


@pytest.mark.parametrize(
    ("question", "text", "contradicted"),
    [
        # the half year is this paper's, whatever year stood before it
        ("2024年上半年固定资产投资增长了多少？", "2023年完成投资300亿元。上半年投资增长12.6%。", False),
        ("2023年上半年固定资产投资增长了多少？", "2023年完成投资300亿元。上半年投资增长12.6%。", True),
        # two years in one sentence: either may be asked about
        ("2023年关闭了多少家网点？", "去年关闭2600家网点，今年一月关闭119家网点。", False),
        ("2022年关闭了多少家网点？", "去年关闭2600家网点，今年一月关闭119家网点。", True),
        # a month's figure in that month's paper
        ("2024年7月利率上调多少个基点？", "这是2022年以来的变化。央行宣布将利率上调50个基点。", False),
        ("2024年利率上调多少个基点？", "这是2022年底的变化。央行宣布将利率上调50个基点。", True),
    ],
)
def test_figures_of_several_years(question: str, text: str, contradicted: bool) -> None:
    found = analysis(question, text, day=date(2024, 7, 25))
    assert found.check(0, found.facts[0].sentences[-1]).contradicted is contradicted


def test_nothing_contradicts_recently() -> None:
    text = "8月16日，交易所与主要银行举行会议，商讨提振市场交投。"
    for question in ("交易所近期和谁开会？", "Who did the exchange recently meet?"):
        found = analysis(question, text, day=date(2023, 8, 16))
        assert found.dates
        assert found.check(0, found.facts[0].sentences[0]).dates == "open"


def test_the_day_of_a_piece_is_its_day_of_print() -> None:
    text = "上周五各股指震荡。创业板盘中一度跌破6月28日高点。"
    found = analysis("2023年7月24日那篇股评称，创业板跌破哪天的高点？", text, day=date(2023, 7, 24))
    assert found.check(0, found.facts[0].sentences[1]).dates == "match"


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("What period does the TV drama 'Zhang Weiguo' cover?", []),
        ('Who directed "Zhang Weiguo"?', []),
        ("What did Zhang Weiguo's brother say?", ["Zhang Weiguo"]),
        ("Who met Zhang Weiguo?", ["Zhang Weiguo"]),
    ],
)
def test_a_title_in_quotes_is_nobody(question: str, people: list[str]) -> None:
    assert [n.text for n in analysis(question, "张卫国说。").people] == people


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("What was the theme of the First Conference?", "match"),
        ("What was the theme of the Second Conference?", "conflict"),
        ("首届大会的主题是什么？", "match"),
        ("第二届大会的主题是什么？", "conflict"),
        ("第一次对话在哪里举行？", "conflict"),  # 首届 of another event is no 第一次
    ],
)
def test_the_first_session_is_a_rank(question: str, ordinals: str) -> None:
    found = analysis(question, "首届大会3日开幕，主题为“合作”，这是第五次对话。")
    assert found.check(0, found.facts[0].sentences[0]).ordinals == ordinals


def test_first_contradicts_no_page_that_says_who_was() -> None:
    found = analysis("Who was the first to arrive?", "首位到达的是林望舒，这是第五次比赛。")
    assert not found.check(0, found.facts[0].sentences[0]).contradicted


def test_the_year_of_a_plan_is_not_the_year_of_a_figure() -> None:
    text = "审议通过《古码头保护三年行动方案（2024—2026年）》。会议指出，去年四季度全市共检查沿江企业412家。"
    found = analysis("2023年全市检查了多少家沿江企业？", text)
    assert found.check(0, found.facts[0].sentences[1]).dates == "match"


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
