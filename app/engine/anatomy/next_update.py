"""The optimizer's next update, parameter by parameter, in the textbook's quantities and order.

The engine folds constants together to save time; here the steps of the optimizer's entry are followed one by one, so
that every number can be shown. Both give the same update, to rounding. ``moved_knots`` says where it moves each bend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.engine.anatomy.float64_forward import AnatomyError, Matrix, NotPiecewiseError, trace
from app.engine.anatomy.gradients import backpropagate, penalty_gradient
from app.engine.anatomy.pieces import find_pieces
from app.engine.arithmetic import arithmetic
from app.engine.network import layer_views
from app.engine.optimizers import OPTIMIZERS
from app.engine.penalties import on_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from app.engine.arithmetic import Quantity, Step
    from app.engine.network import Network
    from app.engine.optimizer_runner import OptimizerState
    from app.engine.settings import TrainingSettings
    from app.engine.training import Trainer

SPAN = 1e-4
"""A neuron's slope at its knot is read over this part of the domain on both sides."""


@dataclass(frozen=True)
class Memory:
    """What an optimizer remembers, in the textbook's quantities; P is the number of parameters.

    Attributes:
        buffers: by the name of the step that computes it, (P,) each.
        ages: how many updates each parameter has had, (P,).
    """

    buffers: Mapping[str, Matrix]
    ages: NDArray[np.int64]


@dataclass(frozen=True)
class Update:
    """One update, each array (P,) in the order of the network's parameters.

    Attributes:
        quantities: every number by name: ``before`` (p), ``data_gradient``, the L2 penalty's own ``penalty_gradient``
            and their sum ``gradient``, ``step`` (which update of the parameter this is, from 1), ``l1`` (the L1 penalty
            of each parameter), what was remembered as ``<name>_old``, every step of the optimizer, ``change`` the last,
            ``threshold`` (how far p + change is then pulled toward 0: see ``penalties``) and ``after``.
        values: the optimizer's numbers by name.
        steps: the optimizer's, then its threshold.
    """

    quantities: Mapping[str, Matrix]
    values: Mapping[str, float]
    steps: tuple[Step, ...]
    _sizes: Sequence[int]

    @property
    def before(self) -> Matrix:
        """The parameters."""
        return self.quantities["before"]

    @property
    def gradient(self) -> Matrix:
        """The gradient, the L2 penalty's own included."""
        return self.quantities["gradient"]

    @property
    def change(self) -> Matrix:
        """What the rule adds to the parameters."""
        return self.quantities["change"]

    @property
    def after(self) -> Matrix:
        """The new parameters."""
        return self.quantities["after"]

    def numbers(self, layer: int, to: int, from_: int | None = None) -> dict[str, float]:
        """Return one parameter's quantities by name.

        Args:
            layer: the layer; the output layer is the last.
            to: the neuron the weight leads to, or whose bias it is.
            from_: the neuron the weight comes from; None for the bias.
        """
        places = layer_views(np.arange(self.before.size), self._sizes)
        i = int(places[layer][-1 if from_ is None else from_, to])
        return {name: float(array[i]) for name, array in self.quantities.items()}

    def arithmetic(self, numbers: Mapping[str, float]) -> list[dict[str, Any]]:
        """Return one parameter's steps as ``arithmetic.arithmetic`` does, from its ``numbers``.

        Without an L1 penalty on the parameter that penalty stands in no formula, and there is no threshold.
        """
        known = {**self.values, **numbers}

        def letter(quantity: Quantity) -> str | None:
            return quantity.symbol if quantity.name != "l1" or numbers["l1"] else None

        def number(quantity: Quantity) -> float | None:
            return known[quantity.name] if quantity.name != "l1" or numbers["l1"] else None

        return arithmetic(self.steps if numbers["l1"] else self.steps[:-1], letter, numbers, number)


def read_memory(state: OptimizerState) -> Memory:
    """Return an optimizer's memory as its formula has it: the engine keeps it without constant factors."""
    units = np.array(state.units)[:, None]
    buffers = state.buffers.astype(np.float64) * units if len(units) else np.empty((0, state.group.size))
    return Memory(dict(zip(OPTIMIZERS[state.optimizer].memory, buffers, strict=True)), state.ages[state.group])


