"""What each command does: one handler each, in ``HANDLERS`` or ``CHANGES``. A message itself says when it may come.

A handler returns the effect of the command, or None if it is acknowledged later.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
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
from app.sessions.costs import cost_of
from app.sessions.experiment import Effect
from app.sessions.jobs import ChangeJob, ComputeJob, IoJob
from app.sessions.questions import answer_to, is_heavy
from app.sessions.race import race_configs
from app.sessions.requests import StepJob
from app.sessions.run import Run
from app.validation import ConfigError, apply_changes, parse_config

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.schema import ExperimentConfig
    from app.sessions.experiment import LiveExperiment
    from app.sessions.jobs import Jobs
    from app.sessions.memory_accounts import MemoryShare
    from app.sessions.pacing import Pacer
    from app.sessions.requests import Requests
    from app.sessions.saving import RunRepository
    from app.sessions.viewers import Outbox


LONG_BUILD_SECONDS = 0.008
"""What takes longer to build is built in a thread."""


@dataclass
class Context:
    """The parts of a session that handlers work on.

    Attributes:
        session_id: sent to the viewer that starts the first run.
        experiment: what is trained.
        pacer: how fast.
        requests: for a ``step``, which is acknowledged at its end.
        jobs: for answers that take long.
        memory: what the session may hold.
        repository: where runs are saved; None where none are.
    """

    session_id: str
    experiment: LiveExperiment
    pacer: Pacer
    requests: Requests
    jobs: Jobs
    memory: MemoryShare
    repository: RunRepository | None = None


def configure(context: Context, command: Configure, configs: Targets) -> Effect:
    """Start a new run from a config, and from given weights."""
    [config] = configs
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


def patch(context: Context, command: Patch, configs: Targets) -> Effect:
    """Change fields of the config."""
    [config] = configs
    return context.experiment.patch(frozenset(command.changes), config)


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


def reset(context: Context, _command: Reset, _configs: Targets) -> Effect:
    """Go back to step 0 of the present shape."""
    return context.experiment.reset()


def undo(context: Context, _command: Undo, _configs: Targets) -> Effect:
    """Take the last change back."""
    return context.experiment.undo()


def redo(context: Context, _command: Redo, _configs: Targets) -> Effect:
    """Redo the last change undone."""
    return context.experiment.redo()


def history(context: Context, command: HistoryQuery, _configs: Targets) -> Effect:
    """Return the losses so far."""
    return Effect({"history": context.experiment.losses(command.run, command.points)}, visible=False)


def edit(context: Context, command: Edit, _configs: Targets) -> Effect:
    """Do surgery on the network."""
    return context.experiment.edit(command)


def race(context: Context, command: RaceStart, configs: Targets) -> Effect:
    """Start a race of several runs."""
    return context.experiment.start_race([entry.label for entry in command.runs], configs)


def show_run(context: Context, command: ShowRun, _configs: Targets) -> Effect:
    """Describe another run of the race."""
    return context.experiment.show_run(command.run)


def end_race(context: Context, command: EndRace, _configs: Targets) -> Effect:
    """Go on with one run of the race, or with the one before it."""
    return context.experiment.end_race(command.take)


def pin(context: Context, _command: Pin, _sender: Outbox) -> Effect:
    """Record the path of the weights from now on."""
    context.experiment.run.pin()
    return Effect(visible=False)


def question(context: Context, command: Question, sender: Outbox) -> Effect | None:
    """Answer at once, or in a job where that would take long."""
    run = context.experiment.run
    heavy = is_heavy(command, run)
    if heavy:
        context.jobs.check_room()
    answer = answer_to(command, run)
    if heavy:
        context.jobs.begin(ComputeJob(command, sender, answer))
        return None
    return Effect(answer(), visible=False)


def save(context: Context, command: Save, sender: Outbox) -> None:
    """Begin to save the run as it is now; training goes on meanwhile."""
    context.jobs.check_room()
    repository, snapshot = _repository(context), context.experiment.run.snapshot()
    context.jobs.begin(IoJob(command, sender, lambda: repository.save(command.title, snapshot)))


def open_run(context: Context, command: Open, sender: Outbox) -> None:
    """Begin to open a saved run; it takes the place of the present one when it is there."""

    async def work() -> Callable[[], Effect]:
        opened = await _repository(context).open(command.run)
        fields = {"title": opened.title, "exact": opened.fully_restored}
        return partial(_start, context, opened.run, "open", fields)

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


Targets: TypeAlias = "Sequence[ExperimentConfig]"
"""The configs whose runs a command builds."""
Handler: TypeAlias = "Callable[[Context, Any, Outbox], Effect | None]"
ChangeHandler: TypeAlias = "Callable[[Context, Any, Targets], Effect]"

HANDLERS: dict[type[Command], Handler] = {
    Play: play,
    Pause: pause,
    Step: step,
    Pin: pin,
    Save: save,
    Open: open_run,
    Subscribe: subscribe,
}
"""What each command does; every ``Question`` is answered by ``question``."""

CHANGES: dict[type[Command], ChangeHandler] = {
    Configure: configure,
    Patch: patch,
    Reset: reset,
    Undo: undo,
    Redo: redo,
    HistoryQuery: history,
    Edit: edit,
    RaceStart: race,
    ShowRun: show_run,
    EndRace: end_race,
}
"""What each command does that builds or measures runs: at once, or in a thread where that takes long."""


def targets_of(context: Context, command: Command) -> Targets:
    """Return the configs whose runs a command builds.

    Raises:
        ConfigError: for a config that is refused.
        ProtocolError: for a race that is refused.
    """
    experiment = context.experiment
    match command:
        case Configure():
            return [parse_config(command.config)]
        case Patch():
            return [apply_changes(experiment.run.config, command.changes)]
        case RaceStart():
            return race_configs(experiment.run, command.runs)
        case Undo() if (state := experiment.history.next_undo) is not None:
            return [state.config]
        case Redo() if (state := experiment.history.next_redo) is not None:
            return [state.config]
    return []


def carry_out(context: Context, command: Command, sender: Outbox) -> Effect | None:
    """Execute a command and return its effect; None if it is acknowledged later.

    Raises:
        ProtocolError: if it is refused.
    """
    if command.needs_run and not context.experiment.runs:
        raise ProtocolError("not_configured", "send configure (or open, or resume) first")
    if context.experiment.race is not None and not command.in_race:
        raise ProtocolError("invalid", "a race is on: end it first")
    try:
        if type(command) in CHANGES:
            return _change(context, command, sender)
        handler: Handler = question if isinstance(command, Question) else HANDLERS[type(command)]
        return handler(context, command, sender)
    except ConfigError as error:
        raise refusal_of(error) from None


def _change(context: Context, command: Command, sender: Outbox) -> Effect | None:
    """Change the experiment at once or, where that is expected to take long, in a job."""
    context.jobs.check_room()
    targets, present = targets_of(context, command), context.experiment.cost()
    cost = cost_of(targets)
    if cost.nbytes > present.nbytes:
        context.memory.reserve(cost.nbytes)
    work = partial(CHANGES[type(command)], context, command, targets)
    if not (present.is_long or cost.is_long or cost.build_seconds > LONG_BUILD_SECONDS):
        return work()
    context.jobs.begin(ChangeJob(command, sender, work))
    return None
