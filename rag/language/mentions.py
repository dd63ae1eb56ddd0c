"""The record of a name found in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name at [start, end) of the text; ``kind``: person, place, organisation or title."""

    start: int
    end: int
    text: str
    kind: str
