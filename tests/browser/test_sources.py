"""A curve of one's own: typed, drawn, clicked; its domain, its samples, and what lies beyond them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.curves import formula, name, no_violations, path, settled_target, stroke, target, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browsers import Visit

Place = tuple[float, float]
QUICK = 1100
"""Changes of the same fields within less than these milliseconds are one step of undo."""


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
    before = settled_target(visit)
    formula(visit).fill("x^2/2")
    formula(visit).press("Enter")
    visit.until(lambda: "Your own formula" in name(visit) and target(visit) != before, "a formula learned")
    learned = settled_target(visit)
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


# ---- points ----------------------------------------------------------------------------------------------------------


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
    settled_target(visit)
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
