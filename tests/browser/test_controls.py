"""Every control of the page does what it says, and what is lost on the way is said in words."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from app.tasks.curve import CurveExperiment
from benchmarks.servers import running_server
from tests.browser.curves import open_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browsers import Theme, Visit

MENUS = {
    "Activation": ["linear", "leaky_relu", "elu", "sigmoid", "tanh", "swish", "gelu", "softplus", "sine", "relu"],
    "Loss": ["mean_absolute_error", "huber", "mean_squared_error"],
    "Optimizer": ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adamw", "adam"],
}
DEFAULTS = {
    "Activation": CurveExperiment().network.activation,
    "Loss": CurveExperiment().training.loss,
    "Optimizer": CurveExperiment().training.optimizer.name,
}


def test_a_menu_changes_training_and_keeps_the_weights(visit: Visit) -> None:
    visit.until_step(20)
    for menu, choices in MENUS.items():
        key = menu.lower()
        for choice in choices:
            step = visit.step
            visit.page.get_by_role("combobox", name=menu).select_option(choice)
            if choice != DEFAULTS[menu]:
                visit.until_link_has(f"{key}={choice}")
            visit.until_step(step + 1)
    assert visit.state == "running"


def test_every_optimizer_brings_its_own_numbers(visit: Visit) -> None:
    visit.button("More").click()
    for name, own in {"momentum": "Momentum", "rmsprop": "Decay", "adamw": "Weight decay"}.items():
        visit.page.get_by_role("combobox", name="Optimizer").select_option(name)
        visit.page.locator("#settings label", has_text=own).first.wait_for()


def test_on_a_phone_more_stays_open_under_the_finger(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True).open()
    open_settings(visit)
    more, panel = visit.button("More"), visit.page.locator(".more-panel")
    more.tap()
    visit.page.get_by_role("heading", name="The curve to find").tap()
    assert panel.is_visible()
    more.press("Escape")
    assert not panel.is_visible()
    assert visit.page.locator("#sheet").get_attribute("data-open") is not None
    more.press("Escape")
    visit.page.locator("#sheet[inert]").wait_for(state="attached")


def test_initializer_and_seed_start_anew(visit: Visit) -> None:
    visit.train(60)
    visit.pause()
    visit.page.get_by_role("combobox", name="Initializer").select_option("xavier_normal")
    visit.until_step_is(0)
    visit.button("Step").click()
    visit.until_step_is(1)
    loss = visit.loss
    visit.button("Draw another seed").click()
    visit.until(lambda: visit.step == 0 and visit.loss != loss, "another start")


def test_sliders_reach_the_server(visit: Visit) -> None:
    for name, key in (("Noise", "noise"), ("Samples", "samples"), ("Validation", "validation")):
        slider = visit.page.get_by_role("slider", name=name, exact=True)
        slider.focus()
        slider.press("ArrowRight")
        slider.press("ArrowRight")
        visit.until_link_has(f"{key}=")
    slider = visit.page.get_by_role("slider", name="Rate")
    slider.focus()
    slider.press("ArrowLeft")
    visit.until(lambda: "rate=" in visit.fragment, "the rate in the link")
    assert visit.state == "running"


def test_every_curve_of_the_gallery_can_be_learned(visit: Visit) -> None:
    curves = visit.page.get_by_role("radio")
    visit.until(lambda: curves.count() >= 20, "the gallery")
    for i in range(curves.count()):
        step = visit.step
        curves.nth(i).check(force=True)
        visit.until_step(step + 1)
    assert visit.state == "running"


def until_it_stands(visit: Visit, seconds: float) -> None:
    """Wait until the server, too, has slowed down: no step for so long."""
    seen: list[tuple[int, float]] = []

    def stands() -> bool:
        if not seen or seen[-1][0] != visit.step:
            seen.append((visit.step, time.monotonic()))
        return time.monotonic() - seen[-1][1] >= seconds

    visit.until(stands, "a step that stands")


def test_the_speed_goes_from_one_step_to_all_the_server_grants(visit: Visit) -> None:
    speed = visit.page.get_by_role("slider", name="Speed")
    speed.focus()
    speed.press("Home")
    visit.until(lambda: visit.page.get_by_text("1/s", exact=True).is_visible(), "one step a second")
    until_it_stands(visit, 0.4)
    visit.until_step(visit.step + 1)
    begun, step = time.monotonic(), visit.step
    visit.until_step(step + 2)
    assert visit.step <= step + 3
    assert 1.5 <= time.monotonic() - begun <= 6
    speed.press("End")
    visit.until(lambda: visit.step > step + 500, "full speed")


def test_the_log_scale_is_a_switch(visit: Visit) -> None:
    switch = visit.page.get_by_role("switch", name="log scale")
    visit.until(switch.is_visible, "the loss chart")
    before = switch.get_attribute("aria-checked")
    switch.click()
    visit.until(lambda: switch.get_attribute("aria-checked") != before, "the other scale")


def test_early_stopping_says_where_it_went(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&early_stopping=on&patience=20&min_delta=1", state="stopped")
    messages = visit.page.get_by_role("region", name="Messages")
    visit.until(lambda: "best" in messages.inner_text(), "the best step in words")
    visit.button("Play").click()
    visit.until(lambda: visit.state == "running", "training past the stop")


BLUE = """() => {
  const ink = getComputedStyle(document.documentElement).getPropertyValue('--accent').trim();
  const wanted = [1, 3, 5].map((at) => parseInt(ink.slice(at, at + 2), 16));
  const canvas = document.querySelector('#loss canvas');
  const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const columns = new Set();
  for (let i = 0; i < width * height; i++) {
    const inks = wanted.every((part, k) => Math.abs(data[4 * i + k] - part) < 12);
    if (inks && data[4 * i + 3] > 200) columns.add(i % width);
  }
  return columns.size / width;
}"""
"""The share of the loss chart's columns that have something in the accent's color."""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_loss_chart_keeps_what_early_stopping_saw(visitor: Callable[..., Visit], theme: Theme) -> None:
    visit = visitor(color_scheme=theme)
    visit.open("/?lang=en#config=2&hidden=16&target=sine&noise=0.3&samples=60&patience=150")
    visit.set_speed(12)
    visit.until(lambda: visit.state == "stopped", "the stop")
    told = visit.page.locator("#loss")
    visit.until(lambda: "then back to" in told.inner_text(), "the way back in words")
    last, best = map(int, re.findall(r"went on to step (\d+), then back to (\d+)", told.inner_text())[0])
    assert (best, last - best) == (visit.step, 150)
    # The arrow spans what was seen after the best step; the flag at that step alone is a few columns wide.
    visit.until(lambda: visit.page.evaluate(BLUE) > 0.5 * (last - best) / last, "the arrow back")


def test_a_small_number_is_plain_while_it_is_changed(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en")
    visit.page.get_by_role("button", name="More").click()
    epsilon = visit.page.locator('[data-control="training.optimizer.epsilon"] input')
    assert epsilon.input_value() == "1×10⁻⁸"
    epsilon.focus()
    assert epsilon.input_value() == "1e-8"
    visit.page.keyboard.press("Tab")
    assert epsilon.input_value() == "1×10⁻⁸"
    epsilon.fill("2e-8")
    epsilon.press("Enter")
    visit.until_link_has("epsilon=2e-8")
    visit.page.keyboard.press("Tab")
    assert epsilon.input_value() == "2×10⁻⁸"


def test_what_is_opened_comes_into_view(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=1280, height=720).open("/?lang=en")
    visit.page.get_by_role("button", name="What a formula may be made of").click()
    words, around = visit.page.locator("#formula-words"), visit.page.locator("#curve")

    def seen() -> float:
        inner, outer = words.bounding_box(), around.bounding_box()
        assert inner is not None
        assert outer is not None
        return min(inner["y"] + inner["height"], outer["y"] + outer["height"]) - max(inner["y"], outer["y"])

    visit.until(lambda: seen() >= 190, "the help in sight")


def test_what_an_added_neuron_gained_is_told(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=2&target=heartbeat")
    visit.until_step(50)
    visit.page.get_by_role("tab", name="Neurons").click()
    visit.button("Add neuron to layer 1").click()
    speed = visit.page.get_by_role("slider", name="Speed")
    speed.focus()
    speed.press("End")
    visit.until(lambda: "→" in visit.page.locator("#neurons").inner_text(), "the gain")
    assert "h4" in visit.page.locator("#neurons").inner_text()


def test_a_lost_connection_is_said_and_the_network_comes_back(visitor: Callable[..., Visit]) -> None:
    with running_server(busy_seconds=60) as first:
        visit = visitor(url=first.url).open("/?lang=en#config=1&hidden=5")
        visit.train(100)
        first.stop()
        visit.until(lambda: visit.state == "offline", "being offline")
        loss = visit.loss
        port = first.port
    with running_server(port=port, busy_seconds=60):
        visit.until(lambda: visit.state in {"running", "paused", "ready"}, "coming back")
        visit.until(lambda: visit.loss < loss * 1.5, "the weights it had")
        assert visit.parameter_count() == 16
        visit.page.goto("about:blank")  # a page that were still there would try again to connect
    visit.console.clear()  # the browser itself reports the refused connections
