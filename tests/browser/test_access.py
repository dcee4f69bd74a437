"""Everybody can use it: languages, themes, sizes, keyboard, screen readers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browsers import Visit


def box(locator: Locator) -> dict[str, float]:
    found: Any = locator.bounding_box()
    assert found is not None
    return dict(found)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing(visitor: Callable[..., Visit], language: str) -> None:
    visit = visitor().open(f"/?lang={language}")
    visit.until_step(5)
    visit.pause()
    for width, height in visit.looks():
        visit.check_access()
        if width == 1440:
            assert visit.page.evaluate("document.documentElement.scrollHeight") <= height, "one screen on a desktop"


def test_nothing_scrolls_sideways(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=16,16,16")
    for width, _ in visit.looks(themes=["light"]):
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


LARGE_LETTERS = r"""() => {
  const enlarge = (rules) => {
    for (const rule of rules) {
      for (const name of [...rule.style ?? []]) {
        const value = rule.style.getPropertyValue(name);
        if (!/^(font-size|line-height|--text(-\w+)?)$/.test(name) || !/\dpx/.test(value)) continue;
        const twice = value.replace(/([\d.]+)px/g, (_, size) => `${2 * size}px`);
        rule.style.setProperty(name, twice, rule.style.getPropertyPriority(name));
      }
      if (rule.cssRules) enlarge(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) enlarge(sheet.cssRules);
}"""
"""What a browser does that makes only the letters larger, by 200 %: lengths in pixels stay, sizes of letters do not."""

WIDER_THAN_ITS_PLACE = r"""async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  // By the boxes: Chromium keeps the width that scrolled before a container query matched.
  const beyond = (panel) => [...panel.querySelectorAll('button, label, input, select, output')].filter(each =>
    !each.closest('table') && each.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})
    && each.getBoundingClientRect().right > panel.getBoundingClientRect().right + 1);
  return ['.top', '.tabs', '#curve', '#start', '.training', '#more-settings', '#sheet', '#inspector']
    .flatMap(name => [...document.querySelectorAll(name)]).filter(panel => panel.getClientRects().length)
    .flatMap(panel => beyond(panel).map(each => `${each.id || each.innerText} beyond ${panel.id || panel.className}`));
}"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_with_letters_twice_as_large_no_panel_is_wider_than_its_place(
    visitor: Callable[..., Visit], width: int, height: int
) -> None:
    visit = visitor(width=width, height=height).open()
    visit.pause()
    visit.page.evaluate(LARGE_LETTERS)
    assert visit.page.evaluate("getComputedStyle(document.body).fontSize") == "28px"
    for tab in visit.page.get_by_role("tab").all():
        tab.click()
        assert visit.page.evaluate(WIDER_THAN_ITS_PLACE) == [], tab.inner_text()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    visit.page.get_by_role("tab", name="Trace").click()
    for stage in visit.page.locator(".trace-stages button").all():
        stage.click()
        assert visit.page.evaluate(WIDER_THAN_ITS_PLACE) == [], stage.inner_text()
    if width <= 760:
        visit.button("Settings").click()
    visit.button("More").click()
    assert visit.page.evaluate(WIDER_THAN_ITS_PLACE) == []


