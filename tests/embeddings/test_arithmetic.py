"""int8 products that are right on every processor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from embeddings import onnx as runtime
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


@pytest.mark.parametrize(
    ("told", "widened"),
    [
        ("flags\t\t: fpu avx2 avx512f avx512_vnni\n", False),
        ("flags\t\t: fpu avx2 avx_vnni\n", False),
        ("flags\t\t: fpu avx2 avx512f\nbugs\t\t: avx512_vnni\n", True),
        ("", True),
        (None, True),  # no such file: what is not known is not relied on
    ],
)
def test_products_are_widened_only_where_the_processor_needs_it(
    told: str | None, widened: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Widening without need takes nearly twice as long; without it where it is needed products overflow."""
    if told is not None:
        (tmp_path / "cpuinfo").write_text(told, encoding="utf-8")
    monkeypatch.setattr(runtime, "CPUINFO", tmp_path / "cpuinfo")
    monkeypatch.setattr(runtime, "multiplies_int8", runtime.multiplies_int8.__wrapped__)
    node = helper.make_node("Identity", ["x"], ["y"])
    ends = [[helper.make_tensor_value_info(name, TensorProto.FLOAT, [1])] for name in ("x", "y")]
    onnx.save(
        helper.make_model(
            helper.make_graph([node], "same", *ends), opset_imports=[helper.make_opsetid("", 17)], ir_version=9
        ),
        str(tmp_path / "model.onnx"),
    )
    options = open_session(tmp_path / "model.onnx", 1).get_session_options()
    try:
        asked = options.get_session_config_entry("session.x64quantprecision") == "1"
    except RuntimeError:  # never set
        asked = False
    assert asked == widened
