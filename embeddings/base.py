"""The embedder protocol: what an index needs from any model that turns text into vectors."""

from __future__ import annotations

from typing import Protocol, cast, runtime_checkable

import numpy as np
import numpy.typing as npt

from embeddings.token_codec import Codes, TokenCodec

Vectors = npt.NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """Texts in, L2-normalised float32 vectors of shape (n, dimension) out.

    ``fingerprint`` identifies the exact weights and preprocessing: two embedders with the same
    fingerprint give interchangeable vectors. An index stores it and refuses any other.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def fingerprint(self) -> str: ...

    def encode_queries(self, texts: list[str]) -> Vectors: ...

    def encode_passages(self, texts: list[str]) -> Vectors: ...


class TokenEmbedder(Embedder, Protocol):
    """An embedder whose token vectors an index can keep, for late interaction."""

    @property
    def token_codec(self) -> TokenCodec | None: ...

    def encode_passages_and_tokens(self, texts: list[str]) -> tuple[Vectors, list[Codes]]: ...

    def encode_query_and_tokens(self, text: str) -> tuple[Vectors, Vectors]: ...


def with_tokens(embedder: Embedder) -> TokenEmbedder | None:
    """The embedder, if an index can keep its token vectors."""
    return cast(TokenEmbedder, embedder) if getattr(embedder, "token_codec", None) is not None else None
