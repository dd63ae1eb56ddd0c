"""Fit the confidence model and its threshold on questions that are not reported on.

    python -m rag.answering.fit_abstention GOLD.jsonl[:CORPUS_PATH[,CORPUS_PATH]] [...] [--split fit] [--risk 0.45]

Each gold file is asked of an index over its corpus, with the reader in use; the best finding of each question
gives a row of features and whether it is right (for an unanswerable question: never). A logistic model with an
L2 penalty is fitted to them; the threshold is the lowest at which at most ``--risk`` of the answers given would be
wrong. Figures are by five-fold cross-fitting.
The result is stored in abstention.json under the reader's name; the rows can be kept with ``--rows``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.answering.abstention import FEATURES
from rag.answering.extractive import ExtractiveAnswerer, Finding
from rag.answering.fitting import correct, requests
from rag.answering.reader import load_reader
from rag.language.scripts import fold
from rag.types import Language

OUT = Path(__file__).with_name("abstention.json")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One question: what spoke for its best finding, whether that is right, whether it could be answered at all."""

    question: str
    features: dict[str, float]
    right: bool
    answerable: bool


def collect(gold: str, answerer: ExtractiveAnswerer, split: str) -> list[Row]:
    """Ask every question of a gold file and keep what the best finding was like."""
    out: list[Row] = []
    for row, request in requests(gold, split):
        found = answerer.findings(request)
        if found:
            right = judged(found[0], row, request.language)
            out.append(Row(row["question"], found[0].features, right, bool(row["answerable"])))
    return out


def judged(finding: Finding, row: dict[str, Any], language: Language) -> bool:
    """Whether a finding answers its question as the gold row wants it."""
    if not row["answerable"]:
        return False
    if finding.verdict is not None:
        said = ("是", "Yes") if finding.verdict else ("否", "No")
        wanted = [fold(a) for a in row["answers"]]
        negative = any(w.startswith(("no", "否", "不", "没", "未", "暂不")) for w in wanted)
        return correct(said[language == "en"], row["answers"]) or finding.verdict != negative
    return correct(finding.text, row["answers"])


PRIOR = {"unroled": -1.0, "foreign": -2.0, "narrowed": -0.5, "label": 0.5, "role": 1.0}
"""What weights are drawn to where the questions say little: few ask for the bearer of a title or name other places."""


def fit(matrix: Floats, right: Floats, strength: float = 2.0) -> Floats:
    """Weights of a logistic model, L2-regularised around ``PRIOR``; the first is the bias, which is not penalised."""
    from scipy.optimize import minimize

    scale = np.ones(matrix.shape[1])
    scale[0] = 0.0
    centre = np.array([PRIOR.get(name, 0.0) for name in FEATURES])

    def loss(weights: Floats) -> tuple[float, Floats]:
        z = matrix @ weights
        value = float(
            np.sum(np.logaddexp(0.0, z) - right * z) + 0.5 * strength * np.sum(scale * (weights - centre) ** 2)
        )
        slope = matrix.T @ (1 / (1 + np.exp(-z)) - right) + strength * scale * (weights - centre)
        return value, slope

    bounds = [_bound(name) for name in FEATURES]
    found: Floats = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


_AGAINST = frozenset(
    name
    for names in (
        "missing missing_name unmet unfit echo number_conflict elsewhere contradicted",
        "unroled foreign narrowed",
    )
    for name in names.split()
)


def _bound(name: str) -> tuple[float | None, float | None]:
    """What speaks for an answer may not lower the confidence, what speaks against it may not raise it."""
    if name in ("bias", "crosslingual", "date_open", "verdict"):
        return None, None
    return (None, 0.0) if name in _AGAINST else (0.0, None)


def crossed(matrix: Floats, right: Floats, folds: int = 5, seed: int = 3) -> Floats:
    """Confidences of each row by a model that has not seen it."""
    order = np.random.default_rng(seed).permutation(len(right)) % folds
    out = np.zeros(len(right))
    for fold_number in range(folds):
        train = order != fold_number
        out[~train] = 1 / (1 + np.exp(-(matrix[~train] @ fit(matrix[train], right[train]))))
    return np.where(matrix[:, FEATURES.index("contradicted")] > 0, 0.0, out)


def choose(confidence: Floats, rows: Sequence[Row], risk: float) -> tuple[float, dict[str, float]]:
    """The lowest threshold that keeps to the risk on a tenth of the questions or more, or comes nearest to it."""
    right = np.array([r.right for r in rows])
    answerable = np.array([r.answerable for r in rows])
    best: tuple[float, float, dict[str, float]] | None = None
    for threshold in sorted({0.0, *(round(float(c) + 1e-4, 4) for c in confidence)}):
        given = confidence >= threshold
        if given.mean() < 0.1:
            break
        wrong = float(np.mean(~right[given]))
        figures = {
            "risk": round(wrong, 3),
            "coverage": round(float(given.mean()), 3),
            "unanswerable_refused": round(float(np.mean(~given[~answerable])), 3) if (~answerable).any() else 1.0,
            "answerable_refused": round(float(np.mean(~given[answerable])), 3),
            "right_of_answerable": round(float(np.mean((right & given)[answerable])), 3),
        }
        if best is None or wrong < best[0]:
            best = (wrong, threshold, figures)
        if wrong <= risk:
            break
    assert best is not None
    return best[1], best[2]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="rag.answering.fit_abstention")
    parser.add_argument("gold", nargs="+", help="GOLD.jsonl:CORPUS[,CORPUS]")
    parser.add_argument("--split", default="fit", help="only rows of this split; '' for all")
    parser.add_argument("--risk", type=float, default=0.45)
    parser.add_argument("--reader", help="a reader's folder; 'sentences' for the one without weights")
    parser.add_argument("--rows", type=Path, help="keep the rows here, or read them from here where it exists")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    if options.reader == "sentences":
        from rag.answering.sentence_reader import SentenceReader

        answerer = ExtractiveAnswerer(SentenceReader())
    else:
        answerer = ExtractiveAnswerer(load_reader(options.reader))
    rows: list[Row] = []
    if options.rows and options.rows.exists():
        rows = [Row(**json.loads(line)) for line in options.rows.read_text(encoding="utf-8").splitlines()]
    else:
        for part in options.gold:
            rows += collect(part, answerer, options.split)
        if options.rows:
            kept = ({f: getattr(r, f) for f in Row.__slots__} for r in rows)
            options.rows.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in kept), encoding="utf-8")
    matrix = np.array([[r.features.get(name, 0.0) for name in FEATURES] for r in rows])
    right = np.array([float(r.right) for r in rows])
    threshold, figures = choose(crossed(matrix, right), rows, options.risk)
    weights = fit(matrix, right)
    fitted = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    fitted[answerer.name] = {
        "weights": {n: round(float(w), 4) for n, w in zip(FEATURES, weights, strict=True)},
        "threshold": threshold,
        "risk": options.risk,
        "fitted_on": f"{len(rows)} questions of " + ", ".join(Path(g.partition(":")[0]).name for g in options.gold),
        "cross_fitted": figures,
    }
    options.out.write_text(json.dumps(fitted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(
        json.dumps(
            {"reader": answerer.name, "questions": len(rows), "best_right": round(float(right.mean()), 3), **figures}
        )
    )


if __name__ == "__main__":
    main()
