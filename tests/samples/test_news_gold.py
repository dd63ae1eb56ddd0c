"""The bilingual news questions: no news text in the repository, and every answer where the offsets say."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.gold.news import FILES, article_id, build, fill_evidence, read_gold
from rag.errors import NewsragError
from tests.samples.shared import data_folder, read_jsonl

ROW = {"date": "2024-01-22", "title": "试题", "text": "清禾市22日通报，共有19人获救。天气寒冷。"}


def _news(folder: Path, rows: list[dict[str, str]]) -> Path:
    folder.mkdir()
    for name in FILES:
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows if name == FILES[0])
    return folder


def test_shares_and_ids() -> None:
    gold = read_gold()
    assert len(gold) >= 300
    assert len({row["id"] for row in gold}) == len({row["question"] for row in gold}) == len(gold)
    assert sum(row["lang"] == "en" for row in gold) >= 0.6 * len(gold)
    assert 0.1 <= sum(not row["answerable"] for row in gold) / len(gold) <= 0.2
    assert {row["split"] for row in gold} == {"fit", "report"}


def test_no_news_text_is_committed() -> None:
    for row in read_gold():
        assert not {"evidence", "text"} & row.keys(), row["id"]
        assert all(len(answer) <= 60 for answer in row["answers"]), row["id"]


def test_no_article_is_both_fitted_and_reported() -> None:
    side: dict[str, str] = {}
    for row in read_gold():
        article = row["article"] if row["answerable"] else row["near"]
        assert side.setdefault(article, row["split"]) == row["split"], row["id"]


def test_evidence_is_taken_from_the_offsets() -> None:
    gold = [
        {
            "id": "q1",
            "question": "How many were rescued?",
            "answers": ["19人", "19"],
            "article": article_id("xinwenlianbo", ROW),
            "answerable": True,
            "answer_start": 11,
            "answer_end": 14,
            "evidence_start": 0,
            "evidence_end": 17,
        },
        {"id": "q2", "answerable": False, "answers": []},
    ]
    filled = fill_evidence(gold, {article_id("xinwenlianbo", ROW): ROW["text"]})
    assert filled[0]["evidence"] == "清禾市22日通报，共有19人获救。"
    assert "evidence" not in filled[1]


def test_a_moved_answer_and_a_missing_article_are_named() -> None:
    row = {"id": "q1", "answers": ["19人"], "article": "a", "answerable": True, "answer_start": 0, "answer_end": 3}
    with pytest.raises(NewsragError, match="q1: the text at its offsets is '清禾市'"):
        fill_evidence([row | {"evidence_start": 0, "evidence_end": 3}], {"a": ROW["text"]})
    with pytest.raises(NewsragError, match="q1: article a is not in the news files"):
        fill_evidence([row], {})


def test_missing_files_and_other_news_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(NewsragError, match=r"xinwenlianbo\.jsonl\.gz is not there"):
        build(tmp_path, tmp_path / "out")
    with pytest.raises(NewsragError, match="is not in the news files"):
        build(_news(tmp_path / "data", [ROW]), tmp_path / "out")


def test_every_answer_is_in_its_article(tmp_path: Path) -> None:
    data = data_folder() / "news"
    if not (data / f"{FILES[0]}.jsonl.gz").is_file():
        pytest.skip(f"the news files are not at {data}; set NEWSRAG_DATA to the folder above them")
    articles, questions = build(data, tmp_path / "one", distractors=20)
    gold = read_gold()
    named = {row["article"] if row["answerable"] else row["near"] for row in gold}
    corpus = {row["id"]: row["text"] for row in read_jsonl(tmp_path / "one" / "corpus.jsonl")}
    assert (articles, questions) == (len(named) + 20, len(gold))
    assert named <= corpus.keys()
    for row in read_jsonl(tmp_path / "one" / "gold.jsonl"):
        if row["answerable"]:
            assert row["evidence"] in corpus[row["article"]], row["id"]
            assert any(answer in row["evidence"] for answer in row["answers"]), row["id"]
