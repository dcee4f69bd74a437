"""What each command does to a session; a handler returns what its acknowledgment carries beside the usual.

A handler that returns None is acknowledged later. Every handler leaves the session whole: it raises before it changes
anything, or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from app.protocol.errors import ProtocolError, refusal_of
from app.protocol.messages import (
    Command,
    Configure,
    DiagnoseQuery,
    Edit,
    EndRace,
    ExpressionQuery,
    FormulaQuery,
    HistoryQuery,
    InspectQuery,
    LandscapeQuery,
    Open,
    Patch,
    Pause,
    Pin,
    Play,
    Question,
    RaceStart,
    RangeTestQuery,
    Redo,
    Reset,
    Save,
    ShowRun,
    SpreadQuery,
    Step,
    Subscribe,
    Undo,
)
from app.sessions.edits import SETTING_OPERATIONS
from app.sessions.gains import COMPARED
from app.sessions.jobs import ComputeJob
from app.sessions.questions import answer_to, is_heavy
from app.sessions.race import Race
from app.sessions.run import Run
from app.sessions.saving import open_run, save
from app.validation import ConfigError, apply_changes, parse_config, step_cost

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.sessions.outbox import Outbox
    from app.sessions.run import RunSnapshot
    from app.sessions.session import Session

Fields = dict[str, object]

PLACE = ("layer", "neuron", "position")
"""How a report says where an edit was made."""

logger = structlog.get_logger(__name__)


def configure(session: Session, command: Configure, _sender: Outbox) -> Fields:
    """Start anew from a config, and from given weights."""
    config = parse_config(command.config)
    try:
        run = Run(config, command.layers)
    except ValueError as error:
        raise ProtocolError("invalid", str(error), "layers") from None
    return session.start_from(run, "configure")


def patch(session: Session, command: Patch, _sender: Outbox) -> Fields:
    """Change fields of the config, all or none, keeping the weights whenever their shapes allow."""
    run = session.runs[0]
    config = apply_changes(run.config, command.changes)
    before = run.snapshot()
    change = run.change(config)
    if change == "training":
        session.gains.reconfigure(run.trainer.settings)
    elif change != "nothing":
        session.gains.end()
    if change != "nothing":
        session.history.record(before, frozenset(command.changes))
        session.settle()
    if change in {"anew", "layout"}:
        session.renew_layout("reset" if change == "anew" else "patch")
    else:
        session.show()
    return {}


def play(session: Session, command: Play, _sender: Outbox) -> Fields:
    """Train on, at the speed asked for."""
    if command.steps_per_second is not msgspec.UNSET:
        session.pacer.steps_per_second = command.steps_per_second
    if session.state != "running":
        session.pacer.restart()
    session.state = "running"
    session.show()
    return {}


def pause(session: Session, _command: Pause, _sender: Outbox) -> Fields:
    """Stop where it is."""
    if session.state == "running":
        session.state = session.idle_state
    session.show()
    return {}


def step(session: Session, command: Step, sender: Outbox) -> None:
    """Begin a number of steps; they are acknowledged at their end."""
    session.begin_steps(command, sender)


def reset(session: Session, _command: Reset, _sender: Outbox) -> Fields:
    """Go back to step 0 of the present shape, every run of a race."""
    if session.race is None:
        session.history.record(session.runs[0].snapshot())
    session.gains.end()
    for run in session.runs:
        run.reset()
    session.state = "ready"
    session.renew_layout("reset")
    return {}


def undo(session: Session, _command: Undo, _sender: Outbox) -> Fields:
    """Take the last change back."""
    return _travel(session, "undo", session.history.undo)


def redo(session: Session, _command: Redo, _sender: Outbox) -> Fields:
    """Do again what was undone."""
    return _travel(session, "redo", session.history.redo)


def _travel(session: Session, cause: str, way: Callable[[RunSnapshot], RunSnapshot | None]) -> Fields:
    snapshot = way(session.runs[0].snapshot())
    if snapshot is None:
        raise ProtocolError("invalid", f"there is nothing to {cause}")
    session.runs[0].restore(snapshot)
    session.gains.end()
    session.settle()
    session.renew_layout(cause)
    return {}


def history(session: Session, command: HistoryQuery, _sender: Outbox) -> Fields:
    """Tell the losses so far."""
    runs = session.runs if session.race is None else session.race.runs
    _check_run(command.run, len(runs), "run")
    return {"history": runs[command.run].losses_so_far().decimated(command.points)}


def edit(session: Session, command: Edit, _sender: Outbox) -> Fields:
    """Do surgery on the network."""
    if command.layout is not None and command.layout != session.layout_number:
        raise ProtocolError("stale_layout", f"this edit was made on layout {command.layout}, which is over", "layout")
    run = session.runs[0]
    before = run.snapshot()
    report = run.edit(command)
    gain = _compare(session, command, report, before)
    sets_values = command.op in SETTING_OPERATIONS
    session.history.record(before, frozenset((f"{command.op} {report}",)) if sets_values else frozenset())
    session.settle()
    if sets_values or command.op in {"wake_neuron", "scale_weights", "go_to", "spread_bends"}:
        session.show()
    else:
        session.renew_layout("edit")
    return report | gain


def _compare(session: Session, command: Edit, report: Fields, before: RunSnapshot) -> Fields:
    """Have the edit's gain measured, where it has one, and return what the acknowledgment carries for it."""
    if command.op not in COMPARED:
        session.gains.end()
        return {}
    run = session.runs[0]
    what: Fields = {name: report[name] for name in report if name in PLACE}
    what["op"] = command.op
    return {"gain": session.gains.begin(what, before.trainer, run.trainer, step_cost(run.config))}


