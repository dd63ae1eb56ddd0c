"""Markdown is one article, whole, with offsets in the file's own characters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rag.reading import read_paths


def test_front_matter_and_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: 港口开工\ndate: 2023-11-08\nauthor: 李明\n---\n\n"
        "# 港口开工\n\n港口三期今天\n开工。\n\n## 背景\n\n- 甲\n- 乙\n",
        encoding="utf-8",
    )
    (result,) = read_paths([path])
    (article,) = result.articles
    assert (article.title, article.byline, article.date) == ("港口开工", "李明", date(2023, 11, 8))
    assert article.text == "港口三期今天开工。\n## 背景\n- 甲\n- 乙"
    assert "".join(result.text[article.start : article.end].split()) == "".join(article.text.split())


def test_hard_wrapped_english_prose_joins_with_spaces(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Harbor vote\n\nThe board voted on\nThursday to replace\nthe terminal.\n\nWork starts soon.\n")
    (article,) = next(iter(read_paths([path]))).articles
    assert article.title == "Harbor vote"
    assert article.text == "The board voted on Thursday to replace the terminal.\nWork starts soon."
