"""How the page arrives: files that are lost, a live connection that is blocked, frames without an origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.sharing import message
from tests.browser.test_embed import host_page, until_running

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

    from tests.browsers import Visit

REQUESTS = """
  new MutationObserver((_, observer) => {
    if (Number(document.documentElement.dataset.step) === 0) return;
    window.requestsBefore = performance.getEntriesByType('resource').length + 1;
    observer.disconnect();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-step'] });
"""


SHIFTS = """
  window.shifts = [];
  const note = (entry) => entry.sources.forEach(({ node }) => {
    const element = node?.nodeType === 1 ? node : node?.parentElement;
    shifts.push({ size: entry.value, what: element?.outerHTML.slice(0, 80) });
  });
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: 'layout-shift', buffered: true });
"""
LATE = (".explore-open", ".fit-pin:not([data-waits])", "#export-menu:not([data-waits])", "#starts button", ".find-rate")
"""What is loaded when the curve already moves."""


def lose(visit: Visit, pattern: str, times: int, loads: int) -> list[str]:
    """Let the first requests for some files fail, while the page is loaded for the first few times."""
    lost: list[str] = []
    loaded: list[str] = []
    visit.page.on(
        "request", lambda request: loaded.append(request.url) if request.resource_type == "document" else None
    )

    def answer(route: Route) -> None:
        if len(lost) < times and len(loaded) <= loads:
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    visit.page.route(pattern, answer)
    return lost


@pytest.mark.parametrize(
    ("file", "times"),
    [
        ("**/js/start.js", 1),
        ("**/js/start.js", 2),  # what is preloaded, and what is asked for in its place
        ("**/js/main.js", 2),
        ("**/vendor/d3.js", 2),
        ("**/css/page.css", 1),
        ("**/i18n/en.json", 2),
    ],
)
def test_a_lost_file_is_asked_for_again(visitor: Callable[..., Visit], file: str, times: int) -> None:
    visit = visitor()
    lost = lose(visit, file, times, loads=1)
    visit.open("/?lang=en#config=1&hidden=4")
    assert 1 <= len(lost) <= times  # the page may load again before the second request
    assert visit.parameter_count() == 13
    assert not visit.page.locator(".lost").is_visible()
    visit.console.clear()


def test_where_a_file_stays_lost_words_and_a_button_say_so(visitor: Callable[..., Visit]) -> None:
    visit = visitor()
    lose(visit, "**/js/start.js", 100, loads=100)
    visit.page.goto(f"{visit.url}/?lang=en#config=1&hidden=4")
    again = visit.button("Load again")
    again.wait_for()
    assert "has not arrived" in visit.page.get_by_role("alert").inner_text()
    visit.check_access(".lost")
    visit.page.unroute("**/js/start.js")
    again.click()
    visit.until(lambda: visit.state == "running", "the page, once it is whole")
    assert visit.parameter_count() == 13
    visit.console.clear()


def test_without_any_script_the_words_come_by_themselves(visitor: Callable[..., Visit]) -> None:
    visit = visitor()
    visit.page.route("**/*.js", lambda route: route.abort())
    visit.page.goto(f"{visit.url}/?lang=zh")
    box = visit.page.locator(".lost")
    [delay, count] = box.evaluate(
        "e => { const s = getComputedStyle(e); return [s.animationDelay, s.animationFillMode] }"
    )
    assert (delay, count) == ("20s", "forwards")
    box.evaluate("e => e.getAnimations().forEach(animation => animation.finish())")
    assert box.is_visible()
    visit.console.clear()


def test_the_first_frame_takes_few_requests(visitor: Callable[..., Visit]) -> None:
    visit = visitor()
    visit.page.add_init_script(REQUESTS)
    visit.open()
    visit.until(lambda: visit.page.evaluate("window.requestsBefore") is not None, "the first frame")
    assert visit.page.evaluate("window.requestsBefore") <= 25


def test_a_blocked_live_connection_is_told_as_that(visitor: Callable[..., Visit]) -> None:
    visit = visitor()
    visit.page.route_web_socket("**/ws", lambda socket: socket.close(code=1011))
    visit.page.goto(f"{visit.url}/?lang=en")
    visit.until(lambda: "does not get through" in message(visit), "words about the blocked connection")
    assert "kept" not in message(visit)
    assert visit.state == "offline"
    visit.page.route("**/healthz", lambda route: route.abort())
    visit.button("Try now").click()
    visit.until(lambda: "cannot be reached" in message(visit), "words about the server")
    visit.page.goto("about:blank")
    visit.console.clear()


def test_a_sandboxed_frame_works(visitor: Callable[..., Visit]) -> None:
    link = f"{visitor().url}/embed?lang=en&panels=network,fit,loss,transport,formula#config=1&hidden=5"
    with host_page(f"<iframe sandbox='allow-scripts' src='{link}' height=900 width=100%></iframe>") as address:
        visit = visitor(width=800)
        visit.page.goto(address)
        element: Any = visit.page.query_selector("iframe")
        frame = element.content_frame()
        until_running(visit, frame)
        assert frame.evaluate("origin") == "null"
        frame.locator(".add-neuron").first.click()
        visit.until(lambda: "hidden=6" in frame.evaluate("location.hash"), "the neuron")
        visit.until(lambda: frame.locator("#loss canvas").count() > 0, "the loss chart")


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (1024, 768), (390, 844), (844, 390)])
def test_what_is_loaded_late_finds_its_place_kept(visitor: Callable[..., Visit], size: tuple[int, int]) -> None:
    width, height = size
    phone = min(size) < 400
    visit = visitor(width=width, height=height, has_touch=phone, is_mobile=phone)
    visit.page.add_init_script(SHIFTS)
    visit.open("/?lang=en")
    for late in LATE:
        visit.page.locator(late).first.wait_for(state="attached")
    visit.until_step(60)
    shifts = visit.page.evaluate("shifts")
    assert [shift for shift in shifts if shift["size"] > 0.01] == [], shifts
    assert sum(shift["size"] for shift in shifts) < 0.03
