"""The network drawn as paths: the same numbers, the same buttons, the same keys as in the diagram."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browsers import Visit


def paths(visit: Visit) -> Locator:
    return visit.page.get_by_role("group", name="The network as paths")


def show(visit: Visit) -> Locator:
    visit.button("Paths").click()
    visit.until(lambda: paths(visit).locator(".paths-formula").count() > 0, "the paths")
    return paths(visit)


def numbers(text: str) -> list[float]:
    """Return the numbers of a text, whichever minus and however far apart sign and digits are."""
    return [float(sign.replace("−", "-") + digits) for sign, digits in re.findall(r"([−+]?)\s?(\d+\.\d+)", text)]


def rows(visit: Visit) -> list[list[float]]:
    """Return w, b and v of every row as written."""
    return [numbers(each.inner_text()) for each in paths(visit).get_by_role("listitem").all()]


def test_the_numbers_are_those_of_the_table(visit: Visit) -> None:
    visit.until_step(30)
    visit.pause()
    visit.page.get_by_role("tab", name="Neurons").click()
    show(visit)
    table = visit.page.locator(".neurons-table")
    visit.until(lambda: table.locator("tbody td").count() == 12, "the table")

    def of_table() -> list[list[float]]:
        lines = [
            [numbers(value)[0] for value in row.locator("td input").evaluate_all("cells => cells.map((c) => c.value)")]
            for row in table.locator("tbody tr").all()
        ]
        return [[w, b, v] for w, b, _bend, v in lines]

    visit.until(lambda: rows(visit) == of_table(), "the same numbers")
    bias = paths(visit).locator(".bias")
    assert "output bias, shared by all" in bias.inner_text()
    assert numbers(bias.inner_text()) == numbers(table.locator("tfoot td input").input_value())


def test_numbers_and_graphs_move_with_training(visit: Visit) -> None:
    show(visit)
    line = paths(visit).locator(".paths-output .paths-line")
    before, curve, step = rows(visit), line.get_attribute("points"), visit.step
    visit.train(step + 60)
    visit.until(lambda: rows(visit) != before and line.get_attribute("points") != curve, "another network")


def test_neurons_come_and_go_while_paths_are_shown(visit: Visit) -> None:
    show(visit)
    names = paths(visit).get_by_role("button", name=re.compile("^Neuron h"))
    assert visit.page.get_by_label("Add neuron to layer 1").count() == 1
    visit.button("Add neuron to layer 1").click()
    visit.until(lambda: names.count() == 4, "a fourth path")
    visit.button("Remove neuron from layer 1").click()
    visit.until(lambda: names.count() == 3, "three paths")
    visit.button("Paths").click()
    visit.until(lambda: not paths(visit).is_visible(), "the diagram")
    drawn = visit.page.get_by_role("group", name="Neurons", exact=True).get_by_role("button")
    visit.until(lambda: drawn.count() == 4, "three neurons and the output in the diagram")
    assert visit.page.get_by_label("Add neuron to layer 1").count() == 1


def test_by_keyboard(visit: Visit) -> None:
    visit.pause()
    toggle = visit.button("Paths")
    toggle.focus()
    toggle.press("Enter")
    visit.until(lambda: paths(visit).is_visible(), "the paths")
    assert toggle.get_attribute("aria-pressed") == "true"
    first, second = (visit.button(f"Neuron h{i}, hidden layer 1") for i in (1, 2))
    visit.until(first.is_visible, "rows")
    first.focus()
    first.press("ArrowDown")
    visit.until(lambda: second.evaluate("e => e === document.activeElement"), "the next row")
    second.press("Enter")
    visit.until(lambda: second.get_attribute("aria-pressed") == "true", "a selection")
    second.press("Delete")
    visit.until_parameters(7)
    visit.until(lambda: second.evaluate("e => e === document.activeElement"), "the focus to stay")
    second.press("+")
    visit.until_parameters(10)


def test_a_deep_network_says_where_its_paths_begin(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=4,20")
    shown = show(visit)
    visit.until(lambda: shown.get_by_role("listitem").count() == 16, "the strongest paths")
    assert "all of layer 1" in shown.inner_text()
    assert "16 of 20" in shown.inner_text()
    assert "Σ w·a" in shown.get_by_role("listitem").first.inner_text()
    visit.button("Remove neuron from layer 2").click()
    visit.until(lambda: "16 of 19" in shown.inner_text(), "one less")


def test_a_deep_network_shows_every_layer(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=2,3")
    visit.until_step(5)
    visit.button("Paths").click()
    early = visit.page.locator(".paths-early")
    visit.until(lambda: early.all_inner_texts() == ["h1.1", "h1.2"], "the first layer's neurons")
    line = early.first.locator(".paths-line")
    visit.until(lambda: bool(line.get_attribute("points")), "their curves")
    before = line.get_attribute("points")
    visit.until(lambda: line.get_attribute("points") != before, "curves that train")
    early.nth(1).click()
    visit.page.get_by_role("heading", name="Neuron h1.2").wait_for()


def test_without_a_hidden_layer_there_is_one_line(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=none")
    shown = show(visit)
    assert "·x" in shown.inner_text()
    assert shown.get_by_role("button").count() == 0
    visit.button("Add layer").click()
    visit.until(lambda: shown.get_by_role("listitem").count() > 0, "paths of a hidden layer")


def test_it_fits_everywhere_and_axe_finds_nothing(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open()
    shown = show(visit)
    for width, _ in visit.check_looks("#network", themes=["light"]):
        add = visit.button("Add neuron to layer 1").bounding_box()
        box = shown.bounding_box()
        assert add is not None
        assert box is not None
        assert add["y"] + add["height"] <= box["y"] + box["height"]
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_projector_has_no_toggle(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en&view=present")
    visit.until_step(1)
    assert not visit.button("Paths").is_visible()
