"""What is wrong with a training is found, said in words where it happens, and helped with one press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browsers import Visit


def box(locator: Locator) -> dict[str, float]:
    found: Any = locator.bounding_box()
    assert found is not None
    return dict(found)


def notes(visit: Visit) -> str:
    return visit.page.locator("#notes").inner_text()


def press(visit: Visit, label: str) -> None:
    visit.page.locator("#notes").get_by_role("button", name=label).click()


def test_a_sleeping_neuron_is_found_and_woken(visit: Visit) -> None:
    visit.until_step(30)
    visit.pause()
    visit.page.get_by_role("tab", name="Neurons").click()
    bias = visit.page.get_by_role("textbox", name="bias, h2", exact=True)
    visit.until(bias.is_visible, "the table")
    bias.fill("-50")
    bias.press("Enter")
    visit.until(lambda: "h2 is asleep: it outputs 0 at every training sample" in notes(visit), "the note")
    neuron = visit.page.get_by_role("button", name="Neuron h2, hidden layer 1")
    visit.until(lambda: "asleep" in (neuron.get_attribute("title") or ""), "the neuron that dozes")
    assert not visit.page.locator("#invite").is_visible()
    press(visit, "Wake it")
    visit.until(lambda: notes(visit) == "", "silence")
    assert neuron.get_attribute("title") is None
    assert visit.page.locator("#invite").is_visible()


def test_a_neuron_that_falls_asleep_while_it_trains_is_found(visit: Visit) -> None:
    visit.page.get_by_role("tab", name="Neurons").click()
    bias = visit.page.get_by_role("textbox", name="bias, h1", exact=True)
    visit.until(bias.is_visible, "the table")
    bias.fill("-50")
    bias.press("Enter")
    visit.until(lambda: "h1 is asleep" in notes(visit), "the note")
    assert visit.state == "running"
    press(visit, "Wake it")
    visit.until(lambda: "asleep" not in notes(visit), "that it is awake")


def test_equal_weights_are_explained_and_made_different(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=2&initializer=zeros")
    visit.until(lambda: "h1, h2, and h3 have exactly equal weights" in notes(visit), "the note")
    press(visit, "Start with different weights")
    visit.until(lambda: notes(visit) == "" and "initializer" not in visit.fragment, "another start")


def test_a_network_of_lines_is_given_a_bend(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&activation=linear&hidden=3,3")
    visit.until(lambda: "one straight line" in notes(visit), "the note")
    press(visit, "Use ReLU")
    visit.until(lambda: "one straight line" not in notes(visit) and "linear" not in visit.fragment, "a bend")


def test_a_careful_learning_rate_is_spoken_of_at_its_control(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&optimizer=sgd&rate=0.0001")
    note = visit.page.locator("#settings").get_by_role("status")
    visit.until(lambda: "too small" in note.inner_text(), "the note")
    note.get_by_role("button", name="Use 0.0003").click()
    visit.until_link_has("rate=0.0003")


def test_notes_leave_the_buttons_of_the_network_free(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&initializer=zeros")
    for hidden, parameters in (("3", 10), ("64,64", 4353), ("3,3", 22)):
        visit.page.set_viewport_size({"width": 1440, "height": 900})
        visit.open_here(f"#config=1&initializer=zeros&hidden={hidden}")
        visit.until_parameters(parameters)
        visit.until(lambda: "equal weights" in notes(visit), "the note")
        for size in visit.looks(themes=["light"]):
            note = box(visit.page.locator("#notes"))
            for name in ("Remove neuron from layer 1", "Add neuron to layer 1", "Paths", "Add layer"):
                button = box(visit.button(name))
                left_of = note["x"] + note["width"] <= button["x"]
                below, above = note["y"] >= button["y"] + button["height"], note["y"] + note["height"] <= button["y"]
                assert left_of or below or above, (name, hidden, size)
            if size[0] > 390 or hidden != "64,64":  # there, what is not drawn is told on a line of its own
                assert box(visit.page.locator(".network-head"))["height"] < 50, (hidden, size)
    visit.button("Paths").click()
    visit.until(visit.page.get_by_role("group", name="The network as paths").is_visible, "the paths")


def test_the_default_run_has_nothing_to_say(visit: Visit) -> None:
    said: set[str] = set()

    def at_the_end() -> bool:
        said.add(notes(visit))
        said.add(visit.page.locator(".rate-note").inner_text())
        return visit.step >= 200

    visit.until(lambda: visit.page.locator(".rate-note").count() == 1, "the notes")
    visit.until(at_the_end, "step 200")
    assert said == {""}


@pytest.mark.parametrize(("width", "height"), [(390, 844), (844, 390)])
def test_on_a_phone_a_note_is_in_sight_above_the_transport(
    visitor: Callable[..., Visit], width: int, height: int
) -> None:
    visit = visitor(width=width, height=height, has_touch=True, is_mobile=True).open(
        "/?lang=en#config=2&target=sawtooth"
    )
    anew = visit.page.get_by_role("button", name="Start anew with 5")
    anew.wait_for()
    for seen in (anew, visit.button("Add neuron to layer 1")):
        assert box(seen)["y"] > 0
        assert box(seen)["y"] + box(seen)["height"] <= box(visit.page.locator("#transport"))["y"] + 1
    assert visit.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_notes_leave_the_input_free(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=16&target=sine&initializer=normal&rate=0.0001")
    visit.page.locator("#notes .finding").first.wait_for()
    visit.until(lambda: "more" in visit.page.locator("#notes").inner_text(), "another note that had no room")
    note, entry = box(visit.page.locator("#notes")), box(visit.page.locator(".network-input"))
    assert note["y"] >= entry["y"] + entry["height"]
