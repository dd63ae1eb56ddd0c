"""int8 products that are right on every processor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from embeddings.onnx import open_session


def test_the_largest_int8_products_do_not_overflow(tmp_path: Path) -> None:
    """Processors without VNNI add pairs of products in 16 bits: 2 * 255 * 127 is more than they hold. On those with
    VNNI the test cannot fail."""
    width = 64
    constants = {
        "weight": np.full((width, 8), 127, np.int8),
        "scale": np.array(1.0, np.float32),
        "scales": np.ones(8, np.float32),
        "zero": np.array(0, np.uint8),
        "zeros": np.zeros(8, np.int8),
        "bias": np.zeros(8, np.float32),
    }
    inputs = ["x", "weight", "scale", "scales", "zero", "zeros", "bias"]
    node = helper.make_node("MatMulIntegerToFloat", inputs, ["y"], domain="com.microsoft")
    graph = helper.make_graph(
        [node],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, [1, width])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 8])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), str(tmp_path / "model.onnx"))
    session = open_session(tmp_path / "model.onnx", 1)
    (product,) = session.run(None, {"x": np.full((1, width), 255, np.uint8)})
    np.testing.assert_array_equal(product, np.full((1, 8), width * 255 * 127, np.float32))
