"""HEAD wherever GET is, complete ``Allow`` headers, and redirects that name no host."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.routing import Match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Methods:
    """ASGI middleware: answers HEAD as GET without its body, and mends the headers of redirects and of 405.

    Args:
        app: the application.
        routes: all of its routes, to tell what a path allows.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self.app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, HEAD as GET."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def send_mended(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "location" in headers:
                    headers["location"] = without_host(headers["location"])
                if message["status"] == HTTPStatus.METHOD_NOT_ALLOWED:
                    headers["allow"] = ", ".join(allowed_methods(self._routes, scope))
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"} if is_head else scope, receive, send_mended)


def without_host(location: str) -> str:
    """Return an address on this server without its host, which was taken from the request."""
    parts = urlsplit(location)
    if not parts.netloc:
        return location
    path = "/" + parts.path.lstrip("/")  # two slashes would begin a host
    return path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def allowed_methods(routes: Sequence[BaseRoute], scope: Scope) -> list[str]:
    """Return every method that some route takes at a request's path."""
    methods: set[str] = set()
    for route in routes:
        if route.matches(scope)[0] != Match.NONE:
            methods |= getattr(route, "methods", None) or set()
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))
