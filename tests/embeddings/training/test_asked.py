"""What retrieval training asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from embeddings.training import asked
from embeddings.training.asked import training_questions
from tests.embeddings.training.tiny import tiny_config


def test_english_paragraphs_are_asked_about_in_chinese_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tiny_config(tmp_path)
    plain = training_questions(config).natural
    written = tmp_path / "chinese.jsonl"
    rows = [{"id": key, "question": "这是什么？"} for key in (plain[3]["id"], "qed_nq_dev-0")]
    written.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(asked, "CHINESE", written)
    natural = training_questions(config).natural
    assert natural[: len(plain)] == plain
    assert natural[len(plain) :] == [{**plain[3], "question": "这是什么？"}]  # of the development part nothing
