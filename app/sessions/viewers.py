"""The viewers of a session: when each is due a frame, and control messages to all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.sessions.frames import Frame
    from app.sessions.outbox import Outbox

EARLY_SECONDS = 0.002
"""Frames due within this time are encoded together; each keeps its own schedule."""
PATIENCE_SECONDS = 0.02
"""Time until a viewer is checked again that has nothing new to see, or whose last frame has not been sent."""


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
        """Let a viewer watch from now on."""
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
        """Return when the next frame is due; None where nobody is owed one, nor will be, or can take it."""
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
        """Give a frame to every viewer that is due one; those who want the same sections share its bytes."""
        now = self._clock()
        if self._again_at is not None and self._again_at <= now:
            self._again_at = None
            self._version += 1
        until, version = now + EARLY_SECONDS, self._version
        due = [v for v in self.outboxes if v.next_frame_due <= until and v.shown_version != version and v.takes_frames]
        if not due:
            return
        self.frame_number += 1
        frames: dict[frozenset[str], Frame] = {}
        for viewer in due:
            if viewer.sections not in frames:
                frame = frames[viewer.sections] = encode(viewer, self.frame_number)
                if frame.complete_in is not None:
                    self._again_at = self._clock() + frame.complete_in
            viewer.put_frame(self.frame_number, frames[viewer.sections].data)
            viewer.shown_version = self._version
            period = 1 / viewer.fps
            late = now - viewer.next_frame_due
            viewer.next_frame_due = now + period - (late if late < period / 2 else 0.0)
