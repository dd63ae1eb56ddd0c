"""Boosted trees in the ranking of candidates: read as they were fitted, and put to use."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier

from rag.answering import fit_ranking, ranking
from rag.answering.proposals import judge
from rag.answering.trees import Trees
from tests.rag.answering.pages import analysis

NAMES = ("near", "reader", "length")


def rows(count: int) -> tuple[list[dict[str, float]], list[bool]]:
    rng = random.Random(1)
    made = [{name: rng.random() for name in NAMES} for _ in range(count)]
    return made, [(row["near"] > 0.5) != (row["reader"] > 0.7) for row in made]


def test_trees_score_as_the_library_that_grew_them() -> None:
    made, right = rows(600)
    table = [[row[name] for name in NAMES] for row in made]
    library = GradientBoostingClassifier(**fit_ranking.SHAPE, random_state=3).fit(table, right)
    trees = Trees.of(fit_ranking.boost(made, right, NAMES, 3))
    np.testing.assert_allclose([trees.score(row) for row in made], library.decision_function(table), atol=5e-3)


def test_what_is_right_by_a_part_ranks_between() -> None:
    rng = random.Random(2)
    made = [{"near": rng.choice([0.0, 0.5, 1.0])} for _ in range(900)]
    trees = Trees.of(fit_ranking.boost(made, [row["near"] for row in made], ("near",), 3))
    none, part, whole = (trees.score({"near": value}) for value in (0.0, 0.5, 1.0))
    assert none < part - 1 < part < whole - 1
    assert part == pytest.approx(0.0, abs=0.2)  # as often right as wrong


def test_a_row_without_a_feature_has_none_of_it() -> None:
    trees = Trees.of({"features": ["near"], "start": 1.0, "trees": [[0, 0.5, -1.0, 2.0], 0.25]})
    assert trees.score({"near": 0.9, "other": 7.0}) == 3.25
    assert trees.score({}) == 0.25


@pytest.mark.parametrize("tree", [[1, 0.5, 0.0, 1.0], [0, 0.5, 1.0], "leaf", [0, 0.5, None, 1.0]])
def test_malformed_trees_are_refused(tree: Any) -> None:
    with pytest.raises(ValueError, match="no node of a tree"):
        Trees.of({"features": ["near"], "start": 0.0, "trees": [tree]})


def test_what_no_line_can_tell_apart_is_learnt_from_questions() -> None:
    """Right is near or read, not both: a linear score ranks at chance."""
    made, right = rows(2000)
    questions = [(made[i : i + 4], right[i : i + 4], right[i]) for i in range(0, 2000, 4) if any(right[i : i + 4])]
    report = fit_ranking.solve_trees(questions, 7)["fit"]
    assert report["cross_fitted"] > 0.95
    assert report["before"] < 0.7


def test_candidates_are_compared_with_the_best_that_nothing_contradicts() -> None:
    asked = analysis("1月22日谁主持会议？", "1月22日，林望舒主持会议，顾怀远列席。", "1月25日，白芷兰主持会议。")
    found = ranking.compare(
        [judge(asked, p, span, reader) for p, span, reader in ((0, (6, 9), 0.5), (0, (14, 17), 0.2), (1, (6, 9), 0.9))]
    )
    assert [asked.facts[c.passage].text[c.start : c.end] for c in found] == ["林望舒", "顾怀远", "白芷兰"]
    assert found[2].check.contradicted
    assert found[0].behind["reader"] == 0.0  # the odds of .9 are another day's
    assert found[1].behind["reader"] == pytest.approx(math.log(0.25))
    assert found[1].behind["near"] < 0.0
    assert ranking.features(found[1])["behind_near"] == found[1].behind["near"]
    assert ranking.compare([]) == []
