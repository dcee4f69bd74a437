"""The trainer: steps, early stopping, divergence, exact state, and changes between steps.

A training is decided by its network, data, settings and streams alone; how calls of ``advance`` slice it changes
nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from app.engine.data import Batches
from app.engine.loop import Loop
from app.engine.network import Network
from app.engine.optimizer_runner import transplant
from app.engine.settings import EarlyStopping, TrainingSettings
from app.engine.state import Checkpoint, Stopped, TrainerState
from app.engine.streams import Streams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.engine.data import Dataset
    from app.engine.optimizer_runner import OptimizerState
    from app.engine.state import EarlyStoppingState

__all__ = ["EarlyStopping", "Trainer", "TrainerState", "TrainingSettings"]

LOOK_EVERY = 32
"""With minibatches or dropout, divergence is looked for at the steps that are multiples of this."""
AT_ONCE = 256
"""Otherwise it is found at its very step, at most this many steps later; the checkpoint is about as far back."""


class Trainer:
    """A network being trained.

    Args:
        network: the network; updated in place.
        dataset: the points, of the network's dtype and numbers of inputs and outputs.
        settings: how to train.
        streams: the randomness; ``batches`` and ``dropout`` are drawn from.

    Attributes:
        network: the network; surgery and ``restore`` may put another in its place.
        dataset: the points.
        settings: how it trains.
        streams: the randomness.
        stopped: why training stopped; None while it goes on.

    Raises:
        ValueError: if the parts do not fit together.
    """

    def __init__(self, network: Network, dataset: Dataset, settings: TrainingSettings, streams: Streams) -> None:
        self.network, self.dataset, self.settings, self.streams = network, dataset, settings, streams
        self.stopped: Stopped | None = None
        self._checkpoint: Checkpoint
        self._batches = Batches(dataset, settings.batch_size, streams.batches)
        self._loop = Loop(network, dataset, settings, streams, batches=self._batches)
        self.forget_past()

    @property
    def step(self) -> int:
        """Updates done."""
        return self._loop.step

    @property
    def epoch(self) -> float:
        """How many times every training sample has been seen."""
        return self._batches.epoch

    @property
    def loss_is_free(self) -> bool:
        """Whether the training loss before each update is known at no cost: full batch, no dropout."""
        return self._loop.loss_is_free

    @property
    def stopping(self) -> EarlyStoppingState:
        """What early stopping has seen."""
        return self._loop.stopping

    def dropped(self) -> list[NDArray[np.bool_]]:
        """Return which neurons of each hidden layer the last update left out; see ``Updates.dropped``."""
        return self._loop.dropped()

    def training_loss(self) -> float:
        """Return the data loss on the whole training set at the present parameters."""
        with np.errstate(all="ignore"):
            return self._loop.training_loss()

    def validation_loss(self) -> float:
        """Return the data loss on the validation set at the present parameters; nan without one."""
        with np.errstate(all="ignore"):
            return self._loop.validation_loss()

    # ---- Training ----------------------------------------------------------------------------------------------------

    def advance(
        self, count: int, losses: list[float] | None = None, validation_losses: list[float] | None = None
    ) -> int:
        """Train up to ``count`` steps and return how many were done, fewer if training stopped.

        After early stopping the network is back at its best step, though the steps beyond it count as done; another
        call trains on from there. After divergence it is at the last good step; another call tries again.

        Args:
            count: steps to train at most.
            losses: receives the training loss before each update done.
            validation_losses: receives the validation loss before each update done.
        """
        self.stopped = None
        advance = self._advance_exactly if self.loss_is_free else self._advance_sampled
        done = 0
        with np.errstate(all="ignore"):
            while done < count and self.stopped is None:
                done += advance(min(count - done, AT_ONCE), losses, validation_losses)
        return done

    def _advance_exactly(self, count: int, losses: list[float] | None, validation_losses: list[float] | None) -> int:
        """Train with every update's loss known, so that divergence is seen at the very step."""
        loop, begun = self._loop, self.step
        if begun - self._checkpoint.training.step >= AT_ONCE:
            self._checkpoint = loop.checkpoint()
        already = len(validation_losses or ())
        measured = [*loop.run(count, None, validation_losses), loop.training_loss()]
        done = len(measured) - 1
        bad = loop.first_bad(measured)
        if bad is not None:
            done = max(bad - 1, 0)
            loop.go_to(self._checkpoint)
            loop.run(begun + done - self.step)
            self.stopped = "diverged"
            if validation_losses is not None:
                del validation_losses[already + done :]
        if losses is not None:
            losses += measured[:done]
        self._return_to_best()
        return done

    def _advance_sampled(self, count: int, losses: list[float] | None, validation_losses: list[float] | None) -> int:
        """Train to the next step at which divergence is looked for, or less far.

        No bad state is left standing in between, either: where this slice ends in one, training is tried up to that
        step to see whether it recovers.
        """
        loop, start = self._loop, self.step
        records = [(record, len(record)) for record in (losses, validation_losses) if record is not None]
        loop.run(min(count, self._steps_to_look()), losses, validation_losses)
        looked = loop.step % LOOK_EVERY == 0
        if self._is_good():
            if looked:
                self._checkpoint = loop.checkpoint()
        elif looked or loop.has_waited_enough or not self._recovers():
            self._go_to_last_good()
        done = loop.step - start
        for record, already in records:
            del record[already + done :]
        self._return_to_best()
        return done

    def _is_good(self) -> bool:
        return self._loop.first_bad([self._loop.training_loss()]) is None

    def _steps_to_look(self) -> int:
        return LOOK_EVERY - self.step % LOOK_EVERY

    def _recovers(self) -> bool:
        """Try whether the next look finds a good state; if so, come back, else stay there."""
        checkpoint = self._loop.checkpoint()
        self._loop.run(self._steps_to_look())
        recovers = self._is_good()
        if recovers:
            self._loop.go_to(checkpoint)
        return recovers

    def _go_to_last_good(self) -> None:
        """Train again from the checkpoint, looking at every step, and stop at the last good one."""
        loop, end = self._loop, self.step
        good = self._checkpoint
        loop.go_to(good)
        while loop.step < end:
            loop.run(1)
            if self._is_good():
                good = loop.checkpoint()
        loop.go_to(good)
        self.stopped = "diverged"

    def _return_to_best(self) -> None:
        if self.stopped is None and self._loop.has_waited_enough:
            best = self._loop.stopping.best or self._loop.checkpoint().training
            self._checkpoint = Checkpoint(best, self._loop.stopping.rested())
            self._loop.go_to(self._checkpoint)
            self.stopped = "early_stopping"

    # ---- State -------------------------------------------------------------------------------------------------------

    def state(self) -> TrainerState:
        """Return everything that decides how training goes on, detached."""
        present = self._loop.checkpoint()
        return TrainerState(
            self.network.sizes,
            self.network.activation_names(),
            present,
            present if self.loss_is_free else self._checkpoint,
            self.streams.state(),
            self.stopped,
            self._loop.start_loss,
        )

    def restore(self, state: TrainerState) -> None:
        """Go on from a state, bit for bit if data and settings are those it was taken with.

        The network's shape and activations become the state's; ``network`` is another object if these differ.
        """
        training = state.present.training
        if (state.sizes, state.activations) != (self.network.sizes, self.network.activation_names()):
            self.network = Network(state.sizes, state.activations, training.parameters, self.network.dtype)
        self.streams.restore(state.streams)
        self._bind(training.optimizer)
        self._loop.go_to(state.present)
        self._loop.start_loss = state.start_loss
        self._checkpoint = state.checkpoint
        self.stopped = state.stopped

    # ---- Changes while training --------------------------------------------------------------------------------------

    def reconfigure(self, settings: TrainingSettings) -> None:
        """Train on with other settings; the optimizer goes on with what it remembers if it is the same.

        Where training began stays as it was, unless it is measured by another loss now. Another learning rate or
        schedule is only written into the optimizer's table; everything else binds the loop anew.
        """
        if settings == self.settings:
            return
        if settings.differs_in_rate_only(self.settings):
            self.settings = settings
            self._loop.set_rates(settings)
            self._forget_past(new_start=False)
            return
        same_loss = settings.loss == self.settings.loss
        if settings.batch_size != self.settings.batch_size:
            self._batches = Batches(self.dataset, settings.batch_size, self.streams.batches, self.epoch)
        self.settings = settings
        self._bind(self._loop.memory())
        self._forget_past(new_start=not same_loss)

    def replace_data(self, dataset: Dataset) -> None:
        """Train on with other points; parameters and the optimizer's memory stay."""
        self._batches = Batches(dataset, self.settings.batch_size, self.streams.batches, self.epoch)
        self.dataset = dataset
        self._bind(self._loop.memory())
        self.forget_past()

    def with_activations(self, activations: Sequence[str]) -> Trainer:
        """Return a trainer that goes on from here with other activations, one name for each hidden layer."""
        network = Network(self.network.sizes, activations, self.network.parameters, self.network.dtype)
        trainer = Trainer(network, self.dataset, self.settings, self.streams)
        trainer.restore(replace(self.state(), activations=network.activation_names()))
        trainer.forget_past()
        return trainer

    def copy(self) -> Trainer:
        """Return a trainer that goes on from here as this one would, and shares nothing that changes."""
        network = Network(
            self.network.sizes, self.network.activation_names(), self.network.parameters, self.network.dtype
        )
        trainer = Trainer(network, self.dataset, self.settings, Streams.from_seed(0))
        trainer.restore(self.state())
        return trainer

    def transplant(self, network: Network, origin: NDArray[np.intp]) -> None:
        """Train on with a network of another shape.

        Args:
            network: the new network.
            origin: for each of its parameters, which one of the present network's it goes on from, whose optimizer
                memory it takes over; negative for new ones.
        """
        memory = transplant(self._loop.memory(), origin)
        self.network = network
        self._bind(memory)
        self.forget_past()

    def forget_past(self) -> None:
        """Restart early stopping and the search for divergence at the present state.

        Call it after changing parameters from outside.
        """
        self._forget_past(new_start=True)

    def _forget_past(self, *, new_start: bool) -> None:
        self.stopped = None
        with np.errstate(all="ignore"):
            if new_start:
                self._loop.begin()
            self._loop.restart_stopping()
        self._checkpoint = self._loop.checkpoint()

    def _bind(self, memory: OptimizerState) -> None:
        """Rebuild the loop around what has changed."""
        self._loop = Loop(
            self.network,
            self.dataset,
            self.settings,
            self.streams,
            batches=self._batches,
            step=self.step,
            memory=memory,
            start_loss=self._loop.start_loss,
        )
