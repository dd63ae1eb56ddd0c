"""Whether a span is the kind of thing asked for."""

from __future__ import annotations

import pytest

from rag.answering import kinds, lists, proposals
from rag.answering.analysis import Analysis
from rag.answering.kinds import fit
from tests.rag.answering.pages import analysis, passage, request


def fitness(question: str, text: str, pointed: str) -> float:
    found = request(question, [passage(text)])
    start = text.index(pointed)
    analysed = Analysis(found.question, found.language, found.passages, found.today)
    return fit(analysed, 0, (start, start + len(pointed)))


@pytest.mark.parametrize(
    ("question", "text", "better", "worse"),
    [
        ("哪家医院收治了伤员？", "伤员由青禾交警支队送往青禾市中心医院。", "青禾市中心医院", "青禾交警支队"),
        ("哪家券商更乐观？", "东衡证券看多，上市公司没有回应。", "东衡证券", "上市公司"),
        ("哪家合作社签得最多？", "有9家粮食合作社签约，菱塘粮食合作社签得最多。", "菱塘粮食合作社", "9家粮食合作社"),
        ("经济增速离目标还差多少？", "增长5.4％，离目标6％还差0.6个百分点。", "0.6个百分点", "增长"),
        ("旅游收入增长百分之几？", "收入增长22.5％，比去年加快1.9个百分点。", "22.5％", "1.9个百分点"),
        ("How many helicopters joined?", "投入船艇16艘、直升机2架。", "2架", "16艘"),
        ("How many operations did she do?", "医疗队有11人，她参与手术402台。", "402台", "11人"),
        ("最老的树多大岁数？", "为328株百年以上古树体检，最老的距今约1150年。", "1150年", "328株"),
        ("他输了多少秒？", "“0.23秒，我输在弯道。”观众有300人。", "0.23秒", "300人"),
        (
            "夜班公交满一百万人次是几月几号？",
            "Night buses carried the millionth passenger on July 6.",
            "July 6",
            "Night buses",
        ),
        ("庆典于何年举办？", "庆典于2009年11月12日举办。", "2009年", "庆典"),
        ("谁主持会议？", "3月12日，市委书记林望舒主持会议。", "林望舒", "市委书记"),
        ("谁致电慰问？", "约旦外交大臣萨法迪致电慰问，谈及停火安排。", "萨法迪", "停火安排"),
        ("谁打来电话？", "越共中央总书记阮富仲打来电话，谈及停火安排。", "总书记阮富仲", "停火安排"),
        ("谁打来电话？", "阮富仲总书记打来电话，谈及停火安排。", "阮富仲总书记", "停火安排"),
        ("谁赢得比赛？", "何某赢得比赛，奖金丰厚。", "何某", "奖金丰厚"),
        ("火箭幾點點火？", "5月30日，火箭於9時31分點火。", "9時31分", "5月30日"),
        ("活動由哪個單位主辦？", "本次活動由雲州醫院主辦，會期三天。", "雲州醫院", "會期三天"),
        ("谁是球队的老板？", "球队属于商人米哈伊尔·普罗霍罗夫，主场在河边的体育馆。", "米哈伊尔·普罗霍罗夫", "体育馆"),
        ("谁获释？", "当事人何某当庭获释，检察机关提出抗诉。", "何某", "检察机关"),
        ("Who leads research?", "“Not yet”, said Michael Pond about research.", "Michael Pond", "Not yet"),
        ("火箭几点点火？", "5月30日，火箭于9时31分点火。", "9时31分", "5月30日"),
        ("At what time did it start?", "It started on June 3 at 7:30 pm.", "7:30 pm", "June 3"),
        ("火箭什么时候点火？", "5月30日，火箭于9时31分点火。", "5月30日", "9时31分"),
        ("他的儿子多大？", "他有一个九岁的儿子，每月领1500元。", "九岁", "1500元"),
        ("车间有多少人？", "车间有近百人，每天加工300件。", "近百人", "300件"),
        ("占多大比例？", "一二线城市的土地储备占八成，共30块。", "八成", "30块"),
        ("占多少比例？", "约占人类的五分之一，共16亿人。", "五分之一", "16亿人"),
        ("形成了第几号洪水？", "湘江形成今年第3号洪水，水位32米。", "第3号", "32米"),
        ("业务量同比增长了多少？", "业务量完成1153.6亿件，同比增长20.5％。", "20.5％", "1153.6亿件"),
        ("博物馆星期几不开门？", "展览到8月31日结束，每周一闭馆。", "每周一", "8月31日"),
        ("会议哪年召开？", "1月3日举行预备会，会议于1989年召开。", "1989年", "1月3日"),
        ("援助物资被禁已达多久？", "23日说，禁令已达三周，涉及2600家。", "三周", "2600家"),
        ("他被行政拘留多少天？", "他被处以10日行政拘留，罚款500元。", "10日", "500元"),
        ("他被拘留多少天？", "1月22日，他被处以十日拘留。", "十日", "22日"),
        ("救援持续多久？", "第三周时已救出26人，共用了五周。", "五周", "三周"),
        ("How long was Luo held?", "罗某某被行政拘留五日，涉及车辆26台。", "五日", "26台"),
        ("公司赚了多少钱？", "公司出口7400吨，收入2.35亿元。", "2.35亿元", "7400吨"),
    ],
)
def test_what_is_of_the_kind_fits_better(question: str, text: str, better: str, worse: str) -> None:
    assert fitness(question, text, better) >= 0.5
    assert fitness(question, text, better) >= fitness(question, text, worse) + 0.3


