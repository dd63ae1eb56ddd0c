"""Reading examples from question sets: a question, a passage, and where in it the answer stands (or nowhere)."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from embeddings.training.wordings import read_wordings
from rag.language.numbers import find_numbers
from rag.language.scripts import is_han, question_language
from rag.language.sentences import split_sentences
from rag.types import Passage

TODAY = date(2024, 1, 1)  # what "last week" counts from in questions that no day is known for


@dataclass(frozen=True, slots=True)
class Example:
    """``passage[start:end]`` answers the question; ``start == end == 0`` where the passage does not answer it."""

    id: str
    question: str
    title: str
    passage: str
    start: int
    end: int
    language: str = "zh"  # of the question
    answers: tuple[str, ...] = ()  # all texts that count as right, where a set has several

    @property
    def answerable(self) -> bool:
        return self.end > self.start


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def held_out(title: str) -> bool:
    """Whether a DRCD article belongs to the development part: about one title in ten, chosen by its digest."""
    return hashlib.md5(title.encode()).digest()[0] < 26


def english_development(question_id: str) -> bool:
    """Whether an English question is kept for development: one in eight, chosen by the digest of its id."""
    return hashlib.md5(question_id.encode()).digest()[0] < 32


def read_examples(path: Path) -> list[Example]:
    """The questions of a file in the shared row format; each is read for its first answer, any of them counts."""
    return [as_example(row) for row in rows(path)]


def as_example(row: dict[str, Any]) -> Example:
    """A row in the shared format; without answers it is a question that its passage does not answer."""
    first: dict[str, Any] = next(iter(row["answers"]), {"text": "", "start": 0})
    start = int(first["start"])
    end = start + len(first["text"])
    language = row.get("question_lang", "zh")
    answers = tuple(dict.fromkeys(str(answer["text"]) for answer in row["answers"]))
    return Example(row["id"], row["question"], row["title"], row["context"], start, end, language, answers)


def asked_across(examples: Sequence[Example], path: Path) -> list[Example]:
    """The questions of ``examples`` that ``path`` asks in the language that is not their passages'."""
    by_id = {e.id: e for e in examples}
    return [
        replace(by_id[key], question=asked, language=question_language(asked))
        for key, asked in read_wordings(path).items()
        if key in by_id
    ]


def passage_of(text: str) -> Passage:
    """A text as the readers of newsrag take it."""
    return Passage("", "", "", None, text, "", 0, len(text), 0.0, {})


def window(example: Example, rng: random.Random, shortest: int = 110, longest: int = 340) -> Example:
    """A run of whole sentences around the answer, as long as the chunks that are read at run time."""
    size = rng.randint(shortest, longest)
    if not any(map(is_han, example.passage)):
        size *= 3
    if len(example.passage) <= size:
        return example
    spans = split_sentences(example.passage)
    first = next((i for i, (a, b) in enumerate(spans) if a <= example.start < b), 0)
    last = next((i for i, (a, b) in enumerate(spans) if a < max(example.end, 1) <= b), first)
    if not example.answerable:
        first = last = rng.randrange(len(spans))
    while spans[last][1] - spans[first][0] < size and (first > 0 or last + 1 < len(spans)):
        if last + 1 == len(spans) or (first > 0 and rng.random() < 0.5):
            first -= 1
        else:
            last += 1
    low, high = spans[first][0], spans[last][1]
    if example.answerable and not low <= example.start < example.end <= high:  # sentences cut inside the answer
        return example
    moved = (example.start - low, example.end - low) if example.answerable else (0, 0)
    return replace(example, passage=example.passage[low:high], start=moved[0], end=moved[1])


class Unanswerable:
    """Makes questions that their passage does not answer but nearly does."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._passages: dict[str, list[str]] = defaultdict(list)
        for example in examples:
            if example.passage not in self._passages[example.title]:
                self._passages[example.title].append(example.passage)
        self._titles = sorted(self._passages)

    def make(self, example: Example, rng: random.Random) -> Example | None:
        """One such question, or None where this example allows none of the ways tried."""
        ways = [self._other_number, self._other_subject, self._other_paragraph, self._other_part]
        rng.shuffle(ways)
        for way in ways:
            made = way(example, rng)
            if made is not None:
                return made
        return None

    def _other_number(self, example: Example, rng: random.Random) -> Example | None:
        """A year, ordinal or amount in the question changed to one that the passage does not know."""
        mentions = [m for m in find_numbers(example.question) if any(c.isdigit() for c in m.text)]
        mentions = [m for m in mentions if m.text in example.passage]
        if not mentions:
            return None
        mention = rng.choice(mentions)
        digits = "".join(c for c in mention.text if c.isdigit())
        other = str(max(1, int(digits) + rng.choice([-7, -4, -3, -2, -1, 1, 2, 3, 4, 9])))
        text = mention.text.replace(digits, other, 1)
        if text == mention.text or other in example.passage:
            return None
        question = example.question[: mention.start] + text + example.question[mention.end :]
        return replace(example, question=question, start=0, end=0)

    def _other_subject(self, example: Example, rng: random.Random) -> Example | None:
        """The article's subject in the question replaced by another article's."""
        if len(example.title) < 2 or example.title not in example.question:
            return None
        other = rng.choice(self._titles)
        if other in example.passage or other == example.title or not 2 <= len(other) <= 10:
            return None
        return replace(example, question=example.question.replace(example.title, other), start=0, end=0)

    def _other_paragraph(self, example: Example, rng: random.Random) -> Example | None:
        """The same question over another paragraph of the same article that lacks the answer's text."""
        answer = example.passage[example.start : example.end]
        choices = [p for p in self._passages[example.title] if p != example.passage and answer not in p]
        if not choices:
            return None
        return replace(example, passage=rng.choice(choices), start=0, end=0)

    def _other_part(self, example: Example, rng: random.Random) -> Example | None:
        """The same passage without the sentence that answers."""
        answer = example.passage[example.start : example.end]
        kept = [example.passage[a:b] for a, b in split_sentences(example.passage) if answer not in example.passage[a:b]]
        passage = "".join(kept)
        if len(kept) < 2 or answer in passage:
            return None
        return replace(example, passage=passage, start=0, end=0)
