"""Messages to one viewer: every control message in order, and only the newest frame.

An outbox belongs to a session on one side and to whatever carries bytes to the viewer on the other. It never holds
more than one frame, and takes none while ``MAX_IN_FLIGHT`` sent ones are unanswered: a slow viewer gets fewer frames,
always the newest, and nothing is computed for it meanwhile.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from app.protocol.decoding import encode_json
from app.protocol.messages import MAX_IN_FLIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.protocol.messages import Section

DEFAULT_SECTIONS: frozenset[Section] = frozenset(("parameters", "prediction"))
DEFAULT_FPS = 30.0
MAX_CONTROLS = 4096
MAX_CHARACTERS = 8 * 1024 * 1024
"""A viewer that lets this many control messages, or so much of them, pile up has stopped reading: its outbox closes.
Any message fits into one that is below this, however long."""


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
        """Put a frame in the place of one that still waits."""
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
