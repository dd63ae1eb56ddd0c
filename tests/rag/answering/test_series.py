"""Which of several figures: values in a row, narrower statements, what each is said of."""

from __future__ import annotations

import pytest

from rag.answering import proposals, series
from rag.answering.facts import TextFacts
from tests.rag.answering.pages import analysis

SHARES = (
    "2023年东、中、西部地区快递业务量比重分别为75.2％、16.7％和8.1％。与2022年同期相比，东部地区比重下降1.6个百分点。"
)


PARCELS = (
    "2023年我国快递业务量累计完成1320.7亿件，同比增长19.4％。其中，同城快递业务量累计完成136.4亿件，同比增长6.6％；"
    "异地快递业务量累计完成1153.6亿件，同比增长20.5％。"
)


@pytest.mark.parametrize(
    ("question", "value"),
    [("2023年中部地区快递业务量比重是多少？", "16.7％"), ("西部地区快递业务量比重是多少？", "8.1％")],
)
def test_values_said_respectively(question: str, value: str) -> None:
    found = analysis(question, SHARES)
    sentence = found.facts[0].sentences[0]
    matched = {
        SHARES[n.start : n.end]: series.label_match(found, 0, (n.start, n.end), sentence)
        for n in found.facts[0].numbers
        if n.end <= sentence[1]
    }
    assert {said for said, match in matched.items() if match == 1.0} == {value}
    assert sum(match == -1.0 for match in matched.values()) == 2


@pytest.mark.parametrize("text", ["甲、乙两队分别获胜。", "三地分别为1、2和3。", "甲、乙分别为5％。", "分别"])
def test_a_row_that_does_not_add_up_has_no_labels(text: str) -> None:
    facts = TextFacts(text)
    assert series.labels(text, (0, len(text)), [(n.start, n.end) for n in facts.numbers]) == {}


RELIEF = "省财政下拨救灾资金1.2亿元，其中清河市3600万元，陵波市5100万元，岚宁市3300万元。"


@pytest.mark.parametrize(
    ("question", "value"),
    [("陵波市得到多少救灾资金？", "5100万元"), ("How much relief money did Lingbo get?", "5100万元")],
)
def test_the_item_of_a_row_that_was_asked_for(question: str, value: str) -> None:
    found = analysis(question, RELIEF)

    def label(text: str) -> float:
        at = RELIEF.index(text)
        return proposals.judge(found, 0, (at, at + len(text))).label

    assert label(value) == 1.0
    assert {label(other) for other in ("1.2亿元", "3600万元", "3300万元")} == {-1.0}


@pytest.mark.parametrize(
    "text",
    [
        "同城业务量完成1.4亿件，同比增长6.6％。",
        "清河市3600万元，陵波市招待了来自各地的客人一共是51人。",
        "全省下拨1.2亿元。",
    ],
)
def test_figures_that_make_no_row_have_no_items(text: str) -> None:
    facts = TextFacts(text)
    assert series.items(facts.folded, (0, len(text)), [(n.start, n.end) for n in facts.numbers]) == {}


def narrowed(question: str, value: str, text: str = PARCELS) -> float:
    found = analysis(question, text)
    at = text.index(value)
    return proposals.judge(found, 0, (at, at + len(value))).narrowed


def test_a_part_of_what_was_asked_for() -> None:
    assert narrowed("2023年快递业务量是多少？", "136.4亿件") == 1.0
    assert narrowed("2023年快递业务量是多少？", "1320.7亿件") == 0.0  # 我国 narrows nothing
    assert narrowed("2023年同城快递业务量是多少？", "136.4亿件") == 0.0


def test_the_residents_are_the_population() -> None:
    text = "2023年末全市常住人口为268.4万人，其中城镇人口为171.3万人。"
    assert narrowed("清河市的人口是多少？", "268.4万人", text) == 0.0
    assert narrowed("清河市的人口是多少？", "171.3万人", text) > 0


def test_what_is_done_with_a_thing_narrows_nothing() -> None:
    text = "全市共接待游客386.4万人次。"
    assert narrowed("今年来了多少游客？", "386.4万人次", text) == 0.0
    text = "全市共有境外游客3.1万人次。"
    assert narrowed("今年来了多少游客？", "3.1万人次", text) > 0


def test_the_papers_own_country_has_several_names() -> None:
    found = analysis("2023年全国快递业务量是多少？", PARCELS)
    national = next(j for j, t in enumerate(found.terms) if t.text == "全国")
    assert found.hits(0)[national]


def test_a_value_whose_statement_lacks_what_was_asked_about_is_astray() -> None:
    found = analysis("异地快递业务量同比增长多少？", PARCELS)
    lost = {}
    for value in ("19.4％", "6.6％", "20.5％"):
        at = PARCELS.index(value)
        lost[value] = proposals.judge(found, 0, (at, at + len(value))).astray
    assert lost == {"19.4％": 1.0, "6.6％": 1.0, "20.5％": 0.0}
    best = proposals.propose(found)[0]
    assert PARCELS[best.start : best.end] == "20.5％"


def test_values_said_respectively_of_clauses_with_values_of_their_own() -> None:
    text = "全市接待游客96.7万人次，旅游收入6.12亿元，分别增长18.4％和22.5％。"
    found = analysis("旅游收入增长百分之几？", text)
    at = text.index("22.5％")
    assert series.label_match(found, 0, (at, at + 5), (0, len(text))) == 1.0


@pytest.mark.parametrize(
    ("question", "value", "later"),
    [
        ("给柳潭镇拨了多少钱？", "800万元", True),
        ("给柳潭镇拨了多少钱？", "300万元", False),
        ("一共拨付多少救灾资金？", "800万元", False),
    ],
)
def test_whom_the_question_names_is_named_only_behind_another_value(question: str, value: str, later: bool) -> None:
    text = "县财政拨付救灾资金800万元，其中300万元用于柳潭镇。"
    at = text.index(value)
    assert series.named_later(analysis(question, text), 0, (at, at + len(value)), (0, len(text))) is later


@pytest.mark.parametrize("text", ["柳潭镇去年收入300万元，支出200万元。", "柳潭镇收入300万元，柳潭镇支出200万元。"])
def test_what_is_named_before_goes_on_to_be_spoken_of(text: str) -> None:
    found = analysis("柳潭镇收支多少？", text)
    for value in ("300万元", "200万元"):
        at = text.index(value)
        assert not series.named_later(found, 0, (at, at + len(value)), (0, len(text)))


def test_what_a_sentence_says_of_parts_is_less_than_what_english_asks_for() -> None:
    text = "快递业务量完成13.2亿件，同比增长19.4％。其中，同城快递业务量完成1.4亿件，同比增长6.6％。"
    assert narrowed("How fast did the express delivery volume grow?", "6.6％", text) > 0
    assert narrowed("How fast did the express delivery volume grow?", "19.4％", text) == 0.0
    plain = text.replace("其中，", "")
    assert narrowed("How fast did the express delivery volume grow?", "6.6％", plain) == 0.0
