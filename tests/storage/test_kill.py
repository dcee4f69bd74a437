"""A server killed in the middle of saves: what it acknowledged is there when the next one starts."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

from benchmarks.servers import running_server
from benchmarks.storage import is_whole, kill_saves, posted

if TYPE_CHECKING:
    from pathlib import Path


def test_no_kill_loses_an_acknowledged_save() -> None:
    tally = kill_saves(25)
    assert (tally.kills, tally.lost, tally.unreadable, tally.corrupt) == (25, 0, 0, 0)
    assert tally.acknowledged >= 100


def test_a_saved_run_survives_kill_9_and_a_restart(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'runs.db'}"
    with running_server(database_url=url) as server:
        request = urllib.request.Request(f"{server.url}/api/runs", posted("kept"))
        with urllib.request.urlopen(request) as answer:
            receipt = json.load(answer)
        server.process.kill()
        server.process.wait()
    assert is_whole(tmp_path / "runs.db")
    with running_server(database_url=url) as server:
        with urllib.request.urlopen(f"{server.url}/api/runs/{receipt['id']}") as answer:
            assert json.load(answer)["title"] == "kept"
        server.stop()
    assert [path.name for path in tmp_path.iterdir()] == ["runs.db"], "closed, all of it is in one file"
