"""Whatever a message or a body holds, refusing it costs no more than its length: time and memory are in proportion."""

from __future__ import annotations

import contextlib
import json
import time
import tracemalloc
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, target
from hypothesis import strategies as st

from app.protocol.decoding import decode_message
from app.protocol.errors import ProtocolError, refusal_of
from app.protocol.messages import MAX_NAMES, MESSAGE_TYPES, Configure, Patch, RaceStart
from app.results import parse_result
from app.tasks.curve import CurveExperiment
from app.validation import MAX_ERRORS, ConfigError, apply_changes, check_values, parse_config
from app.validation import MAX_NAMES as MOST_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL, LARGE = 4_000, 32_000
GROWTH = 8 * 4
"""What eight times as much may take, with room for noise; the square of eight is twice that."""
LEAST_SECONDS = 0.01
"""Shorter times are not compared: they tell nothing."""
BYTES_PER_BYTE = 120
"""Memory at the peak for each byte of a message: a short value is a small object in Python."""

GROWN: dict[str, Callable[[int], Any]] = {
    "a string": lambda n: "x" * n * 8,
    "a dotted string": lambda n: "a." * n * 4,
    "a list": lambda n: [0] * n,
    "a list of objects": lambda n: [{}] * n,
    "a list of strings": lambda n: ["relu"] * n,
    "an object": lambda n: {f"wrong{i}": 0 for i in range(n)},
    "an object of settings": lambda n: {f"training.loss.{i}": "relu" for i in range(n)},
    "an object of objects": lambda n: {f"k{i}": {"a": {}} for i in range(n)},
    "a large number": lambda n: 10 ** (n // 10),
}


def deep(n: int) -> str:
    """Return JSON nested n levels deep."""
    return '{"a":' * n + "0" + "}" * n


def refuse(text: bytes) -> None:
    """Take a message as far as its config, as a session does."""
    with contextlib.suppress(ProtocolError, ConfigError):
        message = decode_message(text)
        changed = message.runs if isinstance(message, RaceStart) else [message] if isinstance(message, Patch) else []
        for entry in changed:
            apply_changes(CurveExperiment(), entry.changes)
        if isinstance(message, Configure):
            parse_config(message.config)


def seconds(work: Callable[[], object]) -> float:
    """Return the least processor time of three tries."""

    def once() -> float:
        begun = time.process_time()
        work()
        return time.process_time() - begun

    return min(once() for _ in range(3))


def peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def fields() -> list[tuple[str, str]]:
    return [
        (str(message.__struct_config__.tag), name)
        for message in MESSAGE_TYPES
        for name in message.__struct_encode_fields__
        if name != "id"
    ]


def message_with(tag: str, name: str, value: Any) -> bytes:
    value = [{"changes": value}, {"changes": value}] if (tag, name) == ("race", "runs") else value
    return json.dumps({"type": tag, "id": 1, name: value}).encode()


@pytest.mark.parametrize(("tag", "name"), fields())
def test_no_field_of_a_message_costs_more_than_its_length(tag: str, name: str) -> None:
    for what, grown in GROWN.items():
        small, large = (message_with(tag, name, grown(n)) for n in (SMALL, LARGE))
        took = seconds(partial(refuse, large))
        if took > LEAST_SECONDS:
            assert took < GROWTH * max(seconds(partial(refuse, small)), LEAST_SECONDS / 8), what
        assert peak(partial(refuse, large)) < BYTES_PER_BYTE * len(large), what


@pytest.mark.parametrize("depth", [100, 10_000, 100_000])
def test_what_is_nested_deeply_is_refused(depth: int) -> None:
    text = f'{{"type":"configure","id":1,"config":{deep(depth)}}}'.encode()
    with pytest.raises((ProtocolError, ConfigError)):
        parse_config(decode_message(text).config)  # type: ignore[union-attr]


def test_changes_are_at_most_as_many_as_settings_could_be() -> None:
    fits = {f"a{i}": 0 for i in range(MAX_NAMES)}
    assert isinstance(decode_message(message_with("patch", "changes", fits)), Patch)
    for tag, value in (("patch", fits | {"one more": 0}), ("patch", {"a" * 300: 0})):
        with pytest.raises(ProtocolError) as refusal:
            decode_message(message_with(tag, "changes", value))
        assert (refusal.value.code, refusal.value.id) == ("malformed", 1)


def test_many_bad_fields_are_counted_and_some_are_named() -> None:
    with pytest.raises(ConfigError) as refusal:
        parse_config({f"wrong{i}": 0 for i in range(MOST_NAMES)})
    assert len(refusal.value.errors) == MAX_ERRORS + 1
    assert refusal.value.errors[-1].message == f"and {MOST_NAMES - MAX_ERRORS} more"
    with pytest.raises(ConfigError) as refusal:
        parse_config({"network": {f"wrong{i}": 0 for i in range(100_000)}})
    assert [error.field for error in refusal.value.errors] == ["network"]
    assert "100000 names" in refusal.value.errors[0].message
    assert len(json.dumps(refusal_of(refusal.value).reply(1))) < 1000


def test_a_list_names_its_first_bad_value() -> None:
    points = {"kind": "points", "x": ["wrong"] * 5000, "y": ["wrong"] * 5000}
    with pytest.raises(ConfigError) as refusal:
        parse_config({"task": "curve", "data": {"source": points}})
    assert len(refusal.value.errors) <= 4


def test_a_body_of_many_values_is_refused_before_it_is_parsed() -> None:
    body = b'{"losses":{"train":[' + b"0," * 2_000_000 + b"0]}}"
    with pytest.raises(ConfigError, match="more than 400000"):
        check_values(body, 400_000)


def test_an_id_that_json_cannot_hold_exactly_is_refused() -> None:
    assert decode_message(b'{"type":"play","id":9007199254740991}').id == 2**53 - 1
    with pytest.raises(ProtocolError):
        decode_message(b'{"type":"play","id":9007199254740992}')


def test_a_result_of_wrong_losses_names_the_first() -> None:
    with pytest.raises(ConfigError) as refusal:
        parse_result({"config": {"task": "curve"}, "layers": [], "losses": {"train": ["x"] * 100_000}})
    assert len(refusal.value.errors) <= 2


def test_what_changes_share_is_copied_once_and_what_was_given_stays() -> None:
    adam = {"name": "adam", "learning_rate": 0.1}
    changes = {"training.optimizer": adam, "training.optimizer.learning_rate": 0.2, "training.l1_penalty": 0.5}
    changed = apply_changes(CurveExperiment(), changes)
    assert (changed.training.optimizer.learning_rate, changed.training.l1_penalty) == (0.2, 0.5)
    assert adam == {"name": "adam", "learning_rate": 0.1}


@settings(max_examples=60)
@given(
    place=st.sampled_from(fields()),
    kinds=st.lists(st.sampled_from(sorted(GROWN)), min_size=1, max_size=3),
    size=st.integers(1, 20_000),
)
def test_the_costliest_message_that_a_search_finds_stays_cheap(
    place: tuple[str, str], kinds: list[str], size: int
) -> None:
    value = {kind: GROWN[kind](size) for kind in kinds} if len(kinds) > 1 else GROWN[kinds[0]](size)
    text = message_with(*place, value)
    spent = seconds(lambda: refuse(text))
    memory = peak(lambda: refuse(text))
    target(spent * 1000, label="milliseconds")
    target(float(memory), label="bytes")
    assert spent < 0.25
    assert memory < 50 * 2**20
