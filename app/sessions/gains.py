"""Measures what a change of the network's shape gained or cost, against a copy that trains on without it.

The copy has the exact state from before the change, optimizer and random streams included, and is trained for the same
steps, one for one, until both have done ``STEPS``. Of several changes in a row each is compared with what there would
be without that one: the copy made for the next change is also the "after" of the change before it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from app.engine.network import Network
from app.engine.streams import Streams
from app.engine.training import Trainer

if TYPE_CHECKING:
    from app.engine.settings import TrainingSettings
    from app.engine.state import TrainerState

STEPS = 1000
"""Steps after a change for which both are trained."""
LOOK_EVERY = 100
"""Steps from one report to the next."""
MOST = 4
"""Copies trained at a time; one where the network is slow to train."""
CHEAP = 200_000
"""A network of at most so many parameters × samples a step is not slow to train."""

COMPARED = frozenset(("add_neuron", "remove_neuron", "add_layer", "remove_layer"))
"""The edits whose gain is measured."""


class Comparison:
    """A network after one change, beside a copy that trains on without it."""

    def __init__(self, number: int, what: dict[str, object], without: Trainer, step: int) -> None:
        self.without = without
        self.steps = 0
        self._report: dict[str, Any] = {
            "type": "gain", "gain": number, **what, "step": step, "steps": 0,
            "losses": {"before": without.training_loss(), "after": None, "without": None},
            "gaps": {"before": gap_of(without), "after": None, "without": None},
            "spread": float(np.std(without.dataset.y_train, dtype=np.float64)),
        }  # fmt: skip

    def advance(self, steps: int) -> None:
        """Train the copy on; where it has stopped by itself it stays."""
        self.steps += steps
        if self.without.stopped is None:
            self.without.advance(steps)

    def look(self, changed: Trainer) -> dict[str, object]:
        """Return how both stand now, as a message."""
        trainers = {"after": changed, "without": self.without}
        for name, measure in (("losses", Trainer.training_loss), ("gaps", gap_of)):
            measured = {when: measure(trainer) for when, trainer in trainers.items()}
            self._report[name] = {**self._report[name], **measured}
        self._report["steps"] = self.steps
        return self.report(final=self.steps >= STEPS)

    def report(self, *, final: bool) -> dict[str, object]:
        """Return the last measurement of both as a message; null where there is none."""
        return {**self._report, "final": final}


class Gains:
    """The comparisons of one session that are under way, the oldest first."""

    def __init__(self) -> None:
        self._under_way: list[Comparison] = []
        self._news: list[dict[str, object]] = []
        self._count = 0

    def __bool__(self) -> bool:
        return bool(self._under_way)

    def begin(self, what: dict[str, object], before: TrainerState, changed: Trainer, cost: int) -> int:
        """Compare a trainer with a copy that has not been changed, and return the comparison's number.

        Args:
            what: the change, for the messages.
            before: the trainer's state before the change.
            changed: the trainer after it.
            cost: parameters × samples of a step.
        """
        most = MOST if cost <= CHEAP else 1
        while len(self._under_way) >= most:
            self._news.append(self._under_way.pop(0).report(final=True))
        self._count += 1
        copy = copy_of(before, changed)
        self._under_way.append(Comparison(self._count, what, copy, before.present.training.step))
        self._news.append(self._under_way[-1].report(final=False))
        return self._count

    def steps_to_look(self) -> float:
        """Return after how many steps at most ``advance`` is to be called."""
        return min((LOOK_EVERY - each.steps % LOOK_EVERY for each in self._under_way), default=math.inf)

    def advance(self, steps: int, changed: Trainer) -> None:
        """Train the copies as far as the trainer, and measure those that are due, or all once it has stopped."""
        if not self._under_way:
            return
        for each in self._under_way:
            each.advance(steps)
        after = [*(each.without for each in self._under_way[1:]), changed]
        looked = zip(self._under_way, after, strict=True)
        self._news += [each.look(to) for each, to in looked if changed.stopped or each.steps % LOOK_EVERY == 0]
        self._under_way = [each for each in self._under_way if each.steps < STEPS]
        if changed.stopped:
            self.end()

    def reconfigure(self, settings: TrainingSettings) -> None:
        """Go on under other settings, the copies too; another loss cannot be compared with the one before."""
        if any(each.without.settings.loss != settings.loss for each in self._under_way):
            self.end()
        for each in self._under_way:
            each.without.reconfigure(settings)

    def end(self) -> None:
        """End every comparison: the run was changed otherwise, or training has stopped."""
        self._news += [each.report(final=True) for each in self._under_way]
        self._under_way = []

    def news(self) -> list[dict[str, object]]:
        """Return the messages since the last call."""
        news, self._news = self._news, []
        return news


def gap_of(trainer: Trainer) -> float:
    """Return the root mean square of what the network leaves at the training points."""
    dataset = trainer.dataset
    with np.errstate(all="ignore"):
        rest = trainer.network.predict(dataset.x_train).astype(np.float64) - dataset.y_train
        return float(np.sqrt(np.square(rest).mean()))


def copy_of(state: TrainerState, like: Trainer) -> Trainer:
    """Return a trainer that goes on from a state with another's data and settings, and shares nothing that changes."""
    network = Network(state.sizes, state.activations, state.present.training.parameters, like.network.dtype)
    copy = Trainer(network, like.dataset, like.settings, Streams.from_seed(0))
    copy.restore(state)
    copy.stopped = None  # a stopped training goes on, as the one it is compared with does
    return copy
