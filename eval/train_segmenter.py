"""Fit the page segmenter on generated pages and store its weights.

    python -m eval.train_segmenter --pages 4000

Maximum likelihood with weight decay, by Adam over minibatches of pages; only articles of the tuning split are
laid out.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from eval.page_articles import load_articles
from eval.page_generator import Page, pages
from rag.reading.features import EDGES, page_features
from rag.reading.lines import split_lines
from rag.reading.segmenter import LABELS, WEIGHTS

_RARE = 12  # a feature seen on fewer lines than this is left out
_BATCH = 24  # pages
_WORDLESS = 0.15  # share of steps at which no word is compared: some pages are all about one thing
_DROPPED = 0.1  # share of features left out at each step, so that no label hangs on a few of them

Floats = NDArray[np.float32]
Parameters = dict[str, Floats]


class Encoded:
    """Pages as arrays: features sparse float32[lines, features], edges and labels int64[lines], page bounds.

    ``lexical`` marks the features that compare words, bool[features].
    """

    def __init__(self, laid: Sequence[Page]) -> None:
        found = [list(page_features(split_lines(page.text))) for page in laid]
        counts = Counter(name for page in found for line in page for name in line.names)
        self.names = sorted(name for name, count in counts.items() if count >= _RARE)
        rows = {name: at for at, name in enumerate(self.names)}
        self.lexical = np.array([name.startswith(("fo", "ba", "fb", "co", "cg")) for name in self.names])
        columns: list[int] = []
        starts = [0]
        edges: list[int] = []
        labels: list[int] = []
        self.bounds: list[tuple[int, int]] = []
        for page, lines in zip(laid, found, strict=True):
            if len(page.labels) != len(lines):
                raise ValueError("a generated page and its text have different numbers of lines")
            self.bounds.append((len(labels), len(labels) + len(lines)))
            for line, label in zip(lines, page.labels, strict=True):
                columns += [rows[name] for name in line.names if name in rows]
                starts.append(len(columns))
                edges.append(line.edge)
                labels.append(label)
        ones = np.ones(len(columns), np.float32)
        self.features = sparse.csr_matrix((ones, columns, starts), shape=(len(labels), len(rows)))
        self.edges = np.array(edges, dtype=np.int64)
        self.labels = np.array(labels, dtype=np.int64)


def fit(data: Encoded, *, hidden: int, epochs: int, rate: float, decay: float, seed: int) -> Parameters:
    """Weights of the fitted field, shaped as `rag.reading.segmenter.Weights` says."""
    rng = np.random.default_rng(seed)
    count = len(data.names)
    weights: Parameters = {
        "direct": np.zeros((count, LABELS), np.float32),
        "into": rng.normal(0, 0.15, (count, hidden)).astype(np.float32),
        "bias": np.zeros(hidden, np.float32),
        "out": rng.normal(0, 0.2, (hidden, LABELS)).astype(np.float32),
        "steps": np.zeros((EDGES, LABELS, LABELS), np.float32),
    }
    first = {key: np.zeros_like(value) for key, value in weights.items()}
    second = {key: np.zeros_like(value) for key, value in weights.items()}
    order = sorted(range(len(data.bounds)), key=lambda page: data.bounds[page][1] - data.bounds[page][0])
    batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
    step, total = 0, epochs * len(batches)
    for epoch in range(epochs):
        loss = 0.0
        for batch in rng.permutation(len(batches)):
            value, gradients = _gradient(data, batches[batch], weights, rng)
            loss += value
            step += 1
            now = rate * min(1.0, step / 100, (total - step) / (0.6 * total) + 0.02)
            for key, gradient in gradients.items():
                first[key] += 0.1 * (gradient - first[key])
                second[key] += 0.01 * (gradient * gradient - second[key])
                move = (first[key] / (1 - 0.9**step)) / (np.sqrt(second[key] / (1 - 0.99**step)) + 1e-6)
                weights[key] -= now * (move + decay * weights[key])
        print(f"epoch {epoch + 1}: {loss / len(data.labels):.4f} nats a line", flush=True)
    return weights


def _gradient(
    data: Encoded, batch: Sequence[int], weights: Parameters, rng: np.random.Generator
) -> tuple[float, Parameters]:
    """Negative log likelihood of a batch of pages, and its mean gradient a page; half the hidden units rest."""
    bounds = [data.bounds[page] for page in batch]
    count, longest = len(bounds), max(end - start for start, end in bounds)
    mask = np.zeros((count, longest), dtype=bool)
    for at, (start, end) in enumerate(bounds):
        mask[at, : end - start] = True
    lines = np.concatenate([np.arange(start, end) for start, end in bounds])
    inputs = data.features[lines]
    inputs.data *= rng.random(len(inputs.data)) >= _DROPPED
    if rng.random() < _WORDLESS:
        inputs.data *= ~data.lexical[inputs.indices]
    raw = inputs @ weights["into"] + weights["bias"]
    awake = (rng.random(raw.shape) < 0.7).astype(np.float32) / 0.7
    layer = np.maximum(raw, 0.0) * awake
    flat = inputs @ weights["direct"] + layer @ weights["out"]
    scores = np.zeros((count, longest, LABELS), np.float32)
    scores[mask] = flat
    edges = np.zeros((count, longest), np.int64)
    labels = np.zeros((count, longest), np.int64)
    edges[mask], labels[mask] = data.edges[lines], data.labels[lines]
    value, down, steps = _chain(scores, weights["steps"], edges, labels, mask)
    passed = down[mask]
    back = (passed @ weights["out"].T) * awake * (raw > 0)
    gradients = {
        "direct": inputs.T @ passed,
        "into": inputs.T @ back,
        "bias": back.sum(axis=0),
        "out": layer.T @ passed,
        "steps": steps,
    }
    return value, gradients


def _chain(
    scores: Floats, steps: Floats, edges: NDArray[np.int64], labels: NDArray[np.int64], mask: NDArray[np.bool_]
) -> tuple[float, Floats, Floats]:
    """(loss, its gradient by the scores float32[pages, lines, labels], by the steps), by forward and backward sums."""
    count, longest, _ = scores.shape
    moves = steps[edges]  # [page, line, from, to]
    alpha, beta = np.zeros_like(scores), np.zeros_like(scores)
    alpha[:, 0] = scores[:, 0]
    for at in range(1, longest):
        forward = _logsum(alpha[:, at - 1, :, None] + moves[:, at], 1) + scores[:, at]
        alpha[:, at] = np.where(mask[:, at, None], forward, alpha[:, at - 1])
    for at in range(longest - 2, -1, -1):
        backward = _logsum(moves[:, at + 1] + (scores[:, at + 1] + beta[:, at + 1])[:, None, :], 2)
        beta[:, at] = np.where(mask[:, at + 1, None], backward, 0.0)
    total = _logsum(alpha[:, -1], 1)
    marginal = np.exp(alpha + beta - total[:, None, None]) * mask[:, :, None]
    both = alpha[:, :-1, :, None] + moves[:, 1:] + (scores + beta)[:, 1:, None, :] - total[:, None, None, None]
    pair = np.exp(both) * mask[:, 1:, None, None]
    gold = np.eye(LABELS, dtype=np.float32)[labels] * mask[:, :, None]
    gold_pair = gold[:, :-1, :, None] * gold[:, 1:, None, :]
    value = float(total.sum() - (scores * gold).sum() - (moves[:, 1:] * gold_pair).sum())
    by_step = np.zeros_like(steps)
    np.add.at(by_step, edges[:, 1:].ravel(), ((pair - gold_pair) / count).reshape(-1, LABELS, LABELS))
    return value, (marginal - gold) / count, by_step


def _logsum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    out: Floats = np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis)
    return out


def store(names: Sequence[str], weights: Parameters, path: Path = WEIGHTS) -> None:
    """Write the weights as bytes, each matrix a multiple of its own scale."""
    arrays: dict[str, NDArray[np.generic]] = {"names": np.frombuffer("\n".join(names).encode("utf-8"), np.uint8)}
    for key, value in weights.items():
        scale = float(np.abs(value).max()) / 127 or 1.0
        arrays[key] = np.rint(value / scale).astype(np.int8)
        arrays[f"{key}_scale"] = np.array(scale, np.float32)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the names for options


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4000)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--rate", type=float, default=0.005)
    parser.add_argument("--decay", type=float, default=0.01)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    laid = pages(load_articles(held_out=False), options.pages, options.seed, english=0.25)
    data = Encoded(laid)
    print(f"{len(data.bounds)} pages, {len(data.labels)} lines, {len(data.names)} features", flush=True)
    weights = fit(
        data, hidden=options.hidden, epochs=options.epochs, rate=options.rate, decay=options.decay, seed=options.seed
    )
    store(data.names, weights, options.out)


if __name__ == "__main__":
    main()
