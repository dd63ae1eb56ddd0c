"""Likes and dislikes, kept on this machine with the question, the answer and its passages."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from rag.answering import answer_to_dict
from rag.errors import StoreError
from rag.types import Answer

Verdict = Literal["like", "dislike"]

_SCHEMA = """CREATE TABLE IF NOT EXISTS feedback (
    id TEXT PRIMARY KEY, time TEXT NOT NULL, verdict TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL
)"""


class Feedback:
    """One SQLite file beside the index; a verdict that is given again replaces the one before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def put(self, key: str, verdict: Verdict | None, question: str, answer: Answer) -> None:
        """Keep, change or (None) withdraw what was thought of one answer; ``key`` stands for that answer.

        Raises:
            StoreError: the file cannot be written.
        """
        with self._lock, self._connected() as connection:
            if verdict is None:
                connection.execute("DELETE FROM feedback WHERE id = ?", (key,))
                return
            row = (
                key,
                datetime.now(UTC).isoformat(timespec="seconds"),
                verdict,
                question.encode("utf-8", "replace").decode(),
                json.dumps(answer_to_dict(answer), ensure_ascii=False),
            )
            connection.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)", row)

    def records(self) -> list[dict[str, Any]]:
        """What has been kept, oldest first: id, time, verdict, question, answer (as ``answer_to_dict`` has it)."""
        if not self.path.exists():
            return []
        with self._lock, self._connected() as connection:
            rows = connection.execute("SELECT id, time, verdict, question, answer FROM feedback ORDER BY time, rowid")
            names = ("id", "time", "verdict", "question", "answer")
            records = [dict(zip(names, row, strict=True)) for row in rows]
        for record in records:
            record["answer"] = json.loads(record["answer"])
        return records

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self.path, timeout=5)
            try:
                with connection:
                    connection.execute(_SCHEMA)
                    yield connection
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise StoreError(f"The feedback file {self.path} cannot be used: {error}") from None


def gold_candidates(records: list[dict[str, Any]], verdict: Verdict | None = "like") -> Iterator[dict[str, Any]]:
    """Gold questions for a person to look over: a liked answer with its evidence, a liked abstention as unanswerable.

    ``verdict`` None takes all. What was disliked has no answer that could be trusted: its ``answers`` are empty and
    ``review`` says so.
    """
    for record in records:
        if verdict is not None and record["verdict"] != verdict:
            continue
        answer = record["answer"]
        liked = record["verdict"] == "like"
        citations = answer["citations"]
        gold: dict[str, Any] = {
            "id": f"feedback-{record['id']}",
            "question": record["question"],
            "answers": [answer["span"] or answer["text"]] if liked and answer["answered"] else [],
            "answerable": bool(answer["answered"]) if liked else True,
            "lang": answer["language"],
            "verdict": record["verdict"],
            "time": record["time"],
        }
        if citations and liked:
            gold["article"] = citations[0]["article_id"]
            gold["evidence"] = citations[0]["quote"]
        if not liked:
            gold["review"] = "disliked: write the right answer, or set answerable to false"
            gold["given"] = answer["text"]
        yield gold
