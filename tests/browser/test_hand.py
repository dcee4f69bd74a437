"""Building by hand: what is dragged on the fit chart becomes numbers of the network, by mouse, touch and keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import CDPSession, Locator

    from tests.browsers import Visit

KNOT, SLOPE, HEIGHT = "{}: bend at", "{}: slope", "Height: output bias"


@pytest.fixture
def paused(visit: Visit) -> Visit:
    """A visit whose training rests after a few steps, with the handles there."""
    visit.until_step(20)
    visit.pause()
    visit.until(lambda: handle(visit, HEIGHT).is_visible(), "the handles")
    return visit


def handle(visit: Visit, name: str) -> Locator:
    return visit.page.get_by_role("slider", name=re.compile("^" + re.escape(name)))


def value(visit: Visit, name: str) -> float:
    return float(handle(visit, name).get_attribute("aria-valuenow") or "nan")


def place(visit: Visit, name: str) -> tuple[float, float]:
    box = handle(visit, name).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def settled_place(visit: Visit, name: str) -> tuple[float, float]:
    """Return where a handle is once nothing that is loaded late moves it any more."""
    seen: list[tuple[float, float]] = []

    def still() -> bool:
        seen.append(place(visit, name))
        return len(seen) > 10 and len(set(seen[-10:])) == 1

    visit.until(still, "a handle that stands still")
    return seen[-1]


def visible_bend(visit: Visit) -> str:
    """Return some neuron whose bend is on the chart, not right at its end."""
    for neuron in ("h1", "h2", "h3"):
        if handle(visit, KNOT.format(neuron)).count() and abs(value(visit, KNOT.format(neuron))) < 2:
            return neuron
    raise AssertionError("no bend on the chart")


def settled_loss(visit: Visit) -> float:
    """Return the loss once all that was dragged has been answered."""
    seen: list[float] = []

    def still() -> bool:
        seen.append(visit.loss)
        return len(seen) > 10 and len(set(seen[-10:])) == 1

    visit.until(still, "a loss that stands still")
    return seen[-1]


def drag(visit: Visit, name: str, dx: float, dy: float) -> tuple[float, float]:
    """Drag a handle and return where it is before it is let go, after which the axes may change."""
    x, y = place(visit, name)
    mouse = visit.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + dx, y + dy, steps=8)
    dragged = place(visit, name)
    mouse.up()
    return dragged


def curve(visit: Visit) -> str:
    return visit.page.locator(".fit-moving .fit-prediction").get_attribute("d") or ""


def test_a_bend_follows_the_mouse_and_one_undo_takes_the_whole_drag_back(paused: Visit) -> None:
    name = KNOT.format(visible_bend(paused))
    before, loss, drawn = value(paused, name), paused.loss, curve(paused)
    left, _ = place(paused, name)
    assert drag(paused, name, -90, 30)[0] == pytest.approx(left - 90, abs=1.5)
    paused.until(lambda: paused.loss != loss and curve(paused) != drawn, "another curve and loss")
    assert value(paused, name) < before - 0.5
    assert paused.state in {"paused", "ready"}
    paused.button("Undo").click()
    paused.until(lambda: value(paused, name) == pytest.approx(before, abs=1e-4), "the bend from before the drag")
    assert paused.loss == loss
    paused.button("Redo").click()
    paused.until(lambda: value(paused, name) < before - 0.5, "the drag done again")


def test_a_drag_that_rests_is_still_one_step_of_undo(paused: Visit) -> None:
    name = KNOT.format(visible_bend(paused))
    before = value(paused, name)
    x, y = place(paused, name)
    paused.page.mouse.move(x, y)
    paused.page.mouse.down()
    paused.page.mouse.move(x + 40, y, steps=3)
    paused.while_time_passes(1.1)
    paused.page.mouse.move(x + 80, y, steps=3)
    paused.page.mouse.up()
    paused.until(lambda: value(paused, name) != pytest.approx(before, abs=0.1), "the bend dragged")
    paused.button("Undo").click()
    paused.until(lambda: value(paused, name) == pytest.approx(before, abs=1e-4), "the bend from before the drag")


def test_handles_are_named_and_say_their_numbers(paused: Visit) -> None:
    neuron = visible_bend(paused)
    knot = handle(paused, KNOT.format(neuron))
    assert re.fullmatch(rf"{neuron}: bend at x = −?\d\.\d\d", knot.get_attribute("aria-label") or "")
    assert re.fullmatch(r"x = −?\d\.\d\d, bias [+−]?\d\.\d\d", knot.get_attribute("aria-valuetext") or "")
    assert handle(paused, HEIGHT).get_attribute("aria-label") == "Height: output bias, shared by all"
    for each in paused.page.locator(".hand").all():
        box = each.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24


def test_a_bend_follows_the_keyboard_and_stays_in_the_domain(paused: Visit) -> None:
    name = KNOT.format(visible_bend(paused))
    knot = handle(paused, name)
    knot.focus()
    before, drawn = value(paused, name), curve(paused)
    for _ in range(3):
        knot.press("ArrowRight")
    assert value(paused, name) == pytest.approx(before + 3 * 6 / 200, abs=1e-4)
    knot.press("Shift+ArrowLeft")
    assert value(paused, name) == pytest.approx(before - 7 * 6 / 200, abs=1e-4)
    paused.until(lambda: curve(paused) != drawn, "another curve")
    knot.press("End")
    assert value(paused, name) == 3
    knot.press("PageUp")
    assert value(paused, name) == 3
    paused.until(lambda: knot.evaluate("e => e === document.activeElement"), "the focus where it was")
    knot.press("PageDown")
    assert value(paused, name) == pytest.approx(3 - 0.3, abs=1e-4)


def test_a_slope_and_the_height_go_up_and_down(paused: Visit) -> None:
    neuron = visible_bend(paused)
    name = SLOPE.format(neuron)
    before, loss = value(paused, name), paused.loss
    x, y = place(paused, name)
    assert drag(paused, name, 25, -60) == pytest.approx((x, y - 60), abs=1.5)
    paused.until(lambda: paused.loss != loss, "another loss")
    assert value(paused, name) > before
    loss, height = settled_loss(paused), value(paused, HEIGHT)
    x, y = place(paused, HEIGHT)
    assert drag(paused, HEIGHT, -10, 50) == pytest.approx((x, y + 50), abs=1.5)
    paused.until(lambda: paused.loss != loss, "another loss")
    assert value(paused, HEIGHT) < height
    paused.until(lambda: value(paused, name) > before, "the slope left alone")


def test_training_rests_while_the_hand_holds_on_and_goes_on_afterwards(visitor: Callable[..., Visit]) -> None:
    # Training moves the handle too slowly to take it away between looking and pressing.
    visit = visitor().open("/?lang=en#config=2&rate=1e-7")
    visit.until_step(20)
    visit.until(lambda: handle(visit, HEIGHT).is_visible(), "the handles")
    visit.page.mouse.move(*place(visit, HEIGHT))
    visit.page.mouse.down()
    visit.until_it_rests()
    x, y = place(visit, HEIGHT)
    visit.page.mouse.move(x, y + 40, steps=4)
    step = visit.step
    visit.while_time_passes(0.2)
    assert visit.step == step
    visit.page.mouse.up()
    visit.until(lambda: visit.state == "running", "training again")
    visit.until_step(step + 20)


def swipe(touch: CDPSession, start: tuple[float, float], step: tuple[float, float]) -> None:
    """Move a finger from a place in eight steps."""
    at = [{"x": start[0] + step[0] * i, "y": start[1] + step[1] * i} for i in range(9)]
    for i, point in enumerate(at):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove" if i else "touchStart", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_long_press_takes_a_handle_and_a_swipe_does_not(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=844, height=390, has_touch=True, is_mobile=True)
    visit.open("/?lang=en#config=2&start=paused", "ready")
    visit.until(lambda: handle(visit, HEIGHT).is_visible(), "the handles")
    name = KNOT.format(visible_bend(visit))
    before = value(visit, name)
    touch = visit.page.context.new_cdp_session(visit.page)
    swipe(touch, settled_place(visit, name), (6, 0))
    assert value(visit, name) == before, "a swipe changed the network"
    x, y = settled_place(visit, name)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    visit.until(lambda: "held" in (handle(visit, name).get_attribute("class") or ""), "the handle to be held")
    for i in range(1, 9):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x - 5 * i, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    visit.until(lambda: value(visit, name) < before - 0.2, "the bend to follow")


def test_a_bend_follows_a_finger(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True).open()
    visit.until_step(20)
    visit.pause()
    visit.until(lambda: handle(visit, HEIGHT).is_visible(), "the handles")
    name = KNOT.format(visible_bend(visit))
    knot = handle(visit, name)
    knot.scroll_into_view_if_needed()
    box = knot.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    (x, y), before = place(visit, name), value(visit, name)
    touch = visit.page.context.new_cdp_session(visit.page)
    visit.page.touchscreen.tap(x, y)
    visit.until(lambda: "chosen" in (knot.get_attribute("class") or ""), "the handle to be chosen by a tap")
    assert value(visit, name) == before
    scrolled = visit.page.evaluate("scrollY")
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for i in range(1, 9):
        point = {"x": x - 5 * i, "y": y + 3 * i}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    visit.until(lambda: value(visit, name) < before - 0.3, "the bend to follow")
    assert place(visit, name)[0] == pytest.approx(x - 40, abs=2)
    assert visit.page.evaluate("scrollY") == scrolled
    visit.page.locator("#network-title").tap(force=True)
    assert "chosen" not in (knot.get_attribute("class") or ""), "a tap elsewhere lets go of it"
    left = value(visit, name)
    swipe(touch, place(visit, name), (0, -12))
    visit.until(lambda: visit.page.evaluate("scrollY") > scrolled, "the page to scroll under a swipe over a handle")
    assert value(visit, name) == left, "a swipe changed the network"


def test_two_bends_in_the_same_place_can_both_be_had(paused: Visit) -> None:
    names = [name for name in (KNOT.format(f"h{i}") for i in (1, 2, 3)) if handle(paused, name).count()]
    first, second = names[:2]
    for name in (first, second):
        handle(paused, name).focus()
        handle(paused, name).press("Home")
    assert value(paused, first) == value(paused, second) == -3
    drag(paused, second, 60, 0)
    moved = [name for name in (first, second) if value(paused, name) > -2.9]
    assert moved == [second], "the one that has the focus"
    handle(paused, first).press("ArrowRight")
    assert value(paused, first) > -3


def test_an_x_is_picked_by_click_drag_and_key(paused: Visit) -> None:
    marker = paused.page.get_by_role("slider", name="The x to send through the network")
    assert marker.count() == 0
    paused.page.get_by_role("tab", name="Trace one input").click()
    paused.until(marker.is_visible, "the marker")
    assert marker.get_attribute("aria-valuetext") == "x = 0.50"

    def until_x(x: float) -> None:
        paused.until(lambda: picked() == pytest.approx(x, abs=0.03), f"x = {x}")

    def picked() -> float:
        return float(marker.get_attribute("aria-valuenow") or "nan")

    chart = paused.page.get_by_role("slider", name="Read the curves").bounding_box()
    assert chart is not None
    paused.page.mouse.click(chart["x"] + chart["width"] * 0.75, chart["y"] + chart["height"] * 0.9)
    until_x(1.5)
    box = marker.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 8
    paused.page.mouse.move(x, y)
    paused.page.mouse.down()
    paused.page.mouse.move(x - chart["width"] / 6, y, steps=5)
    paused.page.mouse.up()
    until_x(0.5)
    before = picked()
    marker.press("ArrowLeft")
    paused.until(lambda: picked() == pytest.approx(before - 0.06, abs=1e-6), "the x of the key")
    marker.press("Home")
    paused.until(lambda: picked() == -3, "the end of the domain")
    paused.page.get_by_text("Next move of the bends").wait_for()
    assert paused.page.locator(".pick-arrow").count() >= 1
    paused.page.get_by_role("tab", name="Answer").click()
    paused.until(lambda: not marker.is_visible(), "no marker without its tab")


def test_presenting_has_no_handles(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en&view=present")
    visit.until_step(60)
    visit.page.locator(".hand-layer").wait_for(state="attached")
    assert visit.page.locator(".hand").count() == 0
