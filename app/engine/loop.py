"""The training loop: one update as a list of prepared NumPy calls, run in order with early stopping and checkpoints."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.engine.arrays import aligned_empty
from app.engine.data import stack
from app.engine.losses import LOSSES, baseline_loss
from app.engine.optimizer_runner import SLOTS, OptimizerRunner
from app.engine.passes import Dropout, GradientPass, LossPass
from app.engine.penalties import on_weights, penalty_operations
from app.engine.state import Checkpoint, EarlyStoppingState, TrainingState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.engine.arrays import Floats, Operation
    from app.engine.data import Batches, Dataset
    from app.engine.network import Network
    from app.engine.optimizer_runner import OptimizerState
    from app.engine.settings import TrainingSettings
    from app.engine.streams import Streams

DIVERGED_FACTOR = 1000.0
"""A loss has diverged above this times (1 + the larger of the baseline's, which gives one value, and the start's)."""


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
        optimizer: applies the update rule.
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
        self.optimizer = OptimizerRunner(
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
        return [[*penalties, *update] for update in self.optimizer.updates()]

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
        first = self.optimizer.take_slots(count)
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
        self.optimizer.count(count)
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


class Loop:
    """A network, its data and its settings bound together for as long as none of them changes.

    Args:
        network: the network, updated in place.
        dataset: the points.
        settings: how to train.
        streams: the randomness.
        batches: which points come next.
        step: updates done before.
        memory: what the optimizer goes on from.
        start_loss: the training loss where training began.

    Attributes:
        step: updates done.
        stopping: early stopping's memory.
        loss_is_free: whether the loss before each update is known at no cost: full batch, no dropout.

    Raises:
        ValueError: if the parts do not fit together.
    """

    def __init__(
        self,
        network: Network,
        dataset: Dataset,
        settings: TrainingSettings,
        streams: Streams,
        *,
        batches: Batches,
        step: int = 0,
        memory: OptimizerState | None = None,
        start_loss: float = 0.0,
    ) -> None:
        if network.dtype != dataset.dtype:
            raise ValueError(f"a network of {network.dtype} cannot train on data of {dataset.dtype}")
        self.step = step
        self.stopping = EarlyStoppingState()
        self._training_loss: float | None = None
        self._network, self._settings, self._dropout, self._batches = network, settings, streams.dropout, batches
        self._updates = Updates(network, dataset, settings, batches, rng=streams.dropout, memory=memory, step=step)
        self.loss_is_free = self._updates.loss_is_free
        loss = LOSSES[settings.loss]
        self._validation = LossPass(network, stack(dataset.x_validation, dataset.y_validation), loss)
        self._has_validation = dataset.x_validation.shape[1] > 0
        self._baseline_loss = baseline_loss(loss, dataset.y_train)
        self.start_loss = start_loss

    @property
    def start_loss(self) -> float:
        """The training loss where training began; it moves the limit of divergence up."""
        return self._start_loss

    @start_loss.setter
    def start_loss(self, loss: float) -> None:
        self._start_loss = loss
        comparable = loss if math.isfinite(loss) else 0.0
        self._limit = DIVERGED_FACTOR * (1 + max(self._baseline_loss, comparable))

    def begin(self) -> None:
        """Make the present state the start: its loss sets the limit of divergence."""
        self.forget_loss()
        self.start_loss = self.training_loss()
        self.forget_loss()

    def restart_stopping(self) -> None:
        """Reset early stopping; the present state is its first candidate for the best one."""
        self.stopping = EarlyStoppingState()
        if self._settings.early_stopping is not None:
            self.stopping = EarlyStoppingState.beginning(self._stopping_loss(), self.checkpoint().training)

    def training_loss(self) -> float:
        """Return the data loss on the whole training set at the present parameters, computed once for each of them."""
        if self._training_loss is None:
            self._training_loss = self._updates.training.run()
        return self._training_loss

    def forget_loss(self) -> None:
        """Note that the parameters are no longer those whose loss is known."""
        self._training_loss = None

    def validation_loss(self) -> float:
        """Return the data loss on the validation set at the present parameters; nan without one."""
        return self._validation.run() if self._has_validation else math.nan

    def first_bad(self, losses: list[float]) -> int | None:
        """Return the place of the first training loss that is not finite or has diverged, None if all are good."""
        if sum(losses) <= self._limit:  # losses are not negative: their sum bounds each, and shows every NaN
            return None
        return next((i for i, loss in enumerate(losses) if not loss <= self._limit), None)

    @property
    def has_waited_enough(self) -> bool:
        """Whether early stopping says to stop here."""
        rule = self._settings.early_stopping
        return rule is not None and not self.stopping.resting and self.stopping.waited >= rule.patience

    def run(
        self, count: int, losses: list[float] | None = None, validation_losses: list[float] | None = None
    ) -> list[float]:
        """Do up to ``count`` updates, without checking for divergence; fewer if early stopping stops.

        Args:
            count: updates to do.
            losses: receives the training loss before each update, measured.
            validation_losses: receives the validation loss before each update.

        Returns:
            the training loss before each update, where ``loss_is_free``; else nothing.
        """
        updates = self._updates
        stops_early = self._settings.early_stopping is not None and not self.stopping.resting
        seen: list[float] = []
        if not stops_early and losses is None and validation_losses is None:
            for done in range(0, count, SLOTS):
                updates.run(min(SLOTS, count - done), measured=self._training_loss is not None)
                self.forget_loss()
                if self.loss_is_free:
                    seen += updates.losses()
            self.step += count
            return seen
        for _ in range(count):
            if losses is not None:
                losses.append(self.training_loss())
            if validation_losses is not None:
                validation_losses.append(self.validation_loss())
            updates.run(1, measured=self._training_loss is not None)
            self.forget_loss()
            self.step += 1
            if self.loss_is_free:
                seen += updates.losses()
            if stops_early and self._batches.position == 0:
                self._look()
                if self.has_waited_enough:
                    break
        return seen

    def checkpoint(self) -> Checkpoint:
        """Return where training is, detached."""
        dropout = self._dropout.bit_generator.state if self._settings.dropout else None
        optimizer, batches = self._updates.optimizer.state(), self._batches.state()
        present = TrainingState(self.step, self._network.parameters.copy(), optimizer, batches, dropout)
        return Checkpoint(present, self.stopping)

    def go_to(self, checkpoint: Checkpoint) -> None:
        """Restore a checkpoint of this network's shape."""
        training = checkpoint.training
        self.forget_loss()
        self.step = training.step
        self.stopping = checkpoint.stopping
        self._network.parameters[:] = training.parameters
        self._updates.optimizer.restore(training.optimizer, training.step)
        self._batches.restore(training.batches)
        if training.dropout is not None:
            self._dropout.bit_generator.state = training.dropout

    def set_rates(self, settings: TrainingSettings) -> None:
        """Train on with settings that differ in the learning rate and its schedule only."""
        self._settings = settings
        self._updates.optimizer.set_rates(settings.hyperparameters, settings.rate_factors)

    def memory(self) -> OptimizerState:
        """Return what the optimizer remembers, detached."""
        return self._updates.optimizer.state()

    def dropped(self) -> list[NDArray[np.bool_]]:
        """Return which neurons of each hidden layer the last update left out; see ``Updates.dropped``."""
        return self._updates.dropped()

    def _look(self) -> None:
        """Give early stopping the loss at the end of an epoch."""
        rule = self._settings.early_stopping
        if rule is not None:
            loss = self._stopping_loss()
            self.stopping = self.stopping.look(self.step, loss, rule, lambda: self.checkpoint().training)

    def _stopping_loss(self) -> float:
        return self.validation_loss() if self._has_validation else self.training_loss()
