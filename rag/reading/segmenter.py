"""The fitted line labeller: a linear-chain conditional random field over the features of a page's lines.

A line's score for a label is a linear function of its features plus a small hidden layer's. The weights
(segmenter.npz) are fitted by ``python -m eval.train_segmenter``. Lafferty, McCallum and Pereira, "Conditional
random fields", ICML 2001; with hidden units: Peng, Bo and Xu, "Conditional neural fields", NIPS 2009.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.language.scripts import simplify
from rag.reading.features import EDGES, page_features
from rag.reading.labels import Label
from rag.reading.lines import Line

WEIGHTS = Path(__file__).with_name("segmenter.npz")
LABELS = len(Label)

# What a line that stands bare loses as text: pages of other makers than the generator tell it less from a column
# break than the fitted weights believe (samples/pages: 59 to 61 of 64 headlines).
_BARE = 5.0
_TEXT_ENDS = frozenset("。！？…；：，、!?;:,.")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """``rows`` names the features. Their direct weights are float32[features, labels], those into the hidden
    layer float32[features, hidden] with biases float32[hidden], out of it float32[hidden, labels]; ``steps`` scores
    each step from label to label, float32[edges, labels, labels].
    """

    rows: dict[str, int]
    direct: Floats
    into: Floats
    bias: Floats
    out: Floats
    steps: Floats

    def scores(self, names: Sequence[str]) -> Floats:
        """float32[labels] of a line for which the named features hold."""
        known = [self.rows[name] for name in names if name in self.rows]
        hidden = np.maximum(self.into[known].sum(axis=0) + self.bias, 0.0)
        found: Floats = self.direct[known].sum(axis=0) + hidden @ self.out
        return found


@cache
def load_weights() -> Weights:
    """The stored weights. They are whole multiples of a scale, one a matrix."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        names = bytes(stored["names"]).decode("utf-8").split("\n")
        arrays = {
            key: stored[key].astype(np.float32) * np.float32(stored[f"{key}_scale"])
            for key in ("direct", "into", "bias", "out", "steps")
        }
    steps = arrays["steps"].reshape(EDGES, LABELS, LABELS)
    rows = {name: at for at, name in enumerate(names)}
    return Weights(rows, arrays["direct"], arrays["into"], arrays["bias"], arrays["out"], steps)


def label_lines(lines: Sequence[Line]) -> list[Label]:
    """The most probable labels of a page's lines (Viterbi)."""
    if not lines:
        return []
    lines = [replace(line, text=simplify(line.text)) for line in lines]  # the weights know no other characters
    weights = load_weights()
    scores = np.empty((len(lines), LABELS), dtype=np.float32)
    edges = []
    for at, features in enumerate(page_features(lines)):
        scores[at] = weights.scores(features.names)
        edges.append(features.edge)
        if _stands_bare(lines, at):
            scores[at, [Label.FIRST, Label.NEXT]] -= _BARE
    return [Label(label) for label in viterbi(scores, weights.steps, edges)]


def _stands_bare(lines: Sequence[Line], at: int) -> bool:
    """Whether a line alone between blank lines, after the end of a paragraph, is too short or capitalised for text."""
    if not 0 < at < len(lines) - 1 or not lines[at].blanks or not lines[at + 1].blanks:
        return False
    text, before, after = lines[at].text, lines[at - 1], lines[at + 1]
    if text[-1] in _TEXT_ENDS or before.text[-1] not in _TEXT_ENDS or before.width > after.width - 1.6:
        return False
    words = [word for word in text.split() if word[0].isalpha()]
    if len(words) > 2 and text[0].isascii():
        return sum(word[0].isupper() for word in words) >= 0.75 * len(words)
    return lines[at].width <= 0.85 * after.width


def viterbi(scores: Floats, steps: Floats, edges: Sequence[int]) -> list[int]:
    """Best path through ``scores`` float32[lines, labels]; ``steps[edges[t]]`` scores the step into line t."""
    best = scores[0]
    back = np.zeros(scores.shape, dtype=np.int8)
    for at in range(1, len(scores)):
        through = best[:, None] + steps[edges[at]]
        back[at] = through.argmax(axis=0)
        best = through.max(axis=0) + scores[at]
    path = [int(best.argmax())]
    for at in range(len(scores) - 1, 0, -1):
        path.append(int(back[at, path[-1]]))
    return path[::-1]
