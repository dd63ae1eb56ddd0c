"""Near-identical passages: the same agency story on two pages is shown once, with both places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from rag.language.scripts import fold
from rag.types import Passage

_NO_LETTER = re.compile(r"[\W_]+")
SHINGLE = 5  # characters
_LETTERS = 0.75  # of distinct characters: texts that share less cannot share 0.8 of their runs
_TRIED = 16  # runs looked for first: where 80 in a hundred are shared, all of 16 miss once in 10¹¹
SHARED = 0.8
"""Of the shorter passage's shingles, the share that the longer holds. Neighbouring chunks share one sentence of six."""


class _Text:
    """A passage's text as it is compared; parts are made on first use."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.letters = frozenset(text)

    @cached_property
    def plain(self) -> str:
        """Folded, letters and digits alone."""
        return _NO_LETTER.sub("", fold(self.text))

    @cached_property
    def shingles(self) -> frozenset[str]:
        """The overlapping runs of ``SHINGLE`` characters."""
        return frozenset([self.plain[i : i + SHINGLE] for i in range(max(1, len(self.plain) - SHINGLE + 1))])

    def near(self, other: _Text) -> bool:
        """Whether the shorter's runs are in the other: asked of its letters first, then of a few of its runs, which
        settles nearly every pair without making a set of them all."""
        if not _alike(self.letters, other.letters, _LETTERS):
            return False
        shorter, longer = sorted((self.plain, other.plain), key=len)
        places = range(0, max(1, len(shorter) - SHINGLE + 1), max(1, len(shorter) // _TRIED))
        if not any(shorter[i : i + SHINGLE] in longer for i in places):
            return False
        return _alike(self.shingles, other.shingles, SHARED)


def collapse(passages: Sequence[Passage], k: int) -> list[Passage]:
    """The first k passages, each with the places of the near-identical ones that came after it in ``duplicates``."""
    kept: list[Passage] = []
    texts: list[_Text] = []
    for passage in passages:
        own = _Text(passage.text)
        same = next((at for at, other in enumerate(texts) if own.near(other)), None)
        if same is None:
            kept.append(passage)
            texts.append(own)
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
