"""``mine``: for each training question the passages that the aligned encoder takes for its answer, and that are not;
with ``mined_by`` "words" in the settings, those that share the most words with it (BM25), in one language alone.

A passage that scores more than a share (``closest`` in the settings) of what the question's own text scores is left
out, for it may answer the question too (Moreira et al. 2024, NV-Retriever: positive-aware mining), as is one that holds
the answer's words. The vectors of all windows are kept for retrieval training to search, if its schedule does.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import torch

from embeddings.training.asked import group_of, training_questions
from embeddings.training.config import Config
from embeddings.training.encoder import load
from embeddings.training.negatives import Negatives, key_of, write_negatives, write_vectors
from embeddings.training.text_encoder import TextEncoder
from embeddings.training.windows import training_windows
from rag.index.bm25 import K1, B, inverse_document_frequency
from rag.language.tokens import tokenize

DEPTH = 64  # best windows looked at for each question
BLOCK = 512  # texts encoded, questions searched, at a time


class SharedWords:
    """BM25 (Robertson & Zaragoza 2009) of questions over texts, in the index's own words."""

    def __init__(self, texts: list[str]) -> None:
        from scipy.sparse import csr_array

        self._numbers: dict[str, int] = {}
        counts = [Counter(tokenize(text)) for text in texts]
        for count in counts:
            for word in count:
                self._numbers.setdefault(word, len(self._numbers))
        row = np.repeat(np.arange(len(texts)), [len(c) for c in counts])
        column = np.array([self._numbers[word] for c in counts for word in c], dtype=np.int64)
        times = np.array([n for c in counts for n in c.values()], dtype=np.float32)
        lengths = np.array([c.total() for c in counts], dtype=np.float32)
        norm = K1 * (1 - B + B * lengths / max(1.0, float(lengths.mean())))
        rarity = inverse_document_frequency(len(texts), np.bincount(column, minlength=len(self._numbers)))
        worth = (rarity[column] * times * (K1 + 1) / (times + norm[row])).astype(np.float32)
        self._worth = csr_array((worth, (column, row)), shape=(len(self._numbers), len(texts)))

    def scores(self, questions: list[str]) -> torch.Tensor:
        """float32 (questions, texts)."""
        from scipy.sparse import csr_array

        pairs = [
            (i, self._numbers[word])
            for i, question in enumerate(questions)
            for word in sorted(set(tokenize(question)))
            if word in self._numbers
        ]
        row, column = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        asked = csr_array((np.ones(len(pairs), np.float32), (row, column)), shape=(len(questions), len(self._numbers)))
        return torch.from_numpy((asked @ self._worth).toarray())


@torch.no_grad()
def mine(config: Config) -> Path:
    """Write the negatives of every training question and the vectors of all windows; returns the negatives' file."""
    torch.set_num_threads(config.threads)
    folder = config.work / "aligned"
    encoder, encode = load(folder).to(config.device), TextEncoder(config, folder)
    questions = training_questions(config)
    rows, windows = questions.rows(config.sample), training_windows(config, questions)
    numbers = {group: i for i, group in enumerate(dict.fromkeys(w.group for w in windows))}
    owners = torch.tensor([numbers[w.group] for w in windows])

    def vectors(texts: list[str]) -> torch.Tensor:
        return torch.cat([encode(encoder, texts[i : i + BLOCK]).cpu() for i in range(0, len(texts), BLOCK)])

    if config.retrieve.mined_by not in ("vectors", "words"):
        raise ValueError(f"retrieve.mined_by is vectors or words, not {config.retrieve.mined_by!r}.")
    texts, places = [w.text for w in windows], dict[str, list[int]]()
    words = SharedWords(texts) if config.retrieve.mined_by == "words" else None
    searched = words is None or "search" in config.retrieve.schedule  # twenty minutes that only these two need
    passages = vectors(texts) if searched else torch.zeros(0)
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        asked = [str(r["question"]) for r in block]
        scores = vectors(asked) @ passages.T if words is None else words.scores(asked)
        own = torch.tensor([numbers[group_of(r)] for r in block])[:, None] == owners
        limit = config.retrieve.closest * scores.masked_fill(~own, -1).amax(1, keepdim=True)
        best = scores.masked_fill(own | (scores > limit), -1).topk(min(DEPTH, len(windows)))
        for row, values, found in zip(block, best.values.tolist(), best.indices.tolist(), strict=True):
            answers = [a["text"] for a in row["answers"]]
            places[key_of(row)] = [
                i
                for value, i in zip(values, found, strict=True)
                if value > -1 and not any(a in windows[i].text for a in answers)
            ][: config.retrieve.negatives]
    if searched:
        write_vectors(config, passages)
    return write_negatives(config, Negatives(windows, places))
