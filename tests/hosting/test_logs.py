"""Logs: one JSON object a line, with traces, without anything of a visitor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from websockets.sync.client import connect

from app.logs import alias
from benchmarks.servers import _await_healthy, free_port, running_server

SCRIPT = """
import logging, structlog
from app.logs import configure_logging
configure_logging("info", "{form}")
structlog.get_logger("app.test").info("something happened", count=3)
structlog.get_logger("app.test").debug("not worth a line")
logging.getLogger("uvicorn.error").warning("a visitor sent nonsense")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("uvicorn.error").exception("it broke")
"""


def logged(form: str) -> list[str]:
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(form=form)], capture_output=True, text=True, check=True
    )
    assert answer.stdout == ""
    return answer.stderr.splitlines()


@pytest.mark.parametrize("form", ["json", "auto"])
def test_a_line_is_one_json_object_and_errors_carry_their_trace(form: str) -> None:
    first, second = (json.loads(line) for line in logged(form))
    assert (first["event"], first["count"], first["level"]) == ("something happened", 3, "info")
    assert first["logger"] == "app.test"
    assert first["timestamp"].endswith("Z")
    assert (second["event"], second["level"]) == ("it broke", "error")
    assert "ZeroDivisionError" in second["exception"]


def test_on_a_terminal_it_is_for_people() -> None:
    text = "\n".join(logged("console"))
    assert "something happened" in text
    assert "ZeroDivisionError" in text
    assert not text.startswith("{")


def test_a_session_is_named_by_a_hash_that_leads_nowhere() -> None:
    name = alias("a secret id")
    assert name == alias("a secret id") != alias("another id")
    assert len(name) == 8
    assert "secret" not in name


def test_a_visit_leaves_no_trace_of_the_visitor() -> None:
    port = free_port()
    settings = {"PIECEWISE_PORT": str(port), "PIECEWISE_GRACE_SECONDS": "0", "PIECEWISE_LOG_LEVEL": "debug"}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"], env={**os.environ, **settings}, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        from benchmarks.servers import RunningServer

        server = RunningServer(process, port)  # type: ignore[arg-type]
        _await_healthy(server)
        me = {"X-Forwarded-For": "203.0.113.77", "User-Agent": "me-and-only-me"}
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(urllib.request.Request(f"{server.url}/my/secret/page?who=me", headers=me))
        missing.value.close()
        with connect(server.ws_url, additional_headers=me) as websocket:
            websocket.send('{"type":"configure","id":1}')
            while '"ack"' not in (text := str(websocket.recv())):
                pass
            session = json.loads(text)["session"]
        process.terminate()
        log = process.communicate(timeout=20)[1]
    finally:
        process.kill()
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert events.count("session opened") == events.count("session ended") == 1
    for secret in ("203.0.113.77", "me-and-only-me", "who=me", "secret/page", session, "127.0.0.1"):
        assert secret not in log


def test_a_server_that_is_measured_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Its log would come between the tables of ``piecewise bench``."""
    with running_server() as server:
        with connect(server.ws_url) as socket:
            socket.recv()
            socket.send(json.dumps({"type": "configure", "id": 1, "config": {}}))
            while json.loads(data if isinstance(data := socket.recv(), str) else "{}").get("type") != "ack":
                pass
        server.stop()
    assert capfd.readouterr() == ("", "")
