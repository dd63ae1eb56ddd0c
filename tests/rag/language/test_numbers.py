"""The same amount is the same number in either language."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.numbers import find_numbers, number_keys


def one(text: str) -> tuple[Decimal, str]:
    (mention,) = find_numbers(text)
    return mention.value, mention.unit


@pytest.mark.parametrize("text", ["1320.7亿件", "132.07 billion items", "132,070,000,000 items", "１３２０.７億件"])
def test_1320_7_yi_is_132_07_billion(text: str) -> None:
    assert one(text) == (Decimal(132_070_000_000), "items")


@pytest.mark.parametrize("text", ["百分之五十二", "52%", "52％", "52 percent", "52 per cent"])
def test_percentages(text: str) -> None:
    assert one(text) == (Decimal(52), "%")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百二十三", "123"),
        ("第一百零五条", "105"),
        ("三百五", "350"),
        ("两万五千", "25000"),
        ("三千二百亿", "320000000000"),
        ("一点五亿", "150000000"),
        ("2470.2万件", "24702000"),
        ("twenty-five thousand", "25000"),
        ("three hundred and twenty-one", "321"),
        ("$3.5 million", "3500000"),
        ("0.6个百分点", "0.6"),
    ],
)
def test_values(text: str, value: str) -> None:
    assert one(text)[0] == Decimal(value)


@pytest.mark.parametrize("text", ["统一", "万一", "十分", "十四五", "千万要小心", "一二三"])
def test_words_with_numerals_in_them_are_no_numbers(text: str) -> None:
    assert find_numbers(text) == []


def test_thirds() -> None:
    assert one("三分之一")[0] == one("one third")[0]


def test_about_132_billion_meets_the_exact_figure() -> None:
    exact, rough = (set(number_keys(find_numbers(t))) for t in ("1320.7亿件", "132 billion"))
    assert exact & rough


def test_a_percentage_never_meets_a_plain_number() -> None:
    assert not set(number_keys(find_numbers("52%"))) & set(number_keys(find_numbers("52件")))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789.,%％亿万千百十零一二两三四五点分之个$ billionthree", max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for mention in find_numbers(text):
        assert text[mention.start : mention.end] == mention.text
    number_keys(find_numbers(text))
