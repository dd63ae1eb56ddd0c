"""Days of a question as index terms."""

from __future__ import annotations

from datetime import date

from rag.retrieval.clauses import day_terms, word_clauses
from rag.retrieval.query import analyse


def terms(question: str) -> set[str]:
    return {t.text for group in day_terms(analyse(question, today=date(2024, 1, 23))) for t in group}


def test_the_paper_of_the_next_day_may_be_next_years() -> None:
    found = terms("Who chaired the meeting on December 31, 2023?")
    assert {"2023-12-31", "pub:2023-12-31", "pub:2024-01-01"} <= found
    assert "pub:2023-01-01" not in found


def test_a_syllable_of_a_name_is_one_character() -> None:
    query = analyse("Who is Xi Shuanzhu?")
    assert query.spelt == {"xi", "shuanzhu"}
    said = {term.text for clause in word_clauses(query, bridge=True, unigram=0.3) for term in clause.terms}
    assert "习" in said
    assert not said & {"近平", "习近"}
    other = {term.text for clause in word_clauses(analyse("Xi"), bridge=True, unigram=0.3) for term in clause.terms}
    assert "近平" in other


def test_only_chinese_names_are_spelt() -> None:
    assert not analyse("What did Harriet Colbeck say in May?").spelt
    assert not analyse("席栓柱是谁？").spelt
