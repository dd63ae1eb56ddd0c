"""Words of Chinese text: the most likely path through a dictionary."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

_LONGEST = 12
"""Longer entries are proverbs and full titles, whose words are worth more apart."""


class Segmenter:
    """Maximum-likelihood segmentation by unigram weights (12 to a factor of e; see rag.language.build.dictionary)."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._weights = weights
        self._sorted = sorted(weights)
        self._openings: dict[str, int] = {}
        # The cost of one more word: the logarithm of the number of running words the weights were counted on.
        self._word = 12 * 15.0

    def _longest(self, opening: str) -> int:
        """The length of the longest word that begins with these two characters; 0 where there is none.

        Found when first asked for: a question has a few dozen openings, and to list those of all words takes longer
        than to answer it.
        """
        entries, longest = self._sorted, 0
        at = bisect_left(entries, opening) if len(opening) == 2 else len(entries)
        while at < len(entries) and entries[at].startswith(opening):
            size = len(entries[at])
            if longest < size <= _LONGEST:
                longest = size
            at += 1
        if longest >= 2:  # others are as many as text has pairs of characters
            self._openings[opening] = longest
        return longest

    def split(self, run: str) -> list[str]:
        """The words of a run of Han characters, in order, covering it."""
        size = len(run)
        unreached = float("-inf")
        best = [0.0] + [unreached] * size
        back = [1] * (size + 1)
        weights, openings, word = self._weights, self._openings, self._word
        for start in range(size):
            here = best[start]
            score = here + weights.get(run[start], 0) - word
            if score > best[start + 1]:
                best[start + 1], back[start + 1] = score, 1
            opening = run[start : start + 2]
            longest = openings.get(opening) or self._longest(opening)
            for length in range(2, min(longest, size - start) + 1):
                found = weights.get(run[start : start + length])
                if found is not None and (score := here + found - word) > best[start + length]:
                    best[start + length], back[start + length] = score, length
        out: list[str] = []
        at = size
        while at:
            out.append(run[at - back[at] : at])
            at -= back[at]
        return out[::-1]
