"""Building the curve by hand: the two starts, and the guide that goes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browsers import Visit

STARTS = {"One neuron (1-1-1)": ("#config=2&target=ramp&hidden=1", 4), "Three neurons": ("#config=2", 10)}


def guide(visit: Visit, name: str = "Build it by hand") -> Locator:
    return visit.page.get_by_role("region", name=name)


def begin(visit: Visit, start: str) -> None:
    visit.until(lambda: visit.button(start).is_visible(), "the starts")
    visit.button(start).click()
    visit.until(lambda: visit.state == "ready" and guide(visit).is_visible(), "the guide")


def until_heading(visit: Visit, title: str) -> None:
    visit.until(lambda: guide(visit).get_by_role("heading").inner_text() == title, title)


@pytest.mark.parametrize("start", STARTS)
def test_a_start_is_paused_with_the_guide_at_its_first_step(visitor: Callable[..., Visit], start: str) -> None:
    link, parameters = STARTS[start]
    visit = visitor().open("/?lang=en#config=2&target=sine&hidden=2")
    visit.until_step(5)
    begin(visit, start)
    visit.until_parameters(parameters)
    visit.until(lambda: visit.fragment == link, f"{link} as the link")
    assert visit.step == 0
    until_heading(visit, "Place the bends")
    visit.until(lambda: "The corner at x" in guide(visit).inner_text(), "what is missing")
    assert visit.page.evaluate("document.activeElement.textContent") == "Place the bends"


def test_next_back_and_close(visit: Visit) -> None:
    begin(visit, "Three neurons")
    card = guide(visit)
    visit.until(lambda: "0 of 3 bends are in place" in card.inner_text(), "what the page sees")
    assert visit.button("Back").is_disabled()
    for title, seen in (
        ("Set the slopes", "should be 1.25"),
        ("Set the height", "mean absolute error"),
        ("Let training do the same", "Training has not begun"),
    ):
        visit.button("Next").click()
        until_heading(visit, title)
        assert seen in card.inner_text()
    assert visit.button("Next").is_disabled()
    visit.button("Back").click()
    until_heading(visit, "Set the height")
    visit.button("Close").last.click()
    visit.until(lambda: not card.is_visible(), "the guide to close")
    assert visit.page.evaluate("document.activeElement.id") == "stage"


@pytest.mark.parametrize("start", STARTS)
def test_training_finishes_every_step_and_start_over_begins_again(visit: Visit, start: str) -> None:
    begin(visit, start)
    speed = visit.page.get_by_role("slider", name="Speed")
    speed.focus()
    speed.press("End")
    visit.button("Play").click()
    steps = guide(visit).get_by_role("listitem")
    visit.until(lambda: steps.locator(":scope[data-done]").count() == 4, "four ticks")
    visit.pause()
    visit.button("Start over").click()
    visit.until(lambda: visit.step == 0 and visit.state == "ready", "the start again")
    visit.until(lambda: guide(visit).locator("[data-done]").count() == 0, "no ticks")
    until_heading(visit, "Place the bends")


def test_another_curve_is_said_in_words(visit: Visit) -> None:
    begin(visit, "Three neurons")
    visit.page.get_by_role("radio", name="Sine", exact=True).check(force=True)
    visit.until(lambda: "Start over" in guide(visit).locator(".guide-seen").inner_text(), "the way back")
    assert guide(visit).locator("[data-done]").count() == 0


def test_it_fits_on_one_screen(visit: Visit) -> None:
    begin(visit, "Three neurons")
    assert visit.page.evaluate("document.documentElement.scrollHeight") <= 900
    for name in ("Network", "Fit", "Loss"):
        box = visit.page.get_by_role("figure", name=name, exact=True).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900, name
    visit.check_access()


def test_on_a_phone_the_sheet_gives_way_to_the_guide(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True).open()
    visit.button("Settings").click()
    begin(visit, "Three neurons")
    visit.until(lambda: not visit.button("Three neurons").is_visible(), "the sheet to close")
    card, fit = guide(visit).bounding_box(), visit.page.get_by_role("figure", name="Fit", exact=True).bounding_box()
    assert card is not None
    assert fit is not None
    assert card["y"] + card["height"] <= fit["y"]
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_in_chinese(visitor: Callable[..., Visit]) -> None:
    visit = visitor(locale="zh-CN").open("/")
    visit.until(lambda: visit.button("三个神经元").is_visible(), "the starts")
    visit.button("三个神经元").click()
    card = guide(visit, "亲手搭一个")
    visit.until(lambda: "3 个折点中有 0 个已到位" in card.inner_text(), "the guide")
    visit.button("下一关").click()
    visit.until(lambda: "斜率" in card.get_by_role("heading").inner_text(), "the second step")


def handle_named(visit: Visit, beginning: str) -> Locator:
    return visit.page.locator(f'[role=slider][aria-label^="{beginning}"]')


def value_of(handle: Locator) -> float:
    return float(handle.get_attribute("aria-valuenow") or "nan")


def move_to(visit: Visit, handle: Locator, target: float, near: float) -> None:
    """Move a handle with the keyboard until its value is near a target, looking where it is as a person would."""
    handle.focus()

    def is_near() -> bool:
        missing = target - value_of(handle)
        if abs(missing) <= near:
            return True
        direction = "Up" if missing > 0 else "Down"
        handle.press(f"Page{direction}" if abs(missing) > 0.5 else f"Arrow{direction}")
        return False

    visit.until(is_near, f"{handle.get_attribute('aria-label')} to come to {target}")


def test_three_pieces_is_solved_by_hand_and_training_keeps_the_solution(visit: Visit) -> None:
    begin(visit, "Three neurons")
    for name, place in (("h1", -3.0), ("h2", -1.0), ("h3", 1.0)):
        move_to(visit, handle_named(visit, f"{name}: bend"), place, 0.03)
    visit.until(lambda: "3 of 3 bends are in place" in guide(visit).inner_text(), "the bends")
    visit.button("Next").click()
    for name, slope in (("h1", 1.25), ("h2", -2.25), ("h3", 2.25)):
        move_to(visit, handle_named(visit, f"{name}: slope"), slope, 0.02)
    visit.until(lambda: "Step 2 is done" in guide(visit).inner_text(), "the slopes")
    visit.button("Next").click()
    move_to(visit, handle_named(visit, "Height"), -1.0, 0.03)
    visit.until(lambda: "Step 3 is done" in guide(visit).inner_text(), "the height")
    assert visit.loss < 0.01
    terms = visit.page.locator("#answer").inner_text()
    assert terms.count("R(") >= 3
    visit.button("Next").click()
    visit.button("Play").click()
    visit.until_step(30)
    visit.until(lambda: "Step 4 is done" in guide(visit).inner_text(), "training to finish the rest")
