"""``python -m embeddings.training.people DIR``: what tells people's names in Chinese text, learned where the
English beside it spells them.

``rag.language.person_model`` says what the model is; here are its labels and its fitting. Of a sentence pair whose
English has a Chinese name in pinyin, the characters that read so are a name, and whatever else looks like one there is
none. News tells how names stand in it: what the rules for form are sure of is a name, and where question writers
gave a person as the answer, that is one.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import typer

from embeddings.training.news_questions import read_news_questions, stories_kept_from_training
from embeddings.training.reader.examples import read_examples
from eval.gold.news import read_news
from rag.language import person_model
from rag.language.chinese_names import words_of
from rag.language.english_names import person_keys
from rag.language.names import sounding
from rag.language.pinyin import surnames
from rag.language.scripts import HAN, simplify

Span = tuple[int, int]

SOURCES_LEFT_OUT = frozenset({"python_docs", "tatoeba", "prc_laws", "tico19_terms"})
NAMELESS = 0.04  # share of dictionary example sentences without a name in English that are learned from
LIKELY, SURE_FORM, UNLIKELY = 2.0, 3.0, 0.75
"""Scores of form: from the first on what nobody labelled may be a name after all and teaches nothing, from the second
on it is one in news, below the third it is none there."""
STORIES = 1000
LETTERS = 1500  # of a story, at most
NEWS_WEIGHT, ANSWER_WEIGHT = 0.5, 2.0
AROUND = 150  # characters around an answer
STRENGTH = 1.0  # of the L2 penalty
LEAST, LEAST_OF_PAIRS = 4, 8  # how often a feature, and one of two characters, must be met
SMALLEST = 0.05  # weights nearer to zero are left out
_HAN_RUN = re.compile(f"[{HAN}]+")
_SPELT = re.compile(r"[A-Z][a-z]+(?:[ -][A-Z]?[a-z]+){1,2}")
_WHO = re.compile(r"谁|\b[Ww]ho\b|哪位|什么人|姓名")


@dataclass
class Examples:
    """Features of spans, whether each is a name, and how much it counts."""

    rows: list[list[str]] = field(default_factory=list)
    names: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(
        self, text: str, names: Sequence[Span], weight: float = 1.0, *, unsure: float, only_beside: bool = False
    ) -> None:
        """The candidates of a text. What looks like a name by its form, ``unsure`` at least, and is not among ``names``
        nor cuts through one is left out; ``only_beside`` leaves out whatever cuts through none."""
        plain = simplify(text)
        doubled = [a for a in names if any(a != b and a[0] < b[1] and b[0] < a[1] for b in names)]
        for start, end, found in candidates(plain):
            if any(a < end and start < b for a, b in doubled):
                continue
            name = (start, end) in names
            beside = any(a < end and start < b for a, b in names)
            if not name and not beside and (only_beside or form(found) >= unsure):
                continue
            self.rows.append(found)
            self.names.append(name)
            self.weights.append(weight)


def candidates(plain: str) -> Iterator[tuple[int, int, list[str]]]:
    """Every span of a text in simplified characters that may be a name, with its features."""
    words = words_of(plain)
    inside = bytearray(len(plain))
    for start, end in words:
        if end - start > 1:
            inside[start:end] = b"\x01" * (end - start)
    starts = dict(words)
    for run in _HAN_RUN.finditer(plain):
        for at in range(run.start(), run.end() - 1):
            for size, end in person_model.candidates(plain, at, run.end()):
                yield at, end, person_model.features(plain, at, end, size, starts, inside)


def form(found: Sequence[str]) -> float:
    """The score of form among features; far below all where form excludes a name."""
    value = next(f for f in found if f[0] == "V")[1:]
    return int(value) / 2 if value else -9.0


def learn(data: Path, out: Path, seed: int = 0) -> dict[str, int]:
    """Fit the model on a folder laid out as ``parallel/``, ``news/`` and ``qa/``, and write it to ``out``."""
    rng = random.Random(seed)
    examples = Examples()
    _parallel(data, examples, rng)
    _news(data, examples, rng)
    _answers(data, examples)
    model = fit(examples)
    text = json.dumps({k: round(100 * v) for k, v in sorted(model.items())}, ensure_ascii=False, separators=(",", ":"))
    out.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    return {"examples": len(examples.rows), "names": sum(examples.names), "weights": len(model)}


def spelt_names(english: str, chinese: str) -> list[Span]:
    """The spans of a Chinese sentence that its English spells as people's names."""
    keys: set[str] = set()
    for match in _SPELT.finditer(english):
        words = match.group().split(" ") if "-" in match.group() else match.group().split()
        for i in range(len(words) - 1):
            for size in (2, 3):
                if i + size <= len(words):
                    keys.update(person_keys(words[i : i + size], strict=True))
    return sounding(chinese, keys) if keys else []


