"""Words of Chinese text: the most likely path through a dictionary."""

from __future__ import annotations

from collections.abc import Mapping

_LONGEST = 12
"""Longer entries are proverbs and full titles, whose words are worth more apart."""


class Segmenter:
    """Maximum-likelihood segmentation by unigram weights (12 to a factor of e; see rag.language.build.dictionary)."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._weights = weights
        # The first two characters of words, with the length of the longest that begins so.
        openings: dict[str, int] = {}
        for entry in weights:
            size = len(entry)
            if 2 <= size <= _LONGEST and size > openings.get(entry[:2], 0):
                openings[entry[:2]] = size
        self._openings = openings
        # The cost of one more word: the logarithm of the number of running words the weights were counted on.
        self._word = 12 * 15.0

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
            for length in range(2, min(openings.get(run[start : start + 2], 0), size - start) + 1):
                found = weights.get(run[start : start + length])
                if found is not None and (score := here + found - word) > best[start + length]:
                    best[start + length], back[start + length] = score, length
        out: list[str] = []
        at = size
        while at:
            out.append(run[at - back[at] : at])
            at -= back[at]
        return out[::-1]
