"""The hard negatives that ``mine`` found: passages close to a question that do not answer it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file
from torch import Tensor

from embeddings.training.config import Config
from embeddings.training.windows import Window


@dataclass(frozen=True)
class Negatives:
    """All windows, and for each question (``key_of``) the places of its negatives among them, the closest first."""

    windows: list[Window]
    places: dict[str, list[int]]

    def of(self, row: Mapping[str, Any]) -> list[Window]:
        """The negatives of a question row; none where none were found for it."""
        return [self.windows[i] for i in self.places.get(key_of(row), ())]


def key_of(row: Mapping[str, Any]) -> str:
    """What negatives are kept under: two paragraphs may be asked the same, and one row's paragraph in two languages.
    A row that is asked in other words has the ``mined_by`` of the question it is made of."""
    return f"{row['id']} {row.get('mined_by', row['question'])}"


def negatives_path(config: Config) -> Path:
    return config.work / "negatives.json"


def write_negatives(config: Config, negatives: Negatives) -> Path:
    """Write what :func:`read_negatives` reads; returns the file."""
    path, content = negatives_path(config), asdict(negatives)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".part").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path.with_suffix(".part").replace(path)


def read_negatives(config: Config) -> Negatives:
    """What ``mine`` wrote. Raises FileNotFoundError where that step has not run."""
    path = negatives_path(config)
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: run `python -m embeddings.training mine` first.")
    content = json.loads(path.read_text(encoding="utf-8"))
    return Negatives([Window(**w) for w in content["windows"]], content["places"])


def write_vectors(config: Config, vectors: Tensor) -> None:
    """Write the windows' vectors, in their order, beside the negatives."""
    path = _vectors_path(config)
    save_file({"windows": vectors.contiguous()}, str(path.with_suffix(".part")))
    path.with_suffix(".part").replace(path)


def read_vectors(config: Config) -> Tensor:
    """float32 (windows, hidden), as ``mine`` wrote them."""
    return load_file(str(_vectors_path(config)))["windows"]


def _vectors_path(config: Config) -> Path:
    return config.work / "windows.safetensors"
