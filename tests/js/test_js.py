"""The page's modules: every ``*.test.js`` here runs in Chromium, one empty page for each, all in one profile."""

from __future__ import annotations

import html
import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.engine.anatomy.next_update import Memory, no_memory, plan_update
from app.engine.network import Network
from app.engine.optimizers import OPTIMIZERS
from app.engine.training import TrainingSettings
from app.web.api import experiment_schema
from app.web.assets import VENDORED_MODULES, Assets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
ASSETS = Assets()
BUILT = {
    "/static/css/later.css": ("text/css", ""),
    "/static/i18n/en.later.json": ("application/json", "{}"),
    **{f"/static/i18n/{name}.json": ("application/json", json.dumps(part)) for name, part in ASSETS.strings.items()},
}
"""What the app makes of the project's files, as far as a test loads it."""
TEST_FILES = sorted(path.name for path in Path(__file__).parent.glob("*.test.js"))


def updates() -> list[dict[str, Any]]:
    """Return one weight's update by each optimizer, several steps in: its name, penalties, numbers and steps."""
    found = []
    network = Network((1, 1), [], [0.734, 1.0])
    for name, (l1, l2) in product(OPTIMIZERS, ((0.0, 0.0), (0.0, 0.016), (0.02, 0.0), (50.0, 0.0))):
        squares = {"v"} if name in {"rmsprop", "adam", "adamw"} else {"s"}
        memory = no_memory(name, 2)
        buffers = {key: np.full(2, 0.00345 if key in squares else 0.0213) for key in memory.buffers}
        settings = TrainingSettings(
            optimizer=name, hyperparameters={"learning_rate": 0.03}, l1_penalty=l1, l2_penalty=l2,
        )  # fmt: skip
        move = plan_update(network, [-0.0567, 0.0], settings, Memory(buffers, memory.ages + 3))
        numbers = move.numbers(0, 0, 0)
        found.append({"name": name, "l1": l1, "l2": l2, "numbers": numbers, "steps": move.arithmetic(numbers)})
    return found


class Handler(SimpleHTTPRequestHandler):
    """Serves the project's files, the schema, and one empty page per test file."""

    def do_GET(self) -> None:
        if self.path == "/schema.json":
            self._answer("application/json", json.dumps(experiment_schema()))
        elif self.path == "/updates.json":
            self._answer("application/json", json.dumps(updates()))
        elif self.path in BUILT:
            self._answer(*BUILT[self.path])
        elif self.path.startswith("/run/"):
            self._answer("text/html", _page(self.path.removeprefix("/run/")))
        else:
            super().do_GET()

    def _answer(self, content_type: str, body: str) -> None:
        data = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{content_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        """Keep the tests' output clean."""


def _page(test_file: str) -> str:
    import_map = json.dumps({"imports": {name: f"/static/vendor/{file}.js" for name, file in VENDORED_MODULES.items()}})
    features = html.escape(ASSETS.listed_features)
    return f"""<!doctype html><meta charset="utf-8"><script type="importmap">{import_map}</script>
<meta id="features" name="features" content="{features}">
<script type="module">
import {{ run }} from '/tests/js/harness.js';
import '/tests/js/{test_file}';
window.results = await run();
</script>"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(ROOT)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """What one file has loaded, the next one need not."""
    with browser.new_context() as context:
        yield context


@pytest.fixture
def page(profile: BrowserContext) -> Iterator[Page]:
    page = profile.new_page()
    yield page
    page.evaluate("localStorage.clear()")
    page.close()


@pytest.mark.parametrize("test_file", TEST_FILES)
def test_module(test_file: str, address: str, page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/run/{test_file}")
    try:
        page.wait_for_function("window.results", timeout=60_000)
    except Exception:
        pytest.fail(f"{test_file} did not finish: {errors}")
    results = page.evaluate("window.results")
    failures = [f"{result['name']}: {result['error']}" for result in results if result["error"]]
    assert results, f"{test_file} has no tests"
    assert not failures, "\n".join(failures)
    assert not errors
