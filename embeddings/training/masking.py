"""Texts for masked-language-model training: Chinese news, passages and sentences, some of their words masked."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Encoding

from embeddings.training import cedict
from embeddings.training.asked import training_questions
from embeddings.training.batching import open_tokenizer
from embeddings.training.config import Config
from embeddings.training.prepare import read_pairs
from embeddings.training.sources import read_jsonl
from embeddings.training.tokenizer_file import row_of


@dataclass(frozen=True)
class Masked:
    """A text's token ids with some words masked: ``places`` of the masked tokens, ``wanted`` the ids once there."""

    ids: list[int]
    places: list[int]
    wanted: list[int]


def word_numbers(text: str, encoding: Encoding, known: Collection[str], longest: int) -> list[int]:
    """For each token the number of the word that it begins in, -1 for the marks at both ends.

    Han words are those of ``known`` of up to ``longest`` characters, by longest match from the left; other words are
    the tokenizer's own before it cuts them in pieces.
    """
    starts = set()
    for run in cedict.HAN_WORD.finditer(text):
        start = run.start()
        for word in cedict.longest_matches(run.group(), known, longest):
            starts.add(start)
            start += len(word)
    numbers, number, last = [], -1, None
    for (start, _), run_number in zip(encoding.offsets, encoding.word_ids, strict=True):
        if run_number is not None and (run_number != last or start in starts):
            number += 1
        numbers.append(-1 if run_number is None else number)
        last = run_number
    return numbers


def masked(ids: list[int], numbers: list[int], share: float, mask: int, rng: random.Random) -> Masked:
    """Mask whole words, drawn at random, up to ``share`` of the tokens; at least one word where there is one.

    Whole words (Cui et al. 2021), for a character is often told by the rest of its word. Always by [MASK]: leaving a
    tenth as it was and replacing a tenth gains nothing (Wettig et al. 2023).
    """
    words: dict[int, list[int]] = {}
    for place, number in enumerate(numbers):
        if number >= 0:
            words.setdefault(number, []).append(place)
    order, places = list(words.values()), list[int]()
    rng.shuffle(order)
    for word in order:
        if places and len(places) + len(word) > share * len(ids):
            break
        places += word
    places.sort()
    chosen = set(places)
    return Masked([mask if i in chosen else v for i, v in enumerate(ids)], places, [ids[i] for i in places])


class MaskedData:
    """Batches of masked texts; each step's batch follows from the seed and the step alone."""

    def __init__(self, config: Config, tokenizers: Path) -> None:
        self.config, settings = config, config.adapt
        self.words = open_tokenizer(tokenizers / "tokenizer.json", settings.longest)
        self.characters = open_tokenizer(tokenizers / "tokenizer-characters.json", settings.longest)
        self.mask = row_of(self.words, "[MASK]")
        dictionary = cedict.read(config.data / "cedict.txt.gz")
        self.known = dictionary.glosses.keys() | dictionary.simplified.keys()
        self.news = [str(row["text"]) for row in read_jsonl(config.data / "news" / "xinwenlianbo.jsonl.gz")]
        self.news += [str(row["text"]) for row in read_jsonl(config.data / "news" / "crud_news.jsonl.gz")]
        self.passages = list(dict.fromkeys(str(row["context"]) for row in training_questions(config).chinese))
        self.sentences = [pair.chinese for pair in read_pairs(config)]

    def text(self, rng: random.Random) -> str:
        """A stretch of a story or of a passage, or a sentence: about as much as is read of it."""
        draw, settings = rng.random(), self.config.adapt
        if draw >= settings.news_share + settings.passages_share:
            return rng.choice(self.sentences)
        whole = rng.choice(self.news if draw < settings.news_share else self.passages)
        length = 2 * settings.longest  # a token is one to two characters
        start = rng.randint(0, max(0, len(whole) - length))
        return whole[start : start + length]

    def batch(self, step: int) -> list[Masked]:
        """At least ``tokens`` tokens of masked texts."""
        settings, rng = self.config.adapt, random.Random(f"{self.config.seed} adapt {step}")
        found, tokens = [], 0
        while tokens < settings.tokens:
            text = self.text(rng)
            by_character = rng.random() < self.config.align.characters_share
            encoding = (self.characters if by_character else self.words).encode(text)
            numbers = word_numbers(text, encoding, self.known, self.config.vocabulary.longest_word)
            if max(numbers) < 0:
                continue  # white space alone
            found.append(masked(encoding.ids, numbers, settings.masked_share, self.mask, rng))
            tokens += len(encoding.ids)
        return found
