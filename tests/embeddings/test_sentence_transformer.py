"""Models other than the bundled one: tiny ones made here, and names that cannot be found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import embeddings
from embeddings.sentence_transformer import SentenceTransformerEmbedder, prompts_for
from rag.errors import ModelNotFoundError

transformers = pytest.importorskip("transformers", reason="needs newsrag[models]")
sentence_transformers = pytest.importorskip("sentence_transformers", reason="needs newsrag[models]")

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    *"abcdefghijklmnopqrstuvwxyz:#",
    *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz"),
]


def save_tiny_model(folder: Path, prompts: dict[str, str] | None = None) -> Path:
    """A random two-layer BERT with mean pooling, saved by sentence-transformers."""
    import torch
    from sentence_transformers.models import Pooling, Transformer

    torch.manual_seed(0)
    plain = folder.with_name(folder.name + "-plain")
    plain.mkdir()
    (plain / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    transformers.BertTokenizerFast(vocab=str(plain / "vocab.txt")).save_pretrained(plain)
    config = transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    transformers.BertModel(config).save_pretrained(plain)
    word = Transformer(str(plain))
    pool = Pooling(16)
    sentence_transformers.SentenceTransformer(modules=[word, pool], prompts=prompts, device="cpu").save(str(folder))
    return folder


def test_a_folder_opens_through_load(tmp_path: Path) -> None:
    model = embeddings.load(save_tiny_model(tmp_path / "tiny"))
    vectors = model.encode_passages(["abc", "def \ud800", ""])
    assert vectors.shape == (3, 16)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert model.encode_queries([]).shape == (0, 16)
    assert model.dimension == 16


def test_the_models_own_prompts_are_applied(tmp_path: Path) -> None:
    model = SentenceTransformerEmbedder(save_tiny_model(tmp_path / "tiny", {"query": "q: ", "passage": "p: "}), "cpu")
    plain = SentenceTransformerEmbedder(save_tiny_model(tmp_path / "other"), "cpu")
    np.testing.assert_allclose(model.encode_queries(["abc"]), plain.encode_queries(["q: abc"]), atol=1e-5)
    np.testing.assert_allclose(model.encode_passages(["abc"]), plain.encode_passages(["p: abc"]), atol=1e-5)
    assert np.abs(model.encode_queries(["abc"]) - model.encode_passages(["abc"])).max() > 1e-3


def test_fingerprints_tell_models_apart(tmp_path: Path) -> None:
    one = SentenceTransformerEmbedder(save_tiny_model(tmp_path / "one"), "cpu")
    again = SentenceTransformerEmbedder(tmp_path / "one", "cpu")
    prompted = SentenceTransformerEmbedder(save_tiny_model(tmp_path / "two", {"query": "q: "}), "cpu")
    assert one.fingerprint == again.fingerprint != prompted.fingerprint


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("/models/e5-base-v2", "query: ", "passage: "),
        ("BAAI/bge-m3", "", ""),
        ("BAAI/bge-small-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("BAAI/bge-base-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("thenlper/gte-large", "", ""),
        ("somebody/unknown-model", "", ""),
    ],
)
def test_known_families_have_prompts(name: str, query: str, passage: str) -> None:
    assert prompts_for(name, {"query": "", "document": ""}) == (query, passage)


def test_stored_prompts_come_before_the_familys() -> None:
    assert prompts_for("intfloat/e5-small", {"query": "ask: ", "document": "text: "}) == ("ask: ", "text: ")


def test_an_unreachable_hub_says_what_was_asked_and_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelNotFoundError, match="nobody/no-such-model") as caught:
        embeddings.load("nobody/no-such-model")
    message = str(caught.value)
    assert "HF_HUB_OFFLINE" in message
    assert str(tmp_path) in message
    assert "pass the folder" in message


def test_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="no model folder"):
        embeddings.load(tmp_path / "absent")


def test_a_folder_that_is_no_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="does not open"):
        embeddings.load(tmp_path)
