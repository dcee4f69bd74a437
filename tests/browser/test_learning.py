"""The page in a real browser: it learns, it grows and shrinks while it learns, it starts over the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browsers import Visit


def test_a_first_visit_sees_learning_and_an_invitation(visit: Visit) -> None:
    visit.until_step(20)
    first = visit.loss
    visit.train(200)
    assert visit.loss < first
    assert visit.page.get_by_text("Add a neuron").is_visible()
    for name in ("Network", "Fit", "Loss"):
        assert visit.page.get_by_role("figure", name=name, exact=True).is_visible()
    assert visit.button("Pause").is_visible()


def test_the_default_run_fits_the_three_pieces(visit: Visit) -> None:
    speed = visit.page.get_by_role("slider", name="Speed")
    speed.focus()
    speed.press("End")
    visit.until_step(3000)
    visit.pause()
    assert visit.loss < 0.05


def test_neurons_are_added_and_removed_while_it_runs(visit: Visit) -> None:
    visit.train(100)
    assert visit.parameter_count() == 10
    for count in (13, 16, 19):
        before = visit.loss
        visit.button("Add neuron to layer 1").click()
        visit.until_parameters(count)
        assert visit.loss < before * 1.3
        assert visit.state == "running"
    assert visit.page.get_by_role("button", name="Neuron h6, hidden layer 1").is_visible()
    visit.button("Remove neuron from layer 1").click()
    visit.until_parameters(16)
    step = visit.step
    visit.until_step(step + 30)


def test_a_selected_neuron_is_the_one_that_goes(visit: Visit) -> None:
    visit.pause()
    visit.page.get_by_role("button", name="Neuron h2, hidden layer 1").click()
    visit.button("Remove neuron from layer 1").click()
    visit.until_parameters(7)
    visit.button("Undo").click()
    visit.until_parameters(10)
    visit.button("Redo").click()
    visit.until_parameters(7)


def test_layers_are_added_and_removed(visit: Visit) -> None:
    visit.train(50)
    before = visit.loss
    visit.button("Add layer").click()
    visit.until(lambda: visit.button("Remove layer 2").is_visible(), "a second layer")
    assert visit.loss < before * 1.3
    visit.until_link_has("hidden=3,")
    count = visit.parameter_count()
    visit.button("Add neuron to layer 2").click()
    visit.until(lambda: visit.parameter_count() > count, "one more neuron")
    visit.button("Remove layer 2").click()
    visit.until(lambda: not visit.button("Remove layer 2").is_visible(), "one layer")
    assert visit.focused() == "Remove layer 1"
    visit.page.keyboard.press("Enter")
    visit.until(lambda: not visit.button("Remove layer 1").is_visible(), "no layer")
    assert visit.focused() == "Add layer"


def test_reset_gives_the_same_run_again(visit: Visit) -> None:
    def losses() -> list[float]:
        found = []
        for _ in range(5):
            step = visit.step
            visit.button("Step").click()
            visit.until_step_is(step + 1)
            found.append(visit.loss)
        return found

    visit.pause()
    visit.button("Reset").click()
    visit.until(lambda: visit.step == 0 and visit.state == "ready", "step 0")
    first = losses()
    visit.button("Reset").click()
    visit.until_step_is(0)
    assert losses() == first
    assert len(set(first)) > 1


def test_undo_brings_the_trained_network_back_after_a_reset(visit: Visit) -> None:
    visit.train(100)
    visit.pause()
    step, loss = visit.step, visit.loss
    visit.button("Reset").click()
    visit.until_step_is(0)
    visit.button("Undo").click()
    visit.until(lambda: visit.step == step, "the step before")
    assert visit.loss == loss


def test_a_shared_link_starts_the_very_same_run(visitor: Callable[..., Visit]) -> None:
    def ten_steps(visit: Visit) -> float:
        visit.pause()
        visit.button("Reset").click()
        visit.until_step_is(0)
        for step in range(1, 11):
            visit.button("Step").click()
            visit.until_step_is(step)
        return visit.loss

    first = visitor().open()
    first.page.get_by_role("radio", name="Sine", exact=True).check(force=True)
    first.page.get_by_role("combobox", name="Activation").select_option("tanh")
    first.button("Add neuron to layer 1").click()
    first.until(lambda: all(part in first.fragment for part in ("sine", "tanh", "hidden=4")), "the link")
    second = visitor().open("/?lang=en" + first.fragment)
    assert second.fragment == first.fragment
    assert second.parameter_count() == 13
    assert ten_steps(second) == ten_steps(first)


def test_a_link_that_cannot_be_read_says_what_is_wrong(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=5&wings=2&noise=abc")
    messages = visit.page.get_by_role("region", name="Messages")
    visit.until(lambda: "wings" in messages.inner_text() and "noise" in messages.inner_text(), "a message naming both")
    assert visit.parameter_count() == 16


@pytest.mark.parametrize("config", ["&optimizer=sgd&rate=1000&loss=mean_squared_error"])
def test_divergence_is_said_in_words_with_a_way_out(visitor: Callable[..., Visit], config: str) -> None:
    visit = visitor().open("/?lang=en#config=1" + config, state="diverged")
    messages = visit.page.get_by_role("region", name="Messages")
    visit.until(lambda: "smaller" in messages.inner_text(), "advice")
    assert "NaN" not in visit.page.locator("body").inner_text()
    messages.get_by_role("button").first.click()
    visit.until(lambda: visit.state in {"running", "diverged"}, "another try")
