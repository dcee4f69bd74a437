"""Security headers, and the checks of a request's host and origin."""

from __future__ import annotations

import socket
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from app.web.problems import problem

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DOCUMENT_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Headers of documents only: on eighty small files they would be a fifth of the bytes."""
MAX_HOST = 255
"""Characters that a name has at most (RFC 1035)."""
SUBRESOURCES = ("text/javascript", "text/css")


def content_security_policy(
    script_hashes: Collection[str], ancestors: Collection[str] = (), workers: str = "'self'"
) -> str:
    """Return the page's policy: everything from this server, no inline script but those with a known hash.

    Args:
        script_hashes: of the inline scripts.
        ancestors: origins whose pages may show it in a frame.
        workers: where workers may come from.
    """
    scripts = " ".join(["'self'", *(f"'sha256-{digest}'" for digest in script_hashes)])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            f"worker-src {workers}",
            "manifest-src 'self'",
            "frame-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors " + (" ".join(ancestors) or "'none'"),
        ]
    )


class SecurityHeaders:
    """ASGI middleware: the headers every response carries; a response's own policy is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to its response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_document = not headers.get("content-type", "").startswith(SUBRESOURCES)
                for name, value in (HEADERS | DOCUMENT_HEADERS if is_document else HEADERS).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def origin_allowed(origin: str | None, host: str | None, allowed: Collection[str]) -> bool:
    """Tell whether a WebSocket's Origin may connect: none (no browser), the page's own host, or a listed one."""
    if origin is None:
        return True
    if origin in allowed:
        return True
    try:
        return host is not None and urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:  # a bracket that is not closed
        return False


class AllowedHosts:
    """ASGI middleware: refuses requests and sockets for a name that is not this server's.

    A page elsewhere could otherwise have its own name resolve to this machine, and read a server that only listens
    here. Addresses in digits cannot be used so and are always allowed, like this machine's own names.

    Args:
        app: the application.
        listed: more names; ``*.school.example`` is every name below, ``*`` every name.
    """

    def __init__(self, app: ASGIApp, listed: Collection[str]) -> None:
        self.app = app
        own = socket.gethostname().lower()
        self._names = {"localhost", "*.localhost", own, f"{own.partition('.')[0]}.local", *map(str.lower, listed)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 421; a socket is refused before it is accepted."""
        if scope["type"] not in {"http", "websocket"} or self.allows(Headers(scope=scope).get("host")):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            detail = "this server does not answer for this name: PIECEWISE_ALLOWED_HOSTS lists those it has"
            await problem(HTTPStatus.MISDIRECTED_REQUEST, detail)(scope, receive, send)

    def allows(self, host: str | None) -> bool:
        """Tell whether a Host header may be served; a program that sends none is no browser."""
        if not host or "*" in self._names:
            return True
        name = _name_in(host)
        parents = name.split(".", 1)[1:]
        while parents and f"*.{parents[0]}" not in self._names:
            parents = parents[0].split(".", 1)[1:]
        return name in self._names or bool(parents) or _is_address(name)


def _name_in(host: str) -> str:
    """Return the name in a Host header, without its port and a dot at its end."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return name.lower().removesuffix(".")[:MAX_HOST]


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
