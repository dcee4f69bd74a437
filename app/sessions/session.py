"""A session: commands in, control messages and frames out; no socket.

It composes an experiment, those who watch it, and the requests they send. Commands take effect between training steps,
in the order they came; a ``pause`` ends every ``step`` before it at once.
"""

from __future__ import annotations

import math
import time
from functools import partial
from typing import TYPE_CHECKING

import structlog

from app.protocol.errors import ProtocolError
from app.protocol.messages import Pause
from app.sessions.commands import Context, carry_out
from app.sessions.costs import LONG_SECONDS, Cost
from app.sessions.experiment import Effect, LiveExperiment
from app.sessions.frames import FrameEncoder, layout_message, status_message
from app.sessions.jobs import ChangeJob, Jobs, NoHost
from app.sessions.memory_accounts import unlimited
from app.sessions.pacing import Pacer
from app.sessions.requests import Requests
from app.sessions.time_accounts import Account
from app.sessions.viewers import Viewers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.protocol.messages import Command
    from app.sessions.experiment import State
    from app.sessions.frames import Frame
    from app.sessions.jobs import Host, Job, JobResult
    from app.sessions.memory_accounts import MemoryShare
    from app.sessions.saving import RunRepository
    from app.sessions.viewers import Outbox

INTERNAL_ERROR = 1011
LONG_SLICE_SECONDS = 0.02
"""What a thread trains at a time, or for as long as it measures the losses afterward."""

logger = structlog.get_logger(__name__)


