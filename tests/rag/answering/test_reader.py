"""The ONNX reader, on a small graph and tokenizer that the test makes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from embeddings.onnx import open_session
from rag.answering.analysis import Analysis
from rag.answering.extractive import READ, ExtractiveAnswerer
from rag.answering.reader import OnnxReader, load_reader
from rag.errors import ModelNotFoundError
from tests.rag.answering.pages import passage

onnx = pytest.importorskip("onnx")
VOCABULARY = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "x", "y", "z", "?"]


def make_reader(folder: Path, *, answerable: bool = True, **settings: object) -> Path:
    """A reader that points at x as the start and y as the end of an answer; a z in a passage makes it answerable."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(VOCABULARY)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))
    size = len(VOCABULARY)

    def table(name: str, **scores: float) -> object:
        values = np.zeros(size, dtype=np.float32)
        for word, score in scores.items():
            values[VOCABULARY.index(word)] = score
        return numpy_helper.from_array(values, name)

    nodes = [
        helper.make_node("Gather", ["starts", "input_ids"], ["start_logits"]),
        helper.make_node("Gather", ["ends", "input_ids"], ["end_logits"]),
        helper.make_node("Gather", ["lifts", "input_ids"], ["lifted"]),
        helper.make_node("ReduceMax", ["lifted"], ["answerable"], axes=[1], keepdims=0),
    ]
    shape = ["batch", "tokens"]
    outputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n in ("start_logits", "end_logits")]
    if answerable:
        outputs.append(helper.make_tensor_value_info("answerable", TensorProto.FLOAT, ["batch"]))
    graph = helper.make_graph(
        nodes if answerable else nodes[:2],
        "reader",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape)],
        outputs,
        [table("starts", x=8.0), table("ends", y=8.0), table("lifts", z=5.0)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, str(folder / "model.onnx"))
    config = {"kind": "reader", "name": "tiny", "max_length": 32, "stride": 4, "max_answer_tokens": 6, **settings}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def read(folder: Path, *texts: str, question: str = "a?") -> list[str]:
    held = [passage(t, name=f"{i}") for i, t in enumerate(texts)]
    return [held[p.passage].text[p.start : p.end] for p in OnnxReader(folder).read(question, held)]


def test_the_best_span_over_all_passages_comes_first(tmp_path: Path) -> None:
    folder = make_reader(tmp_path / "r")
    assert read(folder, "aabxcyd", "bbxdyzb", "aaaa")[:2] == ["xdy", "xcy"]


def test_offsets_count_in_the_passage(tmp_path: Path) -> None:
    held = [passage("abc xdy zfg", name="p")]
    first = OnnxReader(make_reader(tmp_path / "r")).read("a?", held)[0]
    assert (first.passage, first.start, first.end) == (0, 4, 7)
    assert 0.5 < first.probability < 1.0


def test_a_long_passage_is_read_in_windows(tmp_path: Path) -> None:
    folder = make_reader(tmp_path / "r")
    for before in (0, 10, 26, 27, 28, 60, 200):
        text = "a" * before + "xcy" + "b" * 40
        first = OnnxReader(folder).read("a?", [passage(text, name="p")])[0]
        assert (first.start, first.end) == (before, before + 3)


def test_an_answer_is_never_longer_than_allowed(tmp_path: Path) -> None:
    folder = make_reader(tmp_path / "r")
    assert "x" + "c" * 9 + "y" not in read(folder, "x" + "c" * 9 + "y")


def test_a_headline_in_front_can_be_read_but_not_quoted(tmp_path: Path) -> None:
    folder = make_reader(tmp_path / "r", title_prefix="{title}\n")
    held = [passage("abxcyd", title="xyxyz", name="p")]
    for found in OnnxReader(folder).read("a?", held):
        assert 0 <= found.start < found.end <= 6
    assert OnnxReader(folder).read("a?", held)[0].start == 2


def test_without_an_answerable_output_no_answer_is_the_first_token(tmp_path: Path) -> None:
    assert read(make_reader(tmp_path / "r", answerable=False), "abxcyd")[0] == "xcy"


def test_odd_input(tmp_path: Path) -> None:
    reader = OnnxReader(make_reader(tmp_path / "r"))
    assert reader.read("a?", []) == []
    for text in ("\x00", " ", "林" * 50, "\ud800x\ud800y", "\n" * 100):
        for found in reader.read("?" * 300, [passage(text, name="p")]):
            assert 0 <= found.start < found.end <= len(text)


def test_missing_or_damaged_weights_are_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="is no reader"):
        OnnxReader(tmp_path / "absent")
    folder = make_reader(tmp_path / "r")
    (folder / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelNotFoundError, match="cannot be loaded"):
        OnnxReader(folder).read("a?", [passage("x", name="p")])


def test_a_reader_loads_once_and_beforehand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = OnnxReader(make_reader(tmp_path / "r"))
    loaded = []
    monkeypatch.setattr("embeddings.onnx.open_session", lambda *given: loaded.append(given) or open_session(*given))
    reader.preload()
    assert reader.read("a?", [passage("axyz")])
    reader.preload()
    reader.load()
    assert len(loaded) == 1


def test_a_preload_that_fails_is_reported_by_the_reading(tmp_path: Path) -> None:
    reader = OnnxReader(make_reader(tmp_path / "r"))
    (tmp_path / "r" / "model.onnx").unlink()
    reader.preload()
    with pytest.raises(ModelNotFoundError, match="cannot be loaded"):
        reader.read("a?", [passage("axyz")])


def test_a_reader_is_found_by_folder(tmp_path: Path) -> None:
    assert load_reader(str(make_reader(tmp_path / "r"))).name == "tiny"
    assert load_reader().name


def test_a_hint_stands_beside_the_question_of_its_own_passage(tmp_path: Path) -> None:
    reader = OnnxReader(make_reader(tmp_path / "r"))  # a z in question or passage speaks for an answer
    held = [passage("axdy", name="p"), passage("axdy", name="q")]
    assert reader.read("a?", held, ["", "z"])[0].passage == 1
    assert reader.passage_odds("a?", held, ["z", ""]) == [5.0, 0.0]


def test_passages_far_behind_are_not_read_but_for_the_first_two(tmp_path: Path) -> None:
    answerer = ExtractiveAnswerer(OnnxReader(make_reader(tmp_path / "r")))

    def read_of(*scores: float) -> set[int]:
        held = [passage("axcy", name=f"{i}", score=s) for i, s in enumerate(scores)]
        asked = Analysis("a b?", "en", held, date(2024, 1, 1))
        return {c.passage for c in answerer.candidates(asked)[0] if c.reader and c.reader > 1e-3}

    assert read_of(0.9, 0.5, 0.4, 0.3) == {0, 1}
    assert read_of(0.9, 0.5, 0.85, 0.3) == {0, 1, 2}
    assert len(read_of(*[0.9] * 8)) == READ
