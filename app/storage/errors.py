"""Errors of saving, finding and deleting runs; their messages are shown to users."""

from __future__ import annotations


class StorageError(Exception):
    """Base of all refusals; each class has its usual message."""

    message = "the run could not be kept"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)


class NoSuchRunError(StorageError):
    """No run has this id, or not any more."""

    message = "there is no such run: it was deleted, its time is over, or the link is damaged"


class WrongSecretError(StorageError):
    """The secret is not the one the run was saved with."""

    message = "this is not the secret that came with the run when it was saved"


class TitleError(StorageError):
    """A title that cannot be kept."""


class QuotaError(StorageError):
    """The server, or this address, has saved as much as it may."""

    message = "this server has no room for more saved runs: please try again another day"

    def __init__(self, message: str | None = None, retry_seconds: int | None = None) -> None:
        super().__init__(message)
        self.retry_seconds = retry_seconds


class StorageFullError(StorageError):
    """The disk is full."""

    message = "the server's disk is full: the run was not saved"


class StorageUnavailableError(StorageError):
    """The database cannot be reached, or saving is off."""

    message = "saved runs cannot be reached right now: please try again in a moment"
