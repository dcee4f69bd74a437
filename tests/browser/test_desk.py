"""The page under the hand on a desktop: what is pressed opens, in view; what is drawn can be told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browsers import Visit

CONTRASTS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const luminance = (color, opacity, below) => {
    const [r, g, b] = [0, 1, 2].map((i) => color[i] * opacity + below[i] * (1 - opacity)).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const pixel = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const style = getComputedStyle(document.querySelector('.fit-still .fit-train'));
  const root = getComputedStyle(document.documentElement);
  return ['--panel', '--target'].map((name) => {
    const below = pixel(root.getPropertyValue(name));
    const [light, dark] = [
      luminance(pixel(style.stroke), Number(style.strokeOpacity), below), luminance(below, 1, below),
    ].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  });
}"""
"""How the training points stand out from the panel and from the curve to find."""

SCALES = """() => [...document.querySelectorAll('.fit-row:not([display])')].map(
  (row) => [...row.querySelectorAll('.fit-row-end')].map((end) => end.textContent).join(' '))"""


def weight(visit: Visit, name: str) -> Locator:
    return visit.page.get_by_role("button", name=f"Weight from {name}")


def editor(visit: Visit) -> Locator:
    return visit.page.locator(".weight-editor input")


def in_view(element: Locator) -> bool:
    return bool(
        element.evaluate(
            """e => { const { top, height } = e.getBoundingClientRect();
            return top >= 0 && innerHeight - top >= Math.min(height, 200); }"""
        )
    )


@pytest.fixture
def still(visit: Visit) -> Visit:
    """A visit paused after a while of training, the rest of the page loaded."""
    visit.until_step(20)
    visit.pause()
    weight(visit, "x to h1").wait_for()
    return visit


def test_training_points_stand_out_in_both_themes(still: Visit) -> None:
    for many in (False, True):
        if many:
            still.page.get_by_role("slider", name="Samples").press("End")
            still.page.locator(".fit-still .fit-train.many").wait_for(state="attached")
        for _ in still.looks(sizes=[(1440, 900)]):
            assert min(still.page.evaluate(CONTRASTS)) >= 3
    width = "s => parseFloat(getComputedStyle(document.querySelector(s)).strokeWidth)"
    assert still.page.evaluate(width, ".fit-still .fit-train") > still.page.evaluate(
        width, ".fit-moving .fit-prediction"
    )


def test_sums_one_by_one_share_a_scale(visitor: Callable[..., Visit]) -> None:
    visit = visitor(reduced_motion="reduce").open(state="ready")
    visit.button("Play").click()
    visit.until_step(60)
    visit.button("One by one").click()
    visit.until(lambda: len(visit.page.evaluate(SCALES)) == 4, "all rows")
    assert len(set(visit.page.evaluate(SCALES))) == 1


def test_a_neuron_pressed_opens_its_numbers(still: Visit) -> None:
    neuron = still.page.get_by_role("button", name="Neuron h2, hidden layer 1")
    neuron.click()
    tab = still.page.get_by_role("tab", name="Neurons")
    still.until(lambda: tab.get_attribute("aria-selected") == "true", "the tab of the neurons")
    still.page.get_by_role("heading", name="Neuron h2").wait_for()
    neuron.click()
    still.until(lambda: neuron.get_attribute("aria-pressed") == "false", "no neuron chosen")
    neuron.press("Enter")
    still.until(lambda: neuron.get_attribute("aria-pressed") == "true", "the neuron chosen by the keyboard")


def test_a_weight_is_changed_where_it_stands(still: Visit) -> None:
    weight(still, "x to h2").click()
    editor(still).wait_for()
    still.page.keyboard.type("−2.5")
    still.page.keyboard.press("Enter")
    still.until(lambda: "−2.50" in weight(still, "x to h2").inner_text(), "the weight as typed")
    assert editor(still).count() == 0
    assert "x to h2" in still.focused()


def test_weights_are_reached_and_changed_by_keyboard(still: Visit) -> None:
    weight(still, "x to h1").focus()
    still.page.keyboard.press("ArrowDown")
    assert "x to h2" in still.focused()
    still.page.keyboard.press("Enter")
    editor(still).wait_for()
    before = weight(still, "x to h2").inner_text()
    still.page.keyboard.type("9")
    still.page.keyboard.press("Escape")
    editor(still).wait_for(state="detached")
    assert "x to h2" in still.focused()
    assert weight(still, "x to h2").inner_text() == before


