"""Every advice is followed here, and the loss then really falls: situation, finding, cure, loss before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.engine import surgery
from app.engine.anatomy.diagnosis import diagnose
from app.engine.anatomy.findings import DEFINITIONS
from app.engine.data import Dataset, make_dataset
from app.engine.network import Network
from app.engine.placement import spread_bends
from app.engine.settings import TrainingSettings
from app.engine.streams import Streams
from app.engine.targets import TARGETS
from app.engine.training import Trainer
from tests.engine.recordings import make_curve

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.engine.anatomy.findings import Finding

AFTER = 2000
"""So many steps a cure gets."""
ADAM = TrainingSettings("huber", "adam", {"learning_rate": 0.01})
NESTEROV = TrainingSettings("huber", "nesterov", {"learning_rate": 0.006})
SGD = TrainingSettings("mean_squared_error", "sgd", {"learning_rate": 0.05})


def start(
    target: str | Dataset, sizes: tuple[int, ...], settings: TrainingSettings, activation: str = "relu",
    *, initializer: str = "lecun_normal", bias_initializer: str = "zeros",
) -> Trainer:  # fmt: skip
    streams = Streams.from_seed(2)
    names = [activation] * (len(sizes) - 2)
    network = Network.initialized(
        sizes,
        names,
        initializer,
        bias_initializer,
        domain=[(-3, 3)] * sizes[0],
        rng=streams.initialization,
        dtype=np.float32,
    )
    dataset = target if isinstance(target, Dataset) else make_curve(target, 128)
    return Trainer(network, dataset, settings, streams)


def anew(trainer: Trainer, **changes: Any) -> Trainer:
    """Start over with other settings."""
    sizes, names = trainer.network.sizes, trainer.network.activation_names()
    settings = replace(trainer.settings, **changes)
    return start(trainer.dataset, sizes, settings, names[0], bias_initializer="spread")


def far(target: str, scale: float, offset: float) -> Dataset:
    x = np.linspace(-3, 3, 128)
    y = TARGETS[target].function(x) * scale + offset
    rng = Streams.from_seed(0).data
    return make_dataset(x[None], y[None], noise=0, validation_fraction=0, rng=rng, dtype=np.float32)


def wake(trainer: Trainer, finding: Finding) -> Trainer:
    for layer, neuron in finding.neurons:
        surgery.wake_neuron(trainer, layer, neuron)
    return trainer


def with_rate(trainer: Trainer, rate: float) -> Trainer:
    trainer.reconfigure(replace(trainer.settings, hyperparameters={"learning_rate": rate}))
    return trainer


def spread(trainer: Trainer, _finding: Finding) -> Trainer:
    spread_bends(trainer)
    return trainer


def with_bias(trainer: Trainer, neuron: int, bias: float, weight: float = 1.0) -> Trainer:
    trainer.network.layers[0][:, neuron] = weight, bias
    trainer.forget_past()
    return trainer


@dataclass(frozen=True)
class Situation:
    """One thing that goes wrong: how it comes about, after how many steps, and what the page's button does."""

    kind: str
    make: Callable[[], Trainer]
    steps: int
    cure: Callable[[Trainer, Finding], Trainer]
    falls_to: float = 0.5


