"""Vectors that earlier runs computed, so that a changed reader or chunker embeds only what is new."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.base import Embedder, Vectors

LOOK_UP = 500  # digests a query: below SQLite's limit on parameters


class CachingEmbedder:
    """An embedder that keeps its passages' vectors in an SQLite file, by model fingerprint and text.

    Questions are not kept: they are few, and how long they take is measured.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder, self._path = embedder, path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")

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
        keys = [self._key(text) for text in texts]
        with closing(sqlite3.connect(self._path)) as connection, connection:
            known = self._known(connection, keys)
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            if new:
                made = self._embedder.encode_passages(list(new.values()))
                known.update(zip(new, made, strict=True))
                rows = [(key, known[key].astype("<f4").tobytes()) for key in new]
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        return np.stack([known[key] for key in keys]) if keys else np.zeros((0, self.dimension), dtype=np.float32)

    def _key(self, text: str) -> bytes:
        whole = f"{self.fingerprint}\0{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(whole, digest_size=16).digest()

    def _known(self, connection: sqlite3.Connection, keys: list[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        for begin in range(0, len(keys), LOOK_UP):
            some = keys[begin : begin + LOOK_UP]
            marks = ",".join("?" * len(some))
            for key, vector in connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some):
                found[key] = np.frombuffer(vector, dtype="<f4").astype(np.float32)
        return found
