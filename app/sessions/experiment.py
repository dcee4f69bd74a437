"""What a session trains, and every change of it. It knows no viewer, no socket and no request id.

States and what leads from one to another:

    ready ──play──▶ running ──pause──▶ paused ──play──▶ running
                       ├── early stopping ──▶ stopped ──play──▶ running (past the stop)
                       └── loss out of bounds ──▶ diverged
    reset and configure lead to ready from anywhere, open to ready or paused; undo and redo keep running or lead to
    paused; step ends in paused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app.protocol.errors import ProtocolError
from app.sessions.costs import Cost, cost_of
from app.sessions.edits import SETTING_OPERATIONS
from app.sessions.gains import COMPARED, Gains
from app.sessions.history import History
from app.sessions.race import Race
from app.validation import step_cost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.protocol.messages import Edit
    from app.schema import ExperimentConfig
    from app.sessions.run import Run, RunState

State = Literal["ready", "running", "paused", "stopped", "diverged"]

SHAPE_KEPT = SETTING_OPERATIONS | {"wake_neuron", "scale_weights", "go_to", "spread_bends"}
"""Edits after which viewers need no new layout."""

PLACE = ("layer", "neuron", "position")
"""Fields of a report that say where an edit was made."""

LAYOUT_NUMBERS = 0xFFFF


@dataclass(frozen=True)
class Effect:
    """The effect of a command.

    Attributes:
        fields: what its acknowledgment carries beside the usual.
        layout_cause: why viewers need a new layout; None where the present one holds.
        visible: whether viewers are told the status and shown a frame.
    """

    fields: Mapping[str, object] = field(default_factory=dict)
    layout_cause: str | None = None
    visible: bool = True


class LiveExperiment:
    """The run, or the runs of a race, with their state, undo and gains.

    Methods that change something return an ``Effect``; each raises before it changes anything, or not at all.

    Attributes:
        race: the race that is on; None for a single run.
        state: where in the diagram above it is.
        layout_number: which layout frames are of.
        history: undo and redo.
        gains: comparisons under way.
    """

    def __init__(self, history_bytes: int, clock: Callable[[], float]) -> None:
        self._single: Run | None = None
        self.race: Race | None = None
        self.state: State = "ready"
        self.layout_number = 0
        self.history: History[RunState] = History(history_bytes, clock)
        self.gains = Gains()

    @property
    def runs(self) -> Sequence[Run]:
        """Every run: one, those of a race in its order, or none before the first config."""
        if self.race is not None:
            return self.race.runs
        return [] if self._single is None else [self._single]

    @property
    def run(self) -> Run:
        """The run that layouts, frames and answers are of; there must be one."""
        return self.runs[self.shown]

    @property
    def shown(self) -> int:
        """The number of that run; 0 but in a race."""
        return 0 if self.race is None else self.race.shown

    @property
    def training(self) -> Run | Race:
        """What is trained: the run, or all runs of a race."""
        return self.race or self.run

    @property
    def step(self) -> int:
        """Updates done by the run shown; 0 before there is one."""
        return self.run.step if self.runs else 0

    @property
    def idle_state(self) -> State:
        """The state of an experiment that does not run."""
        return "ready" if self.training.step == 0 else "paused"

    @property
    def stopped_state(self) -> State | None:
        """The state in which training has stopped by itself; None while it goes on."""
        stopped = self.training.stopped
        return None if stopped is None else "stopped" if stopped == "early_stopping" else "diverged"

    def cost(self) -> Cost:
        """Return what the runs cost together."""
        return cost_of(run.config for run in self.runs)

    def advance(self, steps: int) -> int:
        """Train up to so many steps and return how many were done; gains are measured on the way."""
        if not self.gains:
            return self.training.advance(steps)
        run, done = self.run, 0
        while done < steps and not (done and run.stopped):
            part = run.advance(int(min(steps - done, self.gains.steps_to_look())))
            self.gains.advance(part, run.trainer)
            done += part
        return done

    def pause(self) -> None:
        """Pause."""
        if self.state == "running":
            self.state = self.idle_state

    # ---- Another run -------------------------------------------------------------------------------------------------

    def start(self, run: Run, cause: str) -> Effect:
        """Replace the present run or race by a run."""
        if self.runs:
            self.history.record(self.run.snapshot())
        self.gains.end()
        self._single, self.race = run, None
        self.state = self.idle_state
        return self._new_layout(cause)

    def start_race(self, labels: Sequence[str], configs: Sequence[ExperimentConfig]) -> Effect:
        """Replace the present run by a race of several."""
        race = Race(self.run, labels, configs)
        self.history.record(race.before)
        self.gains.end()
        self.race = race
        self.state = "ready"
        return self._new_layout("race")

    def show_run(self, run: int) -> Effect:
        """Describe another run of the race from now on; all train as before."""
        if self.race is None:
            raise ProtocolError("invalid", "there is no race whose runs could be shown")
        _check_run(run, len(self.runs), "run")
        self.race.shown = run
        return self._new_layout("show_run")

    def end_race(self, take: int | None) -> Effect:
        """Go on with one run of the race, or with the one before it."""
        if self.race is None:
            raise ProtocolError("invalid", "there is no race to end")
        _check_run(take or 0, len(self.runs), "take")
        chosen = self.runs[take or 0]
        if take is None:
            chosen.restore(self.race.before)
            self.history.drop_last()
        self._single, self.race = chosen, None
        self.state = self.idle_state
        return self._new_layout("race_end")

    # ---- Changes -----------------------------------------------------------------------------------------------------

    def patch(self, fields: frozenset[str], config: ExperimentConfig) -> Effect:
        """Go on with another config, in which ``fields`` differ, keeping the weights whenever their shapes allow."""
        run = self.run
        before = None if self.history.merges(fields) else run.snapshot()
        change = run.change(config)
        if change == "nothing":
            return Effect()
        if change == "training":
            self.gains.reconfigure(run.trainer.settings)
        else:
            self.gains.end()
        self.history.record(before, fields)
        self._settle()
        if change == "training":
            return Effect()
        return self._new_layout("reset" if change == "anew" else "patch")

    def edit(self, command: Edit) -> Effect:
        """Do surgery on the network."""
        if command.layout is not None and command.layout != self.layout_number:
            text = f"this edit was made on layout {command.layout}, which is over"
            raise ProtocolError("stale_layout", text, "layout")
        before = self.run.snapshot()
        report = self.run.edit(command)
        gain = self._compare(command, report, before)
        merged = frozenset((f"{command.op} {report}",)) if command.op in SETTING_OPERATIONS else frozenset()
        self.history.record(before, merged)
        self._settle()
        if command.op in SHAPE_KEPT:
            return Effect(report | gain)
        return self._new_layout("edit", report | gain)

    def _compare(self, command: Edit, report: dict[str, object], before: RunState) -> dict[str, object]:
        """Start to measure the gain of an edit that has one; return the acknowledgment's fields for it."""
        if command.op not in COMPARED:
            self.gains.end()
            return {}
        what: dict[str, object] = {name: report[name] for name in report if name in PLACE}
        what["op"] = command.op
        return {"gain": self.gains.begin(what, before.trainer, self.run.trainer, step_cost(self.run.config))}

    def reset(self) -> Effect:
        """Go back to step 0 of the present shape, every run of a race."""
        if self.race is None:
            self.history.record(self.run.snapshot())
        self.gains.end()
        for run in self.runs:
            run.reset()
        self.state = "ready"
        return self._new_layout("reset")

    def undo(self) -> Effect:
        """Take the last change back."""
        return self._travel("undo", self.history.undo)

    def redo(self) -> Effect:
        """Redo the last change undone."""
        return self._travel("redo", self.history.redo)

    def _travel(self, cause: str, way: Callable[[RunState], RunState | None]) -> Effect:
        snapshot = way(self.run.snapshot())
        if snapshot is None:
            raise ProtocolError("invalid", f"there is nothing to {cause}")
        self.run.restore(snapshot)
        self.gains.end()
        self._settle()
        return self._new_layout(cause)

    def losses(self, run: int, points: int) -> dict[str, list[float] | None]:
        """Return the losses of one run so far, decimated to about so many points."""
        _check_run(run, len(self.runs), "run")
        return self.runs[run].losses_so_far().decimated(points)

    def _settle(self) -> None:
        """Update the state after a change: a running training goes on, a stopped or diverged one may be resumed."""
        if self.state != "running":
            self.state = self.idle_state

    def _new_layout(self, cause: str, fields: Mapping[str, object] | None = None) -> Effect:
        self.layout_number = self.layout_number % LAYOUT_NUMBERS + 1
        return Effect(fields or {}, cause)


def _check_run(run: int, count: int, field_name: str) -> None:
    if run >= count:
        raise ProtocolError("invalid", f"there is no run {run}: choose one from 0 to {count - 1}", field_name)
