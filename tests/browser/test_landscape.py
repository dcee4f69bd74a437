"""The loss around the weights, the learning rate that suits, and how layers start, seen and used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame, Locator, Page, Position

    from benchmarks.servers import RunningServer

MARGIN = {"left": 62, "right": 86, "top": 12, "bottom": 46}
"""Around the map in its frame, as static/js/plot/maps.js has it."""


def open_lab(visit: Visit, entry: str) -> Locator:
    visit.until(lambda: visit.page.locator("#lab-list button").count() > 0, "the lab's menu")
    visit.page.locator("#lab-menu > button").click()
    visit.page.locator("#lab-list").get_by_role("button", name=entry).click()
    panel = visit.page.locator("#lab")
    visit.until(panel.is_visible, "the lab's panel")
    return panel


def drawn(visit: Visit) -> int:
    frame = visit.page.locator(".landscape-frame")
    return int(frame.get_attribute("data-drawn") or 0) if frame.count() else 0


def open_landscape(visit: Visit) -> Locator:
    panel = open_lab(visit, "Loss landscape")
    visit.until(lambda: drawn(visit) > 0 and has_circle(visit), "the map, with the present point")
    return panel


def plot_frame(visit: Visit) -> Frame:
    found = visit.page.frame(url=lambda url: url.endswith("/plot"))
    assert found is not None
    return found


def has_circle(visit: Visit) -> bool:
    return bool(
        plot_frame(visit).evaluate("(document.querySelector('#plot').data ?? []).at(-1)?.marker?.symbol === 'circle'")
    )


def circle(visit: Visit) -> list[float]:
    """Return where the map shows the present point."""
    return list(plot_frame(visit).evaluate("(({x, y}) => [x[0], y[0]])(plot.data.at(-1))"))


def point_at(visit: Visit, right: float, up: float) -> Position:
    """Return where in its frame a share of the map's width and height is."""
    box: Any = visit.page.locator(".landscape-frame").bounding_box()
    return {
        "x": MARGIN["left"] + right * (box["width"] - MARGIN["left"] - MARGIN["right"]),
        "y": MARGIN["top"] + (1 - up) * (box["height"] - MARGIN["top"] - MARGIN["bottom"]),
    }


def told_loss(panel: Locator) -> float:
    return float(panel.locator(".landscape-readout").inner_text().split("loss ")[1].split(". ")[0])


def test_a_click_the_lowest_point_and_the_keys_go_there_and_undo_comes_back(visitor: Callable[..., Visit]) -> None:
    # However many steps it takes to pause, there is something lower around.
    visit = visitor().open("/?lang=en#config=2&rate=1e-5")
    visit.until_step(20)
    visit.pause()
    before = visit.loss
    panel = open_landscape(visit)
    assert circle(visit) == pytest.approx([0, 0])

    def undo() -> None:
        visit.button("Undo").click()
        visit.until(lambda: visit.loss == before, "the loss before")
        visit.until(lambda: has_circle(visit) and circle(visit) == pytest.approx([0, 0]), "the circle in the middle")

    frame = visit.page.locator(".landscape-frame")
    place = point_at(visit, 0.75, 0.25)
    frame.hover(position=place)
    visit.until(lambda: "loss " in panel.locator(".landscape-readout").inner_text(), "the loss pointed at")
    told = told_loss(panel)
    assert told != pytest.approx(before, rel=0.01)
    frame.click(position=place)
    visit.until(lambda: visit.loss == pytest.approx(told, rel=0.01), f"the loss that the map told, {told}")
    visit.until(lambda: has_circle(visit) and circle(visit) == pytest.approx([0.5, -0.5], abs=0.03), "the circle there")
    undo()

    panel.get_by_role("button", name="Go to the lowest point").click()
    visit.until(lambda: visit.loss < before, "a smaller loss")
    undo()

    plot = plot_frame(visit).locator("#plot")
    plot.focus()
    for _ in range(4):
        plot.press("ArrowRight")
    visit.until(
        lambda: panel.locator(".landscape-readout").inner_text().startswith("At 0.2, 0:"), "the place pointed at"
    )
    told = told_loss(panel)
    plot.press("Enter")
    visit.until(lambda: visit.loss == pytest.approx(told, rel=0.01), "the loss that the map told")


def test_two_weights_span_the_map_and_the_way_since_the_pin_lies_on_it(visit: Visit) -> None:
    visit.train(60)
    visit.pause()
    panel = open_landscape(visit)
    panel.get_by_role("button", name="Record the path").click()
    visit.until(lambda: "path since step" in panel.inner_text(), "the pin")
    visit.button("Play").click()
    visit.train(visit.step + 60)
    visit.until(lambda: "Training goes on" in panel.locator(".landscape-status").inner_text(), "that the map stays")
    panel.get_by_role("radio", name="Two weights").check()
    panel.get_by_role("combobox", name="Across: neuron").select_option("h2")
    panel.get_by_role("combobox", name="Up: neuron").select_option("h3")
    visit.pause()

    def titles() -> list[str]:
        return list(plot_frame(visit).evaluate("[plot.layout.xaxis, plot.layout.yaxis].map(({title}) => title.text)"))

    visit.until(lambda: titles() == ["w of h2 from x", "w of h3 from x"] and has_circle(visit), "the weights' names")
    assert plot_frame(visit).evaluate("plot.data[1].x.length") > 5
    panel.locator(".lab-head button").click()
    visit.button("Reset").click()
    visit.until_step_is(0)
    panel = open_landscape(visit)
    visit.until(lambda: "path since step 0" in panel.inner_text(), "that the path begins anew with the weights")


