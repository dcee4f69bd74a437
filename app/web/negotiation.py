"""Content negotiation: languages, encodings, and whether the browser already has the present version.

Lists and weights as RFC 9110 has them: sections 5.6.1 (lists), 12.4.2 (weights) and 13.1.2 (If-None-Match).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Receive, Scope, Send

ENCODINGS = ("br", "gzip")
"""What files may be sent as, the smallest first."""

_WEIGHT = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
_ETAG = re.compile(r'(?:W/)?("[^"]*")')


def weights(header: str | None) -> dict[str, float]:
    """Return what a header like ``Accept-Language`` lists, in lower case and in order, each with its weight in [0, 1].

    Invalid weights count as 0.
    """
    found: dict[str, float] = {}
    for item in (header or "").split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        if name:
            found[name] = _weight_of(parameters)
    return found


def _weight_of(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            text = value.strip()
            return float(text) if _WEIGHT.fullmatch(text) else 0.0
    return 1.0


def best_of(header: str | None, choices: Sequence[str], *, by_prefix: bool = False) -> str | None:
    """Return the choice a header likes best, the earlier listed of equals; None where it takes none of them.

    Args:
        header: the header's value, None where it was not sent.
        choices: what there is, in lower case, the best of ours first.
        by_prefix: whether ``zh-tw`` asks for ``zh``, as languages do (RFC 4647, section 3.4).
    """
    listed = weights(header)
    wishes: dict[str, tuple[float, int]] = {}
    for place, (name, weight) in enumerate(listed.items()):
        choice = name.split("-")[0] if by_prefix else name
        wishes[choice] = max(wishes.get(choice, (0.0, 0)), (weight, -place))
    rest = (listed.get("*", 0.0), -len(listed))
    ranked = sorted(choices, key=lambda choice: wishes.get(choice, rest), reverse=True)
    return next((choice for choice in ranked if wishes.get(choice, rest)[0] > 0), None)


class PlainEncodings:
    """ASGI middleware: rewrites ``Accept-Encoding`` as the ``ENCODINGS`` a request takes, the one it likes best first.

    What comes after it, Starlette's ``GZipMiddleware`` included, may then look for a name and needs no weights.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the header rewritten."""
        if scope["type"] == "http":
            headers = MutableHeaders(scope=scope)
            listed = weights(", ".join(headers.getlist("accept-encoding")))
            taken = {name: listed.get(name, listed.get("*", 0.0)) for name in ENCODINGS}
            liked = sorted((name for name, weight in taken.items() if weight > 0), key=taken.__getitem__, reverse=True)
            headers["accept-encoding"] = ", ".join(liked)
        await self.app(scope, receive, send)


def is_known(etag: str, header: str | None) -> bool:
    """Tell whether an ``If-None-Match`` header names the present version, compared weakly."""
    if header is None:
        return False
    if header.strip() == "*":
        return True
    return etag.removeprefix("W/") in _ETAG.findall(header)
