"""A network as a textbook writes it in NumPy: lists of arrays, one expression for each formula, nothing reused.

What the engine is measured against. It is written to be read, and no slower than it must be for that: samples are
rows, every product is ``@``, float64 as NumPy's default gives.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass
class Adam:
    """D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", as in the paper."""

    parameters: list[Array]
    learning_rate: float = 0.01
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    step: int = 0
    first: list[Array] = field(init=False)
    second: list[Array] = field(init=False)

    def __post_init__(self) -> None:
        self.first = [np.zeros_like(p) for p in self.parameters]
        self.second = [np.zeros_like(p) for p in self.parameters]

    def update(self, gradients: Sequence[Array]) -> None:
        """Move every parameter once."""
        self.step += 1
        for i, gradient in enumerate(gradients):
            self.first[i] = self.beta1 * self.first[i] + (1 - self.beta1) * gradient
            self.second[i] = self.beta2 * self.second[i] + (1 - self.beta2) * gradient**2
            first = self.first[i] / (1 - self.beta1**self.step)
            second = self.second[i] / (1 - self.beta2**self.step)
            self.parameters[i] -= self.learning_rate * first / (np.sqrt(second) + self.epsilon)


class TextbookNetwork:
    """A tanh network with a linear output layer, trained on the mean squared error with Adam.

    Args:
        sizes: neurons in each layer, inputs first and outputs last.
        learning_rate: Adam's.
        seed: of the weights and the order of the batches.
    """

    def __init__(self, sizes: Sequence[int], learning_rate: float = 0.01, seed: int = 0) -> None:
        self.rng = np.random.default_rng(seed)
        self.weights = []
        self.biases = []
        for fan_in, fan_out in pairwise(sizes):
            limit = math.sqrt(6 / (fan_in + fan_out))
            self.weights.append(self.rng.uniform(-limit, limit, (fan_in, fan_out)))
            self.biases.append(np.zeros(fan_out))
        self.optimizer = Adam([*self.weights, *self.biases], learning_rate)

    def train_step(self, x: Array, y: Array) -> float:
        """Do one update on samples x (n, inputs), y (n, outputs) and return the loss before it."""
        activations = [x]
        for weights, biases in zip(self.weights[:-1], self.biases[:-1], strict=True):
            activations.append(np.tanh(activations[-1] @ weights + biases))
        prediction = activations[-1] @ self.weights[-1] + self.biases[-1]

        error = prediction - y
        loss = float(np.mean(error**2))

        delta = 2 * error / error.size
        weight_gradients: list[Array] = []
        bias_gradients: list[Array] = []
        for layer in reversed(range(len(self.weights))):
            weight_gradients.insert(0, activations[layer].T @ delta)
            bias_gradients.insert(0, delta.sum(axis=0))
            if layer > 0:
                delta = (delta @ self.weights[layer].T) * (1 - activations[layer] ** 2)
        self.optimizer.update([*weight_gradients, *bias_gradients])
        return loss

    def train(self, x: Array, y: Array, steps: int, batch_size: int | None = None) -> None:
        """Train on samples x (n, inputs), y (n, outputs), shuffled anew each epoch where there are batches."""
        for rows in self._batches(len(x), steps, batch_size):
            if rows is None:
                self.train_step(x, y)
            else:
                self.train_step(x[rows], y[rows])

    def _batches(self, count: int, steps: int, batch_size: int | None) -> Iterator[NDArray[np.intp] | None]:
        if batch_size is None:
            yield from [None] * steps
            return
        done = 0
        while True:
            order = self.rng.permutation(count)
            for start in range(0, count, batch_size):
                if done == steps:
                    return
                done += 1
                yield order[start : start + batch_size]
