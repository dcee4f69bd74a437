"""Settings of the server, from the environment only (prefix ``PIECEWISE_``)."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServerSettings(BaseSettings):
    """What a host can set; unknown variables are ignored."""

    model_config = SettingsConfigDict(env_prefix="PIECEWISE_", extra="ignore")

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 lets the system choose")
    allowed_origins: list[str] = Field(
        [], description='origins beside the page\'s own that may open a WebSocket, as JSON: ["https://school.example"]'
    )
    trusted_proxies: str = Field("127.0.0.1", description="addresses whose X-Forwarded-* headers are believed")
    max_sessions: int = Field(300, ge=1, description="sessions at once")
    max_sessions_per_address: int = Field(
        100, ge=1, description="sessions at once from one address; a school is often behind one"
    )
    grace_seconds: float = Field(60.0, ge=0, description="how long a session waits for its viewer to come back")
    history_bytes: int = Field(256 * 1024, ge=0, description="memory of one session's undo history")
    messages_per_second: float = Field(200.0, gt=0, description="messages a socket may send, on average")
    message_burst: float = Field(400.0, ge=1, description="messages a socket may send at once")
    send_seconds: float = Field(20.0, gt=0, description="a socket that takes no byte for so long is cut off")
    ping_seconds: float = Field(20.0, gt=0, description="time between heartbeats, and to answer one")
    drain_seconds: float = Field(
        0.0, ge=0, description="on shutdown: time between /readyz saying so and the first closed connection"
    )
    database_url: str = Field(
        "sqlite+aiosqlite:///runs.db", description="where saved runs are kept, an async SQLAlchemy URL; empty: nowhere"
    )
    saved_run_days: int = Field(
        90, ge=1, le=36_500, description="how long a saved run is kept since it was last opened"
    )
    max_saved_runs: int = Field(100_000, ge=0, description="saved runs at once")
    max_saved_bytes: int = Field(2**30, ge=0, description="bytes of all saved runs together")
    max_run_bytes: int = Field(2**20, ge=1024, description="bytes of a run that a program posts to be saved")
    saves_per_hour: int = Field(
        200, ge=1, description="runs an hour that one address may save; a school is often behind one"
    )
    saves_per_day: int = Field(1000, ge=1, description="runs a day that one address may save")
