"""The encoder as an ONNX graph, written node by node so that every product runs in the arithmetic we choose.

``int8``: weights are int8 with one scale per output column, activations uint8 with one fixed scale and zero point
per product (calibrated by :mod:`embeddings.training.calibrate`), after each input channel was divided by a factor of
its own that the weights take up (Xiao et al. 2023, SmoothQuant): a few channels of MiniLM are a hundred times as large
as the rest, which one scale for all would leave a handful of steps. Fixed scales keep a text's vector independent of
the texts it shares a batch with, which ONNX Runtime's dynamic quantisation does not: it takes one scale from the
whole batch. The word table is int8 with one scale per row. ``float16`` stores halves and computes in float32.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from embeddings.training.encoder import Encoder, Layer

Kind = Literal["float32", "float16", "int8"]
Array = npt.NDArray[np.float32]
Range = tuple[Array, Array]  # of each input channel of a product: its least and greatest value

SMOOTHING = 0.7  # how much of a channel's size goes into the weights: 0 none, 1 all

MICROSOFT = "com.microsoft"  # the operator domain of ONNX Runtime's fused operators


def quantise_rows(table: Array) -> tuple[npt.NDArray[np.int8], Array]:
    """Symmetric int8 with one scale per row: ``table ≈ values * scale[:, None]``."""
    scale = np.maximum(np.abs(table).max(axis=1), 1e-12) / 127
    return np.rint(table / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def smoothing(channels: Range, weight: Array) -> Array:
    """What each input channel is divided by, and its column of ``weight`` (out, in) multiplied with: float32 (in,)."""
    size = np.maximum(np.maximum(np.abs(channels[0]), np.abs(channels[1])), 1e-4)
    heavy = np.maximum(np.abs(weight).max(axis=0), 1e-4)
    return np.asarray(size**SMOOTHING / heavy ** (1 - SMOOTHING), np.float32)


@dataclass
class GraphBuilder:
    """Collects nodes and weights; each method adds one block and returns its output's name."""

    kind: Kind
    ranges: dict[str, Range]

    def __post_init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._count = 0

    def constant(self, value: npt.NDArray[np.generic], name: str | None = None) -> str:
        self._count += 1
        name = name or f"c{self._count}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, inputs: list[str], outputs: int = 1, domain: str = "", **attributes: Any) -> list[str]:
        self._count += 1
        names = [f"{op}{self._count}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, domain=domain, **attributes))
        return names

    def weight(self, value: Array) -> str:
        """A float32 weight, stored as float16 where the graph is of that kind."""
        if self.kind != "float16":
            return self.constant(value)
        return self.node("Cast", [self.constant(value.astype(np.float16))], to=TensorProto.FLOAT)[0]

    def table(self, value: Array, ids: str) -> str:
        """Rows of a table: float32 (..., width)."""
        if self.kind != "int8":
            stored = self.constant(value.astype(np.float16 if self.kind == "float16" else np.float32))
            rows = self.node("Gather", [stored, ids])[0]
            return rows if self.kind == "float32" else self.node("Cast", [rows], to=TensorProto.FLOAT)[0]
        values, scale = quantise_rows(value)
        rows = self.node("Cast", self.node("Gather", [self.constant(values), ids]), to=TensorProto.FLOAT)[0]
        scales = self.node("Gather", [self.constant(scale[:, None]), ids])[0]
        return self.node("Mul", [rows, scales])[0]

    def linear(self, x: str, weight: Array, bias: Array, place: str) -> str:
        """``x @ weight.T + bias`` for a PyTorch weight (out, in); ``place`` names the calibrated input range."""
        if self.kind != "int8":
            product = self.node("MatMul", [x, self.weight(weight.T)])[0]
            return self.node("Add", [product, self.weight(bias)])[0]
        factor = smoothing(self.ranges[place], weight)
        x, weight = self.node("Mul", [x, self.constant(1 / factor)])[0], weight * factor
        low = min(float((self.ranges[place][0] / factor).min()), 0.0)
        high = max(float((self.ranges[place][1] / factor).max()), 0.0)
        step = np.float32(max((high - low) / 255, 1e-9))
        zero = np.uint8(np.clip(round(-low / float(step)), 0, 255))
        a_scale, a_zero = self.constant(np.array(step)), self.constant(np.array(zero))
        values, scale = quantise_rows(weight)
        quantised = self.node("QuantizeLinear", [x, a_scale, a_zero])[0]
        inputs = [quantised, self.constant(values.T), a_scale, self.constant(scale), a_zero]
        inputs += [self.constant(np.zeros(len(scale), np.int8)), self.constant(bias)]
        return self.node("MatMulIntegerToFloat", inputs, domain=MICROSOFT)[0]

    def add_norm(self, x: str, skip: str, norm: tuple[Array, Array], epsilon: float) -> str:
        gamma, beta = (self.weight(v) for v in norm)
        # `Sum`, not `Add`: ONNX Runtime would join an Add to SkipLayerNormalization, which takes several times as long
        total = self.node("Sum", [x, skip])[0]
        return self.node("LayerNormalization", [total, gamma, beta], epsilon=epsilon)[0]


def _numpy(parameter: object) -> Array:
    return np.asarray(parameter.detach().float().cpu().numpy(), np.float32)  # type: ignore[attr-defined]  # torch tensor


def build(encoder: Encoder, kind: Kind, ranges: dict[str, Range] | None = None) -> onnx.ModelProto:
    """The graph: ``input_ids``, ``attention_mask`` int64 (n, t) to ``sentence_embedding`` float32 (n, hidden),
    mean-pooled and L2-normalised, and ``token_embeddings`` float32 (n, t, hidden)."""
    shape, g = encoder.shape, GraphBuilder(kind, ranges or {})
    ids, mask = "input_ids", "attention_mask"
    x = trunk(g, encoder, ids, mask)
    g.nodes.append(helper.make_node("Identity", [x], ["token_embeddings"]))
    _pool(g, x, mask)
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in (ids, mask)]
    outputs = [
        helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", shape.hidden_size]),
        helper.make_tensor_value_info("token_embeddings", TensorProto.FLOAT, ["batch", "length", shape.hidden_size]),
    ]
    graph = helper.make_graph(g.nodes, "encoder", inputs, outputs, g.weights)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="newsrag")


