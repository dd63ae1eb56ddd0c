"""A copy of vectors in one byte a component: scanned in less than half the time, to choose what is scored exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.base import Vectors

FETCHED = 2  # times the rows asked for, to begin with
SEARCHED = 1 / 8  # of the rows: where more would have to be scored exactly, a scan of all of them is as fast
DEVIATIONS = 6  # of the rounding error, by which what is passed over must fall short: once in 10^9 rows it is nearer
_BLOCK = 4096  # rows rounded at a time
_TIE = 1e-6  # inner products are told apart to six digits

Positions = npt.NDArray[np.int64]


def load_faiss() -> Any:
    """FAISS, imported when the first vector is searched: opening an index must not wait for it."""
    import faiss

    return faiss


@dataclass(frozen=True, slots=True)
class RoughVectors:
    """Components rounded to whole multiples of ``step``, searched by FAISS in integers, the query's rounded alike.

    The inner product of a unit query with what rounding takes off a vector is that of the query with a vector of
    no preferred direction: its standard deviation is that vector's length, at most ``lost``, over the root of the
    dimension.
    """

    index: Any
    step: float
    lost: float

    @classmethod
    def build(cls, vectors: Vectors) -> RoughVectors:
        """Of float32[n, d], L2-normalised."""
        faiss = load_faiss()

        step = _step(vectors)
        index = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
        )
        lost = 0.0
        for at in range(0, len(vectors), _BLOCK):
            some = vectors[at : at + _BLOCK]
            codes = np.rint(some / step)
            index.add(codes)
            lost = max(lost, float(np.linalg.norm(some - codes * np.float32(step), axis=1).max()))
        return cls(index, step, lost)

    def save(self, folder: Path, name: str) -> None:
        faiss = load_faiss()

        faiss.write_index(self.index, str(folder / f"{name}.rough.faiss"))
        np.save(folder / f"{name}.rough.npy", np.array([self.step, self.lost]))

    @classmethod
    def load(cls, folder: Path, name: str, flags: int) -> RoughVectors:
        """``flags``: FAISS's, for reading a file."""
        faiss = load_faiss()

        step, lost = np.load(folder / f"{name}.rough.npy").tolist()
        return cls(faiss.read_index(str(folder / f"{name}.rough.faiss"), flags), step, lost)

    @staticmethod
    def files(name: str) -> tuple[str, ...]:
        return (f"{name}.rough.faiss", f"{name}.rough.npy")

    def nearest(
        self, query: Vectors, k: int, mask: npt.NDArray[np.bool_] | None, exact: Any
    ) -> tuple[Positions, Vectors] | None:
        """Positions of at least the k rows of highest inner product, with every tie of the k-th, and their products.

        None where too many rows are about as near as the k-th: then all have to be scored exactly.

        Args:
            query: float32[d].
            mask: bool[n], which rows may be found.
            exact: the FAISS index that holds the same vectors, in the same order, to score by.
        """
        faiss = load_faiss()

        step = _step(query)
        rounded = np.rint(query / step)
        off = float(np.linalg.norm(query - rounded * np.float32(step))) + self.lost * float(np.linalg.norm(query))
        margin = DEVIATIONS * off / math.sqrt(len(query)) + _TIE
        bitmap = None if mask is None else np.packbits(mask, bitorder="little")
        parameters = None if bitmap is None else faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bitmap))
        most = int(SEARCHED * (self.index.ntotal if mask is None else mask.sum()))
        fetch = FETCHED * k
        while fetch <= most:
            products, at = self.index.search(rounded[None], fetch, params=parameters)
            scores = exact.reconstruct_batch(at[0]) @ query
            if float(products[0, -1]) * step * self.step + margin < np.partition(scores, -k)[-k]:
                return at[0], scores
            fetch *= 2
        return None


def _step(vectors: Vectors) -> float:
    """The step at which the largest component is 127."""
    return max(float(np.abs(vectors).max(initial=0.0)), 1e-9) / 127
