"""What an address may open and ask for, and what is said at a limit."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.requests import Request  # noqa: TC002 (FastAPI reads the annotation)
from starlette.testclient import TestClient, WebSocketDenialResponse

from app.main import create_app
from app.settings import ServerSettings
from app.token_bucket import TokenBucket
from app.web.address_limits import AddressLimits, kind_of
from app.web.addresses import Proxies, group_of
from app.web.metrics import Metrics
from app.web.security import origin_allowed

PROBLEM = "application/problem+json"


def client(**settings: Any) -> TestClient:
    """Return a client of an application of its own, which also takes bodies at /api/runs."""
    app = create_app(ServerSettings(**settings))

    @app.post("/test/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    return TestClient(app, client=("192.0.2.1", 50000))


def refused(http: TestClient, reason: str) -> float:
    """Return how often something was turned away for a reason."""
    value = http.app.state.metrics.registry.get_sample_value(  # type: ignore[attr-defined]
        "piecewise_refused_total", {"reason": reason}
    )
    return float(value or 0)


def assert_problem(answer: Any, status: int) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert answer.json()["status"] == status
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("host", "group"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("nonsense", "unknown"),
        ("x" * 10_000, "unknown"),
    ],
)
def test_addresses_are_counted_by_whom_they_belong_to(host: str, group: str) -> None:
    assert group_of(host) == group


def test_proxies_are_addresses_networks_or_everybody() -> None:
    proxies = Proxies("127.0.0.1, 10.0.0.0/8,nonsense")
    assert "127.0.0.1" in proxies
    assert "10.20.30.40" in proxies
    assert "192.0.2.1" not in proxies
    assert "nonsense" not in proxies
    assert "192.0.2.1" in Proxies("*")
    assert "192.0.2.1" not in Proxies("")


def test_too_many_requests_get_429_and_a_time_to_come_back() -> None:
    with client(requests_per_minute=5, static_per_minute=10) as http:
        assert [http.get("/api/activations").status_code for _ in range(5)] == [200] * 5
        answers = [http.get("/api/activations") for _ in range(10)]  # the window moves: an early one may still pass
        assert_problem(answers[-1], 429)
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        assert refused(http, "page_rate") == [answer.status_code for answer in answers].count(429)
        assert http.get("/static/x/favicon.svg").status_code == 200, "files are counted by themselves"
        assert [http.get("/healthz").status_code for _ in range(20)] == [200] * 20, "a balancer is never refused"
        other = TestClient(http.app, client=("192.0.2.2", 1))
        assert other.get("/api/activations").status_code == 200
        with pytest.raises(WebSocketDenialResponse) as denial, http.websocket_connect("/ws"):
            pass
        assert denial.value.status_code == 429


def test_costly_requests_have_a_limit_of_their_own() -> None:
    with client(costly_per_minute=2) as http:
        answers = [http.post("/api/runs", json={}).status_code for _ in range(8)]
        assert answers[-1] == 429
        assert 429 not in answers[:2]
        assert http.get("/api/runs/nobody/export?format=csv").status_code == 429
        assert http.get("/").status_code == 200


def test_a_body_too_large_is_refused_whether_it_says_so_or_not() -> None:
    with client(max_body_bytes=2048) as http:
        assert http.post("/test/echo", content=b"x" * 2048).json() == 2048
        assert_problem(http.post("/test/echo", content=b"x" * 2049), 413)
        assert_problem(http.post("/test/echo", content=(b"x" * 1000 for _ in range(3))), 413)
        assert refused(http, "body") == 2


def test_a_hundred_pupils_behind_one_address_all_come_in() -> None:
    limits = AddressLimits(ServerSettings(), Metrics())
    for _ in range(100):
        for path, count in (("/", 1), ("/api/schema", 2), ("/static/x/js/main.js", 90)):
            for _ in range(count):
                limits.count(kind_of("GET", path) or "page", "192.0.2.1")
        limits.open_socket("192.0.2.1")


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        (None, "demo.example", True),
        ("https://demo.example", "demo.example", True),
        ("https://DEMO.example", "demo.example", True),
        ("https://demo.example:8443", "demo.example:8443", True),
        ("https://school.example", "demo.example", True),
        ("https://demo.example:8443", "demo.example", False),
        ("https://demo.example.evil.example", "demo.example", False),
        ("https://evil.example", "demo.example", False),
        ("http://school.example", "demo.example", False),
        ("null", "demo.example", False),
        ("", "demo.example", False),
        ("https://demo.example", None, False),
        ("https://evil.example/demo.example", "demo.example", False),
    ],
)
def test_which_origins_may_connect(origin: str | None, host: str | None, allowed: bool) -> None:
    assert origin_allowed(origin, host, ["https://school.example"]) is allowed


def test_another_sites_page_can_neither_connect_nor_post() -> None:
    with client() as http:
        evil = {"Origin": "https://evil.example"}
        assert_problem(http.post("/test/echo", content=b"x", headers=evil), 403)
        assert http.post("/test/echo", content=b"x", headers={"Origin": "http://testserver"}).status_code == 200
        assert http.get("/", headers=evil).status_code == 200
        assert refused(http, "origin") == 1


def test_credit_is_paid_back_in_time() -> None:
    bucket = TokenBucket(10, 20, now=100)
    assert bucket.spend(20, 100) == 0
    assert bucket.spend(5, 100) == pytest.approx(0.5)
    assert bucket.spend(0, 100.5) == pytest.approx(0)
    assert bucket.spend(30, 200.5) == pytest.approx(1.0)


def test_a_burst_is_taken_whole_and_then_one_at_a_time() -> None:
    bucket = TokenBucket(10, 20, now=1e6)
    assert [bucket.take(1e6) for _ in range(21)] == [True] * 20 + [False]
    assert [bucket.take(1e6 + 0.1) for _ in range(2)] == [True, False]
    assert bucket.available(1e6 + 100) == 20


def test_only_a_cross_site_frame_can_hold_a_page_if_it_may() -> None:
    with client() as http:
        for path in ("/", "/api/schema", "/nowhere"):
            answer = http.get(path)
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cross-origin-opener-policy"] == "same-origin"
            shared = "cross-origin" if path == "/api/schema" else "same-origin"  # a sandboxed frame reads the schema
            assert answer.headers["cross-origin-resource-policy"] == shared
            assert "server" not in answer.headers
