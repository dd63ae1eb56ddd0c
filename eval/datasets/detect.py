"""Which format a gold path holds, told from the files themselves."""

from __future__ import annotations

from pathlib import Path

from eval.datasets.beir import find_file, read_beir
from eval.datasets.files import read_json_lines, read_text
from eval.datasets.jsonl import read_jsonl
from eval.datasets.rows import read_rows
from eval.datasets.squad import read_squad
from eval.datasets.trec import read_trec
from eval.types import GoldSet
from rag.errors import GoldError


def read_gold(path: str | Path, *, qrels: str | Path | None = None, contexts: str | Path | None = None) -> GoldSet:
    """Read a gold set of any known format.

    ``qrels`` names the judgements of TREC topics (or another split of a BEIR folder); ``contexts`` a parallel SQuAD
    file whose passages and answers the questions of ``path`` are to be asked against.

    Raises:
        GoldError: there is no such file, or it is of no known format.
    """
    path = Path(path)
    judgements = Path(qrels) if qrels is not None else None
    if path.is_dir():
        return _read_folder(path, judgements)
    if not path.is_file():
        raise GoldError(f"{path}: no such file or folder.")
    name = path.name.removesuffix(".gz")
    if name.endswith(".json"):
        return read_squad(path, Path(contexts) if contexts is not None else None)
    if contexts is not None:
        raise GoldError(f"{path}: --contexts goes with a SQuAD-like .json file only.")
    if judgements is not None:
        return read_trec(path, judgements)
    if name.endswith((".jsonl", ".ndjson")):
        first = next(read_json_lines(path), None)
        return read_rows(path) if first is not None and "context" in first[1] else read_jsonl(path)
    if "<top>" in read_text(path).lower() or name.endswith((".tsv", ".txt")):
        return read_trec(path, _sole_qrels(path.parent, path))
    raise GoldError(f"{path}: not a known gold format. Known: .jsonl, SQuAD .json, a BEIR folder, TREC topics + qrels.")


def _read_folder(folder: Path, qrels: Path | None) -> GoldSet:
    if find_file(folder, "queries") is not None:
        return read_beir(folder, qrels)
    topics = sorted(p for p in folder.iterdir() if p.is_file() and "topics" in p.name.lower())
    if len(topics) == 1:
        return read_trec(topics[0], qrels or _sole_qrels(folder, topics[0]))
    raise GoldError(
        f"{folder}: neither a BEIR folder (corpus.jsonl, queries.jsonl) nor one topics file with its qrels."
    )


def _sole_qrels(folder: Path, topics: Path) -> Path:
    found = sorted(p for p in folder.iterdir() if p.is_file() and "qrels" in p.name.lower() and p != topics)
    if len(found) != 1:
        raise GoldError(f"{topics}: found {len(found)} qrels files beside it. Name one with --qrels.")
    return found[0]
