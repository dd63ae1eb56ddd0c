"""What follow-up questions mean."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.conversation import understand
from rag.answering.exchange import other_rank
from rag.language.scripts import question_language
from rag.types import Answer, Citation, Turn

TODAY = date(2024, 3, 20)


def means(question: str, *history: tuple[str, str]) -> str:
    language = "zh" if question_language(question) == "zh" else "en"
    return understand(question, [Turn(q, a) for q, a in history], language, TODAY).question  # type: ignore[arg-type]


CHAIR = ("Who chaired the Yunzhou standing committee meeting on March 12?", "林望舒 (Lin Wangshu)")
OIL = ("6月中国进口了多少原油？", "5000万吨")
OIL_EN = ("How much crude oil did China import in June?", "5000万吨")
CHAIR_ZH = ("3月12日的云州市委常委会是谁主持的？", "林望舒")


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        (CHAIR, "And who attended?", "Who attended the Yunzhou standing committee meeting on March 12?"),
        (CHAIR, "Where was it held?", "Where was the Yunzhou standing committee meeting on March 12 held?"),
        (CHAIR, "What did she say?", "What did 林望舒 say?"),
        (CHAIR, "What about the 25th?", "Who chaired the Yunzhou standing committee meeting on March 25?"),
        (CHAIR_ZH, "他还说了什么？", "林望舒还说了什么？"),
        (CHAIR_ZH, "那天还有什么会议？", "3月12日还有什么会议？"),
        (CHAIR_ZH, "那次会上通过了什么？", "3月12日的云州市委常委会上通过了什么？"),
        (CHAIR_ZH, "25日呢？", "3月25日的云州市委常委会是谁主持的？"),
        (("第八届冰雪季在哪儿办？", "望山"), "第九届呢？", "第九届冰雪季在哪儿办？"),
        (CHAIR_ZH, "那天還有什麼會議？", "3月12日还有什么会议？"),
        (("第八屆冰雪季在哪兒辦？", "望山"), "第九屆呢？", "第九届冰雪季在哪儿办？"),
        (("话剧《老桥》的导演是谁？", "宁某"), "编剧呢？", "话剧《老桥》的编剧是谁？"),
        (("How much is a school lunch in Port Ellery?", "$3.25"), "And in Marlow County?", ("How much is a school "
 "lunch in Marlow County?")),
        (CHAIR, "What does Brighton want for her?", "What does Brighton want for 林望舒?"),
        (("What is Kestrel 2's speed?", "15 km/s"), "When was it launched?", "When was Kestrel 2 launched?"),
        (CHAIR, "What did they give her?", "What did they give 林望舒?"),
        (("那座桥是哪天通车的？", "8月8日"), "那天来了多少人？", "那座桥通车，8月8日来了多少人？"),
        (("2023年松州全省快递业务量是多少？", "9亿件"), "云岭州呢？", "2023年云岭州快递业务量是多少？"),
        (("中法合拍片《潮汐》是谁导演的？", "埃洛迪·马尔尚"), "她为什么看中云州？", "埃洛迪·马尔尚为什么看中云州？"),
        (("健身房的老板叫什么？", "孟子骞"), "他被判了几年？", "孟子骞被判了几年？"),
        (("一审判了孟子骞几年？", "六年"), "二审呢？", "二审判了孟子骞几年？"),
        (("Who hit the winning three for Yunling Jinshi?", "佘凯 (She Kai)"), "Why did he miss the return game?",
         "Why did 佘凯 miss the return game?"),
        (("How many parcels did Songliao handle in 2023?", "9亿件"), "And the year before?",
         "How many parcels did Songliao handle in 2022?"),
        (("What profit does Dongheng Securities expect?", "5亿元"), "And Huize?", "What profit does Huize expect?"),
        (("Who scored the winning goal for Rovers at Castlemere?", "Wilk"), "And the equaliser?",
         "Who scored the equaliser for Rovers at Castlemere?"),
        (("How far did the Tarn rise on Wednesday?", "2m"), "And in 2007?", "How far did the Tarn rise in 2007?"),
        (("How much brown crab was landed at Thornsea?", "86 tonnes"), "And lobster?",
         "How much lobster was landed at Thornsea?"),
        (("How many houses were damaged in the flood?", "87"), "And how many cars?",
         "How many cars were damaged in the flood?"),
        (("松白高铁全长多少公里？", "187公里"), "票价呢？", "松白高铁票价是多少？"),
        (("“巡霄”01组卫星一共几颗？", "6颗"), "02组呢？", "“巡霄”02组卫星一共几颗？"),
        (("第九届“柳潭杯”龙舟赛男子组冠军是哪队？", "石埠队"), "女子的呢？", "第九届“柳潭杯”龙舟赛女子组冠军是哪队？"),
        (("供水管网改造一期换了多少公里？", "38公里"), "二期要花多少钱？", "供水管网改造二期换，要花多少钱？"),
        (("第九届青年科学奖每人奖金多少？", "60万元"), "上一届发多少？", "第八届青年科学奖每人奖金，发多少？"),
        (("7月4日县防指第二次会商会是谁主持的？", "路春禾"), "And the third one, who was in the chair?",
         "The third one, who was in the chair (7月4日县防指第三次会商会)?"),
        (("Where is the 9th Spark forum held?", "Qinghe"), "Who spoke first?",
         "Who spoke first (the 9th Spark forum)?"),
        (("第九届青年赛在哪里举行？", "清禾"), "谁得了第一？", "第九届青年赛举行，谁得了第一？"),
        (("How long is phase two of the Maxi River project?", "11 km"), "And what did the first phase cost?",
         "What did the first phase cost (the Maxi River project)?"),
        (("Why was bus route 11 in Yunling withdrawn?", "重合"), "What covers its stops now?",
         "What covers bus route 11 in Yunling's stops now?"),
        (("Did the council pass the draft in May?", "No"), "Why not?", "Why did the council pass the draft in May?"),
        (("青石湾村半夜敲锣的老支书是谁？", "蒋大椿"), "那面锣哪来的？", "青石湾村半夜敲锣的老支书，那面锣哪来的？"),
        (("Which lighthouse does Fu Aquan look after?", "鹿角礁灯塔 (the Lujiao Reef lighthouse)"), "How old is he?",
         "How old is Fu Aquan?"),
        (OIL, "日本呢？", "6月日本进口了多少原油？"),
        (OIL_EN, "What about Japan?", "How much crude oil did Japan import in June?"),
        (OIL_EN, "And in May?", "How much crude oil did China import in May?"),
        (("How much did Rovers bid for Rui Costa?", "4m"), "And for Ben Okoro?",
         "How much did Rovers bid for Ben Okoro?"),
        (("What was Yunzhou Port's total debt in 2022?", "1bn"), "And its revenue?",
         "What was Yunzhou Port's revenue in 2022?"),
        (("云州港2022年末负债总额是多少？", "10亿元"), "现金呢？", "云州港2022年末现金是多少？"),
        (("6月9日铁路客运量是多少？", "1260万人次"), "公路呢？", "6月9日公路客运量是多少？"),
        (("6月9日铁路客运量是多少？", "1260万人次"), "那天民航客运量呢？", "6月9日民航客运量是多少？"),
        (("第七届油茶节签了多少项目？", "13个"), "那上一届呢？", "第六届油茶节签了多少项目？"),
        (("When was the ferry Haiyun abducted?", "1998"), "By whom?", "By whom was the ferry Haiyun abducted?"),
        (("How much did box sales fall in the second quarter?", "9.8%"), "Why?",
         "Why did box sales fall in the second quarter?"),
        (("桥工程什么时候停工的？", "5月"), "为什么？", "桥工程为什么停工的？"),
        (("Who are the engineers of the Old Bridge?", "A, B"), "Where are they?",
         "Where are the engineers of the Old Bridge?"),
    ],
)  # fmt: skip
def test_follow_ups(before: tuple[str, str], question: str, meant: str) -> None:
    assert means(question, before) == meant


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("phase two of the Maxi River project", "What did the first phase cost",
         ("first phase of the Maxi River project", "What did the first phase cost")),
        ("the second round of the cup", "And the third round", ("the third round of the cup", "And the third round")),
        ("管网改造一期", "二期要花多少钱", ("管网改造二期", "要花多少钱")),
        ("第九届青年赛", "上一届谁赢了", ("第八届青年赛", "谁赢了")),
        ("the second round of the cup", "Who came first", None),
        ("第九届青年赛", "谁得了第一", None),
        ("第九届青年赛", "去年谁赢了", None),
        ("管网改造", "二期要花多少钱", None),
    ],
)  # fmt: skip
def test_the_rank_that_a_follow_up_names_instead(phrase: str, text: str, found: tuple[str, str] | None) -> None:
    assert other_rank(phrase, text) == found


@pytest.mark.parametrize(
    "question",
    [
        "2023年全省快递业务量完成多少件？",
        "Where does the Qinghe half marathon start?",
        "By the way, what does stall 117 at the night market sell?",
        "那1月份冰雪季是谁主办的？",
    ],
)
def test_a_new_topic_is_left_alone(question: str) -> None:
    assert means(question, CHAIR_ZH, CHAIR) == question


@pytest.mark.parametrize(
    "question",
    [
        "沈某的父亲把钱借给了谁，为什么他一直要不回来？",
        "特朗普在法庭上说他认罪吗？",
        "Did Trump plead guilty when he appeared in federal court?",
        "Why did Brighton think that they could keep Caicedo?",
        "Did Trump bring his lawyers?",
        "13岁男孩骑车误上高速后，民警把他带到哪里了？",
        "宝马CEO是谁，他称没有迹象表明世界正在放弃燃油车？",
        "哪个机构4月25日称其粮食储备已经耗尽？",
        "This year's record was set by whom, and where did the runner say he trained?",
        "Which document do some firms just download as a template, leaving them unprotected in disputes?",
    ],
)
def test_a_pronoun_whose_question_names_whom_it_means_is_left(question: str) -> None:
    assert means(question, CHAIR_ZH, CHAIR) == question


@pytest.mark.parametrize(
    "question",
    [
        "中国向土耳其地震灾区提供了多少万元的现汇援助？",
        "这次若羌县支教活动一共持续多少天？",
        "武宁县送清凉那天的温度接近多少度？",
        "伦敦股市当天跌幅最大的罗尔斯罗伊斯跌了多少？",
        "中越两国签署了多少份合作文件？",
        "占旭刚什么时候正式结束运动生涯？",
        "除了侧卧，专家还推荐什么睡姿？",
        "How long is He's community correction period in Cangshan?",
        "Which outlet first reported on the camera, as IT Home cited?",
        "What should the fishermen gain more of thanks to the subsidies for disaster losses?",
    ],
)
def test_what_only_looks_like_a_pronoun_is_none(question: str) -> None:
    assert means(question, CHAIR_ZH, CHAIR) == question


def test_what_is_theirs_is_asked_of_them() -> None:
    assert means("他们的船叫什么？", ("云州龙舟队哪天夺冠？", "8月8日")) == "云州龙舟队夺冠，船叫什么？"


def answered(question: str, understood: str, span: str) -> Turn:
    return Turn(question, Answer("", span, True, 0.9, "en", question=understood))


def test_the_topic_stays_when_answers_say_how_they_were_understood() -> None:
    match = "Who won the Harbour Cup final?"
    turns = [
        answered(match, match, "Rovers"),
        answered("Who was the coach?", "Who was the coach of the Harbour Cup final?", "赵勇"),
        answered("What did he say?", "What did 赵勇 say?", "…"),
    ]
    asked = "Where was the Harbour Cup final held?"
    assert understand("Where was it held?", turns, "en", TODAY).question == asked


def test_what_the_asker_calls_the_score_is_the_score_of_it() -> None:
    meant = "What was the score of the Harbour Cup final?"
    assert means("What was the score?", ("Who won the Harbour Cup final?", "Rovers")) == meant


def test_he_who_met_others_too_is_the_one_who_meets() -> None:
    assert means("那天他还见了谁？", ("李强5月29日会见了谁？", "林望舒")) == "5月29日李强还见了谁？"
    assert means("他还说了什么？", ("李强5月29日会见了谁？", "林望舒")) == "林望舒还说了什么？"


@pytest.mark.parametrize("question", ["还有呢？", "还有谁？", "Who else?"])
def test_more_is_asked_for_with_the_same_question(question: str) -> None:
    before = CHAIR if question.isascii() else CHAIR_ZH
    found = understand(question, [Turn(*before)], "en" if question.isascii() else "zh", TODAY)
    assert found.question == before[0]
    assert found.exclude == before[1]


@pytest.mark.parametrize("said", ["谢谢！", "Thanks.", "好的"])
def test_thanks_are_no_follow_up(said: str) -> None:
    assert means(said, CHAIR, CHAIR_ZH) == said


def test_whose_final_it_is_is_exchanged() -> None:
    assert means("And the men's?", ("Who won the women's final?", "Rovers")) == "Who won the men's final?"


def test_another_thing_is_counted() -> None:
    lifts = ("How many lifts were added in the old quarter from 2019 to 2022?", "70")
    assert (
        means("And parking spaces?", lifts)
        == "How many parking spaces were added in the old quarter from 2019 to 2022?"
    )


def test_a_thing_of_a_list_is_meant_by_its_place() -> None:
    holders = ("6月美债前三大海外债主是哪些国家？", "日本、中国、英国 (Japan, China and Britain)")
    held = "日本持有多少美债？"
    assert "中国持有多少" in means("第二个持有多少？", holders)
    assert means("第二个呢？", holders, (held, "1万亿美元")) == "中国持有多少美债？"
    assert "英国" in means("How much does the third hold?", holders)
    assert "中国" not in means("第二个月持有多少？", holders)


def test_the_same_place_is_exchanged_again() -> None:
    rail = ("6月9日铁路客运量是多少？", "1260万人次")
    assert means("民航呢？", rail, ("公路呢？", "1.76亿人次")) == "6月9日民航客运量是多少？"


def test_a_bare_word_is_never_a_question_of_its_own() -> None:
    found = understand("为什么失联？", [Turn("云舟号货轮是哪天离港的？", "8月8日")], "zh", TODAY)
    assert (found.question, found.alternative) == ("云舟号货轮，为什么失联？", None)


def test_the_topic_stays_over_follow_ups() -> None:
    probe = ("When did the agency lose contact with the Kestrel 2?", "7月21日")
    asked = means("Who built it?", probe, ("How far away is it?", "200亿公里"))
    assert asked.count("Kestrel 2") == 1


def test_a_place_that_answers_is_nobody() -> None:
    assert means("他父亲多大年纪？", ("演员谢宁被困在哪里？", "涿州")) == "谢宁父亲多大年纪？"


def test_an_answer_with_its_quotation_excludes_the_answer_only() -> None:
    told = "林望舒[1]。文中写道：“林望舒、周远主持会议。”[1]"
    assert understand("还有谁？", [Turn(CHAIR_ZH[0], told)], "zh", TODAY).exclude == "林望舒"


def test_a_short_question_keeps_its_own_wording_as_the_alternative() -> None:
    found = understand("办结了多少起案子？", [Turn("云州追回了多少欠薪？", "1亿元")], "zh", TODAY)
    assert found.question.startswith("云州追回欠薪，")
    assert found.alternative == "办结了多少起案子？"


def test_he_two_turns_later_is_still_the_same_man() -> None:
    asked = means("他今年多大？", CHAIR_ZH, ("会议在哪里召开？", "云州宾馆"))
    assert asked == "林望舒今年多大？"


def test_the_day_may_come_from_the_citation() -> None:
    quote = "3月9日，冰雪季在望山滑雪场启动。"
    answer = Answer("", "望山滑雪场", True, 0.9, "zh", (Citation(1, quote, "a.txt", 0, 9, "a1", "t", None),))
    found = understand("那天有多冷？", [Turn("冰雪季在哪里启动？", answer)], "zh", TODAY)
    assert found.question.startswith("3月9日")
    assert found.articles == ("a1",)


def test_something_else_is_asked_for() -> None:
    assert understand("那天还有什么会议？", [Turn(*CHAIR_ZH)], "zh", TODAY).exclude == "林望舒"


def test_a_language_model_may_write_the_question_out() -> None:
    found = understand("And who attended?", [Turn(*CHAIR)], "en", TODAY, lambda q, turns, language: "Who attended it?")
    assert found.question == "Who attended it?"
    assert means("And who attended?") == "And who attended?"


@pytest.mark.parametrize("question", ["？呢", "那", "and?", "他", "it it it", "呢呢呢呢", "what about?", "25" * 200])
def test_odd_follow_ups_stay_questions(question: str) -> None:
    assert means(question, CHAIR, CHAIR_ZH, ("", ""), ("…", "…"))
