"""What a question asks for."""

from __future__ import annotations

import pytest

from rag.answering.expectation import expect


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("会议由谁主持？", "person"),
        ("会上增补了哪几个常委？", "person"),
        ("哪些省长参加了会议？", "person"),
        ("哪些省参加了会议？", "place"),
        ("村里的支书叫什么？", "person"),
        ("展览叫什么名字？", "text"),
        ("是什么导致了停电？", "reason"),
        ("哪位副市长列席会议？", "person"),
        ("大会什么时候召开？", "date"),
        ("哪天开馆？", "date"),
        ("市博物馆星期几不开门？", "date"),
        ("快递业务量累计完成多少件？", "quantity"),
        ("共有几座窑炉？", "quantity"),
        ("最长的多长？", "quantity"),
        ("同比增长百分之几？", "quantity"),
        ("启动活动在哪里举行？", "place"),
        ("在哪个城市举办？", "place"),
        ("由哪个单位主办？", "organisation"),
        ("会前观看了什么专题片？", "title"),
        ("为什么推迟？", "reason"),
        ("会议是林望舒主持的吗？", "yesno"),
        ("是否通过了报告？", "yesno"),
        ("会议研究了什么？", "text"),
        ("失联的船员叫什么名字？", "person"),
        ("哪个国家的企业占比最大？", "place"),
        ("會議由誰主持？", "person"),
        ("大會什麼時候召開？", "date"),
        ("完成多少個？", "quantity"),
        ("是誰主持的嗎？", "person"),
        ("湘江形成了当年第几号洪水？", "quantity"),
        ("寒潮会议听了哪几个地方的汇报？", "place"),
        ("哪几个区试点多孩同校？", "place"),
        ("哪几位副省长参加了会议？", "person"),
        ("哪家券商对全年利润更乐观？", "organisation"),
        ("地铁刚开的那几天怎么才能不花钱坐？", "text"),
        ("两队的第二场打成几比几？", "quantity"),
    ],
)
def test_chinese(question: str, kind: str) -> None:
    assert expect(question, "zh").kind == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who chaired the Jan 22 meeting?", "person"),
        ("Which vice mayor attended?", "person"),
        ("When did it open?", "date"),
        ("What day of the week is it closed?", "date"),
        ("How many parcels were delivered in 2023?", "quantity"),
        ("By what percentage did it grow?", "quantity"),
        ("Where was the launch held?", "place"),
        ("In which city did it take place?", "place"),
        ("Which organisation hosted it?", "organisation"),
        ("What documentary did they watch?", "title"),
        ("Why was it moved?", "reason"),
        ("Did Lin Wangshu chair the meeting?", "yesno"),
        ("What did the meeting discuss?", "text"),
        ("Who said when the bridge would open?", "person"),
        ("What did they shout when the team came in?", "text"),
        ("What impressed Mayor Colbeck most?", "text"),
        ("What were the names of the boats that the boys who won had?", "text"),
        ("What population trend did the report see?", "text"),
        ("What was the population of the city?", "quantity"),
        ("Which two players went back?", "person"),
        ("Which foreign ministers came?", "person"),
        ("What was the revenue of the company?", "quantity"),
        ("Which surgeon carried out the first operation?", "person"),
        ("Which broker expects more?", "organisation"),
        ("What was the vote on the bus lane?", "quantity"),
    ],
)
def test_english(question: str, kind: str) -> None:
    assert expect(question, "en").kind == kind


@pytest.mark.parametrize(
    ("question", "language", "unit", "noun"),
    [
        ("完成多少亿件？", "zh", "件", ""),
        ("增长百分之多少？", "zh", "%", ""),
        ("花了多少钱？", "zh", "money", ""),
        ("在国外待了多久？", "zh", "time", ""),
        ("今年多大岁数？", "zh", "age", ""),
        ("会议几点开始？", "zh", "clock", ""),
        ("明仁天皇于何年即位？", "zh", "year", ""),
        ("项目几月建成？", "zh", "month", ""),
        ("灯塔是哪年哪月哪日熄灭的？", "zh", "", ""),
        ("In which year was it founded?", "en", "year", ""),
        ("Since which month has he led it?", "en", "month", ""),
        ("At what time did it start?", "en", "clock", ""),
        ("When did it start?", "en", "", ""),
        ("种了几亩桃？", "zh", "亩", ""),
        ("How many safety hazards were found?", "en", "", "hazards"),
        ("How much did it cost?", "en", "money", ""),
        ("How old is the tree?", "en", "age", ""),
        ("What was the express delivery revenue in 2023?", "en", "money", ""),
        ("By what percentage did revenue rise?", "en", "%", ""),
        ("How long did the flight take?", "en", "time", ""),
        ("两队的第二场打成几比几？", "zh", "score", ""),
        ("What was the final score?", "en", "score", ""),
    ],
)
def test_units(question: str, language: str, unit: str, noun: str) -> None:
    found = expect(question, language)  # type: ignore[arg-type]
    assert (found.unit, found.noun) == (unit, noun)


def test_the_words_that_ask_are_marked() -> None:
    question = "1月22日的会议由谁主持？"
    start, end = expect(question, "zh").focus
    assert question[start:end] == "谁"
    question = "冰雪季在哪里启动？"
    start, end = expect(question, "zh").focus
    assert question[start:end] == "在哪里"


@pytest.mark.parametrize("question", ["", "？", "a", "的" * 500, "多少" * 300, "how many " * 100, "\ud800谁"])
def test_any_text_has_a_kind(question: str) -> None:
    for language in ("zh", "en"):
        assert expect(question, language).kind  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which archaeologist explained the characters?", "person"),
        ("Which New Jersey council member was shot?", "person"),
        ("What tourist attractions are there?", "text"),
        ("What county subsidy does each bed get?", "text"),
        ("Which county has the most beds?", "place"),
        ("What were village wells to undergo?", "text"),
        ("Which cooperative signed the largest contract?", "organisation"),
        ("What did the report blame for the slow growth?", "reason"),
        ("Name those added as members of the committee.", "person"),
    ],
)
def test_english_nouns_that_tell_the_kind(question: str, kind: str) -> None:
    assert expect(question, "en").kind == kind


@pytest.mark.parametrize(
    ("question", "language", "unit"),
    [
        ("休渔期有多长？", "zh", "time"),
        ("隧道有多长？", "zh", "length"),
        ("鸡蛋会涨多少？", "zh", "change"),
        ("零售额涨了多少？", "zh", "change"),
        ("开发银行出了多大份额？", "zh", "%"),
        ("To what prison term was he sentenced?", "en", "time"),
    ],
)
def test_the_measure_that_is_asked_for(question: str, language: str, unit: str) -> None:
    found = expect(question, language)  # type: ignore[arg-type]  # a language of the table above
    assert (found.kind, found.unit) == ("quantity", unit)


@pytest.mark.parametrize(
    ("question", "language", "many"),
    [
        ("有几位代表反对？", "zh", False),
        ("决赛打成几比几？", "zh", False),
        ("两队分别得了多少分？", "zh", True),
        ("租金从多少涨到多少？", "zh", True),
        ("How many members attended?", "en", False),
        ("How many members did each party have?", "en", True),
    ],
)
def test_whether_one_figure_is_asked_for_or_several(question: str, language: str, many: bool) -> None:
    assert expect(question, language).many is many  # type: ignore[arg-type]  # a language of the table above
