"""Ordered registries: the named choices of an experiment, each defined in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """What every registry entry has."""

    @property
    def name(self) -> str:
        """The name users write."""


EntryT = TypeVar("EntryT", bound=Named)


class UnknownNameError(ValueError):
    """A name is not in its registry; the message lists the choices."""


class Registry(Mapping[str, EntryT], Generic[EntryT]):
    """An immutable mapping from name to entry, in the order given.

    Args:
        kind: what an entry is, for error messages, e.g. ``"activation"``.
        entries: the entries; their names must differ.
    """

    def __init__(self, kind: str, entries: Iterable[EntryT]) -> None:
        self.kind = kind
        self._entries: dict[str, EntryT] = {}
        for entry in entries:
            if entry.name in self._entries:
                raise ValueError(f"two {kind} entries are named {entry.name!r}")
            self._entries[entry.name] = entry

    def __getitem__(self, name: str) -> EntryT:
        try:
            return self._entries[name]
        except KeyError:
            raise UnknownNameError(f"unknown {self.kind} {name!r}: choose one of {', '.join(self)}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
