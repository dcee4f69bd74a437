"""One x sent forward and its error sent back: every number on the page is held against one worked out here."""

from __future__ import annotations

import json
import re
import struct
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import WebSocket

    from tests.browsers import Visit

Layers = list[tuple[np.ndarray, np.ndarray]]
NETWORK = "#config=1&hidden=3,2"
ROUNDING = 5.1e-3
NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?(?:×10[⁻⁰¹²³⁴-⁹]+)?$")


class Wire:
    """What the server tells the page, overheard: the layout and the newest weights."""

    def __init__(self, visit: Visit) -> None:
        self.layout: dict[str, Any] = {}
        self.step = -1
        self.parameters = np.empty(0)
        visit.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._hear)

    def _hear(self, payload: str | bytes) -> None:
        if isinstance(payload, str):
            message = json.loads(payload)
            if message["type"] == "layout":
                self.layout = message
            return
        self.step = int(struct.unpack_from("<d", payload, 8)[0])
        at = 32
        while at < len(payload):
            kind, _, _, length = struct.unpack_from("<HBBI", payload, at)
            if kind == 1:
                self.parameters = np.frombuffer(payload, np.float32, length // 4, at + 8).astype(np.float64)
            at += 8 + length + -length % 4

    def layers(self, parameters: np.ndarray | None = None) -> Layers:
        flat = self.parameters if parameters is None else parameters
        found = []
        for block in self.layout["parameters"]:
            rows, columns = block["shape"]
            matrix = flat[block["offset"] : block["offset"] + rows * columns].reshape(rows, columns)
            found.append((matrix[:-1].T, matrix[-1]))
        return found

    def index(self, layer: int, to: int, from_: int | None) -> int:
        block = self.layout["parameters"][layer]
        rows, columns = block["shape"]
        return int(block["offset"] + (rows - 1 if from_ is None else from_) * columns + to)


def forward(layers: Layers, x: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return z and a of each layer of a ReLU network."""
    a, found = x[None], []
    for k, (weights, biases) in enumerate(layers):
        z = weights @ a + biases[:, None]
        a = z if k == len(layers) - 1 else np.maximum(0, z)
        found.append((z, a))
    return found


def huber(layers: Layers, x: np.ndarray, y: np.ndarray) -> float:
    r = np.abs(forward(layers, x)[-1][1][0] - y)
    return float(np.where(r <= 1, r**2 / 2, r - 0.5).mean())


def slope(wire: Wire, place: tuple[int, int, int | None], x: np.ndarray, y: np.ndarray) -> float:
    """Return the loss's derivative by one parameter, from a difference."""
    losses = []
    for shift in (1e-6, -1e-6):
        moved = wire.parameters.copy()
        moved[wire.index(*place)] += shift
        losses.append(huber(wire.layers(moved), x, y))
    return (losses[0] - losses[1]) / 2e-6


def number(text: str) -> float:
    found = NUMBER.search(text.strip())
    assert found, text
    return float(in_e_notation(found[0]))


def in_e_notation(text: str) -> str:
    """Return a number as programs write it: 2×10⁻⁵ as 2e-5."""
    return unicodedata.normalize("NFKC", text.replace("×10", "e")).replace("−", "-")


def last_digit(text: str) -> float:
    """Return what one unit of a number's last digit is worth."""
    mantissa, _, exponent = in_e_notation(text.strip()).partition("e")
    return float(10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2])))


def results(visit: Visit, selector: str) -> list[float]:
    return [number(text) for text in visit.page.locator(f"{selector} .trace-result").all_inner_texts()]


def show(visit: Visit, stage: str) -> None:
    visit.button(stage).click()
    visit.until(lambda: visit.button(stage).get_attribute("aria-current") == "step", stage)


def opened(visitor: Callable[..., Visit], fragment: str = NETWORK, **profile: object) -> tuple[Visit, Wire]:
    """Open a network, train it a little, pause it and turn to the tab."""
    visit = visitor(**profile)
    wire = Wire(visit)
    still = profile.get("reduced_motion") == "reduce"
    visit.open("/?lang=en" + fragment, state="ready" if still else "running")
    if still:
        visit.button("Play").click()
    visit.until_step(40)
    visit.pause()
    visit.until(lambda: wire.step == visit.step, "the newest weights")
    visit.page.get_by_role("tab", name="Trace one input").click()
    visit.until(lambda: visit.page.locator("#trace .trace-rows > *").count() > 0, "numbers")
    return visit, wire


