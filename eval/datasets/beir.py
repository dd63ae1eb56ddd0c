"""BEIR folders: corpus.jsonl, queries.jsonl and qrels/*.tsv (Thakur et al., 2021, arXiv:2104.08663)."""

from __future__ import annotations

from pathlib import Path

from eval.datasets.files import digest_files, read_json_lines
from eval.datasets.trec import read_qrels
from eval.types import Document, GoldSet, Question
from rag.errors import GoldError

SPLITS = ("test", "dev", "train")  # the split that is used when the folder holds several


def find_file(folder: Path, stem: str) -> Path | None:
    """``stem.jsonl`` or ``stem.jsonl.gz`` in the folder."""
    return next((folder / name for name in (f"{stem}.jsonl", f"{stem}.jsonl.gz") if (folder / name).is_file()), None)


def read_beir(folder: Path, qrels: Path | None = None) -> GoldSet:
    """Questions are those that the judgements name; a judgement of 0 or less is not relevant.

    Raises:
        GoldError: a file is missing or malformed.
    """
    corpus, queries = find_file(folder, "corpus"), find_file(folder, "queries")
    if corpus is None or queries is None:
        raise GoldError(f"{folder}: a BEIR folder needs corpus.jsonl and queries.jsonl.")
    qrels = qrels or _judgements(folder)
    grades = read_qrels(qrels)
    documents = []
    for number, record in read_json_lines(corpus):
        if "_id" not in record or not isinstance(record.get("text"), str):
            raise GoldError(f'{corpus}, line {number}: needs "_id" and "text".')
        documents.append(Document(str(record["_id"]), record["text"], str(record.get("title") or "")))
    questions = []
    for number, record in read_json_lines(queries):
        identifier, text = str(record.get("_id", "")), record.get("text")
        if not isinstance(text, str) or not identifier:
            raise GoldError(f'{queries}, line {number}: needs "_id" and "text".')
        if identifier in grades:
            relevant = tuple((doc, grade) for doc, grade in grades[identifier].items() if grade > 0)
            questions.append(Question(identifier, text.strip(), relevant=relevant, answerable=bool(relevant)))
    if not questions:
        raise GoldError(f"{qrels} judges none of the questions in {queries}.")
    digest = digest_files([corpus, queries, qrels])
    return GoldSet(folder.resolve().name, "beir", tuple(questions), tuple(documents), digest)


def _judgements(folder: Path) -> Path:
    found = sorted((folder / "qrels").glob("*.tsv")) or sorted(folder.glob("qrels*.tsv"))
    if not found:
        raise GoldError(f"{folder}: no qrels/*.tsv.")
    for split in SPLITS:
        for path in found:
            if path.stem == split:
                return path
    return found[0]