class Activity:
    """When a person was last active, and how many steps were trained since; without activity a session is ended."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.seen_at = clock()
        self.steps = 0

    def seen(self) -> None:
        """Note activity now."""
        self.seen_at = self._clock()
        self.steps = 0


class Session:
    """An experiment and those who watch it.

    Args:
        session_id: unguessable.
        history_bytes: what undo may hold.
        clock: the time in seconds.
        host: who serves it.
        steps_limit: steps a second that are never exceeded.
        account: what its time is charged to; its own without one.
        memory: what it may hold; everything without it.

    Attributes:
        at_work: whether a thread works on the experiment, or is about to: nobody else touches it.
    """

    def __init__(
        self,
        session_id: str,
        history_bytes: int,
        clock: Callable[[], float] = time.monotonic,
        *,
        host: Host | None = None,
        steps_limit: float = math.inf,
        account: Account | None = None,
        memory: MemoryShare | None = None,
    ) -> None:
        self.id = session_id
        self.account = account or Account("", 1.0, clock())
        self.memory = memory or unlimited()
        self.at_work = False
        self._cost = Cost()
        self._afterward: list[Callable[[], None]] = []
        self.steps_done = 0
        self._clock = clock
        self.experiment = LiveExperiment(history_bytes, clock)
        self.viewers = Viewers(clock)
        self.activity = Activity(clock)
        self.pacer = Pacer(clock, steps_limit)
        self.frames = FrameEncoder(clock)
        self.jobs = Jobs(self._start_job)
        self._host = host or NoHost()
        self._requests = Requests(self.jobs)
        self._context = Context(session_id, self.experiment, self.pacer, self._requests, self.jobs, self.memory)

    def release(self) -> None:
        """Forget the host and where runs are saved: this session has ended."""
        self._host = NoHost()
        self._context.repository = None
        self.memory.hold(0)

    def _start_job(self, job: Job) -> None:
        self.at_work = self.at_work or isinstance(job, ChangeJob)
        self._host.start(self, job)

    # ---- Viewers -----------------------------------------------------------------------------------------------------

    def attach(self, viewer: Outbox, repository: RunRepository | None = None) -> None:
        """Add a viewer, whose runs are saved in a repository."""
        self._context.repository = repository
        self.viewers.add(viewer)
        self.activity.seen()
        self.pacer.restart()
        self._host.wake()

    def detach(self, viewer: Outbox) -> None:
        """Forget a viewer; training halts while there is none."""
        self.viewers.remove(viewer)

    def greet(self, viewer: Outbox, request_id: int) -> None:
        """Tell a viewer that came back everything it needs, then acknowledge its ``resume``."""
        if self.at_work:
            self._afterward.append(partial(self.greet, viewer, request_id))
            return
        if self.experiment.runs:
            viewer.put_control(layout_message(self.experiment, "resume"))
            viewer.put_control(self._status())
        viewer.put_control(self._ack(request_id, {"session": self.id}))

    def seen(self, viewer: Outbox, frame: int) -> None:
        """Note what a viewer has drawn; it may take more frames now."""
        could_take = viewer.may_take_frames
        viewer.seen(frame)
        if not could_take:
            self._host.wake()

    def dismiss(self, reason: str, code: int) -> None:
        """Send every viewer the reason why the session ends, then close."""
        self.viewers.tell({"type": "bye", "reason": reason})
        self.viewers.close(code)

    def fail(self) -> None:
        """Disconnect every viewer: the session is broken and cannot go on."""
        self.viewers.close(INTERNAL_ERROR)

    # ---- Commands ----------------------------------------------------------------------------------------------------

    def handle(self, command: Command, sender: Outbox, size: int = 0) -> None:
        """Carry a command of ``size`` bytes out and answer its sender.

        An id that was answered before gets the kept answer.
        """
        if command.counts_as_activity:
            self.activity.seen()
        if self._requests.accept(command, sender):
            self._dispatch(command, sender, size)

    def _dispatch(self, command: Command, sender: Outbox, size: int = 0) -> None:
        try:
            if self._requests.must_wait or self.at_work:
                self._requests.wait(command, sender, size)
                if isinstance(command, Pause):
                    self._run_queue()
                return
            effect = carry_out(self._context, command, sender)
            if effect is not None:
                self._requests.answer(sender, command.id, self._ack(command.id, self._show(effect)))
        except ProtocolError as error:
            self._settle_memory()
            self._requests.answer(sender, command.id, error.reply(command.id))
        except Exception:
            logger.exception("a command failed", command=type(command).__name__)
            self._host.note_failure()
            refusal = ProtocolError("internal", "something went wrong on the server's side")
            self._requests.answer(sender, command.id, refusal.reply(command.id))
        self._host.wake()

    def _run_queue(self) -> None:
        """Run queued commands until one blocks; a ``pause`` among them ends the ``step`` under way."""
        while not self.at_work:
            if self._requests.step_is_paused:
                self._come_to_rest(self.experiment.idle_state)
                continue
            queued = self._requests.next()
            if queued is None:
                return
            self._dispatch(*queued)

    def deliver(self, job: Job, result: JobResult) -> None:
        """Answer the command of a job that has been done."""
        if isinstance(job, ChangeJob):
            self.at_work = False
        elif self.at_work:
            self._afterward.append(partial(self.deliver, job, result))
            return
        self.jobs.end(job)
        request_id = job.command.id
        if callable(result):
            result = result()
        if isinstance(result, ProtocolError):
            self._settle_memory()
            reply = result.reply(request_id)
        else:
            reply = self._ack(request_id, self._show(result) if isinstance(result, Effect) else result)
        self._requests.answer(job.sender, request_id, reply)
        self._catch_up()
        if isinstance(job, ChangeJob):
            self._host.wake()

    def _catch_up(self) -> None:
        """Do what could not be done while a thread was at work."""
        if not self.at_work:
            afterward, self._afterward = self._afterward, []
            for call in afterward:
                call()
        self._run_queue()

    # ---- Training ----------------------------------------------------------------------------------------------------

    @property
    def wants_training(self) -> bool:
        """Whether there are steps to do: there is a viewer, and a run is playing or a ``step`` is under way."""
        return (self.experiment.state == "running" or self._requests.step is not None) and bool(self.viewers)

    def next_training(self, now: float) -> float | None:
        """Return when ``advance`` has something to do, None for not before a command comes."""
        return None if self.at_work else self._next_step(now)

    def _next_step(self, now: float) -> float | None:
        if not self.wants_training:
            return None
        return self.pacer.next_granted(now) if self._requests.step is not None else self.pacer.next_due(now)

    def advance(self, budget: float) -> None:
        """Train for about ``budget`` seconds, or less where the set speed asks for less."""
        if (steps := self._steps(budget)) > 0:
            done = self.pacer.timed(self.experiment.advance, steps)
            self.viewers.moved()
            self._advanced(done)

    def _steps(self, budget: float) -> int:
        """Return how many steps to train now, within about ``budget`` seconds."""
        if not self.wants_training:
            return 0
        step = self._requests.step
        return self.pacer.steps_due(budget) if step is None else self.pacer.granted(budget, step.left)

    def _advanced(self, done: int) -> None:
        """Note steps that were trained, and come to rest where they were the last."""
        experiment, step = self.experiment, self._requests.step
        self.steps_done += done
        self.activity.steps += done
        self._tell_gains()
        if step is not None:
            step.left -= done
        if (stopped := experiment.stopped_state) is not None:
            self._halt(stopped)
        elif step is not None and step.left <= 0:
            self._halt(experiment.idle_state)

    @property
    def takes_long(self) -> bool:
        """Whether even the least slice of training, or a frame, takes long: a thread does it."""
        return self._cost.is_long or self.pacer.step_seconds > LONG_SECONDS

    def slice_beside(self) -> Callable[[], Callable[[], None]]:
        """Return what a thread is to do while ``at_work``: train a slice, and make the frames due.

        Calling it returns what is to be called in the event loop when it is done.
        """
        now = self._clock()
        due = self._next_step(now)
        steps = 0 if due is None or due > now else self._steps(max(LONG_SLICE_SECONDS, self._cost.measure_seconds))

        def work() -> Callable[[], None]:
            done = self.pacer.timed(self.experiment.advance, steps) if steps > 0 else 0
            if done:
                self.viewers.moved()
            self.experiment.run.measure()
            return partial(self._finish_slice, done, self.viewers.make(self._encode))

        return work

    def _finish_slice(self, done: int, frames: list[tuple[Outbox, int, bytes]]) -> None:
        self.at_work = False
        self.viewers.give(frames)
        if done:
            self._advanced(done)
        self._catch_up()
        self._host.wake()

    def rest(self, why: Mapping[str, object]) -> None:
        """Pause for lack of activity, and tell the viewers why."""
        if self.at_work:
            self._afterward.append(partial(self.rest, why))
            return
        self.viewers.tell({"type": "idle", **why})
        self._halt(self.experiment.idle_state)

    def _halt(self, state: State) -> None:
        """Come to rest, then run what waited for the ``step`` under way."""
        self._come_to_rest(state)
        self._run_queue()

    def _come_to_rest(self, state: State) -> None:
        """Stop training, and acknowledge the ``step`` under way at the step it has reached."""
        step = self._requests.end_step()
        self.experiment.state = state
        self._show(Effect())
        if step is not None:
            self._requests.answer(step.sender, step.command.id, self._ack(step.command.id, {}))

    # ---- What viewers are sent ---------------------------------------------------------------------------------------

    def next_frame(self, now: float) -> float | None:
        """Return when ``publish`` has something to do, None for not before a command or training comes."""
        if not self.experiment.runs or self.at_work:
            return None
        return self.viewers.next_due(now, more_to_come=self.wants_training)

    def publish(self) -> None:
        """Give a frame to every viewer that is due one and can take it."""
        if self.experiment.runs and not self.at_work:
            self.viewers.publish(self._encode)

    def _encode(self, viewer: Outbox, number: int) -> Frame:
        return self.frames.encode(self.experiment, viewer.sections, number, at_rest=not self.wants_training)

    def _show(self, effect: Effect) -> Mapping[str, object]:
        """Tell viewers the effect of a command, and return what its acknowledgment carries.

        Frames of the old layout that still wait are dropped; the next one does not wait for its turn.
        """
        if effect.visible:
            self._settle_memory()
        if effect.layout_cause is not None:
            self.viewers.drop_frames()
            self.viewers.tell(layout_message(self.experiment, effect.layout_cause))
        if effect.visible:
            self._tell_gains()
            self.viewers.tell(self._status())
            self.viewers.show_at_once()
            self._host.wake()
        return effect.fields

    def _settle_memory(self) -> None:
        """Note what the runs take now; what a thread builds meanwhile stays reserved until it is there."""
        if self.at_work:
            return
        cost = self.experiment.cost()
        if cost.is_long and cost != self._cost:
            self.pacer.expect(cost.slice_seconds)
        self._cost = cost
        self.memory.hold(cost.nbytes)

    def _tell_gains(self) -> None:
        for message in self.experiment.gains.news():
            self.viewers.tell(message)

    def _status(self) -> dict[str, object]:
        return status_message(self.experiment, self.pacer.steps_per_second)

    def _ack(self, request_id: int, fields: Mapping[str, object]) -> dict[str, object]:
        """Return an acknowledgment; the next frame is the first that shows what it is about."""
        return {
            "type": "ack",
            "id": request_id,
            "step": self.experiment.step,
            "layout": self.experiment.layout_number,
            "frame": self.viewers.frame_number + 1,
            **fields,
        }
