"""Helpers shared by the tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from embeddings.token_codec import TokenCodec, decode, max_similarity


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


class TokenHashEmbedder(HashEmbedder):
    """The same with token vectors: one for each character, of 16 dimensions."""

    name = "token-hash-test"
    fingerprint = "token-hash-test-64"
    token_codec = TokenCodec(np.zeros(16, dtype=np.float32), np.eye(16, dtype=np.float32))

    def tokens(self, text: str) -> np.ndarray:
        """float32 (characters, 16)."""
        seeds = [int.from_bytes(hashlib.blake2b(c.encode("utf-8", "replace"), digest_size=4).digest()) for c in text]
        rows = [np.random.default_rng(seed).normal(size=16) for seed in seeds]
        return np.array(rows, dtype=np.float32).reshape(-1, 16)

    def encode_passages_and_tokens(self, texts: list[str]) -> tuple[np.ndarray, list[np.ndarray]]:
        return self._encode(texts), [self.token_codec.encode(self.tokens(text)) for text in texts]

    def encode_query_and_tokens(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        return self._encode([text])[0], self.token_codec.vectors(self.tokens(text))


def similarity_of_codes(question: np.ndarray, passages: Sequence[np.ndarray]) -> np.ndarray:
    """MaxSim of passages that a codec has packed: float64 (n,)."""
    return max_similarity(question, decode(np.concatenate(passages)), [len(codes) for codes in passages])
