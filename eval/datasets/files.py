"""Opening gold files: plain or gzip, UTF-8, with errors that name the file and the line."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rag.errors import GoldError


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, gunzipped when its name ends in ``.gz``; newlines as they are in the file.

    Raises:
        GoldError: the file is missing, cut short, not gzip or not UTF-8.
    """
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not UTF-8 (byte {error.start}). Save the file as UTF-8.") from error
    except (OSError, EOFError, gzip.zlib.error) as error:  # type: ignore[attr-defined]  # gzip re-exports zlib untyped
        raise GoldError(f"{path}: cannot be read: {error}") from error


def read_json(path: Path) -> Any:
    """The JSON value in a file.

    Raises:
        GoldError: the file cannot be read or is not JSON.
    """
    try:
        return json.loads(read_text(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise GoldError(f"{path}: not JSON: {error}") from error


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number from 1, object) for each line that is not blank.

    Raises:
        GoldError: a line is not a JSON object.
    """
    # split on \n alone: str.splitlines would also cut at U+2028 and form feeds inside a JSON string
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise GoldError(f"{path}, line {number}: not JSON: {error}") from error
        if not isinstance(record, dict):
            raise GoldError(f"{path}, line {number}: expected a JSON object, found {type(record).__name__}.")
        yield number, record


def strings(value: Any, where: str) -> tuple[str, ...]:
    """A string or a list of strings (or of SQuAD's ``{"text": …}``) as a tuple without blanks and repeats.

    Raises:
        GoldError: it is something else.
    """
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    out: list[str] = []
    for item in items:
        text = item.get("text") if isinstance(item, dict) else item
        if isinstance(text, int | float) and not isinstance(text, bool):
            text = str(text)
        if not isinstance(text, str):
            raise GoldError(f"{where}: expected text or a list of texts, found {json.dumps(item)[:80]}.")
        if text.strip() and text not in out:
            out.append(text)
    return tuple(out)


def digest_files(paths: Iterable[Path]) -> str:
    """SHA-256 over the bytes of the files, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        try:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError as error:
            raise GoldError(f"{path}: cannot be read: {error}") from error
    return digest.hexdigest()
