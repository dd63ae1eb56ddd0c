"""SQuAD's JSON and its relatives: SQuAD 1.1 and 2.0, DRCD, XQuAD, MLQA, and CMRC 2018 in both of its layouts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.datasets.files import digest_files, read_json, strings
from eval.types import Document, GoldSet, Question
from rag.errors import GoldError


def _paragraphs(value: Any, path: Path) -> Iterator[tuple[str, str, list[Any]]]:
    """(title, context, questions) of either layout.

    SQuAD: ``{"data": [{"title", "paragraphs": [{"context", "qas"}]}]}``.
    CMRC 2018's own: ``[{"context_text", "context_id", "title", "qas": [{"query_text", "query_id", "answers"}]}]``.
    """
    entries = value.get("data") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise GoldError(f'{path}: neither a SQuAD file (an object with "data") nor a CMRC 2018 list.')
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise GoldError(f"{path}, entry {number}: expected an object.")
        title = str(entry.get("title") or "")
        for paragraph in entry.get("paragraphs", [entry]):
            context = paragraph.get("context", paragraph.get("context_text")) if isinstance(paragraph, dict) else None
            if not isinstance(context, str) or not isinstance(paragraph.get("qas"), list):
                raise GoldError(f'{path}, entry {number}: a paragraph needs a "context" and a list "qas".')
            yield title, context, paragraph["qas"]


def read_squad(path: Path, contexts: Path | None = None) -> GoldSet:
    """Each distinct context becomes one document and is the gold document of its questions.

    ``contexts`` is a parallel file (XQuAD in another language): contexts and answers are taken from it, by question
    id, and only the questions' words from ``path``: an English question against the Chinese passage.

    Raises:
        GoldError: a file is not of this layout, or the two share no question.
    """
    digest = digest_files([path, contexts] if contexts else [path])
    asked, own, notices = _read(path)
    if contexts is None:
        return GoldSet(path.name.split(".json")[0], "squad", asked, own, digest, notices)
    words = {question.id: question.text for question in asked}
    questions, documents, _ = _read(contexts)
    crossed = tuple(
        Question(**{**_fields(question), "text": words[question.id], "language": ""})
        for question in questions
        if question.id in words
    )
    if not crossed:
        raise GoldError(f"{path} and {contexts} have no question id in common.")
    name = f"{path.name.split('.json')[0]}-on-{contexts.name.split('.json')[0]}"
    return GoldSet(name, "squad", crossed, documents, digest, notices)


def _fields(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in Question.__dataclass_fields__}


def _read(path: Path) -> tuple[tuple[Question, ...], tuple[Document, ...], tuple[str, ...]]:
    blank = 0
    questions: dict[str, Question] = {}
    documents: dict[tuple[str, str], Document] = {}
    for title, context, asked in _paragraphs(read_json(path), path):
        document = documents.setdefault((title, context), Document(f"p{len(documents)}", context, title))
        for qa in asked:
            text = qa.get("question", qa.get("query_text")) if isinstance(qa, dict) else None
            if not isinstance(text, str):
                raise GoldError(f"{path}: a question of the paragraph {context[:30]!r} has no text.")
            if not text.strip():
                blank += 1
                continue
            identifier = str(qa.get("id", qa.get("query_id", f"q{len(questions)}")))
            if identifier in questions:
                raise GoldError(f'{path}: the question id "{identifier}" is used twice.')
            answerable = not qa.get("is_impossible", False)
            questions[identifier] = Question(
                id=identifier,
                text=text.strip(),
                answers=strings(qa.get("answers"), f"{path}, question {identifier}") if answerable else (),
                relevant=((document.id, 1),) if answerable else (),
                answerable=answerable,
            )
    if not questions:
        raise GoldError(f"{path}: no questions in it.")
    return tuple(questions.values()), tuple(documents.values()), blank_notice(path, blank)


def blank_notice(path: Path, blank: int) -> tuple[str, ...]:
    """What to say of questions without words, which published sets do hold (one in CMRC 2018's trial split)."""
    return (f"{path.name}: left out {blank} questions without any words",) if blank else ()
