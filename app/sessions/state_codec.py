"""Encodes a run's exact state as bytes, and decodes it: the run goes on bit for bit.

The bytes are a mark, the format's version, a digest, and compressed MessagePack of the plain structures below: numbers,
names and raw arrays, nothing that could run. What is read is checked before anything is made of it.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import msgspec
import numpy as np

from app.engine.network import count_parameters
from app.engine.optimizer_runner import OptimizerState
from app.engine.optimizers import OPTIMIZERS
from app.engine.state import MOST_SEEN, Checkpoint, EarlyStoppingState, SeenLosses, TrainerState, TrainingState
from app.engine.streams import Streams
from app.sessions.recording import CAPACITY
from app.sessions.run import RunState
from app.validation import ConfigError, parse_config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.engine.streams import GeneratorState
    from app.schema import ExperimentConfig

MARK = b"PWSTATE"
VERSION = 1
DIGEST_BYTES = 32
HEAD_BYTES = len(MARK) + 1 + DIGEST_BYTES
COMPRESSION = 1
"""zlib's level: most bytes are mantissas, which do not compress."""

Whole: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Hex: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{1,32}$")]


class StateError(ValueError):
    """Bytes that are no state, or not one that this version can read."""


class _Array(msgspec.Struct, array_like=True, frozen=True):
    dtype: Literal["<f4", "<f8", "<i8"]
    shape: tuple[Whole, ...]
    data: bytes


class _Generator(msgspec.Struct, array_like=True, frozen=True):
    """PCG64; its numbers are longer than MessagePack's."""

    state: Hex
    inc: Hex
    has_uint32: Annotated[int, msgspec.Meta(ge=0, le=1)]
    uinteger: Annotated[int, msgspec.Meta(ge=0, lt=2**32)]


class _Training(msgspec.Struct, frozen=True):
    step: Whole
    parameters: _Array
    optimizer: str
    units: tuple[float, ...]
    buffers: _Array
    ages: _Array
    group: _Array
    batches: tuple[float, Whole, _Generator | None]
    dropout: _Generator | None


class _Checkpoint(msgspec.Struct, frozen=True):
    """Snapshots are named by their place in the state's list: the checkpoints often share one."""

    snapshot: Whole
    best_loss: float
    waited: Whole
    best: Whole | None
    resting: bool
    best_step: Whole | None = None
    watched: _Array | None = None
    every: Annotated[int, msgspec.Meta(ge=1, le=2**53)] = 1
    looks: Whole = 0
    last: tuple[Whole, float] | None = None


class _State(msgspec.Struct, frozen=True):
    config: dict[str, Any]
    sizes: tuple[Whole, ...]
    activations: tuple[str, ...]
    snapshots: list[_Training]
    present: _Checkpoint
    checkpoint: _Checkpoint
    streams: dict[str, _Generator]
    stopped: Literal["early_stopping", "diverged"] | None
    losses: _Array
    start_loss: float = 0.0
    """States written before it was kept have none: divergence is judged against the mean alone there."""


_decoder = msgspec.msgpack.Decoder(_State)


def encode_state(snapshot: RunState) -> bytes:
    """Return a run's state as bytes; it is detached, so any thread may do this."""
    state = snapshot.trainer
    known: list[TrainingState] = []
    present, checkpoint = (_encode_checkpoint(each, known) for each in (state.present, state.checkpoint))
    content = msgspec.msgpack.encode(
        _State(
            config=snapshot.config.model_dump(),
            sizes=state.sizes,
            activations=state.activations,
            snapshots=[_encode_training(one) for one in known],
            present=present,
            checkpoint=checkpoint,
            streams={name: _encode_generator(generator) for name, generator in state.streams.items()},
            stopped=state.stopped,
            losses=_encode_array(snapshot.losses, "<f8"),
            start_loss=state.start_loss,
        )
    )
    body = zlib.compress(content, COMPRESSION)
    return MARK + bytes([VERSION]) + hashlib.sha256(body).digest() + body


def decode_state(data: bytes) -> RunState:
    """Return the state that ``encode_state`` wrote.

    Raises:
        StateError: if the bytes are damaged, of a later version, or do not describe a run.
    """
    if not data.startswith(MARK) or len(data) <= HEAD_BYTES:
        raise StateError("this is not a saved state")
    version, digest, body = data[len(MARK)], data[len(MARK) + 1 : HEAD_BYTES], data[HEAD_BYTES:]
    if version != VERSION:
        raise StateError(f"the state is of version {version}, and this server reads version {VERSION}")
    if hashlib.sha256(body).digest() != digest:
        raise StateError("the saved state is damaged")
    try:
        state = _decoder.decode(zlib.decompress(body))
        config = parse_config(state.config)
        _check(state, config)
        known = [_decode_training(one) for one in state.snapshots]
        trainer = TrainerState(
            state.sizes,
            state.activations,
            _decode_checkpoint(state.present, known),
            _decode_checkpoint(state.checkpoint, known),
            {name: _decode_generator(generator) for name, generator in state.streams.items()},
            state.stopped,
            state.start_loss,
        )
        return RunState(config, trainer, _decode_array(state.losses))
    except (msgspec.DecodeError, zlib.error, ConfigError, ValueError, IndexError) as error:
        raise StateError(f"the saved state cannot be read: {error}") from None


