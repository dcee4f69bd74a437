"""The curve's frames, layouts, links, files and saved states are what was recorded of them."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.sessions.run import Run
from app.sessions.state_codec import HEAD_BYTES, decode_state, encode_state
from app.tasks.curve import NEURON_POINTS
from tests.app.talk import parse_frame
from tests.golden import curve

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDED = curve.read()
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
INT8_SECTION = 3
"""Neurons' curves: a float32 scale for each row, then the rows in int8, whose steps turn rounding into a whole step."""


@pytest.fixture(scope="module")
def now() -> dict[str, bytes]:
    return curve.record()


@pytest.fixture(scope="module")
def rounds_alike(now: dict[str, bytes]) -> bool:
    """Whether this machine computes bit for bit what the one did that recorded."""
    return now["machine.txt"] == RECORDED["machine.txt"]


def names(pattern: str) -> list[str]:
    return [name for name in RECORDED if re.search(pattern, name)]


def check(name: str, now: dict[str, bytes], *, alike: bool) -> None:
    """Compare every byte, or, on a machine that rounds differently, the words exactly and the numbers nearly."""
    if alike:
        assert now[name] == RECORDED[name], f"{name} differs: renew with python -m tests.golden.curve if it is to"
        return
    found, expected = now[name].decode(), RECORDED[name].decode()
    assert NUMBER.sub("0", found) == NUMBER.sub("0", expected), name
    numbers, recorded = (np.array(NUMBER.findall(text), dtype=np.float64) for text in (found, expected))
    np.testing.assert_allclose(numbers, recorded, rtol=1e-3, atol=1e-4, err_msg=name)


def test_the_same_files_are_made(now: dict[str, bytes]) -> None:
    assert list(now) == list(RECORDED)
    assert len(names("frame-")) >= 20


@pytest.mark.parametrize("name", names(r"told\.jsonl|links\.json|\.(py|csv|tex|json|html)$"))
def test_text_is_as_recorded(name: str, now: dict[str, bytes], *, rounds_alike: bool) -> None:
    check(name, now, alike=rounds_alike)


@pytest.mark.parametrize("name", names(r"\.onnx$"))
def test_models_are_as_recorded(name: str, now: dict[str, bytes], *, rounds_alike: bool) -> None:
    assert len(now[name]) == len(RECORDED[name])
    if rounds_alike:
        assert now[name] == RECORDED[name]


@pytest.mark.parametrize("name", names("frame-"))
def test_frames_are_as_recorded(name: str, now: dict[str, bytes], *, rounds_alike: bool) -> None:
    assert _shape(now[name]) == _shape(RECORDED[name])
    if rounds_alike:
        assert now[name] == RECORDED[name]
        return
    for (kind, found), (_, expected) in zip(_sections(now[name]), _sections(RECORDED[name]), strict=True):
        atol = 1.5 * float(np.abs(expected).max(initial=0)) / 127 if kind == INT8_SECTION else 1e-4
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=atol, err_msg=f"{name}, section {kind}")


def _shape(frame: bytes) -> tuple[object, ...]:
    """Return what rounding never changes: the header but for its losses, and each section's kind, run and length."""
    parsed = parse_frame(frame)
    head = tuple(parsed[name] for name in ("version", "flags", "layout", "number", "step", "epoch"))
    return *head, [(kind, run, len(data)) for kind, runs in parsed["runs"].items() for run, data in runs.items()]


def _sections(frame: bytes) -> Iterator[tuple[int, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]]:
    for kind, runs in parse_frame(frame)["runs"].items():
        for data in runs.values():
            yield (
                kind,
                (_neuron_curves(data) if kind == INT8_SECTION else np.frombuffer(data, "<f4").astype(np.float64)),
            )


def _neuron_curves(data: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    rows = len(data) // (4 + NEURON_POINTS)
    scales = np.frombuffer(data, "<f4", count=rows).astype(np.float64)
    values = np.frombuffer(data, np.int8, count=rows * NEURON_POINTS, offset=4 * rows)
    return np.asarray(scales[:, None] * values.reshape(rows, NEURON_POINTS))


@pytest.mark.parametrize("name", names("saved"))
def test_saved_states_are_as_recorded_and_go_on_the_same(
    name: str, now: dict[str, bytes], *, rounds_alike: bool
) -> None:
    kept = decode_state(RECORDED[name])
    if rounds_alike:
        assert zlib.decompress(now[name][HEAD_BYTES:]) == zlib.decompress(RECORDED[name][HEAD_BYTES:])
    run, begun_here = Run(kept.config), Run(kept.config)
    run.restore(kept)
    assert decode_state(encode_state(run.snapshot())).config == kept.config
    begun_here.advance(40)
    assert run.advance(20) == begun_here.advance(20) > 0
    tolerance = 0.0 if rounds_alike else 1e-3
    expected = begun_here.trainer.network.parameters
    np.testing.assert_allclose(run.trainer.network.parameters, expected, rtol=tolerance, atol=tolerance)
