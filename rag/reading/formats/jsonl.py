"""JSON Lines: one article a line, ``{"id"?, "title"?, "date"?, "text", …}``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rag.errors import ReadError
from rag.reading.encoding import decode, printable
from rag.reading.result import Document

SUFFIXES = (".jsonl", ".ndjson")

_MAX_SHOWN = 60  # characters of a bad line quoted in its error


def read(data: bytes, path: str) -> Iterator[Document]:
    """One document a line; a line that is not an article is reported by its number and the rest go on."""
    used: set[str] = set()
    any_line = False
    for number, line in enumerate(decode(data).split("\n"), start=1):
        if not line.strip():
            continue
        any_line = True
        yield document(line, number, used)
    if not any_line:
        raise ReadError("it is empty")


def document(line: str, number: int, used: set[str]) -> Document:
    """The article in one line; ``used`` collects the parts' names, which must differ."""
    where = f"line {number}"
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deeply or malformed"
        return Document(
            part=_name(None, number, used), error=f"{where} is not JSON ({reason}): {line.strip()[:_MAX_SHOWN]!r}"
        )
    if not isinstance(record, dict):
        return Document(
            part=_name(None, number, used), error=f'{where} is a JSON {_kind(record)}, not an object with a "text"'
        )
    part = _name(record.get("id"), number, used)
    text = record.get("text")
    if not isinstance(text, str):
        found = 'has no "text"' if text is None else f'has a "text" that is a {_kind(text)}, not a string'
        return Document(part=part, error=f"{where} {found}")
    if not text.strip():
        return Document(part=part, error=f'{where} has an empty "text"')
    subheads = record.get("subheads")
    return Document(
        text=printable(text),
        part=part,
        title=_string(record, "title"),
        kicker=_string(record, "kicker"),
        subheads=tuple(printable(s) for s in subheads if isinstance(s, str)) if isinstance(subheads, list) else (),
        byline=_string(record, "byline") or _string(record, "author"),
        date_text=_string(record, "date"),
        page=_string(record, "page") or None,
    )


def _name(given: Any, number: int, used: set[str]) -> str:
    name = printable(str(given)).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
    if not name or name in used:
        name = f"{name}@{number}" if name else str(number)
    while name in used:
        name += "+"
    used.add(name)
    return name


def _string(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return " ".join(printable(str(value)).split())
    return ""


def _kind(value: Any) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number"}
    return names.get(type(value), "null")
