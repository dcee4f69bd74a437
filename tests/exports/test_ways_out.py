"""Exports by command line and over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from app.cli import main
from app.exports import EXPORTS, export
from app.main import create_app
from app.results import Losses, parse_result
from app.settings import ServerSettings
from app.web.exports import MAX_BODY
from tests.exports.making import trained

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# ---- piecewise export ----------------------------------------------------------------------------------------------


class Command:
    """The command line in this process; what it wrote is in ``out`` and ``err``."""

    def __init__(self, streams: pytest.CaptureFixture[bytes]) -> None:
        self._streams = streams
        self.out, self.err = b"", ""

    def __call__(self, *arguments: object) -> int:
        code = main([*map(str, arguments)])
        out, err = self._streams.readouterr()
        self.out, self.err = out, err.decode()
        return code


@pytest.fixture
def command(capsysbinary: pytest.CaptureFixture[bytes]) -> Command:
    return Command(capsysbinary)


@pytest.fixture
def result(tmp_path: Path) -> Path:
    path = tmp_path / "result.json"
    path.write_bytes(export(trained(), "json").content)
    return path


def test_the_command_writes_to_standard_output_in_a_process_of_its_own(result: Path) -> None:
    command = [sys.executable, "-m", "app.cli", "export", str(result), "--format", "numpy"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == export(trained(), "numpy").content


def test_whoever_reads_may_stop_reading(result: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "app.cli", "export", str(result), "--format", "numpy"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False, timeout=120)
    os.close(writing)
    assert done.stderr == b""


def test_the_command_writes_files(command: Command, result: Path, tmp_path: Path) -> None:
    assert command("export", result, "--format", "onnx", "--output", tmp_path / "n.onnx") == 0
    assert (command.out, command.err) == (b"", "")
    assert (tmp_path / "n.onnx").read_bytes() == export(trained(), "onnx").content
    assert command("export", result, "--format", "report", "--lang", "zh", "--theme", "dark") == 0
    assert command.out == export(trained(), "report", lang="zh", theme="dark").content


@pytest.mark.parametrize("name", ["onnx", "report"])
def test_what_is_not_for_a_terminal_is_not_sent_to_one(
    command: Command, result: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert command("export", result, "--format", name) == 2
    assert command.out == b""
    assert "--output" in command.err


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("nope", "numpy", "not JSON"),
        ("{}", "numpy", "layers: Field required"),
        ('{"layers": [], "color": 1}', "csv", "color"),
        ('{"config": {"seed": -1}, "layers": []}', "csv", "config.seed"),
        (json.dumps({"layers": [{"weights": [[1]], "biases": [1]}]}), "csv", "layers"),
        (export(trained("tanh"), "json").content.decode(), "pieces", "latex"),
    ],
)
def test_bad_input_is_refused_by_file_and_field(
    command: Command, tmp_path: Path, text: str, name: str, message: str
) -> None:
    path = tmp_path / "given.json"
    path.write_text(text)
    assert command("export", path, "--format", name) == 2
    assert command.out == b""
    assert message in command.err
    assert "given.json" in command.err


def test_files_and_formats_that_do_not_exist_are_named(command: Command, result: Path, tmp_path: Path) -> None:
    assert command("export", tmp_path / "nothing.json", "--format", "csv") == 2
    assert "nothing.json" in command.err
    assert command("export", result, "--format", "csv", "--output", tmp_path / "no" / "where.csv") == 2
    assert "where.csv" in command.err
    with pytest.raises(SystemExit) as ended:
        command("export", result, "--format", "docx")
    assert ended.value.code == 2


def test_fit_writes_a_report_and_goes_on_from_an_export(command: Command, result: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(trained().config.model_dump()))
    again, page = tmp_path / "again.json", tmp_path / "report.html"
    files = ["--weights", result, "--output", again, "--report", page]
    assert command("fit", tmp_path / "config.json", "--steps", 0, *files) == 0
    assert parse_result(again.read_bytes()).layers == trained().layers
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


# ---- POST /api/export ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def http() -> Iterator[TestClient]:
    with TestClient(create_app(ServerSettings())) as client:
        yield client


def post(http: TestClient, name: str, body: bytes, **more: str) -> Any:
    return http.post("/api/export", params={"format": name, **more}, content=body)


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_is_answered_as_a_download(http: TestClient, name: str) -> None:
    answer = post(http, name, export(trained(), "json").content)
    file = export(trained(), name)
    assert (answer.status_code, answer.content) == (200, file.content)
    assert answer.headers["content-type"].split(";")[0] == file.media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="{file.filename}"'
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (
        "sandbox" in answer.headers["content-security-policy"]
        or "default-src 'none'" in (answer.headers["content-security-policy"])
    )


def test_thinned_losses_and_a_reports_look_are_taken(http: TestClient) -> None:
    result = trained().model_copy(update={"losses": Losses(step=[0, 9], train=[1, 0.5], validation=None)})
    body = export(result, "json").content
    assert b"<h1><bdi>Tides &amp; &lt;b&gt;</bdi></h1>" in post(http, "report", body, title="Tides & <b>").content
    assert post(http, "report", body, title="x" * 121).json()["errors"][0]["field"] == "query.title"
    assert post(http, "report", body, lang="zh", theme="dark").content == (
        export(result, "report", lang="zh", theme="dark").content
    )
    assert post(http, "json", body).content == body


def test_an_answer_is_not_compressed_for_those_who_cannot_read_it(http: TestClient) -> None:
    body = export(trained(), "json").content
    answer = http.post("/api/export?format=json", content=body, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == body


@pytest.mark.parametrize(
    ("query", "body", "field"),
    [
        ("format=docx", b"{}", "query.format"),
        ("", b"{}", "query.format"),
        ("format=report&lang=fr", b"{}", "query.lang"),
        ("format=report&theme=pink", b"{}", "query.theme"),
        ("format=json", b"", ""),
        ("format=json", b"\xff\xfe", ""),
        ("format=json", b"[" * 100_000, ""),
        ("format=json", b"[]", ""),
        ("format=json", b"{}", "layers"),
        ("format=json", b'{"layers": [], "x": 1}', "x"),
        ("format=json", b'{"layers": [], "config": {"data": {"noise": -1}}}', "config.data.noise"),
        ("format=json", b'{"layers": [{"weights": [[1e999]], "biases": [0]}]}', "layers"),
    ],
)
def test_bad_requests_name_the_field(http: TestClient, query: str, body: bytes, field: str) -> None:
    answer = http.post(f"/api/export?{query}", content=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in [error["field"] for error in answer.json()["errors"]]


def test_what_a_format_cannot_express_is_said(http: TestClient) -> None:
    answer = post(http, "pieces", export(trained("tanh"), "json").content)
    assert answer.status_code == 422
    assert "latex" in answer.json()["detail"]


def test_a_body_too_long_is_refused_before_it_is_read_to_its_end(http: TestClient) -> None:
    sent = []

    def endless() -> Iterator[bytes]:
        for _ in range(64):
            sent.append(1)
            yield b" " * (MAX_BODY // 8)

    answer = http.post("/api/export?format=json", content=endless())
    assert answer.status_code == 413
    assert str(MAX_BODY) in answer.json()["detail"]


def test_the_schema_lists_the_formats(http: TestClient) -> None:
    listed = http.get("/api/schema").json()["registries"]["exports"]
    assert listed == [{"name": entry.name, "extension": entry.extension} for entry in EXPORTS.values()]
    assert {entry["name"]: entry["extension"] for entry in listed}["onnx"] == "onnx"
