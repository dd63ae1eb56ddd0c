"""Token vectors small enough to be kept in an index, for late interaction at search time.

Late interaction (Khattab & Zaharia, SIGIR 2020, ColBERT) compares every token of a question with every token of a
passage. Whole token vectors would take 300 KB a passage. Here each is projected on the main directions of such vectors,
rotated so that every direction holds as much as any other (Gong et al. 2013, ITQ's random rotation), and kept at two
bits a direction: 96 directions, 24 bytes a token. The question's own vectors are not rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Codes = npt.NDArray[np.uint8]

_LEVELS = np.array([-3, -1, 1, 3], np.int8)  # evenly spaced; how long a vector is does not matter
_SHIFTS = np.array([0, 2, 4, 6], np.uint8)
# what a byte says, its four levels as one number: looking that up takes a tenth of the time of rows of four
_TABLE = np.ascontiguousarray(_LEVELS[(np.arange(256, dtype=np.uint8)[:, None] >> _SHIFTS) & 3]).view(np.uint32)[:, 0]


@dataclass(frozen=True)
class TokenCodec:
    """``mean`` float32 (hidden,), subtracted from token vectors of unit length; ``projection`` float32 (hidden, width),
    its columns orthonormal, ``width`` a multiple of 4."""

    mean: Floats
    projection: Floats

    @classmethod
    def read(cls, path: Path) -> TokenCodec:
        """What :meth:`write` wrote.

        Raises:
            ValueError: the file holds something else. OSError: it cannot be read.
        """
        table = np.load(path, allow_pickle=False)
        if table.ndim != 2 or table.dtype != np.float32 or len(table) % 4 != 1 or not np.isfinite(table).all():
            raise ValueError(f"{path} is not a token codec")
        return cls(table[0], np.ascontiguousarray(table[1:].T))

    def write(self, path: Path) -> None:
        """One float32 table (1 + width, hidden): the mean, then the directions."""
        np.save(path, np.concatenate([self.mean[None], self.projection.T]).astype(np.float32))

    @property
    def size(self) -> int:
        """Bytes a token."""
        return int(self.projection.shape[1]) // 4

    def vectors(self, tokens: Floats) -> Floats:
        """Token vectors (t, hidden) as unit vectors (t, width)."""
        centred: Floats = _unit(tokens) - self.mean
        return _unit(np.matmul(centred, self.projection))

    def encode(self, tokens: Floats) -> Codes:
        """Token vectors (t, hidden) as uint8 (t, size)."""
        # a unit vector in `width` equal directions deviates by 1 / sqrt(width) in each
        scaled = self.vectors(tokens) * np.float32(np.sqrt(self.projection.shape[1]))
        levels = np.clip(np.floor(scaled) + 2, 0, 3).astype(np.uint8).reshape(len(tokens), self.size, 4)
        packed: Codes = np.bitwise_or.reduce(levels << _SHIFTS, axis=2)
        return packed


def decode(codes: Codes) -> Floats:
    """Codes (t, size) as unit vectors float32 (t, 4 · size)."""
    levels = np.take(_TABLE, codes).view(np.int8).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", levels, levels))  # never 0: no level is
    levels /= lengths[:, None]
    return levels


def max_similarity(question: Floats, tokens: Floats, lengths: Sequence[int]) -> npt.NDArray[np.float64]:
    """MaxSim of each passage: the mean over the question's token vectors of the best cosine with any token of the
    passage; float64 (n,). 0 where either has no token.

    ``question`` float32 (q, width) and ``tokens`` float32 (t, width), rows of unit length; ``tokens`` are those of all
    passages one after the other, ``lengths`` how many each has.
    """
    counts = np.asarray(lengths, dtype=np.intp)
    out = np.zeros(len(counts))
    held = counts > 0
    if held.any() and len(question):
        starts = (np.cumsum(counts) - counts)[held]
        out[held] = np.maximum.reduceat(question @ tokens.T, starts, axis=1).mean(axis=0)
    return out


def _unit(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    out: Floats = (vectors / np.maximum(norms, 1e-9)).astype(np.float32)
    return out
