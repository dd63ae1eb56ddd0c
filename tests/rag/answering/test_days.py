"""Whether a passage speaks of the day that was asked about."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.days import agreement, spoken
from rag.language.dates import find_dates, question_dates
from rag.types import PartialDate

PRINTED = PartialDate(2024, 1, 23)


def agree(question: str, sentence: str, around: str = "", printed: PartialDate | None = PRINTED) -> str:
    asked = question_dates(question, today=date(2024, 3, 1))[0]
    here = find_dates(sentence, reference=printed)
    return agreement(asked, here, [*here, *find_dates(around, reference=printed)], printed)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("1月22日谁主持会议？", "1月22日，省委书记主持会议。", "match"),
        ("Who chaired the meeting on Jan 22?", "1月22日，省委书记主持会议。", "match"),
        ("1月25日谁主持会议？", "1月22日，省委书记主持会议。", "conflict"),
        ("Who chaired the meeting on January 25?", "1月22日，省委书记主持会议。", "conflict"),
        ("2023年1月22日谁主持会议？", "1月22日，省委书记主持会议。", "conflict"),
        ("1月21日开了什么会？", "1月21日至22日，会议在长春召开。", "match"),
        ("2023年完成多少件？", "2023年完成1320.7亿件。", "match"),
        ("2022年完成多少件？", "2023年完成1320.7亿件。", "conflict"),
    ],
)
def test_days_of_the_sentence(question: str, sentence: str, expected: str) -> None:
    assert agree(question, sentence) == expected


def test_a_sentence_without_a_day_stands_under_its_passage_or_its_day_of_print() -> None:
    assert agree("1月22日谁主持会议？", "刘某主持会议。", around="1月22日，会议召开。") == "match"
    assert agree("1月22日公布的数据是多少？", "2023年完成1320.7亿件。", around="1月22日发布数据。") == "match"
    assert agree("1月23日谁主持会议？", "刘某主持会议。") == "match"
    assert agree("1月25日谁主持会议？", "刘某主持会议。") == "conflict"
    assert agree("1月25日谁主持会议？", "刘某主持会议。", printed=None) == "open"


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("1月22日", "en", "January 22"),
        ("2024年1月22日", "en", "January 22, 2024"),
        ("1月21日至22日", "en", "January 21–22"),
        ("2016年", "en", "2016"),
        ("January 22, 2024", "zh", "2024年1月22日"),
    ],
)
def test_days_in_the_other_language(text: str, language: str, said: str) -> None:
    assert spoken(find_dates(text)[0], language) == said  # type: ignore[arg-type]
