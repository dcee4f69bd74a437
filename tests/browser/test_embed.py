"""The page in another page's frame."""

from __future__ import annotations

import http.server
import json
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.sharing import copied, message, share
from tests.browsers import violations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Frame

    from benchmarks.servers import RunningServer
    from tests.browsers import Visit


@contextmanager
def host_page(body: str) -> Iterator[str]:
    """Serve a page of another origin."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = f"<!doctype html><link rel='icon' href='data:,'>{body}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Keep the tests' output clean."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def attribute(frame: Frame, name: str) -> str | None:
    return frame.locator("html").get_attribute(name)


def until_running(visit: Visit, frame: Frame) -> None:
    visit.until(lambda: attribute(frame, "data-state") == "running", "a running frame")


def test_another_page_shows_it_in_a_frame_that_fits(visitor: Callable[..., Visit]) -> None:
    maker = visitor().open("/?lang=en#config=1&hidden=4&target=sine")
    dialog = share(maker, "Embed in a page")
    dialog.get_by_role("group", name="Show").get_by_label("Loss").check()
    dialog.get_by_label("Theme").select_option("dark")
    dialog.get_by_label("Fit height to content").check()
    dialog.get_by_role("button", name="Copy: Code for the page").click()
    maker.until(lambda: "<iframe" in copied(maker), "the code")
    code = copied(maker)
    another = re.sub('src="[^"]*"', "srcdoc=\"<script>parent.postMessage(null, '*')</script>\"", code, count=1)
    with host_page(f"{another}<div style='height:1500px'></div>{code}") as address:
        visit = visitor(width=800)
        sent: list[str] = []
        visit.page.on("websocket", lambda ws: ws.on("framesent", lambda text: sent.append(json.loads(text)["type"])))
        visit.page.goto(address)
        element: Any = visit.page.query_selector("iframe[src]")
        element.scroll_into_view_if_needed()
        frame = element.content_frame()
        visit.until(lambda: attribute(frame, "data-state") == "running", "a running frame")
        assert attribute(frame, "data-theme") == "dark"
        for name, shown in {"Network": True, "Fit": True, "Loss": True}.items():
            assert frame.get_by_role("figure", name=name, exact=True).is_visible() is shown, name
        assert not frame.get_by_role("button", name="Share").is_visible()
        assert not frame.get_by_role("combobox", name="Activation").is_visible()
        visit.until(lambda: element.get_attribute("height") != "560", "its height")
        fits = (
            "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"
        )
        visit.until(lambda: frame.evaluate(fits), "no scroll bars")
        link = frame.get_by_role("link", name="Open in Piecewise")
        link.hover()
        visit.until(lambda: "hidden=4" in link.get_attribute("href"), "the same experiment")
        visit.page.evaluate("scrollTo(0, 0)")
        visit.until(lambda: sent.count("pause") == 1, "rest out of sight")
        element.scroll_into_view_if_needed()
        visit.until(lambda: sent.count("play") == 2, "another start")


def test_a_frame_that_nobody_sees_connects_to_nothing(visitor: Callable[..., Visit]) -> None:
    maker = visitor()
    with host_page(f"<div style='height:4000px'></div><iframe src='{maker.url}/embed?lang=en'></iframe>") as address:
        maker.page.goto(address)
        element: Any = maker.page.query_selector("iframe")
        frame = element.content_frame()
        maker.until(
            lambda: frame.evaluate("performance.getEntriesByName(document.scripts[0].src).length > 0"), "loading"
        )
        maker.while_time_passes(0.5)
        assert attribute(frame, "data-state") == "connecting"
        element.scroll_into_view_if_needed()
        maker.until(lambda: attribute(frame, "data-state") == "running", "a running frame")


def test_only_embed_may_be_framed_and_only_where_it_is_allowed(
    bare_server: RunningServer, visitor: Callable[..., Visit]
) -> None:
    visit = visitor()
    for forbidden in (f"{bare_server.url}/?lang=en", f"{bare_server.url}/embed?lang=en"):
        with host_page(f"<iframe src='{forbidden}'></iframe>") as address:
            visit.page.goto(address)
            refused = lambda: any("frame-ancestors" in text for text in visit.console)  # noqa: E731
            visit.until(refused, "the browser's refusal")
            visit.page.goto("about:blank")
        visit.console.clear()


@pytest.mark.parametrize(("language", "size"), [("en", (480, 360)), ("zh", (320, 480)), ("en", (900, 700))])
def test_small_frames_work(visitor: Callable[..., Visit], size: tuple[int, int], language: str) -> None:
    visit = visitor(width=size[0], height=size[1], color_scheme="dark").open(f"/embed?lang={language}")
    visit.until_step(5)
    page = visit.page
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == list(size)
    assert violations(page) == []


def test_in_a_low_frame_the_loss_chart_has_all_the_room(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=480, height=240).open("/embed?lang=en&panels=loss")
    chart, switch = visit.page.locator("#loss .loss-box"), visit.page.locator("#loss .loss-log")
    visit.until(lambda: chart.is_visible() and switch.is_hidden(), "the chart alone")
    visit.page.set_viewport_size({"width": 480, "height": 700})
    visit.until(switch.is_visible, "the switch where there is room for it")


def test_panels_that_are_not_there_are_named(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/embed?lang=en&panels=fit,nose,%3Cb%3E&theme=blue")
    visit.until(lambda: "nose, <b>, blue" in message(visit), "what is not there")
    assert visit.page.get_by_role("figure", name="Fit", exact=True).is_visible()
    assert not visit.page.get_by_role("figure", name="Network", exact=True).is_visible()


def test_a_class_link_works_as_a_frame_and_so_do_locks_of_the_builder(visitor: Callable[..., Visit]) -> None:
    maker = visitor().open("/?lang=en#config=1&hidden=2")
    dialog = share(maker, "Embed in a page")
    dialog.get_by_role("group", name="Lock").get_by_label("Everything but").check()
    dialog.get_by_role("button", name="Copy: Code for the page").click()
    maker.until(lambda: "lock=all" in copied(maker), "the code with locks")
    link = f"{maker.url}/?lang=en#config=1&hidden=2&lock=all&hide=loss"
    with host_page(f"{copied(maker)}<iframe src='{link}' height=600 width=100%></iframe>") as address:
        visit = visitor(width=800)
        visit.page.goto(address)
        for frame in visit.page.frames[1:]:
            element: Any = frame.frame_element()
            element.scroll_into_view_if_needed()
            until_running(visit, frame)
            assert attribute(frame, "data-view") == "embed"
            frame.locator(".add-neuron[aria-disabled=true]").first.wait_for()
        assert "hidden=2&lock=all&hide=loss" in frame.url
        assert not frame.get_by_role("figure", name="Loss", exact=True).is_visible()
