"""Token vectors in an index: kept with their chunks, gone with them, and checked."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from rag.chunking import chunk_article, embedding_text
from rag.errors import StoreError
from rag.index import Index, schema
from rag.index.store import DATABASE
from tests.helpers import HashEmbedder, TokenHashEmbedder


class TokensOfHash(TokenHashEmbedder):
    """Taken for the embedder without tokens, of which an older index was made."""

    name, fingerprint = HashEmbedder.name, HashEmbedder.fingerprint


TEXTS = {"bridge": "云溪县双河大桥昨日通车，大桥全长860米。", "orchard": "云溪县苹果进入采收期，预计产量3.6万吨。"}


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    path = tmp_path / "stories.jsonl"
    rows = [{"id": i, "title": i, "date": "2024-01-20", "text": text} for i, text in TEXTS.items()]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def _rows(index: Index) -> list[int]:
    with sqlite3.connect(index.path / DATABASE) as connection:
        return [row[0] for row in connection.execute("SELECT chunk FROM tokens ORDER BY chunk")]


def test_every_chunk_has_the_tokens_of_the_text_that_was_embedded(stories: Path, tmp_path: Path) -> None:
    model = TokenHashEmbedder()
    with Index.create(tmp_path / "index", model) as index:
        index.add([stories])
        with index.pin() as snapshot:
            for article in snapshot.articles():
                for chunk in chunk_article(article):
                    row = snapshot.rowid(chunk.id)
                    assert row is not None
                    found = snapshot.tokens([row], model.token_codec.size)
                    assert found is not None
                    wanted = model.token_codec.encode(model.tokens(embedding_text(article, chunk)))
                    np.testing.assert_array_equal(found[0], wanted)


def test_tokens_go_with_their_article(stories: Path, tmp_path: Path) -> None:
    with Index.create(tmp_path / "index", TokenHashEmbedder()) as index:
        index.add([stories])
        before = _rows(index)
        index.remove(index.articles()[0].id)
        with index.pin() as snapshot:
            assert snapshot.tokens(before, 4) is None
        assert _rows(index) == before[1:]


def test_an_embedder_without_tokens_leaves_none(stories: Path, tmp_path: Path) -> None:
    with Index.create(tmp_path / "index", HashEmbedder()) as index:
        index.add([stories])
        assert _rows(index) == []
        with index.pin() as snapshot:
            assert snapshot.tokens([1], 4) is None


def test_damaged_tokens_are_an_error_and_not_an_answer(stories: Path, tmp_path: Path) -> None:
    with Index.create(tmp_path / "index", TokenHashEmbedder()) as index:
        index.add([stories])
        index.check()
        with sqlite3.connect(index.path / DATABASE) as connection:
            (codes,) = connection.execute("SELECT codes FROM tokens WHERE chunk = 1").fetchone()
            broken = bytes([codes[0] ^ 1]) + codes[1:]
            connection.execute("UPDATE tokens SET codes = ? WHERE chunk = 1", (broken,))
        with index.pin() as snapshot, pytest.raises(StoreError, match="damaged"):
            snapshot.tokens([1], 4)
        with pytest.raises(StoreError, match="damaged"):
            index.check()


@pytest.mark.parametrize("readonly", [True, False])
def test_an_index_of_before_token_vectors_answers_as_it_did(stories: Path, tmp_path: Path, readonly: bool) -> None:
    with Index.create(tmp_path / "index", HashEmbedder()) as index:
        index.add([stories])
    with sqlite3.connect(tmp_path / "index" / DATABASE) as connection:
        connection.execute("DROP TABLE tokens")
        connection.execute("PRAGMA user_version = 1")
    with Index.open(tmp_path / "index", TokensOfHash(), readonly=readonly) as index:
        assert "tokens" not in index.search("大桥全长多少米？")[0].scores
        assert index.search("大桥全长多少米？")[0].title == "bridge"
        index.check()
    with sqlite3.connect(tmp_path / "index" / DATABASE) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1 if readonly else schema.VERSION,)
