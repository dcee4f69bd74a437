"""Every documented route, with whatever a client may send it: no server error, and answers as described."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import settings
from schemathesis.specs.openapi.checks import allow_header_conformance, positive_data_acceptance

from app.main import create_app
from app.settings import ServerSettings

if TYPE_CHECKING:
    from schemathesis.checks import CheckFunction

EXCLUDED: list[CheckFunction] = [
    positive_data_acceptance,  # that layers fit their config, and titles are short, a schema cannot say
    allow_header_conformance,  # the router names the methods of the first of two routes of one path
]

SETTINGS = ServerSettings(requests_per_minute=10**6, costly_per_minute=10**6)
schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(SETTINGS))


@schema.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, database=None)
def test_no_request_is_too_much(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(excluded_checks=EXCLUDED)
