"""The embedder protocol: what an index needs from any model that turns text into vectors."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

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
