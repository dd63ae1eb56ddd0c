"""One article a line; a bad line is reported by number and the rest are read."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from rag.reading import read_paths


def test_fields_become_the_article(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    row = {
        "id": "n-1",
        "title": "标题",
        "date": "2024-01-23",
        "text": "第一段。\n第二段。",
        "author": "李明",
        "page": 3,
    }
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    (result,) = read_paths([path])
    (article,) = result.articles
    assert result.source == article.source == f"{path}#n-1"
    assert result.file == str(path)
    assert result.text == article.text == "第一段。\n第二段。"
    assert (article.title, article.byline, article.page) == ("标题", "李明", "3")
    assert (article.date, article.date_basis) == (date(2024, 1, 23), "metadata")


def test_bad_lines_are_named_and_good_ones_go_on(tmp_path: Path) -> None:
    lines = [
        '{"text": "好的一行。"}',
        "{broken",
        "[1, 2]",
        '"just a string"',
        '{"text": 5}',
        '{"title": "no text"}',
        '{"text": "  "}',
        "[" * 100_000,
        "",
        '{"id": true, "title": ["x"], "date": {}, "text": "类型都不对的一行。"}',
        '{"id": "same", "text": "甲。"}',
        '{"id": "same", "text": "乙。"}',
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    results = list(read_paths([path]))
    errors = [result.error for result in results if result.error]
    assert [error.split(" ")[1] for error in errors] == ["2", "3", "4", "5", "6", "7", "8"]
    assert all(len(error) < 200 and "\n" not in error for error in errors)
    assert [result.articles[0].text for result in results if not result.error] == [
        "好的一行。",
        "类型都不对的一行。",
        "甲。",
        "乙。",
    ]
    assert len({result.source for result in results}) == len(results)


def test_an_article_is_never_cut_to_pieces(tmp_path: Path) -> None:
    text = "\n".join(f"第{n}行没有标点也不算长" for n in range(60))
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": text}), encoding="utf-8")
    (result,) = read_paths([path])
    assert len(result.articles) == 1
    assert result.articles[0].text == text
