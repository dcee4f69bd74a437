"""The page in a real browser while it trains: frames drawn with new data, main thread, first frame, growth.

python -m benchmarks.page [minutes for the growth measurement, 1 by default]
"""

from __future__ import annotations

import math
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from benchmarks.servers import running_server
from benchmarks.table import Figure, print_figures

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--enable-precise-memory-info"]
WATCH_STEPS = """
  window.drawn = 0; window.firstFrame = null; window.longTasks = [];
  new PerformanceObserver(list => list.getEntries().forEach(e => longTasks.push([e.startTime, e.duration])))
    .observe({type: 'longtask', buffered: true});
  new MutationObserver(() => {
    drawn += 1;
    if (firstFrame === null && Number(document.documentElement.dataset.step) > 0) firstFrame = performance.now();
  }).observe(document, {subtree: true, attributes: true, attributeFilter: ['data-step']});
"""

WATCH_ANSWERS = """
  ([event, key, path]) => {
    window.latencies = []; let askedAt = null;
    const note = each => { if ((each.key ?? null) === key) askedAt ??= performance.now(); };
    addEventListener(event, note, {capture: true});
    new MutationObserver(() => {
      if (askedAt !== null) latencies.push(performance.now() - askedAt);
      askedAt = null;
    }).observe(document.querySelector(path), {attributes: true, attributeFilter: ['d']});
  }
"""
"""From what a person does to the path drawn anew."""

DRAGS = 60
FORMULAS = 15

BYTES_BEFORE_FIRST_FRAME = """
  ['navigation', 'resource'].flatMap(type => performance.getEntriesByType(type))
    .filter(entry => entry.responseEnd <= firstFrame).reduce((sum, entry) => sum + entry.transferSize, 0)
"""


def open_page(browser: Browser, port: int, fragment: str = "") -> tuple[Page, CDPSession]:
    """Open the page and wait until it trains."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(WATCH_STEPS)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    page.goto(f"http://127.0.0.1:{port}/?lang=en{fragment}")
    page.wait_for_function("() => window.firstFrame !== null")
    return page, cdp


def busy_seconds(cdp: CDPSession) -> tuple[float, float]:
    """Return the main thread's time spent in tasks so far, and the time of asking."""
    metrics: dict[str, float] = {m["name"]: m["value"] for m in cdp.send("Performance.getMetrics")["metrics"]}
    return metrics["TaskDuration"], metrics["Timestamp"]


def watch(page: Page, cdp: CDPSession) -> tuple[list[float], list[float]]:
    """Return, of four times two seconds, the frames drawn a second and the share of the main thread."""
    rates, busy = [], []
    for _ in range(4):
        (busy_before, begun), before = busy_seconds(cdp), page.evaluate("drawn")
        page.wait_for_timeout(2000)
        (busy_after, ended), after = busy_seconds(cdp), page.evaluate("drawn")
        rates.append((after - before) / (ended - begun))
        busy.append((busy_after - busy_before) / (ended - begun))
    return rates, busy


def training_figures(
    browser: Browser, port: int, hidden: str, least_fps: float, most_busy: float | None
) -> list[Figure]:
    """Return frames a second and main thread while a network of some shape trains."""
    page, cdp = open_page(browser, port, f"#config=1&hidden={hidden}&activation=tanh")
    page.wait_for_timeout(3000)
    settled: float = page.evaluate("performance.now()")
    rates, busy = watch(page, cdp)
    long_tasks: list[Any] = page.evaluate(f"longTasks.filter(t => t[0] > {settled})")
    page.close()
    name = f"hidden {hidden}"
    return [
        Figure(f"{name}: frames drawn", sorted(rates)[1], "fps", at_least=least_fps),
        Figure(f"{name}: main thread busy", sorted(busy)[2] * 100, "%", at_most=most_busy),
        Figure(f"{name}: long tasks", len(long_tasks), "", at_most=0 if most_busy else None),
    ]


def anatomy_figures(browser: Browser, port: int) -> list[Figure]:
    """Return frames a second while all of what a network is made of is shown and trains."""
    page, _cdp = open_page(browser, port, "#config=1&hidden=16,16")
    page.get_by_role("button", name="Contributions", exact=True, pressed=True).wait_for()
    page.wait_for_timeout(3000)
    rates = []
    for _ in range(4):
        begun, before = page.evaluate("[performance.now(), drawn]")
        page.wait_for_timeout(2000)
        ended, after = page.evaluate("[performance.now(), drawn]")
        rates.append((after - before) / (ended - begun) * 1000)
    page.close()
    return [Figure("2×16 with contributions, knots, pieces", sorted(rates)[1], "fps", at_least=50)]