def trunk(g: GraphBuilder, encoder: Encoder, ids: str, mask: str, types: str | None = None) -> str:
    """The encoder's layers: token vectors (n, t, hidden). Without ``types`` every token is of the first segment."""
    shape = encoder.shape
    length = g.node("Gather", [g.node("Shape", [ids])[0], g.constant(np.array([1]))])[0]
    place = g.node("Slice", [_positions(g, encoder), g.constant(np.array([0])), length])[0]
    x = g.node("Add", [g.table(_numpy(encoder.words.weight), ids), place])[0]
    if types is not None:
        kinds = _numpy(encoder.types.weight)
        x = g.node("Add", [x, g.node("Gather", [g.constant(kinds - kinds[0]), types])[0]])[0]
    gamma, beta = g.weight(_numpy(encoder.norm.weight)), g.weight(_numpy(encoder.norm.bias))
    x = g.node("LayerNormalization", [x, gamma, beta], epsilon=shape.layer_norm_eps)[0]
    padding = g.node("Cast", [mask], to=TensorProto.INT32)[0]
    for number, layer in enumerate(encoder.layers):
        assert isinstance(layer, Layer)
        x = _layer(g, layer, x, padding, f"layer{number}", shape.layer_norm_eps)
    return x


def _positions(g: GraphBuilder, encoder: Encoder) -> str:
    table = _numpy(encoder.positions.weight) + _numpy(encoder.types.weight)[0]
    if g.kind == "float32":
        return g.constant(table)
    return g.node("Cast", [g.constant(table.astype(np.float16))], to=TensorProto.FLOAT)[0]


def _layer(g: GraphBuilder, layer: Layer, x: str, padding: str, name: str, epsilon: float) -> str:
    projections = (layer.query, layer.key, layer.value)
    joined = g.linear(
        x,
        np.concatenate([_numpy(p.weight) for p in projections]),
        np.concatenate([_numpy(p.bias) for p in projections]),
        f"{name}.attention",
    )
    split = g.node("Split", [joined], outputs=3, axis=-1)
    heads = g.node("MultiHeadAttention", [*split, "", padding], domain=MICROSOFT, num_heads=layer.heads)[0]
    output = g.linear(heads, _numpy(layer.output.weight), _numpy(layer.output.bias), f"{name}.output")
    x = g.add_norm(output, x, (_numpy(layer.norm1.weight), _numpy(layer.norm1.bias)), epsilon)
    up = g.linear(x, _numpy(layer.up.weight), _numpy(layer.up.bias), f"{name}.up")
    active = g.node("Gelu", [up], domain=MICROSOFT)[0]
    down = g.linear(active, _numpy(layer.down.weight), _numpy(layer.down.bias), f"{name}.down")
    return g.add_norm(down, x, (_numpy(layer.norm2.weight), _numpy(layer.norm2.bias)), epsilon)


def _pool(g: GraphBuilder, x: str, mask: str) -> None:
    weight = g.node("Unsqueeze", [g.node("Cast", [mask], to=TensorProto.FLOAT)[0], g.constant(np.array([2]))])[0]
    total = g.node("ReduceSum", [g.node("Mul", [x, weight])[0], g.constant(np.array([1]))], keepdims=0)[0]
    norm = g.node("ReduceL2", [total], axes=[1], keepdims=1)[0]
    floor = g.node("Max", [norm, g.constant(np.array([1e-12], np.float32))])[0]
    g.nodes.append(helper.make_node("Div", [total, floor], ["sentence_embedding"]))
