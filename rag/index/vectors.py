"""Nearest neighbours by FAISS: immutable parts, searched one after another and merged.

Kind of a part by its rows (``kind_for``), inner product on L2-normalised vectors in all:

- ``IDMap2,Flat`` below ``FLAT_ROWS``: exact.
- ``IDMap2,SQfp16+rough`` below ``EXACT_ROWS``: exact too (SQLite keeps float16), in half the memory; a copy in bytes
  (rag.index.rough) is scanned instead of it, and chooses what is scored by it. Without ``+rough`` in older indexes.
- ``IVF…,SQ8`` from there on: approximate; its candidates are rescored with the float16 vectors of SQLite.

Measured with ``python -m eval.benchmarks.index vectors``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.base import Vectors
from rag.index.rough import RoughVectors, load_faiss
from rag.index.tiers import parts_to_rewrite

Rows = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
Fetch = Callable[[Rows], Vectors]

FLAT_ROWS = 10_000
EXACT_ROWS = 400_000
RESCORED = 4  # an approximate part hands on this many times k candidates to be scored exactly
PROBED = 1 / 16  # share of an IVF part's lists that a search visits
NO_DAY = np.iinfo(np.int32).min  # the day of an article without a full date
_ROUGH = "+rough"
_SPARE = 8  # extra results fetched, so that ties at the k-th place are seen


def kind_for(rows: int) -> str:
    """The FAISS factory string for a part of ``rows`` vectors, and whether it has a rough copy too."""
    if rows < FLAT_ROWS:
        return "IDMap2,Flat"
    if rows < EXACT_ROWS:
        return "IDMap2,SQfp16" + _ROUGH
    return f"IVF{2 ** round(math.log2(4 * math.sqrt(rows)))},SQ8"


@dataclass(frozen=True, slots=True)
class VectorPart:
    """Some chunks' vectors. ``rowids`` ascend; ``days`` are proleptic ordinals of their articles' dates."""

    name: str
    kind: str
    rowids: Rows
    days: Days
    index: Any
    rough: RoughVectors | None = None

    @property
    def exact(self) -> bool:
        return self.kind.startswith("IDMap2")

    @classmethod
    def build(cls, name: str, rowids: Rows, days: Days, vectors: Vectors) -> VectorPart:
        faiss = load_faiss()

        kind = kind_for(len(rowids))
        index = faiss.index_factory(vectors.shape[1], kind.removesuffix(_ROUGH), faiss.METRIC_INNER_PRODUCT)
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if not index.is_trained:
            index.train(vectors)
        index.add_with_ids(vectors, rowids)
        rough = RoughVectors.build(vectors) if kind.endswith(_ROUGH) else None
        return cls(name, kind, rowids, days, index, rough)

    def save(self, folder: Path) -> None:
        faiss = load_faiss()

        np.save(folder / f"{self.name}.rowids.npy", self.rowids)
        np.save(folder / f"{self.name}.days.npy", self.days)
        faiss.write_index(self.index, str(folder / f"{self.name}.faiss"))
        if self.rough is not None:
            self.rough.save(folder, self.name)

    @classmethod
    def load(cls, folder: Path, name: str, kind: str) -> VectorPart:
        faiss = load_faiss()

        flags = getattr(faiss, "IO_FLAG_MMAP_IFC", 0)  # pages come in as they are searched, shared by all processes
        return cls(
            name,
            kind,
            np.load(folder / f"{name}.rowids.npy"),
            np.load(folder / f"{name}.days.npy"),
            faiss.read_index(str(folder / f"{name}.faiss"), flags),
            RoughVectors.load(folder, name, flags) if kind.endswith(_ROUGH) else None,
        )

    def files(self) -> tuple[str, ...]:
        whole = tuple(f"{self.name}.{what}" for what in ("rowids.npy", "days.npy", "faiss"))
        return whole if self.rough is None else (*whole, *RoughVectors.files(self.name))

    def search(self, query: Vectors, k: int, mask: npt.NDArray[np.bool_] | None) -> tuple[Rows, Vectors]:
        """The best rows and their inner products, at least k where there are, with every tie of the k-th.

        ``query`` is float32[1, d]; ``mask`` says which of the part's rows may be found.
        """
        faiss = load_faiss()

        available = len(self.rowids) if mask is None else int(mask.sum())
        if not available:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # one thread: a second one only adds overhead to a single query (and several queries run side by side)
        faiss.omp_set_num_threads(1)
        if self.rough is not None:
            # an IDMap keeps its vectors in the order they were added in, which is that of the rows
            near = self.rough.nearest(query[0], k, mask, faiss.downcast_index(self.index.index))
            if near is not None:
                return self.rowids[near[0]], near[1]
        options: dict[str, Any] = {}
        bitmap = None
        if mask is not None:
            allowed = np.zeros(int(self.rowids[-1]) + 1, dtype=np.bool_)
            allowed[self.rowids[mask]] = True
            bitmap = np.packbits(allowed, bitorder="little")
            options["sel"] = faiss.IDSelectorBitmap(bitmap)
        if self.exact:
            parameters = faiss.SearchParameters(**options) if options else None
        else:
            probes = max(1, round(self.index.nlist * PROBED))
            parameters = faiss.SearchParametersIVF(nprobe=probes, **options)
        fetch = min(available, k + _SPARE if self.exact else k * RESCORED)
        while True:
            scores, rows = self.index.search(query, fetch, params=parameters)
            found = rows[0] >= 0
            rowids, values = rows[0][found], scores[0][found]
            if not self.exact or fetch == available or len(values) <= k or values[k - 1] > values[-1]:
                return rowids, values
            fetch = min(available, 4 * fetch)

    def held(self, rowids: Rows) -> tuple[npt.NDArray[np.bool_], Vectors]:
        """Which of the rows this part holds exactly, bool[n], and their vectors, float32[m, d], in order."""
        at = np.minimum(np.searchsorted(self.rowids, rowids), len(self.rowids) - 1)
        here = self.rowids[at] == rowids if self.exact else np.zeros(len(rowids), dtype=np.bool_)
        # an IDMap keeps its vectors in the order they were added in, which is that of the rows
        inner = load_faiss().downcast_index(self.index.index) if here.any() else None
        found = inner.reconstruct_batch(at[here]) if inner is not None else np.empty((0, self.index.d), np.float32)
        return here, found


class VectorIndex:
    """The vectors of one generation: parts, and the rows in them that are removed."""

    def __init__(self, parts: Sequence[VectorPart], removed: Rows) -> None:
        self.parts = tuple(parts)
        self.removed = removed
        self._alive = [~np.isin(part.rowids, removed) if len(removed) else None for part in self.parts]

    def __len__(self) -> int:
        return sum(len(part.rowids) for part in self.parts) - len(self.removed)

    @property
    def rowids(self) -> Rows:
        """The rows held, ascending."""
        held = np.concatenate([part.rowids for part in self.parts]) if self.parts else np.empty(0, np.int64)
        return np.setdiff1d(held, self.removed, assume_unique=True)

    @property
    def kinds(self) -> dict[str, int]:
        """Rows by kind of part."""
        out: dict[str, int] = {}
        for part in self.parts:
            out[part.kind] = out.get(part.kind, 0) + len(part.rowids)
        return out

    def search(
        self,
        vector: Vectors,
        k: int,
        exact: Fetch,
        *,
        since: int | None = None,
        until: int | None = None,
        allowed: Rows | None = None,
    ) -> list[tuple[int, float]]:
        """The k rows of highest inner product with ``vector`` (float32[d]), best first, ties by rowid.

        Args:
            exact: stored vectors by rowid, for rescoring what an approximate part finds.
            since, until: first and last day (ordinals); rows without a day are then left out.
            allowed: the only rows to find.
        """
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        found: list[tuple[Rows, Vectors]] = []
        for part, alive in zip(self.parts, self._alive, strict=True):
            mask = _mask(part, alive, since, until, allowed)
            rowids, scores = part.search(query, k, mask)
            if not part.exact and len(rowids):
                scores = np.asarray(exact(rowids) @ query[0], dtype=np.float32)
            found.append((rowids, scores))
        if not found:
            return []
        rowids = np.concatenate([rows for rows, _ in found])
        # kinds of parts round differently in the seventh digit; without this, equal texts could change places
        cosines = np.round(np.concatenate([values for _, values in found]).astype(np.float64), 6)
        order = np.lexsort((rowids, -cosines))[:k]
        return [(int(rowids[at]), float(cosines[at])) for at in order]

    def cosines(self, vector: Vectors, rowids: Rows, exact: Fetch) -> npt.NDArray[np.float64]:
        """float64[n]: the inner product of ``vector`` (float32[d]) with each row's vector.

        Args:
            exact: stored vectors by rowid, for rows that only an approximate part has, or none.
        """
        out = np.zeros(len(rowids))
        known = np.zeros(len(rowids), dtype=np.bool_)
        for part in self.parts:
            if len(part.rowids) and not known.all():
                here, vectors = part.held(rowids)
                out[here] = vectors @ vector
                known |= here
        if not known.all():
            out[~known] = exact(rowids[~known]) @ vector
        return out

    def updated(self, name: str, rowids: Rows, days: Days, vectors: Vectors, gone: Rows, fetch: Fetch) -> VectorIndex:
        """The next generation: ``rowids`` with their days and vectors added, ``gone`` removed."""
        removed = np.union1d(self.removed, gone)
        counts = [int(np.isin(part.rowids, removed).sum()) for part in self.parts]
        dissolved = set(parts_to_rewrite([len(part.rowids) for part in self.parts], counts, len(rowids)))
        kept = [part for at, part in enumerate(self.parts) if at not in dissolved]
        old_rows, old_days = [rowids], [days]
        for at in dissolved:
            alive = ~np.isin(self.parts[at].rowids, removed)
            old_rows.append(self.parts[at].rowids[alive])
            old_days.append(self.parts[at].days[alive])
        all_rows, all_days = np.concatenate(old_rows), np.concatenate(old_days)
        if len(all_rows):
            order = np.argsort(all_rows, kind="stable")
            old = np.concatenate(old_rows[1:]) if len(old_rows) > 1 else np.empty(0, np.int64)
            merged = np.concatenate([vectors, fetch(old)]) if len(old) else vectors
            kept.append(VectorPart.build(name, all_rows[order], all_days[order], merged[order]))
        still = [part.rowids for part in kept]
        present = np.concatenate(still) if still else np.empty(0, np.int64)
        return VectorIndex(kept, np.intersect1d(removed, present))

    @classmethod
    def empty(cls) -> VectorIndex:
        return cls((), np.empty(0, np.int64))


def _mask(
    part: VectorPart,
    alive: npt.NDArray[np.bool_] | None,
    since: int | None,
    until: int | None,
    allowed: Rows | None,
) -> npt.NDArray[np.bool_] | None:
    mask = alive
    if since is not None or until is not None:
        dated = part.days != NO_DAY
        if since is not None:
            dated &= part.days >= since
        if until is not None:
            dated &= part.days <= until
        mask = dated if mask is None else mask & dated
    if allowed is not None:
        listed = np.isin(part.rowids, allowed)
        mask = listed if mask is None else mask & listed
    return None if mask is not None and mask.all() else mask
