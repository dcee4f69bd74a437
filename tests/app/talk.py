"""A session to talk to without a socket: a clock that stands still, an outbox that can be read."""

from __future__ import annotations

import itertools
import json
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from app.protocol.decoding import decode_message
from app.protocol.errors import ProtocolError
from app.protocol.frame import HEADER
from app.protocol.messages import Command
from app.sessions.jobs import ChangeJob, ComputeJob
from app.sessions.session import Session
from app.sessions.viewers import Outbox

if TYPE_CHECKING:
    from app.sessions.jobs import Job, JobOwner, JobResult
    from app.sessions.saving import RunRepository

HISTORY_BYTES = 10**6


def parse_frame(data: bytes) -> dict[str, Any]:
    """Return a frame's bytes, header fields and sections' payloads by kind; in a race also by kind and run."""
    names = ("version", "flags", "layout", "number", "step", "epoch", "training_loss", "validation_loss")
    frame: dict[str, Any] = dict(zip(names, HEADER.unpack_from(data), strict=True))
    frame["bytes"] = data
    frame["sections"] = {}
    frame["runs"] = {}
    offset = HEADER.size
    while offset < len(data):
        kind, _element, run, length = struct.unpack_from("<HBBI", data, offset)
        payload = data[offset + 8 : offset + 8 + length]
        frame["runs"].setdefault(kind, {})[run] = payload
        if run == 0:
            frame["sections"][kind] = payload
        offset += 8 + (length + 3) // 4 * 4
    return frame


class Clock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Host:
    """A session's host that notes what it is asked and does nothing of it."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.failures = 0
        self.wakes = 0

    def wake(self) -> None:
        self.wakes += 1

    def note_failure(self) -> None:
        self.failures += 1

    def start(self, owner: JobOwner, job: Job) -> None:
        if not isinstance(job, ChangeJob):
            self.jobs.append(job)
            return
        try:
            result: JobResult = job.work()
        except ProtocolError as refusal:
            result = refusal
        owner.deliver(job, result)


class Talk:
    """A session with one viewer that reads everything; its long answers are done when ``finish`` says so."""

    def __init__(self, history_bytes: int = HISTORY_BYTES, repository: RunRepository | None = None) -> None:
        self.clock = Clock()
        self.host = Host()
        self.session = Session("id", history_bytes, self.clock, host=self.host)
        self.viewer = Outbox()
        self.session.attach(self.viewer, repository)
        self.ids = itertools.count(1)
        self.messages: list[dict[str, Any]] = []
        self.frames: list[dict[str, Any]] = []

    def say(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a command and return its answer."""
        message = decode_message(json.dumps({"type": kind, "id": next(self.ids), **fields}))
        assert isinstance(message, Command)
        self.session.handle(message, self.viewer)
        self.read()
        answers = [m for m in self.messages if m.get("id") == message.id]
        return answers[-1] if answers else {}

    def finish(self) -> dict[str, Any]:
        """Compute the one long answer that is asked for, and return it."""
        [job] = self.host.jobs
        assert isinstance(job, ComputeJob)
        self.host.jobs.clear()
        self.session.deliver(job, job.work())
        self.read()
        return self.messages[-1]

    def configure(self, **config: Any) -> dict[str, Any]:
        return self.say("configure", config=config)

    def train(self, steps: int) -> dict[str, Any]:
        """Do a ``step`` command to its end and return its answer."""
        self.say("step", count=steps)
        self.serve(until_idle=True)
        return self.messages[-1]

    def serve(self, seconds: float = 0.0, *, until_idle: bool = False) -> None:
        """Let time pass, then let the session train and publish once; or until its ``step`` is done."""
        self.clock.now += seconds
        self.session.advance(0.01)
        while until_idle and self.session.wants_training:
            self.session.advance(0.01)
        self.session.publish()
        self.read()

    def read(self) -> None:
        """Read everything that waits, and answer every frame."""
        while (item := self.viewer.take()) is not None:
            if isinstance(item, str):
                self.messages.append(json.loads(item))
            else:
                frame = parse_frame(item)
                self.frames.append(frame)
                self.viewer.seen(frame["number"])

    def last(self, kind: str) -> dict[str, Any]:
        """Return the newest control message of a type."""
        return next(m for m in reversed(self.messages) if m["type"] == kind)

    @property
    def state(self) -> str:
        return str(self.last("status")["state"])

    def prediction(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return the present curve, from a fresh frame."""
        self.say("subscribe", sections=["parameters", "prediction"], fps=30)
        self.serve()
        return np.frombuffer(self.frames[-1]["sections"][2], "<f4")

    def parameters(self) -> bytes:
        """Return the present parameters, from a fresh frame."""
        self.prediction()
        return bytes(self.frames[-1]["sections"][1])