def no_memory(optimizer: str, count: int) -> Memory:
    """Return the memory of an optimizer that has seen nothing yet of ``count`` parameters."""
    return Memory({name: np.zeros(count) for name in OPTIMIZERS[optimizer].memory}, np.zeros(count, dtype=np.int64))


def plan_update(
    network: Network, data_gradient: ArrayLike, settings: TrainingSettings, memory: Memory | None = None
) -> Update:
    """Return the update an optimizer would make.

    Args:
        network: the network.
        data_gradient: as ``Backward.flat`` gives it, (P,).
        settings: the optimizer with its numbers and the penalties; the rest is not read.
        memory: what the optimizer remembers; nothing if None.

    Raises:
        AnatomyError: if numbers grow beyond float64.
        ValueError: if the gradient does not fit the network.
    """
    rule = OPTIMIZERS[settings.optimizer]
    values = {**rule.defaults(), **settings.hyperparameters}
    before = network.parameters.astype(np.float64)
    data = np.asarray(data_gradient, dtype=np.float64).reshape(before.shape)
    penalty = penalty_gradient(network, settings.l2_penalty)
    memory = memory or no_memory(settings.optimizer, before.size)
    steps = (*rule.steps, rule.threshold)
    quantities: dict[str, Matrix] = {
        "before": before,
        "data_gradient": data,
        "penalty_gradient": penalty,
        "gradient": data + penalty,
        "step": np.asarray(memory.ages + 1, dtype=np.float64),
        "l1": np.asarray(on_weights(network, settings.l1_penalty), dtype=np.float64),
        **{f"{name}_old": buffer for name, buffer in memory.buffers.items()},
    }
    with np.errstate(all="ignore"):
        for step in steps:
            quantities[step.name] = np.broadcast_to(step.formula.at({**quantities, **values}), before.shape)
        moved, threshold = before + quantities["change"], quantities["threshold"]
        quantities["after"] = moved - np.clip(moved, -threshold, threshold)
    if not np.isfinite(quantities["after"]).all():
        raise AnatomyError("the update grows beyond what float64 holds")
    return Update(quantities, values, steps, network.sizes)


def next_update(trainer: Trainer) -> Update:
    """Return the update a trainer makes next, from the gradient over the whole training set, every neuron taking part.

    With full batches and no dropout that is the update it really makes; else the one it makes on average.

    Raises:
        AnatomyError: if a number is not finite or grows beyond float64.
    """
    settings, dataset = trainer.settings.at_step(trainer.step), trainer.dataset
    backward = backpropagate(trainer.network, dataset.x_train, dataset.y_train, settings.loss)
    memory = read_memory(trainer.state().present.training.optimizer)
    return plan_update(trainer.network, backward.flat(), settings, memory)


@dataclass(frozen=True)
class MovedKnot:
    """One neuron's bend before an update and, to first order, after it."""

    layer: int
    neuron: int
    before: float
    after: float


def moved_knots(network: Network, parameters: ArrayLike, domain: Sequence[float]) -> list[MovedKnot]:
    """Return where each hidden neuron's bend goes when the network takes new parameters.

    A neuron bends where its z passes a hinge h of its activation. With the new parameters z there is not h but z′, and
    with the new slope dz′/dx the bend goes by (h − z′) / (dz′/dx): exactly so on the first layer, to first order above.

    Args:
        network: the network before.
        parameters: the flat vector after, (P,).
        domain: the interval of x.

    Returns:
        the bends from left to right; none for a network with a smooth activation.

    Raises:
        AnatomyError: if numbers are not finite or grow beyond float64.
    """
    try:
        bends = find_pieces(network, domain).neuron_bends()
    except NotPiecewiseError:
        return []
    after = type(network)(network.sizes, network.activation_names(), parameters)
    half = SPAN * (float(domain[1]) - float(domain[0]))
    found = []
    for x, (layer, j), hinge in bends:
        z = trace(after, [x - half, x, x + half]).preactivations[layer][j]
        slope = float(z[2] - z[0]) / (2 * half)
        if slope:
            found.append(MovedKnot(layer, j, x, x - (float(z[1]) - hinge) / slope))
    return found
