"""The panel of functions in the browser."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browsers import Visit

SECTIONS = {
    "line": "Linear function",
    "gallery": "Nonlinear functions",
    "ramp": "Moving a ReLU",
    "stages": "Linear, nonlinear, linear",
    "layers": "Why nonlinearity",
}


def show(visit: Visit, *sections: str) -> None:
    """Open the tab, and in it these sections and no others, and see their graphs."""
    open_sections(visit, *sections)
    visit.until(lambda: all(drawn(section(visit, name)) for name in sections), "the graphs")


def open_sections(visit: Visit, *sections: str) -> None:
    visit.page.locator("#tab-functions").click()
    visit.until(visit.page.locator("#functions details").last.is_visible, "the sections")
    for name in SECTIONS:
        found = section(visit, name)
        if (found.get_attribute("open") is not None) != (name in sections):
            found.locator("summary").click()


def drawn(found: Locator) -> bool:
    curve = found.locator(".plot-curve").first
    return curve.count() == 0 or "L" in (curve.get_attribute("d") or "")


def section(visit: Visit, name: str) -> Locator:
    return visit.page.locator(f'#functions [data-section="{name}"]')


def formulas(found: Locator) -> list[str]:
    return [text for text in found.locator("output").all_inner_texts() if text]


def slider(found: Locator, name: str) -> Locator:
    return found.get_by_role("slider", name=name)


def points(found: Locator, index: int = 0) -> list[tuple[float, float]]:
    """Return a curve's points in pixels of its graph."""
    path = found.locator(".plot-curve").nth(index).get_attribute("d") or ""
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)]


def bends(curve: list[tuple[float, float]]) -> list[float]:
    """Return where on the way a curve is not straight, as shares of its width."""
    curve = list(dict.fromkeys(curve))
    left, right = curve[0][0], curve[-1][0]
    found: list[float] = []
    for (x0, y0), (x1, y1), (x2, y2) in zip(curve, curve[1:], curve[2:], strict=False):
        off = abs((x1 - x0) * (y2 - y0) - (y1 - y0) * (x2 - x0)) / math.hypot(x2 - x0, y2 - y0)
        share = (x1 - left) / (right - left)
        # Coordinates are rounded to a tenth of a pixel.
        if off > 0.16 and (not found or share - found[-1] > 0.03):
            found.append(share)
    return found


def drag(visit: Visit, handle: Locator, right: float, down: float) -> None:
    handle.scroll_into_view_if_needed()
    box: Any = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    visit.page.mouse.move(x, y)
    visit.page.mouse.down()
    visit.page.mouse.move(x + right / 2, y + down / 2)
    visit.page.mouse.move(x + right, y + down)
    visit.page.mouse.up()
