"""A complete client of the live protocol: trains the default experiment and prints its loss.

python docs/client.py [ws://127.0.0.1:8000/ws] [steps]
"""

import asyncio
import itertools
import json
import struct
import sys

import websockets

HEADER = struct.Struct("<BBHIddff")


async def watch(url: str, steps: int) -> float:
    """Play until ``steps`` steps are done and return the training loss there."""
    ids = itertools.count(1)
    async with websockets.connect(url) as socket:

        async def send(kind: str, **fields: object) -> None:
            await socket.send(json.dumps({"type": kind, "id": next(ids), **fields}))

        await send("configure", config={})
        await send("subscribe", sections=["prediction"], fps=30)
        await send("play", steps_per_second=None)
        layout = 0
        async for message in socket:
            if isinstance(message, str):
                data = json.loads(message)
                if data["type"] == "error":
                    raise RuntimeError(data["message"])
                layout = data["layout"] if data["type"] == "layout" else layout
                continue
            _version, _flags, frame_layout, frame, step, _epoch, loss, _validation = HEADER.unpack_from(message)
            await socket.send(json.dumps({"type": "seen", "frame": frame}))
            if frame_layout == layout:
                print(f"step {step:.0f}  training loss {loss:.4f}")
                if step >= steps:
                    return float(loss)
    raise RuntimeError("the server closed the connection")


if __name__ == "__main__":
    address = sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:8000/ws"
    asyncio.run(watch(address, int(sys.argv[2]) if len(sys.argv) > 2 else 1000))