def test_a_bias_is_changed_where_it_stands(still: Visit) -> None:
    neuron = still.page.get_by_role("button", name="Neuron h3, hidden layer 1")
    neuron.locator(".neuron-bias").click()
    assert still.page.get_by_role("textbox", name="bias, h3").is_visible()
    still.page.keyboard.type("0.75")
    still.page.keyboard.press("Enter")
    still.until(lambda: "+0.75" in neuron.inner_text(), "the bias as typed")
    assert neuron.get_attribute("aria-pressed") == "false"


def test_an_edge_without_a_number_is_changed(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=8,8")
    visit.until_step(10)
    visit.pause()
    middle = """() => {
      const boxes = [...document.querySelectorAll('.network-neurons .neuron')].map((e) => e.getBoundingClientRect());
      return [(boxes[0].right + boxes[8].left) / 2, document.querySelector('.neuron-box').getBoundingClientRect()];
    }"""
    x, box = visit.page.evaluate(middle)
    visit.until(lambda: click_for_editor(visit, x, box["top"] + box["height"] / 2), "a field for the edge")
    assert "Weight from h1.1 to h2.1" in str(visit.page.locator(".weight-editor").get_attribute("aria-label"))


def click_for_editor(visit: Visit, x: float, y: float) -> bool:
    visit.page.mouse.click(x, y)
    return editor(visit).count() > 0


def test_what_is_opened_comes_into_view(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=720, height=450).open()
    visit.until_step(5)
    visit.page.evaluate("scrollTo(0, 0)")
    neuron = visit.page.get_by_role("button", name="Neuron h1, hidden layer 1")
    neuron.scroll_into_view_if_needed()
    inspector = visit.page.locator("#inspector")
    assert not in_view(inspector)
    neuron.click()
    visit.until(lambda: in_view(inspector), "the inspector in view")
    visit.page.evaluate("scrollTo(0, 0)")
    visit.button("Lab").click()
    visit.page.get_by_role("button", name="Loss landscape").click()
    visit.until(lambda: in_view(visit.page.locator("#lab")), "the lab in view")


COLORS = """() => [...document.querySelectorAll('.network-neurons .neuron:not([data-style=output], .leaving)')]
  .map((neuron) => neuron.style.getPropertyValue('--neuron'))"""


def test_undo_gives_each_neuron_its_color_back(still: Visit) -> None:
    colors = still.page.evaluate(COLORS)
    still.page.get_by_role("button", name="Neuron h1, hidden layer 1").press("Delete")
    still.until(lambda: still.page.evaluate(COLORS) == colors[1:], "the first neuron gone")
    still.button("Add neuron to layer 1").click()
    still.until(lambda: len(still.page.evaluate(COLORS)) == len(colors), "another neuron")
    for _ in range(2):
        still.button("Undo").click()
    still.until(lambda: still.page.evaluate(COLORS) == colors, "the colors as they were")


CUT = """() => {
  const outside = [];
  for (const panel of document.querySelectorAll('.network-panel, .loss-panel')) {
    const edge = panel.getBoundingClientRect();
    for (const part of panel.querySelectorAll('.add-neuron, .remove-neuron, .loss-box')) {
      const { top, bottom } = part.getBoundingClientRect();
      if (top < edge.top || bottom > edge.bottom + 0.5) outside.push(part.className);
    }
  }
  for (const tab of document.querySelectorAll('#inspector [role=tab]')) {
    const edge = tab.closest("#inspector").getBoundingClientRect();
    if (tab.getBoundingClientRect().right > edge.right) outside.push(tab.id);
  }
  return outside;
}"""

UNTOLD = """() => [...document.querySelectorAll('.side, .side > .panel')]
  .filter((place) => getComputedStyle(place).overflowY === 'auto' && place.scrollHeight > place.clientHeight + 4)
  .filter((place) => !place.dataset.more).map((place) => place.className)"""


def test_low_windows_cut_nothing_and_tell_what_continues(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open()
    visit.until_step(5)
    visit.page.locator(".loss-box canvas").wait_for()
    for size in visit.looks(sizes=[(1440, 900), (1366, 768), (1280, 720), (1024, 768)], themes=["light"]):
        assert visit.page.evaluate(CUT) == [], size
        visit.until(lambda: visit.page.evaluate(UNTOLD) == [], "a cue wherever more lies below")
    visit.page.set_viewport_size({"width": 1280, "height": 720})
    panel = visit.page.locator(".side > .panel").first
    visit.until(lambda: panel.get_attribute("data-more") == "below", "more below")
    panel.evaluate("e => e.scrollTo(0, e.scrollHeight)")
    visit.until(lambda: panel.get_attribute("data-more") == "above", "more above")
