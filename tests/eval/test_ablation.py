"""The ablation: each rung beside the one it builds on, by question language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import Report, ablation, evaluate
from eval.ablation import Rung, ablation_table, write_ablation
from rag.retrieval.systems import SYSTEMS
from tests.eval.fixtures import Broken, Perfect, articles, gold, read_corpus, write_jsonl

LADDER = (Rung("low", "finds nothing"), Rung("high", "finds all", "low"), Rung("same", "finds all too", "high"))


@pytest.fixture
def report(tmp_path: Path) -> Report:
    questions = [json.loads(line) for line in gold(tmp_path).read_text(encoding="utf-8").splitlines()]
    english = [
        {**q, "id": f"e{q['id']}", "question": f"Who chaired the {q['question'][:2]} meeting?"} for q in questions
    ]
    path = write_jsonl(tmp_path / "both.jsonl", [*questions, *english[:3]])
    corpus = read_corpus(articles(tmp_path))
    systems = {"low": Broken(corpus), "high": Perfect(corpus), "same": Perfect(corpus)}
    return evaluate(path, corpus=[tmp_path / "articles.jsonl"], systems=systems, answers=False)


def test_each_language_has_its_own_scores_and_only_a_real_difference_stands_out(report: Report) -> None:
    table = ablation_table(report, LADDER)
    assert [label for label in table.header if "): R@1" in label] == ["English (3): R@1", "Chinese (12): R@1"]
    low, high, same = table.rows
    assert low == ("low", "finds nothing", "0.0", "0.0", "0.0", "–", "–", "0.0", "0.0", "0.0", "–", "–")
    assert high[2:6] == ("100.0", "100.0", "100.0", "+100.0 low")
    assert high[7:11] == ("100.0", "100.0", "100.0", "+100.0 low")
    assert same[10:] == ("+0.0 high", "1.0000")
    # three questions cannot show a difference, twelve can
    assert table.flagged == {(1, 11)}


def test_the_file_says_what_was_not_asked(report: Report, tmp_path: Path) -> None:
    write_ablation(tmp_path / "ABLATION.md", [("Towns", report)], ["Not asked: News, because no data."], "the command")
    text = (tmp_path / "ABLATION.md").read_text(encoding="utf-8")
    assert "Not asked: News, because no data." in text
    assert "## Towns" in text
    assert "`the command`" in text


def test_every_rung_is_a_system_and_stands_below_one_it_is_compared_with() -> None:
    seen: set[str] = set()
    for rung in ablation.LADDER:
        assert rung.system.partition("+maxsim")[0].partition("+reader")[0] in SYSTEMS
        assert rung.base is None or rung.base in seen
        seen.add(rung.system)


def test_every_rung_runs_with_vectors_kept_between_runs(tmp_path: Path) -> None:
    systems = [rung.system for rung in ablation.LADDER]
    found = evaluate(
        gold(tmp_path),
        corpus=[articles(tmp_path)],
        systems=systems,
        answers=False,
        limit=2,
        out=tmp_path / "out",
        cache=tmp_path / "cache",
    )
    assert set(found.systems) == set(systems)


def test_an_unknown_set_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEWSRAG_DATA", str(tmp_path / "absent"))
    with pytest.raises(SystemExit, match="no sets nonsense; there are sample"):
        ablation.main(["--sets", "nonsense"])
