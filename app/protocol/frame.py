"""The binary frame: everything that moves, little-endian, viewed by a browser as typed arrays without copying.

``docs/protocol.md`` takes one apart byte by byte; a test holds that page to this file.
"""

from __future__ import annotations

import struct
from enum import IntFlag
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from app.protocol.sections import ElementType, SectionKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

PROTOCOL_VERSION = 1


class Flag(IntFlag):
    """Bits of a frame's second byte."""

    RUNNING = 1


class FrameHeader(NamedTuple):
    """The 32 bytes every frame begins with."""

    flags: Flag
    layout: int
    number: int
    step: int
    epoch: float
    training_loss: float
    validation_loss: float


HEADER = struct.Struct("<BBHIddff")
SECTION_HEADER = struct.Struct("<HBBI")
FLOAT32_MAX = float(np.finfo(np.float32).max)
TINY = np.float32(1e-30)

EncodedSection: TypeAlias = tuple[SectionKind, ElementType, int, bytes]
"""Kind, element type, run and payload."""


def encode_frame(header: FrameHeader, sections: Iterable[EncodedSection]) -> bytes:
    """Return a frame: header, then each section padded to a multiple of four bytes."""
    parts = [
        HEADER.pack(
            PROTOCOL_VERSION,
            header.flags,
            header.layout & 0xFFFF,
            header.number & 0xFFFFFFFF,
            header.step,
            header.epoch,
            _to_float32(header.training_loss),
            _to_float32(header.validation_loss),
        )
    ]
    for kind, element_type, run, payload in sections:
        parts += (SECTION_HEADER.pack(kind, element_type, run, len(payload)), payload, bytes(-len(payload) % 4))
    return b"".join(parts)


def float32_section(kind: SectionKind, values: NDArray[np.floating], run: int = 0) -> EncodedSection:
    """Return numbers of any shape as little-endian float32, row by row."""
    return kind, ElementType.FLOAT32, run, values.astype("<f4", copy=False).tobytes()


def int8_rows_section(kind: SectionKind, rows: NDArray[np.floating]) -> EncodedSection:
    """Return rows (r, n) as r float32 scales, then r × n int8; a value is its int8 times its row's scale."""
    scales = np.maximum(np.maximum.reduce(np.abs(rows), axis=1, initial=0.0), TINY) / 127
    integers = rows / scales[:, None]
    np.rint(integers, out=integers)
    return kind, ElementType.INT8_ROWS, 0, scales.astype("<f4").tobytes() + integers.astype(np.int8).tobytes()


def _to_float32(value: float) -> float:
    """Return a number ``struct`` can write as float32: losses beyond its range become the largest one."""
    return max(-FLOAT32_MAX, min(FLOAT32_MAX, value)) if value == value else value  # noqa: PLR0124 (NaN passes)
