"""A curve drawn by hand and one clicked together of points, by mouse, finger and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.curves import (
    at,
    enter,
    inside,
    name,
    no_violations,
    open_settings,
    path,
    points,
    source_button,
    stroke,
    target,
    touch,
    wave,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browsers import Visit

QUICK = 1100


def test_a_curve_drawn_by_mouse_is_learned_and_drawn_over(visit: Visit) -> None:
    box = enter(visit, "Draw")
    before = target(visit)
    assert visit.page.locator(".hand").count() == 0
    no_violations(visit)
    stroke(visit, wave(box))
    visit.until(lambda: target(visit) != before, "the drawn curve")
    assert "Your own drawing" in name(visit)
    drawn = path(visit, ".sketch-curve")
    first = target(visit)
    stroke(visit, [inside(box, 0.4, 0.9), inside(box, 0.5, 0.9), inside(box, 0.6, 0.9)])
    visit.until(lambda: target(visit) != first, "the part drawn over")
    changed = path(visit, ".sketch-curve")
    assert changed[:60] == drawn[:60]
    assert changed != drawn
    visit.button("Done").click()
    visit.until(lambda: visit.page.locator(".hand").count() > 0, "the handles again")
    assert source_button(visit, "Draw").evaluate("e => e === document.activeElement")
    step = visit.step
    visit.until_step(step + 10)


def test_cancel_brings_back_the_curve_from_before(visit: Visit) -> None:
    before = name(visit)
    box = enter(visit, "Draw")
    stroke(visit, wave(box))
    visit.until(lambda: "Your own drawing" in name(visit), "the drawn curve")
    visit.page.keyboard.press("Escape")
    visit.until(lambda: name(visit) == before, "the curve from before")
    assert not visit.page.locator(".sketch-area").is_visible()


def test_a_finger_draws_on_a_phone(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True).open()
    open_settings(visit)
    box = enter(visit, "Draw")
    assert box["height"] > 200
    cdp = visit.page.context.new_cdp_session(visit.page)
    places = wave(box)
    touch(cdp, "touchStart", places[0])
    for place in places[1:]:
        touch(cdp, "touchMove", place)
    touch(cdp, "touchEnd")
    visit.until(lambda: visit.page.locator(".sketch-curve").get_attribute("d"), "what the finger drew")
    visit.until_link_has("source=points")
    no_violations(visit)
    visit.button("Done").tap()
    visit.until(lambda: not visit.page.locator(".sketch-area").is_visible(), "the chart as before")


def test_points_are_added_dragged_and_removed_by_mouse(visit: Visit) -> None:
    visit.pause()  # a double press is two within 400 ms
    box = enter(visit, "Points")
    mouse = visit.page.mouse
    mouse.click(*inside(box, 0.2, 0.3))
    assert "Three pieces" in name(visit)
    for across in (0.4, 0.6, 0.8):
        mouse.click(*inside(box, across, 0.5))
    visit.until(lambda: "4 points" in name(visit), "four points learned")
    no_violations(visit)
    x, y = at(points(visit).first)
    stroke(visit, [inside(box, 0.2, 0.3), inside(box, 0.25, 0.2), inside(box, 0.3, 0.1)])
    moved = at(points(visit).first)
    assert moved[0] > x + 0.3
    assert moved[1] > y + 0.3
    assert dict(visit.page.locator(".sketch-area").bounding_box() or {}) == box
    mouse.dblclick(*inside(box, 0.6, 0.5))
    visit.until(lambda: "3 points" in name(visit), "one point less")
    visit.button("Done").click()
    source_button(visit, "Points").click()
    visit.until(lambda: points(visit).count() == 3, "the points to be changed again")


def test_points_by_keyboard_alone(visit: Visit) -> None:
    enter(visit, "Points")
    for _ in range(3):
        visit.button("Add point").press("Enter")
    visit.until(lambda: "3 points" in name(visit), "three points learned")
    point = points(visit).last
    assert point.evaluate("e => e === document.activeElement")
    x, y = at(point)
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        point.press(key)
    assert at(point)[0] == pytest.approx(x + 0.12, abs=0.011)
    assert at(point)[1] == pytest.approx(y + 0.045, abs=0.011)
    point.press("Delete")
    visit.until(lambda: "2 points" in name(visit), "one point less")
    visit.page.keyboard.press("Escape")
    visit.until(lambda: "Three pieces" in name(visit), "the curve from before")
    visit.until(lambda: visit.focused() == "Points", f"the focus back at the button, not at {visit.focused()}")


def test_a_pencil_writes_while_a_palm_rests(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=1024, height=768, has_touch=True).open()
    box = enter(visit, "Draw")
    cdp = visit.page.context.new_cdp_session(visit.page)
    touch(cdp, "touchStart", inside(box, 0.8, 0.9))
    pen = {"button": "left", "buttons": 1, "clickCount": 1, "pointerType": "pen"}
    for i, (x, y) in enumerate(wave(box, 0.05, 0.6)):
        cdp.send("Input.dispatchMouseEvent", {"type": "mouseMoved" if i else "mousePressed", "x": x, "y": y, **pen})
    cdp.send("Input.dispatchMouseEvent", {"type": "mouseReleased", "x": x, "y": y, **pen, "buttons": 0})
    visit.until_link_has("source=points")
    touch(cdp, "touchEnd")
    assert "Your own drawing" in name(visit)


def test_a_stroke_that_the_system_takes_back_stays_but_a_speck_does_not(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=1024, height=768, has_touch=True).open()
    box = enter(visit, "Draw")
    cdp = visit.page.context.new_cdp_session(visit.page)
    touch(cdp, "touchStart", inside(box, 0.5, 0.5))
    touch(cdp, "touchCancel")
    assert not visit.page.locator(".sketch-curve").get_attribute("d")
    places = wave(box)
    touch(cdp, "touchStart", places[0])
    for place in places[1:]:
        touch(cdp, "touchMove", place)
    touch(cdp, "touchCancel")
    visit.until_link_has("source=points")
    assert visit.page.locator(".sketch-curve").get_attribute("d")


def test_a_finger_adds_moves_and_removes_points(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True).open()
    visit.pause()  # a finger that does not move within 600 ms removes a point
    open_settings(visit)
    box = enter(visit, "Points")
    cdp = visit.page.context.new_cdp_session(visit.page)
    for across in (0.2, 0.5, 0.8):
        visit.page.touchscreen.tap(*inside(box, across, 0.5))
    assert points(visit).count() == 3
    before = at(points(visit).nth(1))
    touch(cdp, "touchStart", inside(box, 0.5, 0.5))
    for i in range(1, 6):
        touch(cdp, "touchMove", inside(box, 0.5, 0.5 - 0.05 * i))
    touch(cdp, "touchEnd")
    assert at(points(visit).nth(1))[1] > before[1]
    touch(cdp, "touchStart", inside(box, 0.2, 0.5))
    visit.until(lambda: points(visit).count() == 2, "a long press that removes")
    touch(cdp, "touchEnd")
    assert points(visit).count() == 2


def test_undo_reaches_the_points_being_moved(visit: Visit) -> None:
    box = enter(visit, "Points")
    for across in (0.2, 0.4, 0.6):
        visit.page.mouse.click(*inside(box, across, 0.5))
    visit.until(lambda: "3 points" in name(visit), "three points learned")
    visit.page.wait_for_timeout(QUICK)
    visit.page.mouse.click(*inside(box, 0.8, 0.2))
    visit.until(lambda: "4 points" in name(visit), "four points learned")
    visit.button("Undo").click()
    visit.until(lambda: points(visit).count() == 3, "three points on the chart")
