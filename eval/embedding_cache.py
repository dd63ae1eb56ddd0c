"""Vectors that earlier runs computed, so that a changed reader or chunker embeds only what is new."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.base import Embedder, Vectors, with_tokens
from embeddings.token_codec import Codes

VECTORS, TOKENS = "passages", "tokens"  # the tables
LOOK_UP = 500  # digests a query: below SQLite's limit on parameters


class CachingEmbedder:
    """An embedder that keeps passages' vectors and tokens in an SQLite file, by model fingerprint and text.

    Questions are not kept: they are few, and how long they take is measured.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder, self._path = embedder, path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as connection, connection:
            for table in (VECTORS, TOKENS):
                connection.execute(
                    f"CREATE TABLE IF NOT EXISTS {table} (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"
                )

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    def __getattr__(self, name: str) -> Any:
        """What else the embedder can do, such as the token vectors that MaxSim reranks by."""
        return getattr(self._embedder, name)

    def encode_queries(self, texts: list[str]) -> Vectors:
        return self._embedder.encode_queries(texts)

    def encode_passages(self, texts: list[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        keys = [self._key(text) for text in texts]
        with closing(sqlite3.connect(self._path)) as connection, connection:
            known = _known(connection, VECTORS, keys)
            if new := {key: text for key, text in zip(keys, texts, strict=True) if key not in known}:
                made = self._embedder.encode_passages(list(new.values()))
                known |= _keep(connection, VECTORS, dict(zip(new, made.astype("<f4"), strict=True)))
        return self._vectors([known[key] for key in keys])

    def encode_passages_and_tokens(self, texts: list[str]) -> tuple[Vectors, list[Codes]]:
        codec, model = self.token_codec, with_tokens(self._embedder)
        if model is None or codec is None or not texts:
            return np.zeros((0, self.dimension), dtype=np.float32), []
        keys = [self._key(text) for text in texts]
        with closing(sqlite3.connect(self._path)) as connection, connection:
            known, tokens = (_known(connection, table, keys) for table in (VECTORS, TOKENS))
            lacking = [(k, t) for k, t in zip(keys, texts, strict=True) if k not in known or k not in tokens]
            if new := dict(lacking):
                made, codes = model.encode_passages_and_tokens(list(new.values()))
                known |= _keep(connection, VECTORS, dict(zip(new, made.astype("<f4"), strict=True)))
                tokens |= _keep(connection, TOKENS, dict(zip(new, codes, strict=True)))
        return self._vectors([known[key] for key in keys]), [
            np.frombuffer(tokens[key], np.uint8).reshape(-1, codec.size) for key in keys
        ]

    @staticmethod
    def _vectors(found: list[bytes]) -> Vectors:
        return np.stack([np.frombuffer(vector, dtype="<f4").astype(np.float32) for vector in found])

    def _key(self, text: str) -> bytes:
        whole = f"{self.fingerprint}\0{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(whole, digest_size=16).digest()


def _known(connection: sqlite3.Connection, table: str, keys: list[bytes]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for begin in range(0, len(keys), LOOK_UP):
        some = keys[begin : begin + LOOK_UP]
        marks = ",".join("?" * len(some))
        found.update(connection.execute(f"SELECT key, value FROM {table} WHERE key IN ({marks})", some))
    return found


def _keep(connection: sqlite3.Connection, table: str, arrays: dict[bytes, npt.NDArray[Any]]) -> dict[bytes, bytes]:
    """Write arrays' bytes under their keys; returns them."""
    rows = {key: array.tobytes() for key, array in arrays.items()}
    connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", list(rows.items()))
    return rows
