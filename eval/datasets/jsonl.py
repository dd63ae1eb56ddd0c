"""The project's own gold JSONL: one question a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eval.datasets.files import digest_files, read_json_lines, strings
from eval.types import GoldSet, Question
from rag.errors import GoldError


def read_jsonl(path: Path) -> GoldSet:
    """One object a line: ``question`` and, each optional, ``id``, ``answers``, ``article``, ``evidence``,
    ``answerable``, ``lang``, ``type``, ``split`` and ``history``.

    ``article`` (an id or a title), ``evidence`` and ``answers`` may each be one string or a list. Without
    ``answerable`` a question is answerable when it has an answer, an article or evidence. ``history`` is a list of
    ``{"question", "answer"}``, oldest first.

    Raises:
        GoldError: a line is not a question, or two lines share an id; the message names the line.
    """
    questions: list[Question] = []
    seen: dict[str, int] = {}
    for number, record in read_json_lines(path):
        where = f"{path}, line {number}"
        text = record.get("question")
        if not isinstance(text, str) or not text.strip():
            raise GoldError(f'{where}: needs a "question" with text in it.')
        identifier = str(record["id"]) if record.get("id") not in (None, "") else f"line-{number}"
        if identifier in seen:
            raise GoldError(f'{where}: id "{identifier}" was already used on line {seen[identifier]}.')
        seen[identifier] = number
        answers = strings(record.get("answers", record.get("answer")), f"{where}, answers")
        articles = strings(record.get("article", record.get("articles")), f"{where}, article")
        evidence = strings(record.get("evidence"), f"{where}, evidence")
        answerable = record.get("answerable", bool(answers or articles or evidence))
        if not isinstance(answerable, bool):
            raise GoldError(f'{where}: "answerable" must be true or false, not {answerable!r}.')
        questions.append(
            Question(
                id=identifier,
                text=text.strip(),
                answers=answers if answerable else (),
                relevant=tuple((name, 1) for name in articles) if answerable else (),
                evidence=evidence if answerable else (),
                answerable=answerable,
                language=str(record.get("lang") or ""),
                kind=str(record.get("type") or ""),
                history=_history(record.get("history"), where),
                split=str(record.get("split") or ""),
            )
        )
    if not questions:
        raise GoldError(f"{path}: no questions in it.")
    return GoldSet(path.name.split(".")[0], "jsonl", tuple(questions), digest=digest_files([path]))


def _history(value: Any, where: str) -> tuple[tuple[str, str], ...]:
    turns = value or []
    if not isinstance(turns, list) or not all(
        isinstance(t, dict) and isinstance(t.get("question"), str) for t in turns
    ):
        raise GoldError(f'{where}: "history" must be a list of objects with "question" and "answer".')
    return tuple((turn["question"], str(turn.get("answer") or "")) for turn in turns)
