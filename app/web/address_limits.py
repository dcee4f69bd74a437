"""Limits by address: how many connections and sockets each may have open, and how many requests a minute.

Behind a trusted proxy the visitors' addresses are counted, not the proxy's.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.exceptions import HTTPException

from app.web.addresses import Proxies, group_of, group_of_client
from app.web.problems import problem_of
from app.web.security import origin_allowed

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.settings import ServerSettings
    from app.web.metrics import Metrics

Kind = Literal["page", "static", "costly"]

WINDOW_SECONDS = 60
SOON_SECONDS = 10
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
UNCOUNTED = ("/healthz", "/readyz")


class AddressLimits:
    """Counts what every address has open and asks for.

    Attributes:
        connections: how many each group of addresses has open.
        sockets: how many WebSockets the application serves for each.
        no_websockets: set while no WebSocket connection is open.
    """

    def __init__(self, settings: ServerSettings, metrics: Metrics) -> None:
        self.connections: Counter[str] = Counter()
        self.sockets: Counter[str] = Counter()
        self._settings = settings
        self._metrics = metrics
        self.no_websockets = asyncio.Event()
        self.no_websockets.set()
        self._open = 0
        self._websockets = 0
        self._proxies = Proxies(settings.trusted_proxies)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        per_minute = {
            "page": settings.requests_per_minute,
            "static": settings.static_per_minute,
            "costly": settings.costly_per_minute,
        }
        self._rates = {kind: RateLimitItemPerMinute(rate, namespace=kind) for kind, rate in per_minute.items()}

    def connect(self, host: str) -> bool:
        """Note a connection; False when there are too many. A trusted proxy may have as many as there can be."""
        group = group_of(host)
        allowed = self._open < self._settings.max_connections and (
            self.connections[group] < self._settings.max_connections_per_address or host in self._proxies
        )
        self._open += 1
        self.connections[group] += 1
        if not allowed:
            self.note_refusal("connections")
        return allowed

    def disconnect(self, host: str) -> None:
        """Forget a connection noted by ``connect``."""
        self._open -= 1
        _decrement(self.connections, group_of(host))

    def note_websocket(self, change: int) -> None:
        """Note that a WebSocket connection was opened (1) or closed (−1)."""
        self._websockets += change
        if self._websockets:
            self.no_websockets.clear()
        else:
            self.no_websockets.set()

    def open_socket(self, address: str) -> None:
        """Note a WebSocket.

        Raises:
            HTTPException: 429, when the address has too many open, or opens them too fast.
        """
        self.count("page", address)
        if self.sockets[address] >= self._settings.max_sockets_per_address:
            raise self.refusal("sockets", 429, "too many live connections from this network", SOON_SECONDS)
        self.sockets[address] += 1

    def close_socket(self, address: str) -> None:
        """Forget a WebSocket noted by ``open_socket``."""
        _decrement(self.sockets, address)

    def count(self, kind: Kind, address: str) -> None:
        """Count one request.

        Raises:
            HTTPException: 429, when there were too many of its kind lately.
        """
        rate = self._rates[kind]
        if self._limiter.hit(rate, address):
            return
        wait = math.ceil(self._limiter.get_window_stats(rate, address).reset_time - time.time())
        detail = "too many requests from this network: try again in a few seconds"
        raise self.refusal(f"{kind}_rate", 429, detail, min(WINDOW_SECONDS, max(1, wait)))

    def refusal(self, reason: str, status: int, detail: str, retry_after: int | None = None) -> HTTPException:
        """Return the error to raise for a refused request, and count it by its reason."""
        self.note_refusal(reason)
        return HTTPException(status, detail, None if retry_after is None else {"Retry-After": str(retry_after)})

    def note_refusal(self, reason: str) -> None:
        """Count a refusal."""
        self._metrics.refused.labels(reason).inc()


def kind_of(method: str, path: str) -> Kind | None:
    """Return what a request counts as; None where it is not counted."""
    if path in UNCOUNTED:
        return None
    if path.startswith(("/static/", "/plot/", "/favicon")):
        return "static"
    if path == "/api/export" or path.endswith("/export") or (path == "/api/runs" and method == "POST"):
        return "costly"
    return "page"


class LimitsMiddleware:
    """ASGI middleware: refuses requests that are too many, too long, too slow, or sent by another site's page."""

    def __init__(self, app: ASGIApp, limits: AddressLimits, settings: ServerSettings) -> None:
        self.app = app
        self._limits = limits
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with the error."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            self._check(scope)
        except HTTPException as refusal:
            await problem_of(refusal)(scope, receive, send)
            return
        await self.app(scope, self._measured(receive), send)

    def _check(self, scope: Scope) -> None:
        kind = kind_of(scope["method"], scope["path"])
        if kind is not None:
            self._limits.count(kind, group_of_client(scope))
        headers = _headers(scope)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._settings.max_body_bytes:
            raise self._too_large()
        if scope["method"] not in SAFE_METHODS and not origin_allowed(
            headers.get("origin"), headers.get("host"), self._settings.allowed_origins
        ):
            raise self._limits.refusal("origin", 403, "pages of other sites may not do this")

    def _too_large(self) -> HTTPException:
        most = self._settings.max_body_bytes
        return self._limits.refusal("body", 413, f"a body may be {most} bytes long at most")

    def _measured(self, receive: Receive) -> Receive:
        """Return ``receive`` with limits on the body's size and on the time it may take."""
        left = self._settings.max_body_bytes
        deadline = asyncio.get_running_loop().time() + self._settings.body_seconds
        complete = False

        async def receive_measured() -> Message:
            nonlocal left, complete
            if complete:  # only the disconnect is still to come
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise self._limits.refusal("slow_body", 408, "the body took too long to come") from None
            left -= len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if left < 0:
                raise self._too_large()
            return message

        return receive_measured


def _headers(scope: MutableMapping[str, Any]) -> dict[str, str]:
    wanted = (b"content-length", b"origin", b"host")
    return {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in wanted}


def _decrement(counter: Counter[str], key: str) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]
