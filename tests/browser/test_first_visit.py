"""The first click shows what it gained; another curve says what it takes."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from app.tasks.curve import FIRST_VISIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import WebSocket

    from tests.browsers import Visit

REWARD_SECONDS = 5
"""So soon the first click must show."""


class Heard:
    """What the server said of gains."""

    def __init__(self, visit: Visit) -> None:
        self.gains: list[dict[str, Any]] = []
        visit.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._note)

    def _note(self, data: str | bytes) -> None:
        if isinstance(data, str) and '"type":"gain"' in data[:40]:
            self.gains.append(json.loads(data))

    def says(self, sentence: str) -> bool:
        """Whether a sentence tells the numbers of the newest, to three digits."""
        found = re.fullmatch(r"h3: (\S+) → (\S+); without it (\S+)\.", sentence)
        losses = self.gains[-1]["losses"]
        wanted = [losses[when] for when in ("before", "after", "without")]
        return found is not None and [read(number) for number in found.groups()] == pytest.approx(wanted, rel=0.006)


def read(number: str) -> float:
    """Return what is written as 0.0123, or as 1.23×10⁻⁵."""
    return float(number.replace("×10", "e").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")))


def gain(visit: Visit) -> str:
    place = visit.page.locator(".gain")
    return place.inner_text() if place.count() else ""


def test_the_first_click_is_rewarded(visitor: Callable[..., Visit]) -> None:
    visit = visitor()
    heard = Heard(visit)
    visit.open("/?lang=en")
    assert visit.parameter_count() == FIRST_VISIT.parameter_count() == 7
    visit.until(lambda: "One neuron short" in visit.page.locator("#invite").inner_text(), "the invitation")
    visit.train(600)
    before, begun = visit.loss, time.monotonic()
    visit.button("Add neuron to layer 1").click()
    visit.until(lambda: visit.loss < 0.75 * before, "a loss that visibly falls")
    visit.until(lambda: "without it" in gain(visit), "what it gained")
    assert time.monotonic() - begun < REWARD_SECONDS
    visit.set_speed(9)
    visit.until(lambda: heard.gains[-1]["final"], "the end of the comparison")
    visit.until(lambda: heard.says(gain(visit)), "the server's numbers")
    assert visit.page.locator("#network").get_by_role("status").inner_text() == gain(visit)
    assert heard.gains[-1]["losses"]["after"] < 0.25 * heard.gains[-1]["losses"]["without"]
    visit.page.get_by_role("tab", name="Neurons").click()
    gains = visit.page.locator(".neurons-gains")
    visit.until(lambda: gain(visit) in gains.inner_text(), "the gain beside the neurons")


def test_where_nothing_is_left_to_gain_it_is_said(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=2&target=line&hidden=2")
    visit.set_speed(12)
    visit.until(lambda: visit.loss < 1e-5, "a curve that fits")
    visit.button("Add neuron to layer 1").click()
    visit.until(lambda: "nothing left to gain: the curve fits to" in gain(visit), "the words")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_another_curve_says_what_it_takes_and_starts_anew_with_it(visitor: Callable[..., Visit], lang: str) -> None:
    visit = visitor().open(f"/?lang={lang}#config=2&target=mountains")
    words = {"en": ("5 corners, 3 bends: add 3", "Start anew with 6"), "zh": ("5 个折角，3 个折点", "用 6 个重新开始")}
    said, button = words[lang]
    visit.until(lambda: said in visit.page.locator("#notes").inner_text(), "the comparison")
    visit.button(button).click()
    visit.until_link_has("hidden=6")
    visit.until(lambda: said not in visit.page.locator("#notes").inner_text(), "that it takes no more")
    assert visit.state == "running"


def test_of_a_smooth_curve_something_true_is_said(visit: Visit) -> None:
    visit.page.get_by_role("radio", name="Sine", exact=True).check(force=True)
    visit.until(lambda: "No corners" in visit.page.locator("#notes").inner_text(), "the words")


def test_of_a_typed_curve_no_corners_are_counted(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=2&source=expression&expression=abs(x)")
    visit.until_step(200)
    assert "corner" not in visit.page.locator("#notes").inner_text()
