"""A curve of one's own: typed, drawn, clicked; its domain, its samples, and what lies beyond them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import CDPSession, Locator

    from tests.browsers import Visit

Place = tuple[float, float]
QUICK = 1500
"""Changes of the same fields within less than these milliseconds are one step of undo."""


def formula(visit: Visit) -> Locator:
    return visit.page.get_by_role("textbox", name="Formula of the curve, in x")


def words(visit: Visit) -> Locator:
    return visit.page.locator(".formula-words")


def path(visit: Visit, selector: str) -> str:
    found = visit.page.locator(selector)
    return (found.get_attribute("d") or "") if found.count() else ""


def target(visit: Visit) -> str:
    return path(visit, ".fit-still .fit-target")


def settled_target(visit: Visit) -> str:
    """Return the curve as it is drawn once the chart has its place among all that is loaded after it."""
    visit.until(lambda: words(visit).count() == 1 and visit.page.locator(".fit-chip").count() > 0, "the page")
    seen: list[str] = []

    def stands_still() -> bool:
        seen.append(target(visit))
        return len(seen) > 3 and len(set(seen[-3:])) == 1

    visit.until(stands_still, "a chart that stands still")
    return seen[-1]


def name(visit: Visit) -> str:
    return visit.page.locator(".curve-name").inner_text()


def source_button(visit: Visit, label: str) -> Locator:
    return visit.page.locator(".source-buttons").get_by_role("button", name=label, exact=True)


def open_settings(visit: Visit) -> None:
    visit.page.locator("#sheet[inert]").wait_for(state="attached")
    visit.button("Settings").tap()
    source_button(visit, "Draw").wait_for()


def enter(visit: Visit, mode: str) -> dict[str, float]:
    """Begin drawing, or points, and return where the chart is."""
    source_button(visit, mode).click()
    area = visit.page.locator(".sketch-area")
    area.wait_for()
    seen: list[Any] = []

    def still() -> bool:
        seen.append(area.bounding_box())
        return len(seen) > 4 and seen[-1] == seen[-4]

    visit.until(still, "a chart that stands still")
    return dict(seen[-1])


def inside(box: dict[str, float], across: float, down: float) -> Place:
    """Return a place of the page from parts of the chart."""
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def stroke(visit: Visit, places: list[Place]) -> None:
    mouse = visit.page.mouse
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place)
    mouse.up()


def wave(box: dict[str, float], start: float = 0.05, end: float = 0.95) -> list[Place]:
    steps = [start + (end - start) * i / 40 for i in range(41)]
    return [inside(box, at, 0.5 - 0.3 * math.sin(8 * at)) for at in steps]


def touch(cdp: CDPSession, kind: str, *places: Place) -> None:
    cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in places]})


def points(visit: Visit) -> Locator:
    return visit.page.get_by_role("button", name=re.compile("^Point at x = "))


def at(point: Locator) -> Place:
    found = re.findall(r"= (−?[\d.]+)", point.get_attribute("aria-label") or "")
    x, y = (float(number.replace("−", "-")) for number in found)
    return x, y


def no_violations(visit: Visit) -> None:
    results = Axe().run(visit.page)
    assert results.violations_count == 0, results.generate_report()


# ---- typed -----------------------------------------------------------------------------------------------------------


def test_a_formula_is_previewed_and_learned_while_training_goes_on(visit: Visit) -> None:
    before, step = settled_target(visit), visit.step
    formula(visit).press_sequentially("sin(3x) + 0.3x²")
    visit.until(lambda: path(visit, ".sketch-preview") != "", "the preview on the chart")
    assert words(visit).locator("path").get_attribute("d")
    assert target(visit) == before
    no_violations(visit)
    formula(visit).press("Enter")
    visit.until(lambda: target(visit) != before, "the new curve")
    visit.until(lambda: words(visit).is_hidden() and path(visit, ".sketch-preview") == "", "no preview any more")
    assert "Your own formula" in name(visit)
    assert formula(visit).input_value() == "sin(3x) + 0.3x²"
    visit.until_link_has("source=expression")
    visit.until_step(step + 30)
    assert visit.state == "running"


def test_a_mistake_is_pointed_at_and_its_suggestion_used(visit: Visit) -> None:
    before = settled_target(visit)
    formula(visit).fill("2sinx + 1")
    visit.until(lambda: "There is no “sinx”." in words(visit).inner_text(), "the reason")
    assert words(visit).locator("mark").inner_text() == "sinx"
    assert formula(visit).get_attribute("aria-invalid") == "true"
    no_violations(visit)
    formula(visit).press("Enter")
    words(visit).get_by_role("button", name="Use 2sin(x) + 1").click()
    assert formula(visit).input_value() == "2sin(x) + 1"
    visit.until(lambda: path(visit, ".sketch-preview") != "", "a preview of the suggestion")
    assert target(visit) == before
    words(visit).get_by_role("button", name="Learn it").click()
    visit.until(lambda: target(visit) != before, "the suggestion learned")


def test_what_cannot_be_read_changes_nothing_and_escape_restores(visit: Visit) -> None:
    formula(visit).fill("x^2/2")
    formula(visit).press("Enter")
    visit.until(lambda: "Your own formula" in name(visit), "a formula learned")
    learned = target(visit)
    for typed, reason in (
        ("(x + 1", "A closing parenthesis is missing."),
        ("x @ 2", "“@” means nothing here."),
        ("x" * 900, "A formula has at most 256 characters."),
        ("9**9**9", "At x = −3.00 this is infinite."),
        ("", "Type a formula in x."),
    ):
        formula(visit).fill(typed)
        visit.until(lambda reason=reason: reason in words(visit).inner_text(), reason)  # type: ignore[misc]
        formula(visit).press("Enter")
    formula(visit).press("Escape")
    visit.until(lambda: words(visit).is_hidden(), "nothing more to say")
    assert formula(visit).input_value() == "x^2/2"
    assert visit.state == "running"
    assert "Your own formula" in name(visit)
    assert target(visit) == learned


def test_a_gap_between_samples_is_no_hindrance(visit: Visit) -> None:
    formula(visit).fill("1/(x + 0.5)")
    formula(visit).press("Enter")
    visit.until(lambda: "Your own formula" in name(visit), "a formula with a gap")
    visit.until_step(visit.step + 10)


def test_another_curve_of_the_gallery_clears_the_formula(visit: Visit) -> None:
    formula(visit).fill("cos(x)")
    formula(visit).press("Enter")
    visit.until(lambda: "Your own formula" in name(visit), "a formula learned")
    visit.page.wait_for_timeout(QUICK)
    visit.page.get_by_role("radio", name="Tent").check(force=True)
    visit.until(lambda: formula(visit).input_value() == "", "an empty formula line")
    visit.button("Undo").click()
    visit.until(lambda: formula(visit).input_value() == "cos(x)", "the formula back")


def test_help_lists_what_a_formula_may_hold(visit: Visit) -> None:
    button = visit.page.get_by_role("button", name="What a formula may be made of")
    button.click()
    assert "x < 0 ? 1 : 2x" in words(visit).inner_text()
    assert visit.page.evaluate("(e => e.scrollHeight - e.clientHeight)(document.querySelector('.formula-words'))") <= 1
    no_violations(visit)
    button.click()
    assert words(visit).is_hidden()


# ---- drawn -----------------------------------------------------------------------------------------------------------


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


# ---- points ----------------------------------------------------------------------------------------------------------


def test_points_are_added_dragged_and_removed_by_mouse(visit: Visit) -> None:
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


def test_a_finger_adds_moves_and_removes_points(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True).open()
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


# ---- domain, samples, validation -------------------------------------------------------------------------------------


def test_beyond_the_data_the_chart_is_shaded_and_the_domain_dragged(visit: Visit) -> None:
    visit.page.get_by_role("switch", name="Show beyond the data").check(force=True)
    high = visit.page.get_by_role("slider", name="End of the domain")
    high.wait_for()
    visit.until_link_has("shown=-6.6,6.6")
    assert visit.page.locator(".beyond-label").first.text_content() == "never trained here"
    no_violations(visit)
    box = high.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    stroke(visit, [(x, y), (x - 40, y), (x - 80, y)])
    visit.until(lambda: float(high.get_attribute("aria-valuenow") or 3) < 2, "a smaller domain")
    visit.until_link_has("domain=-3,1.")
    high.press("Home")
    visit.until(lambda: float(high.get_attribute("aria-valuenow") or 3) < 0, "the least domain")
    visit.until_link_has("domain=-3,-2.")
    visit.page.get_by_role("switch", name="Show beyond the data").uncheck(force=True)
    visit.until(high.is_hidden, "no handles any more")


def test_reshuffling_changes_the_samples_and_not_the_weights(visit: Visit) -> None:
    noise = visit.page.get_by_role("slider", name="Noise", exact=True)
    noise.focus()
    for _ in range(10):
        noise.press("ArrowRight")
    visit.until_link_has("noise=0.1")
    visit.until_step(20)
    visit.pause()
    step = visit.step
    prediction, samples = path(visit, ".fit-moving .fit-prediction"), path(visit, ".fit-still .fit-train")
    visit.button("Reshuffle").click()
    visit.until(lambda: path(visit, ".fit-still .fit-train") != samples, "other samples")
    assert path(visit, ".fit-moving .fit-prediction") == prediction
    assert visit.step == step
    visit.until_link_has("shuffle=1")


def test_validation_points_are_hidden_until_asked_for(visit: Visit) -> None:
    switch = visit.page.locator("#fit").get_by_role("button", name="validation")
    marks = visit.page.locator(".fit-still .fit-validation")
    assert marks.is_visible()
    switch.click()
    visit.until(lambda: switch.get_attribute("aria-pressed") == "false" and not marks.is_visible(), "hidden samples")
    no_violations(visit)
    visit.page.get_by_role("radio", name="Tent").check(force=True)
    visit.until_link_has("target=tent")
    assert not marks.is_visible()
    switch.click()
    visit.until(marks.is_visible, "the samples again")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_of_the_curve_fits_without_scrolling(visitor: Callable[..., Visit], language: str) -> None:
    visit = visitor().open(f"/?lang={language}#config=1&shown=-6,6")
    visit.page.locator(".source-buttons").wait_for()
    visit.until(lambda: visit.page.locator("#data-settings .range").count() == 2, "the settings")
    hidden = visit.page.evaluate("(e => e.scrollHeight - e.clientHeight)(document.querySelector('#curve'))")
    assert hidden <= 0
