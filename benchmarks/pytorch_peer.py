"""The same network and training in PyTorch, eager, on the CPU: what most people would reach for."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import torch  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray


class PyTorchNetwork:
    """A tanh network with a linear output layer, trained on the mean squared error with Adam, float32, one thread.

    Args:
        sizes: neurons in each layer, inputs first and outputs last.
        x: inputs, (n, inputs).
        y: targets, (n, outputs).
        batch_size: samples an update sees, None for all.
    """

    def __init__(self, sizes: Sequence[int], x: NDArray[Any], y: NDArray[Any], batch_size: int | None) -> None:
        torch.set_num_threads(1)
        layers: list[Any] = []
        for fan_in, fan_out in pairwise(sizes):
            layers += [torch.nn.Linear(fan_in, fan_out), torch.nn.Tanh()]
        self.model = torch.nn.Sequential(*layers[:-1])
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.01)
        self.x, self.y = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
        self.batch_size = batch_size

    def train(self, steps: int) -> None:
        """Do updates, shuffled anew each epoch where there are batches."""
        for rows in self._batches(steps):
            x, y = (self.x, self.y) if rows is None else (self.x[rows], self.y[rows])
            self.optimizer.zero_grad()
            torch.nn.functional.mse_loss(self.model(x), y).backward()
            self.optimizer.step()

    def _batches(self, steps: int) -> Iterator[Any]:
        done = 0
        while done < steps:
            whole = [None] if self.batch_size is None else torch.randperm(len(self.x)).split(self.batch_size)
            yield from whole[: steps - done]
            done += len(whole)
