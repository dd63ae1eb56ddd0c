"""The command line as a user meets it: a new process, real pages, exit statuses, one line for each error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "samples" / "pages"

pytestmark = pytest.mark.integration


def newsrag(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rag.cli", *arguments]
    own = {k: v for k, v in os.environ.items() if not k.startswith("NEWSRAG_")}
    env = {**own, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "40", **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory, with a space and Chinese in its path, that holds an index of two sample pages."""
    place = tmp_path_factory.mktemp("报纸 pages")
    pages = sorted(PAGES.glob("*.txt"))[:2]
    done = newsrag("index", *map(str, pages), cwd=place)
    assert done.returncode == 0, done.stderr
    assert "added" in done.stdout
    return place


def test_indexing_again_adds_nothing(folder: Path) -> None:
    pages = sorted(PAGES.glob("*.txt"))[:2]
    again = newsrag("index", *map(str, pages), cwd=folder)
    assert again.returncode == 0
    assert "unchanged" in again.stdout
    assert "added" not in again.stdout


def test_an_unreadable_file_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(
        "临川市明日停水\n本报讯 临川市水务局表示，1月23日全市停水检修。\n", encoding="utf-8"
    )
    (tmp_path / "junk.txt").write_bytes(bytes(range(256)) * 40)
    done = newsrag("index", "good.txt", "junk.txt", "missing.txt", "--index", "ix", cwd=tmp_path)
    assert done.returncode == 1
    assert "1 added" in done.stdout
    assert "junk.txt" in done.stderr
    assert "missing.txt" in done.stderr
    said = [line for line in done.stderr.splitlines() if line]
    assert len(said) == 2, "a line is not broken at the width of a terminal that there is not"
    assert "Traceback" not in done.stderr


def test_an_answer_cites_the_source_exactly(folder: Path) -> None:
    title = json.loads((ROOT / "eval" / "gold" / "sample.jsonl").read_text("utf-8").splitlines()[0])
    done = newsrag("ask", title["question"], "--json", cwd=folder)
    assert done.returncode in (0, 3), done.stderr
    answer = json.loads(done.stdout)
    assert answer["answered"] == (done.returncode == 0)
    for citation in answer["citations"]:
        text = Path(citation["source"]).read_text("utf-8")
        cited = text[citation["start"] : citation["end"]]
        assert "".join(cited.split()) == "".join(citation["quote"].split())


def test_a_question_the_pages_do_not_answer_exits_with_three(folder: Path) -> None:
    done = newsrag("ask", "2031年火星世界杯的冠军是哪支球队？", cwd=folder)
    assert done.returncode == 3
    assert "[1]" not in done.stdout


def test_models_load_while_the_rest_is_imported(folder: Path) -> None:
    program = (
        "import sys; from rag.index import Index; from rag import cli\n"
        "whole = Index.preload\n"
        "def preload(index):\n"
        "    print('imported first' if 'rag.answering' in sys.modules else 'loading first', file=sys.stderr)\n"
        "    whole(index)\n"
        "Index.preload = preload\n"
        "sys.argv = ['newsrag', 'ask', '火星上的第一座城市叫什么名字？', '--index', 'newsrag-index']\n"
        "cli.main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 3
    assert "loading first" in done.stderr
    assert "imported first" not in done.stderr


def test_info_names_the_embedder(folder: Path) -> None:
    facts = json.loads(newsrag("info", "--json", cwd=folder).stdout)
    assert facts["articles"] > 5
    assert facts["embedder"]


def test_a_removed_article_no_longer_counts(folder: Path, tmp_path: Path) -> None:
    page = sorted(PAGES.glob("*.txt"))[2]
    before = json.loads(newsrag("info", "--json", cwd=folder).stdout)["articles"]
    assert newsrag("index", str(page), cwd=folder).returncode == 0
    done = newsrag("remove", str(page), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(newsrag("info", "--json", cwd=folder).stdout)["articles"] == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask", "谁？", "--index", "nowhere"], "nowhere"),
        (["ask", "   "], "question"),
        (["ask", "谁主持会议？", "--since", "2024-02-01", "--until", "2024-01-01"], "since"),
        (["ask", "谁主持会议？", "--since", "2024-02-30"], "2024-02-30"),
        (["remove", "no-such-article"], "no-such-article"),
    ],
)
def test_errors_are_one_sentence(folder: Path, arguments: list[str], says: str) -> None:
    done = newsrag(*arguments, cwd=folder)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_come_from_the_file_and_the_environment_wins(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "newsrag.toml").write_text('[info]\nindex = "missing-index"\n', encoding="utf-8")
    assert "missing-index" in newsrag("info", cwd=tmp_path).stderr
    index = str(folder / "newsrag-index")
    assert newsrag("info", cwd=tmp_path, NEWSRAG_INDEX=index).returncode == 0
    (tmp_path / "newsrag.toml").write_text("index = [", encoding="utf-8")
    broken = newsrag("info", cwd=tmp_path)
    assert broken.returncode == 2
    assert "newsrag.toml" in broken.stderr
    assert "Traceback" not in broken.stderr


def test_control_characters_in_a_file_name_do_not_reach_the_terminal(tmp_path: Path) -> None:
    name = "evil\x1b[31m.txt"
    (tmp_path / name).write_bytes(b"\x00\x01\x02" * 50)
    done = newsrag("index", ".", "--index", str(tmp_path / "ix"), cwd=tmp_path)
    assert "\x1b[31m" not in done.stdout + done.stderr
