"""Fit how much each kind of evidence counts, and compare ways of fusing them.

    python -m rag.retrieval.fit GOLD=INDEX [GOLD=INDEX ...] --write

Each GOLD is a JSON Lines file (``question``, ``article``: id or title of the article that answers), each INDEX an index
that holds the articles it asks about. Questions of another ``split`` than ``fit`` are left out. One set of weights is
fitted for each language of questions; what the comparison prints is measured by five-fold cross-validation.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.errors import GoldError
from rag.index import Index
from rag.retrieval import fusion
from rag.retrieval.config import EVIDENCE, WEIGHTS, RetrievalConfig, fitted
from rag.retrieval.query import analyse
from rag.retrieval.retriever import Retriever

FOLDS = 5
SEED = 20240122
_RIVALS = 20  # wrong passages a question is compared against: those that score highest
_SHRINK = 0.02  # pulls weights towards 0: a kind of evidence that few questions have must earn its weight
_BASE = ("dense", "words")
_PLAIN = tuple(kind for kind in EVIDENCE if kind != "tokens")
_ENOUGH = 10  # questions that a kind of evidence must have to be fitted at all

Matrix = npt.NDArray[np.float64]
Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """One question: ``features`` float64[n, kinds] of its candidates, ``relevant`` bool[n], ``articles`` int64[n]."""

    features: Matrix
    relevant: npt.NDArray[np.bool_]
    articles: npt.NDArray[np.int64]
    language: str
    group: str


def read_gold(path: Path, limit: int | None) -> list[dict[str, Any]]:
    """The questions that may be fitted on, in an order fixed by a seed.

    Raises:
        GoldError: the file cannot be read.
    """
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise GoldError(f"{path} cannot be read as JSON Lines: {error}") from error
    kept = [r for r in rows if r.get("article") and r.get("answerable", True) and r.get("split", "fit") == "fit"]
    random.Random(SEED).shuffle(kept)
    return kept[:limit]


def collect(index: Index, rows: Sequence[Mapping[str, Any]], group: str) -> list[Example]:
    """The evidence for every question's candidates; questions whose article is not among them are left out."""
    retriever = Retriever(index, RetrievalConfig())
    out: list[Example] = []
    with index.pin() as snapshot:
        today = snapshot.newest_date
        for row in rows:
            query = analyse(row["question"], today=today)
            found, evidence = retriever.evidence(snapshot, query, 8, None, None)
            passages = snapshot.passages([(int(r), 0.0, {}) for r in found])
            names = [(p.source.rpartition("#")[2], p.title) for p in passages]
            relevant = np.array([row["article"] in name for name in names], dtype=bool)
            if not relevant.any():
                continue
            numbers = {article: at for at, article in enumerate(dict.fromkeys(p.article_id for p in passages))}
            zero = np.zeros(len(found))
            features = np.column_stack([np.asarray(evidence.get(kind, zero), dtype=np.float64) for kind in EVIDENCE])
            articles = np.array([numbers[p.article_id] for p in passages], dtype=np.int64)
            out.append(Example(features, relevant, articles, query.language, group))
    return out


def fit_weights(examples: Sequence[Example], kinds: Sequence[str] = EVIDENCE, rounds: int = 4) -> Weights:
    """Non-negative weights under which the best right passage beats the strongest wrong ones: pairwise logistic loss
    (Burges et al. 2005) by projected gradient descent, wrong passages picked anew each round."""
    columns = [EVIDENCE.index(kind) for kind in kinds]
    weights = np.zeros(len(EVIDENCE))
    weights[columns] = [1.0 if kind in _BASE else 0.2 for kind in kinds]
    for _ in range(rounds):
        pairs = []
        for example in examples:
            scores = example.features @ weights
            best = int(np.argmax(np.where(example.relevant, scores, -np.inf)))
            wrong = np.flatnonzero(~example.relevant)
            rivals = wrong[np.argsort(-scores[wrong], kind="stable")[:_RIVALS]]
            if len(rivals):
                difference = example.features[best] - example.features[rivals]
                pairs.append((difference, np.full(len(rivals), 1.0 / len(rivals))))
        if not pairs:
            break
        differences = np.concatenate([d for d, _ in pairs])
        shares = np.concatenate([s for _, s in pairs]) / len(pairs)
        weights = _descend(differences, shares, weights, columns)
    scale = weights.sum() or 1.0
    return {kind: round(float(weights[EVIDENCE.index(kind)] / scale), 4) for kind in EVIDENCE}


def seen_only(weights: Weights, examples: Sequence[Example]) -> Weights:
    """The weights of those kinds of evidence that some questions have; what hardly one asks for cannot be fitted."""
    having = {kind: sum(bool(e.features[:, at].any()) for e in examples) for at, kind in enumerate(EVIDENCE)}
    seen = {kind for kind, count in having.items() if count >= min(_ENOUGH, len(examples))}
    return {kind: weight for kind, weight in weights.items() if kind in seen}


def _descend(differences: Matrix, shares: Matrix, weights: Matrix, columns: Sequence[int]) -> Matrix:
    slope = 10.0  # scores are about 0 to 1: a margin of 0.1 is a clear lead
    free = np.zeros(len(weights), dtype=bool)
    free[list(columns)] = True
    current = weights.copy()
    for step in range(600):
        margins = np.clip(slope * (differences @ current), -30, 30)
        pull = -(shares / (1 + np.exp(margins))) @ differences * slope + _SHRINK * current
        current = np.where(free, np.maximum(current - 0.3 / (1 + step / 200) * pull, 0.0), 0.0)
    return current


