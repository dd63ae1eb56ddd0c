"""Readers in other processes and threads keep answering while a writer adds and removes."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rag.index import Index
from tests.helpers import HashEmbedder
from tests.rag.index.support import TEXTS, assert_consistent, nearest, worded, words_of, write_articles

ROOT = Path(__file__).parents[3]

READER = """
import sys
from rag.index import Index
from tests.helpers import HashEmbedder
from tests.rag.index.support import TEXTS, bodies, nearest, worded

rounds, generations = 0, set()
with Index.open(sys.argv[1], HashEmbedder(), readonly=True) as index:
    print("ready", flush=True)
    while "stop" not in bodies(index) or rounds < 3:
        with index.pin() as snapshot:
            held = {article.text for article in snapshot.articles()}
            generations.add(snapshot.generation)
            for name in ("bridge", "flood"):
                for find in (nearest, worded):
                    rows = find(snapshot, TEXTS[name], 100)
                    texts = {p.text for p in snapshot.passages([(row, 0.0, {}) for row in rows])}
                    assert TEXTS[name] in texts
                    assert texts <= held, texts - held
            assert len(nearest(snapshot, "x", 1000)) == len(held)
        rounds += 1
print(rounds, len(generations))
"""


@pytest.mark.integration
def test_two_processes_answer_while_a_third_writes(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index", HashEmbedder()) as index:
        index.add(write_articles(tmp_path / "base.jsonl", {name: TEXTS[name] for name in ("bridge", "flood")}))
        readers = [
            subprocess.Popen(
                [sys.executable, "-c", READER, str(tmp_path / "index")],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n", reader.stderr.read() if reader.stderr else ""
        for step in range(5):
            index.add(write_articles(tmp_path / f"{step}.jsonl", {f"n{step}": f"第{step}号消息：一切照常。"}))
            if step >= 2:
                index.remove(tmp_path / f"{step - 2}.jsonl")
        index.add(write_articles(tmp_path / "last.jsonl", {"last": "stop"}))
        for reader in readers:
            out, err = reader.communicate(timeout=120)
            assert reader.returncode == 0, err
            rounds, _ = map(int, out.split())
            assert rounds >= 3
        assert_consistent(
            index, [TEXTS["bridge"], TEXTS["flood"], "stop", *(f"第{n}号消息：一切照常。" for n in (3, 4))]
        )


def test_threads_share_one_index(tmp_path: Path) -> None:
    failures: list[BaseException] = []
    with Index.create(tmp_path / "index", HashEmbedder()) as index:
        index.add(write_articles(tmp_path / "a.jsonl", TEXTS))
        expected = index.lexical_search(words_of(TEXTS["flood"]), 5)
        writing = threading.Event()

        def read() -> None:
            try:
                while not writing.is_set():
                    with index.pin() as snapshot:
                        assert snapshot.passage(nearest(snapshot, TEXTS["flood"])[0]).text == TEXTS["flood"]
                        assert snapshot.passage(worded(snapshot, TEXTS["flood"])[0]).text == TEXTS["flood"]
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for step in range(4):
                path = write_articles(tmp_path / "b.jsonl", {"n": f"第{step}次改动。"})
                index.add(path)
            index.remove(path)
        finally:
            writing.set()
            for thread in threads:
                thread.join()
        assert failures == []
        assert index.lexical_search(words_of(TEXTS["flood"]), 5) == expected, "history leaves no trace in the scores"
