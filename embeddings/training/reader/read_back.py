"""The exported int8 reader as a float32 model again: to train on from published weights."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper

from embeddings.training.read_back import trunk
from embeddings.training.reader.model import ReaderModel


@torch.no_grad()
def read_back(folder: Path) -> ReaderModel:
    """The reader in an exported folder, its int8 weights scaled back. Raises ValueError for another kind."""
    graph = onnx.load(str(folder / "model.onnx")).graph
    values = {w.name: torch.from_numpy(numpy_helper.to_array(w).copy()) for w in graph.initializer}
    try:
        encoder = trunk(graph)
    except ValueError as problem:
        raise ValueError(f"{folder / 'model.onnx'}: {problem}") from None
    model = ReaderModel(encoder)
    span = next(n for n in graph.node if n.op_type == "MatMul")
    bias = next(n for n in graph.node if n.op_type == "Add" and n.input[0] == span.output[0])
    model.span.weight.copy_(values[span.input[1]].T)
    model.span.bias.copy_(values[bias.input[1]])
    products = [n for n in graph.node if n.op_type == "Gemm"]
    for place, node in zip((0, 2), products, strict=True):
        target = model.answerable[place]
        assert isinstance(target, torch.nn.Linear)
        target.weight.copy_(values[node.input[1]])
        target.bias.copy_(values[node.input[2]])
    return model.eval()
