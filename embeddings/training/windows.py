"""The windows that training searches: of every text it asks about, and of news stories that nobody is asked about."""

from __future__ import annotations

from dataclasses import dataclass

from embeddings.training.asked import Questions, Row, group_of
from embeddings.training.config import Config
from embeddings.training.devsets import STORY, distractors, windows_of
from embeddings.training.news_questions import stories_kept_from_training
from eval.gold.news import read_news


@dataclass(frozen=True)
class Window:
    """A piece of a text; ``group`` names the text, ``title`` and ``date`` may be empty."""

    text: str
    title: str
    date: str
    group: str


def windows_of_row(row: Row) -> list[Window]:
    """The text that a question was asked over, in windows; an English paragraph is one."""
    text = str(row["context"])
    cut = [text] if row.get("context_lang") == "en" else windows_of(text)
    return [Window(t, str(row["title"]), str(row.get("date", "")), group_of(row)) for t in cut]


def answering(row: Row) -> Window:
    """Of the windows of a question row the one with most of its answer."""
    answer, windows = row["answers"][0], windows_of_row(row)
    first, last, start, shared = answer["start"], answer["start"] + len(answer["text"]), 0, []
    for window in windows:
        shared.append(min(last, start + len(window.text)) - max(first, start))
        start += len(window.text)
    return windows[shared.index(max(shared))]


def story_windows(config: Config) -> list[Window]:
    """Windows of ``retrieve.stories`` news stories, none of which the evaluation searches or asks about."""
    left_out, kept = set(distractors(config.data, config.evaluate_stories)), stories_kept_from_training()
    stories = [s for s in read_news(config.data / "news") if s["id"] not in kept and s["text"][:STORY] not in left_out]
    taken = stories[:: max(1, len(stories) // max(1, config.retrieve.stories))][
        : config.retrieve.stories : config.sample
    ]
    return [
        Window(text, s["title"], s["date"], f"news {s['id']}") for s in taken for text in windows_of(s["text"][:STORY])
    ]


def training_windows(config: Config, questions: Questions) -> list[Window]:
    """All of them, each once: those of the ``questions`` first."""
    asked = (window for row in questions.rows(config.sample) for window in windows_of_row(row))
    return list(dict.fromkeys([*asked, *story_windows(config)]))
