"""Messages and frames, and the page of the docs that describes them."""

from __future__ import annotations

import contextlib
import json
import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol import sections
from app.protocol.decoding import decode_message, encode_json
from app.protocol.errors import ProtocolError
from app.protocol.frame import (
    HEADER,
    Flag,
    FrameHeader,
    encode_frame,
    float32_section,
    int8_rows_section,
)
from app.protocol.messages import MESSAGE_TYPES, Command, Edit, Question, Resume, Seen, Step
from app.protocol.sections import ElementType, SectionKind
from app.sessions.commands import CHANGES, HANDLERS
from app.sessions.questions import WORK

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "protocol.md"
STRINGS = ROOT / "static" / "i18n"


def header(**fields: Any) -> FrameHeader:
    given_fields = {
        "flags": Flag(0), "layout": 1, "number": 1, "step": 0, "epoch": 0.0, "training_loss": 1.0,
        "validation_loss": float("nan"), **fields,
    }  # fmt: skip
    return FrameHeader(**given_fields)


def test_a_message_becomes_its_type() -> None:
    assert decode_message('{"type": "step", "id": 3, "count": 7}') == Step(id=3, count=7)
    assert decode_message('{"type": "seen", "frame": 9}') == Seen(frame=9)
    message = decode_message(
        '{"type": "edit", "id": 1, "op": "set_weight", "layer": 0, "to": 1, "from": 0, "value": 2}'
    )
    assert message == Edit(id=1, op="set_weight", layer=0, to=1, from_=0, value=2.0)


@pytest.mark.parametrize(
    ("text", "code", "request_id", "field"),
    [
        ("", "malformed", None, None),
        ("nonsense", "malformed", None, None),
        ("[]", "malformed", None, None),
        ('"text"', "malformed", None, None),
        ("[" * 10000, "malformed", None, None),
        ('{"type": "nope", "x": ' + "[" * 5000 + "]" * 5000 + "}", "malformed", None, None),
        ('{"id": 5}', "unsupported", 5, "type"),
        ('{"type": "fly", "id": 5}', "unsupported", 5, "type"),
        ('{"type": "seek", "id": 5, "step": 1}', "unsupported", 5, "type"),
        ('{"type": "inspect", "id": 5, "x": 1e10}', "malformed", 5, "x"),
        ('{"type": "edit", "id": 5, "op": "set_values", "values": []}', "malformed", 5, "values"),
        ('{"type": 3, "id": "five"}', "unsupported", None, "type"),
        ('{"type": "step", "id": 5, "count": "many"}', "malformed", 5, "count"),
        ('{"type": "step", "id": 5, "count": 0}', "malformed", 5, "count"),
        ('{"type": "step", "id": 5, "count": NaN}', "malformed", None, None),
        ('{"type": "step", "id": 5, "cnt": 1}', "malformed", 5, "cnt"),
        ('{"type": "step"}', "malformed", None, "id"),
        ('{"type": "patch", "id": 5}', "malformed", 5, "changes"),
        ('{"type": "edit", "id": 5, "op": "explode"}', "malformed", 5, "op"),
        ('{"type": "play", "id": 5, "steps_per_second": -1}', "malformed", 5, "steps_per_second"),
        ('{"type": "pause", "id": -5}', "malformed", -5, "id"),
    ],
)
def test_a_bad_message_is_refused_with_its_id_and_field(
    text: str, code: str, request_id: int | None, field: str | None
) -> None:
    with pytest.raises(ProtocolError) as refusal:
        decode_message(text)
    assert (refusal.value.code, refusal.value.id, refusal.value.field) == (code, request_id, field)


def test_a_frames_number_may_be_as_large_as_in_the_frame() -> None:
    largest = 2**32 - 1
    assert decode_message(f'{{"type": "seen", "frame": {largest}}}') == Seen(frame=largest)
    back = Resume(id=1, session="s", last_frame=largest)
    assert decode_message(f'{{"type": "resume", "id": 1, "session": "s", "last_frame": {largest}}}') == back
    with pytest.raises(ProtocolError, match="4294967295"):
        decode_message(f'{{"type": "resume", "id": 1, "session": "s", "last_frame": {largest + 1}}}')


def test_a_refusal_passes_through_context_managers() -> None:
    @contextlib.contextmanager
    def something() -> Iterator[None]:
        yield

    with pytest.raises(ProtocolError, match="no"), something():
        raise ProtocolError("invalid", "no")


def test_only_configs_may_be_long() -> None:
    padding = " " * 70_000
    assert decode_message('{"type": "configure", "id": 1}' + padding)
    with pytest.raises(ProtocolError) as refusal:
        decode_message('{"type": "pause", "id": 1}' + padding)
    assert (refusal.value.code, refusal.value.id) == ("too_large", 1)
    with pytest.raises(ProtocolError, match="at most"):
        decode_message('{"type": "configure", "id": 1}' + " " * 800_000)


def json_values() -> st.SearchStrategy[object]:
    keys = st.sampled_from(["type", "id", "config", "changes", "count", "op", "layer"]) | st.text()
    leaves: st.SearchStrategy[object] = st.none() | st.booleans() | st.floats() | st.text()
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner))


@given(json_values())
def test_no_json_breaks_the_decoder(value: object) -> None:
    try:
        decode_message(json.dumps(value))
    except ProtocolError as error:
        json.loads(encode_json(error.reply()))


