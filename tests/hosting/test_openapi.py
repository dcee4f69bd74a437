"""Every documented route, with whatever a client may send it: no server error, and answers as described."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import settings

from app.main import create_app
from app.settings import ServerSettings

schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(ServerSettings(requests_per_minute=10**6)))


@schema.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, database=None)
def test_no_request_is_too_much(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate()
