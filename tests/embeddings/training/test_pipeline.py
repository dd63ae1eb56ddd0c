"""From a data folder to an exported model, with generated data and a random teacher."""

from __future__ import annotations

import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest

pytest.importorskip("torch", reason="training needs newsrag[models]")
pytest.importorskip("opencc")

import torch

from embeddings.base import with_tokens
from embeddings.onnx import OnnxEmbedder
from embeddings.token_codec import decode
from embeddings.training import align, card, checkpoint, evaluate, export, mine, prepare, retrieve, vocabulary
from embeddings.training.asked import group_of, training_questions
from embeddings.training.config import Config
from embeddings.training.encoder import load
from embeddings.training.negatives import Negatives, negatives_path, read_negatives
from embeddings.training.passages import Example, training_examples
from embeddings.training.read_back import read_back
from embeddings.training.sources import is_held_out, read_jsonl
from embeddings.training.windows import Window
from rag.language.tokens import tokenize
from tests.embeddings.training.tiny import tiny_config


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    made = tiny_config(tmp_path_factory.mktemp("pipeline"))
    prepare.prepare(made)
    vocabulary.vocabulary(made)
    align.align(made)
    mine.mine(made)
    retrieve.retrieve(made)
    return made


def test_public_test_sets_are_left_out(config: Config) -> None:
    wmt = {r["zh"] for r in read_jsonl(config.data / "parallel" / "train.jsonl.gz") if r["source"].startswith("wmt")}
    kept = {p.chinese for p in prepare.read_pairs(config)}
    assert kept
    assert not kept & wmt


def test_held_out_questions_are_not_trained_on(config: Config) -> None:
    rows = [r for n in ("dev", "test") for r in read_jsonl(config.data / "qa" / f"drcd_{n}.jsonl.gz")]
    held_out = {str(r["question"]) for r in rows if is_held_out(r)}
    assert held_out
    assert not held_out & {e.query for e in training_examples(config)}


def test_a_mined_negative_is_of_another_text_and_lacks_the_answer(config: Config) -> None:
    mined, rows = read_negatives(config), training_questions(config).chinese
    found = [(row, passage) for row in rows for passage in mined.of(row)]
    assert len(found) > len(rows)
    assert all(passage.group != group_of(row) for row, passage in found)
    assert all(row["answers"][0]["text"] not in passage.text for row, passage in found)


def test_what_scores_nearly_as_well_as_the_questions_own_text_is_no_negative(config: Config, tmp_path: Path) -> None:
    careful = replace(config, work=tmp_path, retrieve=replace(config.retrieve, closest=0.0))
    shutil.copytree(config.work / "aligned", tmp_path / "aligned")
    mine.mine(careful)
    assert len(read_negatives(careful).windows) == len(read_negatives(config).windows)
    assert not any(read_negatives(careful).places.values())


def test_negatives_may_be_those_that_share_words(config: Config, tmp_path: Path) -> None:
    by_words = replace(config, work=tmp_path, retrieve=replace(config.retrieve, mined_by="words", closest=1.0))
    shutil.copytree(config.work / "aligned", tmp_path / "aligned")
    mine.mine(by_words)
    mined, rows = read_negatives(by_words), training_questions(config).chinese
    assert mined.places != read_negatives(config).places
    shared = [len(set(tokenize(row["question"])) & set(tokenize(p.text))) for row in rows for p in mined.of(row)]
    assert len(shared) > len(rows)
    assert min(shared) > 0
    assert all(passage.group != group_of(row) for row in rows for passage in mined.of(row))
    with pytest.raises(ValueError, match="vectors or words, not 'chance'"):
        mine.mine(replace(by_words, retrieve=replace(config.retrieve, mined_by="chance")))


def test_prefixes_are_trained_to_do_by_themselves(config: Config) -> None:
    """Of two dimensions the first alone cannot tell the passages apart: only a loss with the prefix sees that."""
    queries, passages = (torch.tensor([[0.6, 0.8], [0.6, -0.8]], requires_grad=True) for _ in range(2))
    nothing = torch.zeros(2, 2, dtype=torch.bool)
    whole = retrieve.contrast(queries, passages, nothing, 0.05)
    assert whole.item() < 1e-4
    assert retrieve.contrast(queries[:, :1], passages[:, :1], nothing, 0.05).item() == pytest.approx(1.5 * math.log(2))
    plain = retrieve.Retriever(config, config.work / "aligned")
    short = retrieve.Retriever(
        replace(config, retrieve=replace(config.retrieve, prefixes=(2,))), config.work / "aligned"
    )
    encoder = load(config.work / "aligned")
    assert short.loss(encoder).item() > plain.loss(encoder).item() + 0.1


