"""A real Chromium for tests of the page."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import time
from typing import TYPE_CHECKING, Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from app.protocol.frame import HEADER, Flag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Browser, Page, Request, WebSocket

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
Theme = Literal["light", "dark"]
SIZES = ((1440, 900), (1024, 768), (390, 844))
THEMES: tuple[Theme, ...] = ("light", "dark")
PAUSE = re.compile(r"^(Pause|暂停)$")
PATIENCE = 60.0
POLL_MILLISECONDS = 20
USUAL_SPEED, QUICK_SPEED = 6, 9
"""Notches of the Speed slider: 60 and 500 steps a second."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium named in CHROMIUM, else one on PATH: without windows it needs a quarter less time."""
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


def violations(page: Page, context: str | None = None, options: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return what axe finds; it is brought into a page once, for it is half a megabyte."""
    axe = Axe("0") if page.evaluate("'axe' in window") else Axe()
    results = axe.run(page, context, options or {"resultTypes": ["violations"]})
    return list(results.response["violations"])


class Rest:
    """Whether the page has drawn the rest that it was told of.

    The words that training rests come before the frame it came to rest with, and that frame may have to wait until
    those before it are drawn: for a moment the page says "paused" and still shows an earlier step.
    """

    def __init__(self, page: Page) -> None:
        self._rests, self._frame, self._seen = False, 0, 0
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        self._rests, self._frame, self._seen = False, 0, 0
        socket.on("framereceived", self._note_received)
        socket.on("framesent", self._note_sent)

    def _note_received(self, data: str | bytes) -> None:
        if isinstance(data, str):
            if '"type":"status"' in data[:40]:
                self._rests, self._frame = json.loads(data)["state"] != "running", 0
        elif self._rests and not self._frame:
            _, flags, _, number, *_ = HEADER.unpack_from(data)
            self._frame = 0 if flags & Flag.RUNNING else number

    def _note_sent(self, data: str | bytes) -> None:
        if '"type":"seen"' in str(data)[:40]:
            self._seen = json.loads(data)["frame"]

    def is_drawn(self) -> bool:
        return 0 < self._frame <= self._seen


class Visit:
    """One visitor's page, with everything its console said."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.console: list[str] = []
        self.rest = Rest(page)
        page.set_default_timeout(1000 * PATIENCE)
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("requestfailed", self._note_failure)

    def _note_failure(self, request: Request) -> None:
        """Note what could not be loaded; what was given up because the page was left did not fail."""
        if request.failure != "net::ERR_ABORTED":
            self.console.append(f"failed: {request.url}")

    def open(self, path: str = "/?lang=en#config=2", state: str = "running") -> Visit:
        """Go to an address, by default the default experiment's, and wait until the page is in a state."""
        self.page.goto(self.url + path)
        self.until(lambda: self.state == state, f"state {state}")
        return self

    def open_here(self, link: str) -> None:
        """Open a link in the page as it is, which does not load again; the first time it is loaded."""
        if self.page.url.startswith(self.url):
            self.page.evaluate("link => { location.hash = link }", link)
        else:
            self.open("/?lang=en" + link)

    def leave(self) -> None:
        """Close the page; nothing that it stored stays."""
        storage = {"origin": self.url, "storageTypes": "local_storage"}
        self.page.context.new_cdp_session(self.page).send("Storage.clearDataForOrigin", storage)
        self.page.close()

    def check_access(self, context: str | None = None) -> None:
        """Find nothing that keeps somebody out, and nothing that scrolls sideways."""
        found = violations(self.page, context)
        assert [(entry["id"], [node["html"][:200] for node in entry["nodes"]]) for entry in found] == []
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    def looks(
        self, sizes: Sequence[tuple[int, int]] = SIZES, themes: Sequence[Theme] = THEMES
    ) -> Iterator[tuple[int, int]]:
        """Give the page each size and theme, one after the other, and the time to draw itself anew."""
        for theme in themes:
            self.page.emulate_media(color_scheme=theme)
            for width, height in sizes:
                self.page.set_viewport_size({"width": width, "height": height})
                self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
                yield width, height

    def check_looks(
        self, part: str, sizes: Sequence[tuple[int, int]] = SIZES, themes: Sequence[Theme] = THEMES
    ) -> Iterator[tuple[int, int]]:
        """Give each look and find nothing wrong: in the first one on the whole page, in the others in a part of it."""
        for i, size in enumerate(self.looks(sizes, themes)):
            self.check_access(part if i else None)
            yield size

    @property
    def state(self) -> str | None:
        return self.page.locator("html").get_attribute("data-state")

    @property
    def step(self) -> int:
        return int(self.page.locator("html").get_attribute("data-step") or 0)

    @property
    def loss(self) -> float:
        return float(self.page.get_by_role("status", name="Training loss").inner_text())

    @property
    def fragment(self) -> str:
        return str(self.page.evaluate("location.hash"))

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    def until(self, condition: Callable[[], Any], what: str) -> None:
        """Wait until something holds; Playwright's own waiting would need eval, which the page's policy forbids."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain for {what}; state {self.state}, step {self.step}, {self.console}")
            self.page.wait_for_timeout(POLL_MILLISECONDS)

    def while_time_passes(self, seconds: float) -> None:
        """Let the page live for a while, where time itself is what is tested."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end, "time to pass")

    def until_step(self, step: int) -> None:
        self.until(lambda: self.step >= step, f"step {step}")

    def until_step_is(self, step: int) -> None:
        self.until(lambda: self.step == step, f"exactly step {step}")

    def until_parameters(self, count: int) -> None:
        self.until(lambda: self.parameter_count() == count, f"{count} parameters")

    def until_link_has(self, part: str) -> None:
        self.until(lambda: part in self.fragment, f"{part} in the link {self.fragment}")

    def focused(self) -> str:
        """Return the name of what has the focus, or its words."""
        name = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
        return str(self.page.evaluate(name))

    def tab_to(self, name: str) -> None:
        """Press Tab until something of that name has the focus."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if name in self.focused():
                return
        raise AssertionError(f"{name} is not reached by Tab")

    def pause(self) -> None:
        """Let training rest, and wait until the page shows where it came to."""
        self.page.get_by_role("button", name=PAUSE).click()
        self.until_it_rests()

    def until_it_rests(self) -> None:
        self.until(lambda: self.state in {"paused", "ready"} and self.rest.is_drawn(), "the frame of a rest")

    def set_speed(self, notch: int) -> None:
        self.page.locator(".speed input").fill(str(notch))

    def train(self, step: int) -> None:
        """Train to a step quickly, then go on at the usual speed: worth it beyond some forty steps."""
        self.set_speed(QUICK_SPEED)
        self.until_step(step)
        self.set_speed(USUAL_SPEED)

    def parameter_count(self) -> int:
        """Return the number of parameters the page tells, as soon as it does."""
        place = self.page.locator("#parameter-count")
        self.until(place.inner_text, "a number of parameters")
        return int("".join(c for c in place.inner_text() if c.isdigit()))