@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_break_the_decoder(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode_message(data)


def test_numbers_that_are_not_finite_become_null() -> None:
    assert json.loads(encode_json({"a": float("nan"), "b": float("inf")})) == {"a": None, "b": None}


@given(st.lists(st.lists(st.floats(-1e6, 1e6, width=32), min_size=5, max_size=5), min_size=1, max_size=4))
def test_int8_rows_are_within_half_a_step_of_the_scale(values: list[list[float]]) -> None:
    rows = np.array(values, dtype=np.float32)
    _kind, element_type, _run, payload = int8_rows_section(SectionKind.NEURONS, rows)
    scales = np.frombuffer(payload, "<f4", count=len(rows))
    integers = np.frombuffer(payload, np.int8, offset=4 * len(rows)).reshape(rows.shape)
    assert element_type == ElementType.INT8_ROWS
    assert np.all(np.abs(integers * scales[:, None] - rows) <= 0.5001 * scales[:, None] + 1e-37)


def test_sections_are_padded_so_that_they_can_be_viewed() -> None:
    written_sections = [
        int8_rows_section(SectionKind.NEURONS, np.ones((1, 3), np.float32)),
        float32_section(SectionKind.PREDICTION, np.array([1.0, 2.0])),
    ]
    frame = encode_frame(header(), written_sections)
    kind, _element, _run, length = struct.unpack_from("<HBBI", frame, HEADER.size)
    assert (kind, length) == (SectionKind.NEURONS, 7)
    second = HEADER.size + 8 + 8
    assert struct.unpack_from("<HBBI", frame, second) == (SectionKind.PREDICTION, ElementType.FLOAT32, 0, 8)
    assert np.frombuffer(frame, "<f4", 2, second + 8).tolist() == [1.0, 2.0]


@pytest.mark.parametrize("loss", [float("inf"), 1e300, float("nan")])
def test_a_loss_beyond_float32_is_written_all_the_same(loss: float) -> None:
    frame = encode_frame(header(training_loss=loss), [])
    written = HEADER.unpack(frame)[6]
    assert np.isnan(written) if np.isnan(loss) else np.isfinite(written)


def test_the_docs_example_is_the_frame() -> None:
    block = DOCS.read_text("utf-8").split("<!-- A test encodes this frame and compares. -->")[1]
    pairs = re.findall(r"^    ((?:[0-9a-f]{2} +)+)", block, re.MULTILINE)
    written = bytes.fromhex("".join(pairs).replace(" ", ""))
    written_sections = [
        float32_section(SectionKind.PREDICTION, np.array([0, 0.5, -1])),
        int8_rows_section(SectionKind.NEURONS, np.array([[0, 0, 2.0]])),
    ]
    fields = header(flags=Flag.RUNNING, layout=3, number=7, step=120, epoch=120.0, training_loss=0.25)
    assert written == encode_frame(fields, written_sections)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_has_words_for_every_refusal(lang: str) -> None:
    table = DOCS.read_text("utf-8").split("| error code | meaning |")[1].split("\n\n")[0]
    codes = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    words = json.loads((STRINGS / f"{lang}.json").read_bytes())["refusals"]
    assert sorted(words) == sorted(codes)


def rows_of(table: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, fields and effect of each row in the documentation's table of messages."""
    text = DOCS.read_text("utf-8").split(table)[1].split("\n\n")[0]
    for names, fields, effect in re.findall(r"^\| (.+?) \| (.*?) ?\| (.*) \|$", text, re.MULTILINE):
        for name in re.findall(r"`(\w+)`", names):
            yield name, fields, effect


def test_the_docs_name_every_message_and_its_fields() -> None:
    documented = {name: fields for name, fields, _ in rows_of("| type | fields | effect |")}
    assert documented.keys() == {message.__struct_config__.tag for message in MESSAGE_TYPES}
    for message in MESSAGE_TYPES:
        fields = documented[str(message.__struct_config__.tag)]
        if message is Edit:  # they depend on the operation, and have a table of their own
            continue
        found = re.findall(r"`(\w+)`(\?)?", fields.split(" of `{")[0])
        declared = [field for field in msgspec.structs.fields(message) if field.name != "id"]
        assert {(field.name, "" if field.required else "?") for field in declared} == set(found)


def test_the_docs_name_the_messages_that_may_be_long() -> None:
    sentence = re.search(
        r"^(.*) may be 768 KiB long, every other message 64 KiB", DOCS.read_text("utf-8"), re.MULTILINE
    )
    assert sentence is not None
    long = {message.__struct_config__.tag for message in MESSAGE_TYPES if message.max_bytes == 768 * 1024}
    assert set(re.findall(r"`(\w+)`", sentence[1])) == long
    assert {message.max_bytes for message in MESSAGE_TYPES} == {64 * 1024, 768 * 1024}


def test_every_command_has_a_handler() -> None:
    commands = {message for message in MESSAGE_TYPES if issubclass(message, Command)} - {Resume}
    questions = {message for message in commands if issubclass(message, Question)}
    assert HANDLERS.keys() | CHANGES.keys() == commands - questions
    assert not HANDLERS.keys() & CHANGES.keys()
    assert WORK.keys() == questions


def test_the_docs_and_the_page_have_every_section() -> None:
    renew = "renew both with: python -m app.protocol.sections"
    text = sections.DOCS.read_text("utf-8")
    assert sections.docs_table() in text, renew
    assert sections.renewed_docs(text) == text, renew
    assert sections.CONSTANTS.read_text("utf-8") == sections.page_constants(), renew