def _check(state: _State, config: ExperimentConfig) -> None:
    """Raise ValueError unless every part fits the config and the others."""
    if state.sizes != config.sizes() or state.activations != config.network.activations():
        raise ValueError("the network is not the config's")
    if state.streams.keys() != Streams.__dataclass_fields__.keys():
        raise ValueError("not every random stream is there")
    rows, *columns = state.losses.shape
    if columns != [3] or rows > CAPACITY:
        raise ValueError("the losses are no table of three columns")
    count = count_parameters(state.sizes)
    buffers = OPTIMIZERS[config.training.optimizer.name].buffers
    for one in state.snapshots:
        fits = (
            one.optimizer == config.training.optimizer.name
            and len(one.units) == buffers
            and (one.parameters.shape, one.group.shape, one.buffers.shape) == ((count,), (count,), (buffers, count))
            and (one.parameters.dtype, one.buffers.dtype) == ("<f4", "<f4")
            and (one.ages.dtype, one.group.dtype, len(one.ages.shape)) == ("<i8", "<i8", 1)
        )
        if not fits or not np.isin(_decode_array(one.group), np.arange(one.ages.shape[0])).all():
            raise ValueError("the optimizer's memory is not the network's")


def _encode_checkpoint(checkpoint: Checkpoint, known: list[TrainingState]) -> _Checkpoint:
    """Return a checkpoint; snapshots not yet ``known`` are added there."""

    def place(snapshot: TrainingState) -> int:
        if not any(snapshot is one for one in known):
            known.append(snapshot)
        return next(i for i, one in enumerate(known) if snapshot is one)

    stopping = checkpoint.stopping
    best = None if stopping.best is None else place(stopping.best)
    seen = stopping.losses
    return _Checkpoint(
        place(checkpoint.training), stopping.best_loss, stopping.waited, best, stopping.resting, stopping.best_step,
        _encode_array(seen.points, "<f8"), seen.every, seen.looks, seen.last,
    )  # fmt: skip


def _decode_checkpoint(checkpoint: _Checkpoint, known: list[TrainingState]) -> Checkpoint:
    best = None if checkpoint.best is None else known[checkpoint.best]
    points = np.empty((0, 2)) if checkpoint.watched is None else _decode_array(checkpoint.watched)
    if len(points) > MOST_SEEN or points.shape[1:] != (2,):
        raise ValueError("what early stopping saw is no table of two columns")
    losses = SeenLosses(points, checkpoint.every, checkpoint.looks, checkpoint.last)
    best_step = checkpoint.best_step if best is None else best.step
    stopping = EarlyStoppingState(checkpoint.best_loss, checkpoint.waited, best, best_step, losses, checkpoint.resting)
    return Checkpoint(known[checkpoint.snapshot], stopping)


def _encode_training(snapshot: TrainingState) -> _Training:
    memory, (epochs, position, start) = snapshot.optimizer, snapshot.batches
    return _Training(
        snapshot.step,
        _encode_array(snapshot.parameters, "<f4"),
        memory.optimizer,
        memory.units,
        _encode_array(memory.buffers, "<f4"),
        _encode_array(memory.ages, "<i8"),
        _encode_array(memory.group, "<i8"),
        (float(epochs), position, None if start is None else _encode_generator(start)),
        None if snapshot.dropout is None else _encode_generator(snapshot.dropout),
    )


def _decode_training(one: _Training) -> TrainingState:
    epochs, position, start = one.batches
    ages, group = _decode_array(one.ages), _decode_array(one.group).astype(np.intp)
    return TrainingState(
        one.step,
        _decode_array(one.parameters),
        OptimizerState(one.optimizer, one.units, _decode_array(one.buffers), ages, group),
        (epochs, position, None if start is None else _decode_generator(start)),
        None if one.dropout is None else _decode_generator(one.dropout),
    )


def _encode_array(array: np.ndarray[Any, Any], dtype: Literal["<f4", "<f8", "<i8"]) -> _Array:
    return _Array(dtype, array.shape, np.ascontiguousarray(array, dtype).tobytes())


def _decode_array(array: _Array) -> np.ndarray[Any, Any]:
    """Return an array of the machine's own byte order.

    Raises:
        ValueError: if the bytes are not as many as the shape says.
    """
    found = np.frombuffer(array.data, array.dtype).reshape(array.shape)
    return found.astype(found.dtype.newbyteorder("="))


def _encode_generator(generator: GeneratorState) -> _Generator:
    numbers: Mapping[str, int] = generator["state"]
    return _Generator(
        f"{numbers['state']:x}", f"{numbers['inc']:x}", generator["has_uint32"], generator["uinteger"]
    )  # fmt: skip


def _decode_generator(generator: _Generator) -> GeneratorState:
    return {
        "bit_generator": "PCG64",
        "state": {"state": int(generator.state, 16), "inc": int(generator.inc, 16)},
        "has_uint32": generator.has_uint32,
        "uinteger": generator.uinteger,
    }
