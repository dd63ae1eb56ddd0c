"""Exact match and token F1 of a reader that is given the gold passage, and how well it knows what is not there."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from embeddings.training.reader.examples import Example, Unanswerable
from embeddings.training.reader.features import Feature, batch, feature
from embeddings.training.reader.model import ReaderModel
from eval.metrics.auroc import auroc
from eval.metrics.mlqa import mlqa_exact_match, mlqa_f1

LONGEST = 40  # tokens of an answer


@torch.no_grad()
def predict(model: ReaderModel, rows: Sequence[Feature]) -> list[tuple[int, int, float]]:
    """The best span of each feature as token positions, with its score: log-probabilities plus the answerable logit."""
    device = next(model.parameters()).device
    start, end, answerable = model(*(t.to(device) for t in batch(rows)))
    pair = start.unsqueeze(2) + end.unsqueeze(1)
    width = pair.shape[1]
    allowed = torch.ones(width, width, dtype=torch.bool, device=device).triu().tril(LONGEST - 1)
    best = pair.masked_fill(~allowed, -1e9).flatten(1).max(1)
    return [
        (int(i) // width, int(i) % width, float(value + lift))
        for i, value, lift in zip(best.indices, best.values, answerable, strict=True)
    ]


def read(model: ReaderModel, tokenizer: Tokenizer, examples: Sequence[Example]) -> list[tuple[str, float]]:
    """The answer text and score for each example."""
    made = [(i, feature(e, tokenizer, with_title=False)) for i, e in enumerate(examples)]
    known = sorted(((i, f) for i, f in made if f is not None), key=lambda x: len(x[1].ids))
    out = [("", -99.0)] * len(examples)
    model.eval()
    for at in range(0, len(known), 32):
        part = known[at : at + 32]
        for (i, f), (start, end, score) in zip(part, predict(model, [f for _, f in part]), strict=True):
            out[i] = (examples[i].passage[f.places[start][0] : f.places[end][1]], score)
    return out


def evaluate(
    model: ReaderModel, tokenizer_file: Path, development: dict[str, list[Example]], limit: int, seed: int = 0
) -> dict[str, dict[str, float]]:
    """For each development set: ``em``, ``f1``, and ``auroc`` of the score between answerable and spoiled questions."""
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    results = {}
    for name, examples in development.items():
        rng = random.Random(seed)
        chosen = rng.sample(examples, min(limit, len(examples)))
        answers = read(model, tokenizer, chosen)
        gold = [[e.passage[e.start : e.end]] for e in chosen]
        spoil = Unanswerable(examples)
        spoiled = [s for s in (spoil.make(e, rng) for e in chosen) if s is not None]
        scores = [s for _, s in answers] + [s for _, s in read(model, tokenizer, spoiled)]
        results[name] = {
            "questions": float(len(chosen)),
            "em": sum(mlqa_exact_match(a, g) for (a, _), g in zip(answers, gold, strict=True)) / len(chosen),
            "f1": sum(mlqa_f1(a, g) for (a, _), g in zip(answers, gold, strict=True)) / len(chosen),
            "auroc": auroc(scores, [True] * len(answers) + [False] * len(spoiled)) or 0.0,
        }
    return results
