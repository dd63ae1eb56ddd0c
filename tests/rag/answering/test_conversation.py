"""What follow-up questions mean."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.conversation import understand
from rag.language.scripts import question_language
from rag.types import Answer, Citation, Turn

TODAY = date(2024, 3, 20)


def means(question: str, *history: tuple[str, str]) -> str:
    language = "zh" if question_language(question) == "zh" else "en"
    return understand(question, [Turn(q, a) for q, a in history], language, TODAY).question  # type: ignore[arg-type]


CHAIR = ("Who chaired the Yunzhou standing committee meeting on March 12?", "林望舒 (Lin Wangshu)")
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
    ],
)  # fmt: skip
def test_follow_ups(before: tuple[str, str], question: str, meant: str) -> None:
    assert means(question, before) == meant


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
