"""What a question is understood to ask."""

from __future__ import annotations

from datetime import date

import pytest

from rag.errors import QuestionError
from rag.retrieval.query import MAX_LENGTH, analyse

TODAY = date(2024, 1, 23)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who chaired the meeting?", "who"),
        ("谁主持了会议？", "who"),
        ("When did it open?", "when"),
        ("大桥哪天通车？", "when"),
        ("Where was the fair held?", "where"),
        ("雪博会在哪里举行？", "where"),
        ("How many parcels were delivered?", "howmany"),
        ("旅游收入增长多少？", "howmany"),
        ("Why was it closed?", "why"),
        ("大桥通车了吗？", "yesno"),
        ("Did the board vote?", "yesno"),
        ("会议强调了什么？", "what"),
    ],
)
def test_the_kind_of_question(question: str, kind: str) -> None:
    assert analyse(question, today=TODAY).type == kind


def test_what_only_asks_is_not_looked_for() -> None:
    assert set(analyse("谁主持了什么会议？", today=TODAY).terms) >= {"主持", "会议"}
    assert not set(analyse("谁主持了什么会议？", today=TODAY).terms) & {"谁", "什么", "了"}
    assert analyse("Who chaired the meeting?", today=TODAY).terms == ("chair", "meet")


def test_names_days_and_numbers_are_read() -> None:
    query = analyse("Did Jing Junhai speak on Jan 22 about 132.07 billion parcels?", today=TODAY)
    assert query.language == "en"
    assert "jing_junhai" in query.names
    assert [(m.first.month, m.first.day) for m in query.dates] == [(1, 22)]
    assert [n.value for n in query.numbers] == [132_070_000_000]
    assert not query.latest


def test_the_latest_is_no_day() -> None:
    query = analyse("What is the latest on the ferry?", today=TODAY)
    assert query.latest
    assert query.dates == ()


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\x00\x01", "？？！", "😀🎉", "\ud800"])
def test_a_question_without_words_is_refused(question: str) -> None:
    with pytest.raises(QuestionError):
        analyse(question, today=TODAY)


def test_a_pasted_page_is_refused_with_the_limit() -> None:
    with pytest.raises(QuestionError, match=f"{MAX_LENGTH:,}"):
        analyse("会" * 10_000, today=TODAY)
