"""A curve of one's own in the browser: typed, drawn and clicked."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from playwright.sync_api import CDPSession, Locator

    from tests.browsers import Visit

Place = tuple[float, float]


def formula(visit: Visit) -> Locator:
    return visit.page.get_by_role("textbox", name="Formula of the curve, in x")


def words(visit: Visit) -> Locator:
    return visit.page.locator(".formula-words")


def path(visit: Visit, selector: str) -> str:
    found = visit.page.locator(selector)
    return (found.get_attribute("d") or "") if found.count() else ""


class Form:
    """A curve's form; two are the same where nobody would see a difference."""

    def __init__(self, heights: NDArray[np.float64]) -> None:
        self._heights = heights

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Form) and bool(np.abs(self._heights - other._heights).max() < 0.03)

    __hash__ = None  # type: ignore[assignment]


def target(visit: Visit) -> Form:
    """Return the curve's form, to compare: its heights at some places, as parts of their range.

    Where it is drawn would not do: the chart's scale follows the prediction.
    """
    points = re.findall(r"[ML](-?[\d.]+),(-?[\d.]+)", path(visit, ".fit-still .fit-target"))
    x, y = np.array(points or [(0, 0)], dtype=np.float64).T
    heights = np.interp(np.linspace(x[0], x[-1], 15), x, y)
    heights -= heights.min()
    return Form(heights / max(heights.max(), 1))


def until_all_is_there(visit: Visit) -> None:
    """Wait for what is loaded later and moves the chart."""
    visit.until(lambda: words(visit).count() == 1 and visit.page.locator(".fit-chip").count() > 0, "the page")


def settled_target(visit: Visit) -> Form:
    """Return the curve's form once the chart has its place among all that is loaded after it."""
    until_all_is_there(visit)
    seen: list[str] = []

    def stands_still() -> bool:
        seen.append(path(visit, ".fit-still .fit-target"))
        return len(seen) > 3 and len(set(seen[-3:])) == 1

    visit.until(stands_still, "a chart that stands still")
    return target(visit)


def name(visit: Visit) -> str:
    return visit.page.locator(".curve-name").inner_text()


def source_button(visit: Visit, label: str) -> Locator:
    return visit.page.locator(".source-buttons").get_by_role("button", name=label, exact=True)


def open_settings(visit: Visit) -> None:
    visit.page.locator("#sheet[inert]").wait_for(state="attached")
    visit.button("Settings").tap()
    source_button(visit, "Draw").wait_for()


def enter(visit: Visit, mode: str) -> dict[str, float]:
    """Begin drawing, or points, and return where the chart is."""
    until_all_is_there(visit)
    source_button(visit, mode).click()
    area = visit.page.locator(".sketch-area")
    area.wait_for()
    seen: list[Any] = []

    def still() -> bool:
        seen.append(area.bounding_box())
        return len(seen) > 4 and seen[-1] == seen[-4]

    visit.until(still, "a chart that stands still")
    return dict(seen[-1])


def inside(box: dict[str, float], across: float, down: float) -> Place:
    """Return a place of the page from parts of the chart."""
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def stroke(visit: Visit, places: list[Place]) -> None:
    mouse = visit.page.mouse
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place)
    mouse.up()


def wave(box: dict[str, float], start: float = 0.05, end: float = 0.95) -> list[Place]:
    steps = [start + (end - start) * i / 40 for i in range(41)]
    return [inside(box, at, 0.5 - 0.3 * math.sin(8 * at)) for at in steps]


def touch(cdp: CDPSession, kind: str, *places: Place) -> None:
    cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in places]})


def points(visit: Visit) -> Locator:
    return visit.page.get_by_role("button", name=re.compile("^Point at x = "))


def at(point: Locator) -> Place:
    found = re.findall(r"= (−?[\d.]+)", point.get_attribute("aria-label") or "")
    x, y = (float(number.replace("−", "-")) for number in found)
    return x, y


def no_violations(visit: Visit) -> None:
    visit.check_access()
