"""FAISS parts against brute force, through any history of adding and removing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.index import rough
from rag.index import vectors as module
from rag.index.vectors import NO_DAY, VectorIndex, VectorPart, kind_for

D = 16


def unit(n: int, seed: int) -> np.ndarray:
    """float32[n, D] on the sphere, rounded to float16 as SQLite keeps them; some equal, so that there are ties."""
    draw = np.random.default_rng(seed).standard_normal((n, D)).astype(np.float32)
    draw[n // 2 : n // 2 + n // 8] = draw[: n // 8]
    draw /= np.linalg.norm(draw, axis=1, keepdims=True)
    return draw.astype(np.float16).astype(np.float32)


def brute(rows: dict[int, np.ndarray], query: np.ndarray, k: int) -> list[int]:
    scored = sorted((-round(float(vector @ query), 6), rowid) for rowid, vector in rows.items())
    return [rowid for _, rowid in scored[:k]]


@pytest.mark.parametrize("flat_rows", [module.FLAT_ROWS, 0])  # 0: every part has a rough copy
@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.lists(st.integers(0, 200), max_size=20)), min_size=1, max_size=6),
    st.integers(1, 30),
    st.integers(0, 2**16),
)
def test_any_history_finds_what_brute_force_finds(
    flat_rows: int, steps: list[tuple[int, list[int]]], k: int, seed: int
) -> None:
    vectors = unit(300, seed)
    index, alive, following = VectorIndex.empty(), dict[int, np.ndarray](), 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.index.tiers.SMALL", 8)
        patch.setattr(module, "FLAT_ROWS", flat_rows)
        patch.setattr(rough, "SEARCHED", 1.0)
        for step, (count, gone) in enumerate(steps):
            rowids = np.arange(following, following + count, dtype=np.int64)
            following += count
            removed = sorted({rowid for rowid in gone if rowid in alive})
            index = index.updated(
                f"part{step}",
                rowids,
                np.full(count, 5, np.int32),
                vectors[rowids],
                np.array(removed, dtype=np.int64),
                lambda rows: vectors[rows],
            )
            alive.update({int(rowid): vectors[rowid] for rowid in rowids})
            for rowid in removed:
                del alive[rowid]
            found = index.search(vectors[0], k, lambda rows: vectors[rows])
            assert [rowid for rowid, _ in found] == brute(alive, vectors[0], k)
            assert len(index) == len(alive)
            held = np.array(sorted(alive), dtype=np.int64)
            cosines = index.cosines(vectors[0], held, lambda rows: pytest.fail("an exact part has its own vectors"))
            np.testing.assert_allclose(cosines, vectors[held] @ vectors[0], atol=1e-6)


def test_ties_are_broken_by_row_whatever_the_cut() -> None:
    same = np.repeat(unit(1, 3), 50, axis=0)
    rowids = np.arange(1, 51, dtype=np.int64)
    index = VectorIndex([VectorPart.build("p", rowids, np.zeros(50, np.int32), same)], np.empty(0, np.int64))
    for k in (1, 7, 49, 50, 80):
        assert [row for row, _ in index.search(same[0], k, lambda rows: same[rows])] == list(range(1, min(k, 50) + 1))


@pytest.mark.parametrize("kind", ["IDMap2,Flat", "IDMap2,SQfp16", "IDMap2,SQfp16+rough", "IVF16,SQ8"])
def test_every_kind_is_saved_filtered_and_removed_from_alike(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "kind_for", lambda rows: kind)
    monkeypatch.setattr(module, "PROBED", 1.0)
    n = 1000
    vectors = unit(n + 1, 7)
    rowids = np.arange(1, n + 1, dtype=np.int64)
    days = np.where(rowids % 10 == 0, NO_DAY, rowids % 7).astype(np.int32)
    part = VectorPart.build("p", rowids, days, vectors[1:])
    part.save(tmp_path)
    loaded = VectorPart.load(tmp_path, "p", kind)
    removed = np.arange(1, n, 3, dtype=np.int64)
    index = VectorIndex([loaded], removed)
    everything = {int(r): vectors[r] for r in rowids if r not in set(removed.tolist())}
    for query in unit(5, 11):
        found = [row for row, _ in index.search(query, 20, lambda rows: vectors[rows])]
        assert found == brute(everything, query, 20)
        dated = {row: v for row, v in everything.items() if row % 10 and 2 <= row % 7 <= 4}
        found = [row for row, _ in index.search(query, 20, lambda rows: vectors[rows], since=2, until=4)]
        assert found == brute(dated, query, 20)
        some = np.array([5, 3, 999, 2, 40], dtype=np.int64)  # in no order, as candidates of two searches come
        asked: list[int] = []
        cosines = index.cosines(query, some, lambda rows, asked=asked: asked.extend(rows.tolist()) or vectors[rows])
        np.testing.assert_allclose(cosines, vectors[some] @ query, atol=1e-6)
        assert asked == ([] if kind.startswith("IDMap2") else some.tolist())
        few = np.array([3, 5, 6, 999], dtype=np.int64)
        found = [row for row, _ in index.search(query, 20, lambda rows: vectors[rows], allowed=few)]
        assert found == brute({row: v for row, v in everything.items() if row in few}, query, 20)


def test_an_approximate_part_finds_nearly_what_an_exact_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    centres = unit(40, 1)
    noise = np.random.default_rng(2).standard_normal((8000, D)).astype(np.float32) * 0.15
    vectors = centres[np.random.default_rng(3).integers(0, 40, 8000)] + noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rowids = np.arange(8000, dtype=np.int64)
    days = np.zeros(8000, np.int32)
    exact = VectorIndex([VectorPart.build("e", rowids, days, vectors)], np.empty(0, np.int64))
    monkeypatch.setattr(module, "kind_for", lambda rows: "IVF64,SQ8")
    rough = VectorIndex([VectorPart.build("a", rowids, days, vectors)], np.empty(0, np.int64))
    hits = 0
    for query in vectors[::400]:
        wanted = dict(exact.search(query, 10, lambda rows: vectors[rows]))
        found = dict(rough.search(query, 10, lambda rows: vectors[rows]))
        hits += len(wanted.keys() & found.keys())
        for row in wanted.keys() & found.keys():
            assert abs(wanted[row] - found[row]) < 1e-5, "what is found is scored exactly"
    assert hits >= 0.9 * 10 * 20


def test_the_rule_for_kinds_is_exact_to_a_few_hundred_thousand() -> None:
    assert kind_for(1) == kind_for(9_999) == "IDMap2,Flat"
    assert kind_for(10_000) == kind_for(399_999) == "IDMap2,SQfp16+rough"
    assert kind_for(1_000_000) == "IVF4096,SQ8"
