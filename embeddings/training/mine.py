"""``mine``: for each training question the passages that the aligned encoder takes for its answer, and that are not;
with ``mined_by`` "words" in the settings, those that share the most words with it (BM25), in one language alone.

A passage that scores more than a share (``closest`` in the settings) of what the question's own text scores is left
out, for it may answer the question too (Moreira et al. 2024, NV-Retriever: positive-aware mining), as is one that holds
the answer's words. The vectors of all windows are kept for retrieval training to search, if its schedule does.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from embeddings.training.asked import group_of, training_questions
from embeddings.training.config import Config
from embeddings.training.encoder import load
from embeddings.training.negatives import Negatives, key_of, write_negatives, write_vectors
from embeddings.training.text_encoder import TextEncoder
from embeddings.training.windows import training_windows
from eval.baselines.bm25 import Bm25
from rag.language.tokens import tokenize

DEPTH = 64  # best windows looked at for each question
BLOCK = 512  # texts encoded, questions searched, at a time


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
    words = Bm25(map(tokenize, texts)) if config.retrieve.mined_by == "words" else None
    searched = words is None or "search" in config.retrieve.schedule  # twenty minutes that only these two need
    passages = vectors(texts) if searched else torch.zeros(0)
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        asked = [str(r["question"]) for r in block]
        if words is None:
            scores = vectors(asked) @ passages.T
        else:
            scores = torch.from_numpy(np.stack([words.scores(tokenize(question)) for question in asked])).float()
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
