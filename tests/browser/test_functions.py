"""What a neuron can do: the line, the activations, the bent line to move, its stages, linear layers multiplied out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.engine.activations import ACTIVATIONS
from tests.browser.functions import bends, drag, formulas, points, section, show, slider

if TYPE_CHECKING:
    from tests.browsers import Visit


def test_a_line_is_turned_and_lifted(visit: Visit) -> None:
    show(visit, "line")
    line = section(visit, "line")
    assert formulas(line) == ["y = x − 2"]
    assert "x = −b/w = 2" in line.inner_text()
    before = points(line)
    unit = (before[0][1] - before[-1][1]) / 6
    drag(visit, slider(line, "w: turn the line"), 0, -unit)
    assert formulas(line) == ["y = 2·x − 2"]
    drag(visit, slider(line, "b: lift the line"), 0, -3 * unit)
    assert formulas(line) == ["y = 2·x + 1"]
    assert points(line)[0][1] == pytest.approx(before[0][1], abs=0.2)
    assert points(line)[-1][1] == pytest.approx(before[-1][1] - 6 * unit, abs=0.2)
    slider(line, "w: how steep").press("Home")
    slider(line, "b: how high").press("End")
    assert formulas(line) == ["y = −3·x + 3"]
    assert "x = −b/w = 1" in line.inner_text()


def test_a_level_line_says_that_it_crosses_nowhere(visit: Visit) -> None:
    show(visit, "line")
    line = section(visit, "line")
    for _ in range(10):
        slider(line, "w: turn the line").press("ArrowDown")
    assert formulas(line) == ["y = −2"]
    assert "never crosses the x axis" in line.inner_text()
    assert "−b/w = " not in line.inner_text()
    for _ in range(2):
        slider(line, "b: lift the line").press("PageUp")
    assert formulas(line) == ["y = 0"]
    assert "0 everywhere" in line.inner_text()


def test_every_activation_is_there_with_its_graph_and_both_formulas(visit: Visit) -> None:
    show(visit, "gallery")
    gallery = section(visit, "gallery")
    radios = gallery.get_by_role("radio")
    assert [radio.get_attribute("value") for radio in radios.all()] == list(ACTIVATIONS)
    visit.until(lambda: len(points(gallery.locator(".plot:not(.bare)"), 1)) > 100, "the first graph")
    graphs = set()
    for radio, activation in zip(radios.all(), ACTIVATIONS.values(), strict=True):
        radio.check(force=True)
        value, derivative = formulas(gallery)
        if activation.name != "elu":
            assert value == f"R(z) = {activation.formula}"
        if not activation.derivative_formula.startswith("1 if"):
            assert derivative == f"R′(z) = {activation.derivative_formula}"
        assert derivative.startswith("R′(z) = ")
        curves = gallery.locator(".plot:not(.bare) .plot-curve")
        dashes = curves.evaluate_all("curves => curves.map((curve) => getComputedStyle(curve).strokeDasharray)")
        assert [dash == "none" for dash in dashes] == [False, True]
        graphs.add(tuple(curves.evaluate_all("curves => curves.map((curve) => curve.getAttribute('d'))")))
    assert len(graphs) == len(ACTIVATIONS)
    assert all(d and d.count("L") > 100 for graph in graphs for d in graph)


def test_an_activation_is_used_in_the_network_while_it_trains(visit: Visit) -> None:
    show(visit, "gallery")
    gallery = section(visit, "gallery")
    button = gallery.get_by_role("button")
    assert button.inner_text() == "The network uses it"
    assert button.get_attribute("aria-disabled") == "true"
    gallery.get_by_role("radio", name="Tanh").check(force=True)
    assert button.get_attribute("aria-disabled") is None
    step = visit.step
    button.click()
    visit.until_link_has("activation=tanh")
    visit.until(lambda: button.get_attribute("aria-disabled") == "true", "the button to rest")
    visit.until_step(step + 1)
    assert visit.state == "running"
    visit.page.get_by_role("combobox", name="Activation").select_option("sigmoid")
    visit.until(lambda: button.get_attribute("aria-disabled") is None, "the button to be of use again")


def test_the_starts_give_their_formula_and_graph(visit: Visit) -> None:
    show(visit, "ramp")
    ramp = section(visit, "ramp")
    visit.until(lambda: len(points(ramp)) > 100, "the graph")
    assert formulas(ramp) == ["y = R(x − 1)"]
    assert bends(points(ramp)) == pytest.approx([1 / 8], abs=0.01)
    ramp.get_by_role("button", name="3·R(x − 4) − 5").click()
    assert formulas(ramp) == ["y = 3·R(x − 4) − 5"]
    assert bends(points(ramp)) == pytest.approx([4 / 8], abs=0.01)
    assert "bends at x = −b/w = 4" in ramp.inner_text()
    ramp.get_by_role("button", name="f1 + f2 + f3").click()
    assert formulas(ramp) == [
        "f1 = R(x − 1)",
        "f2 = 3·R(x − 4) − 5",
        "f3 = −2·R(x − 2) + 3",
        "Y′ = R(x − 1) + 3·R(x − 4) − 2·R(x − 2) − 2",
    ]
    assert "0 − 5 + 3 = −2" in ramp.inner_text()
    assert bends(points(ramp, 3)) == pytest.approx([1 / 8, 2 / 8, 4 / 8], abs=0.01)


def test_the_axes_reach_eight_and_six(visit: Visit) -> None:
    show(visit, "ramp")
    numbers = section(visit, "ramp").locator(".plot-grid text")
    visit.until(lambda: numbers.count() == 10, "the axes")
    assert numbers.all_text_contents() == ["0", "2", "4", "6", "8", "−6", "−3", "0", "3", "6"]


def test_dragging_the_bend_the_ramp_and_the_level_changes_the_formula(visit: Visit) -> None:
    show(visit, "ramp")
    ramp = section(visit, "ramp")
    ramp.get_by_role("button", name="3·R(x − 4) − 5").click()
    width = points(ramp)[-1][0] - points(ramp)[0][0]
    drag(visit, slider(ramp, "move the bend of f1"), -width / 8, 25)
    assert formulas(ramp) == ["y = 3·R(x − 3) − 5"]
    assert bends(points(ramp)) == pytest.approx([3 / 8], abs=0.01)
    drag(visit, slider(ramp, "lift the level part of f1"), 0, -500)
    assert formulas(ramp) == ["y = 3·R(x − 3) + 6"]
    drag(visit, slider(ramp, "lift the level part of f1"), 0, 500)
    assert formulas(ramp) == ["y = 3·R(x − 3) − 6"]
    drag(visit, slider(ramp, "pull the ramp of f1"), 0, 500)
    assert re.fullmatch(r"y = −?[\d.]*·?R\(x − 3\) − 6", formulas(ramp)[0])
    assert formulas(ramp) != ["y = 3·R(x − 3) − 6"]


def test_one_of_three_paths_moves_and_the_sum_follows(visit: Visit) -> None:
    show(visit, "ramp")
    ramp = section(visit, "ramp")
    ramp.get_by_role("button", name="f1 + f2 + f3").click()
    ramp.get_by_role("radio", name="Move f3").check()
    before = points(ramp, 3)
    slider(ramp, "move the bend of f3").press("PageUp")
    slider(ramp, "v: the weight after").press("ArrowUp")
    slider(ramp, "c: the offset after").press("ArrowDown")
    assert formulas(ramp)[2:] == ["f3 = −1.9·R(x − 3) + 2.9", "Y′ = R(x − 1) + 3·R(x − 4) − 1.9·R(x − 3) − 2.1"]
    assert formulas(ramp)[:2] == ["f1 = R(x − 1)", "f2 = 3·R(x − 4) − 5"]
    assert points(ramp, 3) != before
    colors = ramp.locator(".plot-curve").evaluate_all("curves => curves.map((curve) => getComputedStyle(curve).stroke)")
    assert len(set(colors)) == 4


def test_the_chosen_activation_takes_the_place_of_the_ramp(visit: Visit) -> None:
    show(visit, "gallery", "ramp", "stages")
    section(visit, "gallery").get_by_role("radio", name="Sigmoid").check(force=True)
    assert formulas(section(visit, "ramp")) == ["y = σ(x − 1)"]
    assert formulas(section(visit, "stages"))[1] == "a = σ(4) = 0.982"


def test_one_number_passes_through_three_stages(visit: Visit) -> None:
    show(visit, "ramp", "stages")
    stages = section(visit, "stages")
    section(visit, "ramp").get_by_role("button", name="3·R(x − 4) − 5").click()
    assert formulas(stages) == ["z = x − 4 = 5 − 4 = 1", "a = R(1) = 1", "y = 3·a − 5 = 3·1 − 5 = −2"]
    slider(stages, "x: the number").press("Home")
    assert formulas(stages) == ["z = x − 4 = 0 − 4 = −4", "a = R(−4) = 0", "y = 3·a − 5 = 3·0 − 5 = −5"]
    names = [graph.get_attribute("aria-label") for graph in stages.get_by_role("img").all()]
    assert names == [f"{name} over x; at x = 0 it is {value}" for name, value in (("z", "−4"), ("a", "0"), ("y", "−5"))]


def test_linear_layers_stay_a_line_until_something_stands_between_them(visit: Visit) -> None:
    show(visit, "layers")
    layers = section(visit, "layers")
    visit.until(lambda: len(points(layers)) > 100, "the graph")
    assert formulas(layers)[-1] == "= −3·x + 1"
    layers.get_by_role("radio", name="3 layers").check()
    assert formulas(layers) == [
        "= 2·(−1.5·(1·x + 1) + 1) − 1",
        "= 2·((−1.5·1)·x + (−1.5·1 + 1)) − 1",
        "= (2·(−1.5)·1)·x + (2·(−1.5)·1 + 2·1 − 1)",
        "= −3·x − 2",
    ]
    for letter, key in (("a", "Home"), ("c", "PageUp"), ("e", "End"), ("f", "ArrowDown"), ("a", "End")):
        slider(layers, f"{letter} of the layers").press(key)
        assert bends(points(layers)) == []
        assert "one straight line" in layers.inner_text()
    for letter, steps in (("a", -2), ("c", -9), ("e", -4), ("f", 1)):
        for _ in range(abs(steps)):
            slider(layers, f"{letter} of the layers").press("ArrowRight" if steps > 0 else "ArrowLeft")
    layers.get_by_role("switch", name="R between them").check()
    assert formulas(layers) == ["= 2·R(−1.5·R(1·x + 1) + 1) − 1"]
    assert len(bends(points(layers))) == 2
    assert "the line bends" in layers.inner_text()
