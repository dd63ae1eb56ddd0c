"""BM25 over fields where a query word may be several terms at once (its translations, its spellings).

Probabilistic structured queries (Darwish & Oard, SIGIR 2003): the frequency of a query word in a chunk is the weighted
sum of its terms' frequencies, its document frequency the weighted sum of theirs, and BM25 (Robertson & Zaragoza 2009)
is computed on those, so that ten rare synonyms of one word do not outweigh another word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rag.index.forward import FIELDS, ForwardIndex, term_hash

K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class Term:
    """One index term of one field (title, body, names, dates or numbers), as rag.language makes them."""

    field: str
    text: str
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.field not in FIELDS:
            raise ValueError(f"there is no field {self.field!r}; fields are {', '.join(FIELDS)}")


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms that stand for one another: a word of the question, its translations and other spellings."""

    terms: tuple[Term, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """What to look for; ``boosts`` by field (1 where absent)."""

    clauses: tuple[Clause, ...]
    boosts: Mapping[str, float] = field(default_factory=dict)

    def terms(self) -> list[Term]:
        return [term for clause in self.clauses for term in clause.terms]


def inverse_document_frequency(chunks: int, frequencies: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """ln(1 + (N - df + 0.5) / (df + 0.5)), never negative."""
    documents = np.asarray(frequencies, dtype=np.float64)
    return np.log1p(np.maximum(0.0, chunks - documents + 0.5) / (documents + 0.5))


def score(query: LexicalQuery, forward: ForwardIndex, rowids: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """float64[n]: the exact score of each row."""
    terms, starts, fields, boosts = _columns(query)
    if not terms or not len(rowids):
        return np.zeros(len(rowids))
    hashes = np.array([term_hash(term.field, term.text) for term in terms], dtype=np.uint32)
    weights = np.array([term.weight for term in terms])
    frequency = np.add.reduceat(forward.term_frequencies(rowids, hashes) * weights, starts, axis=1)
    documents = np.add.reduceat(forward.document_frequencies(hashes) * weights, starts)
    relative = forward.lengths(rowids) / np.maximum(forward.average, 1e-9)
    norms = K1 * (1 - B + B * relative)[:, fields]
    rarity = boosts * inverse_document_frequency(forward.rows, documents)
    scores: npt.NDArray[np.float64] = (frequency * (K1 + 1) / (frequency + norms)) @ rarity
    return scores


def _columns(
    query: LexicalQuery,
) -> tuple[list[Term], npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """The terms in runs of one clause and field; where each run starts, its field, and what it counts for."""
    terms: list[Term] = []
    starts, fields, boosts = [], [], []
    for clause in query.clauses:
        for name in dict.fromkeys(term.field for term in clause.terms):
            starts.append(len(terms))
            fields.append(FIELDS.index(name))
            boosts.append(clause.weight * query.boosts.get(name, 1.0))
            terms += [term for term in clause.terms if term.field == name]
    return terms, np.array(starts, np.intp), np.array(fields, np.intp), np.array(boosts, np.float64)
