"""Everybody can use it: languages, themes, sizes, keyboard, screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

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
        assert visit.page.get_by_role("heading", name=heading).is_visible(), heading
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
    assert visit.parameter_count() == 13


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit.page

    visit.tab_to("Pause")
    page.keyboard.press("Enter")
    visit.until(lambda: visit.state == "paused", "pause by keyboard")
    visit.tab_to("Neuron h1")
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
    assert small == []
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
