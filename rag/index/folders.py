"""A generation's folders of FAISS and Tantivy: how they are made from SQLite, brought forward, sealed and read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.base import Vectors
from rag.index import files, reads
from rag.index.forward import ForwardIndex, ForwardPart
from rag.index.lexical import LexicalIndex
from rag.index.store import State
from rag.index.vectors import NO_DAY, Days, Rows, VectorIndex, VectorPart
from rag.index.words import WordIndex
from rag.language import analysis

VECTORS = "vectors-"
WORDS = "words-"
PREFIXES = (VECTORS, WORDS)
_FORMAT = 1
_BLOCK = 4096  # chunks tokenised at a time when everything is made anew


@dataclass(frozen=True, slots=True)
class Delta:
    """What a transaction changes: chunks added (rowids ascending) and the rows of chunks gone."""

    rowids: Rows
    days: Days
    vectors: Vectors
    terms: Sequence[Mapping[str, Sequence[str]]]
    gone: Rows

    @classmethod
    def removal(cls, gone: Iterable[int], dimension: int) -> Delta:
        return cls(
            np.empty(0, np.int64),
            np.empty(0, np.int32),
            np.empty((0, dimension), np.float32),
            (),
            np.unique(np.fromiter(gone, dtype=np.int64)),
        )


def names(state: State) -> tuple[str, str]:
    """The names of a generation's two folders."""
    tail = f"{state.generation:08d}-{state.token}"
    return VECTORS + tail, WORDS + tail


def _name(what: str, state: State) -> str:
    return names(state)[PREFIXES.index(what)]


def load(what: str, folder: Path, state: State) -> Any:
    """The derived index of a generation, or None where its folder is missing, damaged or of another version."""
    path = folder / _name(what, state)
    manifest = files.read_manifest(path)
    if manifest is None or any(manifest.get(key) != value for key, value in _facts(what, state).items()):
        return None
    try:
        removed = np.array(manifest["removed"], dtype=np.int64)
        if what == VECTORS:
            return VectorIndex([VectorPart.load(path, name, kind) for name, kind in manifest["parts"]], removed)
        forward = ForwardIndex([ForwardPart.load(path, name) for name in manifest["parts"]], removed)
        return LexicalIndex([WordIndex(path)], forward)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError):
        return None


def _facts(what: str, state: State) -> dict[str, Any]:
    """What a folder must agree with to be used."""
    facts: dict[str, Any] = {"format": _FORMAT, "generation": state.generation, "token": state.token}
    if what == VECTORS:
        return {**facts, "dimension": state.dimension}
    return {**facts, "analysis": str(analysis.VERSION)}


def _building(folder: Path, name: str) -> Path:
    path = folder / (files.BUILDING + name + "-" + os.urandom(4).hex())
    path.mkdir()
    return path


def make(what: str, folder: Path, connection: sqlite3.Connection, state: State) -> None:
    """A generation's folder from SQLite alone."""
    building = _building(folder, _name(what, state))
    if what == VECTORS:
        vectors = _all_vectors(connection, state)
        for part in vectors.parts:
            part.save(building)
        _seal_vectors(building, state, vectors, {})
    else:
        words = WordIndex(building, create=True)
        forward = _all_words(connection, words)
        for forward_part in forward.parts:
            forward_part.save(building)
        _seal_words(building, state, forward, {})
    files.publish(building, folder / _name(what, state))


def in_memory(what: str, connection: sqlite3.Connection, state: State) -> VectorIndex | LexicalIndex:
    if what == VECTORS:
        return _all_vectors(connection, state)
    words = WordIndex(None)
    return LexicalIndex([words], _all_words(connection, words))


def turned_back(
    what: str, newest: VectorIndex | LexicalIndex, connection: sqlite3.Connection, state: State
) -> VectorIndex | LexicalIndex:
    """The index of an older generation, in memory, from a newer one and what ``connection`` still sees."""
    alive = reads.rowids(connection)
    held = newest.rowids if isinstance(newest, VectorIndex) else newest.forward.rowids
    missing = np.setdiff1d(alive, held, assume_unique=True)
    later = np.setdiff1d(held, alive, assume_unique=True)
    name = _part_name(state) + "-again"
    if isinstance(newest, VectorIndex):
        rowids, days, vectors = reads.dated_vectors(connection, state.dimension, missing.tolist())
        return newest.updated(
            name, rowids, days, vectors, later, lambda rows: reads.vectors(connection, rows, state.dimension)
        )
    words = WordIndex(None)
    again = _all_words(connection, words, missing.tolist())
    part = ForwardPart.merge("again", again.parts, np.empty(0, np.int64))
    return LexicalIndex([*newest.words, words], newest.forward.updated(name, part, later))


