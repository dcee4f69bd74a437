"""A session: a state machine around one or more runs. Commands in, control messages and frames out; no socket.

States and what leads from one to another:

    ready ──play──▶ running ──pause──▶ paused ──play──▶ running
                       ├── early stopping ──▶ stopped ──play──▶ running (past the stop)
                       └── loss out of bounds ──▶ diverged
    reset and configure lead to ready from anywhere, open to ready or paused; undo and redo keep running or lead to
    paused; step ends in paused.

Commands take effect between training steps, in the order they came; a ``pause`` ends every ``step`` before it at once.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Literal

from app.protocol.decoding import encode_json
from app.protocol.errors import ProtocolError
from app.protocol.messages import Pause
from app.sessions.activity import Activity, is_sign_of_life
from app.sessions.commands import carry_out
from app.sessions.frames import frame_for, layout_message, status_message
from app.sessions.gains import Gains
from app.sessions.history import History
from app.sessions.jobs import Jobs
from app.sessions.pacing import Pacer
from app.sessions.replies import Replies
from app.sessions.viewers import Viewers
from app.sessions.waiting import StepJob, WaitingCommands

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.protocol.messages import Command, Step
    from app.sessions.jobs import ComputeJob, IoJob
    from app.sessions.outbox import Outbox
    from app.sessions.race import Race
    from app.sessions.run import Run, RunSnapshot
    from app.sessions.saving import RunRepository

State = Literal["ready", "running", "paused", "stopped", "diverged"]

INTERNAL_ERROR = 1011


class Session:
    """One or more runs and those who watch them."""

    def __init__(self, session_id: str, history_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.id = session_id
        self.runs: list[Run] = []
        self.race: Race | None = None
        self.state: State = "ready"
        self.layout_number = 0
        self.viewers = Viewers(clock)
        self.activity = Activity(clock)
        self.steps_done = 0
        self.jobs = Jobs()
        self.repository: RunRepository | None
        self.wake: Callable[[], None]
        self.note_failure: Callable[[], None]
        self.release()
        self.pacer = Pacer(clock)
        self.history: History[RunSnapshot] = History(history_bytes, clock)
        self.gains = Gains()
        self._replies = Replies()
        self._job: StepJob | None = None
        self._waiting = WaitingCommands()

    def release(self) -> None:
        """Forget everybody who looks after this session: whatever it would have them do is not done."""
        self.repository = None
        self.wake = self.note_failure = lambda: None
        self.jobs.release()

    def attach(self, viewer: Outbox) -> None:
        """Let a viewer watch from now on."""
        self.viewers.add(viewer)
        self.activity.seen()
        self.pacer.restart()
        self.wake()

    def detach(self, viewer: Outbox) -> None:
        """Forget a viewer; training halts while nobody watches."""
        self.viewers.remove(viewer)

    def greet(self, viewer: Outbox, request_id: int) -> None:
        """Tell a viewer that came back everything it needs, then acknowledge its ``resume``."""
        if self.runs:
            viewer.put_control(layout_message(self, "resume"))
            viewer.put_control(status_message(self))
        viewer.put_control(self._ack(request_id, {"session": self.id}))

    def seen(self, viewer: Outbox, frame: int) -> None:
        """Note what a viewer has drawn; it may take more frames now."""
        could_take = viewer.may_take_frames
        viewer.seen(frame)
        if not could_take:
            self.wake()

    def handle(self, command: Command, sender: Outbox) -> None:
        """Carry a command out and answer its sender; an id that was answered before gets the kept answer."""
        if is_sign_of_life(command):
            self.activity.seen()
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

    @property
    def training(self) -> Run | Race:
        """What is trained: the run, or all runs of a race."""
        return self.race or self.runs[0]

    @property
    def wants_training(self) -> bool:
        """Whether there are steps to do: somebody watches, and a run is playing or a ``step`` is under way."""
        return (self.state == "running" or self._job is not None) and bool(self.viewers.outboxes)

    def next_training(self, now: float) -> float | None:
        """Return when ``advance`` has something to do, None for not before a command comes."""
        if not self.wants_training:
            return None
        return self.pacer.next_granted(now) if self._job is not None else self.pacer.next_due(now)

    def next_frame(self, now: float) -> float | None:
        """Return when ``publish`` has something to do, None for not before a command or training comes."""
        return self.viewers.next_due(now, more_to_come=self.wants_training) if self.runs else None

    def advance(self, budget: float) -> None:
        """Train for about ``budget`` seconds, or less where the set speed asks for less."""
        if not self.wants_training:
            return
        training, job = self.training, self._job
        steps = self.pacer.steps_due(budget) if job is None else self.pacer.granted(budget, job.left)
        if steps <= 0:
            return
        done = self.pacer.timed(self._train, steps)
        self.steps_done += done
        self.activity.steps += done
        self.viewers.moved()
        self.tell_gains()
        if job is not None:
            job.left -= done
        if training.stopped is not None:
            self._halt("stopped" if training.stopped == "early_stopping" else "diverged")
        elif job is not None and job.left <= 0:
            self._halt(self.idle_state)

    def _train(self, steps: int) -> int:
        """Train up to so many steps and return how many were done; what is compared is looked at on the way."""
        if not self.gains:
            return self.training.advance(steps)
        run, done = self.runs[0], 0
        while done < steps and not (done and run.stopped):
            part = run.advance(int(min(steps - done, self.gains.steps_to_look())))
            self.gains.advance(part, run.trainer)
            done += part
        return done

    def tell_gains(self) -> None:
        """Tell what changes of the network have gained so far."""
        for message in self.gains.news():
            self.viewers.tell(message)

    def publish(self) -> None:
        """Give a frame to every viewer that is due one and can take it."""
        if self.runs:
            self.viewers.publish(partial(frame_for, self))

    def deliver(self, job: ComputeJob | IoJob, result: dict[str, object] | ProtocolError) -> None:
        """Answer the command of a job that has been done."""
        self.jobs.end(job)
        request_id = job.command.id
        reply = result.reply(request_id) if isinstance(result, ProtocolError) else self._ack(request_id, result)
        self._reply(job.sender, request_id, reply)
        self._do_what_waits()

    def rest(self, why: Mapping[str, object]) -> None:
        """Pause because nobody is there, and say so."""
        self.viewers.tell({"type": "idle", **why})
        self._halt(self.idle_state)

    def dismiss(self, reason: str, code: int) -> None:
        """Tell everybody why it ends, and close when they have been told."""
        self.viewers.tell({"type": "bye", "reason": reason})
        for viewer in self.viewers.outboxes:
            viewer.close(code)

    def fail(self) -> None:
        """Disconnect everybody: the session is broken and cannot go on."""
        for viewer in self.viewers.outboxes:
            viewer.close(INTERNAL_ERROR)

    def _dispatch(self, command: Command, sender: Outbox) -> None:
        try:
            if self._job is not None or self.jobs.block_queue:
                self._waiting.add(command, sender)
                if isinstance(command, Pause):
                    self._do_what_waits()
                return
            fields = carry_out(self, command, sender)
        except ProtocolError as error:
            self._reply(sender, command.id, error.reply(command.id))
        else:
            if fields is not None:
                self._reply(sender, command.id, self._ack(command.id, fields))
        self.wake()

    def _do_what_waits(self) -> None:
        """Do the commands that wait, until one has the others wait: no ``step`` has those up to a ``pause``."""
        while self._waiting and not self.jobs.block_queue:
            if self._job is None:
                self._dispatch(*self._waiting.next())
            elif self._waiting.include_pause:
                self._come_to_rest(self.idle_state)
            else:
                return

    def _is_pending(self, request_id: int, sender: Outbox) -> bool:
        """Tell whether a request is under way or waits; whoever sent it again, from a new socket, gets the answer."""
        if self._job is not None and self._job.command.id == request_id:
            self._job.sender = sender
            return True
        return self.jobs.is_under_way(request_id, sender) or self._waiting.holds(request_id, sender)

    def begin_steps(self, command: Step, sender: Outbox) -> None:
        """Begin a number of steps, acknowledged when they are done; commands that come meanwhile wait."""
        if self.state == "running":
            self.state = self.idle_state
        self._job = StepJob(command, sender, command.count)

    def start_from(self, run: Run, cause: str) -> dict[str, object]:
        """Put a run in the place of whatever is there, and return what the acknowledgment carries."""
        first = not self.runs
        if not first:
            self.history.record(self.runs[0].snapshot())
        self.gains.end()
        self.race = None
        self.runs = [run]
        self.state = self.idle_state
        self.renew_layout(cause)
        return {"session": self.id} if first else {}

    def _halt(self, state: State) -> None:
        """Come to rest, then do what waited for the ``step`` under way."""
        self._come_to_rest(state)
        self._do_what_waits()

    def _come_to_rest(self, state: State) -> None:
        """Train no more, and acknowledge the ``step`` under way, wherever it is."""
        job, self._job = self._job, None
        self.state = state
        self.show()
        if job is not None:
            self._reply(job.sender, job.command.id, self._ack(job.command.id, {}))

    @property
    def idle_state(self) -> State:
        """What a session is that does not run."""
        return "ready" if self.training.step == 0 else "paused"

    def settle(self) -> None:
        """After a change: what runs goes on, what was stopped or diverged may be tried again."""
        if self.state != "running":
            self.state = self.idle_state

    def show(self) -> None:
        """Show a change at once: the state in words, and a frame that does not wait for its turn."""
        self.tell_gains()
        self.viewers.tell(status_message(self))
        self.viewers.show_at_once()
        self.wake()

    def renew_layout(self, cause: str) -> None:
        """Number a new layout; frames of the old one that still wait are dropped."""
        self.layout_number = self.layout_number % 0xFFFF + 1
        self.viewers.drop_frames()
        self.viewers.tell(layout_message(self, cause))
        self.show()

    def _ack(self, request_id: int, fields: Mapping[str, object]) -> dict[str, object]:
        step = self.runs[0].trainer.step if self.runs else 0
        frame = self.viewers.frame_number + 1
        return {"type": "ack", "id": request_id, "step": step, "layout": self.layout_number, "frame": frame, **fields}

    def _reply(self, sender: Outbox, request_id: int, reply: dict[str, object]) -> None:
        text = encode_json(reply)
        self._replies.keep(request_id, text)
        sender.put_text(text)
