"""Exact match and token F1 of a reader that is given the gold passage, and how well it knows what is not there."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from embeddings.training.reader.examples import TODAY, Example, Unanswerable, passage_of
from eval.metrics.auroc import auroc
from eval.metrics.mlqa import mlqa_exact_match, mlqa_f1
from rag.answering.hints import hints
from rag.answering.reader import OnnxReader


def read(reader: OnnxReader, examples: Sequence[Example]) -> list[tuple[str, float]]:
    """The answer text and score for each example, long passages read in overlapping windows as at run time."""
    out = []
    for example in examples:
        passages = [passage_of(example.passage)]
        spans = reader.read(example.question, passages, hints(example.question, passages, TODAY))
        out.append((example.passage[spans[0].start : spans[0].end], spans[0].score) if spans else ("", -99.0))
    return out


def evaluate(
    folder: Path, development: dict[str, list[Example]], limit: int, seed: int = 0, threads: int = 2
) -> dict[str, dict[str, float]]:
    """Of the exported reader in ``folder``, for each development set: ``em`` and ``f1`` over the questions that have an
    answer, and ``auroc`` of the score between these and the ones that have none; where a set has no such questions,
    its own are spoiled."""
    reader = OnnxReader(folder, threads=threads)
    results = {}
    for name, examples in development.items():
        rng = random.Random(seed)
        there = [e for e in examples if e.answerable]
        missing = [e for e in examples if not e.answerable]
        chosen = rng.sample(there, min(limit, len(there)))
        answers = read(reader, chosen)
        gold = [e.answers or (e.passage[e.start : e.end],) for e in chosen]
        spoil = Unanswerable(there)
        if missing:
            nowhere = rng.sample(missing, min(limit, len(missing)))
        else:
            nowhere = [s for s in (spoil.make(e, rng) for e in chosen) if s is not None]
        scores = [s for _, s in answers] + [s for _, s in read(reader, nowhere)]
        results[name] = {
            "questions": float(len(chosen)),
            "em": sum(mlqa_exact_match(a, g) for (a, _), g in zip(answers, gold, strict=True)) / len(chosen),
            "f1": sum(mlqa_f1(a, g) for (a, _), g in zip(answers, gold, strict=True)) / len(chosen),
            "auroc": auroc(scores, [True] * len(answers) + [False] * len(nowhere)) or 0.0,
        }
    return results