def reciprocal_ranks(examples: Sequence[Example], score: Callable[[Example], Matrix]) -> Matrix:
    """1 / rank of the right article for each question (0 past rank 10): float64[questions]."""
    return np.array([1.0 / rank if (rank := _rank(example, score(example))) <= 10 else 0.0 for example in examples])


def _rank(example: Example, scores: Matrix) -> int:
    best = float(scores[example.relevant].max())
    return 1 + len(set(example.articles[(scores > best) & ~example.relevant].tolist()))


def linear_scorer(weights: Mapping[str, float]) -> Callable[[Example], Matrix]:
    """Scores of an example's candidates under weights."""
    vector = np.array([weights.get(kind, 0.0) for kind in EVIDENCE])
    return lambda example: example.features @ vector


def rrf_scorer(kinds: Sequence[str]) -> Callable[[Example], Matrix]:
    """Reciprocal rank fusion of some kinds of evidence."""
    columns = {kind: EVIDENCE.index(kind) for kind in kinds}
    return lambda example: np.asarray(
        fusion.reciprocal_rank({kind: example.features[:, at] for kind, at in columns.items()})
    )


def cross_validated(examples: Sequence[Example], fit: Callable[[Sequence[Example]], Weights]) -> Matrix:
    """Reciprocal ranks of each question under weights fitted on the other folds."""
    out = np.zeros(len(examples))
    for fold in range(FOLDS):
        held = [at for at in range(len(examples)) if at % FOLDS == fold]
        weights = fit([example for at, example in enumerate(examples) if at % FOLDS != fold])
        out[held] = reciprocal_ranks([examples[at] for at in held], linear_scorer(weights))
    return out


def convex(examples: Sequence[Example]) -> Weights:
    """The best convex combination of dense and lexical scores on a grid (Bruch et al. 2023)."""
    grid = [{"dense": a / 20, "words": 1 - a / 20} for a in range(21)]
    return max(grid, key=lambda weights: float(reciprocal_ranks(examples, linear_scorer(weights)).mean()))


def p_value(one: Matrix, other: Matrix, rounds: int = 2000) -> float:
    """Two-sided paired randomisation test of the difference of means (Smucker et al. 2007)."""
    difference = one - other
    signs = np.random.default_rng(SEED).choice([-1.0, 1.0], size=(rounds, len(difference)))
    return float((np.abs(signs @ difference) >= abs(difference.sum()) - 1e-12).mean())


def compare(examples: Sequence[Example]) -> str:
    """A table of ways to fuse, by mean reciprocal rank and recall at 1 and 5, each with p against the fitted model."""
    full = cross_validated(examples, fit_weights)
    table = {
        "dense": reciprocal_ranks(examples, linear_scorer({"dense": 1.0})),
        "words": reciprocal_ranks(examples, linear_scorer({"words": 1.0})),
        "rrf of all": reciprocal_ranks(examples, rrf_scorer(EVIDENCE)),
        "rrf dense+words": reciprocal_ranks(examples, rrf_scorer(_BASE)),
        "convex dense+words": cross_validated(examples, convex),
        "fitted dense+words": cross_validated(examples, lambda some: fit_weights(some, _BASE)),
        "fitted, + names": cross_validated(examples, lambda some: fit_weights(some, (*_BASE, "names"))),
        "fitted, + dates": cross_validated(examples, lambda some: fit_weights(some, (*_BASE, "dates"))),
        "fitted, no tokens": cross_validated(examples, lambda some: fit_weights(some, _PLAIN)),
        "fitted, all": full,
    }
    lines = [f"{'':20s}   mrr   r@1   r@5      p"]
    for name, ranks in table.items():
        recall = [(ranks >= 1 / at - 1e-9).mean() for at in (1, 5)]
        lines.append(f"{name:20s} {ranks.mean():.3f} {recall[0]:.3f} {recall[1]:.3f} {p_value(ranks, full):6.3f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m rag.retrieval.fit", description="Fit the weights of evidence.")
    parser.add_argument("sets", nargs="+", metavar="GOLD=INDEX")
    parser.add_argument("--limit", type=int, help="questions of each set, at most")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name}")
    args = parser.parse_args()
    examples: list[Example] = []
    for item in args.sets:
        gold, _, folder = item.partition("=")
        with Index.open(folder, readonly=True) as index:
            examples += collect(index, read_gold(Path(gold), args.limit), Path(gold).stem)
    report(examples, write=args.write)


def report(examples: Sequence[Example], *, write: bool) -> None:
    """Print the comparison for each language and set; with ``write``, keep the fitted weights."""
    found = dict(fitted())
    weights, plain = dict(found["weights"]), dict(found["without_tokens"])
    for language in sorted({example.language for example in examples}):
        own = [example for example in examples if example.language == language]
        print(f"{language}: {len(own)} questions")
        print(compare(own))
        weights[language] = weights[language] | seen_only(fit_weights(own), own)
        without = seen_only(fit_weights(own, _PLAIN), own)
        plain[language] = {k: v for k, v in (plain[language] | without).items() if k in _PLAIN}
        print(f"weights {weights[language]}")
        print(f"without tokens {plain[language]}")
        for group in sorted({example.group for example in own}):
            part = [example for example in own if example.group == group]
            ranks = reciprocal_ranks(part, linear_scorer(weights[language]))
            words = reciprocal_ranks(part, linear_scorer({"words": 1.0}))
            figures = f"mrr {ranks.mean():.3f} r@1 {(ranks == 1).mean():.3f}, words alone {words.mean():.3f}"
            print(f"  {group}: fitted {figures}")
    if write:
        WEIGHTS.write_text(json.dumps(found | {"weights": weights, "without_tokens": plain}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
