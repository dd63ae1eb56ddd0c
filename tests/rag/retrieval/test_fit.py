"""Fitting finds what tells right passages from wrong ones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rag.index import Index
from rag.retrieval.config import EVIDENCE
from rag.retrieval.fit import (
    Example,
    collect,
    fit_weights,
    linear_scorer,
    p_value,
    read_gold,
    reciprocal_ranks,
    seen_only,
)


def example(right: list[float], wrong: list[float]) -> Example:
    rows = np.zeros((2, len(EVIDENCE)))
    rows[0, : len(right)] = right
    rows[1, : len(wrong)] = wrong
    return Example(rows, np.array([True, False]), np.array([0, 1]), "zh", "test")


def test_evidence_that_decides_gets_the_weight() -> None:
    examples = [example([0.5, 0.8], [0.6, 0.2]), example([0.4, 0.7], [0.5, 0.3])] * 5
    weights = fit_weights(examples)
    assert weights["words"] > weights["dense"]
    assert sum(weights.values()) == pytest.approx(1.0, abs=0.01)
    assert reciprocal_ranks(examples, linear_scorer(weights)).mean() == 1.0


def test_ranks_count_articles_and_end_at_ten() -> None:
    assert reciprocal_ranks([example([0.1], [0.9])], linear_scorer({"dense": 1.0})).tolist() == [0.5]


def test_equal_runs_do_not_differ_significantly() -> None:
    ranks = np.array([1.0, 0.5, 0.0, 1.0])
    assert p_value(ranks, ranks) == 1.0


def test_examples_are_collected_from_an_index(index: Index) -> None:
    rows = [{"question": "苹果产量是多少？", "article": "orchard"}, {"question": "苹果", "article": "no such story"}]
    (found,) = collect(index, rows, "stories")
    assert found.language == "zh"
    assert found.relevant.sum() == 1


def test_evidence_that_no_question_has_keeps_its_weight() -> None:
    examples = [example([0.5, 0.8], [0.6, 0.2])] * 5
    assert set(seen_only(fit_weights(examples), examples)) == {"dense", "words"}


def test_only_questions_kept_for_fitting_are_fitted_on(tmp_path: Path) -> None:
    splits = ("fit", "report", "train", None)
    rows = [{"question": f"q{split}", "article": "a", **({"split": split} if split else {})} for split in splits]
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert {row["question"] for row in read_gold(tmp_path / "gold.jsonl", None)} == {"qfit", "qNone"}
