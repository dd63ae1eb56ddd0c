"""Words as the index and a question both see them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.scripts import fold, question_language
from rag.language.tokens import stem, tokenize


def test_characters_and_bigrams_words_and_digits() -> None:
    assert tokenize("景俊海2,000 Meetings") == ["景", "景俊", "俊", "俊海", "海", "2000", "meet"]


def test_scripts_and_widths_fold_together() -> None:
    assert tokenize("會議ＡＢＣ１２") == tokenize("会议abc12")
    assert fold("國家") == "国家"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chaired", "chair"),
        ("policies", "policy"),
        ("leaves", "leaving"),
        ("running", "run"),
        ("provinces", "province"),
        ("filed", "files"),
        ("China's", "China"),
    ],
)
def test_inflections_of_a_word_agree(one: str, other: str) -> None:
    assert stem(one.lower()) == stem(other.lower())


def test_news_is_not_new() -> None:
    assert stem("news") != stem("new")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_terms_without_white_space(text: str) -> None:
    assert all(term and not any(c.isspace() for c in term) for term in tokenize(text))


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("谁主持了会议？", "zh"),
        ("GDP是多少", "zh"),
        ("ChatGPT是什么？", "zh"),
        ("景俊海", "zh"),
        ("Who is 景俊海?", "en"),
        ("What did 景俊海 say at the meeting?", "en"),
        ("Jing Junhai", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_question(question: str, language: str) -> None:
    assert question_language(question) == language
