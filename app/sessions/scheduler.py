"""Trains all sessions in slices inside the event loop: commands run between steps, so nothing needs a lock.

Two loops take turns with the sockets. One trains, a slice of each session after the other; one publishes, so that a
frame need not wait for its session's turn to train. Answers that take long are computed in threads, and so are the
slices and frames of a session whose network is so large that its least slice would hold everybody up. What is only
waited for, such as the database, is waited for beside them.

Where many train, work of one kind is done together: some sessions train before the sockets have their turn, and frames
are made at the ticks of a clock. Switching between training and the rest would empty the CPU's caches each time.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import structlog

from app.protocol.errors import ProtocolError
from app.sessions.jobs import ComputeJob, IoJob
from app.sessions.lane import Lane

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from app.sessions.experiment import Effect
    from app.sessions.jobs import ChangeJob, Job, JobOwner, JobResult
    from app.sessions.session import Session
    from app.sessions.time_accounts import Account

SLICE_SECONDS = 0.001
ROUND_SECONDS = 0.0265
"""A round over all sessions that train spends about this long on training, however many: with all that comes between,
each session has news for nearly every frame."""
TURN_SECONDS = 0.002
"""Sessions train one after the other for this long before sockets are served."""
PUBLISH_SECONDS = 0.005
"""Frames are made for this long before sockets are served."""
TICK_SECONDS = 1 / 240
SECONDS_FOR_A_SESSION = 0.0001
"""Frames are made at every tick, or at every second, fourth, eighth … if this time for each session is longer than a
tick. These intervals divide the usual frame intervals, so frames come evenly."""
FEW = 25
"""With at most this many sessions in a round each publishes right after its slice, without waiting for a tick."""

MEMORY_SECONDS = 2.0
"""Time constant of the moving average ``round_seconds``."""

logger = structlog.get_logger(__name__)


def slice_seconds(session: Session, sessions: int) -> float:
    """Return how long a slice of a session is while ``sessions`` of them train.

    The runs of a race share it, and steps one by one would cost each of them twice as much: they get a slice each while
    the round has room for it.
    """
    return min(len(session.experiment.runs) * SLICE_SECONDS, ROUND_SECONDS / max(1, sessions))


class Scheduler:
    """Trains the sessions that play, publishes frames when they are due, and runs jobs."""

    def __init__(
        self,
        on_failure: Callable[[JobOwner], None],
        clock: Callable[[], float] = time.monotonic,
        on_round: Callable[[float], None] = lambda _seconds: None,
        cpu_clock: Callable[[], float] = time.thread_time,
    ) -> None:
        self._on_failure = on_failure
        self._clock = clock
        self._cpu_clock = cpu_clock
        self._on_round = on_round
        self._sessions: dict[str, Session] = {}
        self._training_news = asyncio.Event()
        self._publishing_news = asyncio.Event()
        self._answers = Lane("answer")
        self._training = Lane("train")
        self._io_jobs: set[asyncio.Task[None]] = set()
        self.round_seconds = 0.0
        """Moving average of a round over all sessions that train, with everything that is served in between: processor
        time of the event loop, without what a session took beyond its slice. It tells how many ordinary sessions are
        served; neither a busy machine nor one session's large network makes it longer."""
        self._beyond_slices = 0.0
        self.steps_done = 0
        self.failures = 0

    def add(self, session: Session) -> None:
        """Serve a session from now on."""
        self._sessions[session.id] = session
        self.wake()

    def remove(self, session: JobOwner) -> None:
        """Stop serving a session, and drop its jobs."""
        self._sessions.pop(session.id, None)
        self._answers.drop(session)
        self._training.drop(session)
        session.release()

    def guard(self, session: JobOwner, serve: Callable[[], None]) -> None:
        """Serve a session; one that fails is ended rather than failing the others."""
        try:
            serve()
        except Exception:
            logger.exception("a session failed and was ended")
            self.note_failure()
            self.remove(session)
            try:
                session.fail()
                self._on_failure(session)
            except Exception:
                logger.exception("a failed session could not be ended")

    def note_failure(self) -> None:
        """Count an unexpected exception."""
        self.failures += 1

    async def run(self) -> None:
        """Serve sessions until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._train())
            tasks.create_task(self._publish())
            tasks.create_task(self._answers.run())
            tasks.create_task(self._training.run())

    def wake(self) -> None:
        """Look again at which sessions want to train or publish."""
        self._training_news.set()
        self._publishing_news.set()

    async def _train(self) -> None:
        while True:
            begun, self._beyond_slices, cpu_begun = self._clock(), 0.0, self._cpu_clock()
            turn_ends = begun + TURN_SECONDS
            due, next_time = self._due(lambda session, now: session.next_training(now))
            due = self._without_long(due)
            shares = Counter(session.account for session in due)
            for session in due:
                sessions = min(len(due), len(shares) * shares[session.account])
                self.guard(session, partial(self._train_slice, session, max(len(due), sessions)))
                if self._clock() >= turn_ends:
                    await asyncio.sleep(0)
                    turn_ends = self._clock() + TURN_SECONDS
            if due:
                await asyncio.sleep(0)
                taken = self._clock() - begun
                self._on_round(taken)
                self._remember(self._cpu_clock() - cpu_begun - self._beyond_slices, taken)
            else:
                await self._rest(self._training_news, next_time)
                self._remember(0.0, self._clock() - begun)

    def _remember(self, round_seconds: float, passed: float) -> None:
        """Update the moving average: the more time has passed, the more the last round counts."""
        self.round_seconds += (1 - math.exp(-passed / MEMORY_SECONDS)) * (round_seconds - self.round_seconds)

    def _train_slice(self, session: Session, sessions: int) -> None:
        """Train a slice while so many sessions want to."""
        before, begun = session.steps_done, self._cpu_clock()
        session.advance(slice_seconds(session, sessions))
        taken = self._cpu_clock() - begun
        session.account.charge(taken)
        self._beyond_slices += max(0.0, taken - SLICE_SECONDS)
        self.steps_done += session.steps_done - before
        if sessions <= FEW:
            session.publish()

    async def _publish(self) -> None:
        while True:
            due, next_time = self._due(lambda session, now: session.next_frame(now))
            turn_ends = self._clock() + PUBLISH_SECONDS
            for session in self._without_long(due):
                self.guard(session, partial(self._publish_frame, session))
                if self._clock() >= turn_ends:
                    await asyncio.sleep(0)
                    turn_ends = self._clock() + PUBLISH_SECONDS
            tick = self._next_tick()
            if due:
                next_time = tick
            await self._rest(self._publishing_news, None if next_time is None else max(next_time, tick))

    def _publish_frame(self, session: Session) -> None:
        begun = self._clock()
        session.publish()
        session.account.charge(self._clock() - begun)

    def _without_long(self, due: list[Session]) -> list[Session]:
        """Return the sessions without those that take long, which are queued for a thread."""
        quick = []
        for session in due:
            if not session.takes_long:
                quick.append(session)
            elif not session.at_work:
                session.at_work = True
                self._training.put(session, partial(self._slice_beside, session))
        return quick

    async def _slice_beside(self, session: Session, lane: Lane, account: Account) -> None:
        """Have a thread train a slice of a session, and make its frames."""
        finish: Callable[[], None] | None = None
        before = session.steps_done

        def fail() -> None:
            raise failure

        try:
            finish = await lane.in_thread(account, session.slice_beside())
        except Exception as error:
            failure = error
            finish = fail
        if session.id in self._sessions:
            self.guard(session, finish)
            self.steps_done += session.steps_done - before

    def _next_tick(self) -> float:
        """Return when frames are made next."""
        ticks = SECONDS_FOR_A_SESSION * len(self._sessions) / TICK_SECONDS
        apart = TICK_SECONDS * 2.0 ** math.ceil(math.log2(max(1.0, ticks)))
        return (self._clock() // apart + 1) * apart

    async def finish_io_jobs(self) -> None:
        """Wait until everything that was asked of the database so far has been answered."""
        if self._io_jobs:
            await asyncio.wait(self._io_jobs)

    def start(self, owner: JobOwner, job: Job) -> None:
        """Do a job and have its session deliver it: in a thread when its turn comes, or at once if it only waits."""
        if not isinstance(job, IoJob):
            lane = self._answers if isinstance(job, ComputeJob) else self._training
            lane.put(owner, partial(self._answer_beside, owner, job))
            return
        task = asyncio.create_task(self._answer(owner, job, job.work))
        self._io_jobs.add(task)
        task.add_done_callback(self._io_jobs.discard)

    async def _answer_beside(self, owner: JobOwner, job: ComputeJob | ChangeJob, lane: Lane, account: Account) -> None:
        """Have a thread do a job."""

        async def work() -> Mapping[str, object] | Effect:
            return await lane.in_thread(account, job.work)

        await self._answer(owner, job, work)

    async def _answer(
        self,
        owner: JobOwner,
        job: Job,
        work: Callable[[], Awaitable[JobResult]],
    ) -> None:
        """Do one job and have its session answer."""
        result: JobResult
        try:
            result = await work()
        except ProtocolError as refusal:
            result = refusal
        except Exception:
            logger.exception("an answer could not be computed")
            self.note_failure()
            result = ProtocolError("internal", "the answer to this could not be computed")
        self.guard(owner, partial(owner.deliver, job, result))

    def _due(self, ask: Callable[[Session, float], float | None]) -> tuple[list[Session], float | None]:
        """Return the sessions that want something now, and when the next of the others will."""
        now = self._clock()
        due, later = [], None
        for session in self._sessions.values():
            wanted = ask(session, now)
            if wanted is None:
                continue
            if wanted <= now:
                due.append(session)
            elif later is None or wanted < later:
                later = wanted
        return due, later

    async def _rest(self, news: asyncio.Event, until: float | None) -> None:
        """Sleep until a time or until something happens, whichever is first."""
        news.clear()
        with contextlib.suppress(TimeoutError):
            # Not wait_for: before Python 3.12 it loses a cancellation that comes together with the news.
            async with asyncio.timeout(None if until is None else max(0.0, until - self._clock())):
                await news.wait()