def test_the_map_follows_an_edit_and_a_change_of_shape(visit: Visit) -> None:
    visit.train(60)
    visit.pause()
    open_landscape(visit)
    count = drawn(visit)
    visit.page.keyboard.press("Escape")
    visit.button("Reset").click()
    visit.until(lambda: drawn(visit) > count and has_circle(visit), "a map of the fresh network")
    visit.page.locator("#lab .lab-head button").click()
    visit.button("Add neuron to layer 1").click()
    visit.until_parameters(13)
    open_landscape(visit)
    visit.until(lambda: "13 weights" in visit.page.locator("#lab").inner_text(), "the new number of dimensions")


def test_nothing_is_wrong_with_the_landscape_for_axe(visit: Visit) -> None:
    open_lab(visit, "Loss landscape")
    visit.until(lambda: drawn(visit) > 0, "the map")
    list(visit.check_looks("#lab", themes=["dark"]))


def test_a_surface_is_drawn(new_page: Callable[..., Page], server: RunningServer) -> None:
    """Without the fixture's silence: drivers that draw in software have remarks of their own about speed."""
    visit = Visit(new_page(viewport={"width": 1440, "height": 900}), server.url).open()
    visit.until_step(30)
    visit.pause()
    panel = open_landscape(visit)
    panel.get_by_role("radio", name="Surface").check()
    visit.until(lambda: plot_frame(visit).locator(".gl-container canvas").count() > 0, "a surface")
    assert not [words for words in visit.console if "Performance" not in words and "readback" not in words]


def test_a_range_test_from_the_learning_rate_suggests_one_and_uses_it(visit: Visit) -> None:
    visit.until_step(30)
    visit.pause()
    visit.page.locator("#settings").get_by_role("button", name="Find a learning rate").click()
    panel = visit.page.locator("#lab")
    use = panel.get_by_role("button", name="Use 0.")
    visit.until(lambda: use.count() == 1 and use.is_visible(), "a suggestion")
    rate = use.inner_text().removeprefix("Use ")
    assert panel.locator(".rate-line").get_attribute("d")
    visit.check_access()
    use.click()
    exact = visit.page.locator('#settings [data-control="training.optimizer.learning_rate"] .exact')
    visit.until(lambda: exact.input_value() == rate, f"the rate {rate}")
    visit.until(lambda: "in use" in panel.locator(".rate-verdict").inner_text(), "that it is in use")
    visit.page.get_by_role("combobox", name="Optimizer").select_option("adam")
    find = visit.page.locator("#settings").get_by_role("button", name="Find a learning rate")
    visit.until(find.is_visible, "the button at the new optimizer's rate")


def test_starts_side_by_side_and_one_of_them_taken(visit: Visit) -> None:
    panel = open_lab(visit, "How layers start")
    rows = panel.locator("tbody tr")
    visit.until(lambda: rows.count() == 6, "six starts")
    panel.get_by_role("button", name="Try it on five layers").click()
    visit.until_parameters(4321)
    visit.until(lambda: panel.locator("thead th").count() == 6 and rows.count() == 6, "five layers")

    def kinds() -> list[str | None]:
        return [row.get_attribute("data-kind") for row in rows.all()]

    visit.until(lambda: kinds()[1:4] == ["same", "fades", "explodes"], f"the judgments, not {kinds()}")
    assert kinds()[5] == "keeps"
    visit.check_access()
    panel.get_by_role("button", name="Start like this: Too large").click()
    visit.until(lambda: kinds()[0] == "explodes", "the network to have that start")
    panel.get_by_role("button", name="Draw another seed").click()
    panel.get_by_role("button", name="Start like this: Zeros").click()
    visit.until(lambda: kinds()[0] == "same", "the network to have that start")


@pytest.mark.parametrize("case", ["plain", "units", "race"])
def test_circle_and_path_follow_while_it_trains(visitor: Callable[..., Visit], case: str) -> None:
    visit = visitor().open("/?lang=en#config=2")
    if case == "race":
        open_lab(visit, "Race optimizers")
        visit.until(lambda: visit.page.locator(".race-table tbody tr").count() == 7, "the race")
    if case == "units":
        box = visit.page.locator(".formula-line input")
        box.fill("1000*x + 5000")
        box.press("Enter")
        visit.page.get_by_text("Scaled for training").wait_for()
    panel = open_landscape(visit)
    panel.get_by_role("button", name="Record the path").click()
    visit.until(lambda: "path since step" in panel.inner_text(), "the path")
    places: set[tuple[float, ...]] = set()

    def moved() -> int:
        if has_circle(visit):
            places.add(tuple(circle(visit)))
        return len(places)

    visit.until(lambda: moved() >= 3, "a circle that moves")
    length = "Math.max(0, ...plot.data.filter(({ mode }) => mode?.includes('lines')).map(({ x }) => x.length))"
    visit.until(lambda: plot_frame(visit).evaluate(length) >= 3, "the path behind it")
