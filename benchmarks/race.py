"""A race of six networks against the same six trained alone: what lock step costs.

    python -m benchmarks.race [seconds]

Both are trained in this process, in the slices and with the frames that the scheduler would give them.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from typing import TYPE_CHECKING

from app.protocol.decoding import decode_message
from app.protocol.messages import Command
from app.sessions.scheduler import slice_seconds
from app.sessions.session import Session
from app.sessions.viewers import Outbox
from benchmarks.serving import CASE_B
from benchmarks.table import Figure, print_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

RUNS = 6
SECONDS = 2.0
ROUNDS = 3
"""Both ways take turns this often, so that a machine that changes its pace changes it for both."""
HISTORY_BYTES = 10**7
OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")


class Player:
    """A session that plays as fast as granted, and a viewer that draws every frame."""

    def __init__(self, optimizers: Sequence[str]) -> None:
        self.session = Session("id", HISTORY_BYTES)
        self._viewer = Outbox()
        self._ids = itertools.count(1)
        self.session.attach(self._viewer)
        changes = {name: {"training.optimizer": {"name": name, "learning_rate": 0.001}} for name in optimizers}
        self._say("configure", config=CASE_B)
        self._say("subscribe", sections=["parameters", "prediction", "neurons", "race"], fps=60)
        if len(optimizers) > 1:
            self._say("race", runs=[{"label": name, "changes": each} for name, each in changes.items()])
        else:
            self._say("patch", changes=changes[optimizers[0]])
        self._say("play", steps_per_second=None)

    def _say(self, kind: str, **fields: object) -> None:
        message = decode_message(json.dumps({"type": kind, "id": next(self._ids), **fields}))
        assert isinstance(message, Command)
        self.session.handle(message, self._viewer)
        self.read()

    def read(self) -> None:
        """Draw what waits."""
        while (item := self._viewer.take()) is not None:
            if isinstance(item, bytes):
                self._viewer.seen(self.session.viewers.frame_number)

    @property
    def updates(self) -> int:
        """Updates done by all its runs together."""
        return sum(run.step for run in self.session.experiment.runs)


def steps_per_second(players: Sequence[Player], seconds: float) -> float:
    """Return how many updates all do together, taking turns as in the scheduler."""
    before = sum(player.updates for player in players)
    begun = time.perf_counter()
    while (elapsed := time.perf_counter() - begun) < seconds:
        for player in players:
            player.session.advance(slice_seconds(player.session, len(players)))
            player.session.publish()
            player.read()
    return (sum(player.updates for player in players) - before) / elapsed


def race_figures(seconds: float = SECONDS) -> list[Figure]:
    """Return the figures of one run."""
    race = [Player(OPTIMIZERS)]
    solo = [Player([name]) for name in OPTIMIZERS]
    for players in (race, solo):
        steps_per_second(players, 0.3)
    together, alone = 0.0, 0.0
    for _ in range(ROUNDS):
        together += steps_per_second(race, seconds / ROUNDS) / ROUNDS
        alone += steps_per_second(solo, seconds / ROUNDS) / ROUNDS
    return [
        Figure(f"{RUNS} networks alone", alone, "steps/s"),
        Figure(f"{RUNS} networks in a race", together, "steps/s"),
        Figure("  ratio", together / alone, "", at_least=0.8),
    ]


if __name__ == "__main__":
    print_figures("Race", race_figures(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
