"""Metrics: what they count, and who may read them."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import ServerSettings

HERE, ELSEWHERE = ("127.0.0.1", 1), ("192.0.2.1", 1)


def read(client: tuple[str, int] = HERE, headers: dict[str, str] | None = None, **settings: Any) -> int:
    """Return the status that reading the metrics gives."""
    with TestClient(create_app(ServerSettings(**settings)), client=client) as http:
        return int(http.get("/metrics", headers=headers).status_code)


@pytest.mark.parametrize(
    ("settings", "client", "headers", "status"),
    [
        ({}, HERE, {}, 200),
        ({}, ELSEWHERE, {}, 404),
        ({}, HERE, {"X-Forwarded-For": "127.0.0.1"}, 404),
        ({}, HERE, {"Via": "1.1 somebody"}, 404),
        ({"metrics": "public"}, ELSEWHERE, {}, 200),
        ({"metrics": "off"}, HERE, {}, 404),
        ({"metrics": "off", "metrics_token": "t"}, HERE, {"Authorization": "Bearer t"}, 404),
        ({"metrics_token": "t"}, ELSEWHERE, {"Authorization": "Bearer t"}, 200),
        ({"metrics_token": "t"}, ELSEWHERE, {"Authorization": "Bearer \xe9".encode("latin-1").decode("latin-1")}, 404),
        ({"metrics_token": "t"}, ELSEWHERE, {}, 404),
        ({"metrics_token": "t"}, HERE, {}, 200),
    ],
)
def test_who_may_read_them(settings: Any, client: tuple[str, int], headers: dict[str, str], status: int) -> None:
    encoded: Any = {name: value.encode("latin-1") for name, value in headers.items()}
    assert read(client, encoded, **settings) == status


def samples(http: TestClient) -> dict[str, float]:
    families = text_string_to_metric_families(http.get("/metrics").text)
    return {
        sample.name + "".join(f":{v}" for v in sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_they_count_what_happens() -> None:
    with TestClient(create_app(ServerSettings(max_sessions=1)), client=HERE) as http:
        before = samples(http)
        with http.websocket_connect("/ws") as socket:
            socket.send_json({"type": "configure", "id": 1})
            socket.send_json({"type": "step", "id": 2, "count": 40})
            kinds: list[str] = []
            while kinds.count("ack") < 2:
                message = socket.receive()
                if "text" in message:
                    kinds += [kind for kind in ("ack", "error") if f'"type":"{kind}"' in message["text"]]
            with http.websocket_connect("/ws") as waiting:
                waiting.receive_json()
                waiting.send_json({"type": "configure", "id": 1})
                assert waiting.receive_json()["position"] == 1
                during = samples(http)
        assert before["piecewise_sessions"] == 0
        assert (during["piecewise_sessions"], during["piecewise_sockets"], during["piecewise_waiting"]) == (1, 2, 1)
        assert during["piecewise_steps_total"] == 40
        assert during["piecewise_messages_received_total"] == 3
        assert during["piecewise_received_bytes_total"] > 50
        assert during["piecewise_sent_bytes_total"] > 1000
        assert during["piecewise_frames_sent_total"] >= 1
        assert during["piecewise_round_seconds_count"] >= 1
        assert during["process_resident_memory_bytes"] > 0
        assert before["piecewise_sessions_opened_total"] == 0


def test_two_applications_count_apart() -> None:
    with TestClient(create_app(ServerSettings()), client=HERE) as one:
        one.app.state.metrics.refused.labels("x").inc()  # type: ignore[attr-defined]
        with TestClient(create_app(ServerSettings()), client=HERE) as other:
            assert "piecewise_refused_total:x" in samples(one)
            assert "piecewise_refused_total:x" not in samples(other)
