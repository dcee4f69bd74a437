"""The optimizer's next update, parameter by parameter, in the textbook's quantities and order.

The engine folds constants together to save time; here each rule is written as its source has it, so that every number
can be shown. Both give the same update, to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.gradients import penalty_gradient, send_back
from app.engine.anatomy.reading import AnatomyError, Matrix
from app.engine.network import layer_views
from app.engine.optimizers import OPTIMIZERS
from app.engine.penalties import on_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from app.engine.descent import DescentState
    from app.engine.network import Network
    from app.engine.settings import TrainingSettings
    from app.engine.training import Trainer

BUFFERS: Mapping[str, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("v",),
    "nesterov": ("v",),
    "adagrad": ("s",),
    "rmsprop": ("v",),
    "adam": ("m", "v"),
    "adamw": ("m", "v"),
}
"""What each optimizer remembers for a parameter, by the letters of its formula."""


@dataclass(frozen=True)
class Memory:
    """What an optimizer remembers, in the textbook's quantities; P is the number of parameters.

    Attributes:
        buffers: by letter, (P,) each.
        ages: how many updates each parameter has had, (P,).
    """

    buffers: Mapping[str, Matrix]
    ages: NDArray[np.int64]


@dataclass(frozen=True)
class Move:
    """One update, each array (P,) in the order of the network's parameters.

    Attributes:
        before: p, the parameters.
        data_gradient: the data loss's gradient.
        penalty_gradient: the L2 penalty's own.
        gradient: g, their sum.
        step: t, which update of the parameter this is, from 1.
        old_buffers: what was remembered, by letter.
        buffers: what is after.
        corrections: Adam's 1 − βᵗ, by the letter of the average it divides; else empty.
        corrected: the averages divided by them, by letter; else empty.
        decay: AdamW's own change −η·λ·p, else 0.
        change: what the rule adds to p, the decay included.
        l1: the L1 penalty of each parameter; 0 for biases.
        threshold: how far it then pulls p + change toward 0: see ``penalties``.
        after: the new parameters.
    """

    before: Matrix
    data_gradient: Matrix
    penalty_gradient: Matrix
    gradient: Matrix
    step: NDArray[np.int64]
    old_buffers: Mapping[str, Matrix]
    buffers: Mapping[str, Matrix]
    corrections: Mapping[str, Matrix]
    corrected: Mapping[str, Matrix]
    decay: Matrix
    change: Matrix
    l1: Matrix
    threshold: Matrix
    after: Matrix
    _sizes: Sequence[int]

    def numbers(self, layer: int, to: int, from_: int | None = None) -> dict[str, float]:
        """Return one parameter's numbers by name, those of averages as m_old, m, m_correction, m_corrected.

        Args:
            layer: the layer; the output layer is the last.
            to: the neuron the weight leads to, or whose bias it is.
            from_: the neuron the weight comes from; None for the bias.
        """
        places = layer_views(np.arange(self.before.size), self._sizes)
        i = int(places[layer][-1 if from_ is None else from_, to])
        names = (
            "before", "data_gradient", "penalty_gradient", "gradient", "step", "decay", "change", "l1", "threshold",
            "after",
        )  # fmt: skip
        found = {name: float(getattr(self, name)[i]) for name in names}
        kinds = {"_old": self.old_buffers, "": self.buffers, "_correction": self.corrections}
        for ending, arrays in {**kinds, "_corrected": self.corrected}.items():
            found |= {letter + ending: float(array[i]) for letter, array in arrays.items()}
        return found


def read_memory(state: DescentState) -> Memory:
    """Return an optimizer's memory as its formula has it: the engine keeps it without constant factors."""
    units = np.array(state.units)[:, None]
    buffers = state.buffers.astype(np.float64) * units if len(units) else np.empty((0, state.group.size))
    return Memory(dict(zip(BUFFERS[state.optimizer], buffers, strict=True)), state.ages[state.group])


def no_memory(optimizer: str, count: int) -> Memory:
    """Return the memory of an optimizer that has seen nothing yet of ``count`` parameters."""
    return Memory({letter: np.zeros(count) for letter in BUFFERS[optimizer]}, np.zeros(count, dtype=np.int64))


