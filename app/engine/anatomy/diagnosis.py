"""Finds what is wrong with a training, and reports each problem once, at its cause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.findings import Finding
from app.engine.anatomy.float64_forward import read_matrices
from app.engine.anatomy.gradients import backpropagate
from app.engine.anatomy.neurons import (
    equal_neurons,
    left_out_neurons,
    linear_network,
    saturated_neurons,
    sleeping_neurons,
    twin_neurons,
    vanishing_gradients,
)
from app.engine.anatomy.trials import Case, Trials
from app.engine.losses import LOSSES, baseline_loss
from app.engine.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.engine.anatomy.findings import Kind
    from app.engine.anatomy.float64_forward import Matrix, Neuron
    from app.engine.anatomy.gradients import Backward
    from app.engine.data import Dataset
    from app.engine.network import Network
    from app.engine.settings import TrainingSettings

WINDOW = 100
"""How many of the last losses are used."""
RISEN = 1.2
STEADY = 0.9
TURNS = 0.5
SWING = 0.15
SOLVED = 0.05
"""Below this part of the loss of predicting the mean, oscillation does no harm."""
HOPELESS = 1e-3
"""Below this part of the usual rate an even smaller one is no cure."""
CAREFUL = 1 / 3
FALLING = 0.97
SLOW = (1e-5, 0.02)
EVEN = (0.75, 4 / 3)
UNSOLVED = 0.1
"""The task counts as unsolved above this part of the loss of predicting the mean."""
PENALTY_SHARE = 0.3
"""A penalty whose gradient is above this part of the data's may be what keeps the loss high."""
FLAT_SHARE = 0.05
"""A curve with less than this part of the spread of y is as good as constant."""
MIN_STEPS = 200
"""Nothing is concluded from a high loss before this many steps."""
STALLED = 0.9
"""The loss has nearly stopped if over the last losses it falls to no less than this part."""
ERROR_SHARE = 0.3
"""A stretch without a bend that holds this part of the squared error needs one."""
WIDTH_FACTOR = 2.0
"""It is wide if it has this many times its share of the width."""
DATA_LIMITS = {"middle": 10.0, "most": 10.0, "least": 0.03}
"""Where y, or x, is too far from 0, too wide or too narrow to be learned in good time."""
FASTER, FASTER_HELPS = 10.0, 0.97
"""A larger rate is advised where this many times the present one, or the usual one, takes the loss below this part."""
START_LOSS_FACTOR = 100.0
"""A start whose loss is this many times that of predicting the mean has weights far too large."""
TWINS_FROM_STEP = 100
"""Twins are not reported before this many steps: with all biases at 0 neurons start alike, and part."""


def diagnose(
    network: Network,
    dataset: Dataset,
    settings: TrainingSettings,
    *,
    losses: Sequence[float] = (),
    step: int = 0,
    diverged: bool = False,
    trials: Trials | None = None,
) -> list[Finding]:
    """Return what is wrong, without consequences of a finding and without neurons that an L1 penalty has left out.

    Args:
        network: the network.
        dataset: the points; only the training points are used.
        settings: how it trains.
        losses: the training loss before each of the last updates, in order, none left out.
        step: updates done.
        diverged: whether training has stopped since the loss diverged.
        trials: what has been tried on copies so far, to be remembered.

    Raises:
        AnatomyError: if numbers are not finite or grow beyond float64.
    """
    context = _rate_context(dataset, settings)
    backward = backpropagate(network, dataset.x_train, dataset.y_train, settings.loss)
    case = Case(network, dataset, settings, step, trials or Trials())
    if root := _root_cause(backward, case, context["mean_loss"], diverged=diverged):
        return root
    found = _neuron_findings(backward, case)
    found += vanishing_gradients(network, backward)
    found += linear_network(network, dataset)
    if all(entry.remark or entry.kind == "asleep" for entry in found):
        bunched = list(bunched_bends(backward, case, context["mean_loss"], losses))
        # Neurons alike, straight or asleep in that layer are placed anew with the others.
        found = [*bunched, *(entry for entry in found if not bunched or entry.neurons[0][0] > 0)]
    rates = learning_rate(losses, diverged=diverged, **context)
    troubled = any(not entry.remark for entry in found)
    rates = (entry for entry in rates if not (troubled and entry.kind == "rate_too_small"))
    return [*found, *(entry for entry in rates if not without_effect(entry, case))]


def _root_cause(backward: Backward, case: Case, mean_loss: float, *, diverged: bool) -> list[Finding]:
    """Return what explains everything else, be it asleep, equal, slow or diverged."""
    loss = backward.loss
    causes = (
        overshooting_decay(case.settings),
        far_data(case.dataset, loss, mean_loss, case.step, diverged=diverged),
        huge_start(loss, mean_loss, case.step, diverged=diverged),
        strong_penalty(backward, case, mean_loss),
    )
    return next((found for cause in causes if (found := list(cause))), [])


