"""Retrieval examples: a query, the passage that answers it, and whatever else it must not be confused with."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from embeddings.training import cedict
from embeddings.training.asked import Row, group_of, training_questions
from embeddings.training.cedict import HAN_WORD
from embeddings.training.config import Config
from embeddings.training.negatives import Negatives, read_negatives
from embeddings.training.prepare import read_pairs
from embeddings.training.sources import read_jsonl

SENTENCE_END = re.compile(r"(?<=[。！？!?])")
SHORTEST, LONGEST = 90, 230  # characters of a Chinese passage
MINED_SHARE = 0.75  # hard negatives that are mined, where there are any; the others are from elsewhere in the text


@dataclass(frozen=True)
class Example:
    """``group`` names the text that ``passage`` is from: other passages of it are no negatives, except ``negative``,
    which is of ``negative_group``."""

    query: str
    passage: str
    negative: str
    group: str
    negative_group: str = ""


def with_context(text: str, title: str, date: str) -> str:
    """A passage as the index embeds it: headline, date line, text; missing parts left out."""
    return "\n".join(part for part in (title, date, text) if part)


def window(text: str, start: int, end: int, rng: random.Random) -> tuple[int, int]:
    """A random window of 90–230 characters that holds ``text[start:end]``."""
    length = max(rng.randint(SHORTEST, LONGEST), end - start)
    first = rng.randint(max(0, end - length), max(0, min(start, len(text) - length)))
    return first, min(len(text), first + length)


def question_examples(
    rows: list[Row], rng: random.Random, context_share: float, mined: Negatives | None = None
) -> Iterator[Example]:
    """Question rows with answer spans: the question, a window around the answer, and as its hard negative a passage
    mined for the question or a window elsewhere in the same text."""
    for row in rows:
        text, answer = str(row["context"]), row["answers"][0]
        first, last = window(text, answer["start"], answer["start"] + len(answer["text"]), rng)
        headed = rng.random() < context_share
        title, date = (str(row["title"]), str(row.get("date", ""))) if headed else ("", "")
        passage, group = with_context(text[first:last], title, date), group_of(row)
        hard = mined.of(row) if mined else []
        if hard and rng.random() < MINED_SHARE:
            found = rng.choice(hard)
            negative = with_context(found.text, found.title, found.date) if headed else found.text
            yield Example(str(row["question"]), passage, negative, group, found.group)
            continue
        before, after = text[:first], text[last:]
        other = before[-LONGEST:] if len(before) > len(after) else after[:LONGEST]
        negative = other if len(other) >= SHORTEST and answer["text"] not in other else ""
        yield Example(
            str(row["question"]), passage, with_context(negative, title, date) if negative else "", group, group
        )


def glosser(dictionary: cedict.Dictionary, to_simplified: Callable[[str], str]) -> Callable[[str, random.Random], str]:
    """A function that reads a Chinese question word by word as its English glosses: a rough pseudo-translation."""

    def gloss(text: str, rng: random.Random) -> str:
        simple, out, start = to_simplified(text), [], 0
        while start < len(simple):
            if not HAN_WORD.fullmatch(simple[start]):
                out.append(simple[start])
                start += 1
                continue
            for end in range(min(len(simple), start + 6), start, -1):
                word = simple[start:end]
                if senses := dictionary.glosses.get(word):
                    out.append(f" {rng.choice(senses[:2])} ")
                    break
            else:
                out.append(simple[start])
                end = start + 1
            start = end
        return " ".join("".join(out).split())

    return gloss


def news_examples(config: Config, rng: random.Random, share: float) -> Iterator[Example]:
    """Headline to story, and a sentence to the rest of its article."""
    for number, row in enumerate(read_jsonl(config.data / "news" / "xinwenlianbo.jsonl.gz")):
        text = str(row["text"])
        if rng.random() >= share or len(text) < SHORTEST:
            continue
        start = rng.choice((0, rng.randint(0, max(0, min(400, len(text) - LONGEST)))))
        date = str(row["date"]) if rng.random() < config.retrieve.context_share else ""
        passage = text[start : start + rng.randint(SHORTEST, LONGEST)]
        yield Example(str(row["title"]), with_context(passage, "", date), "", f"xinwenlianbo {number}")
    for number, row in enumerate(read_jsonl(config.data / "news" / "crud_news.jsonl.gz")):
        sentences = SENTENCE_END.split(str(row["text"])[:1_500])
        if rng.random() >= share / 4 or len(sentences) < 4:
            continue
        chosen = rng.randrange(min(len(sentences) - 1, 8))
        rest = "".join(sentences[max(0, chosen - 2) : chosen] + sentences[chosen + 1 :])
        if 12 <= len(sentences[chosen]) <= 100 and len(rest) >= SHORTEST:
            yield Example(sentences[chosen], rest[: rng.randint(SHORTEST, LONGEST)], "", f"crud {number}")


def translated_examples(config: Config, rng: random.Random, share: float) -> Iterator[Example]:
    """From documents translated sentence by sentence: a sentence in one language to its paragraph in the other."""
    pairs = read_pairs(config)
    for i, pair in enumerate(pairs):
        if not pair.follows or rng.random() >= share:
            continue
        first, last = i, i
        while first > 0 and pairs[first].follows and i - first < rng.randint(1, 3):
            first -= 1
        while last + 1 < len(pairs) and pairs[last + 1].follows and last - i < rng.randint(0, 3):
            last += 1
        window_pairs, group = pairs[first : last + 1], f"parallel {i // 20}"
        if rng.random() < 0.8:
            passage = "".join(p.chinese for p in window_pairs)[: LONGEST + 40]
            yield Example(pair.english, passage, "", group)
        else:
            yield Example(pair.chinese, " ".join(p.english for p in window_pairs), "", group)


def training_examples(config: Config) -> list[Example]:
    """Everything that retrieval training sees, in source order; held-out questions are not in it."""
    import opencc

    rng, settings, qa = random.Random(config.seed), config.retrieve, config.data / "qa"
    questions, mined = training_questions(config), read_negatives(config)
    examples = list(question_examples(questions.chinese, rng, settings.context_share, mined))
    for _ in range(settings.english_repeats):
        examples += question_examples(questions.english, rng, settings.context_share, mined)
    for _ in range(settings.news_repeats):
        examples += question_examples(questions.news, rng, settings.context_share, mined)
    gloss = glosser(cedict.read(config.data / "cedict.txt.gz"), opencc.OpenCC("t2s").convert)
    glossed = [
        {**r, "question": gloss(str(r["question"]), rng), "mined_by": r["question"]}
        for r in questions.chinese
        if rng.random() < settings.gloss_share
    ]
    examples += question_examples(glossed, rng, settings.context_share, mined)
    for row in questions.natural:
        if rng.random() >= settings.english_share:
            continue
        title = str(row["title"]) if rng.random() < settings.context_share else ""
        examples.append(Example(str(row["question"]), with_context(str(row["context"]), title, ""), "", str(row["id"])))
    for number, row in enumerate(read_jsonl(qa / "squad_question_sentence.jsonl.gz")):
        if rng.random() < settings.english_share / 2:
            examples.append(Example(str(row["question"]), str(row["sentence"]), "", f"squad {number // 10}"))
    examples += news_examples(config, rng, settings.news_share)
    examples += translated_examples(config, rng, settings.translated_share)
    return examples[:: config.sample]
