"""A read-only table of strings in one small file: sorted keys, and values in compressed blocks read on demand."""

from __future__ import annotations

import json
import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from rag.errors import StoreError

_MAGIC = b"newsrag-table-1\n"
_BLOCK = 128
"""Values to a block: a look-up inflates about 10 kB."""


class PackedTable:
    """String keys to string values. Opening inflates the keys (some milliseconds); values are inflated as asked for."""

    def __init__(self, path: Path) -> None:
        """
        Raises:
            StoreError: the file is missing or is not such a table.
        """
        try:
            data = path.read_bytes()
            if not data.startswith(_MAGIC):
                raise ValueError("wrong first bytes")
            at = len(_MAGIC)
            (size,) = struct.unpack_from("<I", data, at)
            header = json.loads(data[at + 4 : at + 4 + size])
            at += 4 + size
            self.keys: list[str] = zlib.decompress(data[at : at + header["keys"]]).decode("utf-8").split("\n")
            at += header["keys"]
            self.weights: bytes = zlib.decompress(data[at : at + header["weights"]])
            self._ends: list[int] = header["ends"]
            self._data = data
            self._base = at + header["weights"]
        except (OSError, ValueError, KeyError, struct.error, zlib.error) as error:
            raise StoreError(f"{path} cannot be read as a packed table ({error}); reinstall newsrag") from error
        self._block = lru_cache(maxsize=64)(self._inflate)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._find(key) is not None

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys)

    def get(self, key: str) -> str | None:
        """The value of ``key``; None where there is none."""
        at = self._find(key)
        return None if at is None else self._block(at // _BLOCK)[at % _BLOCK]

    def weight(self, key: str) -> int | None:
        """The small number (0–255) kept with ``key``; None where there is none."""
        at = self._find(key)
        return None if at is None else self.weights[at]

    def _find(self, key: str) -> int | None:
        at = bisect_left(self.keys, key)
        return at if at < len(self.keys) and self.keys[at] == key else None

    def _inflate(self, block: int) -> list[str]:
        start = self._ends[block - 1] if block else 0
        raw = self._data[self._base + start : self._base + self._ends[block]]
        return zlib.decompress(raw).decode("utf-8").split("\n")


def write_packed(path: Path, rows: Iterable[tuple[str, str, int]]) -> int:
    """Write ``(key, value, weight)`` rows, sorted by key, in bytes that depend on the rows alone; returns their count.

    Raises:
        ValueError: a key repeats, or a key or value holds a line break.
    """
    ordered = sorted(rows)
    keys = [key for key, _, _ in ordered]
    if len(set(keys)) != len(keys):
        raise ValueError("keys repeat")
    if any("\n" in key or "\n" in value for key, value, _ in ordered):
        raise ValueError("a key or value holds a line break")
    packed_keys = zlib.compress("\n".join(keys).encode("utf-8"), 9)
    weights = zlib.compress(bytes(min(255, max(0, weight)) for _, _, weight in ordered), 9)
    blocks, ends, total = [], [], 0
    for at in range(0, len(ordered), _BLOCK):
        block = zlib.compress("\n".join(value for _, value, _ in ordered[at : at + _BLOCK]).encode("utf-8"), 9)
        blocks.append(block)
        total += len(block)
        ends.append(total)
    header = json.dumps({"keys": len(packed_keys), "weights": len(weights), "ends": ends}).encode()
    path.write_bytes(_MAGIC + struct.pack("<I", len(header)) + header + packed_keys + weights + b"".join(blocks))
    return len(ordered)
