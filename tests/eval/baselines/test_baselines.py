"""BM25 by hand, rank fusion by hand, and dense search with an embedder."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from eval.baselines.bm25 import Bm25, Bm25System, bigram_tokens, top
from eval.baselines.dense import DenseSystem
from eval.baselines.fusion import FusionSystem, reciprocal_rank_fusion
from eval.baselines.units import units_of
from rag.errors import GoldError
from tests.eval.fixtures import articles, read_corpus
from tests.helpers import HashEmbedder


def test_han_runs_become_overlapping_pairs() -> None:
    assert bigram_tokens("省委会议，Jan 22日 ＡＢＣ") == ["省委", "委会", "会议", "jan", "22", "日", "abc"]


def test_bm25_by_hand() -> None:
    # "b" is in 2 of 3 documents; in the first once among 2 words, mean length 2
    scores = Bm25([["a", "b"], ["b", "b", "c"], ["c"]], k1=1.2, b=0.75).scores(["b"])
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    assert scores[0] == pytest.approx(idf * 1 * 2.2 / (1 + 1.2))
    assert scores[1] == pytest.approx(idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2)))
    assert scores[2] == 0


def test_what_matches_nothing_is_not_found() -> None:
    assert top(np.array([0.0, 2.0, 2.0, 1.0]), 10) == [1, 2, 3]
    assert Bm25([]).scores(["a"]).shape == (0,)


def test_reciprocal_rank_fusion_by_hand() -> None:
    fused = reciprocal_rank_fusion([["a", "b", "c"], ["c", "d", "c"]])
    assert fused["c"] == pytest.approx(1 / (60 + 3) + 1 / (60 + 1))
    assert fused["a"] == pytest.approx(1 / (60 + 1))
    assert list(fused) == ["c", "a", "b", "d"]


def test_the_systems_find_and_fuse(tmp_path: Path) -> None:
    corpus = read_corpus(articles(tmp_path))
    units = units_of(corpus)
    lexical = Bm25System(units)
    dense = DenseSystem(units, HashEmbedder(), cache=tmp_path / "cache")
    question = "北川的会议是谁主持的？"
    for system in (lexical, dense, FusionSystem({"words": lexical, "dense": dense})):
        first = system.search(question, 3)[0]
        assert first.title == "北川市召开会议"
        assert first.text in corpus.articles[first.article_id].text
        assert corpus.source_text(first.source)[first.start : first.end] == first.text
    both = FusionSystem({"words": lexical, "dense": dense}).search(question, 3)[0]
    assert set(both.scores) == {"words", "dense"}


def test_vectors_are_kept_for_the_next_run(tmp_path: Path) -> None:
    class Refusing(HashEmbedder):
        def encode_passages(self, texts: list[str]) -> np.ndarray:
            raise AssertionError("embedded again")

    units = units_of(read_corpus(articles(tmp_path)))
    before = DenseSystem(units, HashEmbedder(), cache=tmp_path / "cache").search("南浦", 5)
    assert DenseSystem(units, Refusing(), cache=tmp_path / "cache").search("南浦", 5) == before


def test_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="chunk or article"):
        units_of(read_corpus(articles(tmp_path)), "page")
