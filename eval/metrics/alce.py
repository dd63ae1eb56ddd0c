"""ALCE's citation recall and precision (Gao et al., Enabling LLMs to Generate Text with Citations, EMNLP 2023, §4.3).

ALCE asks an entailment model whether cited text supports a statement. Here the judge is a function, so that gold
evidence can take its place: a set of citations supports a statement when it covers the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.language.sentences import split_sentences

_MARKER = re.compile(r"\s*[\[［【](\d+(?:\s*[,，、]\s*\d+)*)[\]］】]")
_WORD = re.compile(r"\w")

Supports = Callable[[Sequence[int], str], bool]  # (markers cited together, statement) → supported


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer, without its markers, and the markers that stand in or right after it."""

    text: str
    markers: tuple[int, ...]


def split_statements(answer: str) -> list[Statement]:
    """The answer's sentences. A marker after the full stop belongs to the sentence before it."""
    ends: list[int] = []
    for _, end in split_sentences(answer):
        while match := _MARKER.match(answer, end):
            end = match.end()
        ends.append(end)
    out: list[Statement] = []
    start = 0
    for end in ends:
        if end <= start:
            continue
        piece = answer[start:end]
        numbers = [int(n) for found in _MARKER.findall(piece) for n in re.split(r"\s*[,，、]\s*", found)]
        words = strip_markers(piece)
        if _WORD.search(words):
            out.append(Statement(words, tuple(dict.fromkeys(numbers))))
        start = end
    return out


def strip_markers(answer: str) -> str:
    """The answer's words alone, its white space made single."""
    return " ".join(_MARKER.sub("", answer).split())


def citation_recall(statements: Sequence[Statement], supports: Supports) -> float:
    """Share of statements that have citations which together support them."""
    if not statements:
        return 0.0
    return sum(bool(s.markers) and supports(s.markers, s.text) for s in statements) / len(statements)


def citation_precision(statements: Sequence[Statement], supports: Supports) -> float:
    """Share of citations that are needed or sufficient, 0 without citations.

    A citation counts when its statement is supported and it is not irrelevant; it is irrelevant when it alone does not
    support the statement and the others without it do.
    """
    total = good = 0
    for statement in statements:
        whole = bool(statement.markers) and supports(statement.markers, statement.text)
        for marker in statement.markers:
            total += 1
            others = tuple(other for other in statement.markers if other != marker)
            alone = supports((marker,), statement.text)
            good += whole and (alone or not supports(others, statement.text))
    return good / total if total else 0.0
