"""Paragraphs break into lines the way print, and those who imitate it, break them."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from eval.page_wrapping import balanced, sliced, typeset, words

TEXT = "国家邮政局22日发布数据，2023年我国快递业务量累计完成1320.7亿件，同比增长19.4％。（记者“小河”）"


@given(st.integers(8, 40), st.sampled_from([0.0, 2.0]))
def test_no_character_is_lost_and_no_line_is_too_wide(width: int, indent: float) -> None:
    for rows in (typeset(TEXT, width, indent), sliced(TEXT, width, indent)):
        assert "".join(rows) == TEXT
    assert all(len(row) <= width for row in sliced(TEXT, width, indent))
    assert all(sum(0.5 if ch.isascii() else 1 for ch in row) <= width + 2 for row in typeset(TEXT, width, indent))


def test_print_keeps_numbers_whole_and_marks_off_the_start() -> None:
    for width in range(10, 30):
        rows = typeset(TEXT, width, 2)
        assert not any(row[0] in "，。％" for row in rows)
        assert "1320.7" in " ".join(rows)


def test_english_breaks_between_words_or_with_a_hyphen() -> None:
    text = "The harbor commission unanimously approved reconstruction of the historic terminal"
    assert " ".join(words(text, 20, 0)) == text
    rows = words(text, 16, 0, hyphenate=random.Random(1))
    assert any(row.endswith("-") for row in rows)
    assert "".join(row[:-1] if row.endswith("-") else row + " " for row in rows).strip() == text


def test_headlines_fall_into_even_lines() -> None:
    assert balanced("第八届冰雪运动季 全国启动活动举行", 2) == ["第八届冰雪运动季", "全国启动活动举行"]
    assert balanced("Council Backs New Bridge", 2) == ["Council Backs", "New Bridge"]
    assert balanced("短标题", 1) == ["短标题"]
