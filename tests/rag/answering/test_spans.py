"""From the characters a reader points at to a whole answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.analysis import Analysis
from rag.answering.expectation import Expected, Kind
from rag.answering.facts import TextFacts
from rag.answering.lists import new, people
from rag.answering.spans import snap
from rag.types import Passage
from tests.rag.answering.pages import passage, request


@pytest.mark.parametrize(
    ("text", "pointed", "kind", "unit", "answer"),
    [
        ("他在国外待了18个月。", "18个", "quantity", "time", "18个月"),
        ("他被判处有期徒刑七年六个月，并处罚金。", "七年", "quantity", "time", "七年六个月"),
        ("车程由2小时10分缩短。", "2小时", "quantity", "time", "2小时10分"),
        ("Boats stay in port for ten weeks from July.", "ten", "quantity", "time", "ten weeks"),
        ("蛋价回升；会长估计涨幅可达一成。", "；会长估计涨幅可达一成", "quantity", "change", "一成"),
        ("北部局部可达220毫米，雨势较强。", "220", "quantity", "", "220毫米"),
        ("副市长方志远出席并讲话，县长林望舒致辞", "方志远出席并讲话，县长林望舒", "person", "", "方志远"),
        ("副市长方志远（女），县长林望舒参加", "方志远（女），县长林望舒", "person", "", "方志远（女），县长林望舒"),
        ("投入搜救船艇16艘、直升机2架。", "16艘、直升机2架", "quantity", "架", "2架"),
        ("投入搜救船艇16艘、直升机2架。", "16艘、直升机2架", "quantity", "", "16艘"),
        ("他今年17岁，就读于第三中学，11岁开始练习。", "17岁，就读于第三中学，11岁", "quantity", "age", "17岁"),
        ("减持113亿美元国债至8354亿美元。", "113亿美元国债至8354亿美元", "quantity", "money", "113亿美元"),
        ("用人单位提供近2000个职位。", "近2000个", "quantity", "", "近2000个"),
        ("用人单位提供近2000个职位。", "2000个", "quantity", "", "2000个"),
        ("指数在52%左右，较上月回升。", "52%左右", "quantity", "%", "52%左右"),
        ("两国庆祝建交50周年。", "50周年", "quantity", "", "50周年"),
        ("噪声降低2分贝以下。", "2分贝", "quantity", "", "2分贝"),
        ("桥梁1998年7月6日落成。", "1998年", "date", "year", "1998年"),
        ("桥梁1998年7月6日落成。", "1998年7月6日", "date", "month", "1998年7月"),
        ("桥梁1998年7月6日落成。", "1998年", "date", "", "1998年7月6日"),
        ("The bridge opened in July 1998.", "July 1998", "date", "year", "1998"),
        ("燕军于七月十一攻破居庸关。", "七月十一", "date", "", "七月十一"),
        ("轮值主席国阿根廷总统费尔南德斯说", "费尔南德斯", "person", "", "费尔南德斯"),
        ("领导人穆罕默德·戴夫受伤", "穆罕默德·戴夫", "person", "", "穆罕默德·戴夫"),
        ("水位偏多1至2倍。", "1至2倍", "quantity", "", "1至2倍"),
        ("每天限2000人，星期一闭馆。", "每天限2000人，星期一闭馆", "date", "weekday", "星期一"),
        ("该剧编剧为欧阳桐，导演为宁婉仪，讲述", "欧阳桐，导演为宁婉仪", "person", "", "欧阳桐"),
        ("渔民方志远、林望舒获救。据方志远说", "方志远、林望舒获救。据方志远", "person", "", "方志远、林望舒"),
        ("副市长方志远，县长林望舒参加", "方志远，县长林望舒", "person", "", "方志远，县长林望舒"),
        ("书记来到雁洲岛，市长来到枫浦县察看。", "雁洲岛，市长来到枫浦县", "place", "", "雁洲岛"),
    ],
)
def test_a_span_over_several_things_is_the_one_asked_for(
    text: str, pointed: str, kind: Kind, unit: str, answer: str
) -> None:
    assert snapped(text, pointed, kind, unit) == answer


def snapped(text: str, pointed: str, kind: Kind = "text", unit: str = "") -> str:
    start = text.index(pointed)
    low, high = snap(TextFacts(text), start, start + len(pointed), Expected(kind, unit=unit))
    return text[low:high]


@pytest.mark.parametrize(
    ("text", "pointed", "kind", "whole"),
    [
        ("业务量累计完成1320.7亿件，同比增长19.4％。", "320.7", "quantity", "1320.7亿件"),
        ("业务量累计完成1320.7亿件，同比增长19.4％。", "同比增长19", "quantity", "19.4％"),
        ("发现隐患36处。", "36", "quantity", "36处"),
        ("3月12日，省委书记景俊海主持会议。", "景俊", "person", "景俊海"),
        ("3月12日，省委书记景俊海主持会议。", "省委书记景俊海主持", "person", "景俊海"),
        ("3月12日，省委书记景俊海主持会议。", "12日，", "date", "3月12日"),
        ("会前观看专题片《白山松水大动员》。", "白山松水", "title", "《白山松水大动员》"),
        ("会前观看专题片《白山松水大动员》。", "《白山松水", "text", "《白山松水大动员》"),
        ("The board approved a $48.3 million terminal.", "48", "quantity", "$48.3 million"),
        ("Mayor Harriet Colbeck said so.", "riet Colb", "person", "Harriet Colbeck"),
        ("会议在长春召开。", "在长春", "text", "长春"),
        ("他说“很好”。", "“很好", "text", "“很好”"),
        ("省政协主席朱国贤在长春会见委员。", "长春会", "place", "长春"),
        ("省政协主席朱国贤在长春会见委员。", "主席朱国贤在长春", "place", "长春"),
        ("本次活动由省体育局主办。", "本次活动由省体育局", "organisation", "省体育局"),
        ("黑龙江省残联承办，市残联协办。", "龙江省残联", "text", "黑龙江省残联"),
        ("新华社1月22日电（记者王君宝）22日，活动举行。", "1月22日电（记者王君宝）22日", "date", "22日"),
        ("1月21日至22日，会议召开。", "1月21日至22日", "date", "1月21日至22日"),
    ],
)
def test_snapping(text: str, pointed: str, kind: Kind, whole: str) -> None:
    assert snapped(text, pointed, kind) == whole


@given(
    st.text(alphabet="3月12日省委书记景俊海、主持《》“”会议1320.7亿件 abc,.", max_size=40),
    st.integers(0, 40),
    st.integers(0, 40),
)
@settings(max_examples=200, deadline=None)
def test_a_snapped_span_lies_in_the_text(text: str, start: int, end: int) -> None:
    for kind in ("person", "date", "quantity", "title", "text"):
        low, high = snap(TextFacts(text), min(start, len(text)), min(end, len(text)), Expected(kind))  # type: ignore[arg-type]
        assert 0 <= low <= high <= len(text)
        assert text[low:high] == text[low:high].strip()


def listed(question: str, held: Passage, pointed: str) -> list[str]:
    found = request(question, [held])
    analysis = Analysis(found.question, found.language, found.passages, found.today)
    start = held.text.index(pointed)
    sentence = analysis.facts[0].sentence_at(start)
    return [held.text[a:b] for a, b in people(analysis, 0, (start, start + len(pointed)), sentence)]


def test_bare_names_in_a_row_are_one_answer() -> None:
    held = passage("蔡东、李伟、曹宇光参加会见。")
    assert listed("谁参加了会见？", held, "李伟") == ["蔡东", "李伟", "曹宇光"]


def test_a_firm_and_its_man_are_not_two_people() -> None:
    held = passage("李伟研究主管Michael Pond表示，过去十年兴趣缺缺。局长李伟、主管Michael Pond到会。")
    assert listed("谁说过去十年兴趣缺缺？", held, "Michael Pond") == ["Michael Pond"]
    assert listed("谁到会？", held, "局长李伟、主管Michael Pond") == ["李伟", "Michael Pond"]


def test_titled_names_join_when_an_action_is_asked_about() -> None:
    held = passage("省军区党委副书记、少将司令员席栓柱，省军区少将副司令员钱建国参加会议。")
    assert listed("谁参加了会议？", held, "席栓柱") == ["席栓柱", "钱建国"]
    assert listed("Who attended the meeting?", held, "钱建国") == ["席栓柱", "钱建国"]


def test_asked_by_title_only_the_holder_is_the_answer() -> None:
    held = passage("省委书记景俊海，省委副书记、省长胡玉亭，省政协主席朱国贤在长春会见委员。")
    assert listed("省长是谁？", held, "胡玉亭") == ["胡玉亭"]
    assert listed("谁在长春会见委员？", held, "景俊海") == ["景俊海", "胡玉亭", "朱国贤"]


def test_people_are_listed_once_and_without_those_asked_about() -> None:
    held = passage("市长柏宗岳、县长方志远签了备忘录，方志远说，工作明天开始。")
    found = request("柏宗岳和谁一起签的备忘录？", [held])
    analysis = Analysis(found.question, found.language, found.passages, found.today)
    names = [(m.start, m.end) for m in analysis.facts[0].names if m.kind == "person"]
    assert len(names) == 3
    assert [held.text[slice(*n)] for n in new(analysis, 0, names)] == ["方志远"]
    assert new(analysis, 0, names[:1]) == names[:1]
