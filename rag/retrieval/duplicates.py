"""Near-identical passages: the same agency story on two pages is shown once, with both places."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    kept: list[Passage] = []
    letters: list[frozenset[str]] = []
    runs: dict[int, frozenset[str]] = {}
    for passage in passages:
        own = frozenset(passage.text)
        run: frozenset[str] | None = None
        same = None
        for at, other in enumerate(letters):
            if not _alike(own, other, _LETTERS):
                continue  # cheap, and settles nearly every pair
            run = run if run is not None else shingles(passage.text)
            if at not in runs:
                runs[at] = shingles(kept[at].text)
            if _alike(run, runs[at], SHARED):
                same = at
                break
        if same is None:
            kept.append(passage)
            letters.append(own)
        else:
            kept[same] = _with_place(kept[same], passage)
    return kept[:k]


def _with_place(passage: Passage, other: Passage) -> Passage:
    places = dict.fromkeys([*passage.duplicates, (other.source, other.start, other.end), *other.duplicates])
    places.pop((passage.source, passage.start, passage.end), None)
    return replace(passage, duplicates=tuple(places))


def _alike(one: frozenset[str], other: frozenset[str], share: float) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    return smaller >= 0.5 * larger and len(one & other) >= share * smaller
