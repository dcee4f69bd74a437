"""Server processes that start in a moment: forked from one that has everything imported and its files in memory.

    python -m benchmarks.forks

reads a port and a database URL from each line of its input, forks a server for it and prints its process id.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def forking() -> Iterator[Callable[[int, str], int]]:
    """Yield what starts a server on a port, with a database, and returns its process id."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.forks"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def start(port: int, url: str) -> int:
            print(port, url, file=stdin, flush=True)
            return int(stdout.readline())

        yield start
        stdin.close()


def _serve_forks() -> None:
    from app import main
    from app.logs import configure_logging
    from app.settings import ServerSettings
    from app.web.server import make_server

    configure_logging("error", "console")
    warm = main.create_app(ServerSettings(database_url="sqlite+aiosqlite://"))
    make_server(warm).config.load()
    vars(main)["Assets"] = lambda: warm.state.assets
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever is killed is gone, and no zombie
    for line in sys.stdin:
        port, url = line.split()
        if (child := os.fork()) == 0:
            settings = ServerSettings(
                port=int(port), database_url=url, saves_per_hour=10**9, saves_per_day=10**9, costly_per_minute=10**9
            )
            make_server(main.create_app(settings)).run()
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    _serve_forks()
