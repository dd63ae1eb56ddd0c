"""Bodies of one level of government are not those of another."""

from __future__ import annotations

import pytest

from rag.answering.bodies import find_bodies
from tests.rag.answering.pages import analysis


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("省委常委会会议", {("省", "委")}),
        ("市人民代表大会与市人大常委会", {("市", "人大")}),
        ("The municipal government and the county's people", {("市", "政府")}),
        ("the Provincial Party Standing Committee", {("省", "委")}),
        ("the city people’s congress", {("市", "人大")}),
        ("城市委托书", set()),
        ("政府", set()),
    ],
)
def test_bodies_in_both_languages(text: str, bodies: set[tuple[str, str]]) -> None:
    assert find_bodies(text) == bodies


CITY = "1月22日，市委书记汤怀远主持召开市委常委会会议。"


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("谁主持了1月22日的市委常委会会议？", CITY, "match"),
        ("谁主持了1月22日的省委常委会会议？", CITY, "conflict"),  # the same of another level
        ("谁主持了1月22日的省委常委会会议？", f"{CITY}省政府派人参加。", "conflict"),
        ("省政府哪天开会？", CITY, "conflict"),  # nothing of its level
        ("市政府的会议谁主持？", CITY, "open"),
        ("Who chaired the provincial party committee's meeting?", CITY, "conflict"),
        ("Who chaired the municipal party committee's meeting?", CITY, "match"),
        ("谁主持了1月22日的省委常委会会议？", "1月22日，景尧主持召开常委会会议。", "open"),
        ("谁主持会议？", CITY, "open"),
    ],
)
def test_the_body_that_was_asked_about(question: str, text: str, names: str) -> None:
    found = analysis(question, text)
    assert found.check(0, found.facts[0].sentences[0]).names == names
