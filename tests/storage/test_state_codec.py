"""The exact state as bytes: it comes back bit for bit, or not at all."""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.optimizers import OPTIMIZERS
from app.protocol.messages import Edit
from app.results import MAX_STEP, parse_result
from app.sessions.run import Run
from app.sessions.saving import result_of_snapshot, run_of_result
from app.sessions.state_codec import HEAD_BYTES, MARK, StateError, decode_state, encode_state
from app.validation import parse_config

TRAININGS: dict[str, dict[str, Any]] = {
    "minibatches": {"training": {"batch_size": 24}},
    "dropout": {"training": {"dropout": 0.3}, "network": {"hidden": [6]}},
    "dropout and minibatches": {"training": {"dropout": 0.2, "batch_size": 10}, "network": {"hidden": [4, 4]}},
    "early stopping": {"training": {"early_stopping": {"patience": 400, "min_delta": 0}}, "data": {"noise": 0.3}},
    "cosine": {"training": {"schedule": {"name": "cosine", "steps": 600, "final": 0.1}}},
    "penalties": {"training": {"l1_penalty": 0.001, "l2_penalty": 0.01}},
    "points": {"data": {"source": {"kind": "points", "x": [0.0, 1.5, 0.5, 2.0], "y": [1.0, -1.0, 0.25, 0.1]}}},
    "a formula": {"data": {"source": {"kind": "expression", "expression": "sin(3*x)"}, "noise": 0.1, "shuffle": 3}},
    "one activation a layer": {"network": {"hidden": [3, 3], "activation": ["tanh", "gelu"]}},
    **{name: {"training": {"optimizer": {"name": name}, "batch_size": 50}} for name in OPTIMIZERS},
}


def run_of(config: dict[str, Any], steps: int) -> Run:
    run = Run(parse_config(config))
    advance(run, steps)
    return run


def advance(run: Run, steps: int) -> None:
    done = 0
    while done < steps:
        done += run.advance(min(37, steps - done))
        run.measure()


def revived(data: bytes) -> Run:
    snapshot = decode_state(data)
    run = Run(snapshot.config)
    run.restore(snapshot)
    return run


@pytest.mark.parametrize("name", TRAININGS)
def test_a_run_goes_on_bit_for_bit(name: str) -> None:
    first = run_of(TRAININGS[name], 137)
    data = encode_state(first.snapshot())
    second = revived(data)
    assert encode_state(second.snapshot()) == data
    for run in (first, second):
        advance(run, 500)
    assert first.step == second.step == 637
    assert first.trainer.network.parameters.tobytes() == second.trainer.network.parameters.tobytes()
    assert encode_state(first.snapshot()) == encode_state(second.snapshot())


def test_a_run_after_surgery_and_early_stopping_goes_on_bit_for_bit() -> None:
    first = run_of(TRAININGS["early stopping"], 100)
    assert first.trainer.stopping.best is not None
    first.edit(Edit(id=1, op="add_neuron", layer=0))
    advance(first, 1500)
    first.edit(Edit(id=2, op="add_layer", position=1))
    advance(first, 50)
    second = revived(encode_state(first.snapshot()))
    for run in (first, second):
        run.edit(Edit(id=3, op="add_neuron", layer=0))
        advance(run, 200)
    assert encode_state(first.snapshot()) == encode_state(second.snapshot())


def test_a_diverged_run_stays_diverged() -> None:
    run = Run(parse_config({"training": {"optimizer": {"name": "sgd", "learning_rate": 1e4}}}))
    run.advance(50)
    assert run.stopped == "diverged"
    assert revived(encode_state(run.snapshot())).stopped == "diverged"


def test_a_large_state_shares_what_its_moments_share() -> None:
    run = Run(parse_config({"network": {"hidden": [64] * 8}, "training": {"optimizer": {"name": "adam"}}}))
    run.advance(3)
    assert len(encode_state(run.snapshot())) < 4 * 3 * 4 * run.trainer.network.parameter_count


def test_a_run_that_came_as_far_as_a_result_may_goes_on_and_is_kept() -> None:
    run = run_of({"training": {"batch_size": 24}}, 10)
    result = result_of_snapshot(run.snapshot()).model_copy(update={"step": MAX_STEP})
    run = run_of_result(parse_result(result.model_dump()))
    advance(run, 10)
    again = revived(encode_state(run.snapshot()))
    assert again.step == MAX_STEP + 10


GOOD = encode_state(run_of({"training": {"batch_size": 24, "dropout": 0.1}}, 10).snapshot())


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_told(place: int, flip: int) -> None:
    damaged = bytearray(GOOD)
    damaged[place] ^= flip
    with pytest.raises(StateError):
        decode_state(bytes(damaged))


@given(st.integers(0, len(GOOD) - 1) | st.binary(max_size=200))
def test_a_part_or_anything_else_is_told(part: int | bytes) -> None:
    with pytest.raises(StateError):
        decode_state(GOOD[:part] if isinstance(part, int) else part)


def test_a_later_version_is_told_as_such() -> None:
    with pytest.raises(StateError, match="version 2"):
        decode_state(MARK + b"\x02" + GOOD[len(MARK) + 1 :])


def signed(content: Any) -> bytes:
    """Return bytes with a true digest, as another program might have written them."""
    body = zlib.compress(msgspec.msgpack.encode(content))
    return MARK + b"\x01" + hashlib.sha256(body).digest() + body


def test_signing_again_changes_nothing() -> None:
    content = msgspec.msgpack.decode(zlib.decompress(GOOD[HEAD_BYTES:]))
    assert encode_state(decode_state(signed(content))) == GOOD


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("config", "seed"), -1),
        (("config", "surprise"), 1),
        (("sizes",), [1, 4, 1]),
        (("activations",), ["tanh"]),
        (("snapshots",), []),
        (("snapshots", 0, "step"), -1),
        (("snapshots", 0, "parameters"), ["<f4", [10], b"1234"]),
        (("snapshots", 0, "parameters"), ["<f8", [10], bytes(80)]),
        (("snapshots", 0, "parameters"), ["O", [10], bytes(80)]),
        (("snapshots", 0, "optimizer"), "sgd"),
        (("snapshots", 0, "units"), []),
        (("snapshots", 0, "group"), ["<i8", [10], np.full(10, 7).tobytes()]),
        (("snapshots", 0, "dropout"), ["not hex", "0", 0, 0]),
        (("present", "snapshot"), 99),
        (("streams",), {}),
        (("stopped",), "tired"),
        (("losses",), ["<f8", [2, 2], bytes(32)]),
        (("losses",), ["<f8", [2000, 3], bytes(48000)]),
    ],
)
def test_a_state_that_does_not_fit_together_is_told(path: tuple[Any, ...], value: Any) -> None:
    content = msgspec.msgpack.decode(zlib.decompress(GOOD[HEAD_BYTES:]))
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(StateError, match="cannot be read"):
        decode_state(signed(content))


@given(
    st.recursive(
        st.none() | st.integers(-9, 9) | st.text() | st.binary(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_no_structure_does_harm(content: object) -> None:
    with pytest.raises(StateError):
        decode_state(signed(content))
