"""A rough copy chooses what is scored exactly, and must not lose any of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.index.rough import RoughVectors
from rag.index.vectors import VectorIndex, VectorPart

D = 384
ROWS = 20_000


def unit(draw: np.ndarray) -> np.ndarray:
    """L2-normalised and rounded to float16, as SQLite keeps vectors."""
    rounded: np.ndarray = (draw / np.linalg.norm(draw, axis=-1, keepdims=True)).astype(np.float16).astype(np.float32)
    return rounded


def even(rows: int) -> np.ndarray:
    return np.random.default_rng(5).standard_normal((rows, D), dtype=np.float32)


def clustered(rows: int) -> np.ndarray:
    """Stories told again and again, some of them word for word, and two components larger than all others."""
    draw = np.random.default_rng(6)
    centres = draw.standard_normal((rows // 150, D), dtype=np.float32)
    out = centres[draw.integers(0, len(centres), rows)] + 0.5 * draw.standard_normal((rows, D), dtype=np.float32)
    out[: rows // 10] = out[-(rows // 10) :]
    out[:, :2] += 6
    return np.asarray(out, dtype=np.float32)


def part(vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> VectorPart:
    monkeypatch.setattr("rag.index.vectors.kind_for", lambda rows: "IDMap2,SQfp16+rough")
    rowids = np.arange(1, len(vectors) + 1, dtype=np.int64)
    return VectorPart.build("p", rowids, np.zeros(len(vectors), np.int32), vectors)


@pytest.mark.parametrize("made", [even, clustered])
def test_the_hundred_nearest_are_those_of_an_exact_scan(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = unit(made(ROWS))
    noise = np.random.default_rng(7).standard_normal((60, D), dtype=np.float32)
    queries = unit(vectors[:: ROWS // 60][:60] + 0.06 * noise)
    index = VectorIndex([part(vectors, monkeypatch)], np.empty(0, np.int64))
    chosen = []
    whole = RoughVectors.nearest

    def nearest(rough: RoughVectors, *given: Any) -> Any:
        chosen.append(whole(rough, *given))
        return chosen[-1]

    monkeypatch.setattr(RoughVectors, "nearest", nearest)
    kept = 0
    for query in queries:
        exact = np.round((vectors @ query).astype(np.float64), 6)
        wanted = np.lexsort((np.arange(ROWS), -exact))[:100] + 1
        found = index.search(query, 100, lambda rows: pytest.fail("an exact part has its own vectors"))
        kept += len({row for row, _ in found} & set(wanted.tolist()))
        np.testing.assert_allclose([value for _, value in found], exact[[row - 1 for row, _ in found]], atol=2e-6)
    assert kept >= 0.999 * 100 * len(queries)
    assert sum(one is not None for one in chosen) > 0.9 * len(queries), "most are found without a scan of all rows"


def test_only_the_rows_of_a_mask_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = unit(even(ROWS))
    built = part(vectors, monkeypatch)
    mask = np.arange(ROWS) % 3 == 1
    rowids, values = built.search(vectors[:1], 50, mask)
    exact = np.where(mask, vectors @ vectors[0], -9)
    assert set(np.argsort(-exact)[:50] + 1) <= set(rowids.tolist())
    assert mask[rowids - 1].all()
    np.testing.assert_allclose(values, exact[rowids - 1], atol=1e-6)


def test_where_too_many_are_as_near_as_the_last_all_are_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(8)
    vectors = unit(draw.standard_normal(D) + 0.002 * draw.standard_normal((4000, D)))
    built = part(vectors, monkeypatch)
    assert built.rough is not None
    assert built.rough.nearest(vectors[0], 10, None, built.index) is None
    found = VectorIndex([built], np.empty(0, np.int64)).search(vectors[0], 10, lambda rows: vectors[rows - 1])
    exact = np.round((vectors @ vectors[0]).astype(np.float64), 5)
    assert [round(value, 5) for _, value in found] == pytest.approx(np.sort(exact)[::-1][:10].tolist(), abs=2e-5)


def test_what_is_saved_is_loaded_and_an_older_part_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = unit(even(2000))
    built = part(vectors, monkeypatch)
    built.save(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == set(built.files())
    loaded = VectorPart.load(tmp_path, "p", built.kind)
    assert loaded.rough is not None
    older = VectorPart.load(tmp_path, "p", "IDMap2,SQfp16")
    assert older.rough is None
    assert older.files() == loaded.files()[:3]
    for query in vectors[:5]:
        expected = VectorIndex([older], np.empty(0, np.int64)).search(query, 20, lambda rows: vectors[rows - 1])
        found = VectorIndex([loaded], np.empty(0, np.int64)).search(query, 20, lambda rows: vectors[rows - 1])
        assert [row for row, _ in found] == [row for row, _ in expected]


def test_zero_vectors_and_queries_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    built = part(np.zeros((500, D), np.float32), monkeypatch)
    rowids, values = built.search(np.zeros((1, D), np.float32), 3, None)
    assert len(rowids) >= 3
    assert not values.any()
