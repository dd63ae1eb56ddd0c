"""TREC run files and qrels that trec_eval, pytrec_eval and ir-measures read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

RUN_DEPTH = 1000


def token(identifier: str) -> str:
    """The id as one column: percent signs, white space and control characters percent-encoded, UTF-8 otherwise."""
    kept = "".join(
        c if c.isprintable() and not c.isspace() and c != "%" else quote(c, safe="", errors="replace")
        for c in identifier
    )
    return kept or "%00"


def write_run(path: Path, rankings: Mapping[str, Sequence[str]], tag: str) -> None:
    """``qid Q0 docid rank score tag`` lines.

    trec_eval orders by the score column and ignores the rank, so the score is made from the rank: what is evaluated is
    the order that the system gave, with no ties.
    """
    lines = [
        f"{token(question)} Q0 {token(document)} {rank} {len(documents) - rank + 1} {token(tag)}\n"
        for question, documents in rankings.items()
        for rank, document in enumerate(documents[:RUN_DEPTH], 1)
    ]
    path.write_text("".join(lines), encoding="utf-8", errors="replace")


def write_qrels(path: Path, qrels: Mapping[str, Mapping[str, int]]) -> None:
    """``qid 0 docid grade`` lines."""
    lines = [
        f"{token(question)} 0 {token(document)} {grade}\n"
        for question, documents in qrels.items()
        for document, grade in documents.items()
    ]
    path.write_text("".join(lines), encoding="utf-8", errors="replace")
