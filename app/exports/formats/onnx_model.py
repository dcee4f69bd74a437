"""``onnx``: a model for every ONNX runtime.

The network computes in float32, which every runtime does for every operator. Where points were scaled for training, x
and y are float64: years and Julian days lose their digits in float32, so x is shifted and scaled before it is cast, and
y after. Where an unscaled curve is far from 0 for its span, all of it is float64. A second output carries the check:
the network is applied to the curve's x as well, all of them constants, so that a runtime computes that once, when it
loads the model.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

from app import VERSION
from app.engine.activations import ACTIVATIONS
from app.exports.files import ExportError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from onnx import ModelProto, NodeProto

    from app.exports.context import CurveContext
    from app.exports.files import Options

OPSET = 17
IR_VERSION = 8
FAR = 100.0
"""Values that are this many times further from 0 than they span are computed in float64."""
CHECK = "largest_difference is the largest difference of this model from the curve on the page, computed in float64"


@dataclass
class _Graph:
    """Nodes and constants as they are added."""

    dtype: type[np.floating[Any]]
    nodes: list[NodeProto] = field(default_factory=list)
    constants: dict[str, Any] = field(default_factory=dict)

    def exact(self, name: str, value: ArrayLike) -> str:
        """Add a float64 constant."""
        self.constants[name] = numpy_helper.from_array(np.asarray(value, dtype=np.float64), name)
        return name

    def constant(self, name: str, value: ArrayLike) -> str:
        """Add a constant of the network's own type, once.

        Raises:
            ExportError: if a number is too large for it.
        """
        with np.errstate(over="ignore"):
            array = np.asarray(value, dtype=self.dtype)
        if not np.isfinite(array).all():
            raise ExportError("onnx computes in float32, and this network has numbers too large for it")
        self.constants[name] = numpy_helper.from_array(array, name)
        return name

    def number(self, value: float) -> str:
        """Add a constant of one number, named after it."""
        return self.constant(f"number_{value!r}", value)

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Add a node of one output and return that."""
        self.nodes.append(helper.make_node(operator, inputs, [output], output, **attributes))
        return output


def write(context: CurveContext, _options: Options) -> bytes:
    """Return the model: input ``x`` (N, 1), outputs ``y`` (N, 1) and ``largest_difference``."""
    computed = np.float64 if _is_far(context) else np.float32
    graph = _Graph(computed)
    is_wide = context.scaled or computed is np.float64
    _apply(graph, context, "x", "y", prefix="")
    curve = graph.exact("curve_x", context.x[:, None])
    target = graph.exact("curve_y", context.y[:, None])
    if not is_wide:
        curve = graph.add("Cast", [curve], "curve_x_float", to=TensorProto.FLOAT)
    again = _apply(graph, context, curve, "curve_again", prefix="check_")
    if not is_wide:
        again = graph.add("Cast", [again], "curve_again_double", to=TensorProto.DOUBLE)
    gap = graph.add("Abs", [graph.add("Sub", [again, target], "curve_gap")], "curve_distance")
    largest = graph.add("ReduceMax", [gap], "largest_distance", keepdims=0)
    graph.add("Cast", [largest], "largest_difference", to=TensorProto.FLOAT)
    column: list[str | int | None] = ["N", 1]
    kind = TensorProto.DOUBLE if is_wide else TensorProto.FLOAT
    proto = helper.make_graph(
        graph.nodes,
        "piecewise",
        [helper.make_tensor_value_info("x", kind, column)],
        [
            helper.make_tensor_value_info("y", kind, column),
            helper.make_tensor_value_info("largest_difference", TensorProto.FLOAT, []),
        ],
        list(graph.constants.values()),
    )
    content: bytes = _model(context, proto).SerializeToString(deterministic=True)
    return content


def _is_far(context: CurveContext) -> bool:
    """Tell whether the points were not scaled though x or y is far from 0 for its span."""
    curves = (np.asarray(context.domain), context.y)
    return not context.scaled and any(float(np.abs(c).max()) > FAR * float(np.ptp(c)) > 0 for c in curves)


def _apply(graph: _Graph, context: CurveContext, x: str, y: str, *, prefix: str) -> str:
    """Add the network between two values; weights and other constants are shared by all that call this."""
    network, units = context.network, context.units
    a, last = x, len(network.layers) - 1
    if context.scaled:
        a = graph.add("Sub", [a, graph.exact("x_offset", units.x_offset)], f"{prefix}x_shifted")
        a = graph.add("Div", [a, graph.exact("x_scale", units.x_scale)], f"{prefix}x_scaled")
        a = graph.add("Cast", [a], f"{prefix}x_float", to=TensorProto.FLOAT)
    for k in range(last + 1):
        weights = graph.constant(f"W{k + 1}", network.weights(k))
        biases = graph.constant(f"b{k + 1}", network.biases(k))
        is_end = k == last and not context.scaled
        z = graph.add("Gemm", [a, weights, biases], y if is_end else f"{prefix}z{k + 1}", transB=1)
        a = z if k == last else _activate(graph, network.activations[k].name, z, f"{prefix}a{k + 1}")
    if context.scaled:
        a = graph.add("Cast", [a], f"{prefix}y_double", to=TensorProto.DOUBLE)
        a = graph.add("Mul", [a, graph.exact("y_scale", units.y_scale)], f"{prefix}y_stretched")
        a = graph.add("Add", [a, graph.exact("y_offset", units.y_offset)], y)
    return a


def _activate(graph: _Graph, activation: str, z: str, output: str) -> str:
    steps = ACTIVATIONS[activation].written.onnx
    names = [*(f"{output}_{i}" for i in range(len(steps) - 1)), output]
    for name, (operator, inputs, attributes) in zip(names, steps, strict=True):
        read = [
            z if isinstance(item, str) else names[item] if isinstance(item, int) else graph.number(item)
            for item in inputs
        ]
        graph.add(operator, read, name, **attributes)
    return output


def _model(context: CurveContext, graph: Any) -> ModelProto:
    """Return the checked model with how it was made."""
    model = helper.make_model(
        graph,
        producer_name="Piecewise",
        producer_version=VERSION,
        doc_string=" ".join([*context.made, CHECK + "."]),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    result = context.result
    made = {
        "made_by": context.made_by,
        "config": context.config_text,
        "step": str(result.step),
        "seed": str(result.config.seed),
        "check": CHECK,
    }
    helper.set_model_props(model, made)
    checker.check_model(model, full_check=True)
    return model
