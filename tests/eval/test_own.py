"""newsrag's own systems and reading, over a real index with a test embedder; the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from eval import evaluate
from eval.command import register
from eval.own import ReadingSystem
from rag.errors import NewsragError
from rag.index import Index
from tests.eval.fixtures import Perfect, articles, gold, read_corpus
from tests.helpers import HashEmbedder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    gold(folder)
    articles(folder)
    return folder


def test_own_systems_and_baselines_side_by_side(folder: Path) -> None:
    report = evaluate(
        folder / "gold.jsonl",
        corpus=[folder / "articles.jsonl"],
        systems=["bm25-bigram,bm25,hybrid"],
        embedder=HashEmbedder(),
        out=folder / "out",
    )
    for name, result in report.systems.items():
        assert result.metrics["errors"] == 0.0, name
        assert result.metrics["recall@5"] == 1.0, name
        assert result.metrics.get("citation_exact", 1.0) == 1.0, name  # where anything is answered
        assert {"search", "answer", "answer/total"} <= set(result.latency)
    assert report.run["today"] == "2024-01-21"


def test_the_index_of_an_earlier_run_is_used_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> None:
        evaluate(
            folder / "gold.jsonl",
            corpus=[folder / "articles.jsonl"],
            systems=["bm25"],
            embedder=HashEmbedder(),
            out=folder / "again",
            answers=False,
        )

    run()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("indexed again")

    monkeypatch.setattr(Index, "add", refuse)
    run()


def test_an_open_index_is_asked_and_left_open(folder: Path, tmp_path: Path) -> None:
    with Index.create(tmp_path / "index", embedder=HashEmbedder()) as index:
        index.add([folder / "articles.jsonl"])
        report = evaluate(folder / "gold.jsonl", index=index, systems=["hybrid"], answers=False)
        assert report.systems["hybrid"].metrics["recall@5"] == 1.0
        assert len(index.articles()) == 12


def test_an_unknown_system_is_refused_with_those_there_are(folder: Path) -> None:
    with pytest.raises(NewsragError, match=r'no retrieval system "magic".*hybrid'):
        evaluate(folder / "gold.jsonl", corpus=[folder / "articles.jsonl"], systems=["magic"], embedder=HashEmbedder())


def test_any_retriever_can_be_read_from(folder: Path) -> None:
    corpus = read_corpus(folder / "articles.jsonl")
    answer = ReadingSystem(Perfect(corpus), corpus.source_text).answer("江城的会议是谁主持的？", 3)
    assert len(answer.passages) == 3
    assert all(corpus.source_text(c.source)[c.start : c.end] for c in answer.citations)


def test_the_command_writes_and_prints(folder: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command("other")(lambda: None)
    register(app)
    arguments = ["eval", str(folder / "gold.jsonl"), "--corpus", str(folder / "articles.jsonl"), "--no-answers"]
    out = tmp_path / "out"
    done = CliRunner().invoke(app, [*arguments, "--systems", "bm25-bigram,b=bm25-bigram@article", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "bm25-bigram" in done.output
    assert "No difference between the systems is shown to be real." in done.output
    systems = json.loads((out / "report.json").read_text(encoding="utf-8"))["systems"]
    assert systems["b"]["recall@1"] == 1.0
    assert {"report.html", "report.md", "details.json", "outcomes", "trec"} <= {p.name for p in out.iterdir()}


def test_a_corpus_may_be_several_paths_as_a_shell_expands_them(folder: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command("other")(lambda: None)
    register(app)
    more = tmp_path / "more.txt"
    more.write_text("另一篇文章\n\n江城无事。\n", encoding="utf-8")
    start = [
        "eval",
        str(folder / "gold.jsonl"),
        "--no-answers",
        "--systems",
        "bm25-bigram",
        "--out",
        str(tmp_path / "o"),
    ]
    done = CliRunner().invoke(app, [*start, "--corpus", str(folder / "articles.jsonl"), str(more)])
    assert done.exit_code == 0, done.output
    run = json.loads((tmp_path / "o" / "report.json").read_text(encoding="utf-8"))["run"]
    assert run["articles"] == 13
    assert CliRunner().invoke(app, [*start, str(more)]).exit_code == 2
