"""As much of PyTorch as an exported script needs to predict and to measure its loss, on NumPy arrays."""

from __future__ import annotations

import contextlib
import math
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np


class Tensor:
    def __init__(self, value: Any) -> None:
        self.value = np.asarray(value, dtype=np.float64)

    def __len__(self) -> int:
        return len(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __mul__(self, other: float) -> Tensor:
        return Tensor(self.value * other)

    def __truediv__(self, other: float) -> Tensor:
        return Tensor(self.value / other)

    def __add__(self, other: float) -> Tensor:
        return Tensor(self.value + other)

    def __sub__(self, other: float) -> Tensor:
        return Tensor(self.value - other)

    def reshape(self, *shape: int) -> Tensor:
        return Tensor(self.value.reshape(shape))

    def flatten(self) -> Tensor:
        return Tensor(self.value.ravel())

    def copy_(self, other: Tensor) -> None:
        assert self.value.shape == other.value.shape
        self.value = other.value


class Module:
    training = True

    def __call__(self, *arguments: Any) -> Any:
        return self.forward(*arguments)  # type: ignore[attr-defined]

    def children(self) -> list[Any]:
        return [value for value in vars(self).values() if isinstance(value, Module)]

    def parameters(self) -> list[Tensor]:
        return [tensor for layer in self.children() for tensor in (layer.weight, layer.bias)]

    def eval(self) -> None:
        self.training = False

    def state_dict(self) -> dict[str, Tensor]:
        return {}


class Linear(Module):
    def __init__(self, fan_in: int, fan_out: int) -> None:
        self.weight, self.bias = Tensor(np.zeros((fan_out, fan_in))), Tensor(np.zeros(fan_out))

    def forward(self, a: Tensor) -> Tensor:
        return Tensor(a.value @ self.weight.value.T + self.bias.value)


def elementwise(function: Any) -> Any:
    return lambda z, *_arguments, **_options: Tensor(function(z.value))


def mean(function: Any) -> Any:
    return lambda prediction, target: Tensor(
        function(np.abs(prediction.value - target.value)).mean() if len(target) else 0
    )


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


FUNCTIONAL = {
    "leaky_relu": elementwise(lambda z: np.where(z > 0, z, 0.01 * z)),
    "elu": elementwise(lambda z: np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1)),
    "silu": elementwise(lambda z: z * sigmoid(z)),
    "gelu": elementwise(lambda z: z * np.vectorize(lambda v: (1 + math.erf(v / math.sqrt(2))) / 2)(z)),
    "softplus": elementwise(lambda z: np.log(1 + np.exp(z))),
    "l1_loss": mean(lambda r: r),
    "mse_loss": mean(np.square),
    "huber_loss": mean(lambda r: np.where(r < 1, r * r / 2, r - 0.5)),
}


class FakeTorch:
    """The modules, and which optimizer was made with what."""

    def __init__(self) -> None:
        self.optimizer, self.options = "", dict[str, Any]()

    def _make(self, name: str) -> Any:
        def optimizer(groups: list[dict[str, list[Any]]], **options: Any) -> Any:
            weights, biases = (group["params"] for group in groups)
            assert [w.value.ndim for w in weights] == [2] * len(weights)
            assert [b.value.ndim for b in biases] == [1] * len(biases)
            self.optimizer, self.options = name, options
            return SimpleNamespace(param_groups=[{**options, **group} for group in groups])

        return optimizer

    def modules(self) -> dict[str, ModuleType]:
        """Return what ``sys.modules`` is to hold."""
        torch, nn, functional = (ModuleType(name) for name in ("torch", "torch.nn", "torch.nn.functional"))
        vars(functional).update(FUNCTIONAL)
        vars(nn).update(functional=functional, Module=Module, Linear=Linear)
        optimizers = {name: self._make(name) for name in ("SGD", "Adagrad", "RMSprop", "Adam", "AdamW")}
        vars(torch).update(
            nn=nn,
            optim=SimpleNamespace(**optimizers),
            float64=float,
            set_default_dtype=lambda _dtype: None,
            no_grad=contextlib.nullcontext,
            tensor=Tensor,
            relu=elementwise(lambda z: np.maximum(z, 0)),
            tanh=elementwise(np.tanh),
            sigmoid=elementwise(sigmoid),
            sin=elementwise(np.sin),
        )
        return {"torch": torch, "torch.nn": nn, "torch.nn.functional": functional}
