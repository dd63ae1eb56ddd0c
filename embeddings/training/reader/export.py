"""The trained reader as an int8 ONNX graph with its tokenizer and configuration: the folder the package ships."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from embeddings.training.calibrate import activation_ranges
from embeddings.training.graph import MICROSOFT, GraphBuilder, Kind, Range, trunk
from embeddings.training.reader.examples import Example
from embeddings.training.reader.features import MAX_LENGTH, MAX_QUESTION, batch, feature
from embeddings.training.reader.model import ReaderModel

NAME = "newsrag-reader-zh-en"
WINDOW = 320  # tokens of a window of a passage that is longer than MAX_LENGTH
STRIDE = 160  # tokens two windows of a long passage share
LONGEST = 72  # tokens of an answer: 99 of 100 in the training sets are shorter


def _array(tensor: torch.Tensor) -> npt.NDArray[np.float32]:
    return np.asarray(tensor.detach().float().cpu().numpy(), np.float32)


def build(model: ReaderModel, kind: Kind, ranges: dict[str, Range]) -> onnx.ModelProto:
    """The graph of :class:`ReaderModel`: ``input_ids``, ``attention_mask``, ``token_type_ids`` int64 (n, t) to
    ``start_logits``, ``end_logits`` float32 (n, t) (log-probabilities over the passage) and ``answerable`` (n,)."""
    g = GraphBuilder(kind, ranges)
    ids, mask, types = "input_ids", "attention_mask", "token_type_ids"
    x = trunk(g, model.encoder, ids, mask, types)
    passage = g.node("Cast", [g.node("Mul", [mask, types])[0]], to=TensorProto.FLOAT)[0]
    one, low = g.constant(np.array(1.0, np.float32)), g.constant(np.array(-1e4, np.float32))
    outside = g.node("Mul", [g.node("Sub", [one, passage])[0], low])[0]
    scores = g.node(
        "Add",
        [
            g.node("MatMul", [x, g.constant(_array(model.span.weight).T)])[0],
            g.constant(_array(model.span.bias)),
        ],
    )[0]
    # what is outside the passage gets exactly -10,000, as in the model
    inside = g.node("Mul", [scores, g.node("Unsqueeze", [passage, g.constant(np.array([2]))])[0]])[0]
    masked = g.node("Add", [inside, g.node("Unsqueeze", [outside, g.constant(np.array([2]))])[0]])[0]
    logs = g.node("LogSoftmax", [masked], axis=1)[0]
    first, second = g.node("Split", [logs], outputs=2, axis=2)
    axis = g.constant(np.array([2]))
    g.nodes.append(helper.make_node("Squeeze", [first, axis], ["start_logits"]))
    g.nodes.append(helper.make_node("Squeeze", [second, axis], ["end_logits"]))
    likely = g.node(
        "ReduceSum", [g.node("Mul", [x, g.node("Exp", [first])[0]])[0], g.constant(np.array([1]))], keepdims=0
    )[0]
    first_token = g.node("Gather", [x, g.constant(np.array([0]))], axis=1)[0]
    own = g.node("Squeeze", [first_token, g.constant(np.array([1]))])[0]
    joined = g.node("Concat", [own, likely], axis=1)[0]
    up, down = (cast(torch.nn.Linear, model.answerable[i]) for i in (0, 2))
    hidden = g.node("Gemm", [joined, g.constant(_array(up.weight)), g.constant(_array(up.bias))], transB=1)[0]
    active = g.node("Gelu", [hidden], domain=MICROSOFT)[0]
    verdict = g.node("Gemm", [active, g.constant(_array(down.weight)), g.constant(_array(down.bias))], transB=1)[0]
    g.nodes.append(helper.make_node("Squeeze", [verdict, g.constant(np.array([1]))], ["answerable"]))
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in (ids, mask, types)]
    outputs = [
        helper.make_tensor_value_info("start_logits", TensorProto.FLOAT, ["batch", "length"]),
        helper.make_tensor_value_info("end_logits", TensorProto.FLOAT, ["batch", "length"]),
        helper.make_tensor_value_info("answerable", TensorProto.FLOAT, ["batch"]),
    ]
    graph = helper.make_graph(g.nodes, "reader", inputs, outputs, g.weights)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="newsrag")


def calibration(model: ReaderModel, tokenizer_file: Path, examples: Sequence[Example]) -> dict[str, Range]:
    """Activation ranges over ``examples``; training examples, never those that are reported on."""
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    made = [f for f in (feature(e, tokenizer, with_title=True) for e in examples) if f is not None]
    return activation_ranges(model.encoder, [batch([f]) for f in made])


def export(model: ReaderModel, tokenizer_file: Path, examples: Sequence[Example], folder: Path, kind: Kind) -> None:
    """Write ``model.onnx``, ``tokenizer.json`` and ``config.json`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    model.eval()
    ranges = calibration(model, tokenizer_file, examples) if kind == "int8" else {}
    onnx.save_model(build(model, kind, ranges), str(folder / "model.onnx"))
    if tokenizer_file.resolve() != (folder / "tokenizer.json").resolve():
        shutil.copyfile(tokenizer_file, folder / "tokenizer.json")
    config = {
        "kind": "reader",
        "name": NAME,
        "model_file": "model.onnx",
        "max_length": MAX_LENGTH,
        "max_question_tokens": MAX_QUESTION,
        "max_answer_tokens": LONGEST,
        "window": WINDOW,
        "stride": STRIDE,
        "title_prefix": "{title}\n",
        "arithmetic": kind,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
