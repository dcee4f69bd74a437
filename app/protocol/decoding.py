"""Decodes and encodes messages; a refusal names the request's id and the field, where these can be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Union

import msgspec

from app.protocol.errors import ProtocolError
from app.protocol.messages import MAX_CONFIG_MESSAGE_BYTES, MAX_MESSAGE_VALUES, MAX_PATH, MESSAGE_TYPES, Command, Notice

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_BUILT = ("seek",)
"""Message types the contract names and this version answers with ``unsupported``."""

_decoder = msgspec.json.Decoder(Union[MESSAGE_TYPES])  # noqa: UP007 (made of a tuple)


class _Envelope(msgspec.Struct):
    """The parts of a refused message that its error needs."""

    id: object = None
    type: object = None


def decode_message(text: str | bytes) -> Command | Notice:
    """Return the message a page sent.

    Raises:
        ProtocolError: malformed (no JSON, missing or wrong fields), unsupported (unknown type) or too_large.
    """
    data = text.encode() if isinstance(text, str) else text
    if len(data) > MAX_CONFIG_MESSAGE_BYTES:
        raise ProtocolError("too_large", f"a message may be {MAX_CONFIG_MESSAGE_BYTES} bytes long at most")
    if sum(map(data.count, (b",", b"[", b"{"))) > MAX_MESSAGE_VALUES:  # at least as many as there are values
        raise ProtocolError("too_large", f"a message may hold {MAX_MESSAGE_VALUES} values at most")
    try:
        message: Command | Notice = _decoder.decode(data)
    except msgspec.ValidationError as error:
        raise _explain(data, str(error)) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ProtocolError("malformed", f"not a JSON object: {error}") from None
    if len(data) > message.max_bytes:
        text = f"this message may be {message.max_bytes} bytes long at most"
        raise ProtocolError("too_large", text, id=getattr(message, "id", None))
    return message


def _explain(data: bytes, reason: str) -> ProtocolError:
    """Name what is wrong with a JSON message that fits no type, and whose request it was."""
    try:
        envelope = msgspec.json.decode(data, type=_Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ProtocolError("malformed", "a message is one JSON object")
    except RecursionError:
        return ProtocolError("malformed", "this message is nested too deeply")
    request_id = envelope.id if isinstance(envelope.id, int) and not isinstance(envelope.id, bool) else None
    names = [message.__struct_config__.tag for message in MESSAGE_TYPES]
    if envelope.type not in names:
        known = (
            "is not built yet"
            if envelope.type in NOT_BUILT
            else f"is unknown: choose one of {', '.join(map(str, names))}"
        )
        return ProtocolError("unsupported", f"type {str(envelope.type)[:40]!r} {known}", "type", request_id)
    place = re.search(r" - at `\$\.?([^`]*)`$", reason)
    missing = re.search(r"`(\w+)`$", reason) if "missing required field" in reason else None
    unknown = re.search(r"unknown field `([^`]*)`", reason)
    name = (missing or unknown or place or [None, None])[1]
    name = name[:MAX_PATH] if name else None
    return ProtocolError("malformed", reason.split(" - at ", maxsplit=1)[0][: 2 * MAX_PATH], name, request_id)


def encode_json(message: Mapping[str, object]) -> str:
    """Return a message to the page as JSON text; numbers that are not finite become null."""
    return msgspec.json.encode(message).decode()
