"""Learning rate schedules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.engine.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Steps = NDArray[np.float64]


@dataclass(frozen=True)
class Parameter:
    """A number a schedule has, with its limits."""

    name: str
    default: float
    minimum: float
    maximum: float
    integer: bool = False


@dataclass(frozen=True)
class Schedule:
    """One schedule.

    Attributes:
        name: the name users write.
        formula: the rate in plain text; η the learning rate set, t the updates done before.
        latex: the same in LaTeX.
        python: ``python(rate, values)`` gives the rate as a Python expression of ``t``, the updates done before.
        parameters: its own numbers.
        factor: ``factor(steps, values)`` gives for updates done before, (n,), what the learning rate is multiplied by;
            None for always 1.
    """

    name: str
    formula: str
    latex: str
    python: Callable[[float, Mapping[str, float]], str]
    parameters: tuple[Parameter, ...] = ()
    factor: Callable[[Steps, Mapping[str, float]], Steps] | None = None

    def defaults(self) -> dict[str, float]:
        """Return every parameter's default by name."""
        return {parameter.name: parameter.default for parameter in self.parameters}


def _cosine(steps: Steps, values: Mapping[str, float]) -> Steps:
    final = values["final"]
    share = np.clip(steps / values["steps"], 0, 1)
    return np.asarray(final + (1 - final) * (1 + np.cos(np.pi * share)) / 2)


def _cosine_in_python(rate: float, values: Mapping[str, float]) -> str:
    final, share = f"{values['final']!r}", f"min(t / {values['steps']!r}, 1)"
    return f"{rate!r} * ({final} + (1 - {final}) * (1 + math.cos(math.pi * {share})) / 2)"


def _exponential(steps: Steps, values: Mapping[str, float]) -> Steps:
    return np.asarray(values["final"] ** np.clip(steps / values["steps"], 0, 1))


SCHEDULES: Registry[Schedule] = Registry(
    "schedule",
    (
        Schedule("constant", "η", r"\eta", lambda rate, _values: f"{rate!r}"),
        # I. Loshchilov and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017, without
        # restarts: it ends after T updates and stays there.
        Schedule(
            "cosine", "η·(ε + (1 − ε)·(1 + cos(π·t/T))/2)",
            r"\eta\left(\varepsilon + \tfrac{1 - \varepsilon}{2}\left(1 + \cos\tfrac{\pi t}{T}\right)\right)",
            _cosine_in_python,
            (Parameter("steps", 2000, 1, 1_000_000, integer=True), Parameter("final", 0.0, 0.0, 1.0)),
            _cosine,
        ),
        Schedule(
            "exponential", "η·ε^(t/T)", r"\eta\,\varepsilon^{t/T}",
            lambda rate, values: f"{rate!r} * {values['final']!r} ** min(t / {values['steps']!r}, 1)",
            (Parameter("steps", 2000, 1, 1_000_000, integer=True), Parameter("final", 0.01, 1e-6, 1.0)),
            _exponential,
        ),
    ),
)  # fmt: skip
