"""The network leaves the page: as code, data, report and pictures."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from app.exports import EXPORTS
from app.protocol.sections import SectionKind
from tests.app.talk import parse_frame
from tests.browsers import Visit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page, Route

    from benchmarks.servers import RunningServer

SVG = "{http://www.w3.org/2000/svg}"
NEEDLES = {
    "numpy": "def predict(x)",
    "pytorch": "import torch",
    "onnx": "",
    "csv": "x,",
    "latex": r"\documentclass",
    "pieces": '"slope"',
    "json": '"weights"',
    "report": "<!doctype html",
}
"""What a file of each format holds."""


class Watched:
    """A visit whose frames are kept as the server sent them."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.layout: dict[str, Any] = {}
        self.frames: list[bytes] = []
        visit.page.on("websocket", lambda socket: socket.on("framereceived", self._keep))

    def _keep(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes):
            self.frames.append(payload)
            return
        message = json.loads(payload)
        if message["type"] == "layout":
            self.layout = message

    def at(self, step: int, section: SectionKind) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return a section of the newest frame of a step."""
        frame = next(frame for frame in map(parse_frame, reversed(self.frames)) if frame["step"] == step)
        return np.frombuffer(frame["sections"][section], np.float32)


def open_menu(visit: Visit) -> Locator:
    button = visit.page.locator("#export-menu > button")
    visit.until(button.is_visible, "the Export button")
    if visit.page.locator("#export-list").is_hidden():
        button.click()
    return visit.page.locator("#export-list")


def saved(visit: Visit, entry: Locator, folder: Path) -> Path:
    with visit.page.expect_download() as download:
        entry.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    words = visit.page.locator(".export-status")
    visit.until(lambda: path.name in words.inner_text(), f"the word that {path.name} is saved")
    return path


def run(code: str, folder: Path) -> str:
    """Return what a fresh interpreter prints, which knows nothing but NumPy and the folder."""
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_files_of_every_format_hold_the_curve_on_the_page(visitor: Callable[..., Visit], tmp_path: Path) -> None:
    visit = visitor()
    watched = Watched(visit)
    visit.open()
    visit.train(60)
    visit.pause()
    menu = open_menu(visit)
    for name in EXPORTS:
        path = saved(visit, menu.locator(f"[data-format={name}]"), tmp_path)
        assert path.name == EXPORTS[name].filename
        assert len(path.read_bytes()) > 300
        assert NEEDLES[name] in path.read_text("utf-8", "replace")
    result = json.loads((tmp_path / "piecewise_result.json").read_text())
    assert result["step"] == visit.step
    assert result["losses"]["train"][-1] == pytest.approx(visit.loss, abs=1e-4)
    assert run("import runpy; runpy.run_path('piecewise_numpy.py', run_name='__main__')", tmp_path)
    grid = watched.layout["grids"]["prediction"]
    np.savez(tmp_path / "page.npz", y=watched.at(visit.step, SectionKind.PREDICTION), **grid)
    code = """
