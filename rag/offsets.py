"""A map from joined, cleaned text back to the characters of the source it came from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Runs ``(text_start, source_start, length)``, ascending in both, that cover the text's own characters.

    Text characters outside every run were put in by joining (a space between Latin words, a
    paragraph break) and have no source character of their own.
    """

    runs: tuple[tuple[int, int, int], ...]

    @classmethod
    def identity(cls, length: int, source_start: int = 0) -> OffsetMap:
        return cls(((0, source_start, length),) if length else ())

    @classmethod
    def from_positions(cls, positions: Iterable[int | None]) -> OffsetMap:
        """Build from one source position (or None for an inserted character) per text character."""
        runs: list[tuple[int, int, int]] = []
        for at, position in enumerate(positions):
            if position is None:
                continue
            if runs:
                text_start, source_start, length = runs[-1]
                if text_start + length == at and source_start + length == position:
                    runs[-1] = (text_start, source_start, length + 1)
                    continue
            runs.append((at, position, 1))
        return cls(tuple(runs))

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Source span of text[start:end], shrunk to its first and last real characters.

        Raises:
            ValueError: the span is empty or holds no source character.
        """
        if start >= end:
            raise ValueError(f"empty span {start}:{end}")
        first: int | None = None
        last = -1
        for text_start, source_start, length in self._overlapping(start, end):
            low, high = max(start, text_start), min(end, text_start + length)
            if low >= high:
                continue
            if first is None:
                first = source_start + low - text_start
            last = source_start + high - text_start
        if first is None:
            raise ValueError(f"span {start}:{end} holds no source character")
        return first, last

    def slice(self, start: int, end: int) -> OffsetMap:
        """The map of text[start:end], its text positions counted from 0."""
        runs = []
        for text_start, source_start, length in self._overlapping(start, end):
            low, high = max(start, text_start), min(end, text_start + length)
            if low < high:
                runs.append((low - start, source_start + low - text_start, high - low))
        return OffsetMap(tuple(runs))

    def _overlapping(self, start: int, end: int) -> tuple[tuple[int, int, int], ...]:
        """The runs that may share characters with text[start:end], found by bisection: a page has many."""
        low = max(0, bisect_right(self.runs, start, key=lambda run: run[0]) - 1)
        return self.runs[low : bisect_left(self.runs, end, lo=low, key=lambda run: run[0])]

    def shift(self, text: int = 0, source: int = 0) -> OffsetMap:
        """The same map with its text and source positions moved by constants."""
        return OffsetMap(tuple((t + text, s + source, n) for t, s, n in self.runs))
