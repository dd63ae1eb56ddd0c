"""What an article says to a yes-or-no question."""

from __future__ import annotations

import pytest

from rag.answering import verdict
from tests.rag.answering.pages import analysis


@pytest.mark.parametrize(
    ("question", "text", "yes"),
    [
        ("冰雪节往年办过夜场吗？", "本届冰雪节首次开放夜场。", False),
        ("今年冰雪节开放夜场吗？", "本届冰雪节首次开放夜场。", True),
        ("Had the rocket flown before?", "It was the first flight of the rocket.", False),
        ("换图后票价涨了吗？", "列车换新运行图，票价不变。", False),
        ("换图后票价涨了吗？", "列车换新运行图，票价上涨。", True),
        ("换图后票价涨了吗？", "列车换新运行图，票价下降。", False),
    ],
)
def test_what_was_first_or_stayed_the_same(question: str, text: str, yes: bool) -> None:
    found = analysis(question, text)
    assert verdict.judge(found, 0, found.facts[0].sentences[0]).yes is yes
