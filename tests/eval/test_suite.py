"""The suite, the development sets and the benchmark runner."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from eval import devsets, suite
from eval.benchmarks import __main__ as bench
from eval.datasets import read_gold
from rag.errors import GoldError


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _row(identifier: str, title: str, question: str = "谁？") -> dict[str, Any]:
    context = f"{title}是赵大海写的。"
    answers = [{"text": "赵大海", "start": len(title) + 1}]
    return {
        "id": identifier,
        "question": question,
        "question_lang": "zh",
        "title": title,
        "context": context,
        "answers": answers,
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder laid out like the real data, with a few rows of each file."""
    folder = tmp_path / "data"
    for name in ("cmrc2018_train", "cmrc2018_trial", "drcd_dev", "drcd_test", "qed_nq_train", "qed_nq_dev"):
        rows = [_row(f"{name}-{n}", f"{name}题{n}") for n in range(40)]
        _write(folder / "qa" / f"{name}.jsonl.gz", [*rows, _row(f"{name}-blank", "空", " ")])
    for name in ("xinwenlianbo", "crud_news"):
        stories = [{"date": "2024-01-02", "title": f"{name}{n}", "text": f"新闻{name}{n}。"} for n in range(30)]
        _write(folder / "news" / f"{name}.jsonl.gz", stories)
    return folder


def test_development_sets_hold_out_by_title_and_share_a_corpus(data: Path, tmp_path: Path) -> None:
    drcd = devsets.build("drcd_holdout", tmp_path / "sets", data)
    questions = read_gold(drcd.gold).questions
    titles = [f"drcd_{part}题{n}" for part in ("dev", "test") for n in range(40)]
    held = [title for title in titles if devsets.held_out(title, 26)]
    assert len(questions) == len(held) > 0
    records = [json.loads(line) for line in drcd.corpus.read_text(encoding="utf-8").splitlines()]
    texts = {record["id"]: record["text"] for record in records}
    assert {texts[q.relevant[0][0]] for q in questions} == {f"{title}是赵大海写的。" for title in held}
    assert sum(record["id"].startswith("news-") for record in records) == 60
    assert devsets.build("cmrc_trial", tmp_path / "sets", data).corpus == drcd.corpus


def test_chinese_questions_over_english_pages_share_the_english_corpus(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "chinese.jsonl"
    rows = [{"id": f"qed_nq_{part}-{n}", "question": f"谁写的{n}？"} for part in ("dev", "train") for n in range(9)]
    written.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(devsets, "CHINESE", written)
    built = devsets.build("zh_en", tmp_path / "sets", data)
    found = [json.loads(line) for line in built.gold.read_text(encoding="utf-8").splitlines()]
    assert [row["question"] for row in found] == [f"谁写的{n}？" for n in range(9)]  # what is trained on is left out
    assert {(row["lang"], row["split"]) for row in found} == {("zh", "fit"), ("zh", "report")}
    assert built.corpus == devsets.build("qed_dev", tmp_path / "sets", data).corpus


def test_a_development_set_is_the_same_each_time_and_built_once(data: Path, tmp_path: Path) -> None:
    first = devsets.build("cmrc_trial", tmp_path / "one", data)
    second = devsets.build("cmrc_trial", tmp_path / "two", data)
    assert first.gold.read_bytes() == second.gold.read_bytes()
    assert first.corpus.read_bytes() == second.corpus.read_bytes()
    assert len(read_gold(first.gold).questions) == 40  # the one without words is left out
    first.gold.write_text("kept", encoding="utf-8")
    assert devsets.build("cmrc_trial", tmp_path / "one", data).gold.read_text(encoding="utf-8") == "kept"


def test_held_out_shares() -> None:
    assert sum(devsets.held_out(str(n), 26) for n in range(20_000)) == pytest.approx(20_000 * 26 / 256, rel=0.1)
    assert devsets.held_out("梵文", 256)
    assert not devsets.held_out("梵文", 0)


def test_without_data_the_reason_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSRAG_DATA", str(tmp_path / "absent"))
    assert devsets.data_folder() is None
    with pytest.raises(GoldError, match="set NEWSRAG_DATA"):
        devsets.build("cmrc_trial", tmp_path)
    with pytest.raises(GoldError, match="the development sets are cmrc_trial"):
        devsets.build("squad", tmp_path)
    assert all("NEWSRAG_DATA" in chosen.reason for chosen in suite.public_sets(None))


def test_data_is_found_by_its_folder_or_the_one_above(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSRAG_DATA", str(data.parent))
    assert devsets.data_folder() == data
    monkeypatch.setenv("NEWSRAG_DATA", str(data))
    assert devsets.data_folder() == data


def test_only_the_split_that_nothing_is_fitted_on_is_reported() -> None:
    chosen = [own for own in suite.own_sets() if not own.reason]
    assert chosen
    for own in chosen:
        assert own.gold is not None
        assert own.split == "report"
        assert {"fit", "report"} >= {question.split for question in read_gold(own.gold).questions}


def test_an_unknown_set_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEWSRAG_DATA", str(tmp_path / "absent"))
    with pytest.raises(SystemExit, match="no sets nonsense; there are sample"):
        suite.main(["--sets", "nonsense"])


def test_benchmark_lines_are_read_and_remarks_are_not() -> None:
    output = "loading the model\nadd a chunk, ms            0.31  \nsearch, 10000 chunks     12.50  2.1x numpy\n1.5\n"
    assert bench.parse(output) == (("add a chunk, ms", "0.31", ""), ("search, 10000 chunks", "12.50", "2.1x numpy"))


def test_a_benchmark_that_fails_is_reported_and_the_others_go_on() -> None:
    done = bench.Outcome("good", (("a|b", "1.0", "2x numpy"),), 1.0)
    failed = bench.Outcome("bad", (), 1.0, "failed: no torch")
    text = bench.render([failed, done], "python -m eval.benchmarks")
    assert "| bad | not measured |  | failed: no torch |" in text
    assert r"| good | a\|b | 1.0 | 2x numpy |" in text
    assert f"python {sys.version_info.major}.{sys.version_info.minor}" in text


def test_a_missing_benchmark_fails_with_its_last_line() -> None:
    assert "No module named" in bench.run("not_there").failure
    with pytest.raises(SystemExit, match="no benchmark not_there"):
        bench.main(["not_there"])
