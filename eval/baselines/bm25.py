"""BM25 over Han bigrams (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009).

Tokens as Lucene's CJKAnalyzer makes them: runs of Han characters become overlapping pairs, a lone one stays itself,
anything else is lower-cased words. No dictionary, no folding of traditional to simplified: what one gets off the shelf.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from eval.baselines.units import Unit
from rag.types import Passage

K1 = 1.2  # Lucene's defaults
B = 0.75

_TOKEN = re.compile(r"(?P<han>[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+)|(?:[^\W\u3400-\u9fff])+")


def bigram_tokens(text: str) -> list[str]:
    """Han bigrams and other words of ``text``, in order."""
    tokens: list[str] = []
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", text).casefold()):
        run = match[0]
        if match["han"] and len(run) > 1:
            tokens.extend(run[at : at + 2] for at in range(len(run) - 1))
        else:
            tokens.append(run)
    return tokens


class Bm25:
    """Exact BM25 scores of all documents, from an inverted file in memory.

    Score: Σ over the question's tokens of idf · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / mean length)), with
    idf = ln(1 + (N - df + 0.5) / (df + 0.5)). A token that the question repeats counts as often.
    """

    def __init__(self, documents: Iterable[Sequence[str]], k1: float = K1, b: float = B) -> None:
        postings: dict[str, tuple[list[int], list[int]]] = {}
        lengths: list[int] = []
        for number, tokens in enumerate(documents):
            lengths.append(len(tokens))
            for token, count in Counter(tokens).items():
                numbers, counts = postings.setdefault(token, ([], []))
                numbers.append(number)
                counts.append(count)
        self.count = len(lengths)
        length = np.asarray(lengths, dtype=np.float64)
        norm = k1 * (1 - b + b * length / max(float(length.mean()) if lengths else 1.0, 1e-9))
        self._postings: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}
        for token, (numbers, counts) in postings.items():
            rows = np.asarray(numbers, dtype=np.int64)
            tf = np.asarray(counts, dtype=np.float64)
            idf = math.log(1 + (self.count - len(rows) + 0.5) / (len(rows) + 0.5))
            self._postings[token] = rows, idf * tf * (k1 + 1) / (tf + norm[rows])

    def scores(self, question: Sequence[str]) -> NDArray[np.float64]:
        """float64[number of documents]."""
        total = np.zeros(self.count, dtype=np.float64)
        for token, times in Counter(question).items():
            if token in self._postings:
                rows, weights = self._postings[token]
                total[rows] += times * weights
        return total


def top(scores: NDArray[np.float64], k: int) -> list[int]:
    """Indices of the ``k`` highest scores above 0, best first, earlier ones first among equals."""
    order = np.argsort(-scores, kind="stable")[:k]
    return [int(row) for row in order if scores[row] > 0]


class Bm25System:
    """BM25 over the units, as a system that can be evaluated."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._bm25 = Bm25(bigram_tokens(unit.text) for unit in units)

    def search(self, question: str, k: int) -> list[Passage]:
        scores = self._bm25.scores(bigram_tokens(question))
        return [self._units[row].passage(float(scores[row]), "bm25") for row in top(scores, k)]
