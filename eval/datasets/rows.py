"""Question rows: JSONL where each line holds a question, its context and its answers."""

from __future__ import annotations

from pathlib import Path

from eval.datasets.files import digest_files, read_json_lines, strings
from eval.datasets.squad import blank_notice
from eval.types import Document, GoldSet, Question
from rag.errors import GoldError


def read_rows(path: Path) -> GoldSet:
    """``{"id", "question", "context", "title"?, "answers": [{"text"}], "question_lang"?}`` a line.

    Each distinct context becomes one document.

    Raises:
        GoldError: a line lacks a question or a context, or repeats an id.
    """
    questions: dict[str, Question] = {}
    documents: dict[tuple[str, str], Document] = {}
    blank = 0
    for number, record in read_json_lines(path):
        where = f"{path}, line {number}"
        text, context = record.get("question"), record.get("context")
        if not isinstance(text, str) or not isinstance(context, str):
            raise GoldError(f'{where}: needs a "question" and a "context".')
        if not text.strip():
            blank += 1
            continue
        key = (str(record.get("title") or ""), context)
        document = documents.setdefault(key, Document(f"p{len(documents)}", context, key[0]))
        identifier = str(record.get("id") or f"line-{number}")
        if identifier in questions:
            raise GoldError(f'{where}: the id "{identifier}" is used twice.')
        answers = strings(record.get("answers"), f"{where}, answers")
        answerable = bool(answers) and record.get("answerable", True) is not False
        questions[identifier] = Question(
            id=identifier,
            text=text.strip(),
            answers=answers if answerable else (),
            relevant=((document.id, 1),) if answerable else (),
            answerable=answerable,
            language=str(record.get("question_lang") or ""),
        )
    if not questions:
        raise GoldError(f"{path}: no questions in it.")
    name = path.name.split(".json")[0]
    read, contexts = tuple(questions.values()), tuple(documents.values())
    return GoldSet(name, "rows", read, contexts, digest_files([path]), blank_notice(path, blank))
