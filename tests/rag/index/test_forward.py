"""The forward index and BM25 against plain counting."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.index.bm25 import K1, B, Clause, LexicalQuery, Term, score
from rag.index.forward import FIELDS, ForwardIndex, ForwardPart, term_hash
from rag.index.lexical import LexicalIndex
from rag.index.words import WordIndex

WORDS = ["江", "江州", "大桥", "bridge", "22", "2024-01-22", "x" * 60, "a:b", "*", "OR", '"', "\udcff"]
documents = st.lists(
    st.dictionaries(st.sampled_from(FIELDS), st.lists(st.sampled_from(WORDS), max_size=12), max_size=5), max_size=12
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(documents, st.sets(st.integers(1, 60), max_size=8)), min_size=1, max_size=4))
def test_any_history_counts_like_counting(history: list[tuple[list[dict[str, list[str]]], set[int]]]) -> None:
    index, alive, following = ForwardIndex.empty(), dict[int, dict[str, list[str]]](), 1
    terms = [Term(field, word) for field in FIELDS for word in WORDS]
    hashes = np.array([term_hash(term.field, term.text) for term in terms], dtype=np.uint32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.index.tiers.SMALL", 4)
        for step, (added, gone) in enumerate(history):
            rowids = np.arange(following, following + len(added), dtype=np.int64)
            following += len(added)
            removed = [row for row in sorted(gone) if row in alive]
            part = ForwardPart.build("added", rowids, added)
            index = index.updated(f"part{step}", part, np.array(removed, dtype=np.int64))
            alive.update(zip(rowids.tolist(), added, strict=True))
            for row in removed:
                del alive[row]
    rows = np.array(sorted(alive), dtype=np.int64)
    counted = [[Counter(alive[row].get(t.field, ()))[t.text] for t in terms] for row in rows.tolist()]
    expected = np.array(counted, dtype=np.float32).reshape(len(rows), len(terms))
    assert index.rows == len(alive)
    np.testing.assert_array_equal(index.term_frequencies(rows, hashes), expected)
    np.testing.assert_array_equal(index.document_frequencies(hashes), (expected > 0).sum(axis=0))
    lengths = [[len(alive[row].get(field, ())) for field in FIELDS] for row in rows.tolist()]
    np.testing.assert_array_equal(index.lengths(rows), np.array(lengths).reshape(-1, len(FIELDS)))
    if alive:
        np.testing.assert_allclose(index.average, np.mean(lengths, axis=0))


def test_parts_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    part = ForwardPart.build("p", np.array([3, 9]), [{"body": ["a", "b", "a"]}, {}])
    part.save(tmp_path)
    again = ForwardPart.load(tmp_path, "p")
    hashes = np.array([term_hash("body", "a"), term_hash("title", "a")], dtype=np.uint32)
    index = ForwardIndex([again], np.empty(0, np.int64))
    np.testing.assert_array_equal(index.term_frequencies(np.array([9, 3, 4]), hashes), [[0, 0], [2, 0], [0, 0]])


def build(texts: list[str]) -> LexicalIndex:
    fields = [{"body": text.split()} for text in texts]
    rowids = np.arange(1, len(texts) + 1, dtype=np.int64)
    words = WordIndex(None)
    words.write([(int(row), None, one) for row, one in zip(rowids, fields, strict=True)], ())
    part = ForwardPart.build("p", rowids, fields)
    return LexicalIndex([words], ForwardIndex([part], np.empty(0, np.int64)))


def test_scores_are_the_formula_by_hand() -> None:
    index = build(["bridge opened today", "bridge bridge", "rain"])
    (first, second) = index.search(LexicalQuery((Clause((Term("body", "bridge"),)),)), 10)
    rarity = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))

    def bm25(frequency: int, length: int) -> float:
        return rarity * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / 2))

    assert first == (2, round(bm25(2, 2), 6))
    assert second == (1, round(bm25(1, 3), 6))


def test_translations_of_one_word_count_as_one_word() -> None:
    """Darwish & Oard: ten rare synonyms in a chunk weigh no more than the word itself would."""
    index = build(["meeting agenda", "会议 大会 集会", "会议 rain", "rain", "rain"])
    synonyms = Clause((Term("body", "会议", 0.5), Term("body", "大会", 0.3), Term("body", "集会", 0.2)))
    rows = np.array([2], dtype=np.int64)
    together = score(LexicalQuery((synonyms,)), index.forward, rows)[0]
    frequency, documents = 0.5 + 0.3 + 0.2, 0.5 * 2 + 0.3 + 0.2
    rarity = math.log(1 + (5 - documents + 0.5) / (documents + 0.5))
    average = (2 + 3 + 2 + 1 + 1) / 5
    expected = rarity * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * 3 / average))
    assert together == pytest.approx(expected)


@pytest.mark.parametrize(
    "text", ["a AND b", "body:a", "*", "a*", '"a b"', "(", "a~2", "[a TO z]", "\\", "-a", "\udcff"]
)
def test_query_syntax_is_only_text(text: str) -> None:
    index = build(["a b", "b c"])
    assert index.search(LexicalQuery((Clause((Term("body", text),)),)), 10) == []


def test_more_candidates_tie_than_are_wanted() -> None:
    index = build(["same words"] * 500)
    hits = index.search(LexicalQuery((Clause((Term("body", "same"),)),)), 5)
    assert len({score for _, score in hits}) == 1
    assert [row for row, _ in hits] == [1, 2, 3, 4, 5]


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no field 'text'"):
        Term("text", "a")
