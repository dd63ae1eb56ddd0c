"""Questions over news: offsets that hold in the stories, and nothing trained on that is fitted or reported on."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from pathlib import Path

import pytest

from embeddings.training.news_questions import NEWS_QUESTIONS, read_news_questions, stories_kept_from_training
from embeddings.training.passages import question_examples
from embeddings.training.reader.examples import as_example
from eval.gold.news import FILES, article_id, read_gold
from rag.errors import NewsragError

STORY = {
    "date": "2024-01-22",
    "title": "试题",
    "text": "天气寒冷。" * 80 + "清禾市22日通报，共有19人获救。" + "天气寒冷。" * 80,
}
REPRINT = {**STORY, "text": STORY["text"][:200] + "另一个结尾。"}  # the same id: date, title and beginning are the same
ID = article_id(FILES[0], STORY)
START = STORY["text"].index("清禾市")


def row(**more: object) -> dict[str, object]:
    told = {
        "answers": ["19人"],
        "article": ID,
        "answer_start": START + 11,
        "answer_end": START + 14,
        "answerable": True,
    }
    common = {"id": "q", "question": "多少人获救？", "lang": "zh", "split": "train"}
    return {**common, **told, "evidence_start": START, "evidence_end": START + 17, **more}


def read(tmp_path: Path, *rows: dict[str, object], split: str = "train") -> list[dict[str, object]]:
    (tmp_path / "news").mkdir()
    for name in FILES:
        with gzip.open(tmp_path / "news" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            if name == FILES[0]:
                out.writelines(json.dumps(story, ensure_ascii=False) + "\n" for story in (STORY, REPRINT))
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return list(read_news_questions(tmp_path, path, split))


def test_an_answer_stands_where_the_row_says(tmp_path: Path) -> None:
    (found,) = read(tmp_path, row())
    example = as_example(found)
    assert example.passage[example.start : example.end] == "19人"
    assert len(example.passage) < len(STORY["text"])
    (made,) = question_examples([found], random.Random(0), context_share=1.0)
    assert "19人" in made.passage
    assert made.passage.startswith("试题\n2024-01-22\n")


def test_what_is_not_answered_has_only_the_passage_it_was_written_over(tmp_path: Path) -> None:
    (found,) = read(tmp_path, row(answerable=False, near=ID, answers=[]))
    assert found["context"] == "清禾市22日通报，共有19人获救。"
    assert not as_example(found).answerable


def test_rows_kept_for_fitting_and_absent_stories_are_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, row(split="fit"), row(split="development"), row(article="xinwenlianbo-none")) == []


def test_questions_for_development_are_read_for_it_alone_and_their_stories_kept_from_training(tmp_path: Path) -> None:
    found = read(tmp_path, row(), row(id="2", split="development"), split="development")
    assert [r["id"] for r in found] == ["2"]
    assert ID in stories_kept_from_training(tmp_path / "questions.jsonl")


def test_a_story_that_is_not_as_it_was_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(NewsragError, match="at its offsets"):
        read(tmp_path, row(answer_start=START, answer_end=START + 3))


def test_the_committed_questions_keep_training_fitting_and_reporting_apart() -> None:
    reported = {r["article"] if r["answerable"] else r["near"] for r in read_gold()}
    rows = read_gold(NEWS_QUESTIONS)
    first_round = {r["id"] for r in rows if r["id"].startswith("newsq-")}
    fit = {r["article"] if r["answerable"] else r["near"] for r in rows if r["split"] == "fit"}
    development = {r["article"] if r["answerable"] else r["near"] for r in rows if r["split"] == "development"}
    assert 0 < len(development) < 300
    assert len({r["id"] for r in rows}) == len({r["question"] for r in rows}) == len(rows)
    for r in rows:
        article = r["article"] if r["answerable"] else r["near"]
        assert article not in reported
        assert r["split"] == "fit" or article not in fit
        kept = r["id"] in first_round and hashlib.md5(article.encode()).digest()[0] < 64
        developed = article in development
        assert r["split"] == ("fit" if kept else "development" if developed else "train")
        assert not {"evidence", "text"} & r.keys()
        assert all(len(answer) <= 60 for answer in r["answers"])


def test_every_gold_answer_is_kept_and_the_first_is_learnt() -> None:
    answers = [{"text": "五月", "start": 3}, {"text": "五月初", "start": 3}, {"text": "五月", "start": 3}]
    row = {"id": "1", "question": "何时？", "title": "", "context": "它在这五月初开。", "answers": answers}
    example = as_example(row)
    assert (example.passage[example.start : example.end], example.answers) == ("五月", ("五月", "五月初"))
