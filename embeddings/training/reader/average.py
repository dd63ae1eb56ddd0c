"""Weights between two readers of one ancestry, as in model soups (Wortsman et al. 2022)."""

from __future__ import annotations

from embeddings.training.reader.model import ReaderModel


def average(first: ReaderModel, second: ReaderModel, share: float) -> ReaderModel:
    """``first`` with ``share`` (0 to 1) of the way gone to ``second``, which has the same shape; both stay as they are.

    Raises:
        ValueError: they differ in shape, or ``share`` is outside 0 to 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share}; choose one between 0 and 1")
    if first.encoder.shape != second.encoder.shape:
        raise ValueError("these readers differ in shape; average two of one ancestry")
    out = ReaderModel(type(first.encoder)(first.encoder.shape))
    own, other = first.state_dict(), second.state_dict()
    out.load_state_dict({name: (1 - share) * own[name] + share * other[name] for name in own})
    return out
