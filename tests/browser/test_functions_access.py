"""The panel of functions by keyboard and finger, for screen readers, and when its tables cannot be had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.functions import SECTIONS, drawn, formulas, open_sections, points, section, show, slider

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

    from tests.browsers import Visit


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit.page

    page.locator("#tab-answer").focus()
    page.keyboard.press("End")
    visit.until(page.locator("#functions details").last.is_visible, "the sections")
    visit.tab_to("Moving a ReLU")
    page.keyboard.press("Enter")
    visit.until(slider(section(visit, "ramp"), "move the bend of f1").is_visible, "the handles")
    visit.tab_to("3·R(x − 4) − 5")
    page.keyboard.press("Enter")
    visit.tab_to("move the bend of f1")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    visit.tab_to("pull the ramp of f1")
    page.keyboard.press("PageDown")
    visit.tab_to("lift the level part of f1")
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    assert formulas(section(visit, "ramp")) == ["y = 2·R(x − 4.2) − 3"]
    visit.tab_to("w: the weight before the bend")
    page.keyboard.press("ArrowLeft")
    assert formulas(section(visit, "ramp")) == ["y = 2·R(0.9·x − 4.2) − 3"]


def test_a_finger_moves_the_bend(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True).open()
    show(visit, "ramp")
    ramp = section(visit, "ramp")
    handle = slider(ramp, "move the bend of f1")
    handle.scroll_into_view_if_needed()
    box: Any = handle.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = visit.page.context.new_cdp_session(visit.page)
    width = points(ramp)[-1][0] - points(ramp)[0][0]
    for kind, at in (("touchStart", x), ("touchMove", x + width / 8), ("touchMove", x + width / 4)):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    visit.until(lambda: formulas(ramp) == ["y = R(x − 3)"], "the bend two further")


def test_nothing_is_asked_for_before_the_tab_is_opened_and_a_failure_is_said(visitor: Callable[..., Visit]) -> None:
    visit = visitor()
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503)

    visit.page.route("**/api/activations", refuse)
    visit.open()
    visit.until_step(5)
    assert asked == []
    open_sections(visit, "gallery")
    alert = section(visit, "gallery").locator("..").get_by_role("alert")
    visit.until(alert.is_visible, "the failure in words")
    visit.page.unroute("**/api/activations")
    alert.get_by_role("button", name="Try again").click()
    visit.until(lambda: not alert.is_visible() and drawn(section(visit, "gallery")), "the graphs after all")
    assert len(points(section(visit, "gallery").locator(".plot:not(.bare)"))) > 100
    assert all("503" in line or "/api/activations" in line for line in visit.console)
    visit.console.clear()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing(visitor: Callable[..., Visit], language: str) -> None:
    visit = visitor().open(f"/?lang={language}")
    show(visit, *SECTIONS)
    section(visit, "ramp").get_by_role("button", name="f1 + f2 + f3").click()
    for _ in visit.check_looks("#functions"):
        assert visit.page.locator("#functions").evaluate("e => e.scrollWidth <= e.clientWidth")