def _parallel(data: Path, examples: Examples, rng: random.Random) -> None:
    with gzip.open(data / "parallel" / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["source"] in SOURCES_LEFT_OUT:
                continue
            names = spelt_names(row["en"], row["zh"])
            if names or row["source"] != "jiyu" or rng.random() < NAMELESS:
                examples.add(row["zh"], names, unsure=LIKELY)


def _news(data: Path, examples: Examples, rng: random.Random) -> None:
    kept = stories_kept_from_training()
    stories = [story["text"][:LETTERS] for story in read_news(data / "news") if story["id"] not in kept]
    rng.shuffle(stories)
    for text in stories[:STORIES]:
        names: list[Span] = []
        for start, end, found in candidates(simplify(text)):
            if form(found) >= SURE_FORM and (not names or start >= names[-1][1]):
                names.append((start, end))
        examples.add(text, names, NEWS_WEIGHT, unsure=UNLIKELY)


def _answers(data: Path, examples: Examples) -> None:
    asked = [
        (row["question"], row["context"], a["text"], a["start"])
        for row in read_news_questions(data)
        for a in row["answers"]
    ]
    cmrc = read_examples(data / "qa" / "cmrc2018_train.jsonl.gz")
    asked += [(e.question, e.passage, e.passage[e.start : e.end], e.start) for e in cmrc]
    for question, text, answer, start in asked:
        plain = simplify(answer)
        if _WHO.search(question) and 2 <= len(plain) <= 3 and _HAN_RUN.fullmatch(plain) and plain[0] in surnames():
            around = text[max(0, start - AROUND) : start + AROUND]
            names = [m.span() for m in re.finditer(re.escape(answer), around)]
            examples.add(around, names, ANSWER_WEIGHT, unsure=UNLIKELY, only_beside=True)


def fit(examples: Examples) -> dict[str, float]:
    """Weights of the logistic model by feature, L2-regularised; "" is the bias, which is not."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    met = Counter(f for row in examples.rows for f in row)
    columns = sorted(f for f, n in met.items() if n >= (LEAST_OF_PAIRS if f[0] in "ab" else LEAST))
    number = {f: i for i, f in enumerate(columns, start=1)}
    indices, ends = [], [0]
    for row in examples.rows:
        indices += [0, *(number[f] for f in row if f in number)]
        ends.append(len(indices))
    matrix = csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(ends) - 1, len(columns) + 1))
    names, counts = np.array(examples.names, dtype=float), np.array(examples.weights)
    penalty = np.full(len(columns) + 1, STRENGTH)
    penalty[0] = 0.0

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        z = matrix @ weights
        gradient = matrix.T @ (counts * (1 / (1 + np.exp(-z)) - names)) + penalty * weights
        value = (counts * (np.logaddexp(0, z) - names * z)).sum() + 0.5 * (penalty * weights**2).sum()
        return float(value), gradient

    found = minimize(loss, np.zeros(len(columns) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    kept = {f: float(found[i]) for f, i in number.items() if abs(found[i]) >= SMALLEST}
    return {"": float(found[0]), **kept}


def main(data: Path, out: Path = person_model.WEIGHTS, seed: int = 0) -> None:
    """Make people.json.gz from DATA, a folder with parallel/, news/ and qa/; about five minutes."""
    typer.echo(json.dumps(learn(data, out, seed)))


if __name__ == "__main__":
    typer.run(main)