def _neuron_findings(backward: Backward, case: Case) -> list[Finding]:
    """Return neurons that are alike, asleep, saturated or twins, each neuron only in the first of these that holds."""
    network, seen = case.network, backward.trace
    left_out = left_out_neurons(network) if case.settings.l1_penalty else set()
    found = [entry for entry in equal_neurons(network) if not left_out.issuperset(entry.neurons)]
    explained = _neurons(found) | left_out
    found += [entry for entry in sleeping_neurons(network, seen) if not explained & set(entry.neurons)]
    found += saturated_neurons(network, seen)
    if case.step >= TWINS_FROM_STEP:
        found += twin_neurons(network, seen, explained | _neurons(found))
    return found


def _neurons(found: Sequence[Finding]) -> set[Neuron]:
    return {neuron for entry in found for neuron in entry.neurons}


def _rate_context(dataset: Dataset, settings: TrainingSettings) -> dict[str, float]:
    """Return what losses and learning rate are to be compared with."""
    usual = OPTIMIZERS[settings.optimizer].learning_rate
    return {
        "mean_loss": baseline_loss(LOSSES[settings.loss], dataset.y_train.astype(np.float64)),
        "rate": settings.hyperparameters.get("learning_rate", usual),
        "usual_rate": usual,
    }


def overshooting_decay(settings: TrainingSettings) -> Iterator[Finding]:
    """Find a decay of the weights so strong that each step carries them beyond 0 and further away than before.

    With gradient descent alone a step multiplies weights by 1 − η·λ, which must not be below −1; other rules' limits
    stand in their entries. λ is the optimizer's own weight decay where it has one, else the L2 penalty.
    """
    rule = OPTIMIZERS[settings.optimizer]
    values = {**rule.defaults(), **settings.hyperparameters}
    rate, decay = values["learning_rate"], values.get("weight_decay", settings.l2_penalty)
    limit = rule.decay_limit(values) if rule.decay_limit else None
    if limit is not None and rate * decay > limit:
        yield Finding("decay_overshoots", (), {"product": rate * decay, "limit": limit, "rate": rate, "decay": decay})


def strong_penalty(backward: Backward, case: Case, mean_loss: float) -> Iterator[Finding]:
    """Find a penalty on the weights without which the loss would fall."""
    if backward.loss <= UNSOLVED * mean_loss or case.step < MIN_STEPS:
        return
    settings, spread = case.settings, float(np.std(backward.targets, axis=1).max())
    flat = float(np.std(backward.trace.prediction, axis=1).max()) < FLAT_SHARE * spread
    pull = np.sqrt(sum(float(np.square(layer.weights).sum()) for layer in backward.layers))
    weights = np.concatenate([matrix[:-1].ravel() for matrix in read_matrices(case.network)])
    pulls: dict[Kind, tuple[float, float, TrainingSettings]] = {
        "l2_too_strong": (settings.l2_penalty, float(np.linalg.norm(weights)), replace(settings, l2_penalty=0.0)),
        "l1_too_strong": (settings.l1_penalty, float(np.sqrt(weights.size)), replace(settings, l1_penalty=0.0)),
    }
    for kind, (penalty, length, freed) in pulls.items():
        if penalty == 0 or penalty * length < PENALTY_SHARE * pull:
            continue
        # Neurons that it has put to sleep do not come back without it; a network pressed flat cannot even be tried.
        idle = {neuron for entry in sleeping_neurons(case.network, backward.trace) for neuron in entry.neurons}
        idle |= left_out_neurons(case.network)
        if flat or case.helps(kind, freed, wake=sorted(idle)):
            yield Finding(kind, (), {"penalty": penalty, "anew": float(flat or bool(idle))})
            return


def far_data(dataset: Dataset, loss: float, mean_loss: float, step: int, *, diverged: bool) -> Iterator[Finding]:
    """Find points so far from 0, so wide or so narrow that a network takes very long to get there, or never does."""
    if not diverged and (step < MIN_STEPS or loss <= UNSOLVED * mean_loss):
        return
    columns = [("y", column) for column in dataset.y_train] + [("x", column) for column in dataset.x_train]
    for axis, column in columns:
        exact = column.astype(np.float64)
        middle, width = float(exact.mean()), float(exact.std())
        if abs(middle) > DATA_LIMITS["middle"] or width > DATA_LIMITS["most"] or 0 < width < DATA_LIMITS["least"]:
            yield Finding("data_scale", (), {"axis": float(axis == "y"), "middle": middle, "spread": width})
            return


def huge_start(loss: float, mean_loss: float, step: int, *, diverged: bool) -> Iterator[Finding]:
    """Find weights that start so large that the first prediction is far out."""
    if diverged and step == 0 and loss > START_LOSS_FACTOR * mean_loss:
        yield Finding("start_too_large", (), {"ratio": loss / mean_loss if mean_loss > 0 else np.inf})


