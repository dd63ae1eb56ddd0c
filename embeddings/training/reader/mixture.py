"""What the reader is trained on: an endless, seeded stream of examples in fixed proportions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from embeddings.training.news_questions import read_news_questions, stories_kept_from_training
from embeddings.training.reader.bilingual import cloze, code_switched, in_chinese, read_pairs
from embeddings.training.reader.examples import (
    TODAY,
    Example,
    Unanswerable,
    as_example,
    asked_across,
    english_development,
    held_out,
    passage_of,
    read_examples,
    window,
)
from embeddings.training.reader.templates import PARTS, template_examples
from embeddings.training.wordings import CHINESE, ENGLISH
from eval.gold.news import read_news
from rag.answering.hints import hints
from rag.language.scripts import is_han

# Shares of the stream; of what can be answered, but for the clozes, UNANSWERABLE are made unanswerable.
SHARES = {
    "chinese": 0.24, "english": 0.26, "news": 0.33, "template": 0.06, "reading": 0.06, "crossed": 0.03,
    "switched": 0.01, "cloze": 0.01,
}  # fmt: skip
UNANSWERABLE = 0.22
TEMPLATES_SWITCHED = 0.3  # share of template questions asked in code-switched English
READING_SWITCHED = 0.2  # share of English questions over English passages asked word by word in Chinese
HINTED = 0.8  # share of questions over a passage in the other language that come with their words in it
EXCLUDED_PAIRS = ("wmt", "python_docs")


@dataclass
class Mixture:
    """The training sets and the development sets, read once."""

    train: dict[str, list[Example]] = field(default_factory=dict)
    development: dict[str, list[Example]] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Path, *, clozes: int = 30_000, templates: int = 8_000, seed: int = 0) -> Mixture:
        """Read everything from a folder laid out as ``qa/*.jsonl.gz``, ``parallel/train.jsonl.gz`` and ``news/``.

        Without ``news/`` there are no questions over news.
        """
        cmrc = read_examples(data / "qa" / "cmrc2018_train.jsonl.gz")
        drcd = read_examples(data / "qa" / "drcd_dev.jsonl.gz") + read_examples(data / "qa" / "drcd_test.jsonl.gz")
        chinese = cmrc + [e for e in drcd if not held_out(e.title)]
        english = asked_across(chinese, ENGLISH)
        reading, reading_development = (
            read_examples(data / "qa" / f"qed_nq_{part}.jsonl.gz") for part in ("train", "dev")
        )
        kept = [e for e in english if not english_development(e.id)]
        asked = {e.id for e in english if english_development(e.id)}
        rng = random.Random(seed)
        pairs = read_pairs(data / "parallel" / "train.jsonl.gz", clozes * 2, seed, EXCLUDED_PAIRS) if clozes else []
        made: list[Example] = []
        for pair in pairs:
            others = [rng.choice(pairs).chinese for _ in range(rng.randint(2, 5))]
            example = cloze(pair, others, rng)
            if example is not None:
                made.append(example)
            if len(made) == clozes:
                break
        news = (data / "news").is_dir()
        train = {
            "chinese": [e for e in chinese if e.id not in asked],
            "english": kept,
            "reading": reading,
            "crossed": asked_across(reading, CHINESE),
            "cloze": made,
            "news": [as_example(row) for row in read_news_questions(data)] if news else [],
            "template": _templates(data, templates, seed) if news and templates else [],
        }
        development = {
            "cmrc_trial": read_examples(data / "qa" / "cmrc2018_trial.jsonl.gz"),
            "drcd_holdout": [e for e in drcd if held_out(e.title)],
            "english_over_chinese": [e for e in english if english_development(e.id)],
            "chinese_over_same": [e for e in chinese if e.id in asked],
            "qed_dev": reading_development,
            "chinese_over_english": asked_across(reading_development, CHINESE),
            "news": [as_example(row) for row in read_news_questions(data, split="development")] if news else [],
        }
        return cls(_filled(train), _filled(development))

    def stream(self, seed: int) -> Iterator[Example]:
        """Windows of examples for ever; the same ``seed`` gives the same stream."""
        rng = random.Random(seed)
        spoil = {name: Unanswerable(examples) for name, examples in self.train.items() if name != "cloze"}
        names = [n for n in SHARES if n in self.train or (n == "switched" and "chinese" in self.train)]
        order = {name: _shuffled(examples, rng.random()) for name, examples in self.train.items()}
        while True:
            kind = rng.choices(names, [SHARES[n] for n in names])[0]
            source = "chinese" if kind == "switched" else kind
            example = next(order[source])
            if source != "cloze" and example.answerable and rng.random() < UNANSWERABLE:
                example = spoil[source].make(example, rng) or example
            example = window(example, rng)
            if kind == "switched" or (kind == "template" and rng.random() < TEMPLATES_SWITCHED):
                example = code_switched(example, rng)
            if kind == "reading" and rng.random() < READING_SWITCHED:
                example = replace(example, question=in_chinese(example.question, rng), language="zh")
            if (example.language == "en") == any(map(is_han, example.passage)) and rng.random() < HINTED:
                example = with_hint(example)
            yield replace(example)


def _filled(sets: dict[str, list[Example]]) -> dict[str, list[Example]]:
    return {name: examples for name, examples in sets.items() if examples}


def _templates(data: Path, count: int, seed: int) -> list[Example]:
    stories = list(read_news(data / "news"))
    random.Random(seed).shuffle(stories)
    stories.sort(key=lambda story: sum(part in story["text"] for part in PARTS) < 2)  # rare, so these first
    return list(template_examples(stories, stories_kept_from_training(), count, seed))


def with_hint(example: Example) -> Example:
    """The example with the passage's words for the question's beside them, as at run time."""
    (found,) = hints(example.question, [passage_of(example.passage)], TODAY)
    return replace(example, question=f"{example.question} {found}") if found else example


def _shuffled(examples: list[Example], seed: float) -> Iterator[Example]:
    rng, order = random.Random(seed), list(examples)
    while True:
        rng.shuffle(order)
        yield from order
