"""Which evidence a retriever uses and how much each counts; the numbers come from ``python -m rag.retrieval.fit``."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from rag.errors import NewsragError

WEIGHTS = Path(__file__).with_name("weights.json")

EVIDENCE = ("dense", "words", "names", "dates", "numbers", "recency", "crossing", "tokens")
"""The kinds of evidence a passage is scored by, each about 0 to 1; see rag.retrieval.evidence."""


@cache
def fitted() -> dict[str, Any]:
    """The fitted numbers: field boosts, the weight of single characters, and each evidence's weight by language."""
    try:
        found: dict[str, Any] = json.loads(WEIGHTS.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NewsragError(f"{WEIGHTS} cannot be read ({error}); reinstall newsrag") from error
    return found


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """What a retriever does.

    ``evidence``: kinds left out of it are neither searched nor scored. ``bridge``: look for translations.
    ``fusion``: linear (fitted weights) or rrf (reciprocal rank fusion, Cormack et al. 2009). ``pool``: candidates
    taken from each search. ``compared``: how many of the best have their tokens compared with the question's.
    ``rerank``: how many of the best a reranker sees. ``collapse``: merge near-duplicates. ``without_tokens``: the
    weights where an index or an embedder has no token vectors, and by which those to be compared are chosen.
    """

    evidence: tuple[str, ...] = EVIDENCE
    bridge: bool = True
    fusion: str = "linear"
    pool: int = 100
    compared: int = 32  # 24 to 64 give the same ranks on 1,141 fit questions
    rerank: int = 30
    collapse: bool = True
    boosts: dict[str, float] = field(default_factory=lambda: dict(fitted()["boosts"]))
    unigram: float = field(default_factory=lambda: float(fitted()["unigram"]))
    weights: dict[str, dict[str, float]] = field(default_factory=lambda: dict(fitted()["weights"]))
    without_tokens: dict[str, dict[str, float]] = field(default_factory=lambda: dict(fitted()["without_tokens"]))

    def __post_init__(self) -> None:
        unknown = [kind for kind in self.evidence if kind not in EVIDENCE]
        if unknown or not self.evidence:
            raise ValueError(f"evidence is some of {', '.join(EVIDENCE)}; not {', '.join(unknown) or 'nothing'}")
        if self.fusion not in ("linear", "rrf"):
            raise ValueError(f"fusion is linear or rrf, not {self.fusion}")