import runpy, numpy as np
page = np.load('page.npz')
predict = runpy.run_path('piecewise_numpy.py')['predict']
print(np.abs(predict(np.linspace(page['from'], page['to'], page['count'])) - page['y']).max())
"""
    assert float(run(code, tmp_path)) < 1e-6
    visit.check_access()


def test_a_file_made_while_training_is_of_one_moment(visitor: Callable[..., Visit], tmp_path: Path) -> None:
    visit = visitor()
    watched = Watched(visit)
    visit.open()
    visit.until_step(30)
    path = saved(visit, open_menu(visit).locator("[data-format=json]"), tmp_path)
    result = json.loads(path.read_text())
    blocks = [np.vstack([np.transpose(layer["weights"]), layer["biases"]]) for layer in result["layers"]]
    exact = watched.at(result["step"], SectionKind.PARAMETERS)
    np.testing.assert_array_equal(np.concatenate([block.ravel() for block in blocks]).astype(np.float32), exact)
    assert result["losses"]["step"][-1] <= result["step"]
    assert visit.state == "running"


def read_svg(content: str) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 (the page's own)


def drawn_as(picture: ET.Element, tag: str) -> list[ET.Element]:
    return list(picture.iter(f"{SVG}{tag}"))


def words_in(picture: ET.Element) -> list[str]:
    """Return the words of a picture, without the halos beneath them."""
    return ["".join(text.itertext()) for text in drawn_as(picture, "text") if text.attrib.get("fill") != "none"]


def check_halos(picture: ET.Element) -> int:
    """Find each halo as a text of its own right beneath its words, and return how many there are."""
    count = 0
    for parent in picture.iter():
        for beneath, words in pairwise(parent):
            if beneath.tag == f"{SVG}text" and beneath.attrib.get("fill") == "none":
                count += 1
                assert "".join(words.itertext()) == "".join(beneath.itertext())
                assert (words.attrib["stroke"], words.attrib.get("fill")) != ("none", "none")
                assert words.attrib["stroke"] == "none"
                assert {words.attrib.get(at) for at in ("x", "y")} == {beneath.attrib.get(at) for at in ("x", "y")}
    return count


def read_png(content: bytes) -> tuple[int, int, int]:
    """Return width, height and how many different bytes a picture's lines have."""
    width, height = struct.unpack(">II", content[16:24])
    data, at = b"", 8
    while at < len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        data += content[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    return width, height, len(set(zlib.decompress(data)))


def dashes_by_color(picture: ET.Element) -> dict[str, list[str]]:
    """Return how the lines of each color are dashed: a neuron's is on the chart and in the legend."""
    found: dict[str, list[str]] = {}

    def visit(element: ET.Element, stroke: str, dash: str) -> None:
        stroke, dash = element.get("stroke", stroke), element.get("stroke-dasharray", dash)
        if element.tag == f"{SVG}path" and element.get("d"):
            found.setdefault(stroke, []).append(dash)
        for child in element:
            visit(child, stroke, dash)

    visit(picture, "none", "none")
    return found


def check_references(picture: ET.Element) -> None:
    """Check that what an element refers to is in the file: readers other than browsers draw nothing else."""
    ids = {element.attrib["id"] for element in picture.iter() if "id" in element.attrib}
    refers = {value for element in picture.iter() for value in element.attrib.values() if "url(" in value}
    assert {value.removeprefix('url("#').removeprefix("url(#").rstrip('")') for value in refers} <= ids


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "zh")])
def test_pictures_stand_alone(visitor: Callable[..., Visit], tmp_path: Path, theme: str, language: str) -> None:
    visit = visitor(color_scheme=theme).open(f"/?lang={language}#config=1&hidden=3")
    visit.train(60)
    visit.pause()
    rows = open_menu(visit).locator(".export-picture")
    pictures = {}
    for i, name in enumerate(("network", "fit", "loss")):
        content = saved(visit, rows.nth(i).locator("button").nth(1), tmp_path).read_text()
        assert "var(" not in content
        assert "class=" not in content
        assert "oklch" not in content
        assert "paint-order" not in content
        pictures[name] = read_svg(content)
        check_references(pictures[name])
        width, height, shades = read_png(saved(visit, rows.nth(i).locator("button").nth(0), tmp_path).read_bytes())
        assert (width, height) == tuple(2 * round(float(pictures[name].attrib[side])) for side in ("width", "height"))
        assert shades > 30
        background = drawn_as(pictures[name], "rect")[0].attrib["fill"]
        assert background == {"light": "#ffffff", "dark": "#1b1e25"}[theme]
        assert any(f"{visit.step}" in words and "10" in words for words in words_in(pictures[name])), "a caption"
    assert check_halos(pictures["network"]) >= 4
    edges = [path for path in drawn_as(pictures["network"], "path") if "C" in path.attrib["d"]]
    assert len(edges) == 6
    assert {"h1", "h2", "h3"} <= set(words_in(pictures["network"]))
    assert sum(words.startswith(("+", "−")) for words in words_in(pictures["network"])) == 6
    legend = {"light": {"curve to find", "prediction", "h1"}, "dark": {"要学的曲线", "预测", "h1"}}[theme]
    assert legend <= set(words_in(pictures["fit"]))
    assert len(drawn_as(pictures["fit"], "circle")) >= 2, "knots"
    order = list(pictures["fit"].iter())
    pieces = [text for text in drawn_as(pictures["fit"], "text") if "".join(text.itertext()) in {"1", "2", "3"}]
    numbers = [order.index(text) for text in pieces if text.get("font-weight") == "650"]
    rings = [order.index(ring) for ring in drawn_as(pictures["fit"], "circle")]
    assert numbers
    assert min(numbers) > max(rings), "the pieces' numbers, with their halos, are over the lines"
    dashed = [dashes for dashes in dashes_by_color(pictures["fit"]).values() if any(" " in dash for dash in dashes)]
    assert dashed
    for dashes in dashed:
        on_chart, in_legend = dashes[0], dashes[-1]
        assert on_chart == in_legend, "a curve looks in the legend as it does on the chart"
    long = [path for path in drawn_as(pictures["loss"], "path") if path.attrib["d"].count("L") > 8]
    assert len(long) == 2


