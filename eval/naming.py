"""From names on the command line to systems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.baselines.units import Unit, units_of
from eval.collection import Collection
from eval.systems import System
from rag.errors import GoldError

BASELINES = ("bm25-bigram", "st", "rrf")
DEFAULT = ("bm25-bigram", "hybrid")


@dataclass(frozen=True, slots=True)
class Spec:
    """``kind`` is a baseline or a system of ours; ``unit`` what a baseline ranks, ``rest`` its model or parts."""

    label: str
    kind: str
    unit: str = "chunk"
    rest: str = ""

    @property
    def own(self) -> bool:
        return self.kind not in BASELINES


def parse_systems(names: Sequence[str]) -> list[Spec]:
    """``NAME`` or ``LABEL=NAME``, several of them also in one string between commas.

    ``bm25-bigram`` is BM25 over Han bigrams, ``st:MODEL`` any sentence-transformers model by hub name or folder,
    ``rrf:A+B`` the fusion of systems named before it or of baselines; ``@article`` after ``bm25-bigram`` or ``st``
    ranks whole articles and not chunks. Everything else is one of newsrag's own systems.

    Raises:
        GoldError: a name is empty, given twice, or lacks its model.
    """
    specs: list[Spec] = []
    for item in (part.strip() for name in names for part in name.split(",")):
        if not item:
            raise GoldError("An empty name among the systems. Write them as bm25,dense,hybrid.")
        label, equals, text = item.partition("=")
        spec = _parse(label.strip(), (text if equals else item).strip())
        if any(spec.label == other.label for other in specs):
            raise GoldError(
                f'The system "{spec.label}" is named twice. Give one of them a label: LABEL={text or item}.'
            )
        specs.append(spec)
    if not specs:
        raise GoldError("No systems named. Write them as bm25,dense,hybrid.")
    return specs


def _parse(label: str, text: str) -> Spec:
    head, colon, rest = text.partition(":")
    kind, _, unit = head.partition("@")
    if kind not in BASELINES:
        return Spec(label, text)
    if kind in ("st", "rrf") and not rest.strip():
        example = "st:MODEL" if kind == "st" else "rrf:bm25-bigram+dense"
        raise GoldError(f'"{text}": write it as {example}.')
    if kind == "bm25-bigram" and colon:
        raise GoldError(f'"{text}": bm25-bigram takes no model.')
    return Spec(label, kind, unit or "chunk", rest.strip())


@dataclass(slots=True)
class Builder:
    """Builds each system once. ``own`` makes one of newsrag's own from its name and an open index."""

    collection: Collection
    cache: Path
    own: Callable[[str, Any], System]
    progress: Callable[[str, int, int], None] = lambda what, done, total: None
    built: dict[str, System] = field(default_factory=dict)
    _units: dict[str, list[Unit]] = field(default_factory=dict)

    def build(self, spec: Spec) -> System:
        """The system of a spec.

        Raises:
            NewsragError: the model or the system is not to be had; the message says which are.
        """
        if spec.label not in self.built:
            self.built[spec.label] = self._make(spec)
        return self.built[spec.label]

    def _make(self, spec: Spec) -> System:
        if spec.own:
            return self.own(spec.kind, self.collection.index)
        if spec.kind == "rrf":
            return self._fused(spec)
        units = self._units.setdefault(spec.unit, []) or units_of(self.collection.corpus, spec.unit)
        self._units[spec.unit] = units
        if spec.kind == "bm25-bigram":
            from eval.baselines.bm25 import Bm25System

            return Bm25System(units)
        import embeddings
        from eval.baselines.dense import DenseSystem

        def progress(done: int, total: int) -> None:
            self.progress(f"embedding for {spec.label}", done, total)

        return DenseSystem(units, embeddings.load(spec.rest), self.cache, progress)

    def _fused(self, spec: Spec) -> System:
        from eval.baselines.fusion import FusionSystem

        parts: Mapping[str, System] = {
            name: self.built.get(name) or self.build(_parse(name, name)) for name in spec.rest.split("+")
        }
        return FusionSystem(dict(parts))


def needs_index(specs: Sequence[Spec]) -> bool:
    """Whether a system among them searches an index of ours."""
    labels = {spec.label for spec in specs}
    inner = [part for spec in specs if spec.kind == "rrf" for part in spec.rest.split("+") if part not in labels]
    return any(spec.own for spec in specs) or any(_parse(part, part).own for part in inner)
