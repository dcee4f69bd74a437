"""Coming back: a page that is loaded again, one that was left, a session that the server no longer has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.servers import running_server
from tests.browser.sharing import message

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import WebSocketRoute

    from tests.browsers import Visit

SESSION = "JSON.parse(sessionStorage.getItem('piecewise.handover') ?? 'null')?.session ?? null"


def curve(visit: Visit) -> str:
    return str(visit.page.locator(".fit-prediction").first.get_attribute("d"))


def built(visitor: Callable[..., Visit]) -> Visit:
    """Return a visit that has added a neuron, and rests."""
    visit = visitor().open("/?lang=en#config=1&target=sine&hidden=2")
    visit.until_step(30)
    visit.page.locator(".add-neuron").first.click()
    visit.until_parameters(10)
    visit.until_step(visit.step + 30)
    visit.pause()
    return visit


def test_loading_again_goes_on_with_the_very_session(visitor: Callable[..., Visit]) -> None:
    visit = built(visitor)
    step, loss, before = visit.step, visit.loss, curve(visit)
    visit.page.reload()
    visit.until(lambda: visit.state == "paused" and curve(visit) == before, "the same curve")
    assert (visit.step, visit.loss, visit.parameter_count()) == (step, loss, 10)
    assert visit.page.evaluate(SESSION) is None
    visit.button("Undo").click()
    visit.until_parameters(7)
    assert message(visit) == ""


def test_going_back_goes_on_with_the_session_and_another_experiment_does_not(visitor: Callable[..., Visit]) -> None:
    visit = built(visitor)
    step, before = visit.step, curve(visit)
    visit.page.goto(f"{visit.url}/healthz")
    visit.page.go_back()
    visit.until(lambda: visit.state == "paused" and curve(visit) == before, "the same curve")
    assert visit.step == step
    visit.page.goto(f"{visit.url}/healthz")
    visit.open("/?lang=en#config=1&hidden=5")
    assert visit.parameter_count() == 16


def test_where_the_session_is_gone_what_was_built_is_offered_and_a_link_is_left_alone(
    visitor: Callable[..., Visit],
) -> None:
    visit = built(visitor)
    before = curve(visit)
    visit.page.goto(f"{visit.url}/healthz")
    kept = json.loads(visit.page.evaluate("localStorage.getItem('piecewise.work')"))
    assert kept["step"] > 60
    visit.page.evaluate("sessionStorage.clear()")
    visit.open("/?lang=en#config=1&hidden=5")
    visit.until(lambda: visit.page.locator("#loss canvas").count() > 0, "the rest of the page")
    assert "Go on where you were" not in message(visit)
    for nothing_asked in ("#config=2", "#config=2&hidden=2", ""):
        visit.page.goto("about:blank")
        visit.open(f"/?lang=en{nothing_asked}")
        visit.until(lambda: "Go on where you were" in message(visit), "the offer")
    assert "hidden neurons 3" in message(visit)
    visit.check_access(".messages")
    visit.page.get_by_role("button", name="Go on", exact=True).click()
    visit.until(lambda: curve(visit) == before, "the curve that was built")
    visit.until_link_has("target=sine")
    assert "Go on where you were" not in message(visit)


def test_without_storage_everything_else_works(visitor: Callable[..., Visit]) -> None:
    visit = visitor()
    visit.page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage']) "
        "Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    visit.open("/?lang=en#config=1&hidden=2")
    visit.page.locator(".add-neuron").first.click()
    visit.until_parameters(10)
    visit.page.evaluate("dispatchEvent(new Event('pagehide'))")
    visit.until_step(visit.step + 5)


def test_a_session_that_is_gone_by_then_is_told_and_offered(visitor: Callable[..., Visit]) -> None:
    visit = built(visitor)
    visit.page.goto(f"{visit.url}/healthz")
    visit.page.evaluate(
        "() => { const left = JSON.parse(sessionStorage.getItem('piecewise.handover')); left.session = 'x'.repeat(22); "
        "sessionStorage.setItem('piecewise.handover', JSON.stringify(left)); }"
    )
    visit.page.go_back()
    visit.until(lambda: "Go on where you were" in message(visit), "the offer")
    said = visit.page.locator(".message")
    visit.until(lambda: sum(each.is_visible() for each in said.all()) == 2, "the offer beside what is gone")
    numbers = visit.page.locator(".stats").bounding_box()
    assert numbers is not None
    for each in said.all():
        place = each.bounding_box()
        if place is not None:
            above = place["y"] + place["height"] <= numbers["y"]
            assert above or place["y"] >= numbers["y"] + numbers["height"]


def test_when_the_server_loses_the_session_the_run_until_then_stays_on_the_charts(
    visitor: Callable[..., Visit],
) -> None:
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        sockets.extend((socket.connect_to_server(), socket))

    with running_server(grace_seconds=0, database_url="", busy_seconds=60) as own:
        visit = visitor(url=own.url)
        visit.page.route_web_socket("**/ws", pass_on)
        visit.open("/?lang=en#config=1&hidden=2")
        visit.until_step(60)
        visit.until(lambda: visit.page.locator("#loss canvas").count() > 0, "the loss chart")
        for end in sockets[:2]:
            end.close(code=3000)
        visit.until(lambda: "no longer had this session" in message(visit), "words about what is lost")
        visit.until(lambda: visit.page.locator(".fit-pinned .pinned-line").count() == 1, "the run until then")
        visit.until(lambda: len(sockets) == 4 and visit.state == "running", "the run to go on")
        visit.console.clear()  # a socket that the test closed has been written to