def bunched_bends(backward: Backward, case: Case, mean_loss: float, losses: Sequence[float]) -> Iterator[Finding]:
    """Find a stretch of the data with most of the error and no bend, while the bends crowd elsewhere."""
    network = case.network
    if network.sizes[0] != 1 or not network.activations or not network.activations[0].piecewise_linear:
        return
    if case.step < MIN_STEPS or backward.loss <= UNSOLVED * mean_loss or not is_slow(losses):
        return
    stretch = _bare_stretch(network, case.dataset, backward)
    if stretch is not None and case.helps("spread", case.settings, spread=True):
        yield Finding("bunched_bends", (), stretch)


def is_slow(losses: Sequence[float]) -> bool:
    """Return whether the last losses have all but stopped falling; also where none are known."""
    if not losses:
        return True
    return len(losses) >= WINDOW and losses[-1] > STALLED * losses[-WINDOW]


def _bare_stretch(network: Network, dataset: Dataset, backward: Backward) -> dict[str, float] | None:
    """Return where most of the error lies between neighboring bends that are far apart, if anywhere."""
    x = dataset.x_train[0].astype(np.float64)
    weights, biases = network.layers[0].astype(np.float64)
    bends = -biases[weights != 0] / weights[weights != 0]
    low, high = float(x.min()), float(x.max())
    inside = np.sort(bends[(bends > low) & (bends < high)])
    edges = np.array([low, *inside, high])
    squares = np.square(backward.trace.prediction - backward.targets).sum(axis=0)
    shares = np.histogram(x, edges, weights=squares)[0] / max(float(squares.sum()), 1e-300)
    widths = np.diff(edges) / (high - low)
    wanted = (shares > ERROR_SHARE) & (widths * (network.sizes[1] + 1) > WIDTH_FACTOR)
    if max(2, network.sizes[1] / 2) > inside.size or not wanted.any():
        return None
    k = int(np.argmax(np.where(wanted, shares, 0)))
    return {"from": float(edges[k]), "to": float(edges[k + 1]), "share": float(shares[k])}


def without_effect(finding: Finding, case: Case) -> bool:
    """Return whether a larger learning rate was tried for a loss that barely falls, and made no difference."""
    if finding.kind != "rate_too_small" or not case.cheap:
        return False
    usual = OPTIMIZERS[case.settings.optimizer].learning_rate
    faster = min(FASTER * finding.numbers["rate"], usual)
    values = {**case.settings.hyperparameters, "learning_rate": faster}
    return not case.helps("faster", replace(case.settings, hyperparameters=values), share=FASTER_HELPS)


def learning_rate(
    losses: Sequence[float], *, mean_loss: float, rate: float, usual_rate: float, diverged: bool = False
) -> Iterator[Finding]:
    """Find whether the learning rate is too large or too small.

    Args:
        losses: the training loss before each of the last updates; nothing is said from fewer than ``WINDOW``.
        mean_loss: the loss of predicting the training points' mean.
        rate: the learning rate.
        usual_rate: what the optimizer usually takes, ``Optimizer.learning_rate``.
        diverged: whether training has stopped since the loss diverged.
    """
    lowers = rate > HOPELESS * usual_rate
    if diverged:
        if lowers:
            yield Finding("rate_too_large", (), {"rate": rate})
        return
    seen = np.asarray(losses[-WINDOW:], dtype=np.float64)
    if len(seen) < WINDOW or not (seen.max() < 1e300 and seen.min() > 0):
        return
    if lowers and seen[-1] > SOLVED * mean_loss and (_rises(seen) or _swings(seen)):
        yield Finding("rate_too_large", (), {"rate": rate})
    elif seen[-1] > UNSOLVED * mean_loss and rate < CAREFUL * usual_rate and _creeps(seen):
        yield Finding("rate_too_small", (), {"rate": rate, "fallen": float(1 - seen[-1] / seen[0])})


def _halves(losses: Matrix) -> tuple[float, float]:
    middle = len(losses) // 2
    return float(np.median(losses[:middle])), float(np.median(losses[middle:]))


def _rises(losses: Matrix) -> bool:
    """Whether the median of the second half is clearly above that of the first."""
    first, second = _halves(losses)
    return second > RISEN * first


def _swings(losses: Matrix) -> bool:
    """Whether the loss goes up and down by much and gets nowhere."""
    first, second = _halves(losses)
    steps = np.diff(losses)
    turns = float(np.mean(steps[1:] * steps[:-1] < 0))
    swing = float(np.abs(steps).mean() / losses.mean())
    return second >= STEADY * first and turns > TURNS and swing > SWING


def _creeps(losses: Matrix) -> bool:
    """Whether the loss falls steadily, evenly and very slowly."""
    start, half, end = losses[0], losses[len(losses) // 2], losses[-1]
    fallen = (start - end) / start
    falls = float(np.mean(np.diff(losses) < 0)) >= FALLING
    if not (falls and SLOW[0] < fallen < SLOW[1] and start > half):
        return False
    return bool(EVEN[0] <= (half - end) / (start - half) <= EVEN[1])
