"""The results in the documentation are rewritten from a run, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval import Report, evaluate
from eval.report.results import END, START, readme_table, rewrite_block, write_results
from rag.errors import NewsragError
from tests.eval.fixtures import Broken, Perfect, articles, gold, read_corpus


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("results")
    corpus = read_corpus(articles(folder))
    systems = {"bm25-bigram": Broken(corpus), "hybrid": Perfect(corpus), "dense": Broken(corpus)}
    return evaluate(gold(folder), corpus=[folder / "articles.jsonl"], systems=systems)


def test_only_what_stands_between_the_markers_changes(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"前言\n\n{START}\nold\n{END}\n\n后记\n", encoding="utf-8")
    rewrite_block(readme, "new\n")
    rewrite_block(readme, "newer\n")
    assert readme.read_text(encoding="utf-8") == f"前言\n\n{START}\nnewer\n{END}\n\n后记\n"


@pytest.mark.parametrize("text", ["", START, f"{END} {START}", f"{START}{END}{START}{END}"])
def test_a_readme_without_proper_markers_is_left_alone(tmp_path: Path, text: str) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(text, encoding="utf-8")
    with pytest.raises(NewsragError, match="needs one"):
        rewrite_block(readme, "new")
    assert readme.read_text(encoding="utf-8") == text


def test_the_readme_shows_the_baseline_and_the_default_with_their_provenance(report: Report) -> None:
    table = readme_table([("Towns", report)], "python -m eval.suite")
    assert "| Towns (14 questions, 12 articles) | bm25-bigram | 0.0 |" in table
    assert "|  | hybrid | 100.0 |" in table
    assert "dense" not in table
    assert "`python -m eval.suite`, commit" in table
    assert "python 3." in table


def test_the_results_hold_every_set_and_say_what_is_absent(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    write_results(path, [("Towns", report)], [("CMRC", "the data is not here")], "python -m eval.suite")
    text = path.read_text(encoding="utf-8")
    assert "## Towns" in text
    assert "Not asked: CMRC, because the data is not here." in text
    assert "**better**" in text or "better" in text
    assert "not shown to differ" in text
    assert "### By answerable" in text
