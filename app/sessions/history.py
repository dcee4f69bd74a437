"""Undo and redo: whole states, restored exactly, up to a limit in bytes."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

COALESCE_SECONDS = 1.0
"""Changes of the same fields this close together are one step of undo: a slider's drag is one change."""


class Sized(Protocol):
    """A snapshot that knows how much memory it holds."""

    @property
    def nbytes(self) -> int:
        """Bytes held by itself."""

    @property
    def shared(self) -> tuple[int, int]:
        """The identity of what it may hold together with others, and the bytes that takes."""


Snapshot = TypeVar("Snapshot", bound=Sized)


class History(Generic[Snapshot]):
    """Snapshots to go back to and forward to; the oldest go first when ``max_bytes`` is passed.

    The newest one is always kept, however large: one step back is never refused.
    """

    def __init__(self, max_bytes: int, clock: Callable[[], float]) -> None:
        self._max_bytes = max_bytes
        self._clock = clock
        self._last_change: tuple[frozenset[str], float] = (frozenset(), 0.0)
        self._past: deque[Snapshot] = deque()
        self._future: list[Snapshot] = []

    @property
    def undo_count(self) -> int:
        """How many steps back are kept."""
        return len(self._past)

    @property
    def redo_count(self) -> int:
        """How many undone steps can be done again."""
        return len(self._future)

    @property
    def next_undo(self) -> Snapshot | None:
        """The state that ``undo`` would go back to."""
        return self._past[-1] if self._past else None

    @property
    def next_redo(self) -> Snapshot | None:
        """The state that ``redo`` would go to."""
        return self._future[-1] if self._future else None

    def merges(self, fields: frozenset[str]) -> bool:
        """Tell whether a change of these fields belongs to the last one, so that no state is kept before it."""
        last_fields, last_time = self._last_change
        return bool(fields) and fields == last_fields and self._clock() - last_time <= COALESCE_SECONDS

    def record(self, before: Snapshot | None, fields: frozenset[str] = frozenset()) -> None:
        """Keep the state before a change; undone changes can no longer be redone.

        Many changes of the same ``fields`` in a row count as one: what was before the first of them is kept.

        Args:
            before: the state; None where ``merges`` said that it is not needed.
            fields: what was changed.
        """
        if self.merges(fields):
            before = None
        self._last_change = (fields, self._clock())
        if before is None:
            return
        self._future.clear()
        self._past.append(before)
        self._trim()

    def drop_last(self) -> None:
        """Drop the newest state: it has been restored."""
        if self._past:
            self._past.pop()

    def undo(self, present: Snapshot) -> Snapshot | None:
        """Return the state to go back to, keeping the present one for ``redo``; None if there is none."""
        if not self._past:
            return None
        self._last_change = (frozenset(), 0.0)
        self._future.append(present)
        back = self._past.pop()
        self._trim()
        return back

    def redo(self, present: Snapshot) -> Snapshot | None:
        """Return the state that was undone last, keeping the present one for ``undo``; None if there is none."""
        if not self._future:
            return None
        self._last_change = (frozenset(), 0.0)
        self._past.append(present)
        return self._future.pop()

    def _trim(self) -> None:
        while len(self._past) > 1 and self._held_bytes() > self._max_bytes:
            self._past.popleft()

    def _held_bytes(self) -> int:
        kept = (*self._past, *self._future)
        return sum(snapshot.nbytes for snapshot in kept) + sum(dict(snapshot.shared for snapshot in kept).values())
