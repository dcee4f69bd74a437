"""A session: a state machine around one or more runs. Commands in, control messages and frames out; no socket.

States and what leads from one to another:

    ready ──play──▶ running ──pause──▶ paused ──play──▶ running
                       ├── early stopping ──▶ stopped ──play──▶ running (past the stop)
                       └── loss out of bounds ──▶ diverged
    reset and configure lead to ready from anywhere, open to ready or paused; undo and redo keep running or lead to
    paused; step ends in paused.

Commands take effect between training steps, in the order they came; only ``pause`` overtakes a ``step`` under way.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from app.protocol.decoding import encode_json
from app.protocol.errors import ProtocolError, refusal_of
from app.protocol.messages import Command, Configure, Open, Pause, Step, Subscribe
from app.sessions.attendance import Attendance, is_sign_of_life
from app.sessions.audience import Audience
from app.sessions.commands import HANDLERS, NOT_IN_A_RACE
from app.sessions.description import frame_for, layout_message, status_message
from app.sessions.errands import Errands
from app.sessions.history import History
from app.sessions.pacing import Pacer
from app.sessions.replies import Replies
from app.validation import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.sessions.errands import Errand, Fetch
    from app.sessions.keeping import Keeper
    from app.sessions.mailbox import Mailbox
    from app.sessions.race import Race
    from app.sessions.run import Run, RunSnapshot

State = Literal["ready", "running", "paused", "stopped", "diverged"]

INTERNAL_ERROR = 1011
COALESCE_SECONDS = 1.0
"""Changes of the same fields this close together are one step of undo: a slider's drag is one change."""


@dataclass
class _StepJob:
    """A ``step`` command under way, answered when the goal is reached."""

    command: Step
    sender: Mailbox
    goal: int


