"""Gradient-boosted decision trees (Friedman 2001), fitted elsewhere and evaluated here without a library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Node = float | tuple[int, float, "Node", "Node"]  # a leaf's value, or a feature, its threshold, and where to go


@dataclass(frozen=True, slots=True)
class Trees:
    """``start`` plus one leaf of each tree. At a node, a feature of at most the threshold goes to the first branch."""

    features: tuple[str, ...]
    start: float
    trees: tuple[Node, ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Trees:
        """From what JSON holds: {"features": [...], "start": number, "trees": [[feature, threshold, left, right]]}.

        Raises:
            ValueError: a tree is malformed or asks for a feature that there is not.
            KeyError: a part is missing.
        """
        names = tuple(map(str, stored["features"]))
        return cls(names, float(stored["start"]), tuple(_node(tree, len(names)) for tree in stored["trees"]))

    def score(self, features: Mapping[str, float]) -> float:
        """The sum for one row of features by name; what is not among them counts as 0."""
        row = [features.get(name, 0.0) for name in self.features]
        total = self.start
        for node in self.trees:
            while isinstance(node, tuple):
                node = node[2] if row[node[0]] <= node[1] else node[3]
            total += node
        return total


def _node(stored: Any, features: int) -> Node:
    if isinstance(stored, int | float):
        return float(stored)
    if not isinstance(stored, list | tuple) or len(stored) != 4 or not 0 <= int(stored[0]) < features:
        raise ValueError(f"no node of a tree: {stored!r:.80}")
    feature, threshold, left, right = stored
    return int(feature), float(threshold), _node(left, features), _node(right, features)
