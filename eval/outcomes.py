"""The outcome file of one system: one JSON line a question, written as the run goes, so that it can be resumed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from eval.text import clean
from eval.types import Outcome


class OutcomeLog:
    """Outcomes kept in ``path``. The first line holds ``key``, everything that the outcomes depend on.

    A file with another key is started again; a last line torn by a crash is dropped, and its question asked again.
    Use it as a context manager.
    """

    def __init__(self, path: Path, key: dict[str, Any]) -> None:
        self.path = path
        self.done: dict[str, Outcome] = {}
        self.restarted = ""
        self._key = key
        self._file: TextIO | None = None

    def __enter__(self) -> OutcomeLog:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        whole = self._load()
        if whole is None:
            self._file = self.path.open("w", encoding="utf-8")
            self._write({"key": self._key})
        else:
            with self.path.open("r+b") as file:
                file.truncate(whole)
            self._file = self.path.open("a", encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome; it is on its way to the disk when this returns."""
        self.done[outcome.question_id] = outcome
        self._write(outcome.to_json())

    def _write(self, record: dict[str, Any]) -> None:
        assert self._file is not None
        self._file.write(clean(json.dumps(record, ensure_ascii=False)) + "\n")
        self._file.flush()

    def _load(self) -> int | None:
        """Bytes of the file that are whole lines of this run, None if it must be started again."""
        if not self.path.is_file():
            return None
        whole = 0
        for at, (line, end) in enumerate(_lines(self.path)):
            try:
                record = json.loads(line)
                if at == 0:
                    if record["key"] != self._key:
                        self.restarted = _difference(record["key"], self._key)
                        return None
                else:
                    outcome = Outcome.from_json(record)
                    self.done[outcome.question_id] = outcome
            except (ValueError, KeyError, TypeError, AttributeError):
                break  # a torn or foreign line: what stood before it is kept
            whole = end
        return whole or None


def read_outcomes(path: Path) -> dict[str, Outcome]:
    """The outcomes of a finished run, by question id, whatever its key."""
    outcomes: dict[str, Outcome] = {}
    for at, (line, _) in enumerate(_lines(path)):
        if at:
            outcome = Outcome.from_json(json.loads(line))
            outcomes[outcome.question_id] = outcome
    return outcomes


def _lines(path: Path) -> Iterator[tuple[bytes, int]]:
    """(line, position after it) for each line that ends in a newline."""
    end = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                return
            end += len(line)
            yield line, end


def _difference(before: Any, now: dict[str, Any]) -> str:
    if not isinstance(before, dict):
        return "it is not from this version"
    names = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
    return f"the {', '.join(names)} changed"


def file_name(system: str) -> str:
    """A file name for a system's name, which may hold slashes and colons."""
    kept = "".join(c if c.isalnum() or c in "-_.+" else "_" for c in system)[:80]
    suffix = "" if kept == system else f"-{_short(system)}"
    return f"{kept}{suffix}.jsonl"


def _short(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def sync(path: Path) -> None:
    """Force a finished file to the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
