"""Titles and their bearers, positions, enumerations, datelines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answering import abstention, lists, proposals, roles, verdict
from rag.answering.abstention import load_abstention
from tests.rag.answering.pages import analysis

OFFICERS = (
    "会前，与会人员观看专题片。省军区党委书记、少将政治委员方志远主持会议。省委常委、省军区党委副书记、少将司令员韩卫国，"
    "省军区少将副司令员顾建国参加会议。日本云州总商会会长庄旭、韩中经贸总商会会长李长海发言。"
)


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


def test_a_commander_has_more_than_one_chinese_name() -> None:
    assert not roles.untitled(analysis("Which commander was a target?", "袭击目标是卡桑旅指挥官萨拉马。"), 0)
    assert roles.untitled(analysis("Which commander was a target?", "袭击目标是市民萨拉马。"), 0)


@pytest.mark.parametrize(
    ("question", "title"),
    [("庄旭是谁？", "日本吉林总商会会长"), ("Who is Li Changzuo?", "韩中经贸总商会会长")],
)
def test_the_rest_of_a_list_is_no_part_of_a_title(question: str, title: str) -> None:
    text = "战滨华、卢秀梅等港澳委员和日本吉林总商会会长庄旭、韩中经贸总商会会长李长作等海外特邀列席人士一致表示感谢。"
    found = analysis(question, text)
    said = [found.facts[0].text[slice(*span)] for span in roles.positions(found, 0, found.facts[0].sentences[0])]
    assert said == [title]
