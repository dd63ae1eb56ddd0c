"""A whole evaluation: what a perfect system scores, what a broken one does, and going on after a crash."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval import Report, evaluate
from eval.outcomes import read_outcomes
from rag.errors import GoldError, NewsragError
from rag.types import Passage
from tests.eval.fixtures import Broken, Perfect, articles, gold, read_corpus, write_jsonl


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    return gold(tmp_path), articles(tmp_path)


def _run(pair: tuple[Path, Path], **options: Any) -> Report:
    corpus = read_corpus(pair[1])
    systems = options.pop("systems", None) or {"perfect": Perfect(corpus), "broken": Broken(corpus)}
    return evaluate(pair[0], corpus=[pair[1]], systems=systems, **options)


def test_a_perfect_system_scores_one_and_a_broken_one_scores_as_broken(pair: tuple[Path, Path]) -> None:
    report = _run(pair)
    perfect, broken = report.systems["perfect"].metrics, report.systems["broken"].metrics
    right = ("recall@1", "mrr@10", "ndcg@10", "answer_recall@1", "em", "f1", "cmrc_em", "citation_recall")
    for metric in (*right, "citation_precision", "citation_exact", "answered_answerable", "abstained_unanswerable"):
        assert perfect[metric] == 1.0, metric
    assert perfect["auroc"] == 1.0
    assert perfect["errors"] == 0.0
    for metric in (*right, "citation_precision", "citation_exact", "abstained_unanswerable"):
        assert broken[metric] == 0.0, metric
    assert broken["aurc"] == 1.0
    assert broken["answered_answerable"] == 11 / 12  # the question that failed was not answered
    assert broken["errors"] == pytest.approx(2 / 14)
    # to fail on a question that has no answer is not to have refused it
    assert report.systems["broken"].breakdown["answerable"]["no"]["correct"] == 0.0


def test_the_difference_between_them_is_flagged(pair: tuple[Path, Path]) -> None:
    found = {c.metric: c for c in _run(pair).comparisons}
    assert found["recall@1"].real
    assert found["recall@1"].difference == -1.0


def test_report_json_holds_the_systems_and_the_run(pair: tuple[Path, Path], tmp_path: Path) -> None:
    _run(pair, out=tmp_path / "out", command="newsrag eval gold.jsonl")
    written = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert set(written) == {"systems", "run"}
    assert set(written["systems"]) == {"perfect", "broken"}
    assert all(0 <= value <= 1 for system in written["systems"].values() for value in system.values())
    assert written["run"]["command"] == "newsrag eval gold.jsonl"
    assert {"commit", "versions", "seed"} <= set(written["run"])


def test_every_outcome_is_kept(pair: tuple[Path, Path], tmp_path: Path) -> None:
    _run(pair, out=tmp_path)
    outcome = read_outcomes(tmp_path / "outcomes" / "perfect.jsonl")["q1"]
    assert outcome.hits[0].title == "北川市召开会议"
    assert outcome.hits[0].scores == {"words": 1.0}
    assert (outcome.hits[0].relevant, outcome.hits[0].supports) == (True, True)
    assert outcome.answer is not None
    assert outcome.answer.span == "钱大海"
    assert outcome.answer.citations[0].exact
    assert outcome.answer.timings == {"reading": 0.01}
    failed = read_outcomes(tmp_path / "outcomes" / "broken.jsonl")["q1"]
    assert failed.error == "RuntimeError: out of order"


def test_a_run_goes_on_where_it_was_cut_short(pair: tuple[Path, Path], tmp_path: Path) -> None:
    class Dying(Perfect):
        def search(self, question: str, k: int) -> list[Passage]:
            if len(self.asked) == 4:
                raise KeyboardInterrupt
            return super().search(question, k)

    corpus = read_corpus(pair[1])
    with pytest.raises(KeyboardInterrupt):
        _run(pair, out=tmp_path, systems={"s": Dying(corpus)})
    log = tmp_path / "outcomes" / "s.jsonl"
    log.write_bytes(log.read_bytes() + b'{"question_id": "q9"}\n{"question_id": "q8", "torn')

    second = Perfect(corpus)
    report = _run(pair, out=tmp_path, systems={"s": second})
    assert len(second.asked) == 14 - 4
    assert report.systems["s"].metrics["recall@1"] == 1.0

    third = Perfect(corpus)
    _run(pair, out=tmp_path, systems={"s": third})
    assert third.asked == []


def test_other_settings_or_another_corpus_start_again(pair: tuple[Path, Path], tmp_path: Path) -> None:
    corpus = read_corpus(pair[1])
    _run(pair, out=tmp_path, systems={"s": Perfect(corpus)})
    deeper = Perfect(corpus)
    _run(pair, out=tmp_path, systems={"s": deeper}, depth=3)
    assert len(deeper.asked) == 14
    more = write_jsonl(tmp_path / "more.jsonl", [{"title": "另一篇", "text": "与此无关。"}])
    asked = Perfect(corpus)
    report = _run(pair, out=tmp_path, systems={"s": asked}, depth=3, distractors=[more])
    assert len(asked.asked) == 14
    assert report.run["articles"] == 13


def test_a_sample_depends_on_the_seed_alone(pair: tuple[Path, Path]) -> None:
    corpus = read_corpus(pair[1])

    def asked(seed: int) -> list[str]:
        system = Perfect(corpus)
        _run(pair, systems={"s": system}, limit=4, seed=seed, answers=False)
        return system.asked

    assert len(asked(1)) == 4
    assert asked(1) == asked(1)
    assert any(asked(1) != asked(seed) for seed in range(2, 6))


def test_without_answers_nothing_is_read(pair: tuple[Path, Path]) -> None:
    class Silent(Perfect):
        def answer(self, *_: Any, **__: Any) -> Any:
            raise AssertionError("asked for an answer")

    metrics = _run(pair, systems={"s": Silent(read_corpus(pair[1]))}, answers=False).systems["s"].metrics
    assert metrics["errors"] == 0.0
    assert "em" not in metrics


def test_a_plain_function_is_a_system(pair: tuple[Path, Path]) -> None:
    report = _run(pair, systems={"none": lambda question, k: []})
    assert report.systems["none"].metrics["recall@1"] == 0.0


def test_baselines_run_by_name_without_an_index(pair: tuple[Path, Path], tmp_path: Path) -> None:
    names = "bm25-bigram,whole=bm25-bigram@article,both=rrf:bm25-bigram+whole"
    report = evaluate(pair[0], corpus=[pair[1]], systems=[names], answers=False)
    assert [r.metrics["recall@1"] for r in report.systems.values()] == [1.0, 1.0, 1.0]


def test_gold_that_is_not_in_the_corpus_counts_as_missed_and_is_reported(pair: tuple[Path, Path]) -> None:
    lost = write_jsonl(
        pair[0].with_name("lost.jsonl"),
        [
            {"id": "in", "question": "江城的会议是谁主持的？", "article": "江城市召开会议"},
            {"id": "out", "question": "谁来了？", "article": "从未登过的一篇文章"},
        ],
    )
    report = _run((lost, pair[1]), systems={"s": Perfect(read_corpus(pair[1]))}, answers=False)
    assert report.systems["s"].metrics["recall@1"] == 0.5
    assert "1 of 2 questions name an article that is not in the corpus" in report.notices[0]


def test_nothing_to_ask_about_is_said(pair: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="--corpus PATH or an index"):
        evaluate(pair[0], systems=["bm25-bigram"])
    with pytest.raises(GoldError, match="no such file"):
        evaluate(pair[0], corpus=[tmp_path / "absent"], systems=["bm25-bigram"])
    with pytest.raises(GoldError, match='no questions of the split "report"'):
        _run(pair, split="report")


@pytest.mark.parametrize(
    ("names", "message"),
    [("", "empty name"), ("bm25-bigram,bm25-bigram", "named twice"), ("st:", "st:MODEL"), ("rrf:", "rrf:bm25")],
)
def test_bad_names_of_systems(pair: tuple[Path, Path], names: str, message: str) -> None:
    with pytest.raises(NewsragError, match=message):
        evaluate(pair[0], corpus=[pair[1]], systems=[names])


def test_an_earlier_run_stands_beside_the_new_one(pair: tuple[Path, Path], tmp_path: Path) -> None:
    corpus = read_corpus(pair[1])
    _run(pair, out=tmp_path / "old", systems={"s": Broken(corpus)})
    report = _run(pair, out=tmp_path / "new", systems={"s": Perfect(corpus)}, against=tmp_path / "old")
    assert list(report.systems) == ["s (before)", "s"]
    found = {c.metric: c for c in report.comparisons}
    assert (found["recall@1"].first, found["recall@1"].difference, found["recall@1"].real) == ("s (before)", 1.0, True)


def test_runs_over_other_articles_or_questions_are_not_compared(pair: tuple[Path, Path], tmp_path: Path) -> None:
    systems = {"s": Perfect(read_corpus(pair[1]))}
    _run(pair, out=tmp_path / "old", systems=systems, limit=3)
    more = write_jsonl(tmp_path / "more.jsonl", [{"title": "另一篇", "text": "与此无关。"}])
    with pytest.raises(GoldError, match="its corpus is another one"):
        _run(pair, systems=systems, against=tmp_path / "old", distractors=[more])
    with pytest.raises(GoldError, match="lacks 11 of the questions"):
        _run(pair, systems=systems, against=tmp_path / "old")
    with pytest.raises(GoldError, match="no outcomes of these systems"):
        _run(pair, systems={"t": systems["s"]}, against=tmp_path / "old")
    with pytest.raises(GoldError, match="own folder"):
        _run(pair, systems=systems, out=tmp_path / "old", against=tmp_path / "old")