@pytest.mark.parametrize(
    ("question", "text", "pointed"),
    [
        ("方志远多大年纪？", "过去一年，方志远走访了30个村。", "一年"),
        ("How old is Fang Zhiyuan?", "2年来，方志远走访了30个村。", "2年"),
        ("东部地区占比多少？", "东部地区比重下降1.6个百分点。", "1.6个百分点"),
    ],
)
def test_what_can_never_be_the_answer(question: str, text: str, pointed: str) -> None:
    assert fitness(question, text, pointed) == 0.0


def test_the_age_of_a_tree_is_in_years() -> None:
    assert fitness("全市最老的树多大岁数？", "最老的一株樟树约1150年。", "1150年") >= 0.9


def test_who_reported_is_not_who_is_reported_on() -> None:
    text = "本报讯（记者李雨桐）渔民石敢当获救。"
    assert fitness("谁获救？", text, "李雨桐") < 0.2
    assert fitness("记者是谁？", text, "李雨桐") == 1.0


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("熏炉是在哪个县出土的？", "最受关注的是1988年出土的熏炉。", "1988年"),
        ("多收钱的那家饭店叫什么？", "一家饭店把标价88元的炖菜收成188元。", "88元"),
        ("今年为什么能早几天育苗？", "装上了控温系统，育苗提早了5天。", "5天"),
        ("会议由谁主持？", "省军区党委全体会议在长春召开。", "长春"),
        ("Who chaired the meeting?", "The meeting was held in Harbin.", "Harbin"),
        ("战滨华是哪里的委员？", "战滨华、卢秀梅等港澳委员表示感谢。", "卢秀梅"),
    ],
)
def test_a_bare_value_is_no_name_and_no_reason(question: str, text: str, value: str) -> None:
    found = analysis(question, text)
    start = text.index(value)
    assert not proposals.admissible(found, proposals.judge(found, 0, (start, start + len(value))))
    asked = analysis("是哪年的？多少？", text)
    assert proposals.admissible(asked, proposals.judge(asked, 0, (start, start + len(value))))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("因接触网覆冰，22日有23趟列车晚点。", "接触网覆冰"),
        ("监测中心分析，去年养殖户集中补栏，存栏量增加8％，是价格走低的主因。", "去年养殖户集中补栏，存栏量增加8％"),
        ("合作社给大棚装上了控温系统，育苗提早了5天。", "合作社给大棚装上了控温系统"),
        ("客流略低，主要受4日降雨影响。", "主要受4日降雨影响"),
        ("The barrier failed because a fallen tree had jammed its gate.", "because a fallen tree had jammed its gate"),
    ],
)
def test_reasons_with_and_without_a_because(text: str, reason: str) -> None:
    assert any(reason in text[a:b] and b - a <= len(reason) + 2 for a, b in kinds.reasons(text, (0, len(text))))


def test_a_list_ends_where_its_items_are_counted() -> None:
    text = "听取北辽、江城、云岭三地情况汇报。"
    found = analysis("会议听了哪几个地方的汇报？", text)
    start = text.index("北辽")
    assert text[slice(*lists.whole(found, 0, (start, start + 5)))] == "北辽、江城、云岭"


def test_a_month_without_its_year_is_a_month() -> None:
    assert fitness("图书馆几月动工？", "图书馆定于今年6月动工。", "6月") == 1.0


def test_the_points_of_a_demand_are_one_answer_where_several_are_asked_for() -> None:
    text = "会议要求，加快债券支出，年底前形成实物工作量；稳住外贸订单；防止低价抛售农产品。会后部署了工作。"
    found = analysis("会议提出了哪几条要求？", text)
    best = proposals.propose(found)[0]
    assert text[best.start : best.end] == text[5 : text.index("。")]
    assert best.points
    assert not any(c.points for c in proposals.propose(analysis("会议研究了什么？", text)))


def test_somebody_is_no_answer_to_what_a_thing_is_called() -> None:
    text = "Museum curator Tobias Crane believes that Nets at Low Water hangs in the library."
    found = analysis("Which painting hangs in the library?", text)
    at = text.index("Tobias")
    assert proposals.judge(found, 0, (at, at + len("Tobias Crane"))).person_for_thing
    assert not proposals.judge(found, 0, (text.index("Nets"), text.index(" hangs"))).person_for_thing
    who = analysis("Who believes that Nets at Low Water hangs in the library?", text)
    assert not proposals.judge(who, 0, (at, at + len("Tobias Crane"))).person_for_thing


def test_that_there_was_more_answers_nothing() -> None:
    text = "会议研究了防汛工作。会议还研究了其他事项。"
    found = analysis("会议研究了什么？", text)

    def may_answer(span: str) -> bool:
        start = text.index(span)
        return proposals.admissible(found, proposals.judge(found, 0, (start, start + len(span))))

    assert may_answer("防汛工作")
    assert not may_answer("其他事项")
