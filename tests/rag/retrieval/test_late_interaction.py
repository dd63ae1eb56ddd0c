"""Late interaction as one kind of evidence: for the best candidates, where the index has token vectors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.index import Index
from rag.retrieval.config import RetrievalConfig
from rag.retrieval.query import analyse
from rag.retrieval.retriever import Retriever
from tests.helpers import TokenHashEmbedder, similarity_of_codes

QUESTION = "云溪县苹果产量是多少？"
ONLY = {language: {"tokens": 1.0} for language in ("zh", "en")}
PLAIN = {language: {"words": 1.0} for language in ("zh", "en")}


def test_the_best_candidates_have_their_max_similarity_and_the_others_the_least_of_it(tokens: Index) -> None:
    retriever, model = Retriever(tokens, RetrievalConfig(compared=3)), TokenHashEmbedder()
    with tokens.pin() as snapshot:
        rows, evidence = retriever.evidence(snapshot, analyse(QUESTION, today=None), 1, None, None)
        stored = snapshot.tokens(rows, model.token_codec.size)
    assert stored is not None
    assert len(rows) > 3
    exact = similarity_of_codes(model.encode_query_and_tokens(QUESTION)[1], stored)
    plain = [RetrievalConfig().without_tokens["zh"].get(k, 0.0) * v for k, v in evidence.items() if k != "tokens"]
    best = np.argsort(-np.sum(plain, axis=0), kind="stable")[:3]
    others = np.setdiff1d(np.arange(len(rows)), best)
    np.testing.assert_allclose(evidence["tokens"][best], exact[best], atol=1e-6)
    np.testing.assert_allclose(evidence["tokens"][others], exact[best].min(), atol=1e-6)


def test_what_is_closest_by_its_tokens_comes_first_where_they_alone_count(tokens: Index) -> None:
    model = TokenHashEmbedder()
    found = Retriever(tokens, RetrievalConfig(weights=ONLY)).search(QUESTION, k=5)
    similar = [p.scores["tokens"] for p in found]
    assert similar == sorted(similar, reverse=True)
    assert found[0].title == "果农迎来丰收"
    exact = similarity_of_codes(
        model.encode_query_and_tokens(QUESTION)[1],
        [model.token_codec.encode(model.tokens(f"{found[0].title}\n2023-10-08\n{found[0].text}"))],
    )
    assert found[0].scores["tokens"] == pytest.approx(exact[0], abs=0.1)  # the embedded text may differ in its date


def test_without_token_vectors_the_weights_are_those_fitted_without(index: Index, tokens: Index) -> None:
    config = RetrievalConfig(weights=ONLY, without_tokens=PLAIN)
    (first, *_) = Retriever(index, config).search(QUESTION, k=5)
    assert "tokens" not in first.scores
    assert first.score == pytest.approx(first.scores["words"])
    left_out = replace(config, evidence=("dense", "words"))
    (first, *_) = Retriever(tokens, left_out).search(QUESTION, k=5)
    assert first.score == pytest.approx(first.scores["words"])


def test_a_question_of_signs_alone_is_no_error(tokens: Index) -> None:
    assert Retriever(tokens).search("《》？ 苹果 🙂", k=3)