def test_every_z_and_a_is_the_networks(visitor: Callable[..., Visit]) -> None:
    visit, wire = opened(visitor)
    assert visit.page.get_by_label("x =", exact=True).input_value() == "0.5"
    for x in (0.5, -2.25):
        visit.page.get_by_label("x =", exact=True).fill(str(x))
        visit.page.get_by_label("x =", exact=True).press("Enter")
        passed = forward(wire.layers(), np.array([x]))
        wanted = [v for z, a in passed[:-1] for pair in zip(z[:, 0], a[:, 0], strict=True) for v in pair]
        wanted.append(passed[-1][1][0, 0])

        def agrees(wanted: list[float] = wanted) -> bool:
            return np.allclose(results(visit, ".trace-line"), wanted, rtol=ROUNDING, atol=1e-12)

        visit.until(agrees, f"the numbers at {x}")
    badges = visit.page.locator(".flow-badge:visible").all_inner_texts()
    activations = [v for _, a in passed for v in a[:, 0]]
    assert np.allclose([number(text) for text in badges], [-2.25, *activations], rtol=ROUNDING, atol=1e-12)


def test_gradients_are_those_of_differences(visitor: Callable[..., Visit]) -> None:
    visit, wire = opened(visitor)
    at, y = np.array([0.5]), np.array([0.0])
    show(visit, "Loss")
    found = results(visit, ".trace-line")
    prediction = forward(wire.layers(), at)[-1][1][0, 0]
    assert np.allclose(found[:2], [prediction, huber(wire.layers(), at, y)], rtol=ROUNDING)
    show(visit, "Backward")
    sizes = wire.layout["sizes"]
    sources = [[*range(size), None] for size in sizes]
    places = [(k, to, i) for k in reversed(range(3)) for to in range(sizes[k + 1]) for i in sources[k]]
    single = [slope(wire, place, at, y) for place in places]
    assert np.allclose(results(visit, ".trace-edge"), single, rtol=ROUNDING, atol=1e-8)
    # The numbers on the diagram's edges are the same.
    texts = sorted(visit.page.locator(".flow-number").all_inner_texts(), key=number)
    weights = sorted(g for g, (_, _, i) in zip(single, places, strict=True) if i is not None)
    for text, gradient in zip(texts, weights, strict=True):
        assert number(text) == pytest.approx(gradient, abs=0.51 * last_digit(text) + 1e-8)


def test_over_the_whole_training_set(visitor: Callable[..., Visit]) -> None:
    visit, wire = opened(visitor)
    show(visit, "Backward")
    assert "mean of all" not in visit.page.locator("#trace").inner_text()
    visit.page.get_by_label("all 102 training samples").check()
    visit.until(lambda: "mean of all 102" in visit.page.locator("#trace").inner_text(), "means")
    asides = [number(text) for text in visit.page.locator(".trace-edge .trace-aside").all_inner_texts()]
    data = wire.layout["data"]["train"]
    x, y = np.array(data["x"]), np.array(data["y"])
    for shown, place in zip(asides, [(2, 0, 0), (2, 0, 1), (2, 0, None)], strict=False):
        assert shown == pytest.approx(slope(wire, place, x, y), rel=ROUNDING, abs=1e-6)
    visit.page.get_by_label("all 102 training samples").uncheck()
    visit.until(lambda: "mean of all" not in visit.page.locator("#trace").inner_text(), "one sample again")


@pytest.mark.parametrize("optimizer", ["nesterov", "adam", "adamw&l2=0.01"])
def test_the_update_shown_is_the_one_the_next_step_makes(visitor: Callable[..., Visit], optimizer: str) -> None:
    visit, wire = opened(visitor, f"{NETWORK}&optimizer={optimizer}")
    show(visit, "Update")
    visit.page.get_by_label("all 102 training samples").check()
    visit.page.get_by_label("Weight", exact=True).select_option("b Y′")
    place = wire.index(2, 0, None)
    before = wire.parameters[place]
    last = visit.page.locator(".trace-line").last

    def shows_bias() -> bool:
        first = last.inner_text().replace("\xa0", " ").split(" = ")[-2].split(" ")[0]
        said = visit.page.locator("#trace").inner_text()
        return "This is the next step" in said and abs(number(first) - before) < last_digit(first)

    visit.until(shows_bias, "the update of the output's bias")
    change, after = results(visit, ".trace-line")[-2:]
    step = visit.step
    visit.button("Step").click()
    visit.until_step_is(step + 1)
    visit.until(lambda: wire.step == step + 1, "the weights after the step")
    made = wire.parameters[place] - before
    assert made != 0
    assert change == pytest.approx(made, rel=ROUNDING, abs=3e-7)
    assert after == pytest.approx(wire.parameters[place], abs=abs(made) / 15 + 1e-6)


