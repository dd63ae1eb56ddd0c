"""What can be said in the other language without translating."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rag.answering.readings import chinese_number, english_number, reading


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ("景俊海", "Jing Junhai"),
        ("1月22日", "January 22"),
        ("1320.7亿件", "132.07 billion"),
        ("2470.2万件", "24.702 million"),
        ("46.8亿元", "4.68 billion yuan"),
        ("412家", "412"),
        ("300余名", "more than 300 people"),
        ("哈尔滨", "Harbin"),
        ("长春", "Changchun"),
        ("吉林省延边", "Jilin Province, Yanbian Korean autonomous prefecture"),
        ("教育部", "Ministry of Education"),
    ],
)
def test_chinese_in_english(span: str, said: str) -> None:
    assert reading(span, "en") == said


@pytest.mark.parametrize(
    ("span", "said"), [("January 22", "1月22日"), ("132.07 billion", "1320.7亿"), ("$48.3 million", "4830万美元")]
)
def test_english_in_chinese(span: str, said: str) -> None:
    assert reading(span, "zh") == said


@pytest.mark.parametrize(
    ("span", "language"),
    [("深入学习领会", "en"), ("景俊海", "zh"), ("Jing Junhai", "en"), ("19.4％", "zh"), ("", "en")],
)
def test_nothing_is_said_that_cannot_be_vouched_for(span: str, language: str) -> None:
    assert reading(span, language) is None  # type: ignore[arg-type]


def test_names_that_are_known_to_be_names() -> None:
    assert reading("蔡东、李伟", "en", people=True) == "Cai Dong, Li Wei"
    assert reading("欧阳桐", "en", people=True) == "Ouyang Tong"


def test_numbers_keep_every_digit() -> None:
    assert english_number(Decimal("132070000000")) == "132.07 billion"
    assert english_number(Decimal("24702000")) == "24.702 million"
    assert english_number(Decimal("1234567891")) == "1,234,567,891"
    assert english_number(Decimal("2137")) == "2,137"
    assert english_number(Decimal("19.4")) == "19.4"
    assert chinese_number(Decimal("132070000000")) == "1320.7亿"
    assert chinese_number(Decimal("613000")) == "61.3万"