def race(session: Session, command: RaceStart, _sender: Outbox) -> Fields:
    """Put several runs side by side in the place of the present one."""
    race = Race(session.runs[0], command.runs)
    session.history.record(race.before)
    session.gains.end()
    session.race = race
    session.runs = race.runs
    session.state = "ready"
    session.renew_layout("race")
    return {}


def show_run(session: Session, command: ShowRun, _sender: Outbox) -> Fields:
    """Describe another run of the race from now on; all train as before."""
    race = session.race
    if race is None:
        raise ProtocolError("invalid", "there is no race whose runs could be shown")
    _check_run(command.run, len(race.runs), "run")
    race.shown = command.run
    session.runs = [race.runs[race.shown], *(run for i, run in enumerate(race.runs) if i != race.shown)]
    session.renew_layout("show_run")
    return {}


def _check_run(run: int, count: int, field: str) -> None:
    if run >= count:
        raise ProtocolError("invalid", f"there is no run {run}: choose one from 0 to {count - 1}", field)


def end_race(session: Session, command: EndRace, _sender: Outbox) -> Fields:
    """Go on with one run of the race, or with the one before it."""
    if session.race is None:
        raise ProtocolError("invalid", "there is no race to end")
    before, runs = session.race.before, session.race.runs
    _check_run(command.take or 0, len(runs), "take")
    chosen = runs[command.take or 0]
    if command.take is None:
        chosen.restore(before)
        session.history.drop_last()
    session.race = None
    session.runs = [chosen]
    session.state = session.idle_state
    session.renew_layout("race_end")
    return {}


def pin(session: Session, _command: Pin, _sender: Outbox) -> Fields:
    """Remember the way the weights take from now on."""
    session.runs[0].pin()
    return {}


def question(session: Session, command: Question, sender: Outbox) -> Fields | None:
    """Answer at once, or beside everything else where that would take long."""
    answer = answer_to(command, session.runs[0])
    if is_heavy(command, session.runs[0]):
        session.jobs.begin(ComputeJob(command, sender, answer))
        return None
    return answer()


def subscribe(_session: Session, command: Subscribe, sender: Outbox) -> Fields:
    """Choose what this viewer's frames carry, and how often."""
    if command.sections is not None:
        sender.sections = frozenset(command.sections)
    if command.fps is not None:
        sender.fps = command.fps
    sender.next_frame_due = 0.0
    sender.shown_version = -1
    return {"sections": sorted(sender.sections), "fps": sender.fps}


WITHOUT_A_RUN = (Configure, Open, Subscribe)
"""What can be said before there is a run; everything else is refused."""

NOT_IN_A_RACE = (Patch, Edit, Undo, Redo, RaceStart, Save)
"""What is about a single run is refused until there is one again."""

HANDLERS: dict[type[Command], Callable[[Session, Any, Outbox], Fields | None]] = {
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
    ExpressionQuery: question,
    InspectQuery: question,
    DiagnoseQuery: question,
    FormulaQuery: question,
    LandscapeQuery: question,
    RangeTestQuery: question,
    SpreadQuery: question,
    Pin: pin,
    RaceStart: race,
    ShowRun: show_run,
    EndRace: end_race,
    Save: save,
    Open: open_run,
    Subscribe: subscribe,
}


def carry_out(session: Session, command: Command, sender: Outbox) -> Fields | None:
    """Have a command done and return what its acknowledgment carries, None where that comes later.

    Raises:
        ProtocolError: if it is refused, or fails in a way nobody had foreseen (internal).
    """
    if not session.runs and not isinstance(command, WITHOUT_A_RUN):
        raise ProtocolError("not_configured", "send configure (or open, or resume) first")
    if session.race is not None and isinstance(command, NOT_IN_A_RACE):
        raise ProtocolError("invalid", "a race is on: end it first")
    try:
        return HANDLERS[type(command)](session, command, sender)
    except ConfigError as error:
        raise refusal_of(error) from None
    except ProtocolError:
        raise
    except Exception:
        logger.exception("a command failed", command=type(command).__name__)
        session.note_failure()
        raise ProtocolError("internal", "something went wrong on the server's side") from None
