"""The hard negatives that ``mine`` found: passages close to a question that do not answer it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from embeddings.training.config import Config


@dataclass(frozen=True)
class Passage:
    """A window of a text; ``group`` names the text, ``title`` and ``date`` may be empty."""

    text: str
    title: str
    date: str
    group: str


@dataclass(frozen=True)
class Negatives:
    """All windows, and for each question the places of its negatives among them, the closest first."""

    windows: list[Passage]
    places: dict[str, list[int]]

    def of(self, question: str) -> list[Passage]:
        """The negatives of a question; none where none were found for it."""
        return [self.windows[i] for i in self.places.get(question, ())]


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
    return Negatives([Passage(**w) for w in content["windows"]], content["places"])
