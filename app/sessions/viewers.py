"""What each viewer of a session is sent: a queue of control messages and the newest frame, and when one is due."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from app.protocol.decoding import encode_json
from app.protocol.messages import MAX_IN_FLIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from app.protocol.messages import Section
    from app.sessions.frames import Frame

DEFAULT_SECTIONS: frozenset[Section] = frozenset(("parameters", "prediction"))
DEFAULT_FPS = 30.0
MAX_CONTROLS = 4096
MAX_CHARACTERS = 2 * 1024 * 1024
"""A viewer that lets this many control messages, or so much of them, pile up has stopped reading: its outbox closes.
Any message fits into one that is below this, however long."""
EARLY_SECONDS = 0.002
"""Frames due within this time are encoded together; each keeps its own schedule."""
PATIENCE_SECONDS = 0.02
"""Time until a viewer is checked again that has nothing new to see, or whose last frame has not been sent."""


class Outbox:
    """One viewer's queue; ``put_*`` never blocks, ``get`` waits."""

    def __init__(self) -> None:
        self.sections = DEFAULT_SECTIONS
        self.fps = DEFAULT_FPS
        self.next_frame_due = 0.0
        self.shown_version = -1
        self.close_code: int | None = None
        self._controls: deque[str] = deque()
        self._characters = 0
        self._frame: tuple[int, bytes] | None = None
        self._in_flight: deque[int] = deque()
        self._arrival = asyncio.Event()

    def put_control(self, message: Mapping[str, object]) -> None:
        """Queue a JSON message; these are never dropped."""
        self.put_text(encode_json(message))

    def put_text(self, text: str) -> None:
        """Queue a message that is JSON already."""
        if len(self._controls) >= MAX_CONTROLS or self._characters >= MAX_CHARACTERS:
            self.close(1008)
            return
        self._controls.append(text)
        self._characters += len(text)
        self._arrival.set()

    def put_frame(self, number: int, data: bytes) -> None:
        """Replace the frame that waits, if there is one."""
        self._frame = (number, data)
        self._arrival.set()

    def drop_frame(self) -> None:
        """Drop the waiting frame: it belongs to an old layout."""
        self._frame = None

    def close(self, code: int) -> None:
        """End the viewer's connection once its control messages are out."""
        self.close_code = self.close_code or code
        self._arrival.set()

    def seen(self, frame: int) -> None:
        """Note that the viewer has drawn (or dropped) every frame up to this one."""
        while self._in_flight and self._in_flight[0] <= frame:
            self._in_flight.popleft()

    @property
    def may_take_frames(self) -> bool:
        """Whether frames can leave before the viewer has answered more of them."""
        return len(self._in_flight) < MAX_IN_FLIGHT and self.close_code is None

    @property
    def takes_frames(self) -> bool:
        """Whether a frame computed now would leave at once."""
        return self._frame is None and self.may_take_frames

    def take(self) -> str | bytes | None:
        """Return the next thing to send, control messages first; None when nothing waits."""
        if self._controls:
            text = self._controls.popleft()
            self._characters -= len(text)
            return text
        if self._frame is None or self.close_code is not None:
            return None
        number, data = self._frame
        self._frame = None
        self._in_flight.append(number)
        return data

    async def get(self) -> str | bytes | None:
        """Return the next thing to send as soon as there is one; None when the connection is to be closed."""
        while (item := self.take()) is None:
            if self.close_code is not None:
                return None
            self._arrival.clear()
            await self._arrival.wait()
        return item


class Viewers:
    """The viewers of one session.

    ``version`` counts the states worth showing: a viewer that was shown the newest is owed nothing, so nothing is
    computed while all is still.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.outboxes: list[Outbox] = []
        self.frame_number = 0
        self._clock = clock
        self._version = 0
        self._again_at: float | None = None

    def __bool__(self) -> bool:
        return bool(self.outboxes)

    def add(self, viewer: Outbox) -> None:
        """Add a viewer."""
        self.outboxes.append(viewer)

    def remove(self, viewer: Outbox) -> None:
        """Forget a viewer, also one that was never added."""
        if viewer in self.outboxes:
            self.outboxes.remove(viewer)

    def tell(self, message: Mapping[str, object]) -> None:
        """Put a control message into every outbox."""
        for viewer in self.outboxes:
            viewer.put_control(message)

    def close(self, code: int) -> None:
        """End every connection once its control messages are out."""
        for viewer in self.outboxes:
            viewer.close(code)

    def drop_frames(self) -> None:
        """Empty the outboxes of frames whose layout is over."""
        for viewer in self.outboxes:
            viewer.drop_frame()

    def moved(self) -> None:
        """Note that there is something new to show, at each viewer's own pace."""
        self._version += 1

    def show_at_once(self) -> None:
        """Note that there is something new to show that waits for no pace."""
        self._version += 1
        for viewer in self.outboxes:
            viewer.next_frame_due = 0.0

    def next_due(self, now: float, *, more_to_come: bool) -> float | None:
        """Return when the next frame is due; None if no viewer is owed one, will be, or can take it."""
        earliest = self._again_at
        for viewer in self.outboxes:
            is_owed = viewer.shown_version != self._version
            if not (is_owed or more_to_come) or not viewer.may_take_frames:
                continue
            due = viewer.next_frame_due - EARLY_SECONDS
            if due <= now and not (is_owed and viewer.takes_frames):
                due = now + PATIENCE_SECONDS
            if earliest is None or due < earliest:
                earliest = due
        return earliest

    def publish(self, encode: Callable[[Outbox, int], Frame]) -> None:
        """Give a frame to every viewer that is due one."""
        self.give(self.make(encode))

    def make(self, encode: Callable[[Outbox, int], Frame]) -> list[tuple[Outbox, int, bytes]]:
        """Return a frame for every viewer that is due one; those who want the same sections share its bytes.

        May run in any thread, while nobody else makes frames.
        """
        now = self._clock()
        if self._again_at is not None and self._again_at <= now:
            self._again_at = None
            self._version += 1
        until, version = now + EARLY_SECONDS, self._version
        due = [v for v in self.outboxes if v.next_frame_due <= until and v.shown_version != version and v.takes_frames]
        if not due:
            return []
        self.frame_number += 1
        frames: dict[frozenset[str], Frame] = {}
        for viewer in due:
            if viewer.sections not in frames:
                frame = frames[viewer.sections] = encode(viewer, self.frame_number)
                if frame.complete_in is not None:
                    self._again_at = self._clock() + frame.complete_in
            viewer.shown_version = self._version
            period = 1 / viewer.fps
            late = now - viewer.next_frame_due
            viewer.next_frame_due = now + period - (late if late < period / 2 else 0.0)
        return [(viewer, self.frame_number, frames[viewer.sections].data) for viewer in due]

    def give(self, made: Iterable[tuple[Outbox, int, bytes]]) -> None:
        """Give viewers the frames made for them."""
        for viewer, number, data in made:
            viewer.put_frame(number, data)
