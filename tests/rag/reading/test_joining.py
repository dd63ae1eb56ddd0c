"""Wrapped lines join as a reader would read them, each character still traceable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.hyphens import word_test
from rag.reading.joining import join_paragraphs, join_text
from rag.reading.lines import split_lines


@pytest.mark.parametrize(
    ("rows", "joined"),
    [
        (["省委书记主", "持召开会议"], "省委书记主持召开会议"),
        (["The harbor", "board voted"], "The harbor board voted"),
        (["完成349", "万笔"], "完成349万笔"),
        (["共有13", "20家企业参加"], "共有1320家企业参加"),
        (["price of $3.", "25 million"], "price of $3. 25 million"),
        (["他说：“", "我们来了”"], "他说：“我们来了”"),
        (["使用", "iPhone"], "使用iPhone"),
        (["he said “no", "more” and left"], "he said “no more” and left"),
        (["well-", "known mayor"], "well-known mayor"),
        (["the infor-", "mation office"], "the information office"),
        (["the loca-", "tion of the bridge"], "the location of the bridge"),
        (["2023-", "2024 season"], "2023-2024 season"),
        (["New York-", "London flights"], "New York-London flights"),
    ],
)
def test_lines_join(rows: list[str], joined: str) -> None:
    text = "\n".join(rows)
    assert join_paragraphs(text, [split_lines(text)], is_word=word_test(text))[0] == joined


def test_columns_cut_every_so_many_characters() -> None:
    text = "我们使用 App\nle 手表和 Goo \ngle"
    assert join_paragraphs(text, [split_lines(text)], cuts_words=True)[0] == "我们使用 Apple 手表和 Goo gle"


def test_headline_rows() -> None:
    assert join_text(["第八届冰雪运动季", "全国启动"]) == "第八届冰雪运动季全国启动"
    assert join_text(["Council Backs", "New Bridge"]) == "Council Backs New Bridge"
    assert join_text([]) == ""


@given(st.lists(st.text(alphabet="会议，。 ab-1“”", max_size=12), min_size=1, max_size=12))
def test_every_character_keeps_its_place(rows: list[str]) -> None:
    text = "\n".join(rows)
    lines = split_lines(text)
    joined, offsets = join_paragraphs(text, [[line] for line in lines[:3]] + ([lines[3:]] if lines[3:] else []))
    for at, source, length in offsets.runs:
        assert joined[at : at + length] == text[source : source + length]
    assert "".join(joined.split()) == "".join(text.split())