class Session:
    """One or more runs and those who watch them."""

    def __init__(self, session_id: str, history_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.id = session_id
        self.runs: list[Run] = []
        self.race: Race | None = None
        self.state: State = "ready"
        self.layout_number = 0
        self.audience = Audience(clock)
        self.attendance = Attendance(clock)
        self.steps_done = 0
        self.errands = Errands()
        self.keeper: Keeper | None = None
        self.wake: Callable[[], None] = lambda: None
        self._clock = clock
        self.pacer = Pacer(clock)
        self.history: History[RunSnapshot] = History(history_bytes)
        self._last_change: tuple[frozenset[str], float] = (frozenset(), 0.0)
        self._replies = Replies()
        self._job: _StepJob | None = None
        self._waiting: deque[tuple[Command, Mailbox]] = deque()

    def attach(self, viewer: Mailbox) -> None:
        """Let a viewer watch from now on."""
        self.audience.add(viewer)
        self.attendance.seen()
        self.pacer.restart()
        self.wake()

    def detach(self, viewer: Mailbox) -> None:
        """Forget a viewer; training halts while nobody watches."""
        self.audience.remove(viewer)

    def greet(self, viewer: Mailbox, request_id: int) -> None:
        """Tell a viewer that came back everything it needs, then acknowledge its ``resume``."""
        if self.runs:
            viewer.put_control(layout_message(self, "resume"))
            viewer.put_control(status_message(self))
        viewer.put_control(self._ack(request_id, {"session": self.id}))

    def seen(self, viewer: Mailbox, frame: int) -> None:
        """Note what a viewer has drawn; it may take more frames now."""
        could_take = viewer.may_take_frames
        viewer.seen(frame)
        if not could_take:
            self.wake()

    def handle(self, command: Command, sender: Mailbox) -> None:
        """Carry a command out and answer its sender; an id that was answered before gets the kept answer."""
        if is_sign_of_life(command):
            self.attendance.seen()
        if self._is_pending(command.id, sender):
            return
        try:
            reply = self._replies.earlier(command)
        except ProtocolError as error:
            reply = encode_json(error.reply(command.id))
        if reply is not None:
            sender.put_text(reply)
        else:
            self._dispatch(command, sender)
            self.wake()

    @property
    def training(self) -> Run | Race:
        """What is trained: the run, or all runs of a race."""
        return self.race or self.runs[0]

    @property
    def wants_training(self) -> bool:
        """Whether there are steps to do: somebody watches, and a run is playing or a ``step`` is under way."""
        return bool(self.audience) and (self.state == "running" or self._job is not None)

    def next_training(self, now: float) -> float | None:
        """Return when ``advance`` has something to do, None for not before a command comes."""
        if not self.wants_training:
            return None
        return self.pacer.next_granted(now) if self._job is not None else self.pacer.next_due(now)

    def next_frame(self, now: float) -> float | None:
        """Return when ``publish`` has something to do, None for not before a command or training comes."""
        return self.audience.next_due(now, more_to_come=self.wants_training) if self.runs else None

    def advance(self, budget: float) -> None:
        """Train for about ``budget`` seconds, or less where the set speed asks for less."""
        if not self.wants_training:
            return
        training = self.training
        if self._job is not None:
            steps = self.pacer.granted(budget, self._job.goal - training.step)
        else:
            steps = self.pacer.steps_due(budget)
        if steps <= 0:
            return
        done = self.pacer.timed(training.advance, steps)
        self.steps_done += done
        self.attendance.steps += done
        self.audience.moved()
        if training.stopped is not None:
            self._halt("stopped" if training.stopped == "early_stopping" else "diverged")
        elif self._job is not None and training.step >= self._job.goal:
            self._finish_job()

    def publish(self) -> None:
        """Give a frame to every viewer that is due one and can take it."""
        if self.runs:
            self.audience.publish(partial(frame_for, self))

    def deliver(self, errand: Errand | Fetch, result: dict[str, object] | ProtocolError) -> None:
        """Answer the command of an errand that has been done."""
        self.errands.end(errand)
        request_id = errand.command.id
        reply = result.reply(request_id) if isinstance(result, ProtocolError) else self._ack(request_id, result)
        self._reply(errand.sender, request_id, reply)
        self._do_what_waited()

    def rest(self, why: Mapping[str, object]) -> None:
        """Pause because nobody is there, and say so."""
        self._finish_job()
        self.state = self.idle_state
        self.audience.tell({"type": "idle", **why})
        self.show()

    def dismiss(self, reason: str, code: int) -> None:
        """Tell everybody why it ends, and close when they have been told."""
        self.audience.tell({"type": "bye", "reason": reason})
        for viewer in self.audience.viewers:
            viewer.close(code)

    def fail(self) -> None:
        """Disconnect everybody: the session is broken and cannot go on."""
        for viewer in self.audience.viewers:
            viewer.close(INTERNAL_ERROR)

    def _dispatch(self, command: Command, sender: Mailbox) -> None:
        if isinstance(command, Pause):
            self._finish_job()
        if self._job is not None or self.errands.hold_others:
            self._waiting.append((command, sender))
            return
        try:
            if not self.runs and not isinstance(command, Configure | Open | Subscribe):
                raise ProtocolError("not_configured", "send configure (or open, or resume) first")
            if self.race is not None and isinstance(command, NOT_IN_A_RACE):
                raise ProtocolError("invalid", "a race is on: end it first")
            fields = HANDLERS[type(command)](self, command, sender)
        except ConfigError as error:
            self._reply(sender, command.id, refusal_of(error).reply(command.id))
        except ProtocolError as error:
            self._reply(sender, command.id, error.reply(command.id))
        else:
            if fields is not None:
                self._reply(sender, command.id, self._ack(command.id, fields))

    def _is_pending(self, request_id: int, sender: Mailbox) -> bool:
        """Tell whether a request is under way or waits; whoever sent it again, from a new socket, gets the answer."""
        if self._job is not None and self._job.command.id == request_id:
            self._job.sender = sender
            return True
        if self.errands.is_under_way(request_id, sender):
            return True
        for i, (command, _) in enumerate(self._waiting):
            if command.id == request_id:
                self._waiting[i] = (command, sender)
                return True
        return False

    def begin_steps(self, command: Step, sender: Mailbox) -> None:
        """Begin a number of steps, acknowledged when they are done; commands that come meanwhile wait."""
        if self.state == "running":
            self.state = self.idle_state
        self._job = _StepJob(command, sender, self.training.step + command.count)

    def start_from(self, run: Run, cause: str) -> dict[str, object]:
        """Put a run in the place of whatever is there, and return what the acknowledgment carries."""
        first = not self.runs
        if not first:
            self.record()
        self.race = None
        self.runs = [run]
        self.state = self.idle_state
        self.renew_layout(cause)
        return {"session": self.id} if first else {}

    def travel(self, cause: str, way: Callable[[RunSnapshot], RunSnapshot | None]) -> dict[str, object]:
        """Go back or forward in the history.

        Raises:
            ProtocolError: if there is nowhere to go.
        """
        snapshot = way(self.runs[0].snapshot())
        if snapshot is None:
            raise ProtocolError("invalid", f"there is nothing to {cause}")
        self.runs[0].restore(snapshot)
        self._last_change = (frozenset(), 0.0)
        self.settle()
        self.renew_layout(cause)
        return {}

    def _halt(self, state: State) -> None:
        """Follow the trainer into ``stopped`` or ``diverged``."""
        self._finish_job()
        self.state = state
        self.show()

    def _finish_job(self) -> None:
        """Acknowledge the ``step`` under way, wherever it is, and do what waited for it."""
        if self._job is None:
            return
        job, self._job = self._job, None
        self.state = self.idle_state
        self.show()
        self._reply(job.sender, job.command.id, self._ack(job.command.id, {}))
        self._do_what_waited()

    def _do_what_waited(self) -> None:
        while self._waiting and self._job is None and not self.errands.hold_others:
            self._dispatch(*self._waiting.popleft())

    @property
    def idle_state(self) -> State:
        """What a session is that does not run."""
        return "ready" if self.training.step == 0 else "paused"

    def settle(self) -> None:
        """After a change: what runs goes on, what was stopped or diverged may be tried again."""
        if self.state != "running":
            self.state = self.idle_state

    def record(self, fields: frozenset[str] = frozenset(), before: RunSnapshot | None = None) -> None:
        """Keep the state before a change for undo; many changes of the same fields in a row count as one."""
        now = self._clock()
        last_fields, last_time = self._last_change
        self._last_change = (fields, now)
        if not fields or fields != last_fields or now - last_time > COALESCE_SECONDS:
            self.history.record(before or self.runs[0].snapshot())

    def show(self) -> None:
        """Show a change at once: the state in words, and a frame that does not wait for its turn."""
        self.audience.tell(status_message(self))
        self.audience.show_at_once()

    def renew_layout(self, cause: str) -> None:
        """Number a new layout; frames of the old one that still wait are dropped."""
        self.layout_number = self.layout_number % 0xFFFF + 1
        self.audience.drop_frames()
        self.audience.tell(layout_message(self, cause))
        self.show()

    def _ack(self, request_id: int, fields: Mapping[str, object]) -> dict[str, object]:
        step = self.runs[0].trainer.step if self.runs else 0
        frame = self.audience.frame_number + 1
        return {"type": "ack", "id": request_id, "step": step, "layout": self.layout_number, "frame": frame, **fields}

    def _reply(self, sender: Mailbox, request_id: int, reply: dict[str, object]) -> None:
        text = encode_json(reply)
        self._replies.keep(request_id, text)
        sender.put_text(text)
