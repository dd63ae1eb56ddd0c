"""Files, folders and glob patterns → the files they name, each once, in a fixed order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from rag.reading.files import explain


def find_files(paths: Iterable[str | Path]) -> Iterator[tuple[str, str | None]]:
    """Yield ``(absolute path, None)`` for each file, ``(path, reason)`` for what cannot be followed.

    A folder is walked to its end, links included, each real folder once (so a loop of links ends); hidden
    names below it are left out. A name that exists is never taken for a pattern.
    """
    seen: set[str] = set()
    for given in paths:
        name = os.fspath(given)
        if "\0" in name:
            yield name.replace("\0", "\\0"), "its name holds a NUL character"
            continue
        if os.path.lexists(name):
            found: Iterable[tuple[str, str | None]] = _expand(name)
        elif glob.has_magic(name):
            matches = sorted(glob.glob(name, recursive=True))
            if not matches:
                found = [(name, "the pattern matches no file")]
            else:
                found = (pair for match in matches for pair in _expand(match))
        else:
            found = [(os.path.abspath(name), "there is no such file or folder")]
        for path, problem in found:
            path = os.path.abspath(path) if problem is None else path
            if path not in seen:
                seen.add(path)
                yield path, problem


def _expand(name: str) -> Iterator[tuple[str, str | None]]:
    if not os.path.isdir(name):
        yield os.path.abspath(name), None
        return
    problems: list[tuple[str, str | None]] = []

    def report(error: OSError) -> None:
        problems.append((os.path.abspath(error.filename or name), explain(error)))

    visited: set[str] = set()
    for folder, subfolders, files in os.walk(os.path.abspath(name), onerror=report, followlinks=True):
        yield from problems
        problems.clear()
        real = os.path.realpath(folder)
        if real in visited:
            subfolders.clear()
            continue
        visited.add(real)
        subfolders[:] = sorted(entry for entry in subfolders if not entry.startswith("."))
        for entry in sorted(files):
            if not entry.startswith("."):
                yield os.path.join(folder, entry), None
    yield from problems
