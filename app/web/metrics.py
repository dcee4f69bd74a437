"""``/metrics`` in Prometheus' text format: numbers only, nothing about any visitor."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.exceptions import HTTPException

from app.web.addresses import came_through_a_proxy, is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prometheus_client import Metric

    from app.sessions.registry import SessionRegistry
    from app.settings import ServerSettings

ROUND_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)

router = APIRouter()


@dataclass
class Traffic:
    """What went through the WebSockets: plain numbers, since they rise thousands of times a second."""

    messages: int = 0
    received: int = 0
    frames: int = 0
    sent: int = 0


class Metrics:
    """One application's counters, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.traffic = Traffic()
        self.refused = Counter(
            "piecewise_refused", "what was turned away, by reason", ["reason"], registry=self.registry
        )
        self.errors = Counter("piecewise_errors", "unexpected exceptions", ["where"], registry=self.registry)
        self.rounds = Histogram(
            "piecewise_round_seconds", "a round over all sessions that train", buckets=ROUND_BUCKETS,
            registry=self.registry,
        )  # fmt: skip

    def watch(self, sessions: SessionRegistry, sockets: Callable[[], int]) -> None:
        """Report sessions and sockets whenever the metrics are read."""
        self.registry.register(_Present(sessions, self.traffic, sockets))


class _Present(Collector):
    """The numbers that are looked up rather than counted."""

    def __init__(self, sessions: SessionRegistry, traffic: Traffic, sockets: Callable[[], int]) -> None:
        self._sessions = sessions
        self._traffic = traffic
        self._sockets = sockets

    def collect(self) -> Iterable[Metric]:
        """Yield them as they are now."""
        sessions, scheduler, traffic = self._sessions, self._sessions.scheduler, self._traffic
        gauges = {
            "sessions": ("live sessions", len(sessions)),
            "sockets": ("open WebSockets", self._sockets()),
            "waiting": ("newcomers in line", len(sessions.waiting_queue)),
            "tasks": ("tasks of the event loop", len(asyncio.all_tasks())),
        }
        for name, (description, value) in gauges.items():
            yield GaugeMetricFamily(f"piecewise_{name}", description, value)
        counters = {
            "sessions_opened": ("sessions opened", sessions.opened),
            "steps": ("steps of training", scheduler.steps_done),
            "messages_received": ("messages read from WebSockets", traffic.messages),
            "received_bytes": ("bytes of messages read from WebSockets", traffic.received),
            "frames_sent": ("frames sent", traffic.frames),
            "sent_bytes": ("bytes of frames and messages sent", traffic.sent),
            "session_failures": ("sessions and answers that failed", scheduler.failures),
        }
        for name, (description, value) in counters.items():
            yield CounterMetricFamily(f"piecewise_{name}", description, value)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """All metrics, for authorized clients."""
    if not _may_read(request):
        raise HTTPException(HTTPStatus.NOT_FOUND, "Not Found")
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _may_read(request: Request) -> bool:
    settings: ServerSettings = request.app.state.settings
    if settings.metrics == "off":
        return False
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if settings.metrics_token and scheme.lower() == "bearer":
        return secrets.compare_digest(token.encode(), settings.metrics_token.encode())
    if settings.metrics == "public":
        return True
    return is_loopback(request.client.host if request.client else "") and not came_through_a_proxy(request.headers)
