"""An exported int8 graph as a float32 encoder again: for comparisons, and to train on from published weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from embeddings.training.encoder import Encoder, Layer, Shape
from embeddings.training.graph import Array


@torch.no_grad()
def read_back(folder: Path) -> Encoder:
    """The encoder in an exported folder, its int8 weights scaled back. Raises ValueError for another kind."""
    graph = onnx.load(str(folder / "model.onnx")).graph
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    encoder = Encoder(Shape(**{k: config[k] for k in Shape.__dataclass_fields__}))
    values = {w.name: numpy_helper.to_array(w) for w in graph.initializer}
    made = {output: node for node in graph.node for output in node.output}
    nodes: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        nodes.setdefault(node.op_type, []).append(node)
    products, norms = nodes.get("MatMulIntegerToFloat", []), nodes.get("SkipLayerNormalization", [])
    if len(products) != 4 * len(encoder.layers) or len(norms) != 2 * len(encoder.layers):
        raise ValueError(f"{folder / 'model.onnx'} is not an int8 graph of this project's encoder.")

    def put(target: torch.Tensor, value: Array) -> None:
        target.copy_(torch.from_numpy(np.array(value, np.float32)))

    tables = [values[n.input[0]] for n in nodes["Gather"] if n.input[0] in values]
    words = next(t for t in tables if t.dtype == np.int8)
    scale = next(t for t in tables if t.shape == (len(words), 1))
    put(encoder.words.weight, words.astype(np.float32) * scale)
    put(encoder.positions.weight, values[made[nodes["Slice"][0].input[0]].input[0]])
    encoder.types.weight.zero_()
    first = nodes["LayerNormalization"][0]
    put(encoder.norm.weight, values[first.input[1]])
    put(encoder.norm.bias, values[first.input[2]])
    for number, layer in enumerate(encoder.layers):
        assert isinstance(layer, Layer)
        joined, output, up, down = products[4 * number : 4 * number + 4]
        for product, targets in (
            (joined, (layer.query, layer.key, layer.value)),
            (output, (layer.output,)),
            (up, (layer.up,)),
            (down, (layer.down,)),
        ):
            weight = (values[product.input[1]].astype(np.float32) * values[product.input[3]]).T
            for part, bias, target in zip(
                np.split(weight, len(targets)), np.split(values[product.input[6]], len(targets)), targets, strict=True
            ):
                put(target.weight, part)
                put(target.bias, bias)
        for node, target in zip(norms[2 * number : 2 * number + 2], (layer.norm1, layer.norm2), strict=True):
            put(target.weight, values[node.input[2]])
            put(target.bias, values[node.input[3]])
    return encoder.eval()
