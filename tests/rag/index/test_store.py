"""The SQLite file: migrations in order, places that cannot be written, values that come back as they went in."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import IndexLockedError, StoreError
from rag.index import Index, codec, schema
from rag.index.lock import writer_lock
from rag.offsets import OffsetMap
from tests.helpers import HashEmbedder
from tests.rag.index.support import TEXTS, assert_consistent, write_articles

anything = st.text(st.characters(), max_size=40)  # lone surrogates and NULs included


@given(anything)
def test_texts_come_back_as_they_went_in(text: str) -> None:
    assert codec.unpack_text(codec.pack_text(text)) == text
    assert codec.unpack_name(codec.pack_name(text)) == text
    assert codec.unpack_json(codec.pack_json({"a": text})) == {"a": text}


@given(st.lists(st.tuples(*[st.integers(0, 2**40)] * 3), max_size=20))
def test_offsets_come_back_as_they_went_in(runs: list[tuple[int, int, int]]) -> None:
    assert codec.unpack_offsets(codec.pack_offsets(OffsetMap(tuple(runs)))) == OffsetMap(tuple(runs))


@settings(max_examples=60)
@given(st.binary(max_size=80), st.integers(0, 79), st.integers(0, 7))
def test_one_flipped_bit_is_noticed(noise: bytes, place: int, bit: int) -> None:
    vector = np.frombuffer((noise * 40)[:64] or bytes(64), dtype=np.uint8).astype(np.float32)
    for packed, unpack in (
        (codec.pack_text("一段文字" + noise.hex()), codec.unpack_text),
        (codec.pack_vector(vector), lambda blob: codec.unpack_vectors([blob], len(vector))),
    ):
        broken = bytearray(packed)
        broken[place % len(broken)] ^= 1 << bit
        try:
            same = np.array_equal(unpack(bytes(broken)), unpack(packed))
        except StoreError:
            continue
        assert same, "damage gave another value"


def test_migrations_run_in_order_and_only_those_that_lack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Index.create(tmp_path / "index", HashEmbedder()) as index:
        index.add(write_articles(tmp_path / "a.jsonl", TEXTS))
    more = (("ALTER TABLE articles ADD COLUMN seen TEXT",), ("UPDATE articles SET seen = 'yes'",))
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, *more))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 2)
    monkeypatch.setattr(schema, "READABLE", schema.VERSION)
    with pytest.raises(StoreError, match="older newsrag"):
        Index.open(tmp_path / "index", readonly=True)
    for _ in range(2):
        with Index.open(tmp_path / "index", HashEmbedder()) as index:
            assert_consistent(index, list(TEXTS.values()))
    with sqlite3.connect(tmp_path / "index" / "newsrag.sqlite") as connection:
        assert connection.execute("SELECT DISTINCT seen FROM articles").fetchall() == [("yes",)]
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    connection.close()


def test_a_failing_migration_leaves_the_old_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Index.create(tmp_path / "index", HashEmbedder()) as index:
        index.add(write_articles(tmp_path / "a.jsonl", TEXTS))
    with monkeypatch.context() as patch:
        broken = ("ALTER TABLE articles ADD COLUMN seen TEXT", "UPDATE nothing SET a = 1")
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
        patch.setattr(schema, "VERSION", schema.VERSION + 1)
        with pytest.raises(StoreError):
            Index.open(tmp_path / "index")
    with Index.open(tmp_path / "index", HashEmbedder()) as index:
        assert_consistent(index, list(TEXTS.values()))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_a_clear_error(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index", HashEmbedder()) as index:
        path = write_articles(tmp_path / "a.jsonl", TEXTS)
        (tmp_path / "index").chmod(0o555)
        try:
            with pytest.raises(StoreError, match="cannot be written"):
                index.add(path)
        finally:
            (tmp_path / "index").chmod(0o755)
    (tmp_path / "closed").mkdir(mode=0o555)
    with pytest.raises(StoreError):
        Index.create(tmp_path / "closed" / "index", HashEmbedder())


def test_an_index_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"cannot be used"):
        Index.create(tmp_path / "file" / "index", HashEmbedder())


def test_an_index_can_be_moved_and_copied(tmp_path: Path) -> None:
    with Index.create(tmp_path / "a 地方", HashEmbedder()) as index:
        index.add(write_articles(tmp_path / "a.jsonl", TEXTS))
    shutil.copytree(tmp_path / "a 地方", tmp_path / "copy")
    shutil.rmtree(tmp_path / "a 地方")
    with Index.open(tmp_path / "copy", HashEmbedder()) as index:
        assert_consistent(index, list(TEXTS.values()))


def test_an_index_that_vanishes_while_open_is_a_clear_error(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index", HashEmbedder())
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(StoreError, match=r"There is no index|cannot be"):
        index.add(write_articles(tmp_path / "a.jsonl", TEXTS))
    index.close()


def test_waiting_for_the_lock_ends(tmp_path: Path) -> None:
    with writer_lock(tmp_path), pytest.raises(IndexLockedError), writer_lock(tmp_path, timeout=0.01):
        pass
