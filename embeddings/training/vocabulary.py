"""``vocab``: choose the rows of the word table, start each from what the teacher knows, write tokenizer and encoder.

English rows are the teacher's own. A Chinese word starts as the mean of the teacher's rows for its dictionary glosses
(earlier senses weigh more), a character as the mean of its own glosses and of the frequent words that contain it:
before any training, a Chinese sentence is already its word-by-word English gloss.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

from embeddings.training import cedict
from embeddings.training.config import Config
from embeddings.training.encoder import Encoder, load, save
from embeddings.training.read_back import read_back
from embeddings.training.sources import read_jsonl, source_of
from embeddings.training.teacher import teacher_folder
from embeddings.training.tokenizer_file import RARE_HAN, SPECIAL, aliases, read_vocabulary, row_of, write_tokenizers

Vector = npt.NDArray[np.float32]
FOREIGN = re.compile(r"[\u0250-\u1fff\u2e80-\u2fff\u3040-\ufeff]")  # scripts that the bundled model does not cover
ALWAYS = re.compile(r"^\[|^(##)?.$|[\u2000-\u206f\u3000-\u303f]")  # single characters and punctuation are kept


def start_folder(config: Config) -> Path:
    """Where ``vocab`` writes the encoder that training starts from, with its tokenizers."""
    return config.work / "start"


def adapted_folder(config: Config) -> Path:
    """Where alignment begins: what ``adapt`` writes, or what ``vocab`` wrote where the settings leave that step out."""
    return config.work / "adapted" if config.adapt.steps else start_folder(config)


def chinese_texts(config: Config) -> Iterator[str]:
    """The Chinese text whose words are counted: parallel text, news, question paragraphs; evenly sampled."""
    step = max(1, round(1 / config.vocabulary.sample)) * config.sample
    for i, row in enumerate(read_jsonl(config.data / "parallel" / "train.jsonl.gz")):
        if i % step == 0 and source_of(str(row["source"])).weight:
            yield str(row["zh"])
    for name in ("xinwenlianbo", "crud_news"):
        for i, row in enumerate(read_jsonl(config.data / "news" / f"{name}.jsonl.gz")):
            if i % (7 * config.sample) == 0:
                yield str(row["text"])[:600]
    for i, row in enumerate(read_jsonl(config.data / "qa" / "cmrc2018_train.jsonl.gz")):
        if i % 3 == 0:
            yield f"{row['context']}\n{row['question']}"


def english_texts(config: Config) -> Iterator[str]:
    """The English text whose pieces are counted."""
    for i, row in enumerate(read_jsonl(config.data / "parallel" / "train.jsonl.gz")):
        if i % (2 * config.sample) == 0 and source_of(str(row["source"])).weight:
            yield str(row["en"])
    for name in ("qed_nq_train", "squad_question_sentence"):
        for row in read_jsonl(config.data / "qa" / f"{name}.jsonl.gz"):
            yield f"{row['question']} {row.get('context') or row.get('sentence')}"


def count_han(texts: Iterator[str], words: set[str], longest: int) -> tuple[Counter[str], Counter[str]]:
    """Frequencies of dictionary words, read by longest match from the left, and of characters."""
    import opencc  # only the pipeline needs it here

    to_simplified = opencc.OpenCC("t2s").convert
    found, characters = Counter[str](), Counter[str]()
    for text in texts:
        for run in cedict.HAN_WORD.findall(to_simplified(text)):
            characters.update(run)
            found.update(cedict.longest_matches(run, words, longest))
    return found, characters


def english_rows(config: Config, tokenizer: Tokenizer) -> list[int]:
    """The teacher's rows that stay: special tokens, single characters, then the most frequent pieces."""
    counts: Counter[int] = Counter()
    batch: list[str] = []
    for text in english_texts(config):
        batch.append(text)
        if len(batch) == 10_000:
            counts.update(i for e in tokenizer.encode_batch_fast(batch, add_special_tokens=False) for i in e.ids)
            batch.clear()
    counts.update(i for e in tokenizer.encode_batch_fast(batch, add_special_tokens=False) for i in e.ids)
    tokens = {i: t for t, i in tokenizer.get_vocab().items()}
    usable = [i for i, t in sorted(tokens.items()) if not t.startswith("[unused") and not FOREIGN.search(t)]
    always = [i for i in usable if ALWAYS.search(tokens[i])]
    rest = sorted(set(usable) - set(always), key=lambda i: (-counts[i], i))
    return sorted(always + rest[: max(0, config.vocabulary.english - len(always))])


