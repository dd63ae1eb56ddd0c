"""AUROC, risk-coverage, abstention and latency."""

from __future__ import annotations

import random

import pytest
from sklearn.metrics import roc_auc_score

from eval.metrics.abstention import abstention_accuracy
from eval.metrics.auroc import auroc
from eval.metrics.latency import percentiles
from eval.metrics.risk_coverage import risk_coverage


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    # positives .9 .4, negatives .5 .4: in order (.9,.5) (.9,.4), tied (.4,.4), wrong (.4,.5)
    assert auroc([0.9, 0.4, 0.5, 0.4], [True, True, False, False]) == pytest.approx((2 + 0.5) / 4)


def test_auroc_agrees_with_scikit_learn() -> None:
    rng = random.Random(5)
    for _ in range(20):
        labels = [rng.random() < 0.3 for _ in range(50)] + [True, False]
        scores = [round(rng.random() + 0.3 * label, 1) for label in labels]
        assert auroc(scores, labels) == pytest.approx(roc_auc_score(labels, scores))


def test_auroc_is_undefined_with_one_class_only() -> None:
    assert auroc([0.1, 0.2], [True, True]) is None
    assert auroc([], []) is None


def test_risk_grows_with_coverage_when_confidence_is_good() -> None:
    curve = risk_coverage([0.9, 0.8, 0.7, 0.6], [0, 0, 1, 1])
    assert curve.coverage == (0.25, 0.5, 0.75, 1.0)
    assert curve.risk == pytest.approx((0, 0, 1 / 3, 2 / 4))
    assert curve.area == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)
    assert curve.best == pytest.approx(curve.area)


def test_the_wrong_way_round_costs_area() -> None:
    curve = risk_coverage([0.6, 0.7, 0.8, 0.9], [0, 0, 1, 1])
    assert curve.risk == pytest.approx((1, 1, 2 / 3, 2 / 4))
    assert curve.area > curve.best


def test_equal_confidence_gives_the_mean_whatever_the_order() -> None:
    one = risk_coverage([0.5, 0.5, 0.5, 0.9], [1, 0, 0, 1])
    other = risk_coverage([0.9, 0.5, 0.5, 0.5], [1, 0, 0, 1])
    assert one.risk == pytest.approx((1, (1 + 1 / 3) / 2, (1 + 2 / 3) / 3, 2 / 4))
    assert one == other


def test_risk_coverage_needs_pairs() -> None:
    with pytest.raises(ValueError, match="as many confidences as losses"):
        risk_coverage([0.5], [])


def test_abstention_is_measured_on_both_sides_apart() -> None:
    assert abstention_accuracy([True, False, True, False], [True, True, False, False]) == {
        "answered_answerable": 0.5,
        "abstained_unanswerable": 0.5,
    }
    assert abstention_accuracy([True], [True]) == {"answered_answerable": 1.0}


def test_percentiles_interpolate() -> None:
    assert percentiles([4.0, 1.0, 3.0, 2.0]) == {"p50": 2.5, "p95": pytest.approx(3.85)}
    assert percentiles([]) == {}
