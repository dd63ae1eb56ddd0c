"""The heading of an article: its headline between the lines above and below it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from rag.index import Index
from rag.retrieval import Retriever
from rag.retrieval.config import RetrievalConfig
from rag.types import LONGEST_HEADING, heading

PAGE = """景俊海在省军区党委十四届四次全体会议上强调

不断开创我省党管武装工作新局面
为国防和军队现代化建设贡献吉林力量

1月21日至22日，会议在长春
召开。会前，与会人员观看了专题
片。省军区党委书记刘金来主持，
副司令员于建国参加。全省各级党
委把管武兴武作为应尽之责，抓经
济不忘固国防，搞建设不忘兴武装
，守平安不忘强备战，形成良好势
头。
"""


def test_a_heading_holds_what_stands_above_and_below() -> None:
    assert heading("上", "题", ("下", "再下")) == "上 题 下 再下"
    assert heading("", "题", ()) == heading(" ", " 题 ", ("",)) == "题"
    assert heading("", "", ()) == ""


def test_a_heading_is_cut_at_its_lines_and_keeps_the_headline() -> None:
    title = "题" * (LONGEST_HEADING - 10)
    assert heading("上" * 20, title, ("下",)) == f"{title} 下"
    assert heading("上", "题" * 400, ()) == "题" * 400


def test_what_only_the_line_above_the_headline_says_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "other.txt").write_text(
        PAGE.replace("省军区党委十四届四次", "市政协六届二次").replace("长春", "吉林市"), encoding="utf-8"
    )
    with Index.create(tmp_path / "index") as index:
        index.add([tmp_path / "page.txt", tmp_path / "other.txt"], given_date=date(2024, 1, 23))
        for asked in ("省军区党委十四届四次全体会议", "市政协六届二次全体会议"):
            words = Retriever(index, replace(RetrievalConfig(), evidence=("words",))).search(asked)
            first = Retriever(index).search(asked)[0]
            assert first.article_id == words[0].article_id
            assert asked in first.heading
            assert asked in first.kicker
            assert first.title.startswith("不断开创")
