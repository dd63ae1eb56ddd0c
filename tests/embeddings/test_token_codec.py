"""Token vectors in two bits a direction: what is kept of them, and how they are compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.token_codec import TokenCodec, decode, max_similarity
from tests.helpers import similarity_of_codes


@pytest.fixture(scope="module")
def codec() -> TokenCodec:
    rng = np.random.default_rng(1)
    directions = np.linalg.qr(rng.normal(size=(48, 32)))[0]
    return TokenCodec(rng.normal(scale=0.02, size=48).astype(np.float32), directions.astype(np.float32))


def _tokens(count: int) -> np.ndarray:
    return np.random.default_rng(count).normal(size=(count, 48)).astype(np.float32)


def test_codes_are_two_bits_a_direction_and_keep_what_lies_close(codec: TokenCodec) -> None:
    tokens = _tokens(200)
    codes = codec.encode(tokens)
    assert codes.dtype == np.uint8
    assert codes.shape == (200, codec.size) == (200, 8)
    kept, exact = decode(codes), codec.vectors(tokens)
    np.testing.assert_allclose(np.linalg.norm(kept, axis=1), 1, atol=1e-5)
    assert (kept * exact).sum(axis=1).mean() > 0.9
    assert ((exact @ kept.T).argmax(axis=1) == np.arange(200)).mean() > 0.99


def test_the_mean_similarity_of_each_questions_token_to_its_nearest(codec: TokenCodec) -> None:
    question, passages = codec.vectors(_tokens(3)), [codec.encode(_tokens(n)) for n in (5, 1, 9)]
    wanted = [(question @ decode(p).T).max(axis=1).mean() for p in passages]
    np.testing.assert_allclose(similarity_of_codes(question, passages), wanted, atol=1e-6)


def test_max_similarity_is_the_mean_of_the_best_cosines() -> None:
    question = np.eye(2, dtype=np.float32)
    passage = np.array([[0.6, 0.8], [1.0, 0.0]], dtype=np.float32)
    assert max_similarity(question, passage, [2]) == pytest.approx((1.0 + 0.8) / 2)
    assert max_similarity(question, passage, [1, 1]) == pytest.approx([0.7, 0.5])


def test_what_has_no_token_is_similar_to_nothing(codec: TokenCodec) -> None:
    none, some = codec.encode(_tokens(5)[:0]), codec.encode(_tokens(4))
    question = codec.vectors(_tokens(3))
    assert none.shape == (0, codec.size)
    alone = similarity_of_codes(question, [some])[0]
    assert similarity_of_codes(question, [none, some, none]).tolist() == [0.0, pytest.approx(alone), 0.0]
    assert similarity_of_codes(question[:0], [some]).tolist() == [0.0]
    assert max_similarity(question, decode(none), []).tolist() == []


def test_a_codec_is_read_as_it_was_written(codec: TokenCodec, tmp_path: Path) -> None:
    codec.write(tmp_path / "codec.npy")
    again = TokenCodec.read(tmp_path / "codec.npy")
    np.testing.assert_array_equal(again.encode(_tokens(7)), codec.encode(_tokens(7)))


@pytest.mark.parametrize(
    "table",
    [
        np.zeros(9, np.float32),
        np.zeros((9, 4), np.float64),
        np.zeros((8, 4), np.float32),
        np.full((9, 4), np.nan, np.float32),
        np.array([None]),
    ],
)
def test_a_file_that_is_no_codec_is_refused(table: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "codec.npy", table, allow_pickle=True)
    with pytest.raises(ValueError, match=r"codec|allow_pickle"):
        TokenCodec.read(tmp_path / "codec.npy")
