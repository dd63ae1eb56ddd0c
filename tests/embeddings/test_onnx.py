"""The bundled model as a user meets it: what goes in, what comes out, and what odd input does."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import embeddings
from embeddings.onnx import OnnxEmbedder
from rag.errors import ModelNotFoundError
from tests.helpers import similarity_of_codes

ENGLISH = "Who chaired the provincial committee meeting on January 22?"
CHINESE = "1月22日，省委书记景俊海主持召开省委常委会会议。"
TRADITIONAL = "1月22日，省委書記景俊海主持召開省委常委會會議。"
OTHER = "国家邮政局发布数据，快递业务量累计完成1320.7亿件。"


@pytest.fixture(scope="module")
def model() -> OnnxEmbedder:
    loaded = embeddings.load()
    assert isinstance(loaded, OnnxEmbedder)
    return loaded


def test_vectors_are_unit_length_float32(model: OnnxEmbedder) -> None:
    for vectors in (model.encode_queries([ENGLISH, CHINESE]), model.encode_passages([OTHER])):
        assert vectors.dtype == np.float32
        assert vectors.shape[1] == model.dimension
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_question_in_english_is_nearest_to_its_chinese_sentence(model: OnnxEmbedder) -> None:
    question, right, wrong = model.encode_passages([ENGLISH, CHINESE, OTHER])
    assert question @ right > question @ wrong + 0.1


def test_traditional_and_simplified_spelling_are_one(model: OnnxEmbedder) -> None:
    one, other = model.encode_passages([CHINESE, TRADITIONAL])
    assert one @ other > 0.98


def test_a_text_has_the_same_vector_in_any_batch(model: OnnxEmbedder) -> None:
    texts = [CHINESE, ENGLISH, OTHER * 9, "好", "", OTHER[:20], "A longer English sentence, for company. " * 6] * 5
    together = model.encode_passages(texts)
    alone = np.concatenate([model.encode_passages([t]) for t in texts])
    np.testing.assert_allclose(together, alone, atol=1e-3)


def test_tokens_tell_passages_apart_across_languages(model: OnnxEmbedder) -> None:
    vectors, codes = model.encode_passages_and_tokens([CHINESE, OTHER, ""])
    np.testing.assert_allclose(vectors, model.encode_passages([CHINESE, OTHER, ""]), atol=1e-3)
    query, tokens = model.encode_query_and_tokens(ENGLISH)
    np.testing.assert_allclose(query, model.encode_queries([ENGLISH])[0], atol=1e-3)
    right, wrong, nothing = similarity_of_codes(tokens, codes)
    assert right > wrong + 0.1
    assert nothing == 0.0


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\x00", "\ud800", "🙂🚀", "́", "ﷺ" * 50, "𠮷" * 400, "é" * 3_000, "会" * 10_000]
)
def test_odd_text_gives_a_unit_vector(model: OnnxEmbedder, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        vectors = model.encode_queries([text])
        query, tokens = model.encode_query_and_tokens(text)
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    np.testing.assert_allclose(query, vectors[0], atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(tokens, axis=1), 1, atol=1e-4)


def test_a_surrogate_or_nul_changes_nothing(model: OnnxEmbedder) -> None:
    clean, dirty = model.encode_passages([CHINESE, "\ud83d" + CHINESE[:5] + "\x00" + CHINESE[5:]])
    assert clean @ dirty > 0.98


def test_nothing_in_nothing_out(model: OnnxEmbedder) -> None:
    assert model.encode_queries([]).shape == (0, model.dimension)
    vectors, codes = model.encode_passages_and_tokens([])
    assert vectors.shape == (0, model.dimension)
    assert codes == []


def test_a_long_text_is_cut_with_one_warning() -> None:
    fresh = OnnxEmbedder(embeddings.MODELS / embeddings.DEFAULT)
    with pytest.warns(UserWarning, match="cut to the 512"):
        fresh.encode_passages([OTHER * 100])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fresh.encode_passages([OTHER * 100])


def test_token_vectors_are_one_a_token(model: OnnxEmbedder) -> None:
    short, long = model.encode_tokens(["好", OTHER])
    assert short.shape == (3, model.dimension)
    assert len(long) > len(short)
    np.testing.assert_allclose(np.linalg.norm(long, axis=1), 1, atol=1e-4)


def test_the_fingerprint_follows_the_bytes(model: OnnxEmbedder, tmp_path: Path) -> None:
    for file in model.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert OnnxEmbedder(tmp_path).fingerprint == model.fingerprint
    config = tmp_path / "config.json"
    config.write_bytes(config.read_bytes() + b"\n")
    assert OnnxEmbedder(tmp_path).fingerprint != model.fingerprint


def test_the_fingerprint_is_the_one_that_indexes_were_made_with(model: OnnxEmbedder) -> None:
    names = ("model.onnx", "tokenizer.json", "config.json", "config_sentence_transformers.json", "token_codec.npy")
    parts = (name.encode() + b"\0" + (model.folder / name).read_bytes() + b"\0" for name in names)
    assert model.fingerprint == hashlib.sha256(b"".join(parts)).hexdigest()


def test_an_empty_file_has_a_fingerprint_too(model: OnnxEmbedder, tmp_path: Path) -> None:
    for file in model.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    copied = OnnxEmbedder(tmp_path)
    (tmp_path / "config_sentence_transformers.json").write_bytes(b"")
    assert copied.fingerprint != model.fingerprint


def test_the_exported_folder_is_small(model: OnnxEmbedder) -> None:
    assert sum(f.stat().st_size for f in model.folder.iterdir()) <= 30_000_000


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"has no model\.onnx"):
        OnnxEmbedder(tmp_path)


def test_a_damaged_model_says_so(model: OnnxEmbedder, tmp_path: Path) -> None:
    for file in model.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:500] if file.suffix == ".onnx" else file.read_bytes())
    with pytest.raises(ModelNotFoundError, match="cannot be read"):
        OnnxEmbedder(tmp_path)


def test_neither_torch_nor_transformers_is_imported() -> None:
    code = (
        "import sys, embeddings; embeddings.load().encode_queries(['好']); "
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert run.stdout.strip() == "[]"