def test_an_edge_leads_to_its_update(visitor: Callable[..., Visit]) -> None:
    visit, _ = opened(visitor)
    show(visit, "Backward")
    visit.page.locator(".trace-edge").filter(has_text="h1.2→h2.1").press("Enter")
    visit.until(lambda: visit.button("Update").get_attribute("aria-current") == "step", "the update")
    menu = visit.page.get_by_label("Weight", exact=True)
    visit.until(lambda: menu.evaluate("e => e === document.activeElement"), "the focus to follow")
    assert menu.evaluate("e => e.selectedOptions[0].text") == "h1.2→h2.1"
    assert visit.page.locator(".flow-number.traced").count() == 1


def test_the_stages_by_keyboard(visitor: Callable[..., Visit]) -> None:
    visit, _ = opened(visitor)
    visit.button("Forward").focus()
    for stage in ("Loss", "Backward", "Update"):
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Enter")
        visit.until(lambda stage=stage: visit.button(stage).get_attribute("aria-current") == "step", stage)  # type: ignore[misc]
        assert visit.page.locator("#trace [aria-current]").count() == 1


def test_slow_motion_pauses_training_and_reveals_layer_by_layer(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en" + NETWORK)
    visit.page.get_by_role("tab", name="Trace one input").click()
    visit.until(lambda: visit.page.locator(".trace-line").count() > 0, "numbers")
    assert visit.button("Pause training").is_visible()
    visit.button("Play slowly").click()
    visit.until(lambda: visit.page.locator(".trace-line.ahead").count() > 0, "later layers kept back")
    visit.until(lambda: visit.state == "paused", "training to pause")
    assert visit.page.locator(".flow-pulse").count() > 0
    visit.until(lambda: visit.button("Backward").get_attribute("aria-current") == "step", "the way back")
    visit.button("Stop here").click()
    visit.until(visit.button("Play slowly").is_visible, "the way to play again")
    assert not visit.button("Pause training").is_visible()


def test_with_reduced_motion_there_are_only_stages(visitor: Callable[..., Visit]) -> None:
    visit, _ = opened(visitor, reduced_motion="reduce")
    for stage in ("Loss", "Backward", "Update", "Forward"):
        visit.button("Next stage").click()
        visit.until(lambda stage=stage: visit.button(stage).get_attribute("aria-current") == "step", stage)  # type: ignore[misc]
    assert visit.page.locator(".flow-pulse").count() == 0


def test_a_network_that_changes_is_followed(visitor: Callable[..., Visit]) -> None:
    visit, _ = opened(visitor)
    show(visit, "Update")
    visit.page.get_by_label("Weight", exact=True).select_option("h1.3→h2.2")
    visit.button("Remove layer 2").click()
    menu = visit.page.get_by_label("Weight", exact=True)
    visit.until(lambda: menu.evaluate("e => e.options.length") == 10, "its weights")
    visit.button("Remove layer 1").click()
    show(visit, "Forward")
    visit.until(lambda: visit.page.locator(".trace-line").count() == 1, "the one line left")


def test_a_large_network_is_written_out_neuron_by_neuron(visitor: Callable[..., Visit]) -> None:
    visit, _ = opened(visitor, "#config=1&hidden=64,64,64,64,64,64,64,64")
    visit.until(lambda: "Choose a neuron" in visit.page.locator("#trace").inner_text(), "words")
    visit.page.get_by_role("button", name="Neuron h3.5, hidden layer 3").click()
    visit.until(lambda: visit.page.locator(".trace-line").count() == 2, "its two lines")
    visit.page.get_by_role("button", name="… 58 more").click()
    visit.until(lambda: visit.page.locator(".trace-line").first.inner_text().count("·") == 64, "all terms")


def test_axe_finds_nothing(visitor: Callable[..., Visit]) -> None:
    visit, _ = opened(visitor, NETWORK)
    panel = visit.page.locator("#trace")
    for stage in ("Forward", "Backward", "Update"):
        show(visit, stage)
        for _ in visit.check_looks("#trace, #network", sizes=[(1024, 768), (390, 844)], themes=["dark"]):
            assert panel.evaluate("e => [...e.querySelectorAll('*')].every(c => c.scrollWidth <= e.clientWidth)")
