"""Settings of the server, from the environment only (prefix ``PIECEWISE_``)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

FRAMING_ORIGIN = r"^(\*|https?://(\*\.)?[A-Za-z0-9.-]+(:(\d{1,5}|\*))?|https?://\[[0-9A-Fa-f:.]+\](:\d{1,5})?)$"


class ServerSettings(BaseSettings):
    """What a host can set; unknown variables are ignored."""

    model_config = SettingsConfigDict(env_prefix="PIECEWISE_", extra="ignore")

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 lets the system choose")
    allowed_origins: list[str] = Field(
        [], description='origins beside the page\'s own that may open a WebSocket, as JSON: ["https://school.example"]'
    )
    allowed_hosts: list[str] = Field(
        [],
        description="names this server answers for, beside this machine's own, localhost and addresses in digits, as"
        ' JSON: ["school.example", "*.school.example"]; ["*"] is every name, for a proxy that checks it',
    )
    embed_origins: list[Annotated[str, Field(pattern=FRAMING_ORIGIN)]] = Field(
        ["*"],
        description='origins whose pages may show /embed in a frame, as JSON: ["https://school.example"]; '
        '["*"] is everybody, [] nobody',
    )
    trusted_proxies: str = Field("127.0.0.1", description="addresses whose X-Forwarded-* headers are believed")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="what is worth a line")
    log_format: Literal["auto", "json", "console"] = Field(
        "auto", description="auto: for people on a terminal, else one JSON object a line"
    )
    metrics: Literal["off", "local", "public"] = Field(
        "local", description="who may read /metrics: nobody, this machine without a proxy between, everybody"
    )
    metrics_token: str | None = Field(None, description="whoever sends it as a bearer token may read /metrics, too")

    max_connections: int = Field(4096, ge=1, description="connections at once, of all kinds")
    max_connections_per_address: int = Field(
        1024, ge=1, description="of these from one address; proxies that are trusted count for nobody"
    )
    max_header_bytes: int = Field(32 * 1024, ge=1024, description="a request's address and headers")
    header_seconds: float = Field(10.0, gt=0, description="a request's headers are here by then, or it is cut off")
    max_body_bytes: int = Field(4 * 1024 * 1024, ge=1024, description="a request's body")
    body_seconds: float = Field(20.0, gt=0, description="a request's body is here by then, or it is refused")
    keep_alive_seconds: float = Field(
        5.0, gt=0, description="an answered connection whose next request has not begun by then is closed"
    )
    requests_per_minute: int = Field(
        20_000, ge=1, description="pages, API calls and new sockets an address may ask for"
    )
    static_per_minute: int = Field(30_000, ge=1, description="static files an address may ask for; a visit takes 90")
    costly_per_minute: int = Field(120, ge=1, description="exports and saves an address may ask for")

    max_sockets_per_address: int = Field(250, ge=1, description="WebSockets at once from one address")
    unconfigured_seconds: float = Field(
        30.0, gt=0, description="a socket that has asked for no session by then is closed"
    )
    messages_per_second: float = Field(200.0, gt=0, description="messages a socket may send, on average")
    message_burst: float = Field(400.0, ge=1, description="messages a socket may send at once")
    bytes_per_second: float = Field(
        1024 * 1024, gt=0, description="read from a socket, on average; what comes faster waits"
    )
    command_share: float = Field(
        0.2,
        gt=0,
        le=1,
        description="of a core: what an address's commands may take, on average, beside others; more of them wait",
    )
    send_seconds: float = Field(20.0, gt=0, description="a peer that takes next to nothing for so long is cut off")
    ping_seconds: float = Field(20.0, gt=0, description="time between heartbeats, and to answer one")

    max_sessions: int = Field(300, ge=1, description="sessions at once")
    max_sessions_per_address: int = Field(
        100, ge=1, description="sessions at once from one address; a school is often behind one"
    )
    max_waiting: int = Field(500, ge=0, description="newcomers in line while the server is full; more are sent away")
    max_waiting_per_address: int = Field(100, ge=0, description="of these from one address")
    busy_seconds: float = Field(
        0.15,
        gt=0,
        description="newcomers wait in line while a round over all sessions that train takes longer, in processor time"
        " and with at most a millisecond for each session's steps",
    )
    max_steps_per_second: float = Field(100_000, gt=0, description="steps of training a session may do")
    unattended_steps: int = Field(
        10_000_000, ge=1, description="steps a session may do with nobody there, before it is paused"
    )
    idle_pause_seconds: float = Field(900.0, gt=0, description="a session with nobody there is paused after this")
    idle_end_seconds: float = Field(3600.0, ge=0, description="and ended after so much more")
    grace_seconds: float = Field(
        600.0, ge=0, description="how long a session waits for its viewer; where there is no room, newcomers come first"
    )
    max_memory_bytes: int = Field(
        768 * 2**20,
        ge=256 * 2**20,
        description="memory of the process: experiments that do not fit are refused before they are built",
    )
    history_bytes: int = Field(1024 * 1024, ge=0, description="memory of one session's undo history")
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
        600, ge=1, description="runs an hour that one address may save; a school is often behind one"
    )
    saves_per_day: int = Field(3000, ge=1, description="runs a day that one address may save")
