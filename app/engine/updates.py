"""One update as a list of prepared NumPy calls: forward pass, loss, backward pass, penalties, optimizer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arrays import aligned_empty
from app.engine.data import stack
from app.engine.dropout import Dropout
from app.engine.losses import LOSSES
from app.engine.optimizer_runner import SLOTS, OptimizerRunner
from app.engine.passes import GradientPass, LossPass
from app.engine.penalties import on_weights, penalty_operations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.arrays import Floats, Operation
    from app.engine.batches import Batches
    from app.engine.data import Dataset
    from app.engine.network import Network
    from app.engine.optimizer_runner import OptimizerState
    from app.engine.settings import TrainingSettings


class Updates:
    """Everything an update needs, allocated and bound once for a network, its data and its settings.

    ``SLOTS`` updates are laid out one after the other, so that each has its own constants and its own place for the
    loss; running one is nothing but calling its prepared operations in order.

    Args:
        network: the network, updated in place.
        dataset: the points.
        settings: how it is trained.
        batches: which of the points an update sees.
        rng: the dropout stream.
        memory: what the optimizer goes on from.
        step: updates done before.

    Attributes:
        descent: the optimizer at work.
        loss_is_free: whether an update's own loss is that of the whole training set: full batch, no dropout.
        training: the loss of the whole training set.
    """

    def __init__(
        self,
        network: Network,
        dataset: Dataset,
        settings: TrainingSettings,
        batches: Batches,
        *,
        rng: np.random.Generator,
        memory: OptimizerState | None,
        step: int,
    ) -> None:
        self._network, self._settings, self._batches, self._rng = network, settings, batches, rng
        loss = LOSSES[settings.loss]
        self.loss_is_free = batches.full and not settings.dropout
        self.training = LossPass(network, stack(dataset.x_train, dataset.y_train), loss)
        self._scale = loss.derivative_factor / loss.terms(network.sizes[-1], batches.size)
        gradients = aligned_empty((2, network.parameter_count), network.dtype)
        self.descent = OptimizerRunner(
            settings.optimizer,
            settings.hyperparameters,
            scale=self._scale,
            parameters=network.parameters,
            gradients=gradients,
            state=memory,
            step=step,
            factors=settings.rate_factors,
            l1=on_weights(network, settings.l1_penalty) if settings.l1_penalty else None,
        )
        self._totals: Floats = np.zeros(SLOTS, dtype=network.dtype)
        self._terms = np.array(self.training.terms, dtype=np.float64)
        self._ran = slice(0)
        tails = self._tails(gradients[0])
        self._passes = {batches.size: self.training}
        if not batches.full:
            for size in (batches.size, batches.last_size):
                self._passes[size] = LossPass(network, self.training.samples[:, :size], loss)
        self._masks: list[Floats] = []
        self._slots = {size: self._lay_out(losses, gradients[0], tails) for size, losses in self._passes.items()}

    def _tails(self, gradient: Floats) -> list[list[Operation]]:
        """Return for each slot the calls from the gradient on."""
        penalties = penalty_operations(self._network, gradient, self._settings.l2_penalty, self._scale)
        return [[*penalties, *update] for update in self.descent.updates()]

    def _lay_out(self, losses: LossPass, gradient: Floats, tails: list[list[Operation]]) -> list[list[Operation]]:
        network, rate = self._network, self._settings.dropout
        dropout = Dropout(rate, losses.forward.hidden_block.shape, network.dtype, self._rng) if rate else None
        if dropout is not None and losses is self._passes[self._batches.size]:
            self._masks = [dropout.mask[rows] for rows in losses.forward.hidden_rows]
        gradients = GradientPass(losses, network, gradient, dropout)
        head, middle = list(gradients.forward_operations), gradients.backward_operations
        if losses.scale != self._scale:  # the last, smaller batch of an epoch: its mean is over fewer samples
            gain = np.array(losses.scale / self._scale, dtype=network.dtype)
            head.append(partial(np.multiply, losses.delta, gain, losses.delta))
        if not self.loss_is_free:
            return [[*head, *middle, *tail] for tail in tails]
        totals = [total.reshape(()) for total in self._totals.reshape(SLOTS, 1)]
        return [[*head, losses.loss.measure(total), *middle, *tail] for total, tail in zip(totals, tails, strict=True)]

    def run(self, count: int, *, measured: bool = False) -> None:
        """Do 1 to ``SLOTS`` updates.

        Args:
            count: how many.
            measured: whether ``training`` has just run at the present parameters; where ``loss_is_free``, the first
                update then goes on from there.
        """
        first = self.descent.take_slots(count)
        batches = self._batches
        if batches.full:
            slots = self._slots[batches.size][first : first + count]
            if measured and self.loss_is_free:
                slots[0] = slots[0][len(self.training.operations) :]
            for operations in slots:
                for operation in operations:
                    operation()
            batches.count_full(count)
        else:
            for slot in range(first, first + count):
                size = batches.next_size
                batches.load(self._passes[size].samples)
                for operation in self._slots[size][slot]:
                    operation()
        self.descent.count(count)
        self._ran = slice(first, first + count)

    def dropped(self) -> list[NDArray[np.bool_]]:
        """Return for each hidden layer which neurons the last update left out for its first sample, (neurons,).

        Empty without dropout. Every sample has its own.
        """
        return [mask[:, 0] == 0 for mask in self._masks]

    def losses(self) -> list[float]:
        """Return the training loss before each update of the last ``run``, where ``loss_is_free``."""
        losses: list[float] = (self._totals[self._ran] / self._terms).tolist()
        return losses
