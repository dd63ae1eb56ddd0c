"""Accuracy of the decision to answer, on answerable and unanswerable questions apart (Rajpurkar et al., ACL 2018)."""

from __future__ import annotations

from collections.abc import Sequence


def abstention_accuracy(answered: Sequence[bool], answerable: Sequence[bool]) -> dict[str, float]:
    """``answered_answerable``: share of answerable questions that were answered; ``abstained_unanswerable``: share
    of unanswerable ones that were refused. A side without questions has no entry.
    """
    pairs = list(zip(answered, answerable, strict=True))
    given = [was for was, could in pairs if could]
    refused = [not was for was, could in pairs if not could]
    out: dict[str, float] = {}
    if given:
        out["answered_answerable"] = sum(given) / len(given)
    if refused:
        out["abstained_unanswerable"] = sum(refused) / len(refused)
    return out
