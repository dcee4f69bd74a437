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
        ("9**9**9", "From x = −3 to 3 this is infinite."),
        ("ln x", "From x = −3 to 0 this has no real value."),
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


def test_a_cleared_box_clears_its_error_and_leaving_it_restores(visit: Visit) -> None:
    formula(visit).fill("x^2/2")
    formula(visit).press("Enter")
    visit.until(lambda: "Your own formula" in name(visit), "a formula learned")
    formula(visit).fill("(x + 1")
    visit.until(lambda: "parenthesis is missing" in words(visit).inner_text(), "the mistake")
    formula(visit).fill("")
    visit.until(words(visit).is_hidden, "nothing to say of an empty box")
    assert formula(visit).get_attribute("aria-invalid") is None
    assert path(visit, ".sketch-preview") == ""
    formula(visit).press("Enter")
    assert words(visit).is_hidden()
    assert formula(visit).input_value() == ""
    formula(visit).blur()
    assert formula(visit).input_value() == "x^2/2"


def test_school_notation_is_learned_as_typed_and_other_readings_are_offered(visit: Visit) -> None:
    formula(visit).fill("2sin x + ½")
    visit.until(lambda: path(visit, ".sketch-preview") != "", "the preview")
    assert words(visit).locator(".formula-reading").count() == 0
    formula(visit).fill("1/2x")
    visit.until(lambda: "Read as (1/2)*x." in words(visit).inner_text(), "how it was read")
    assert formula(visit).get_attribute("aria-invalid") is None
    no_violations(visit)
    words(visit).get_by_role("button", name="Use 1/(2x)").click()
    assert formula(visit).input_value() == "1/(2x)"
    formula(visit).fill("x^(1/3)")
    words(visit).get_by_role("button", name="Use cbrt(x)").click()
    visit.until(lambda: path(visit, ".sketch-preview") != "", "the root that goes on left of 0")
    formula(visit).press("Enter")
    visit.until_link_has("expression=cbrt%28x%29")


@pytest.mark.parametrize("event", [{"isComposing": True}, {"keyCode": 229}], ids=["composing", "composed"])
def test_enter_that_ends_a_composition_submits_nothing(visit: Visit, event: dict[str, object]) -> None:
    press = """([selector, event]) => document.querySelector(selector).dispatchEvent(
        new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, ...event}))"""
    before = settled_target(visit)
    formula(visit).fill("x^2")
    visit.until(lambda: path(visit, ".sketch-preview") != "", "the preview")
    assert visit.page.evaluate(press, [".formula-input", event]), "the key stays with the input method"
    visit.page.evaluate(press, ["body", {**event, "key": "Escape"}])
    assert not words(visit).is_hidden()
    assert target(visit) == before
    formula(visit).press("Enter")
    visit.until(lambda: target(visit) != before, "Enter learns it")


def axis(visit: Visit, which: int) -> list[str]:
    """Return the numbers of the x axis, 0, or the y axis, 1."""
    return visit.page.locator(".fit-still .fit-axis").nth(which).locator("text").all_text_contents()


def learn(visit: Visit, typed: str, heights: str) -> None:
    """Type a formula and wait for a number of its y axis."""
    formula(visit).fill(typed)
    formula(visit).press("Enter")
    visit.until(lambda: heights in axis(visit, 1) and words(visit).is_hidden(), f"{heights} on the axis of {typed}")


def set_domain(visit: Visit, end: int, value: str) -> None:
    box = visit.page.locator("#data-settings [data-control='data.domain'] input").nth(end)
    box.fill(value)
    box.press("Enter")


def test_a_formula_far_from_zero_is_scaled_and_shown_as_typed(visit: Visit) -> None:
    settled_target(visit)
    learn(visit, "x + 3000", "3001")
    visit.until_link_has("units=on&y_offset=3000")
    assert axis(visit, 0) == ["−3", "−2", "−1", "0", "1", "2", "3"]
    assert visit.page.locator(".csv-note").is_visible()
    set_domain(visit, 1, "2030")
    visit.until(lambda: "2000" in axis(visit, 0), "a wide domain")
    set_domain(visit, 0, "2000")
    visit.until(lambda: "2010" in axis(visit, 0) and "5020" in axis(visit, 1), "both axes as typed")
    domain = visit.page.locator("#data-settings [data-control='data.domain'] input")
    assert [domain.nth(end).input_value() for end in (0, 1)] == ["2000", "2030"]
    visit.until_link_has("x_offset=2015&x_scale=5&y_offset=5015&y_scale=10")
    learn(visit, "|x - 2010|", "15")
    assert axis(visit, 0)[0] == "2000"
    set_domain(visit, 0, "0")
    visit.until(lambda: "2000" in axis(visit, 1), "far from 2000")
    set_domain(visit, 1, "8")
    visit.until(lambda: axis(visit, 0)[-1] == "8" and "2006" in axis(visit, 1), "another domain, as typed")


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [("2", 1.1, 2.9), ("π", 2, 4), ("2+1e-9*x", 1.1, 2.9), ("-0.001", -0.4, 0.4)],
)
def test_one_value_and_rounding_do_not_fill_the_axis(visit: Visit, typed: str, low: float, high: float) -> None:
    before = settled_target(visit)
    formula(visit).fill(typed)
    formula(visit).press("Enter")
    visit.until(lambda: target(visit) != before and words(visit).is_hidden(), "another curve")

    def has_room() -> bool:
        ends = [float(each.replace("−", "-")) for each in axis(visit, 1)]
        return min(ends) <= low and max(ends) >= high

    visit.until(has_room, "room around the value")
    assert "units" not in visit.fragment


def test_no_number_of_an_axis_is_cut(visit: Visit) -> None:
    cut = """() => { const box = document.querySelector('.fit-still').getBoundingClientRect();
        return [...document.querySelectorAll('.fit-still .fit-axis text')].filter((each) => {
            const { left, right } = each.getBoundingClientRect();
            return left < box.left - 0.5 || right > box.right + 0.5; }).map((each) => each.textContent); }"""
    settled_target(visit)
    for typed, told in (("1000000*x", "2×10⁶"), ("x+123456.789", "123456"), ("1e-7*x", "2×10⁻⁷"), ("2", "2.0")):
        learn(visit, typed, told)
        assert visit.page.evaluate(cut) == [], typed
    for domain in ("0,1500", "1990,2020", "0,150000"):
        visit.open(f"/#config=2&source=expression&expression=1&domain={domain}&start=paused", state="ready")
        settled_target(visit)
        assert visit.page.evaluate(cut) == [], domain


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
