"""The question rows that retrieval training sees, from the public sets and from those written for this project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.training.config import Config
from embeddings.training.news_questions import read_news_questions
from embeddings.training.sources import QUESTION_HOLDOUT, first_byte, is_held_out, read_jsonl
from embeddings.training.wordings import CHINESE, ENGLISH, read_wordings

Row = dict[str, Any]


def group_of(row: Row) -> str:
    """The text that a question row was asked over. A paragraph, for the next one of its article does not hold the
    answer; but a whole news story, for the contexts of two of its questions may overlap."""
    source = str(row["source"])
    return f"{source} {row['title']}" if source.startswith("news") else f"{source} {row['context']}"


@dataclass(frozen=True)
class Questions:
    """The question rows that retrieval training sees: Chinese ones, English ones over the same paragraphs, those
    over news stories, and those over English paragraphs, in both languages. Held-out questions are in none."""

    chinese: list[Row]
    english: list[Row]
    news: list[Row]
    natural: list[Row]

    def rows(self, sample: int) -> list[Row]:
        """Every ``sample``-th of them all."""
        return [*self.chinese, *self.english, *self.news, *self.natural][::sample]


def training_questions(config: Config) -> Questions:
    """Every question row of training that has an answer, in source order."""
    qa = config.data / "qa"
    chinese = list(read_jsonl(qa / "cmrc2018_train.jsonl.gz"))
    for name in ("drcd_dev", "drcd_test"):
        chinese += [r for r in read_jsonl(qa / f"{name}.jsonl.gz") if not is_held_out(r)]
    english = [r for r in _reworded(chinese, ENGLISH) if first_byte(str(r["id"])) >= QUESTION_HOLDOUT]
    news = [row for row in read_news_questions(config.data) if row["answerable"]]
    natural = list(read_jsonl(qa / "qed_nq_train.jsonl.gz"))
    return Questions(chinese, english, news, [*natural, *_reworded(natural, CHINESE)])


def _reworded(rows: list[Row], path: Path) -> list[Row]:
    """Those of ``rows`` that are asked in the other language in ``path``, so asked."""
    by_id = {str(row["id"]): row for row in rows}
    return [{**by_id[key], "question": asked} for key, asked in read_wordings(path).items() if key in by_id]
