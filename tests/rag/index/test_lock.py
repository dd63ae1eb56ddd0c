"""One writer at a time; a dead one stops nobody."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import IndexLockedError
from rag.index import Index
from rag.index.lock import writer_lock
from tests.helpers import HashEmbedder
from tests.rag.index.support import TEXTS, assert_consistent, write_articles

HOLD = """
import sys, time
from pathlib import Path
from rag.index.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLD, str(folder)]
    root = Path(__file__).parents[3]
    process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.integration
def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index", HashEmbedder()) as index:
        path = write_articles(tmp_path / "a.jsonl", TEXTS)
        process = holder(tmp_path / "index")
        for change in (lambda: index.add(path), lambda: index.remove(path)):
            with pytest.raises(IndexLockedError, match=rf"is being written by process {process.pid} on .* since"):
                change()
        assert_consistent(index, [])  # readers are not locked out

        process.send_signal(signal.SIGKILL)
        process.wait()
        index.add(path)
        assert_consistent(index, list(TEXTS.values()))


def test_two_writers_in_one_process_exclude_each_other(tmp_path: Path) -> None:
    path = write_articles(tmp_path / "a.jsonl", TEXTS)
    with Index.create(tmp_path / "index", HashEmbedder()) as index, writer_lock(tmp_path / "index"):
        second = pytest.raises(IndexLockedError, match=str(os.getpid()))
        with second:
            index.add(path)


def test_a_lock_file_left_by_a_dead_process_stops_nobody(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index", HashEmbedder()) as index:
        (tmp_path / "index" / "writer.lock").write_text("")
        (tmp_path / "index" / "writer.json").write_text(json.dumps({"pid": 1, "host": "elsewhere", "since": "1999"}))
        index.add(write_articles(tmp_path / "a.jsonl", TEXTS))
        assert_consistent(index, list(TEXTS.values()))