def test_on_a_phone_the_essentials_are_visible_together_and_targets_large_enough(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True).open()
    essentials = {
        "fit": visit.page.get_by_role("figure", name="Fit", exact=True),
        "pause": visit.button("Pause"),
        "add": visit.button("Add neuron to layer 1"),
        "remove": visit.button("Remove neuron from layer 1"),
    }
    for name, locator in essentials.items():
        where = box(locator)
        assert where["y"] >= 0, name
        assert where["y"] + where["height"] <= 844, name
        if name != "fit":
            assert min(where["width"], where["height"]) >= 44, name
    small = visit.page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], input, select')]
          .filter(e => e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}))
          .map(e => [e.getAttribute('aria-label') || e.innerText || e.id, e.getBoundingClientRect()])
          .filter(([, r]) => r.width > 1 && Math.min(r.width, r.height) < 23.5).map(([name]) => name)"""
    )
    assert small == []


def test_chinese_is_chinese(visitor: Callable[..., Visit]) -> None:
    visit = visitor(locale="zh-CN").open("/")
    assert visit.page.locator("html").get_attribute("lang") == "zh-CN"
    for heading in ("网络", "拟合", "损失"):
        assert visit.page.get_by_role("heading", name=heading, exact=True).is_visible(), heading
    for tab in ("公式", "神经元", "函数"):
        assert visit.page.get_by_role("tab", name=tab).is_visible(), tab
    english = visit.page.evaluate(
        r"""() => [...document.querySelectorAll('button, h2, label, .label')].map(e => e.innerText.trim())
          .filter(t => /^[A-Za-z ]{4,}$/.test(t) && !/^(ReLU|Adam|Dropout|English|Piecewise|tanh)$/i.test(t))"""
    )
    assert english == []


def test_the_language_changes_without_losing_the_run(visit: Visit) -> None:
    visit.button("Add neuron to layer 1").click()
    visit.until_parameters(13)
    visit.train(100)
    step = visit.step
    visit.page.get_by_role("link", name="中文").click()
    visit.until(lambda: visit.page.locator("html").get_attribute("lang") == "zh-CN", "Chinese")
    visit.until(lambda: visit.state == "running" and visit.step >= step, "the same run")
    visit.until_parameters(13)


def test_what_was_just_changed_is_there_in_the_other_language(visit: Visit) -> None:
    visit.button("Add neuron to layer 1").click()
    visit.page.get_by_role("link", name="中文").click()
    visit.until(lambda: visit.page.locator("html").get_attribute("lang") == "zh-CN", "Chinese")
    visit.until_parameters(13)


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit.page

    visit.tab_to("Pause")
    page.keyboard.press("Enter")
    visit.until(lambda: visit.state == "paused", "pause by keyboard")
    visit.tab_to("Neuron h1")
    page.locator(".neuron.lit").wait_for()
    page.keyboard.press("ArrowDown")
    assert "Neuron h2" in visit.focused()
    page.keyboard.press("Enter")
    second = page.get_by_role("button", name="Neuron h2, hidden layer 1")
    visit.until(lambda: second.get_attribute("aria-pressed") == "true", "a neuron selected by keyboard")
    page.keyboard.press("Delete")
    visit.until_parameters(7)
    visit.tab_to("Add neuron to layer 1")
    page.keyboard.press("Space")
    visit.until_parameters(10)


def test_present_shows_only_network_fit_and_transport(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=1280, height=720).open("/?lang=en&view=present")
    assert visit.page.get_by_role("figure", name="Network", exact=True).is_visible()
    assert visit.page.get_by_role("figure", name="Fit", exact=True).is_visible()
    assert visit.button("Pause").is_visible()
    assert not visit.page.get_by_role("figure", name="Loss", exact=True).is_visible()
    assert not visit.page.get_by_role("combobox", name="Activation").is_visible()
    small = visit.page.evaluate(
        """() => [...document.querySelectorAll('body *')]
          .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
          .filter(e => e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}))
          .filter(e => e.getBoundingClientRect().width > 1 && parseFloat(getComputedStyle(e).fontSize) < 20)
          .map(e => e.textContent.trim().slice(0, 30))"""
    )
    assert small == [], visit.page.get_by_role("region", name="Messages").inner_text()
    thin = visit.page.evaluate(
        """() => [...document.querySelectorAll('#fit path')]
          .filter(e => getComputedStyle(e).fill === 'none' && getComputedStyle(e).stroke !== 'none')
          .filter(e => e.getTotalLength() > 300 && parseFloat(getComputedStyle(e).strokeWidth) < 3)
          .map(e => e.getAttribute('class'))"""
    )
    assert thin == []


def test_themes_follow_the_system_and_the_button(visitor: Callable[..., Visit]) -> None:
    visit = visitor(color_scheme="dark").open()

    def background() -> str:
        return str(visit.page.evaluate("getComputedStyle(document.body).backgroundColor"))

    dark = background()
    visit.page.get_by_role("button", name="Theme").click()
    visit.until(lambda: background() != dark, "the light theme")


def news(visit: Visit) -> str:
    return visit.page.locator("#news").inner_text().strip().replace("\u00a0", "")


def test_what_happens_is_said_to_a_screen_reader(visit: Visit) -> None:
    visit.until_step(20)
    assert visit.page.locator("#news").get_attribute("role") == "status"
    visit.pause()
    visit.until(lambda: news(visit) == f"Paused at step {visit.step}, loss {visit.loss:.4f}.", "the pause")
    visit.button("Step").click()
    visit.until(lambda: news(visit) == f"Step {visit.step}, loss {visit.loss:.4f}.", "the step")
    visit.button("Add neuron to layer 1").click()
    visit.until(lambda: "Neuron h4 added to layer 1." in news(visit), "the neuron")
    visit.button("Undo").click()
    visit.until(lambda: news(visit).startswith("Undone. Neuron h4 removed from layer 1. Step "), "the undo")
    visit.button("Redo").click()
    visit.until(lambda: news(visit).startswith("Redone. Neuron h4 added to layer 1. Step "), "the redo")
    visit.button("Add layer").click()
    visit.until(lambda: news(visit) == "Hidden layer added: now 2.", "the layer")
    visit.button("Reset").click()
    visit.until(lambda: news(visit).startswith("Reset to step 0, loss "), "the reset")
    visit.button("Play").click()
    visit.until(lambda: news(visit).startswith("Training from step "), "the start")
    said = news(visit)
    visit.train(visit.step + 100)
    assert news(visit) == said, "what changes many times a second is not read out"


def test_keys_play_and_undo_for_the_whole_page(visit: Visit) -> None:
    press, page = visit.page.keyboard.press, visit.page
    visit.until_step(20)
    visit.until(lambda: visit.button("Pause").get_attribute("aria-keyshortcuts") == "Space", "the keys")
    press("Space")
    visit.until(lambda: visit.state == "paused", "a pause")
    assert page.evaluate("scrollY") == 0
    visit.until_it_rests()
    step = visit.step
    press(".")
    visit.until_step_is(step + 1)
    visit.button("Add neuron to layer 1").click()
    visit.until_parameters(13)
    press("Control+z")
    visit.until_parameters(10)
    press("Control+Shift+Z")
    visit.until_parameters(13)
    press("Control+z")
    visit.until_parameters(10)
    press("Control+y")
    visit.until_parameters(13)
    formula = page.get_by_role("textbox", name="Formula of the curve, in x")
    formula.fill("x")
    formula.press("Control+z")
    formula.press("Space")
    formula.press("?")
    assert visit.parameter_count() == 13, "in a text the keys are the text's"
    assert visit.state == "paused"
    page.evaluate("document.activeElement.blur()")
    press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    dialog.wait_for()
    assert "Ctrl+Shift+Z / Ctrl+Y" in dialog.inner_text()
    visit.check_access(".keys-dialog")
    dialog.get_by_role("switch").click()
    press("Escape")
    page.evaluate("document.activeElement.blur()")
    press("Space")
    press("Control+z")
    visit.until_parameters(10)
    assert visit.state == "paused", "keys pressed alone are switched off"


def test_with_reduced_motion_nothing_starts_by_itself(visitor: Callable[..., Visit]) -> None:
    visit = visitor(reduced_motion="reduce").open(state="ready")
    visit.until(lambda: visit.page.locator("#curve .thumb").count() > 20, "the whole page")
    assert (visit.state, visit.step) == ("ready", 0)
    assert visit.page.locator("#network canvas").is_visible()
    visit.button("Play").click()
    visit.until_step(5)


def test_forced_colors_keep_the_network_and_every_state(visitor: Callable[..., Visit]) -> None:
    visit = visitor(forced_colors="active").open()
    visit.until_step(20)
    visit.pause()
    painted = visit.page.evaluate(
        """() => {
          const picture = document.querySelector('.network-picture'), copy = document.createElement('canvas');
          [copy.width, copy.height] = [picture.width, picture.height];
          const context = copy.getContext('2d');
          context.drawImage(picture, 0, 0);
          const { data } = context.getImageData(0, 0, copy.width, copy.height);
          let ink = 0;
          for (let i = 0; i < data.length; i += 4) ink += data[i] + data[i + 1] + data[i + 2] < 384 ? 1 : 0;
          return ink / (copy.width * copy.height);
        }"""
    )
    assert 0.001 < painted < 0.2, "lines on a ground"
    differ = """parts => {
      const [on, off] = parts.map(part => document.querySelector(part));
      return on && off && ['backgroundColor', 'outlineStyle', 'outlineWidth', 'textDecorationLine']
        .some(property => getComputedStyle(on)[property] !== getComputedStyle(off)[property]);
    }"""
    for on, off in (
        ("[role=tab][aria-selected=true]", "[role=tab][aria-selected=false]"),
        (".fit-switch[aria-pressed=true]", ".fit-switch[aria-pressed=false]"),
        (".thumb:has(:checked)", ".thumb:not(:has(:checked))"),
    ):
        visit.until(partial(visit.page.evaluate, differ, [on, off]), f"{on} unlike {off}")
    visit.page.locator(".neuron").first.click()
    visit.until(
        lambda: visit.page.evaluate(differ, [".neuron[aria-pressed=true]", ".neuron[aria-pressed=false]"]), "it"
    )


def test_on_a_phone_the_words_of_the_fits_legend_are_whole(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True).open("/?lang=en")
    words = visit.page.locator(".fit-legend .legend-item span:visible")
    words.first.wait_for()
    assert words.count() >= 2
    assert [each for each in words.all() if each.evaluate("e => e.scrollWidth > e.clientWidth + 1")] == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (844, 390), (360, 640)])
def test_a_phone_in_every_way_it_is_held(visitor: Callable[..., Visit], width: int, height: int) -> None:
    visit = visitor(width=width, height=height, has_touch=True, is_mobile=True).open("/?lang=zh")
    visit.until_step(5)
    visit.until(lambda: visit.button("实验室").is_visible(), "the whole page")
    visit.check_access()
    for name in ("重置", "暂停", "单步", "撤销", "重做", "设置"):
        where = box(visit.button(name))
        assert min(where["width"], where["height"]) >= 44, name
        assert where["y"] + where["height"] <= height, name
    chart, play = (box(visit.page.locator(part)) for part in ("#fit .fit-box", "[data-control=play]"))
    assert chart["height"] >= 120
    assert chart["y"] + min(chart["height"], 150) <= play["y"] + 1, "the chart stands above the bar"
    if width > height:
        assert box(visit.page.locator(".network-controls .add-neuron"))["y"] + 44 <= play["y"] + 30
    outside = visit.page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], input, select')]
          .filter(e => e.checkVisibility({checkOpacity: true, visibilityProperty: true}) && !e.closest('.sheet'))
          .filter(e => { const r = e.getBoundingClientRect(); return r.right > innerWidth + 1 || r.left < -1; })
          .map(e => e.getAttribute('aria-label') || e.innerText)"""
    )
    assert outside == []


