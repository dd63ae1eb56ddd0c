"""Character overlap between cited spans and gold evidence spans (token-level evidence F1 of ERASER,
DeYoung et al., ACL 2020, §4.1, with characters of the source for tokens)."""

from __future__ import annotations

from collections.abc import Sequence

Span = tuple[str, int, int]  # source, start, end


def citation_overlap(cited: Sequence[Span], evidence: Sequence[Span]) -> tuple[float, float]:
    """(precision, recall): the share of cited characters that are evidence, and of evidence that is cited.

    Characters cited twice count once. Without citations both are 0; the caller leaves out questions without evidence.
    """
    given, gold = _characters(cited), _characters(evidence)
    same = len(given & gold)
    return (same / len(given) if given else 0.0), (same / len(gold) if gold else 0.0)


def _characters(spans: Sequence[Span]) -> set[tuple[str, int]]:
    return {(source, at) for source, start, end in spans for at in range(start, end)}
