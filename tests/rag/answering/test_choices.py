"""Questions that offer two answers."""

from __future__ import annotations

import pytest

from rag.answering.choices import offered
from rag.types import Language
from tests.rag.answering.pages import COMMITTEE, PARCELS, passage
from tests.rag.answering.test_extractive import ask


@pytest.mark.parametrize(
    ("question", "language", "options", "stretch"),
    [
        ("去年快递业务量同比是增长还是下降？", "zh", ("增长", "下降"), "是增长还是下降"),
        ("全市粮食产量比上年增加了还是减少了", "zh", ("增加", "减少"), "增加了还是减少了"),
        ("会议是在长春还是哈尔滨召开？", "zh", ("长春", "哈尔滨"), "是在长春还是哈尔滨"),
        ("會議在長春還是在哈爾濱召開？", "zh", ("长春", "哈尔滨"), "长春还是在哈尔滨"),
        ("景俊海还是王凯主持了会议？", "zh", ("景俊海", "王凯"), "景俊海还是王凯"),
        ("谁主持了会议，沈砚秋还是闻景尧？", "zh", ("沈砚秋", "闻景尧"), "沈砚秋还是闻景尧"),
        ("主办单位是省体育局，还是省残联？", "zh", ("省体育局", "省残联"), "是省体育局，还是省残联"),
        ("Did the express volume rise or fall in 2023?", "en", ("rise", "fall"), "rise or fall"),
        ("Was the meeting held in Changchun or Harbin?", "en", ("Changchun", "Harbin"), "Changchun or Harbin"),
    ],
)
def test_the_two_answers_offered(question: str, language: Language, options: tuple[str, str], stretch: str) -> None:
    found = offered(question, language)
    assert found is not None
    assert found.options == options
    simplified = question.replace("長春還是在哈爾濱", "长春还是在哈尔滨")
    assert simplified[slice(*found.span)] == stretch


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("他还是去了吗？", "zh"),
        ("还是下降？", "zh"),
        ("，还是下降？", "zh"),
        ("他还是谁的老师？", "zh"),
        ("Did any officials or experts attend?", "en"),
        ("Who attended the two or three meetings?", "en"),
    ],
)
def test_questions_that_offer_no_choice(question: str, language: Language) -> None:
    assert offered(question, language) is None


@pytest.mark.parametrize(
    ("question", "span", "reading"),
    [
        ("同城快递业务量同比是增长还是下降？", "增长", "增长[1]"),
        ("同城快递业务量是上升还是下降？", "增长", "增长[1]"),  # a word with the same meaning
        ("Did the intra-city express volume rise or fall in 2023?", "增长", "增长 (rise)"),
        ("市委常委会会议是林望舒还是顾怀远主持的？", "林望舒", "林望舒[1]"),
        ("Did Lin Wangshu or Bai Zhilan chair the standing committee meeting?", "林望舒", "林望舒 (Lin Wangshu)"),
    ],
)
def test_one_of_them_is_the_answer(question: str, span: str, reading: str) -> None:
    answer = ask(question)
    assert answer.span == span
    assert answer.text.startswith(reading)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("市委常委会会议是在长春还是哈尔滨召开？", COMMITTEE),
        ("函件业务量是增长还是下降？", PARCELS.replace("增长", "为")),
    ],
)
def test_where_the_article_has_neither_nothing_is_answered(question: str, text: str) -> None:
    assert not ask(question, passages=[passage(text)]).answered