def test_boxes_do_not_make_a_phone_zoom_and_take_a_minus(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True).open()
    visit.pause()
    visit.page.get_by_role("tab", name="Neurons").tap()
    visit.until(lambda: visit.page.locator("#neurons input").count() > 8, "the table")
    visit.until(lambda: visit.page.locator("#data-settings input").count() > 4, "the settings")
    found = visit.page.evaluate(
        """() => [...document.querySelectorAll('input, select, textarea')]
          .filter(e => !['range', 'checkbox', 'radio', 'file'].includes(e.type))
          .map(e => [e.getAttribute('aria-label') || e.id, Number.parseFloat(getComputedStyle(e).fontSize)])"""
    )
    assert len(found) > 15
    assert [each for each in found if each[1] < 16] == []
    weight = visit.page.get_by_role("textbox", name="weight in, h1")
    assert weight.get_attribute("inputmode") == "text", "the number pad of an iPhone has no minus"
    weight.fill("—0。5")
    weight.press("Enter")
    visit.until(lambda: weight.input_value() == "—0。5" and weight.get_attribute("aria-invalid") is None, "the number")
    weight.blur()
    visit.until(lambda: weight.input_value() == "−0.50", "the number as the page writes it")


def test_what_has_the_focus_is_not_under_the_bar(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=390, height=844, has_touch=True, is_mobile=True).open()
    visit.until_step(5)
    visit.pause()
    bar = box(visit.page.locator("#transport"))["y"]
    seen = 0
    for _ in range(70):
        visit.page.keyboard.press("Tab")
        place = visit.page.evaluate(
            """() => { const e = document.activeElement, r = e.getBoundingClientRect();
              return e === document.body || e.closest('#transport, .skip') || r.height > innerHeight / 2 ? null
                : [e.getAttribute('aria-label') || e.innerText, r.bottom]; }"""
        )
        if place:
            seen += 1
            assert place[1] <= bar + 1, f"{place[0]} is under the bar"
    assert seen > 20


@pytest.mark.parametrize("width", [1440, 390])
def test_the_list_of_keys_opens_without_a_keyboard(visitor: Callable[..., Visit], width: int) -> None:
    visit = visitor(width=width, height=844, has_touch=width < 500, is_mobile=width < 500).open()
    if width < 500:
        visit.button("Settings").click()
    visit.button("Keyboard shortcuts").click()
    visit.page.get_by_role("dialog", name="Keyboard shortcuts").wait_for()
