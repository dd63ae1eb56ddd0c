"""recall, MRR and nDCG by hand, and against two independent implementations on random runs."""

from __future__ import annotations

import random
from math import log2

import ir_measures
import pytest
import pytrec_eval
from ir_measures import RR, R, nDCG

from eval.metrics.mrr import reciprocal_rank
from eval.metrics.ndcg import ndcg
from eval.metrics.ranx_scores import ranx_scores, require_ranx
from eval.metrics.recall import recall
from rag.errors import NewsragError

QRELS = {"q": {"a": 1, "b": 2, "c": 0}}


def test_recall_counts_relevant_documents_only() -> None:
    assert recall(QRELS, {"q": ["c", "a", "x", "b"]}, 2) == {"q": 1 / 2}
    assert recall(QRELS, {"q": ["c", "a", "x", "b"]}, 4) == {"q": 1.0}


def test_reciprocal_rank_is_cut_at_k() -> None:
    assert reciprocal_rank(QRELS, {"q": ["x", "c", "b"]}) == {"q": pytest.approx(1 / 3)}
    assert reciprocal_rank(QRELS, {"q": ["x", "c", "b"]}, k=2) == {"q": 0.0}


def test_ndcg_discounts_the_grade_by_the_logarithm_of_the_rank() -> None:
    gain = 1 / log2(1 + 1) + 2 / log2(3 + 1)
    ideal = 2 / log2(1 + 1) + 1 / log2(2 + 1)
    assert ndcg(QRELS, {"q": ["a", "x", "b"]}) == {"q": pytest.approx(gain / ideal)}


def test_a_question_without_results_scores_zero_and_one_without_gold_is_left_out() -> None:
    qrels = {"found": {"a": 1}, "nothing": {"a": 1}, "no gold": {}, "not relevant": {"a": 0}}
    assert recall(qrels, {"found": ["a"], "nothing": []}, 5) == {"found": 1.0, "nothing": 0.0}
    assert recall({}, {}, 5) == {}


def test_a_document_listed_twice_counts_once() -> None:
    assert ndcg({"q": {"a": 1}}, {"q": ["a", "a", "a"]}) == {"q": 1.0}
    assert reciprocal_rank({"q": {"a": 1}}, {"q": ["a", "x", "a"]}) == {"q": 1.0}


def _random_run(seed: int) -> tuple[dict[str, dict[str, int]], dict[str, list[str]]]:
    rng = random.Random(seed)
    documents = [f"文{n}" for n in range(40)]
    qrels, rankings = {}, {}
    for n in range(60):
        qrels[f"q{n}"] = {d: rng.choice((0, 1, 1, 2, 3)) for d in rng.sample(documents, rng.randint(1, 6))}
        rankings[f"q{n}"] = rng.sample(documents, rng.randint(0, 30))
    return qrels, rankings


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_runs_score_as_in_ir_measures_and_pytrec_eval(seed: int) -> None:
    qrels, rankings = _random_run(seed)
    ours = ranx_scores(qrels, rankings, ["recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10"])
    judged = {q: docs for q, docs in qrels.items() if any(docs.values())}
    run = {q: {d: -float(rank) for rank, d in enumerate(rankings[q])} for q in judged}

    theirs = {"recall@1": R @ 1, "recall@5": R @ 5, "recall@10": R @ 10, "mrr@10": RR @ 10, "ndcg@10": nDCG @ 10}
    for name, measure in theirs.items():
        found = {m.query_id: m.value for m in ir_measures.iter_calc([measure], judged, run)}
        assert set(ours[name]) == set(judged)
        for question in judged:
            assert ours[name][question] == pytest.approx(found.get(question, 0.0)), (name, question)

    trec = pytrec_eval.RelevanceEvaluator(judged, {"recall.5", "ndcg_cut.10"}).evaluate(run)
    for question, scores in trec.items():
        assert ours["recall@5"][question] == pytest.approx(scores["recall_5"])
        assert ours["ndcg@10"][question] == pytest.approx(scores["ndcg_cut_10"])


def test_without_ranx_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(NewsragError, match=r"pip install 'newsrag\[eval\]'"):
        require_ranx()
