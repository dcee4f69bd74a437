"""Tries cures on copies of the network before they are offered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from app.engine.errors import SurgeryError
from app.engine.network import Network, count_parameters
from app.engine.placement import spread_bends
from app.engine.streams import Streams
from app.engine.surgery import wake_neuron
from app.engine.training import Trainer

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.engine.anatomy.float64_forward import Neuron
    from app.engine.data import Dataset
    from app.engine.settings import TrainingSettings

STEPS = 800
"""Steps for which a cure is tried."""
HELPS = 0.75
"""A cure helps if the loss falls below this part of what it would be without it."""
LARGEST = 20_000
"""Nothing is tried where a step costs more parameters × samples: that would take too long."""
AGAIN = 1.5
"""A cure is tried again when the step count has grown by this factor since the last trial."""


@dataclass
class Trials:
    """What has been tried, by name: at which step, and whether it helped."""

    known: dict[str, tuple[int, bool]] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget all trials: the training has changed."""
        self.known.clear()


@dataclass(frozen=True)
class Case:
    """A training to try cures on, never changed."""

    network: Network
    dataset: Dataset
    settings: TrainingSettings
    step: int
    trials: Trials

    @property
    def cheap(self) -> bool:
        """Whether anything can be tried."""
        samples: int = self.dataset.x_train.shape[1]
        return count_parameters(self.network.sizes) * samples <= LARGEST

    def helps(
        self,
        name: str,
        settings: TrainingSettings,
        *,
        share: float = HELPS,
        spread: bool = False,
        wake: Collection[Neuron] = (),
    ) -> bool:
        """Return whether a cure takes the loss below a ``share`` of what training on gives; False if it is not cheap.

        Args:
            name: what it is remembered by.
            settings: other settings to train under.
            share: of the loss without the cure.
            spread: whether the cure spreads the bends.
            wake: neurons to start afresh with the cure, and without it.
        """
        if not self.cheap:
            return False
        step, helped = self.trials.known.get(name, (-1, False))
        if step < 0 or self.step > AGAIN * step:
            helped = self._ends(settings, wake, spread) < share * self._ends(self.settings, wake)
            self.trials.known[name] = self.step, helped
        return helped

    def _ends(self, settings: TrainingSettings, wake: Collection[Neuron], spread: bool = False) -> float:
        """Return the loss after ``STEPS`` more on a copy."""
        kept = self.network
        network = Network(kept.sizes, kept.activation_names(), kept.parameters, kept.dtype)
        trainer = Trainer(network, self.dataset, replace(settings, early_stopping=None), Streams.from_seed(0))
        state = trainer.state()
        training = replace(state.present.training, step=self.step)
        trainer.restore(replace(state, present=replace(state.present, training=training)))
        try:
            for layer, neuron in wake:
                wake_neuron(trainer, layer, neuron)
            if spread:
                spread_bends(trainer)
        except (SurgeryError, np.linalg.LinAlgError):
            return np.inf
        trainer.advance(STEPS)
        return trainer.training_loss()
