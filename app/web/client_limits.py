"""The limits that clients are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.protocol.messages import MAX_CONFIG_MESSAGE_BYTES, MAX_FPS, MAX_IN_FLIGHT, MAX_MESSAGE_BYTES, MAX_STEP_COUNT
from app.schema import MAX_HIDDEN_LAYERS, MAX_NEURONS, MAX_SAMPLES

if TYPE_CHECKING:
    from app.settings import ServerSettings


def client_limits(settings: ServerSettings) -> dict[str, float]:
    """Return the limits for clients, which ``hello`` and ``/api/schema`` carry; ``saving``: whether runs are kept."""
    return {
        "hidden_layers": MAX_HIDDEN_LAYERS,
        "neurons": MAX_NEURONS,
        "samples": MAX_SAMPLES,
        "fps": MAX_FPS,
        "in_flight": MAX_IN_FLIGHT,
        "step_count": MAX_STEP_COUNT,
        "message_bytes": MAX_MESSAGE_BYTES,
        "config_message_bytes": MAX_CONFIG_MESSAGE_BYTES,
        "messages_per_second": settings.messages_per_second,
        "steps_per_second": settings.max_steps_per_second,
        "grace_seconds": settings.grace_seconds,
        "idle_pause_seconds": settings.idle_pause_seconds,
        "idle_end_seconds": settings.idle_end_seconds,
        "saving": bool(settings.database_url),
    }
