"""Peers no server would wish for, each in a process of its own so that they do not slow down whoever measures."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import struct
import time
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
)
TEXT, COMPRESSED_TEXT = 0x81, 0xC1
BATCH_SECONDS = 0.01
BOMB_BYTES = 100_000_000
BETWEEN_BOMBS_SECONDS = 0.5


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """Return a masked WebSocket frame (the mask is zero, which costs nobody anything)."""
    size = len(payload)
    if size < 126:
        head = bytes([opcode, 0x80 | size])
    elif size < 65536:
        head = bytes([opcode, 0x80 | 126]) + struct.pack(">H", size)
    else:
        head = bytes([opcode, 0x80 | 127]) + struct.pack(">Q", size)
    return head + b"\0\0\0\0" + payload


def open_socket(port: int, *, receive_buffer: int | None = None) -> socket.socket:
    """Return a connected WebSocket, as a plain socket."""
    raw = socket.socket()
    if receive_buffer is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    raw.settimeout(10)
    raw.connect(("127.0.0.1", port))
    raw.sendall(HANDSHAKE)
    answer = b""
    while b"\r\n\r\n" not in answer:
        data = raw.recv(1)
        if not data:
            raise ConnectionResetError
        answer += data
    return raw


def flood(port: int, sockets: int, messages_per_second: int, core: int, stop: Event) -> None:
    """Offer so many messages a second over some sockets, reopening those that are closed."""
    os.sched_setaffinity(0, {core})
    os.nice(10)
    per_batch = int(messages_per_second * BATCH_SECONDS / sockets)
    batch = frame(b'{"type":"history","id":1,"points":2}') * per_batch
    opening = frame(b'{"type":"configure","id":0}')
    open_ones: dict[int, tuple[socket.socket, bytes]] = {}
    while not stop.is_set():
        begun = time.monotonic()
        for place in range(sockets):
            with contextlib.suppress(OSError):
                if place not in open_ones:
                    raw = open_socket(port)
                    raw.setblocking(False)
                    open_ones[place] = raw, opening
                raw, left = open_ones[place]
                try:
                    left = (left or batch)[raw.send(left or batch) :]
                    open_ones[place] = raw, left
                except BlockingIOError:
                    pass
                except OSError:
                    open_ones.pop(place)[0].close()
        time.sleep(max(0.0, BATCH_SECONDS - (time.monotonic() - begun)))


def stall(port: int, viewers: int, core: int, stop: Event) -> None:
    """Watch a fast stream without ever reading a byte of it; come back when cut off."""
    os.sched_setaffinity(0, {core})
    os.nice(10)
    opening = frame(b'{"type":"configure","id":1}') + frame(b'{"type":"play","id":2,"steps_per_second":null}')
    asking = frame(b'{"type":"history","id":3}')
    stalled: list[socket.socket] = []
    with selectors.DefaultSelector():
        while not stop.is_set():
            with contextlib.suppress(OSError):
                while len(stalled) < viewers:
                    stalled.append(open_socket(port, receive_buffer=4096))
                    stalled[-1].sendall(opening + asking)
            time.sleep(0.1)
    for raw in stalled:
        raw.close()


def bomb(port: int, core: int, stop: Event) -> None:
    """Send a message of 100 MB, then one that would unpack to as much, again and again."""
    os.sched_setaffinity(0, {core})
    os.nice(10)
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    small = packed.compress(b" " * BOMB_BYTES) + packed.flush(zlib.Z_SYNC_FLUSH)
    announced = bytes([TEXT, 0x80 | 127]) + struct.pack(">Q", BOMB_BYTES) + b"\0\0\0\0"
    chunk = b" " * 1_000_000
    while not stop.is_set():
        for bytes_to_send in ([announced, *[chunk] * (BOMB_BYTES // len(chunk))], [frame(small, COMPRESSED_TEXT)]):
            with contextlib.suppress(OSError), open_socket(port) as raw:
                for part in bytes_to_send:
                    raw.sendall(part)
            time.sleep(BETWEEN_BOMBS_SECONDS)
