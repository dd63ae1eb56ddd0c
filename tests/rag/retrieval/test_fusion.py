"""The closed forms of fusion and of late interaction, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rag.errors import ModelNotFoundError, NewsragError
from rag.retrieval import fusion
from rag.retrieval.config import EVIDENCE, RetrievalConfig
from rag.retrieval.rerank import load_reranker


def test_reciprocal_rank_fusion_is_the_sum_of_one_over_sixty_plus_rank() -> None:
    evidence = {"dense": np.array([0.9, 0.5, 0.1]), "words": np.array([0.0, 2.0, 3.0]), "flat": np.zeros(3)}
    expected = [1 / 61, 1 / 62 + 1 / 62, 1 / 63 + 1 / 61]
    assert fusion.reciprocal_rank(evidence) == pytest.approx(expected)


def test_linear_fusion_is_the_weighted_sum() -> None:
    evidence = {"dense": np.array([0.5, 1.0]), "words": np.array([1.0, 0.0])}
    assert fusion.linear(evidence, {"dense": 2.0, "words": 0.5}) == pytest.approx([1.5, 2.0])


def test_fitted_weights_cover_both_languages_and_every_kind() -> None:
    config = RetrievalConfig()
    for language in ("zh", "en"):
        assert set(config.weights[language]) == set(EVIDENCE)
        assert config.weights[language]["words"] > 0
        assert config.weights[language]["dense"] > 0


def test_unknown_evidence_is_refused() -> None:
    with pytest.raises(ValueError, match="magic"):
        RetrievalConfig(evidence=("magic",))


def test_an_unknown_reranker_is_a_clear_error(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = tmp_path_factory.mktemp("no-model")
    with pytest.raises(ModelNotFoundError, match="CrossEncoder"):
        load_reranker(str(empty))
    assert load_reranker(None) is None


def test_an_unknown_system_names_those_there_are() -> None:
    from rag.retrieval.systems import build_system

    with pytest.raises(NewsragError, match="hybrid"):
        build_system("nonsense", None)  # type: ignore[arg-type]  # the name is refused before the index is touched
