"""Whether a page is about what was asked: years, places, works."""

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


@pytest.mark.parametrize(
    ("question", "text", "foreign"),
    [
        ("7月原油出口的均价是每桶多少美元？", "7月，原油出口价格为每桶64美元。", False),
        ("人民币对美金的浮动区间是多少？", "人民币对美元汇率的浮动区间为千分之三。", False),
        ("大会用德语还是英语？", "大会使用英文。", False),
        ("埃勒里港（Port Ellery）代表团由谁带队？", "The Port Ellery delegation was led by its mayor.", False),
        ("埃勒里港（Port Ellery）代表团由谁带队？", "代表团由市长带队抵达云州。", True),
        ("里港的代表团由谁带队？", "代表团由市长带队抵达云州。", True),
        ("清禾的代表团由谁带队？", "代表团由市长带队抵达云州。", True),
    ],
)
def test_what_is_no_place_is_missed_in_no_article(question: str, text: str, foreign: bool) -> None:
    others = ("清禾市召开会议。", "油价的均价是每桶80美元。")  # pages that write these words: only then are they words
    assert analysis(question, text, *others).foreign(0) is foreign


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
