"""Groups clients by address for limits, and knows the trusted proxies."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from typing import Any

IPV6_PREFIX = 64
"""One subscriber has at least this many bits of an IPv6 address to choose from."""
FORWARDING_HEADERS = ("x-forwarded-for", "x-real-ip", "forwarded", "via")
UNKNOWN = "unknown"


@lru_cache(maxsize=4096)
def group_of(host: str) -> str:
    """Return the group an address is counted in: itself, or its /64 network if it is IPv6."""
    if len(host) > 45:
        return UNKNOWN
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, IPV6_PREFIX), strict=False))


def group_of_client(scope: MutableMapping[str, Any]) -> str:
    """Return the group that a request or a socket is counted in."""
    client = scope.get("client")
    return group_of(client[0]) if client else UNKNOWN


def is_loopback(host: str) -> bool:
    """Tell whether an address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def came_through_a_proxy(headers: Mapping[str, str]) -> bool:
    """Tell whether a request's headers say that a proxy forwarded it."""
    return any(name in headers for name in FORWARDING_HEADERS)


class Proxies:
    """The proxies that are trusted: addresses and networks, comma separated, or ``*`` for all addresses."""

    def __init__(self, listed: str) -> None:
        names = [name.strip() for name in listed.split(",") if name.strip()]
        self._everybody = "*" in names
        self._networks = [ip_network(name, strict=False) for name in names if name != "*" and _is_network(name)]

    def __contains__(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return self._everybody
        return self._everybody or any(address in network for network in self._networks)


def _is_network(name: str) -> bool:
    try:
        ip_network(name, strict=False)
    except ValueError:
        return False
    return True
