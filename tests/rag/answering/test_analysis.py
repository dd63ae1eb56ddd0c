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


@pytest.mark.parametrize(
    ("question", "text", "contradicted"),
    [
        # sessions, phases and trials without 第
        ("省政协十三届三次会议由谁主持？", "省政协第十三届委员会第二次会议22日开幕，由曾毓秀主持。", True),
        ("省政协十三届二次会议由谁主持？", "省政协第十三届委员会第二次会议22日开幕，由曾毓秀主持。", False),
        ("这起诈骗案二审判了几年？", "法院对诈骗案作出一审判决，主犯获刑十一年。", True),
        ("这起诈骗案一审判了几年？", "法院对诈骗案作出一审判决，主犯获刑十一年。", False),
        ("二期工程投资多少？", "三期工程总投资14.7亿元。", True),
        ("How many volunteers joined the second-phase trial?", "疫苗完成三期临床试验入组，共2.5万人。", True),
        ("How many volunteers joined the phase three trial?", "疫苗完成三期临床试验入组，共2.5万人。", False),
        ("When was the third orange alert issued?", "这是今年第二个橙色预警，第一个发布于1月19日。", True),
        # both phases stand in the article: the sentence decides
        ("二期工程投资多少？", "二期工程今年开工。一期工程总投资138亿元。", True),
        ("一期工程投资多少？", "二期工程今年开工。一期工程总投资138亿元。", False),
        ("Where is the second factory?", "位于宜陵的第二工厂将于9月投产。", False),
        ("How much did the fifth plant cost?", "第二天，第三产业增加值为8亿元，第五工厂花了3亿元。", False),
        ("How much did the fifth plant cost?", "第二天，第三产业增加值为8亿元。", False),  # no ranks
        ("What did phase II cost?", "三期工程总投资14.7亿元。", True),
        ("At what stage I wonder did it fail?", "三期工程总投资14.7亿元。", False),
        ("How many tonnes were landed in the first five months?", "The second boat landed 86 tonnes in May.", False),
        # which is next counts from nothing
        ("下一届交易会的主宾国是哪国？", "第十二届交易会落幕，下届主宾国确定为匈牙利。", False),
        ("两期培训班有多少人参加？", "第三期培训班有40人参加。", False),
    ],
)
def test_ranks(question: str, text: str, contradicted: bool) -> None:
    found = analysis(question, text)
    assert found.check(0, found.facts[0].sentences[-1]).contradicted is contradicted


@pytest.mark.parametrize(
    ("question", "text", "sentence", "contradicted"),
    [
        ("谁主持了下午的讨论？", "5日上午，薛定坤主持小组讨论。", 0, True),
        ("谁主持了上午的讨论？", "5日上午，薛定坤主持小组讨论。", 0, False),
        ("Who chaired the afternoon discussion?", "5日上午讨论，下午参观，由薛定坤主持。", 0, False),
        # a report on the first quarter that came out in May says nothing of the second
        ("公司2024年二季度的营收是多少？", "公司5月8日披露一季度报告：实现营收14.3亿元。", 0, True),
        ("公司2024年一季度的营收是多少？", "公司5月8日披露一季度报告：实现营收14.3亿元。", 0, False),
        # one day of a stretch is not what a sentence about another day tells
        ("5月2日来了多少游客？", "5月1日至5日迎客386万人次。客流最高峰在5月3日，当天97万人次。", 1, True),
        ("5月3日来了多少游客？", "5月1日至5日迎客386万人次。客流最高峰在5月3日，当天97万人次。", 1, False),
        # the same days of the year before
        ("2023年五一的旅游收入是多少？", "5月1日至5日收入42.7亿元。去年同期，收入39.1亿元。", 1, False),
        ("2022年五一的旅游收入是多少？", "5月1日至5日收入42.7亿元。去年同期，收入39.1亿元。", 1, True),
        # a sentence that opens with its day is about that day, whatever day stands elsewhere
        ("5月6日的会议由谁主持？", "5月5日上午，邵一鸣主持会议。会议要求5月6日前修复管网。", 0, True),
        ("5月5日的会议由谁主持？", "5月5日上午，邵一鸣主持会议。会议要求5月6日前修复管网。", 0, False),
    ],
)
def test_days_and_quarters(question: str, text: str, sentence: int, contradicted: bool) -> None:
    found = analysis(question, text, day=date(2024, 5, 9))
    assert found.check(0, found.facts[0].sentences[sentence]).contradicted is contradicted


def test_a_foreign_name_in_a_chinese_question_is_heard_in_an_english_page() -> None:
    text = "A jury found the accountant Stephen Mallory guilty of stealing £318,000. St. Aldhelm's was not involved."
    found = analysis("马洛里偷了多少钱？", text)
    mallory = next(i for i, t in enumerate(found.terms) if t.text == "马洛里")
    assert [text[h.start : h.end] for h in found.hits(0)[mallory]] == ["Mallory"]
    assert not found.check(0, found.facts[0].sentences[0]).contradicted
    other = analysis("布朗宁偷了多少钱？", text)
    assert not any(h for t, h in zip(other.terms, other.hits(0), strict=True) if t.start == 0)


def test_a_chinese_name_must_stand_in_an_english_page_that_has_chinese_names() -> None:
    text = "Mayor Wen Jingyao chaired the meeting, and Shen Yanqiu spoke."
    for question, contradicted in (("闻景尧主持了什么会？", False), ("乔昱翛主持了什么会？", True)):
        found = analysis(question, text)
        assert found.check(0, found.facts[0].sentences[0]).contradicted is contradicted


def test_a_town_with_a_surname_in_front_is_nobody() -> None:
    found = analysis(
        "清禾和Port Ellery哪年结成姐妹城市？", "The two cities became partners in 1996.", "清禾市召开会议。"
    )
    assert not found.people
    assert not found.check(0, found.facts[0].sentences[0]).contradicted


def test_the_final_trial_is_the_second() -> None:
    text = "市中级人民法院作出终审判决，撤销一审量刑部分，改判有期徒刑五年十个月。"
    assert analysis("二审判了他几年？", text).check(0, (0, len(text))).ordinals == "match"
    assert analysis("三审判了他几年？", text).check(0, (0, len(text))).ordinals == "conflict"


def test_whom_the_passages_name_is_named_by_the_question() -> None:
    found = analysis("于建国是什么职务？", "省军区少将司令员席栓柱，省军区少将副司令员于建国参加会议。")
    assert [n.text for n in found.people] == ["于建国"]
    assert [t.text for t in found.terms] == ["于建国"]
    assert found.position
    assert not analysis("于建国初期通车的铁路是哪条？", "铁路于建国初期通车。").people


def test_a_rank_of_something_else_contradicts_nothing() -> None:
    text = "活动名为“奉献第二故乡”。省军区党委书记刘金来主持会议。"
    sentence = analysis("十四届四次全体会议由谁主持？", text).facts[0].sentences[1]
    assert not analysis("十四届四次全体会议由谁主持？", text).check(0, sentence).contradicted
    other = analysis("第三工厂由谁管理？", "第二工厂由刘金来管理。")
    assert other.check(0, other.facts[0].sentences[0]).contradicted
