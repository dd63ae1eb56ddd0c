"""The public data: which sources the bundled model sees, how often, under which licence, and what is left out."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Source:
    """One source of translation pairs. ``weight``: how often a pair is repeated; 0 leaves the source out."""

    weight: int
    licence: str
    why: str


# Prefixes of the "source" field of parallel/train. The licences are the ones that the sources state.
PARALLEL: dict[str, Source] = {
    "news_commentary": Source(3, "released for research", "newspaper comment, well translated"),
    "gov_reports": Source(3, "government documents", "the register of party newspapers"),
    "news_bilingual": Source(2, "publishers' text", "newspaper paragraphs and headlines"),
    "tico19_terms": Source(1, "CC0", "health terms"),
    "tico19": Source(2, "CC0", "health news and encyclopaedia"),
    "mlqe": Source(2, "CC0", "post-edited encyclopaedia sentences"),
    "ud_pud": Source(2, "CC BY-SA 3.0", "news and encyclopaedia, in traditional characters"),
    "prc_laws": Source(2, "official texts", "laws"),
    "xuexi": Source(2, "publisher's text", "party press"),
    "tatoeba": Source(1, "CC BY 2.0 FR", "everyday sentences"),
    "jiyu": Source(1, "Apache-2.0 repository, collected text", "the bulk: dictionary and web examples"),
    "wmt": Source(0, "released for research", "public test sets: kept for evaluation"),
    "python_docs": Source(0, "CC0", "markup and code, little running text"),
}

HOLDOUT = 26  # of 256: DRCD articles whose title's md5 starts below this are for development only
QUESTION_HOLDOUT = 32  # of 256: the same for English questions, by the md5 of their id


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON Lines file, gzip or plain."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def source_of(name: str) -> Source:
    """The entry for a pair's source; the longest matching prefix counts. Unknown sources are left out."""
    found = [p for p in PARALLEL if name.startswith(p)]
    return PARALLEL[max(found, key=len)] if found else Source(0, "unknown", "not in the list")


def first_byte(text: str) -> int:
    """A stable number in 0–255 for deterministic splits."""
    return hashlib.md5(text.encode("utf-8"), usedforsecurity=False).digest()[0]


def is_held_out(row: dict[str, Any]) -> bool:
    """Whether a question row belongs to the development part of DRCD."""
    return str(row.get("source", "")).startswith("drcd") and first_byte(str(row["title"])) < HOLDOUT
