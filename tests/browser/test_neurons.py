"""The neurons in numbers: a selected one from near, and every weight and bias to be changed where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browsers import Visit


@pytest.fixture
def paused(visit: Visit) -> Visit:
    """A visit that stands still, with the neurons in sight."""
    visit.until_step(30)
    visit.pause()
    visit.page.get_by_role("tab", name="Neurons").click()
    visit.until(lambda: field(visit, "weight in, h2").is_visible(), "the table")
    return visit


def field(visit: Visit, name: str) -> Locator:
    return visit.page.get_by_role("textbox", name=name, exact=True)


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def diagram(visit: Visit) -> str:
    return visit.page.locator("#network .network-stage").inner_text()


def test_a_selected_neuron_is_seen_from_near(paused: Visit) -> None:
    paused.page.get_by_role("button", name="Neuron h2, hidden layer 1").click()
    closeup = paused.page.locator("#neurons .closeup")
    paused.until(lambda: closeup.locator(".stage-figure path[d]").count() == 3, "three graphs")
    words = closeup.inner_text().replace("\N{NO-BREAK SPACE}", " ")
    weight, bias = (number(field(paused, f"{name}, h2").input_value()) for name in ("weight in", "bias"))
    formula = f"z = {weight:.2f}·x {'−' if bias < 0 else '+'} {abs(bias):.2f}"
    assert formula.replace("-", "−") in words.replace("\n", " ")
    for part in ("Neuron h2", "bend at x =", "a = R(z)", "R = ReLU", "R(z) = max(0, z)", "of the training samples"):
        assert part in words
    paused.until(lambda: closeup.locator(".bend-value[d]").count() == 1, "the activation function")
    assert closeup.locator(".bend-marks").get_attribute("d")


def test_a_changed_weight_shows_everywhere_and_can_be_taken_back(paused: Visit) -> None:
    loss = paused.loss
    weight = field(paused, "weight out, h3")
    before = weight.input_value()
    weight.fill("2.75")
    weight.press("Enter")
    paused.until(lambda: "+2.75" in diagram(paused), "the weight in the diagram")
    paused.until(lambda: paused.loss != loss, "another loss")
    paused.button("Undo").click()
    paused.until(lambda: paused.loss == loss, "the loss before")
    paused.until(lambda: field(paused, "weight out, h3").input_value() == before, "the weight before")


def test_the_bend_can_be_put_anywhere(paused: Visit) -> None:
    bend = field(paused, "bend at x, h1")
    bend.fill("１，２５")
    bend.press("Enter")
    bend.blur()
    paused.until(lambda: bend.input_value() == "1.25", "the bend")
    weight = number(field(paused, "weight in, h1").input_value())

    def follows() -> bool:
        bias = number(field(paused, "bias, h1").input_value())
        return bias == pytest.approx(-1.25 * weight, abs=0.02)

    paused.until(follows, "the bias that makes it")


def test_what_is_no_number_is_refused_in_words(paused: Visit) -> None:
    loss = paused.loss
    bias = field(paused, "bias, h1")
    before = bias.input_value()
    for typed, words in (("two", "not a number"), ("1e99", "too large")):
        bias.fill(typed)
        bias.press("Enter")
        alert = paused.page.locator("#neurons").get_by_role("alert").filter(has_text=words)
        paused.until(alert.is_visible, words)
    bias.press("Escape")
    paused.until(lambda: bias.input_value() == before, "the bias before")
    assert paused.loss == loss
    assert paused.button("Undo").get_attribute("aria-disabled") == "true"


def test_arrow_keys_change_the_output_bias_while_it_trains(visit: Visit) -> None:
    visit.page.get_by_role("tab", name="Neurons").click()
    bias = field(visit, "Output bias, shared by all")
    visit.until(bias.is_visible, "the table")
    bias.focus()
    before = number(bias.input_value())
    for _ in range(3):
        bias.press("Shift+ArrowUp")
    visit.until(lambda: number(bias.input_value()) == pytest.approx(before + 3), "three more")
    step = visit.step
    visit.until_step(step + 20)
    assert number(bias.input_value()) == pytest.approx(before + 3), "live numbers wait while somebody is at it"
    bias.blur()
    visit.until(lambda: number(bias.input_value()) != pytest.approx(before + 3), "the live number again")


def test_a_neuron_of_a_deep_network_is_changed_in_its_detail(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=4,3&activation=tanh")
    visit.until_step(10)
    visit.pause()
    visit.page.get_by_role("tab", name="Neurons").click()
    visit.page.get_by_role("button", name="Neuron h2.1, hidden layer 2").click()
    weight = field(visit, "Weight from h1.2 to h2.1")
    visit.until(weight.is_visible, "the weights in")
    assert "Σ\N{NO-BREAK SPACE}w·a" in visit.page.locator(".closeup").inner_text()
    loss = visit.loss
    weight.fill("-3")
    weight.press("Enter")
    visit.until(lambda: visit.loss != loss, "another loss")
    visit.page.locator("#neurons").get_by_role("button", name="h1.2").click()
    visit.until(lambda: "read by 3 neurons of layer 2" in visit.page.locator(".closeup").inner_text(), "its readers")
    visit.until(
        lambda: field(visit, "Weight from h1.2 to h2.1").input_value() == "−3.00", "the weight from its other end"
    )
