"""Questions written for this project over public news stories: ``questions/news.jsonl`` joined with the stories.

The file is in the form of the news gold set (``eval/gold/news.py``): article ids and character offsets, no news text.
Rows of ``split`` "train" teach the encoder and the reader; those of "fit" are kept from both, so that the weights of
ranking and abstention are fitted on stories that no model has seen; the reader is measured on those of "development".
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.gold.news import fill_evidence, read_gold, read_news

NEWS_QUESTIONS = Path(__file__).parent / "questions" / "news.jsonl"
AROUND = 300  # characters of the story before and after the passage that a question was written over


def read_news_questions(data: Path, path: Path = NEWS_QUESTIONS, split: str = "train") -> Iterator[dict[str, Any]]:
    """The rows of a ``split`` in the form of the question sets in ``data``/qa, with ``date`` and ``answerable``.

    ``context`` is the part of the story around the passage; a question that it does not answer has no ``answers``.
    ``data`` is the folder that holds news/; questions over stories that it lacks are left out. Raises NewsragError
    where a file is missing or an answer is not where it was.
    """
    asked = [row for row in read_gold(path) if row["split"] == split]
    wanted = {_article(row) for row in asked}
    stories: dict[str, dict[str, str]] = {}
    for story in read_news(data / "news"):
        if story["id"] in wanted:
            stories.setdefault(story["id"], story)  # of two with one id the first counts, as in the gold set
    rows = [row for row in asked if _article(row) in stories]
    for row in fill_evidence(rows, {key: story["text"] for key, story in stories.items()}):
        story = stories[_article(row)]
        answerable = bool(row["answerable"])
        around = AROUND if answerable else 0
        first, last = max(0, row["evidence_start"] - around), row["evidence_end"] + around
        context = story["text"][first:last]
        answers = []
        if answerable:
            start = row["answer_start"] - first
            answers.append({"text": context[start : row["answer_end"] - first], "start": start})
        yield {
            "id": row["id"],
            "question": row["question"],
            "question_lang": row["lang"],
            "title": story["title"],
            "date": story["date"],
            "context": context,
            "answers": answers,
            "answerable": answerable,
            "source": f"news {story['id']}",
        }


def stories_kept_from_training(path: Path = NEWS_QUESTIONS) -> frozenset[str]:
    """The ids of the stories that the gold set and the questions of ``path`` outside "train" are about."""
    kept = (row for row in read_gold(path) if row["split"] != "train")
    return frozenset(_article(row) for row in (*read_gold(), *kept))


def _article(row: dict[str, Any]) -> str:
    return str(row["article"] if row["answerable"] else row["near"])
