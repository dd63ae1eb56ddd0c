"""What the fitting scripts share: gold questions with the passages found for them, and what counts as right."""

from __future__ import annotations

import gzip
import json
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answering.protocols import Request
from rag.language.scripts import fold, question_language
from rag.types import Language

if TYPE_CHECKING:
    from rag.index import Index


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """JSON Lines, gzip or plain."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from (json.loads(line) for line in data.decode("utf-8").split("\n") if line.strip())


def correct(text: str, answers: Iterable[str]) -> bool:
    """Whether a span is an accepted answer: it holds one, or is most of one."""
    said = re.sub(r"\W+", "", fold(text))
    for answer in answers:
        wanted = re.sub(r"\W+", "", fold(answer))
        if wanted and (
            (wanted in said and len(said) <= 3 * len(wanted) + 6) or (said in wanted and 2 * len(said) >= len(wanted))
        ):
            return bool(said)
    return False


@contextmanager
def _indexed(corpus: str) -> Iterator[Index]:
    from rag.index import Index

    if Index.exists(corpus):
        with Index.open(corpus, readonly=True) as index:
            yield index
        return
    with tempfile.TemporaryDirectory() as folder, Index.create(Path(folder) / "index") as index:
        index.add(corpus.split(","))
        yield index


def requests(gold: str, split: str, k: int = 8) -> Iterator[tuple[dict[str, Any], Request]]:
    """The questions of ``GOLD.jsonl:CORPUS[,CORPUS]``, each with the passages that a search of its corpus finds.

    CORPUS may also be an index. ``split``: only rows of this split, and rows that belong to none; "" for all.
    """
    from rag.retrieval import Retriever

    name, _, corpus = gold.partition(":")
    rows = [r for r in read_rows(Path(name)) if not split or r.get("split", split) == split]
    with _indexed(corpus) as index:
        retriever = Retriever(index)
        today = index.newest_date or date.today()
        for number, row in enumerate(rows, start=1):
            question = row["question"]
            language: Language = "zh" if question_language(question) == "zh" else "en"
            passages = tuple(retriever.search(question, k=k, today=today))
            yield row, Request(question, language, passages, index.source_text, today)
            if number % 40 == 0:
                print(f"{name}: {number}/{len(rows)}", file=sys.stderr, flush=True)
