"""Answers as plain data, for JSON."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from rag.offsets import OffsetMap
from rag.types import Answer


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    """The answer as JSON-ready data: dates as ISO text, offset maps left out."""
    data = _plain(answer)
    assert isinstance(data, dict)
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        named = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {name: _plain(v) for name, v in named if not isinstance(v, OffsetMap)}
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates: JSON readers refuse them
    if hasattr(value, "item"):  # a NumPy scalar
        value = value.item()
    return round(value, 6) if isinstance(value, float) else value
