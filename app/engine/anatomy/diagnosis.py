"""Everything wrong with a training, each said once and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.causes import (
    bunched_bends,
    far_data,
    huge_start,
    overshooting_decay,
    strong_penalty,
    without_effect,
)
from app.engine.anatomy.gradients import backpropagate
from app.engine.anatomy.network_health import linear_network, vanishing_gradients
from app.engine.anatomy.neurons import (
    equal_neurons,
    left_out_neurons,
    saturated_neurons,
    sleeping_neurons,
    twin_neurons,
)
from app.engine.anatomy.rates import learning_rate
from app.engine.anatomy.trials import Case, Trials
from app.engine.losses import LOSSES, baseline_loss
from app.engine.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.engine.anatomy.findings import Finding
    from app.engine.anatomy.float64_forward import Neuron
    from app.engine.anatomy.gradients import Backward
    from app.engine.data import Dataset
    from app.engine.network import Network
    from app.engine.settings import TrainingSettings

UNDER_WAY = 100
"""Before so many steps twins are not spoken of: with all biases at 0 neurons start alike, and part."""


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
    """Return what is wrong, nothing if all is well; what follows from a finding is no finding of its own.

    Nor is what was wanted: neurons that an L1 penalty has left out.

    Args:
        network: the network.
        dataset: the points; only the training points are looked at.
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
    if case.step >= UNDER_WAY:
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
