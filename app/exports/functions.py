"""Every activation as other programs write it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """An activation in other programs' words.

    Attributes:
        numpy: R(z) as a NumPy expression of z.
        pytorch: R(z) as a PyTorch expression of z.
        onnx: R(z) as ONNX nodes, ``(operator, inputs, attributes)`` each; an input is ``z``, the number of an earlier
            node, or a constant. The last node is R(z).
    """

    numpy: str
    pytorch: str
    onnx: tuple[tuple[str, tuple[str | int | float, ...], dict[str, float]], ...]


FUNCTIONS: dict[str, Function] = {
    "linear": Function("z", "z", (("Identity", ("z",), {}),)),
    "relu": Function("np.maximum(0, z)", "torch.relu(z)", (("Relu", ("z",), {}),)),
    "leaky_relu": Function(
        "np.maximum(0.01 * z, z)", "F.leaky_relu(z, 0.01)", (("LeakyRelu", ("z",), {"alpha": 0.01}),)
    ),
    "elu": Function("np.maximum(0, z) + np.expm1(np.minimum(0, z))", "F.elu(z)", (("Elu", ("z",), {}),)),
    "sigmoid": Function("0.5 * np.tanh(0.5 * z) + 0.5", "torch.sigmoid(z)", (("Sigmoid", ("z",), {}),)),
    "tanh": Function("np.tanh(z)", "torch.tanh(z)", (("Tanh", ("z",), {}),)),
    "swish": Function(
        "z * (0.5 * np.tanh(0.5 * z) + 0.5)", "F.silu(z)", (("Sigmoid", ("z",), {}), ("Mul", ("z", 0), {}))
    ),
    "gelu": Function(
        "z * (1 + np.vectorize(math.erf, otypes=[float])(z / math.sqrt(2))) / 2",
        "F.gelu(z)",
        (
            ("Mul", ("z", 0.5**0.5), {}),
            ("Erf", (0,), {}),
            ("Add", (1, 1.0), {}),
            ("Mul", ("z", 2), {}),
            ("Mul", (3, 0.5), {}),
        ),
    ),
    "softplus": Function("np.logaddexp(0, z)", "F.softplus(z, threshold=40)", (("Softplus", ("z",), {}),)),
    "sine": Function("np.sin(z)", "torch.sin(z)", (("Sin", ("z",), {}),)),
}
