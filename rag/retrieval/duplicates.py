"""Near-identical passages: the same agency story on two pages is shown once, with both places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.language.scripts import fold
from rag.types import Passage

_NO_LETTER = re.compile(r"[\W_]+")
SHINGLE = 5  # characters
_LETTERS = 0.75  # of distinct characters: texts that share less cannot share 0.8 of their runs
SHARED = 0.8
"""Of the shorter passage's shingles, the share that the longer holds. Neighbouring chunks share one sentence of six."""


def shingles(text: str) -> frozenset[str]:
    """The overlapping runs of ``SHINGLE`` letters and digits of folded text."""
    plain = _NO_LETTER.sub("", fold(text))
    return frozenset([plain[i : i + SHINGLE] for i in range(max(1, len(plain) - SHINGLE + 1))])


def collapse(passages: Sequence[Passage], k: int) -> list[Passage]:
    """The first k passages, each with the places of the near-identical ones that came after it in ``duplicates``."""
    distinct = Distinct()
    distinct.add(passages)
    return distinct.first(k)


class Distinct:
    """Passages that are not near-duplicates of one that came before them, given a few at a time."""

    def __init__(self) -> None:
        self._kept: list[Passage] = []
        self._letters: list[frozenset[str]] = []
        self._runs: dict[int, frozenset[str]] = {}
        self._same: dict[int, list[Passage]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, passages: Iterable[Passage]) -> None:
        """Take in the next passages, best first."""
        for passage in passages:
            letters = frozenset(passage.text)
            same = self._found(passage, letters)
            if same is None:
                self._kept.append(passage)
                self._letters.append(letters)
            else:
                self._same.setdefault(same, []).append(passage)

    def _found(self, passage: Passage, letters: frozenset[str]) -> int | None:
        """Which of those kept it is a near-duplicate of: the first."""
        run: frozenset[str] | None = None
        for at, other in enumerate(self._letters):
            if not _alike(letters, other, _LETTERS):
                continue  # cheap, and settles nearly every pair
            run = run if run is not None else shingles(passage.text)
            if at not in self._runs:
                self._runs[at] = shingles(self._kept[at].text)
            if _alike(run, self._runs[at], SHARED):
                return at
        return None

    def first(self, k: int) -> list[Passage]:
        """The first k passages, each with the places of its near-duplicates."""
        return [
            _with_places(passage, self._same[at]) if at in self._same else passage
            for at, passage in enumerate(self._kept[:k])
        ]


def _with_places(passage: Passage, others: Iterable[Passage]) -> Passage:
    places = dict.fromkeys(passage.duplicates)
    for other in others:
        places.update(dict.fromkeys([(other.source, other.start, other.end), *other.duplicates]))
    places.pop((passage.source, passage.start, passage.end), None)
    return replace(passage, duplicates=tuple(places))


def _alike(one: frozenset[str], other: frozenset[str], share: float) -> bool:
    smaller, larger = len(one), len(other)
    if smaller > larger:
        smaller, larger = larger, smaller
    return smaller >= 0.5 * larger and len(one & other) >= share * smaller
