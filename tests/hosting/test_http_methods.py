"""HEAD and Allow on every route, redirects, hosts, origins, and clients that leave."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.main import ROUTERS, create_app
from app.settings import ServerSettings
from app.web.methods import without_host
from app.web.security import AllowedHosts, origin_allowed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
VALUES = {"{run_id}": "A" * 16, "{version}": "1", "{path:path}": "css/page.css", "{fragment:path}": "x"}
QUERIES = {"/api/split": "?count=4&validation_fraction=0.5&seed=1"}


def routes() -> dict[str, set[str]]:
    """Return the methods of every path, with values for its parameters."""
    found: dict[str, set[str]] = {}
    for route in (route for router in ROUTERS for route in router.routes):
        if isinstance(route, APIRoute):
            path = route.path
            for name, value in VALUES.items():
                path = path.replace(name, value)
            found.setdefault(path.replace("#", "%23"), set()).update(route.methods or ())
    return found


ROUTES = routes()


@pytest.fixture(scope="module")
def http() -> Iterator[TestClient]:
    with TestClient(create_app(ServerSettings()), follow_redirects=False) as client:
        yield client


def test_there_are_routes() -> None:
    assert {"/", "/api/schema", f"/api/runs/{'A' * 16}"} <= set(ROUTES)


@pytest.mark.parametrize("path", sorted(path for path, methods in ROUTES.items() if "GET" in methods))
def test_head_is_answered_as_get_without_a_body(http: TestClient, path: str) -> None:
    address = path + QUERIES.get(path, "")
    got, head = http.get(address), http.head(address)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers.get("content-type") == got.headers.get("content-type")
    assert head.headers.get("content-length") == got.headers.get("content-length") or "content-encoding" in got.headers


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_allow_lists_every_method_of_a_path(http: TestClient, path: str) -> None:
    methods = ROUTES[path] | ({"HEAD"} if "GET" in ROUTES[path] else set())
    for method in METHODS - methods:
        answer = http.request(method, path)
        assert answer.status_code == 405, method
        assert set(answer.headers["allow"].split(", ")) == methods


def test_a_redirect_names_no_host(http: TestClient) -> None:
    for path in ("/api/schema/", "/embed/?panels=fit", f"/r/{'A' * 16}/", "/favicon.ico", "//elsewhere.example/"):
        location = http.get(path).headers.get("location", "/")
        assert location.startswith("/"), path
        assert not location.startswith("//"), path
    assert without_host("http://testserver//elsewhere.example/x?a=b#c") == "/elsewhere.example/x?a=b#c"
    assert without_host("/here?a=b") == "/here?a=b"


@pytest.mark.parametrize(
    ("host", "served"),
    [
        ("localhost", True),
        ("LOCALHOST:8000", True),
        ("app.localhost:1", True),
        ("127.0.0.1:8000", True),
        ("192.168.1.20", True),
        ("[::1]:8000", True),
        ("school.example.", True),
        ("a.b.class.example", True),
        ("class.example", False),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("evilschool.example", False),
        ("[evil", False),
        ("a." * 20_000, False),
        (None, True),
    ],
)
def test_names_that_a_server_answers_for(host: str | None, served: bool) -> None:
    hosts = AllowedHosts(lambda *_: None, ["School.example", "*.class.example"])  # type: ignore[arg-type]
    assert hosts.allows(host) is served


def test_another_name_reaches_neither_pages_nor_sockets(http: TestClient) -> None:
    headers = {"Host": "evil.example", "Origin": "http://evil.example", "X-Forwarded-For": "10.0.0.1"}
    answer = http.get("/", headers=headers)
    assert answer.status_code == 421
    assert "PIECEWISE_ALLOWED_HOSTS" in answer.json()["detail"]
    with pytest.raises(WebSocketDisconnect), http.websocket_connect("/ws", headers=headers):
        pass


def test_every_name_may_be_let_in() -> None:
    with TestClient(create_app(ServerSettings(allowed_hosts=["*"], database_url=""))) as client:
        assert client.get("/healthz", headers={"Host": "any.example"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://[", "http://]", "http://[::1", "", "null", "http://x]:1"])
def test_a_malformed_origin_is_refused(http: TestClient, origin: str) -> None:
    assert not origin_allowed(origin, "testserver", [])
    if origin != "null":
        with pytest.raises(WebSocketDisconnect), http.websocket_connect("/ws", headers={"Origin": origin}):
            pass


def test_a_client_that_leaves_during_an_upload_is_no_error(
    http: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from starlette.requests import ClientDisconnect, Request

    async def leave(_self: Request) -> AsyncIterator[bytes]:
        for part in [b"{"]:
            yield part
        raise ClientDisconnect

    monkeypatch.setattr(Request, "stream", leave)
    with caplog.at_level(logging.WARNING):
        for path in ("/api/runs", "/api/export?format=json"):
            assert http.post(path, content=b"{}").status_code in {400, 422}
    assert not caplog.records


def test_an_address_of_many_signs_takes_linear_time(http: TestClient) -> None:
    answer = http.get("/r/" + "!" * 30_000 + "a")
    assert answer.status_code == 404
    assert answer.elapsed.total_seconds() < 2
