"""An exported int8 graph as a float32 encoder again: for comparisons, and to train on from published weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from embeddings.training.encoder import Encoder, Layer, Shape
from embeddings.training.graph import Array

ATTRIBUTES = (("MultiHeadAttention", "num_heads"), ("LayerNormalization", "epsilon"))


def read_back(folder: Path) -> Encoder:
    """The encoder in an exported folder, its int8 weights scaled back. Raises ValueError for another kind."""
    try:
        return trunk(onnx.load(str(folder / "model.onnx")).graph)
    except ValueError as problem:
        raise ValueError(f"{folder / 'model.onnx'}: {problem}") from None


@torch.no_grad()
def trunk(graph: onnx.GraphProto) -> Encoder:
    """The encoder's part of ``graph``. Raises ValueError where it is not an int8 graph of this project."""
    values = {w.name: numpy_helper.to_array(w) for w in graph.initializer}
    made = {output: node for node in graph.node for output in node.output}
    nodes: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        nodes.setdefault(node.op_type, []).append(node)
    products = nodes.get("MatMulIntegerToFloat", [])
    # older exports have one operator for a sum and its norm
    norms = [*nodes.get("LayerNormalization", []), *nodes.get("SkipLayerNormalization", [])]
    layers = len(nodes.get("MultiHeadAttention", []))
    if not layers or len(products) != 4 * layers or len(norms) != 2 * layers + 1:
        raise ValueError("not an int8 graph of this project's encoder.")

    def put(target: torch.Tensor, value: Array) -> None:
        target.copy_(torch.from_numpy(np.array(value, np.float32)))

    def put_norm(node: onnx.NodeProto, norm: torch.nn.LayerNorm) -> None:
        for name, target in zip(node.input[-2:], (norm.weight, norm.bias), strict=True):
            put(target, values[name])

    tables = [values[n.input[0]] for n in nodes["Gather"] if n.input[0] in values]
    words = next(t for t in tables if t.dtype == np.int8)
    scale = next(t for t in tables if t.shape == (len(words), 1))
    positions = values[made[nodes["Slice"][0].input[0]].input[0]]
    heads, epsilon = (helper.get_node_attr_value(nodes[n][0], a) for n, a in ATTRIBUTES)
    epsilon = float(str(np.float32(epsilon)))  # as it was written: the graph keeps it in single precision
    inner = values[products[2].input[1]].shape[1]
    rows, width = words.shape
    encoder = Encoder(Shape(rows, width, layers, heads, inner, len(positions), epsilon))
    put(encoder.words.weight, words.astype(np.float32) * scale)
    put(encoder.positions.weight, positions)
    kinds = next((t for t in tables if t.shape == encoder.types.weight.shape and t.dtype == np.float32), None)
    if kinds is None:
        encoder.types.weight.zero_()  # the first kind's row is part of the positions
    else:
        put(encoder.types.weight, kinds)
    put_norm(norms[0], encoder.norm)
    for number, layer in enumerate(encoder.layers):
        assert isinstance(layer, Layer)
        joined, output, up, down = products[4 * number : 4 * number + 4]
        for product, targets in (
            (joined, (layer.query, layer.key, layer.value)),
            (output, (layer.output,)),
            (up, (layer.up,)),
            (down, (layer.down,)),
        ):
            smoothed = made[made[product.input[0]].input[0]]  # x divided by each channel's factor
            weight = (values[product.input[1]].astype(np.float32) * values[product.input[3]]).T
            weight = weight * values[smoothed.input[1]] if smoothed.op_type == "Mul" else weight
            for part, bias, target in zip(
                np.split(weight, len(targets)), np.split(values[product.input[6]], len(targets)), targets, strict=True
            ):
                put(target.weight, part)
                put(target.bias, bias)
        for node, norm in zip(norms[2 * number + 1 : 2 * number + 3], (layer.norm1, layer.norm2), strict=True):
            put_norm(node, norm)
    return encoder.eval()
