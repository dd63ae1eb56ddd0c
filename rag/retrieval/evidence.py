"""What speaks for each candidate passage: one number, about 0 to 1, for each kind of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.base import TokenEmbedder, Vectors
from embeddings.token_codec import decode, max_similarity
from rag.index.bm25 import K1, B, inverse_document_frequency
from rag.index.lexical import Clause, Term
from rag.index.snapshot import Snapshot

Scores = npt.NDArray[np.floating[Any]]


class Candidates:
    """Rows under consideration, and how often each term of a question occurs in them, read from the index once.

    ``rows`` int64[n], ascending.
    """

    def __init__(self, snapshot: Snapshot, rows: Iterable[int], terms: Iterable[Term]) -> None:
        self.snapshot = snapshot
        self.rows: npt.NDArray[np.int64] = np.array(sorted(set(rows)), dtype=np.int64)
        self.count = max(snapshot.indexed_count, 1)
        unique = {(term.field, term.text): term for term in terms}
        self._places = {key: at for at, key in enumerate(unique)}
        listed = list(unique.values())
        if listed and len(self.rows):
            self._counts = snapshot.term_frequencies(self.rows.tolist(), listed)
            self._documents: Scores = snapshot.document_frequencies(listed).astype(np.float64)
        else:
            self._counts = np.zeros((len(self.rows), len(listed)), dtype=np.float32)
            self._documents = np.zeros(len(listed))
        self._norms: dict[str, Scores] = {}

    def statistics(self, terms: Sequence[Term]) -> tuple[npt.NDArray[np.float32], Scores]:
        """How often each term occurs in each row, float32[n, t], and in how many chunks of the index, float64[t]."""
        places = [self._places[term.field, term.text] for term in terms]
        return self._counts[:, places], self._documents[places]

    def norm(self, field: str) -> Scores:
        """BM25's k1 (1 - b + b · length / average length) of each row: float64[n]."""
        if field not in self._norms:
            lengths = self.snapshot.lengths(self.rows.tolist(), field)
            average = max(self.snapshot.average_length(field), 1e-9)
            self._norms[field] = K1 * (1 - B + B * lengths / average)
        return self._norms[field]


def structured(clauses: Sequence[Clause], boosts: Mapping[str, float], candidates: Candidates) -> Scores:
    """BM25 of probabilistic structured queries (Darwish & Oard, SIGIR 2003): float64[n], comparable between questions.

    A clause's frequency in a passage is the weighted sum of its terms' frequencies, and its document
    frequency that of theirs. The sum is given as a share of what a passage of average length with every
    clause once would have.
    """
    out = np.zeros(len(candidates.rows))
    if not clauses or not len(out):
        return out
    ideal = 0.0
    for clause in clauses:
        best = 0.0
        for name in dict.fromkeys(term.field for term in clause.terms):
            own = [term for term in clause.terms if term.field == name]
            shares = np.array([term.weight for term in own])
            counts, documents = candidates.statistics(own)
            if not documents.any():
                continue
            frequency = counts @ shares
            rarity = inverse_document_frequency(candidates.count, float(documents @ shares))
            worth = float(clause.weight * boosts.get(name, 1.0) * rarity)
            out += worth * frequency * (K1 + 1) / (frequency + candidates.norm(name))
            best = max(best, worth)
        ideal += best
    return out / ideal if ideal > 0 else out


def presence(clauses: Sequence[Clause], candidates: Candidates) -> Scores:
    """The share of clauses each row meets at all, by rarity: float64[n]. For names and numbers: once is enough."""
    out = np.zeros(len(candidates.rows))
    total = 0.0
    for clause in clauses:
        counts, documents = candidates.statistics(clause.terms)
        if not len(out) or not documents.any():
            continue  # in no page at all: it says nothing of any
        rarity = float(inverse_document_frequency(candidates.count, np.max(documents)))
        shares = np.array([term.weight for term in clause.terms])
        out += rarity * np.max((counts > 0) * shares, axis=1)
        total += rarity
    return out / total if total > 0 else out


_FREQUENT = "的一是在不了有和人中大为上个国我以要时来生到地于出会对成年日月市行发本多全说进今"
HAN_TERMS = tuple(Term("body", character) for character in _FREQUENT)
"""Characters that hardly any passage in Chinese lacks: looked up with a question's own terms they tell its language."""


def crossing(language: str, candidates: Candidates) -> Scores:
    """1 for a passage that is not in the question's language: float64[n].

    Vectors and words both match better within a language than across: of two passages that score alike, the one in the
    other language is the better answer, and one about the same event must not lose to its namesake for its language.
    """
    counts, _ = candidates.statistics(HAN_TERMS)
    chinese: npt.NDArray[np.bool_] = np.any(counts > 0, axis=1)
    other: Scores = np.not_equal(chinese, language == "zh").astype(np.float64)
    return other


def best_match(mentions: Sequence[Sequence[Term]], candidates: Candidates) -> Scores:
    """The weight of the best term each row holds, averaged over the mentions (days a question names): float64[n]."""
    out = np.zeros(len(candidates.rows))
    if not mentions or not len(out):
        return out
    for terms in mentions:
        counts, _ = candidates.statistics(terms)
        out += np.max((counts > 0) * np.array([term.weight for term in terms]), axis=1, initial=0.0)
    return out / len(mentions)


def late_interaction(
    snapshot: Snapshot,
    model: TokenEmbedder,
    question: Vectors,
    rows: npt.NDArray[np.int64],
    compared: npt.NDArray[np.intp],
) -> Scores | None:
    """MaxSim (Khattab & Zaharia, SIGIR 2020) of the question's tokens, float32[q, width], and those of the rows at the
    places ``compared``; what the least of these has for the others: float64[n]. None where the index has no tokens.
    """
    codec = model.token_codec
    stored = snapshot.tokens(rows[compared], codec.size) if codec else None
    if not stored:
        return None
    found = max_similarity(question, decode(np.concatenate(stored)), [len(codes) for codes in stored])
    out = np.full(len(rows), found.min())
    out[compared] = found
    return out