def test_what_cannot_be_is_said(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&activation=tanh")
    visit.until_step(5)
    pieces = open_menu(visit).locator("[data-format=pieces]")
    assert pieces.get_attribute("aria-disabled") == "true"
    assert "Tanh is smooth" in pieces.inner_text()
    pieces.click(force=True)
    assert visit.page.locator(".export-status").inner_text() == ""


def test_a_server_that_refuses_or_is_away(new_page: Callable[..., Page], server: RunningServer) -> None:
    """Without the fixture's silence: browsers log answers like these by themselves."""
    visit = Visit(new_page(), server.url).open()
    visit.until_step(5)
    entry = open_menu(visit).locator("[data-format=csv]")
    status = visit.page.locator(".export-status")
    problem = {"detail": "it is too hot", "errors": [{"field": "layers", "message": "too warm"}]}
    answers: list[tuple[Callable[[Route], None], str]] = [
        (lambda route: route.fulfill(status=429), "Too many files at once"),
        (lambda route: route.fulfill(status=422, json=problem), "it is too hot. layers: too warm"),
        (lambda route: route.abort(), "could not be reached"),
    ]
    for answer, words in answers:
        visit.page.route("**/api/export*", answer)
        entry.click()
        visit.until(lambda words=words: words in status.inner_text(), words)  # type: ignore[misc]
        visit.page.unroute("**/api/export*")
    assert visit.state == "running"


def test_in_a_race_the_network_on_the_page_is_taken(visitor: Callable[..., Visit], tmp_path: Path) -> None:
    visit = visitor().open()
    visit.until_step(5)
    visit.button("Lab").click()
    visit.page.locator("#lab-list button", has_text="Race optimizers").click()
    visit.until(lambda: visit.page.locator(".race-table tbody tr").count() == 7, "seven runs")
    menu = open_menu(visit)
    result = json.loads(saved(visit, menu.locator("[data-format=json]"), tmp_path).read_text())
    first = visit.page.locator(".race-table tbody tr").first.inner_text()
    assert result["config"]["training"]["optimizer"]["name"] == "sgd"
    assert "SGD" in visit.page.locator(".race-table").inner_text(), first
    picture = read_svg(saved(visit, menu.locator(".export-picture button").nth(3), tmp_path).read_text())
    assert sum(path.attrib["d"].count("L") > 3 for path in drawn_as(picture, "path")) >= 7


def test_the_menu_by_keyboard_and_on_a_phone(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True, color_scheme="dark").open()
    button = visit.page.locator("#export-menu > button")
    visit.until(button.is_visible, "the Export button")
    assert visit.page.get_by_role("button", name="Export", exact=True).count() == 1
    button.focus()
    visit.page.keyboard.press("ArrowDown")
    assert visit.focused().startswith("NumPy script")
    visit.page.keyboard.press("End")
    assert visit.focused() == "Loss, SVG"
    boxes: list[Any] = [entry.bounding_box() for entry in visit.page.locator("#export-list button").all()]
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    visit.check_access()
    visit.page.keyboard.press("Escape")
    assert visit.page.locator("#export-list").is_hidden()
    assert visit.focused() == "Export"
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
