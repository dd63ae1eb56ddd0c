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


EXPRESS = "2023年我国快递业务量累计完成1320.7亿件，同比增长19.4％；同城快递业务量完成136.4亿件。"


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        ("2023年我国快递业务量是否超过1000亿件？", True),
        ("2023年我国快递业务量超过了1500亿件吗？", False),
        ("2023年我国快递业务量不足1000亿件吗？", False),
        ("同城快递业务量在100亿件以上吗？", True),
        ("同城快递业务量超过1000亿件吗？", False),
        ("Was China's express delivery volume over 100 billion in 2023?", True),
        ("Was China's express delivery volume less than 100 billion in 2023?", False),
        ("快递业务量同比增长超过20％吗？", False),
        ("同城快递业务量超过136.4亿件吗？", False),
        ("同城快递业务量不少于136.4亿件吗？", True),
        ("同城快递业务量不低于200亿件吗？", False),
        ("同城快递业务量不超过136.4亿件吗？", True),
        ("同城快递业务量低于136.4亿件吗？", False),
    ],
)
def test_over_and_under_are_compared(question: str, yes: bool) -> None:
    found = analysis(question, EXPRESS)
    assert verdict.judge(found, 0, found.facts[0].sentences[0]).yes is yes


def test_an_amount_of_a_part_says_less_than_one_of_the_whole() -> None:
    found = analysis("快递业务量超过1000亿件吗？", "快递业务量完成1320.7亿件。其中，同城快递业务量完成136.4亿件。")
    whole, part = (verdict.judge(found, 0, sentence) for sentence in found.facts[0].sentences)
    assert (whole.yes, part.yes) == (True, False)
    assert whole.strength > part.strength