def table_figures(browser: Browser, port: int) -> list[Figure]:
    """Return what 5,000 points from a table cost: until they are drawn, and frames a second while they train."""
    page, cdp = open_page(browser, port)
    page.wait_for_timeout(3000)
    rows = [f"{1900 + i / 50},{300 + i / 40 + 20 * math.sin(i / 300) + i * i % 17}" for i in range(5000)]
    page.get_by_role("button", name="CSV", exact=True).click()
    table = "\n".join(["year,value", *rows]).encode()
    page.locator("#csv-file").set_input_files({"name": "table.csv", "mimeType": "text/csv", "buffer": table})
    use = page.get_by_role("button", name="Use these points")
    use.click()
    begun = page.evaluate("performance.now()")
    page.locator(".fit-train.many").wait_for(state="attached")
    taken = page.evaluate("performance.now()") - begun
    page.wait_for_timeout(3000)
    rates, busy = watch(page, cdp)
    page.close()
    return [
        Figure("5,000 points of a table: until drawn", taken, "ms"),
        Figure("  frames drawn", sorted(rates)[1], "fps", at_least=45),
        Figure("  main thread busy", sorted(busy)[2] * 100, "%"),
    ]


def start_figures(browser: Browser, port: int) -> list[Figure]:
    """Return the time and the bytes until the first live frame, the median of five fresh visits."""
    times, sizes = [], []
    for _ in range(5):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.add_init_script(WATCH_STEPS)
        page.goto(f"http://127.0.0.1:{port}/?lang=en")
        page.wait_for_function("() => window.firstFrame !== null")
        times.append(float(page.evaluate("firstFrame")))
        sizes.append(float(page.evaluate(BYTES_BEFORE_FIRST_FRAME)))
        context.close()
    return [
        Figure("first live frame after navigation", sorted(times)[2], "ms", at_most=600),
        Figure("transferred before it", sorted(sizes)[2] / 1000, "kB", at_most=150),
    ]


def drag_figures(browser: Browser, port: int) -> list[Figure]:
    """Return the time from a pointer's move on a knot to the first frame that draws the curve it makes."""
    page, _cdp = open_page(browser, port)
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Pause").click()
    knot = page.get_by_role("slider", name="h1: bend at")
    box = knot.bounding_box()
    if box is None:
        raise RuntimeError("the knot of h1 is not on the chart")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_timeout(500)
    page.evaluate(WATCH_ANSWERS, ["pointermove", None, ".fit-moving .fit-prediction"])
    for i in range(DRAGS):
        page.mouse.move(x + 40 + (i % 20) * 3, y)
        page.wait_for_timeout(50 + i % 17)
    page.mouse.up()
    latencies = sorted(page.evaluate("latencies"))
    page.close()
    return [
        Figure("drag: moves that were drawn", len(latencies), "", at_least=DRAGS * 0.9),
        Figure("drag: pointer to drawn curve, median", latencies[len(latencies) // 2], "ms", at_most=33),
        Figure("drag: pointer to drawn curve, p95", latencies[int(len(latencies) * 0.95)], "ms"),
    ]


def formula_figures(browser: Browser, port: int) -> list[Figure]:
    """Return the time from Enter in the formula line to the new curve on the chart, while training runs."""
    page, _cdp = open_page(browser, port)
    page.wait_for_timeout(3000)
    page.evaluate(WATCH_ANSWERS, ["keydown", "Enter", ".fit-still .fit-target"])
    line = page.get_by_role("textbox", name="Formula of the curve, in x")
    for i in range(FORMULAS):
        line.fill(f"sin({i + 2}x) + 0.3x^2")
        page.wait_for_timeout(300)
        line.press("Enter")
        page.wait_for_timeout(300 + i)
    times = sorted(page.evaluate("latencies"))
    page.close()
    return [
        Figure("formula: curves that were drawn", len(times), "", at_least=FORMULAS),
        Figure("formula: Enter to new curve", times[len(times) // 2], "ms", at_most=100),
    ]


def growth_figures(browser: Browser, port: int, minutes: float) -> list[Figure]:
    """Return how much the page's memory grows while it trains, garbage collected before each look."""

    def look() -> float:
        page.wait_for_timeout(500)
        cdp.send("HeapProfiler.collectGarbage")
        return float(page.evaluate("performance.memory.usedJSHeapSize")) / 2**20

    def heap() -> float:
        # What is on its way at the moment comes and goes by half a megabyte.
        return min(look() for _ in range(5))

    page, cdp = open_page(browser, port)
    page.wait_for_timeout(15_000)
    before = heap()
    page.wait_for_timeout(minutes * 60_000)
    after = heap()
    page.close()
    return [
        Figure("heap after 15 s of training", before, "MiB"),
        Figure(f"  growth in {minutes:g} min more", after - before, "MiB", at_most=1),
    ]


def page_figures(minutes: float = 1.0) -> list[Figure]:
    """Return all figures of the page."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with running_server(max_sessions_per_address=1000) as server, sync_playwright() as playwright:
        port = server.port
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        wide = ",".join(["16"] * 6)
        widest = ",".join(["64"] * 8)
        figures = [
            *start_figures(browser, port),
            *drag_figures(browser, port),
            *formula_figures(browser, port),
            *training_figures(browser, port, wide, 55, 50),
            *training_figures(browser, port, widest, 30, None),
            *anatomy_figures(browser, port),
            *table_figures(browser, port),
            *growth_figures(browser, port, minutes),
        ]
        browser.close()
    return figures


if __name__ == "__main__":
    print_figures("Page", page_figures(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