def plan_move(
    network: Network, data_gradient: ArrayLike, settings: TrainingSettings, memory: Memory | None = None
) -> Move:
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
    values = {**OPTIMIZERS[settings.optimizer].defaults(), **settings.hyperparameters}
    before = network.parameters.astype(np.float64)
    data = np.asarray(data_gradient, dtype=np.float64).reshape(before.shape)
    penalty = penalty_gradient(network, settings.l2_penalty)
    l1 = on_weights(network, settings.l1_penalty).astype(np.float64)
    memory = memory or no_memory(settings.optimizer, before.size)
    gradient, step = data + penalty, memory.ages + 1
    with np.errstate(all="ignore"):
        done = _RULES[settings.optimizer](_Given(before, gradient, step, memory.buffers, values, l1))
        change = done.decay + done.change
        moved, threshold = before + change, l1 * done.reach
        after = moved - np.clip(moved, -threshold, threshold)
    if not np.isfinite(after).all():
        raise AnatomyError("the update grows beyond what float64 holds")
    return Move(
        before, data, penalty, gradient, step, memory.buffers, done.buffers, done.corrections, done.corrected,
        np.broadcast_to(done.decay, before.shape), change, l1, threshold, after, network.sizes,
    )  # fmt: skip


def next_move(trainer: Trainer) -> Move:
    """Return the update a trainer makes next, from the gradient over the whole training set, every neuron taking part.

    With full batches and no dropout that is the update it really makes; else the one it makes on average.

    Raises:
        AnatomyError: if a number is not finite or grows beyond float64.
    """
    settings, dataset = trainer.settings.at_step(trainer.step), trainer.dataset
    backward = send_back(trainer.network, dataset.x_train, dataset.y_train, settings.loss)
    memory = read_memory(trainer.state().present.snapshot.descent)
    return plan_move(trainer.network, backward.flat(), settings, memory)


# ---- The rules as their sources have them: p parameter, g gradient, t step, η learning rate ----


@dataclass(frozen=True)
class _Given:
    p: Matrix
    g: Matrix
    t: NDArray[np.int64]
    buffers: Mapping[str, Matrix]
    values: Mapping[str, float]
    l1: Matrix


@dataclass(frozen=True)
class _Done:
    """``reach`` is how far an L1 penalty of 1 pulls: what a steady gradient is multiplied by."""

    change: Matrix
    reach: Matrix | float
    buffers: Mapping[str, Matrix] = field(default_factory=dict)
    corrections: Mapping[str, Matrix] = field(default_factory=dict)
    corrected: Mapping[str, Matrix] = field(default_factory=dict)
    decay: Matrix = field(default_factory=lambda: np.zeros(1))


def _sgd(given: _Given) -> _Done:
    rate = given.values["learning_rate"]
    return _Done(-rate * given.g, rate)


def _momentum(given: _Given) -> _Done:
    momentum = given.values["momentum"]
    v = momentum * given.buffers["v"] + given.g
    rate = given.values["learning_rate"]
    return _Done(-rate * v, rate / (1 - momentum), {"v": v})


def _nesterov(given: _Given) -> _Done:
    momentum = given.values["momentum"]
    v = momentum * given.buffers["v"] + given.g
    rate = given.values["learning_rate"]
    return _Done(-rate * (given.g + momentum * v), rate / (1 - momentum), {"v": v})


def _adagrad(given: _Given) -> _Done:
    s = given.buffers["s"] + given.g**2
    reach = given.values["learning_rate"] / (np.sqrt(s) + given.values["epsilon"] + given.l1)
    return _Done(-reach * given.g, reach, {"s": s})


def _rmsprop(given: _Given) -> _Done:
    decay = given.values["decay"]
    v = decay * given.buffers["v"] + (1 - decay) * given.g**2
    reach = given.values["learning_rate"] / (np.sqrt(v) + given.values["epsilon"] + given.l1)
    return _Done(-reach * given.g, reach, {"v": v})


def _adam(given: _Given) -> _Done:
    beta1, beta2 = given.values["beta1"], given.values["beta2"]
    m = beta1 * given.buffers["m"] + (1 - beta1) * given.g
    v = beta2 * given.buffers["v"] + (1 - beta2) * given.g**2
    t = given.t.astype(np.float64)
    corrections = {"m": 1 - beta1**t, "v": 1 - beta2**t}
    corrected = {"m": m / corrections["m"], "v": v / corrections["v"]}
    reach = given.values["learning_rate"] / (np.sqrt(corrected["v"]) + given.values["epsilon"] + given.l1)
    return _Done(-reach * corrected["m"], reach, {"m": m, "v": v}, corrections, corrected)


def _adamw(given: _Given) -> _Done:
    done = _adam(given)
    decay = -given.values["learning_rate"] * given.values["weight_decay"] * given.p
    return _Done(done.change, done.reach, done.buffers, done.corrections, done.corrected, decay)


_RULES: Mapping[str, Callable[[_Given], _Done]] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adagrad": _adagrad,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adamw": _adamw,
}
