"""Days of a question as index terms."""

from __future__ import annotations

from datetime import date

from rag.retrieval.clauses import day_terms
from rag.retrieval.query import analyse


def terms(question: str) -> set[str]:
    return {t.text for group in day_terms(analyse(question, today=date(2024, 1, 23))) for t in group}


def test_the_paper_of_the_next_day_may_be_next_years() -> None:
    found = terms("Who chaired the meeting on December 31, 2023?")
    assert {"2023-12-31", "pub:2023-12-31", "pub:2024-01-01"} <= found
    assert "pub:2023-01-01" not in found
