"""``numpy``: a script that needs NumPy and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.activations import ACTIVATIONS
from app.exports.python_text import literal, matrix, vector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.exports.context import CurveContext
    from app.exports.files import Options

_HEAD = '''"""A neural network that learned a curve, written out. It needs NumPy and nothing else.

{made}
Run this file: it prints the largest difference from the curve on the page. Or use it:

    from piecewise_numpy import predict
    predict([0.5, 1.0])
"""

import math

import numpy as np

# The experiment, as Piecewise reads it.
CONFIG = {config}
'''

_TAIL = """
# The curve on the page: x, and the prediction there.
CURVE_X = np.array({x})
CURVE_Y = np.array({y})


if __name__ == "__main__":
    difference = np.abs(predict(CURVE_X) - CURVE_Y).max()
    print(f"largest difference from the curve on the page: {{difference:.2g}}")
"""


def write(context: CurveContext, _options: Options) -> bytes:
    """Return the script: the weights layer by layer, ``predict`` and its check."""
    head = _HEAD.format(made="\n".join(context.made), config=literal(context.config))
    written = {name: ACTIVATIONS[name].written.numpy for name in context.network.activation_names()}
    if not any("math." in expression for expression in written.values()):
        head = head.replace("import math\n\n", "")
    functions = "".join(f"\n\ndef {name}(z):\n    return {expression}\n" for name, expression in written.items())
    tail = _TAIL.format(x=vector(context.x), y=vector(context.y))
    return "\n".join([head, *_weights(context), functions, _predict(context), tail]).encode()


def _weights(context: CurveContext) -> Iterator[str]:
    network = context.network
    yield "# The weights: a row for each neuron of a layer, a column for each number it reads. Then the biases."
    for k in range(len(network.layers)):
        yield f"W{k + 1} = np.array({matrix(network.weights(k))})"
        yield f"b{k + 1} = np.array({vector(network.biases(k))})"


def _predict(context: CurveContext) -> str:
    """Return the function ``predict``, a line for each layer's linear and nonlinear part."""
    network, units = context.network, context.units
    lines = [
        "",
        "def predict(x):",
        '    """Return the prediction at x, a number or an array of any shape."""',
        "    x = np.asarray(x, dtype=float)",
        "    a0 = x.reshape(1, -1)  # a row for each input, a column for each x",
    ]
    if context.scaled:
        lines.append(f"    a0 = (a0 - {units.x_offset!r}) / {units.x_scale!r}  # as it was scaled for training")
    for k, name in enumerate(network.activation_names(), 1):
        lines += [f"    z{k} = W{k} @ a{k - 1} + b{k}[:, None]", f"    a{k} = {name}(z{k})"]
    last = len(network.layers)
    lines.append(f"    y = W{last} @ a{last - 1} + b{last}[:, None]")
    if context.scaled:
        lines.append(f"    y = y * {units.y_scale!r} + {units.y_offset!r}  # back to the units of the data")
    return "\n".join([*lines, "    return y.reshape(x.shape)", ""])
