"""The forward index: which terms each chunk holds and how often, for exact scores of a few hundred candidates.

An inverted index finds candidates fast, but cannot say how often a set of synonyms occurs in one chunk. Here each
chunk is a run of 32-bit term hashes (ascending) with their frequencies, memory-mapped. Two terms of one field share
a hash with probability 2^-32; a wrong match of one of 100 query terms in one of 300 chunks of 400 terms each is
then expected once in 350 queries, and shifts one score a little.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.index.tiers import parts_to_rewrite

FIELDS = ("title", "body", "names", "dates", "numbers")
_SEEDS = {field: zlib.crc32(field.encode("ascii") + b"\0") for field in FIELDS}
_ARRAYS = ("rowids", "starts", "hashes", "counts", "lengths", "vocabulary", "frequencies")

Rows = npt.NDArray[np.int64]


@lru_cache(maxsize=1 << 18)
def term_hash(field: str, text: str) -> int:
    """The 32-bit hash of a term of a field."""
    return zlib.crc32(text.encode("utf-8", "replace"), _SEEDS[field])


@dataclass(frozen=True, slots=True)
class ForwardPart:
    """Some chunks' terms.

    ``rowids`` int64[n] ascending; ``starts`` int64[n + 1] into ``hashes`` uint32 and ``counts`` uint8;
    ``lengths`` int32[n, fields] in terms; ``vocabulary`` uint32 ascending with ``frequencies`` uint32: chunks by term.
    """

    name: str
    rowids: Rows
    starts: npt.NDArray[np.int64]
    hashes: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.uint8]
    lengths: npt.NDArray[np.int32]
    vocabulary: npt.NDArray[np.uint32]
    frequencies: npt.NDArray[np.uint32]

    @classmethod
    def build(cls, name: str, rowids: Rows, documents: Sequence[Mapping[str, Sequence[str]]]) -> ForwardPart:
        """From each chunk's terms by field; ``rowids`` ascend."""
        hashes, counts, starts = [], [], [0]
        lengths = np.zeros((len(rowids), len(FIELDS)), dtype=np.int32)
        for row, fields in enumerate(documents):
            terms = [term_hash(field, term) for field in FIELDS for term in fields.get(field, ())]
            lengths[row] = [len(fields.get(field, ())) for field in FIELDS]
            unique, number = np.unique(np.array(terms, dtype=np.uint32), return_counts=True)
            hashes.append(unique)
            counts.append(np.minimum(number, 255).astype(np.uint8))
            starts.append(starts[-1] + len(unique))
        return cls._of(
            name,
            rowids,
            np.array(starts, dtype=np.int64),
            np.concatenate(hashes) if hashes else np.empty(0, np.uint32),
            np.concatenate(counts) if counts else np.empty(0, np.uint8),
            lengths,
        )

    @classmethod
    def _of(
        cls,
        name: str,
        rowids: Rows,
        starts: npt.NDArray[np.int64],
        hashes: npt.NDArray[np.uint32],
        counts: npt.NDArray[np.uint8],
        lengths: npt.NDArray[np.int32],
    ) -> ForwardPart:
        vocabulary, frequencies = np.unique(hashes, return_counts=True)
        return cls(name, rowids, starts, hashes, counts, lengths, vocabulary, frequencies.astype(np.uint32))

    @classmethod
    def merge(cls, name: str, parts: Sequence[ForwardPart], removed: Rows) -> ForwardPart:
        """One part of several, without the removed rows."""
        pieces: list[tuple[int, npt.NDArray[np.uint32], npt.NDArray[np.uint8], npt.NDArray[np.int32]]] = []
        for part in parts:
            for row in np.flatnonzero(~np.isin(part.rowids, removed)):
                low, high = part.starts[row], part.starts[row + 1]
                pieces.append((int(part.rowids[row]), part.hashes[low:high], part.counts[low:high], part.lengths[row]))
        pieces.sort(key=lambda piece: piece[0])
        sizes = [len(piece[1]) for piece in pieces]
        return cls._of(
            name,
            np.array([piece[0] for piece in pieces], dtype=np.int64),
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            np.concatenate([piece[1] for piece in pieces]) if pieces else np.empty(0, np.uint32),
            np.concatenate([piece[2] for piece in pieces]) if pieces else np.empty(0, np.uint8),
            np.array([piece[3] for piece in pieces], dtype=np.int32).reshape(-1, len(FIELDS)),
        )

    def save(self, folder: Path) -> None:
        for array in _ARRAYS:
            np.save(folder / f"{self.name}.{array}.npy", getattr(self, array))

    @classmethod
    def load(cls, folder: Path, name: str) -> ForwardPart:
        # a plain view: slicing numpy's memmap class costs ten times as much
        arrays = {array: np.load(folder / f"{name}.{array}.npy", mmap_mode="r") for array in _ARRAYS}
        return cls(name, **{array: mapped.view(np.ndarray) for array, mapped in arrays.items()})

    def files(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{array}.npy" for array in _ARRAYS)

    def frequencies_of(self, rows: npt.NDArray[np.intp], terms: npt.NDArray[np.uint32]) -> npt.NDArray[np.float32]:
        """float32[len(rows), len(terms)]: how often each term occurs in each of the part's rows; ``terms`` ascend.

        A table of the terms' low 16 bits sifts out nearly all of what a chunk holds besides (0.2 ns a term);
        only what is left is looked up.
        """
        out = np.zeros((len(rows), len(terms)), dtype=np.float32)
        lows, highs = self.starts[rows], self.starts[rows + 1]
        ends = np.cumsum(highs - lows)
        if not len(rows) or not ends[-1] or not len(terms):
            return out
        spans = list(zip(lows.tolist(), highs.tolist(), strict=True))
        held = np.concatenate([self.hashes[low:high] for low, high in spans])
        sieve = np.zeros(1 << 16, dtype=np.bool_)
        sieve[terms & 0xFFFF] = True
        places = np.flatnonzero(sieve[held & 0xFFFF])
        columns = np.minimum(np.searchsorted(terms, held[places]), len(terms) - 1)
        hit = terms[columns] == held[places]
        places, columns = places[hit], columns[hit]
        at = np.searchsorted(ends, places, side="right")
        counts = self.counts[lows[at] + places - (ends[at] - (highs - lows)[at])]
        out[at, columns] = counts
        return out


class ForwardIndex:
    """The chunks' terms of one generation: parts, and the rows in them that are removed."""

    def __init__(self, parts: Sequence[ForwardPart], removed: Rows) -> None:
        self.parts = tuple(parts)
        self.removed = removed
        totals = np.zeros(len(FIELDS), dtype=np.int64)
        for part in self.parts:
            totals += part.lengths.sum(axis=0, dtype=np.int64)
            totals -= part.lengths[np.isin(part.rowids, removed)].sum(axis=0, dtype=np.int64)
        self.rows = sum(len(part.rowids) for part in self.parts) - len(removed)
        self.average = totals / max(1, self.rows)

    def term_frequencies(self, rowids: Rows, terms: npt.NDArray[np.uint32]) -> npt.NDArray[np.float32]:
        """float32[n, t]; a row that is not held has no terms."""
        unique, inverse = np.unique(terms, return_inverse=True)
        out = np.zeros((len(rowids), len(unique)), dtype=np.float32)
        for part, at, rows in self._locate(rowids):
            out[at] = part.frequencies_of(rows, unique)
        return out[:, inverse]

    @property
    def rowids(self) -> Rows:
        """The rows held, ascending."""
        held = np.concatenate([part.rowids for part in self.parts]) if self.parts else np.empty(0, np.int64)
        return np.setdiff1d(held, self.removed, assume_unique=True)

    def holds(self, rowids: Rows) -> npt.NDArray[np.bool_]:
        """Which of the rows are held."""
        out = np.zeros(len(rowids), dtype=np.bool_)
        for _, at, _ in self._locate(rowids):
            out[at] = True
        if len(self.removed):
            out &= ~np.isin(rowids, self.removed)
        return out

    def lengths(self, rowids: Rows) -> npt.NDArray[np.int32]:
        """int32[n, fields]: terms by field."""
        out = np.zeros((len(rowids), len(FIELDS)), dtype=np.int32)
        for part, at, rows in self._locate(rowids):
            out[at] = part.lengths[rows]
        return out

    def document_frequencies(self, terms: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        """int64[t]: in how many chunks each term occurs, removed ones not counted."""
        out = np.zeros(len(terms), dtype=np.int64)
        for part in self.parts:
            if not len(part.vocabulary):
                continue
            places = np.minimum(np.searchsorted(part.vocabulary, terms), len(part.vocabulary) - 1)
            hit = part.vocabulary[places] == terms
            out[hit] += part.frequencies[places[hit]]
        if len(self.removed):
            out -= (self.term_frequencies(self.removed, terms) > 0).sum(axis=0)
        return out

    def _locate(self, rowids: Rows) -> list[tuple[ForwardPart, npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
        found = []
        for part in self.parts:
            if not len(part.rowids):
                continue
            places = np.minimum(np.searchsorted(part.rowids, rowids), len(part.rowids) - 1)
            at = np.flatnonzero(part.rowids[places] == rowids)
            if len(at):
                found.append((part, at, places[at]))
        return found

    def updated(self, name: str, added: ForwardPart, gone: Rows) -> ForwardIndex:
        """The next generation: the rows of ``added`` more, ``gone`` removed."""
        removed = np.union1d(self.removed, gone)
        counts = [int(np.isin(part.rowids, removed).sum()) for part in self.parts]
        dissolved = parts_to_rewrite([len(part.rowids) for part in self.parts], counts, len(added.rowids))
        kept = [part for at, part in enumerate(self.parts) if at not in dissolved]
        merged = ForwardPart.merge(name, [added, *(self.parts[at] for at in dissolved)], removed)
        if len(merged.rowids):
            kept.append(merged)
        present = np.concatenate([part.rowids for part in kept]) if kept else np.empty(0, np.int64)
        return ForwardIndex(kept, np.intersect1d(removed, present))

    @classmethod
    def empty(cls) -> ForwardIndex:
        return cls((), np.empty(0, np.int64))
