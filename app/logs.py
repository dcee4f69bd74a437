"""Logs: one line an event on stderr, JSON for machines and plain for people; nothing in them tells who a visitor is.

No addresses, no titles, no formulas; a session is named by a short hash with a key that only this process knew.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import sys
from typing import TYPE_CHECKING, Literal

import structlog

if TYPE_CHECKING:
    from structlog.typing import Processor

_KEY = secrets.token_bytes(16)


def alias(session_id: str) -> str:
    """Return the name of a session in logs: lines of one belong together, and lead nowhere else."""
    return hashlib.blake2s(session_id.encode(), key=_KEY, digest_size=4).hexdigest()


def configure_logging(level: str, form: Literal["auto", "json", "console"]) -> None:
    """Send what this process logs, uvicorn's errors included, to stderr; ``level`` is a name as in ``logging``."""
    shared: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    as_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    renderers: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if as_json
        else [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Bad requests are counted, not logged: visitors could fill the disk with lines.
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