SITUATIONS = {
    "bends in a bunch, sine": Situation("bunched_bends", lambda: start("sine", (1, 16, 1), NESTEROV), 1500, spread),
    "bends in a bunch, two sines": Situation(
        "bunched_bends", lambda: start("two_sines", (1, 8, 1), NESTEROV), 1000, spread
    ),
    "bends in a bunch, mountains": Situation(
        "bunched_bends", lambda: start("mountains", (1, 8, 1), NESTEROV), 3000, spread
    ),
    "L2 that presses flat": Situation(
        "l2_too_strong", lambda: start("three_pieces", (1, 3, 1), replace(ADAM, l2_penalty=1.0)), 600,
        lambda trainer, _finding: anew(trainer, l2_penalty=0.001),
    ),
    "L2 that bends too little": Situation(
        "l2_too_strong", lambda: start("three_pieces", (1, 3, 1), replace(ADAM, l2_penalty=0.05)), 1000,
        lambda trainer, _finding: anew(trainer, l2_penalty=0.001),
    ),
    "L1 that leaves too few": Situation(
        "l1_too_strong", lambda: start("three_pieces", (1, 3, 1), replace(ADAM, l1_penalty=0.01)), 1000,
        lambda trainer, _finding: anew(trainer, l1_penalty=0.001),
    ),
    "rate × L2 above 2": Situation(
        "decay_overshoots",
        lambda: start("three_pieces", (1, 3, 1), replace(SGD, hyperparameters={"learning_rate": 0.1}, l2_penalty=30.0)),
        50, lambda trainer, _finding: anew(trainer, l2_penalty=0.001),
    ),
    "rate × AdamW's decay above 2": Situation(
        "decay_overshoots",
        lambda: start(
            "three_pieces", (1, 3, 1),
            replace(ADAM, optimizer="adamw", hyperparameters={"learning_rate": 0.05, "weight_decay": 50.0}),
        ),
        300,
        lambda trainer, _finding: anew(trainer, hyperparameters={"learning_rate": 0.05, "weight_decay": 0.001}),
    ),
    "y around 3000": Situation(
        "data_scale", lambda: start(far("three_pieces", 1, 3000), (1, 3, 1), ADAM), 300,
        lambda trainer, _finding: start("three_pieces", (1, 3, 1), trainer.settings), 0.01,
    ),
    "y in thousands": Situation(
        "data_scale", lambda: start(far("sine", 1000, 0), (1, 8, 1), ADAM), 300,
        lambda trainer, _finding: start("sine", (1, 8, 1), trainer.settings, bias_initializer="spread"), 0.01,
    ),
    "y around 3000, diverged": Situation(
        "data_scale",
        lambda: start(far("sine", 1000, 3000), (1, 8, 1), replace(SGD, hyperparameters={"learning_rate": 0.1})), 300,
        lambda trainer, _finding: start("sine", (1, 8, 1), trainer.settings, bias_initializer="spread"), 0.01,
    ),
    "weights that start too large": Situation(
        "start_too_large",
        lambda: start(
            "sine", (1, *[64] * 8, 1), replace(SGD, hyperparameters={"learning_rate": 0.01}), initializer="normal"
        ),
        50, lambda trainer, _finding: anew(trainer), 0.01,
    ),
    "neurons asleep": Situation(
        "asleep", lambda: with_bias(with_bias(start("three_pieces", (1, 3, 1), ADAM), 0, -50), 1, -50), 600, wake
    ),
    "neurons saturated": Situation(
        "saturated",
        lambda: with_bias(with_bias(start("sine", (1, 4, 1), ADAM, "tanh"), 0, 40), 1, -40), 600, wake,
    ),
    "equal weights": Situation(
        "equal_weights", lambda: start("three_pieces", (1, 3, 1), ADAM, initializer="zeros"), 600,
        lambda trainer, _finding: anew(trainer),
    ),
    "a network of lines": Situation(
        "linear_network", lambda: start("three_pieces", (1, 8, 8, 1), ADAM, "linear", bias_initializer="spread"), 600,
        lambda trainer, _finding: trainer.with_activations(["relu", "relu"]),
    ),
    "vanishing gradients": Situation(
        "vanishing_gradients",
        lambda: start("sine", (1, *[8] * 8, 1), ADAM, "sigmoid", initializer="xavier_uniform"), 1,
        lambda trainer, _finding: trainer.with_activations(["relu"] * 8),
    ),
    "a rate far too large": Situation(
        "rate_too_large",
        lambda: start("three_pieces", (1, 3, 1), replace(SGD, hyperparameters={"learning_rate": 1000})), 50,
        lambda trainer, _finding: with_rate(anew(trainer), 0.1),
    ),
    "a rate too small": Situation(
        "rate_too_small",
        lambda: start("three_pieces", (1, 3, 1), replace(ADAM, hyperparameters={"learning_rate": 3e-5})), 400,
        lambda trainer, finding: with_rate(trainer, 3 * finding.numbers["rate"]), 0.97,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_cure_works(name: str) -> None:
    situation = SITUATIONS[name]
    trainer = situation.make()
    losses: list[float] = []
    trainer.advance(situation.steps, losses)
    diverged = trainer.stopped == "diverged"
    found = diagnose(
        trainer.network, trainer.dataset, trainer.settings, losses=losses, step=trainer.step, diverged=diverged
    )
    fitting = [entry for entry in found if entry.kind == situation.kind]
    assert fitting, f"{situation.kind} is not among {[entry.kind for entry in found]}"
    before = trainer.training_loss()
    for finding in fitting:
        trainer = situation.cure(trainer, finding)
    trainer.advance(AFTER)
    assert trainer.stopped is None
    assert trainer.training_loss() < situation.falls_to * before, (before, trainer.training_loss())


def test_every_trouble_has_a_cure_that_was_followed() -> None:
    followed = {situation.kind for situation in SITUATIONS.values()}
    assert followed == set(DEFINITIONS) - {"straight", "twins"}


def test_no_smaller_rate_is_advised_where_it_would_lead_nowhere() -> None:
    rate = replace(SGD, hyperparameters={"learning_rate": 1e-6})
    trainer = start("sine", (1, 3, 1), rate)
    found = diagnose(trainer.network, trainer.dataset, trainer.settings, diverged=True)
    assert "rate_too_large" not in [entry.kind for entry in found]


def test_at_rest_no_larger_rate_is_advised() -> None:
    trainer = start("three_pieces", (1, 2, 1), NESTEROV)
    losses: list[float] = []
    trainer.advance(4000, losses)
    found = diagnose(trainer.network, trainer.dataset, trainer.settings, losses=losses, step=trainer.step)
    assert [entry.kind for entry in found if not entry.remark] == []


def test_spread_bends_keeps_the_curve_where_it_can() -> None:
    trainer = start("line", (1, 6, 1), ADAM)
    trainer.advance(1500)
    assert spread_bends(trainer) < 0.1
    weights, biases = trainer.network.layers[0]
    bends = np.sort(-biases / weights)
    np.testing.assert_allclose(bends, np.quantile(trainer.dataset.x_train[0], (np.arange(6) + 0.5) / 6), atol=1e-4)
