"""How values are kept in SQLite: compressed, and with a checksum, so that a flipped bit is an error, not an answer.

SQLite does not checksum its pages. zlib streams carry an Adler-32 of what went in; vectors get a CRC-32 of their own.
Text may hold lone surrogates (file names of other encodings do), which SQLite's own text type refuses.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.base import Vectors
from embeddings.token_codec import Codes
from rag.errors import StoreError
from rag.offsets import OffsetMap
from rag.types import PartialDate

_CRC_BYTES = 4


def damaged() -> StoreError:
    return StoreError(
        "A record of the index is damaged; restore the index folder from a copy, or index the files again"
    )


def pack_text(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def unpack_text(blob: bytes) -> str:
    try:
        return zlib.decompress(blob).decode("utf-8", "surrogatepass")
    except (zlib.error, UnicodeDecodeError, TypeError):
        raise damaged() from None


def pack_json(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode("ascii"), 6)


def unpack_json(blob: bytes) -> Any:
    try:
        return json.loads(zlib.decompress(blob))
    except (zlib.error, ValueError, TypeError):
        raise damaged() from None


def pack_name(name: str) -> bytes:
    """A source name as a key: equal names give equal bytes, whatever characters they hold."""
    return name.encode("utf-8", "surrogatepass")


def unpack_name(blob: bytes) -> str:
    try:
        return blob.decode("utf-8", "surrogatepass")
    except (UnicodeDecodeError, AttributeError):
        raise damaged() from None


def article_key(article_id: str) -> str:
    """An article id as it is looked up: text that SQLite cannot take becomes one that matches nothing."""
    return article_id.encode("utf-8", "replace").decode("utf-8")


def pack_vector(vector: npt.NDArray[np.float32]) -> bytes:
    """float32[d] → float16 bytes and their CRC-32."""
    raw = vector.astype("<f2").tobytes()
    return raw + zlib.crc32(raw).to_bytes(_CRC_BYTES, "little")


def unpack_vectors(blobs: Sequence[bytes], dimension: int) -> Vectors:
    """float32[n, dimension] of n packed vectors."""
    size = 2 * dimension
    out = np.empty((len(blobs), dimension), dtype=np.float32)
    for row, blob in enumerate(blobs):
        raw, crc = blob[:size], blob[size:]
        if len(blob) != size + _CRC_BYTES or zlib.crc32(raw) != int.from_bytes(crc, "little"):
            raise damaged()
        out[row] = np.frombuffer(raw, dtype="<f2")
    return out


def pack_tokens(codes: Codes) -> bytes:
    """uint8[t, size] → its bytes and their CRC-32."""
    raw = codes.tobytes()
    return raw + zlib.crc32(raw).to_bytes(_CRC_BYTES, "little")


def unpack_tokens(blob: bytes, size: int) -> Codes:
    """uint8[t, size] of a packed text's tokens."""
    raw, crc = blob[:-_CRC_BYTES], blob[-_CRC_BYTES:]
    if len(raw) % size or len(crc) != _CRC_BYTES or zlib.crc32(raw) != int.from_bytes(crc, "little"):
        raise damaged()
    return np.frombuffer(raw, dtype=np.uint8).reshape(-1, size)


def pack_offsets(offsets: OffsetMap) -> bytes:
    return zlib.compress(np.asarray(offsets.runs, dtype="<i8").tobytes(), 6)


def unpack_offsets(blob: bytes) -> OffsetMap:
    try:
        runs = np.frombuffer(zlib.decompress(blob), dtype="<i8").reshape(-1, 3).tolist()
    except (zlib.error, ValueError, TypeError):
        raise damaged() from None
    return OffsetMap(tuple((text, source, length) for text, source, length in runs))


def plain_partial(partial: PartialDate | None) -> list[int | None] | None:
    return None if partial is None else [partial.year, partial.month, partial.day]


def partial_date(plain: list[int | None] | None) -> PartialDate | None:
    return None if plain is None else PartialDate(*plain)
