"""A difference is flagged when it is real, and not when it is noise."""

from __future__ import annotations

import random

import pytest

from eval.significance import compare, holm, randomisation_test


def test_three_questions_can_never_be_significant() -> None:
    # all 2^3 sign patterns: two of them are as extreme as +1 +1 +1, so p is 1/4
    p, low, high = randomisation_test([0, 0, 0], [1, 1, 1], rounds=20_000)
    assert p == pytest.approx(0.25, abs=0.02)
    assert (low, high) == (1.0, 1.0)


def test_equal_systems_have_p_one() -> None:
    assert randomisation_test([0.5, 1, 0], [0.5, 1, 0])[0] == 1.0


def test_the_same_seed_gives_the_same_p() -> None:
    rng = random.Random(1)
    one, two = [rng.random() for _ in range(50)], [rng.random() for _ in range(50)]
    assert randomisation_test(one, two, seed=3) == randomisation_test(one, two, seed=3)


def test_questions_of_one_paragraph_are_not_independent() -> None:
    one, two = [0.0] * 40, [1.0] * 40
    assert randomisation_test(one, two)[0] < 0.001
    assert randomisation_test(one, two, groups=["same paragraph"] * 40)[0] == 1.0


def test_holm_by_hand() -> None:
    # sorted .01 .02 .04 times 3 2 1: .03 .04 .04, put back in order
    assert holm([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def _values(scores: dict[str, list[float]]) -> dict[str, dict[str, dict[str, float]]]:
    return {name: {f"q{n}": {"recall@1": s} for n, s in enumerate(row)} for name, row in scores.items()}


def test_a_real_change_is_flagged_and_noise_is_not() -> None:
    rng = random.Random(7)
    base = [float(rng.random() < 0.6) for _ in range(300)]
    noise = [float(rng.random() < 0.6) for _ in range(300)]
    better = [max(score, float(rng.random() < 0.4)) for score in base]
    found = {(c.first, c.second): c for c in compare(_values({"a": base, "b": noise, "c": better}), ["recall@1"])}
    assert not found["a", "b"].real
    assert found["a", "c"].real
    assert found["a", "c"].low > 0
    assert found["a", "c"].p_adjusted >= found["a", "c"].p


def test_twenty_comparisons_of_noise_flag_nothing() -> None:
    rng = random.Random(11)
    systems = {str(n): [float(rng.random() < 0.5) for _ in range(100)] for n in range(7)}
    assert not [c for c in compare(_values(systems), ["recall@1"]) if c.real]


def test_only_questions_that_both_systems_have_are_compared() -> None:
    values = {"a": {"q1": {"em": 1.0}, "q2": {}}, "b": {"q1": {"em": 0.0}, "q2": {"em": 1.0}}}
    (only,) = compare(values, ["em"])
    assert (only.questions, only.difference) == (1, -1.0)
