"""A tiny reader is trained, stopped, resumed, exported, and read with the product's own reader."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from tokenizers import Tokenizer

from embeddings.training import encoder as encoders
from embeddings.training.reader import mixture as mixtures
from embeddings.training.reader import train as training
from embeddings.training.reader.average import average
from embeddings.training.reader.examples import Example
from embeddings.training.reader.export import LONGEST, export
from embeddings.training.reader.features import batch, feature
from embeddings.training.reader.mixture import Mixture
from embeddings.training.reader.model import load
from embeddings.training.reader.read_back import read_back
from embeddings.training.tokenizer_file import RARE_HAN, SPECIAL, aliases, tokenizer_json
from rag.answering.reader import OnnxReader
from rag.types import Passage
from tests.embeddings.training.tiny import make_data

NAMES = ["张伟", "李娜", "王强", "赵敏"]
TITLES = ["市长", "校长", "厂长", "院长"]
CHARACTERS = sorted(set("".join(NAMES + TITLES) + "是谁？。，主持会议"))


@pytest.fixture(scope="module")
def tokenizer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vocabulary = {token: i for i, token in enumerate([*SPECIAL, RARE_HAN, *CHARACTERS])}
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    every = {**vocabulary, **aliases(vocabulary, {}, lambda text: text)}
    path.write_text(json.dumps(tokenizer_json(every), ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("encoder")
    shape = encoders.Shape(len(SPECIAL) + 1 + len(CHARACTERS), 48, 2, 4, 96, 384)
    encoders.save(encoders.Encoder(shape), folder)
    return folder


def mixture() -> Mixture:
    """Who holds which office: four names and offices in every order."""
    examples = []
    for shift in range(4):
        facts = [(TITLES[i], NAMES[(i + shift) % 4]) for i in range(4)]
        passage = "".join(f"{title}是{name}。" for title, name in facts)
        for title, name in facts:
            start = passage.index(name)
            examples.append(Example(f"{shift}{title}", f"{title}是谁？", "会议", passage, start, start + 2))
    return Mixture({"chinese": examples}, {"chinese": examples})


def test_what_measures_is_not_trained_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = tmp_path / "chinese.jsonl"
    ids = ("qed_nq_train-3", "qed_nq_dev-4")
    written.write_text("".join(f'{{"id": "{key}", "question": "这是什么？"}}\n' for key in ids), encoding="utf-8")
    monkeypatch.setattr(mixtures, "CHINESE", written)
    read = Mixture.read(make_data(tmp_path / "data"), clozes=0, templates=0)
    assert [(e.id, e.language) for e in read.train["crossed"]] == [(ids[0], "zh")]
    assert [(e.id, e.language) for e in read.development["chinese_over_english"]] == [(ids[1], "zh")]
    for examples in read.development.values():
        assert not {e.id for e in examples} & {e.id for e in read.train["reading"]}


def run(out: Path, encoder: Path, tokenizer_file: Path, steps: int) -> None:
    training.train(load(encoder), tokenizer_file, mixture(), out, steps=steps, seed=3, device="cpu")


def test_a_stopped_run_goes_on_where_it_was(encoder: Path, tokenizer_file: Path, tmp_path: Path) -> None:
    run(tmp_path / "one", encoder, tokenizer_file, 3)
    first = torch.load(tmp_path / "one" / "checkpoint.pt")
    assert first["step"] == 3
    again = [len(f.ids) for f in next(_batches(tokenizer_file, first["step"]))]
    straight = _batches(tokenizer_file, 0)
    for _ in range(3):
        next(straight)
    assert again == [len(f.ids) for f in next(straight)]
    run(tmp_path / "one", encoder, tokenizer_file, 5)
    assert torch.load(tmp_path / "one" / "checkpoint.pt")["step"] == 5


def test_the_average_of_the_weights_is_kept(encoder: Path, tokenizer_file: Path, tmp_path: Path) -> None:
    run(tmp_path, encoder, tokenizer_file, 15)
    state = torch.load(tmp_path / "checkpoint.pt")
    name = "encoder.layers.0.up.weight"
    kept = load(tmp_path / "model").state_dict()[name]
    torch.testing.assert_close(kept, state["average"][name])
    assert not torch.equal(kept, state["model"][name])
    run(tmp_path, encoder, tokenizer_file, 16)  # ten sixteenths of the way to the new weights
    again = torch.load(tmp_path / "checkpoint.pt")
    before, after = (s["average"][name] for s in (state, again))
    torch.testing.assert_close(after, before + (again["model"][name] - before) * 10 / 16)


def _batches(tokenizer_file: Path, step: int):  # type: ignore[no-untyped-def]  # an iterator of features
    made = training.features(mixture(), Tokenizer.from_file(str(tokenizer_file)), 3, step // training.GROUP)
    for _ in range(step % training.GROUP):
        next(made)
    return made


def test_training_lowers_the_loss(
    encoder: Path, tokenizer_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, encoder, tokenizer_file, 75)
    values = [float(line.split()[3]) for line in capsys.readouterr().out.splitlines() if line.startswith("step")]
    assert values[-1] < values[0] - 0.3  # about 0.6 when it learns, 0 when it does not


def test_the_exported_reader_gives_the_models_scores(encoder: Path, tokenizer_file: Path, tmp_path: Path) -> None:
    model = load(encoder)
    model.encoder.mixed = False
    examples = mixture().development["chinese"]
    export(model, tokenizer_file, examples, tmp_path, "float32")
    made = feature(examples[0], Tokenizer.from_file(str(tokenizer_file)), with_title=True)
    assert made is not None
    ids, mask, types = batch([made])
    with torch.no_grad():
        expected = model(ids, mask, types)
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"), providers=["CPUExecutionProvider"])
    feeds = {"input_ids": ids.numpy(), "attention_mask": mask.long().numpy(), "token_type_ids": types.numpy()}
    for got, wanted in zip(session.run(["start_logits", "end_logits", "answerable"], feeds), expected, strict=True):
        np.testing.assert_allclose(got, wanted.numpy(), atol=1e-2)  # fused operators round otherwise


def test_the_product_quotes_the_likeliest_span(encoder: Path, tokenizer_file: Path, tmp_path: Path) -> None:
    model = load(encoder)
    model.encoder.mixed = False
    one = mixture().development["chinese"][5]
    export(model, tokenizer_file, [one], tmp_path, "float32")
    passage = Passage("c", "a", one.title, None, one.passage, "s", 0, len(one.passage), 1.0)
    best = OnnxReader(tmp_path).read(one.question, [passage])[0]
    made = feature(one, Tokenizer.from_file(str(tokenizer_file)), with_title=True)
    assert made is not None
    with torch.no_grad():
        start, end, _ = model(*batch([made]))
    inside = [i for i, (a, _) in enumerate(made.places) if a >= 0]
    _, s, e = max((float(start[0, s] + end[0, e]), s, e) for s in inside for e in inside if s <= e < s + LONGEST)
    assert (best.start, best.end) == (made.places[s][0], made.places[e][1])


def test_int8_stays_close_and_is_smaller(encoder: Path, tokenizer_file: Path, tmp_path: Path) -> None:
    model = load(encoder)
    model.encoder.mixed = False
    examples = mixture().development["chinese"]
    for kind in ("float32", "int8"):
        export(model, tokenizer_file, examples, tmp_path / kind, kind)  # type: ignore[arg-type]  # both are kinds
    passage = Passage("c", "a", "会议", None, examples[0].passage, "s", 0, 1, 1.0)
    scores = [OnnxReader(tmp_path / k).read("市长是谁？", [passage])[0].score for k in ("float32", "int8")]
    assert scores[1] == pytest.approx(scores[0], abs=0.3)
    sizes = [(tmp_path / k / "model.onnx").stat().st_size for k in ("float32", "int8")]
    assert sizes[1] < sizes[0] * 0.75


@pytest.mark.parametrize("kind", ["float32", "int8"])
def test_an_exported_reader_can_be_trained_on(encoder: Path, tokenizer_file: Path, tmp_path: Path, kind: str) -> None:
    model = load(encoder)
    model.encoder.mixed = False
    examples = mixture().development["chinese"]
    export(model, tokenizer_file, examples, tmp_path, kind)  # type: ignore[arg-type]  # both are kinds
    if kind == "float32":
        with pytest.raises(ValueError, match="not an int8 graph"):
            read_back(tmp_path)
        return
    again = read_back(tmp_path)
    again.encoder.mixed = False
    made = feature(examples[0], Tokenizer.from_file(str(tokenizer_file)), with_title=True)
    assert made is not None
    with torch.no_grad():
        for got, wanted in zip(again(*batch([made])), model(*batch([made])), strict=True):
            torch.testing.assert_close(got, wanted, atol=0.1, rtol=0.05)


def test_a_reader_between_two(encoder: Path, tmp_path: Path) -> None:
    first = load(encoder)
    torch.manual_seed(7)
    second = load(encoder)  # fresh heads
    encoders.save(encoders.Encoder(encoders.Shape(9, 24, 1, 2, 48, 64)), tmp_path)
    between = average(first, second, 0.25)
    for name, value in between.state_dict().items():
        torch.testing.assert_close(value, 0.75 * first.state_dict()[name] + 0.25 * second.state_dict()[name])
    assert not torch.equal(between.span.weight, first.span.weight)
    with pytest.raises(ValueError, match="shape"):
        average(first, load(tmp_path), 0.5)
    with pytest.raises(ValueError, match="share"):
        average(first, second, 1.5)
