"""ALCE's citation recall and precision, and overlap with the evidence."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from eval.metrics.alce import Statement, citation_precision, citation_recall, split_statements, strip_markers
from eval.metrics.citation_overlap import citation_overlap


def _needs(*wanted: int):  # type: ignore[no-untyped-def]
    """Supported when all of ``wanted`` are cited together."""

    def supports(markers: Sequence[int], statement: str) -> bool:
        return set(wanted) <= set(markers)

    return supports


def test_markers_belong_to_the_sentence_before_them() -> None:
    assert split_statements("沈砚秋。[1] 会议听取汇报[2][3]。Third one. [1, 2]") == [
        Statement("沈砚秋。", (1,)),
        Statement("会议听取汇报。", (2, 3)),
        Statement("Third one.", (1, 2)),
    ]
    assert split_statements("[1]") == []
    assert strip_markers("Grew 9.9% [1] last year [2, 3].") == "Grew 9.9% last year."


def test_a_statement_without_citations_has_no_recall() -> None:
    statements = [Statement("cited", (1,)), Statement("not cited", ())]
    assert citation_recall(statements, _needs()) == 0.5
    assert citation_recall([], _needs()) == 0.0


def test_citations_that_only_together_support_are_all_precise() -> None:
    assert citation_precision([Statement("s", (1, 2))], _needs(1, 2)) == 1.0


def test_a_citation_that_adds_nothing_is_irrelevant() -> None:
    # 1 alone supports; 2 alone does not, and without it the statement still stands
    assert citation_precision([Statement("s", (1, 2))], _needs(1)) == 0.5


def test_citations_of_an_unsupported_statement_are_wrong() -> None:
    assert citation_precision([Statement("s", (1, 2))], _needs(3)) == 0.0
    assert citation_precision([Statement("s", ())], _needs(3)) == 0.0


def test_overlap_counts_characters_once() -> None:
    cited = [("a", 0, 10), ("a", 5, 15), ("b", 0, 5)]
    precision, recall = citation_overlap(cited, [("a", 10, 20)])
    assert precision == pytest.approx(5 / 20)
    assert recall == pytest.approx(5 / 10)
    assert citation_overlap([], [("a", 0, 1)]) == (0.0, 0.0)
