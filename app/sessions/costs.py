"""What a config will cost before anything of it is built: seconds of a processor, and bytes of memory.

The constants are measured, for a processor of today; they only have to tell what takes milliseconds from what takes
more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.schema import ExperimentConfig

LONG_SECONDS = 0.005
"""What takes longer is done in a thread: the event loop serves everybody else meanwhile."""

NEURON_SECONDS = {"gelu": 18e-9, "softplus": 4e-9}
OTHER_NEURON_SECONDS = 2.5e-9
"""Time of a forward pass, for each neuron and sample."""
STEP_PASSES = 3
"""A step is a forward pass, one back, and the update."""
BUILD_SECONDS, BUILD_SECONDS_PER_LAYER, BUILD_PASSES = 0.0008, 0.0014, 4

FIXED_BYTES = 400_000
"""Of every run: its log of losses, its generators and its view."""
PARAMETER_BYTES, LOSS_BYTES, STEP_BYTES = 40, 8, 16
"""For each parameter; for each neuron and sample that losses are measured on; that a step sees."""


@dataclass(frozen=True)
class Cost:
    """What runs cost.

    Attributes:
        measure_seconds: to measure the losses once.
        step_seconds: for one step.
        build_seconds: to build the runs, which measures their losses.
        nbytes: memory of the networks and of everything prepared for their training.
    """

    measure_seconds: float = 0.0
    step_seconds: float = 0.0
    build_seconds: float = 0.0
    nbytes: int = 0

    @property
    def slice_seconds(self) -> float:
        """The least time that a slice of training and its frame take: a step, and the losses measured."""
        return self.step_seconds + self.measure_seconds

    @property
    def is_long(self) -> bool:
        """Whether the runs are trained and shown in a thread."""
        return self.slice_seconds > LONG_SECONDS


def cost_of(configs: Iterable[ExperimentConfig]) -> Cost:
    """Return what the runs of some configs cost together."""
    costs = [_cost_of_one(config) for config in configs]
    return Cost(
        sum(cost.measure_seconds for cost in costs),
        sum(cost.step_seconds for cost in costs),
        sum(cost.build_seconds for cost in costs),
        sum(cost.nbytes for cost in costs),
    )


def _cost_of_one(config: ExperimentConfig) -> Cost:
    training, everything = config.training_samples(), config.sample_count()
    batch = min(config.training.batch_size or training, training)
    hidden, parameters = config.network.hidden, config.parameter_count()
    sample_seconds = parameters * 0.1e-9 + sum(
        width * NEURON_SECONDS.get(name, OTHER_NEURON_SECONDS)
        for width, name in zip(hidden, config.network.activations(), strict=True)
    )
    measure, neurons = everything * sample_seconds, sum(hidden)
    return Cost(
        measure,
        STEP_PASSES * batch * sample_seconds,
        BUILD_SECONDS + BUILD_SECONDS_PER_LAYER * len(hidden) + BUILD_PASSES * measure,
        FIXED_BYTES + PARAMETER_BYTES * parameters + neurons * (LOSS_BYTES * everything + STEP_BYTES * batch),
    )
