"""Helpers shared by the tests."""

from __future__ import annotations

import hashlib

import numpy as np


class HashEmbedder:
    """A deterministic embedder of hashed character bigrams: tests of storage and plumbing need no trained model."""

    name = "hash-test"
    dimension = 64
    fingerprint = "hash-test-64"

    def _encode(self, texts: list[str]) -> np.ndarray:
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for a, b in zip(text, text[1:] + " ", strict=True):
                digest = hashlib.blake2b((a + b).encode("utf-8", "surrogatepass"), digest_size=4).digest()
                out[row, int.from_bytes(digest, "big") % self.dimension] += 1.0
            norm = float(np.linalg.norm(out[row]))
            out[row] /= norm if norm else 1.0
        return out

    def encode_queries(self, texts: list[str]) -> np.ndarray:
        return self._encode(texts)

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        return self._encode(texts)
