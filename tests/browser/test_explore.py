"""Fit and loss, large, in Plotly: zoomed, read off, selected in, and left again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Frame, Locator

    from tests.browsers import Visit


def open_chart(visit: Visit, name: str) -> Locator:
    button = visit.page.locator(f".explore-open[data-chart={name}]")
    visit.until(button.is_visible, "the Explore button")
    dialog = visit.page.locator(".explore-dialog")
    drawn = times_drawn(dialog)
    button.click()
    visit.until(lambda: times_drawn(dialog) > drawn, "the chart")
    return dialog


def times_drawn(dialog: Locator) -> int:
    return int(dialog.get_attribute("data-drawn") or 0)


def plot_frame(visit: Visit) -> Frame:
    found = visit.page.frame(url=lambda url: url.endswith("/plot"))
    assert found is not None
    return found


def axis(visit: Visit, name: str) -> dict[str, Any]:
    return dict(plot_frame(visit).evaluate(f"(({{range, type}}) => ({{range, type}}))(plot.layout.{name}axis)"))


def drag(visit: Visit, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag from one share of the plot's width and height to another."""
    frame: Any = visit.page.locator(".explore-place iframe").bounding_box()
    plot: Any = plot_frame(visit).evaluate(
        "(({left, top, width, height}) => ({left, top, width, height}))"
        "(document.querySelector('.nsewdrag').getBoundingClientRect())"
    )
    places = [
        (frame["x"] + plot["left"] + x * plot["width"], frame["y"] + plot["top"] + y * plot["height"])
        for x, y in (start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), end)
    ]
    mouse = visit.page.mouse
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place, steps=3)
    mouse.up()


def found(dialog: Locator) -> list[str]:
    return dialog.locator(".explore-found li").all_inner_texts()


def save_both(visit: Visit, dialog: Locator, folder: Path) -> None:
    for name, beginning in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with visit.page.expect_download() as download:
            dialog.get_by_role("button", name=f"Save as {name}").click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        assert path.name == f"piecewise_fit_explored.{name.lower()}"
        assert path.read_bytes().startswith(beginning)
        assert len(path.read_bytes()) > 5000


def select(visit: Visit, dialog: Locator) -> None:
    """Select by dragging, by the fields, and nothing again."""
    drag(visit, (0.25, 0.02), (0.75, 0.98))
    visit.until(lambda: len(found(dialog)) == 2, "what is selected")
    fields = dialog.locator(".explore-fields input")
    ends = [float(field.input_value().replace("−", "-")) for field in fields.all()]
    assert ends == pytest.approx([-1.5, 1.5], abs=0.05)
    counts = [int(number) for text in found(dialog) for number in re.findall(r"(\d+) of", text)]
    assert 60 <= sum(counts) <= 68, "half of the 128 samples"
    fields.nth(0).fill("-3")
    fields.nth(0).press("Tab")
    fields.nth(1).fill("3")
    fields.nth(1).press("Enter")
    visit.until(lambda: "102 of 102" in found(dialog)[0], "all samples, chosen by keyboard")
    dialog.get_by_role("button", name="Clear").click()
    visit.until(lambda: plot_frame(visit).evaluate("plot.layout.selections") == [], "nothing selected")
    assert found(dialog) == []


def zoom(visit: Visit, dialog: Locator) -> None:
    """Zoom by dragging and by keyboard, with the whole chart between."""
    dialog.get_by_role("radio", name="Zooms").check()
    visit.until(lambda: plot_frame(visit).evaluate("plot.layout.dragmode") == "zoom", "zooming")
    drag(visit, (0.4, 0.2), (0.6, 0.8))
    visit.until(lambda: axis(visit, "x")["range"][1] < 1, "a part of the chart")
    dialog.get_by_role("button", name="Whole chart").click()
    visit.until(lambda: axis(visit, "x")["range"] == [-3, 3], "the whole chart")
    plot = plot_frame(visit).locator("#plot")
    plot.focus()
    plot.press("+")
    visit.until(lambda: axis(visit, "x")["range"] == pytest.approx([-2.4, 2.4]), "a zoom by keyboard")


def test_exploring_the_fit(visitor: Callable[..., Visit], tmp_path: Path) -> None:
    visit = visitor()
    loaded_at: list[str | None] = []
    visit.page.on("request", lambda request: loaded_at.append(request.url) if "plotly" in request.url else None)
    visit.open()
    visit.until_step(40)
    assert loaded_at == []
    dialog = open_chart(visit, "fit")
    assert visit.state == "paused"
    assert len(loaded_at) == 1
    assert f"paused at step {visit.step}" in dialog.inner_text()
    names = plot_frame(visit).evaluate("plot.data.map(({name}) => name)")
    assert names == ["curve to find", "output bias", "h1", "h2", "h3", "prediction", "training", "validation", "knots"]

    select(visit, dialog)
    zoom(visit, dialog)
    save_both(visit, dialog, tmp_path)
    visit.check_access()

    plot_frame(visit).locator("#plot").press("Escape")
    visit.until(dialog.is_hidden, "the page again")
    assert visit.focused() == "Explore the fit"
    assert visit.state == "paused"
    step = visit.step
    visit.button("Play").click()
    visit.until_step(step + 5)


def test_exploring_the_loss(visit: Visit) -> None:
    visit.until_step(30)
    visit.button("Add neuron to layer 1").click()
    visit.until_parameters(13)
    visit.until_step(visit.step + 30)
    dialog = open_chart(visit, "loss")
    assert visit.state == "paused"
    assert axis(visit, "y")["type"] == "log"
    assert plot_frame(visit).evaluate("plot.layout.annotations.map(({text}) => text)") == ["+h4"]
    drag(visit, (0.5, 0.5), (0.98, 0.6))
    visit.until(lambda: len(found(dialog)) == 2, "both losses")
    assert all(re.search(r"\d+ points, mean 0\.\d+, lowest 0\.\d+ at step \d+", text) for text in found(dialog))
    dialog.get_by_role("switch", name="log scale").click()
    visit.until(lambda: axis(visit, "y")["type"] == "linear", "a linear axis")
    assert len(found(dialog)) == 2
    visit.page.keyboard.press("Escape")
    visit.until(dialog.is_hidden, "the page again")
    assert visit.page.get_by_role("switch", name="log scale").get_attribute("aria-checked") == "true"
    dialog = open_chart(visit, "fit")
    assert found(dialog) == []


def test_exploring_in_chinese_in_the_dark_on_a_phone(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True, color_scheme="dark").open("/?lang=zh")
    visit.until_step(20)
    dialog = open_chart(visit, "fit")
    assert "预测" in plot_frame(visit).evaluate("plot.data.map(({name}) => name)")
    assert plot_frame(visit).evaluate("plot.layout.paper_bgcolor") == "rgb(27, 30, 37)"
    visit.check_access()
    dialog.get_by_role("button", name="关闭").click()
    visit.until(dialog.is_hidden, "the page again")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