class GlossVectors:
    """Vectors of words from the teacher's rows for their glosses."""

    def __init__(self, rows: Vector, tokenizer: Tokenizer, glosses: Mapping[str, tuple[str, ...]]) -> None:
        self.rows, self.tokenizer, self.glosses = rows, tokenizer, glosses

    def word(self, word: str) -> Vector | None:
        """The weighted mean over the first four glosses, or None for a word without any."""
        encoded = [self.tokenizer.encode(g, add_special_tokens=False).ids for g in self.glosses.get(word, ())[:4]]
        vectors = [self.rows[ids].mean(axis=0) for ids in encoded if ids]
        if not vectors:
            return None
        weights = 1 / np.arange(1, len(vectors) + 1)
        return np.asarray(np.average(vectors, axis=0, weights=weights), np.float32)

    def character(self, character: str, words: list[str]) -> Vector | None:
        """The mean of the character's own glosses and those of frequent words that contain it."""
        parts = [v for v in (self.word(w) for w in words[:8]) if v is not None]
        found = [np.mean(parts, axis=0)] if parts else []
        own = self.word(character)
        if own is not None:
            found.append(own)
        return np.asarray(np.mean(found, axis=0), np.float32) if found else None


def vocabulary(config: Config) -> Path:
    """Write the starting encoder and its tokenizers; returns their folder.

    With ``warm_start`` both are those of an exported model, whose training goes on.
    """
    import opencc

    folder, settings = start_folder(config), config.vocabulary
    if config.warm_start:
        write_tokenizers(folder, read_vocabulary(config.warm_start / "tokenizer.json"))
        save(read_back(config.warm_start), folder)
        return folder
    teacher = load(teacher_folder(config.teacher))
    tokenizer = Tokenizer.from_file(str(teacher_folder(config.teacher) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    dictionary = cedict.read(config.data / "cedict.txt.gz")
    known = {w for w in dictionary.glosses if 1 < len(w) <= settings.longest_word}
    frequency, characters = count_han(chinese_texts(config), known, settings.longest_word)
    ranked = sorted(frequency, key=lambda w: (-frequency[w], w))
    words = [w for w in ranked if len(w) > 1 and frequency[w] >= 5][: settings.words]
    singles = sorted((c for c in characters if characters[c] >= 2), key=lambda c: (-characters[c], c))
    table: Vector = teacher.words.weight.detach().numpy()
    kept, tokens = english_rows(config, tokenizer), {i: t for t, i in tokenizer.get_vocab().items()}
    kept = [row_of(tokenizer, t) for t in SPECIAL] + [i for i in kept if tokens[i] not in SPECIAL]
    names, rows = [tokens[i] for i in kept], [table[i] for i in kept]
    gloss, containing = GlossVectors(table, tokenizer, dictionary.glosses), defaultdict(list)
    for word in words:
        for character in set(word):
            containing[character].append(word)
    unknown: Vector = table.mean(axis=0)
    for token in singles[: settings.characters] + words:
        vector = gloss.word(token) if len(token) > 1 else gloss.character(token, containing[token])
        names.append(token)
        rows.append(unknown if vector is None else vector)
    names.append(RARE_HAN)
    rows.append(unknown)
    entries = {t: i for i, t in enumerate(names)}
    entries.update(aliases(entries, dictionary.simplified, opencc.OpenCC("t2s").convert))
    write_tokenizers(folder, entries)
    student = Encoder(replace(teacher.shape, vocab_size=len(names)))
    weights = {**teacher.state_dict(), "words.weight": torch.from_numpy(np.stack(rows))}
    student.load_state_dict(weights)
    save(student, folder)
    return folder
