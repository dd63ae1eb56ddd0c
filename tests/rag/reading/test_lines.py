"""Lines know their place, their printed width and the white space around them."""

from __future__ import annotations

from rag.reading.furniture import furniture_kind
from rag.reading.layout import is_wrapped
from rag.reading.lines import split_lines, width


def test_widths_count_han_as_one_and_latin_as_half() -> None:
    assert width("会议abc1") == 4.0
    assert width("１２％") == 3.0
    assert width("“国家”") == 4.0
    assert width("“no”") == 2.0


def test_indents_blanks_and_offsets() -> None:
    text = "\r\n　　会议指出\r\n\n \nabc  "
    first, second = split_lines(text)
    assert (first.text, first.indent, first.blanks) == ("会议指出", 2.0, 1)
    assert (second.text, second.blanks) == ("abc", 2)
    assert text[second.start : second.end] == "abc"


def test_furniture() -> None:
    for text in ("2024年1月23日 星期二 第3版", "吉林日报 2024年1月23日", "第03版：要闻", "A03",
                 "责任编辑：李明 版式：王芳",
                 "* * *", "——————", "12", "THE DAILY LEDGER", "Tuesday, March 5, 2024", "Page 3",
                 "２０２４年１月２３日"):  # fmt: skip
        assert furniture_kind(text), text
    for text in ("市政府召开会议", "1月22日，省委书记", "Council Backs New Bridge", "编辑部的故事", "日报社记者昨天说"):
        assert not furniture_kind(text), text


def test_columns_are_told_from_paragraph_lines() -> None:
    column = "市图书馆昨天宣布从\n下个月起延长开放时\n间每天晚上开放到十\n点周末也不例外。\n"
    assert is_wrapped(split_lines(column))
    assert not is_wrapped(split_lines("标题\n\n" + "这一行就是一整段，说完了一件事情，然后停在句号上。\n" * 8))
    assert not is_wrapped(split_lines("甲\n乙\n丙\n丁\n"))
    assert not is_wrapped([])
