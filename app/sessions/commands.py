"""What each command does: one handler each, in the table ``HANDLERS``. A message itself says when it may come.

A handler returns the effect of the command, or None if it is acknowledged later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from app.protocol.errors import ProtocolError, refusal_of
from app.protocol.messages import (
    Command,
    Configure,
    Edit,
    EndRace,
    HistoryQuery,
    Open,
    Patch,
    Pause,
    Pin,
    Play,
    Question,
    RaceStart,
    Redo,
    Reset,
    Save,
    ShowRun,
    Step,
    Subscribe,
    Undo,
)
from app.sessions.experiment import Effect
from app.sessions.jobs import ComputeJob, IoJob
from app.sessions.questions import answer_to, is_heavy
from app.sessions.requests import StepJob
from app.sessions.run import Run
from app.validation import ConfigError, parse_config

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.sessions.experiment import LiveExperiment
    from app.sessions.jobs import Jobs
    from app.sessions.pacing import Pacer
    from app.sessions.requests import Requests
    from app.sessions.saving import RunRepository
    from app.sessions.viewers import Outbox


@dataclass
class Context:
    """The parts of a session that handlers work on.

    Attributes:
        session_id: sent to the viewer that starts the first run.
        experiment: what is trained.
        pacer: how fast.
        requests: for a ``step``, which is acknowledged at its end.
        jobs: for answers that take long.
        repository: where runs are saved; None where none are.
    """

    session_id: str
    experiment: LiveExperiment
    pacer: Pacer
    requests: Requests
    jobs: Jobs
    repository: RunRepository | None = None


def configure(context: Context, command: Configure, _sender: Outbox) -> Effect:
    """Start a new run from a config, and from given weights."""
    config = parse_config(command.config)
    try:
        run = Run(config, command.layers)
    except ValueError as error:
        raise ProtocolError("invalid", str(error), "layers") from None
    return _start(context, run, "configure", {})


def _start(context: Context, run: Run, cause: str, fields: dict[str, object]) -> Effect:
    """Replace the present run; the viewer that starts the first one is sent the session's id."""
    is_first = not context.experiment.runs
    effect = context.experiment.start(run, cause)
    return Effect({**fields, **({"session": context.session_id} if is_first else {})}, effect.layout_cause)


def patch(context: Context, command: Patch, _sender: Outbox) -> Effect:
    """Change fields of the config."""
    return context.experiment.patch(command.changes)


def play(context: Context, command: Play, _sender: Outbox) -> Effect:
    """Train on, at the speed asked for."""
    if command.steps_per_second is not msgspec.UNSET:
        context.pacer.steps_per_second = command.steps_per_second
    if context.experiment.state != "running":
        context.pacer.restart()
    context.experiment.state = "running"
    return Effect()


def pause(context: Context, _command: Pause, _sender: Outbox) -> Effect:
    """Stop where it is."""
    context.experiment.pause()
    return Effect()


def step(context: Context, command: Step, sender: Outbox) -> None:
    """Begin a number of steps; commands that come meanwhile wait."""
    context.experiment.pause()
    context.requests.step = StepJob(command, sender, command.count)


def reset(context: Context, _command: Reset, _sender: Outbox) -> Effect:
    """Go back to step 0 of the present shape."""
    return context.experiment.reset()


def undo(context: Context, _command: Undo, _sender: Outbox) -> Effect:
    """Take the last change back."""
    return context.experiment.undo()


def redo(context: Context, _command: Redo, _sender: Outbox) -> Effect:
    """Redo the last change undone."""
    return context.experiment.redo()


def history(context: Context, command: HistoryQuery, _sender: Outbox) -> Effect:
    """Return the losses so far."""
    return Effect({"history": context.experiment.losses(command.run, command.points)}, visible=False)


def edit(context: Context, command: Edit, _sender: Outbox) -> Effect:
    """Do surgery on the network."""
    return context.experiment.edit(command)


def race(context: Context, command: RaceStart, _sender: Outbox) -> Effect:
    """Start a race of several runs."""
    return context.experiment.start_race(command.runs)


def show_run(context: Context, command: ShowRun, _sender: Outbox) -> Effect:
    """Describe another run of the race."""
    return context.experiment.show_run(command.run)


def end_race(context: Context, command: EndRace, _sender: Outbox) -> Effect:
    """Go on with one run of the race, or with the one before it."""
    return context.experiment.end_race(command.take)


def pin(context: Context, _command: Pin, _sender: Outbox) -> Effect:
    """Record the path of the weights from now on."""
    context.experiment.run.pin()
    return Effect(visible=False)


def question(context: Context, command: Question, sender: Outbox) -> Effect | None:
    """Answer at once, or in a job where that would take long."""
    run = context.experiment.run
    answer = answer_to(command, run)
    if is_heavy(command, run):
        context.jobs.begin(ComputeJob(command, sender, answer))
        return None
    return Effect(answer(), visible=False)


def save(context: Context, command: Save, sender: Outbox) -> None:
    """Begin to save the run as it is now; training goes on meanwhile."""
    repository, snapshot = _repository(context), context.experiment.run.snapshot()
    context.jobs.begin(IoJob(command, sender, lambda: repository.save(command.title, snapshot)))


def open_run(context: Context, command: Open, sender: Outbox) -> None:
    """Begin to open a saved run; it takes the place of the present one when it is there."""

    async def work() -> Effect:
        opened = await _repository(context).open(command.run)
        return _start(context, opened.run, "open", {"title": opened.title, "exact": opened.fully_restored})

    context.jobs.begin(IoJob(command, sender, work, blocks_queue=True))


def _repository(context: Context) -> RunRepository:
    if context.repository is None:
        raise ProtocolError("unavailable", "this server keeps no runs")
    return context.repository


def subscribe(_context: Context, command: Subscribe, sender: Outbox) -> Effect:
    """Choose what this viewer's frames carry, and how often."""
    if command.sections is not None:
        sender.sections = frozenset(command.sections)
    if command.fps is not None:
        sender.fps = command.fps
    sender.next_frame_due = 0.0
    sender.shown_version = -1
    return Effect({"sections": sorted(sender.sections), "fps": sender.fps}, visible=False)


Handler: TypeAlias = "Callable[[Context, Any, Outbox], Effect | None]"

HANDLERS: dict[type[Command], Handler] = {
    Configure: configure,
    Patch: patch,
    Play: play,
    Pause: pause,
    Step: step,
    Reset: reset,
    Undo: undo,
    Redo: redo,
    HistoryQuery: history,
    Edit: edit,
    Pin: pin,
    RaceStart: race,
    ShowRun: show_run,
    EndRace: end_race,
    Save: save,
    Open: open_run,
    Subscribe: subscribe,
}
"""What each command does; every ``Question`` is answered by ``question``."""


def carry_out(context: Context, command: Command, sender: Outbox) -> Effect | None:
    """Execute a command and return its effect; None if it is acknowledged later.

    Raises:
        ProtocolError: if it is refused.
    """
    if command.needs_run and not context.experiment.runs:
        raise ProtocolError("not_configured", "send configure (or open, or resume) first")
    if context.experiment.race is not None and not command.in_race:
        raise ProtocolError("invalid", "a race is on: end it first")
    handler: Handler = question if isinstance(command, Question) else HANDLERS[type(command)]
    try:
        return handler(context, command, sender)
    except ConfigError as error:
        raise refusal_of(error) from None