def _all_vectors(connection: sqlite3.Connection, state: State) -> VectorIndex:
    rowids, days, vectors = reads.dated_vectors(connection, state.dimension)
    none = np.empty(0, np.int64)
    return VectorIndex.empty().updated(
        _part_name(state), rowids, days, vectors, none, lambda _: np.empty((0, state.dimension), np.float32)
    )


def _all_words(connection: sqlite3.Connection, words: WordIndex, only: Sequence[int] | None = None) -> ForwardIndex:
    """Fill an empty word index with every chunk, or those in ``only``; the forward index of them."""
    parts: list[ForwardPart] = []
    rowids: list[int] = []
    documents: list[Mapping[str, Sequence[str]]] = []

    def close_block() -> None:
        parts.append(ForwardPart.build(f"block{len(parts)}", np.array(rowids, dtype=np.int64), documents))
        rowids.clear()
        documents.clear()

    def every() -> Iterable[tuple[int, int | None, Mapping[str, Sequence[str]]]]:
        for rowid, heading, text, mentions, day, partial in reads.chunks(connection, only):
            fields = analysis.lexical_fields(heading, text, mentions, day or partial)
            rowids.append(rowid)
            documents.append(fields)
            yield rowid, None if day is None else day.toordinal(), fields
            if len(rowids) >= _BLOCK:
                close_block()

    words.write(every(), ())
    if rowids:
        close_block()
    none = np.empty(0, np.int64)
    return ForwardIndex([ForwardPart.merge("forward", parts, none)] if parts else [], none)


def _part_name(state: State) -> str:
    return f"part-{state.generation:08d}"


def update_vectors(
    folder: Path, connection: sqlite3.Connection, before: State, after: State, base: VectorIndex, delta: Delta
) -> None:
    vectors = base.updated(
        _part_name(after),
        delta.rowids,
        delta.days,
        delta.vectors,
        delta.gone,
        lambda rowids: reads.vectors(connection, rowids, after.dimension),
    )
    old = folder / _name(VECTORS, before)
    building = _building(folder, _name(VECTORS, after))
    kept = {id(part) for part in base.parts}
    for part in vectors.parts:
        if id(part) in kept:
            for name in part.files():
                files.link_or_copy(old / name, building / name)
        else:
            part.save(building)
    _seal_vectors(building, after, vectors, _carried(old, building))
    files.publish(building, folder / _name(VECTORS, after))


def update_words(folder: Path, before: State, after: State, base: LexicalIndex | None, delta: Delta) -> None:
    old = folder / _name(WORDS, before)
    building = _building(folder, _name(WORDS, after))
    added = ForwardPart.build("added", delta.rowids, delta.terms)
    held = ForwardIndex.empty() if base is None else base.forward
    forward = held.updated(_part_name(after), added, delta.gone)
    kept = {name for part in forward.parts for name in part.files()}
    ours = {name for part in held.parts for name in part.files()}
    manifest = None if base is None else files.read_manifest(old)
    for name in manifest["files"] if manifest else ():
        if name in kept or name not in ours:  # Tantivy's files never change once written: a link is a copy
            files.link_or_copy(old / name, building / name)
    for part in forward.parts:
        if not (building / part.files()[0]).exists():
            part.save(building)
    words = WordIndex(building, create=base is None)
    days = [None if day == NO_DAY else int(day) for day in delta.days]
    words.write(zip(delta.rowids.tolist(), days, delta.terms, strict=True), delta.gone.tolist())
    _seal_words(building, after, forward, _carried(old, building))
    files.publish(building, folder / _name(WORDS, after))


def _carried(old: Path, building: Path) -> dict[str, int]:
    """Checksums of the files that are links to sealed ones, so that they need not be read again."""
    manifest = files.read_manifest(old)
    known = {}
    for name, (_, crc) in (manifest["files"] if manifest else {}).items():
        try:
            if os.path.samefile(old / name, building / name):
                known[name] = crc
        except OSError:
            continue
    return known


def _seal_vectors(building: Path, state: State, vectors: VectorIndex, known: dict[str, int]) -> None:
    parts = [[part.name, part.kind] for part in vectors.parts]
    files.seal(building, {**_facts(VECTORS, state), "parts": parts, "removed": _plain(vectors.removed)}, known)


def _seal_words(building: Path, state: State, forward: ForwardIndex, known: dict[str, int]) -> None:
    WordIndex.tidy(building)
    parts = [part.name for part in forward.parts]
    files.seal(building, {**_facts(WORDS, state), "parts": parts, "removed": _plain(forward.removed)}, known)


def _plain(rows: npt.NDArray[np.int64]) -> list[int]:
    return [int(row) for row in rows]