def test_evaluation_of_shorter_vectors(config: Config) -> None:
    embedder = evaluate.as_embedder(config, config.work / "retrieval", "float32", config.work / "whole")
    texts = ["省委书记主持会议。", "secretary chair meeting."]
    short, whole = evaluate.Shortened(embedder, 8).encode_queries(texts), embedder.encode_queries(texts)
    np.testing.assert_allclose(np.linalg.norm(short, axis=1), 1.0, atol=1e-6)
    np.testing.assert_allclose(short[0] * np.linalg.norm(whole[0, :8]), whole[0, :8], atol=1e-6)


def test_an_example_brings_a_mined_negative_or_the_rest_of_its_own_text(config: Config) -> None:
    windows = {(w.text, w.group) for w in read_negatives(config).windows}
    examples = [e for e in training_examples(config) if e.negative_group]
    mined = [e for e in examples if e.negative_group != e.group]
    assert 0 < len(mined) < len(examples)
    assert all((e.negative.split("\n")[-1], e.negative_group) in windows for e in mined)


def test_of_two_paragraphs_that_are_asked_the_same_each_has_its_own_negatives() -> None:
    windows = [Window("一段", "", "", "a"), Window("另一段", "", "", "b")]
    mined = Negatives(windows, {"1 谁？": [1], "2 谁？": [0]})
    assert [mined.of({"id": i, "question": "谁？"})[0].group for i in "12"] == ["b", "a"]
    assert mined.of({"id": "1", "question": "who", "mined_by": "谁？"}) == [windows[1]]
    assert mined.of({"id": "3", "question": "谁？"}) == []


def test_texts_asked_over_are_no_negatives_but_for_the_one_that_an_example_brings() -> None:
    batch = [Example("q", "p", "n", "a", "b"), Example("r", "s", "m", "b", "b"), Example("t", "u", "", "b")]
    masked = retrieve.no_negatives(batch, [0, 1], ["a", "b", "b", "b", "b", "a"])
    assert masked.tolist() == [
        [False, False, False, False, False, True],
        [False, False, True, True, False, False],
        [False, True, False, True, True, False],
    ]


def test_an_older_export_is_read_back_as_well(config: Config, tmp_path: Path) -> None:
    folder = export.export(config, config.work / "retrieval", "int8", tmp_path / "int8")
    wanted = read_back(folder).state_dict()
    model = onnx.load(str(folder / "model.onnx"))
    sums = {n.output[0]: n for n in model.graph.node if n.op_type == "Sum"}
    nodes = []
    for node in model.graph.node:
        if node.op_type == "LayerNormalization" and node.input[0] in sums:
            inputs = [*sums[node.input[0]].input, *node.input[1:]]
            node = onnx.helper.make_node("SkipLayerNormalization", inputs, node.output, domain="com.microsoft")
        nodes += [] if node.op_type == "Sum" else [node]
    assert len(sums) == 2 * load(config.work / "retrieval").shape.num_hidden_layers
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, str(folder / "model.onnx"))
    found = read_back(folder).state_dict()
    assert all(bool((found[name] == value).all()) for name, value in wanted.items())


def test_retrieval_training_says_that_the_negatives_are_missing(config: Config, tmp_path: Path) -> None:
    bare = replace(config, work=tmp_path)
    with pytest.raises(FileNotFoundError, match="training mine"):
        training_examples(bare)
    assert not negatives_path(bare).exists()


def test_paragraphs_of_one_article_are_negatives_of_one_another() -> None:
    first = {"source": "drcd_dev", "title": "清河", "context": "清河在北方。"}
    assert group_of(first) != group_of({**first, "context": "清河大橋通車。"})
    story = {"source": "news xinwenlianbo-1", "title": "清河", "context": "清河在北方。"}
    assert group_of(story) == group_of({**story, "context": "北方。清河大桥通车。"})


def test_a_word_starts_as_its_gloss(config: Config) -> None:
    encoder = load(config.work / "start")
    rows = vocabulary.read_vocabulary(config.work / "start" / "tokenizer.json")
    word, gloss = encoder.words.weight[rows["铁路"]], encoder.words.weight[rows["railway"]]
    np.testing.assert_allclose(word.detach(), gloss.detach(), atol=1e-5)


