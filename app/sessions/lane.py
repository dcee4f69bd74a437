"""Threads for what takes long: the event loop goes on meanwhile, and interrupts them whenever it has to."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from app.sessions.time_accounts import FairQueue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from app.sessions.jobs import JobOwner
    from app.sessions.time_accounts import Account

THREADS = 2
"""One address's work has one thread at most, so the next address's need not wait for it."""
NICENESS = 5
"""The event loop, which serves everybody, comes first where both want the processor."""
SWITCH_SECONDS = 0.0005
"""For how long a thread may keep the interpreter to itself while the event loop wants it."""

ResultT = TypeVar("ResultT")
Task: TypeAlias = "Callable[[Lane, Account], Awaitable[None]]"


class Lane:
    """A fair queue and the threads that serve it."""

    def __init__(self, name: str) -> None:
        self._queue: FairQueue[tuple[JobOwner, Task]] = FairQueue()
        self._busy: set[Account] = set()
        self._name = name
        self._executor: ThreadPoolExecutor | None = None

    def put(self, owner: JobOwner, task: Task) -> int:
        """Queue a task; return how many of its address wait before it."""
        return self._queue.put(owner.id, owner.account, (owner, task))

    def drop(self, owner: JobOwner) -> None:
        """Forget the tasks of a session that has ended."""
        self._queue.drop(owner.id)

    async def run(self) -> None:
        """Serve the queue until cancelled."""
        sys.setswitchinterval(SWITCH_SECONDS)
        self._executor = ThreadPoolExecutor(THREADS, self._name, _be_nice)
        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(THREADS):
                    tasks.create_task(self._serve())
        finally:
            self._executor.shutdown(wait=False, cancel_futures=True)

    async def _serve(self) -> None:
        while True:
            owner, task = await self._queue.get(self._busy)
            account = owner.account
            self._busy.add(account)
            try:
                await task(self, account)
            finally:
                self._busy.discard(account)
                self._queue.look_again()

    async def in_thread(self, account: Account, work: Callable[[], ResultT]) -> ResultT:
        """Do some work in a thread, at an account's cost."""
        spent: list[float] = []
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, partial(_timed, work, spent))
        finally:
            account.charge(sum(spent))


def _timed(work: Callable[[], ResultT], spent: list[float]) -> ResultT:
    """Do some work, and note the processor time it took."""
    begun = time.thread_time()
    try:
        return work()
    finally:
        spent.append(time.thread_time() - begun)


def _be_nice() -> None:
    """Lower this thread's priority, where a thread has one of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
