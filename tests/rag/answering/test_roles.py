"""Titles and their bearers, values in a row, narrower statements, enumerations, datelines, years and places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.answering import abstention, lists, proposals, roles, series, verdict
from rag.answering.abstention import load_abstention
from rag.answering.analysis import Analysis
from rag.answering.facts import TextFacts
from rag.language.scripts import question_language
from tests.rag.answering.pages import passage

OFFICERS = (
    "会前，与会人员观看专题片。省军区党委书记、少将政治委员方志远主持会议。省委常委、省军区党委副书记、少将司令员韩卫国，"
    "省军区少将副司令员顾建国参加会议。日本云州总商会会长庄旭、韩中经贸总商会会长李长海发言。"
)
SHARES = (
    "2023年东、中、西部地区快递业务量比重分别为75.2％、16.7％和8.1％。与2022年同期相比，东部地区比重下降1.6个百分点。"
)
PARCELS = (
    "2023年我国快递业务量累计完成1320.7亿件，同比增长19.4％。其中，同城快递业务量累计完成136.4亿件，同比增长6.6％；"
    "异地快递业务量累计完成1153.6亿件，同比增长20.5％。"
)


def analysis(question: str, *texts: str, day: date | None = date(2024, 1, 23)) -> Analysis:
    language = "zh" if question_language(question) == "zh" else "en"
    return Analysis(question, language, [passage(t, day=day) for t in texts], date(2024, 1, 23))  # type: ignore[arg-type]


def role_of(question: str, text: str, name: str) -> float:
    found = analysis(question, text)
    at = text.index(name)
    return roles.role(found, 0, (at, at + len(name)))


@pytest.mark.parametrize(
    ("question", "bearer", "others"),
    [
        ("省军区司令员是谁？", "韩卫国", ("方志远", "顾建国")),
        ("省军区副司令员是谁？", "顾建国", ("韩卫国", "方志远")),
        ("韩中经贸总商会会长是谁？", "李长海", ("庄旭", "韩卫国")),
        ("Who is the deputy commander of the military district?", "顾建国", ("韩卫国",)),
    ],
)
def test_the_bearer_of_the_title_asked_for(question: str, bearer: str, others: tuple[str, ...]) -> None:
    own = role_of(question, OFFICERS, bearer)
    assert own > 0.4
    assert all(role_of(question, OFFICERS, other) < own for other in others)


def test_a_deputy_is_not_the_principal() -> None:
    assert role_of("省军区司令员是谁？", OFFICERS, "顾建国") == -1.0
    assert role_of("省军区副司令员是谁？", OFFICERS, "韩卫国") == -1.0
    found = analysis("省军区司令员是谁？", OFFICERS)
    assert OFFICERS[slice(*(proposals.propose(found)[0].start, proposals.propose(found)[0].end))] == "韩卫国"


@pytest.mark.parametrize(
    ("question", "identity"),
    [
        ("省长是谁？", True),
        ("谁是云州市市长？", True),
        ("主持会议的是谁？", False),
        ("谁主持了会议？", False),
        ("Who is the mayor of Yunzhou?", True),
        ("谁当选了省人大常委会主任？", True),
        ("Who was elected deputy director of the committee?", True),
        ("谁任务完成得最好？", False),
        ("省军区副司令员叫什么名字？", True),
        ("失联的船员叫什么名字？", False),
        ("这座桥叫什么名字？", False),
        ("Who was the first to arrive?", False),
        ("Who chaired the meeting?", False),
    ],
)
def test_who_bears_a_title_and_who_did_something(question: str, identity: bool) -> None:
    assert roles.asks_identity(question) is identity


@pytest.mark.parametrize(
    "question", ["韩卫国担任什么职务？", "韩卫国是谁？", "韩卫国的职务是什么？", "What is Han Weiguo's position?"]
)
def test_somebodys_position_is_the_titles_before_the_name(question: str) -> None:
    found = analysis(question, OFFICERS)
    assert found.position
    best = proposals.propose(found)[0]
    assert OFFICERS[best.start : best.end] == "省委常委、省军区党委副书记、少将司令员"


def test_a_question_for_a_title_asks_for_no_position() -> None:
    assert not analysis("省军区司令员是谁？", OFFICERS).position


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


ELECTED = "会议补选卜承安为市人大常委会副主任，补选易远帆、裴定海为市人大常委会委员。"


def test_a_title_that_somebody_is_given_is_his() -> None:
    assert role_of("谁当选市人大常委会副主任？", ELECTED, "卜承安") > 0.4
    assert role_of("谁当选市人大常委会主任？", ELECTED, "卜承安") == -1.0
    assert role_of("谁当选市人大常委会委员？", ELECTED, "易远帆") > 0.4


@pytest.mark.parametrize(
    ("question", "forms"),
    [
        ("哪位副司令员参加会议？", {"副司令员"}),
        ("Which foreign ministers attended?", {"部长", "minister"}),
        ("谁参加会议？", set()),
        ("Which people attended?", set()),
        ("哪些市民参加？", set()),
    ],
)
def test_the_office_of_those_asked_for(question: str, forms: set[str]) -> None:
    found = analysis(question, OFFICERS)
    assert forms <= set(found.office)
    assert bool(found.office) is bool(forms)


def test_those_who_hold_the_office_come_first() -> None:
    found = analysis("哪位副司令员参加会议？", OFFICERS)
    at = {name: OFFICERS.index(name) for name in ("顾建国", "韩卫国")}
    assert [proposals.judge(found, 0, (start, start + 3)).role for start in at.values()] == [1.0, 0.0]
    assert not roles.untitled(found, 0)
    assert roles.untitled(analysis("Which foreign ministers attended?", OFFICERS), 0)


def test_the_paper_of_another_town_is_not_asked() -> None:
    held = [
        "1月22日，市委书记汤怀远主持召开市委常委会会议，研究春运保障工作。陵波市委有关部门负责人参加。",
        "1月22日，市委书记沈砚秋主持召开市委常委会会议，研究春运保障工作。清禾市委有关部门负责人参加。",
    ]
    found = analysis("清禾1月22日的市委常委会是谁主持的？", *held)
    judged = {}
    for number, name in enumerate(("汤怀远", "沈砚秋")):
        at = held[number].index(name)
        judged[name] = proposals.judge(found, number, (at, at + 3))
    assert judged["汤怀远"].missing > judged["沈砚秋"].missing
    assert judged["汤怀远"].score < judged["沈砚秋"].score
    own = judged["沈砚秋"]
    assert replace(own, missing=own.missing + 0.2).score < own.score - 1
    assert replace(own, foreign=True).score < own.score - 1
    abroad = analysis("Who chaired the meeting in Harbin on January 22?", held[0])
    assert proposals.judge(abroad, 0, (held[0].index("汤怀远"), held[0].index("汤怀远") + 3)).foreign


@pytest.mark.parametrize(
    ("question", "text", "span"),
    [
        ("博物馆星期几不开门？", "展览到8月31日结束，博物馆每周一闭馆。", "每周一"),
        ("大桥哪一年落成？", "大桥1998年7月6日落成。", "1998年"),
        ("大桥几月落成？", "大桥1998年7月6日落成。", "1998年7月"),
        ("全市最老的树多大岁数？", "全市最老的一株樟树约1150年。", "约1150年"),
    ],
)
def test_what_a_reader_might_not_point_at_is_proposed(question: str, text: str, span: str) -> None:
    assert span in {text[c.start : c.end] for c in proposals.propose(analysis(question, text))}


HOSTS = "本次活动由中国残联主办，黑龙江省残联承办，哈尔滨市残联协办。"


@pytest.mark.parametrize(
    ("question", "body"),
    [("活动是由谁承办的？", "黑龙江省残联"), ("活动由谁主办？", "中国残联"), ("哪个单位协办了活动？", "哈尔滨市残联")],
)
def test_who_did_it_stands_before_what_was_done(question: str, body: str) -> None:
    found = analysis(question, HOSTS)
    adjoined = {}
    for name in ("中国残联", "黑龙江省残联", "哈尔滨市残联"):
        at = HOSTS.index(name)
        adjoined[name] = proposals.judge(found, 0, (at, at + len(name))).adjoined
    assert adjoined == {name: float(name == body) for name in adjoined}


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


ITEMS = "当日参与了冰爬犁、雪地曲棍球、雪地足球、雪地拔河等项目。还将举办东北片区、京津冀片区、西南片区主场活动。"


@pytest.mark.parametrize(
    ("pointed", "grown"),
    [
        ("冰爬犁、雪地曲棍球", "冰爬犁、雪地曲棍球、雪地足球、雪地拔河"),
        ("东北片区、京津冀片区", "东北片区、京津冀片区、西南片区"),
        ("项目", "项目"),
    ],
)
def test_the_whole_enumeration(pointed: str, grown: str) -> None:
    found = analysis("参加者体验了哪些项目？", ITEMS)
    at = ITEMS.index(pointed)
    start, end = lists.whole(found, 0, (at, at + len(pointed)))
    assert ITEMS[start:end] == grown


def test_one_item_is_left_alone_where_one_is_asked_for() -> None:
    found = analysis("在雪地上打的是什么球？", ITEMS)
    at = ITEMS.index("雪地曲棍球")
    assert lists.whole(found, 0, (at, at + 5)) == (at, at + 5)


def test_who_reported_is_no_answer_unless_asked() -> None:
    text = "新华社哈尔滨1月22日电（记者王君宝）启动活动22日举行，由省体育局主办。"
    for question, expected in (("启动活动由谁主办？", False), ("这条消息的记者是谁？", True)):
        found = analysis(question, text)
        reporters = [c for c in proposals.propose(found) if text[c.start : c.end] == "王君宝"]
        assert bool(reporters) is expected


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
    ("question", "untitled"),
    [
        ("省军区政治部主任是谁？", True),
        ("省军区司令员是谁？", False),
        ("Who is the mayor of Yunzhou?", True),
        ("Who is the deputy commander of the military district?", False),
        ("谁主持会议？", False),
    ],
)
def test_nobody_bears_a_title_that_the_article_does_not_have(question: str, untitled: bool) -> None:
    found = analysis(question, OFFICERS)
    assert roles.untitled(found, 0) is untitled
    best = next(c for c in proposals.propose(found) if OFFICERS[c.start : c.end] in ("方志远", "韩卫国", "顾建国"))
    assert abstention.features(found, best, [], False)["contradicted"] == float(untitled or best.role < 0)


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


def test_the_papers_own_country_has_several_names() -> None:
    found = analysis("2023年全国快递业务量是多少？", PARCELS)
    national = next(j for j, t in enumerate(found.terms) if t.text == "全国")
    assert found.hits(0)[national]


MEETING = "1月22日，省委书记景俊海，省委副书记、省长胡玉亭，省政协主席朱国贤在长春会见港澳委员。"


def test_those_who_met_somebody_together_are_not_whom_they_met() -> None:
    for question, expected in (("景俊海会见了谁？", False), ("谁和景俊海一起会见了港澳委员？", True)):
        names = {MEETING[c.start : c.end] for c in proposals.propose(analysis(question, MEETING))}
        assert ("胡玉亭" in names) is expected


@pytest.mark.parametrize(
    ("question", "text", "yes"),
    [
        ("2023年快递业务量下降了吗？", "2023年快递业务量比重分别为75.2％和24.8％。", None),
        ("2023年快递业务量下降了吗？", "2023年东部地区快递业务量比重下降1.6个百分点。", None),
        ("2023年快递业务量下降了吗？", "2023年我国快递业务量同比增长19.4％。", False),
        ("2023年快递业务量增长了吗？", "2023年我国快递业务量同比增长19.4％。", True),
        ("Was the express delivery volume up in 2023?", "2023年我国快递业务量同比增长19.4％。", True),
    ],
)
def test_which_way_it_went_is_said_only_by_what_says_so(question: str, text: str, yes: bool | None) -> None:
    found = analysis(question, text)
    assert verdict.judge(found, 0, found.facts[0].sentences[0]).yes is yes


def test_an_answer_without_a_number_to_how_many_is_never_sure() -> None:
    found = analysis("有多少人参加会见？", "蔡东、李伟、曹宇光参加会见。")
    best = proposals.judge(found, 0, (0, 9))
    assert load_abstention("sentences").confidence(abstention.features(found, best, [], True)) == 0.0


def test_a_value_whose_statement_lacks_what_was_asked_about_is_astray() -> None:
    found = analysis("异地快递业务量同比增长多少？", PARCELS)
    lost = {}
    for value in ("19.4％", "6.6％", "20.5％"):
        at = PARCELS.index(value)
        lost[value] = proposals.judge(found, 0, (at, at + len(value))).astray
    assert lost == {"19.4％": 1.0, "6.6％": 1.0, "20.5％": 0.0}
    best = proposals.propose(found)[0]
    assert PARCELS[best.start : best.end] == "20.5％"


@pytest.mark.parametrize("question", ["方志远的职务是什么？", "What is Fang Zhiyuan's position?"])
def test_the_words_that_ask_for_a_position_are_not_looked_for_in_the_text(question: str) -> None:
    found = analysis(question, OFFICERS)
    assert found.position
    assert [found.question[t.start : t.end] for t in found.terms] == [
        question[:3] if "职" in question else "Fang Zhiyuan"
    ]


def test_a_role_that_somebody_should_play_is_no_position() -> None:
    assert not analysis("What role did Fang Zhiyuan hope officers would play?", OFFICERS).position


def test_what_is_counted_stands_beside_its_number() -> None:
    text = "共检查企业412家，发现隐患1863处，已整改1790处，关停了12处隐患点。"
    found = analysis("发现了多少处隐患？", text)
    beside = {}
    for figure in ("412家", "1863处", "1790处", "12处"):
        at = text.index(figure)
        beside[figure] = proposals.judge(found, 0, (at, at + len(figure))).adjoined
    assert beside == {"412家": 0.0, "1863处": 1.0, "1790处": 0.0, "12处": 1.0}


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