def test_a_killed_step_resumes_where_it_was(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    state = checkpoint.read(config.work / "align.pt")
    assert state is not None
    assert state["step"] == config.align.steps
    longer = replace(config, align=replace(config.align, steps=config.align.steps + 1))
    capsys.readouterr()
    align.align(longer)
    assert "step 0 of" not in capsys.readouterr().out
    resumed = checkpoint.read(config.work / "align.pt")
    assert resumed is not None
    assert resumed["step"] == config.align.steps + 1


def test_the_same_seed_gives_the_same_weights(config: Config, tmp_path: Path) -> None:
    again = replace(config, work=tmp_path)
    prepare.prepare(again)
    vocabulary.vocabulary(again)
    short = replace(again, align=replace(config.align, steps=2))
    first = load(align.align(short)).words.weight.detach()
    (tmp_path / "align.pt").unlink()
    second = load(align.align(short)).words.weight.detach()
    np.testing.assert_allclose(first, second, atol=1e-6)


def test_the_export_says_what_the_encoder_says(config: Config, tmp_path: Path) -> None:
    source = config.work / "retrieval"
    exact = OnnxEmbedder(export.export(config, source, "float32", tmp_path / "float32"), threads=1)
    small = OnnxEmbedder(export.export(config, source, "int8", tmp_path / "int8"), threads=1)
    half = OnnxEmbedder(export.export(config, source, "float16", tmp_path / "float16"), threads=1)
    texts = ["省委书记主持会议。", "secretary chair meeting.", "铁路 railway"]
    wanted = exact.encode_passages(texts)
    assert (wanted * half.encode_passages(texts)).sum(axis=1).min() > 0.999
    assert (wanted * small.encode_passages(texts)).sum(axis=1).min() > 0.98
    again = export.write_model(
        config, read_back(tmp_path / "int8"), source / "tokenizer.json", tmp_path / "again", "float32"
    )
    assert (wanted * OnnxEmbedder(again).encode_passages(texts)).sum(axis=1).min() > 0.98


def test_an_export_keeps_token_vectors_small(config: Config, tmp_path: Path) -> None:
    folder = export.export(config, config.work / "retrieval", "int8", tmp_path / "int8")
    model, texts = OnnxEmbedder(folder, threads=1), ["省委书记主持会议。", "", "secretary chair meeting."]
    vectors, codes = model.encode_passages_and_tokens(texts)
    np.testing.assert_allclose(vectors, model.encode_passages(texts), atol=1e-5)
    exact = [tokens[1:-1] for tokens in model.encode_tokens(texts)]  # without the marks at both ends
    assert [len(c) for c in codes] == [len(e) for e in exact]
    assert len(codes[1]) == 0
    codec = model.token_codec
    assert codec is not None
    kept, wanted = decode(np.concatenate(codes)), codec.vectors(np.concatenate(exact))
    assert (kept * wanted).sum(axis=1).mean() > 0.85
    query, tokens = model.encode_query_and_tokens(texts[0])
    np.testing.assert_allclose(query, model.encode_queries(texts[:1])[0], atol=1e-5)
    np.testing.assert_allclose(tokens, codec.vectors(exact[0]), atol=1e-4)


def test_an_export_without_a_codec_embeds_all_the_same(config: Config, tmp_path: Path) -> None:
    folder = export.export(config, config.work / "retrieval", "int8", tmp_path / "int8")
    whole = OnnxEmbedder(folder)
    (folder / "token_codec.npy").unlink()
    bare = OnnxEmbedder(folder)
    assert with_tokens(bare) is None
    assert bare.fingerprint != whole.fingerprint
    np.testing.assert_array_equal(bare.encode_passages(["会议"]), whole.encode_passages(["会议"]))
    with pytest.raises(ValueError, match="token_codec"):
        bare.encode_passages_and_tokens(["会议"])


def test_an_export_opens_in_sentence_transformers(config: Config, tmp_path: Path) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    folder = export.export(config, config.work / "retrieval", "int8", tmp_path / "int8")
    model = sentence_transformers.SentenceTransformer(str(folder), trust_remote_code=True, device="cpu")
    texts = ["省委书记主持会议。", "secretary chair meeting."]
    np.testing.assert_allclose(model.encode(texts), OnnxEmbedder(folder).encode_passages(texts), atol=1e-4)


def test_evaluation_covers_every_development_set(config: Config) -> None:
    results = evaluate.evaluate(config)
    # the written English questions belong to articles that the generated data does not have
    assert set(results) == {"ntrex", "wmt", "cmrc_trial", "drcd_holdout", "english_to_english"}
    assert all(0 <= value <= 1 for figures in results.values() for value in figures.values())


def test_the_card_holds_the_measured_figures(config: Config, tmp_path: Path) -> None:
    shipped = replace(config, output=tmp_path)
    export.export(shipped, config.work / "retrieval")
    results = evaluate.evaluate(shipped, tmp_path)
    text = card.card(shipped).read_text(encoding="utf-8")
    assert f"{results['cmrc_trial']['recall@10']:.3f}" in text
    assert "all-MiniLM-L6-v2" in text
    assert "$" not in text


def test_the_published_folder_holds_the_module_as_it_is() -> None:
    published = export.MODELS / Config().name / "sentence_module.py"
    assert published.read_bytes() == export.SENTENCE_MODULE.read_bytes()
