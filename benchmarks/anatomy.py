"""How exact the pieces are and how long the anatomy takes."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from app.engine.anatomy.contributions import contributions
from app.engine.anatomy.diagnosis import diagnose
from app.engine.anatomy.expression import closed_form
from app.engine.anatomy.gradients import backpropagate
from app.engine.anatomy.next_update import next_update
from app.engine.anatomy.pieces import find_pieces
from app.engine.data import make_dataset
from app.engine.network import Network
from app.engine.settings import TrainingSettings
from app.engine.streams import Streams
from app.engine.targets import TARGETS
from app.engine.training import Trainer
from benchmarks.table import Figure, print_figures

if TYPE_CHECKING:
    from collections.abc import Callable

DOMAIN = (-3.0, 3.0)
NETWORKS, POINTS = 500, 10_000
TRAINED_STEPS = 30


def anatomy_figures() -> list[Figure]:
    """Measure everything; about a minute, nearly all of it spent on comparing networks."""
    return [
        Figure(f"pieces against {NETWORKS} networks, relative", worst_difference(NETWORKS), "", at_most=1e-9),
        *_expression_figures((16,) * 3, "3×16", 2),
        *_expression_figures((64,) * 8, "8×64", 50),
        *_pass_figures((16, 16), "2×16"),
    ]


def worst_difference(count: int, points: int = POINTS) -> float:
    """Return the largest difference of pieces and network anywhere, over the largest value of the curve.

    Every other network has been trained a little.
    """
    x = np.linspace(*DOMAIN, points)
    worst = 0.0
    for seed in range(count):
        network = random_network(seed)
        y = network.predict(x[None])[0]
        difference = np.abs(find_pieces(network, DOMAIN).at(x) - y).max() / np.abs(y).max()
        worst = max(worst, float(difference))
    return worst


def random_network(seed: int) -> Network:
    """Return a network of 1–8 layers × 1–64 neurons with biases off 0."""
    rng = np.random.default_rng(seed)
    hidden = rng.integers(1, 65, rng.integers(1, 9)).tolist()
    names = rng.choice(["relu", "relu", "leaky_relu"], len(hidden)).tolist()
    trainer = make_trainer(hidden, names, seed)
    if seed % 2:
        trainer.advance(TRAINED_STEPS)
    return trainer.network


def make_trainer(hidden: list[int] | tuple[int, ...], names: list[str], seed: int) -> Trainer:
    """Return a trainer of a network with biases off 0."""
    streams = Streams.from_seed(seed)
    x = np.linspace(*DOMAIN, 128)
    y = TARGETS["two_sines"].function(x)
    dataset = make_dataset(x[None], y[None], noise=0, validation_fraction=0.2, rng=streams.data)
    network = Network.initialized(
        (1, *hidden, 1), names, "he_uniform", "spread", domain=[DOMAIN], rng=streams.initialization
    )
    for layer in network.layers:
        layer[-1] += streams.initialization.normal(0, 0.3, layer.shape[1])
    return Trainer(network, dataset, TrainingSettings(), streams)


def best_time(call: Callable[[], object], repeats: int = 15) -> float:
    """Return the shortest of several calls, in milliseconds."""
    times = []
    for _ in range(repeats):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return 1000 * min(times)


def _expression_figures(hidden: tuple[int, ...], name: str, at_most: float) -> list[Figure]:
    network = make_trainer(hidden, ["relu"] * len(hidden), 0).network
    smooth = Network(network.sizes, ["tanh"] * len(hidden), network.parameters)
    return [
        Figure(f"pieces of {name}", best_time(lambda: find_pieces(network, DOMAIN)), "ms", at_most=at_most),
        Figure(
            f"expression of {name}: pieces, text and LaTeX",
            best_time(lambda: closed_form(network, DOMAIN).to_format()),
            "ms",
            at_most=at_most,
        ),
        Figure(
            f"the same term by term, short, for {name}", best_time(lambda: closed_form(network, DOMAIN).to_view()), "ms"
        ),
        Figure(f"closed form of {name} tanh, text", best_time(lambda: closed_form(smooth, DOMAIN).text), "ms"),
    ]


def _pass_figures(hidden: tuple[int, ...], name: str) -> list[Figure]:
    trainer = make_trainer(hidden, ["relu"] * len(hidden), 0)
    network, dataset = trainer.network, trainer.dataset
    x = np.linspace(*DOMAIN, 256)
    loss = trainer.settings.loss
    calls: dict[str, Callable[[], object]] = {
        "contributions of {} at 256 x": lambda: contributions(network, x),
        "pieces and knots of {}": lambda: find_pieces(network, DOMAIN).knots,
        "forward and backward of {} at one x": lambda: backpropagate(network, 0.5, 0.0, loss).to_view(),
        "next update of {}": lambda: next_update(trainer),
        "diagnosis of {}": lambda: diagnose(network, dataset, trainer.settings, step=200),
    }
    return [Figure(label.format(name), best_time(call), "ms") for label, call in calls.items()]


def run() -> None:
    """Print the table."""
    print_figures("Anatomy", anatomy_figures())


if __name__ == "__main__":
    run()
