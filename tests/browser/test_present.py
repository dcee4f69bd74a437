"""The page before a projector: in and out, one panel at a time, what can be asked before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browsers import Visit

FIGURES = ("Network", "Fit", "Loss")


@pytest.fixture
def projector(visitor: Callable[..., Visit]) -> Visit:
    """A page before a class, paused, its keys listened to."""
    visit = visitor(width=1920, height=1080).open("/?lang=en&view=present")
    visit.until_step(40)
    visit.button("Stop presenting").wait_for()
    visit.pause()
    return visit


def figures(visit: Visit) -> list[str]:
    """Return the figures that are seen."""
    return [name for name in FIGURES if visit.page.get_by_role("figure", name=name, exact=True).is_visible()]


def until_alone(visit: Visit, name: str) -> None:
    visit.until(lambda: figures(visit) == [name], f"{name} alone")


def is_seen(visit: Visit, selector: str) -> bool:
    return bool(
        visit.page.locator(selector).first.evaluate(
            "e => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().height > 0"
        )
    )


def test_a_button_leads_in_and_escape_leads_out(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open()
    visit.until_step(5)
    visit.button("Present").click()
    visit.button("Stop presenting").wait_for()
    assert figures(visit) == ["Network", "Fit"]
    assert "view=present" in visit.page.url
    visit.page.keyboard.press("Escape")
    visit.until(lambda: figures(visit) == list(FIGURES), "the whole page")
    assert "view=present" not in visit.page.url
    visit.until(lambda: visit.focused() == "Present", "the focus on the way in")
    visit.button("Present").click()
    visit.button("Stop presenting").click()
    visit.until(lambda: figures(visit) == list(FIGURES), "the whole page once more")


def test_each_panel_fills_the_screen(projector: Visit) -> None:
    for key, name in (("2", "Network"), ("3", "Fit"), ("4", "Loss")):
        projector.page.keyboard.press(key)
        until_alone(projector, name)
        box = projector.page.get_by_role("figure", name=name, exact=True).bounding_box()
        assert box is not None
        assert box["height"] > 700
    projector.page.keyboard.press("5")
    projector.until(lambda: is_seen(projector, "#answer .answer-line"), "the formula")
    assert figures(projector) == []
    projector.page.keyboard.press("1")
    projector.until(lambda: figures(projector) == ["Network", "Fit"], "network and fit again")


def test_keys_hide_what_is_asked_first(projector: Visit) -> None:
    def toggles(key: str, selector: str) -> None:
        projector.until(lambda: is_seen(projector, selector), f"{selector} at first")
        projector.page.keyboard.press(key)
        projector.until(lambda: not is_seen(projector, selector), f"{selector} hidden")
        assert is_seen(projector, ".fit-still .fit-target") or key == "f"
        projector.page.keyboard.press(key)
        projector.until(lambda: is_seen(projector, selector), f"{selector} again")

    toggles("n", ".network-weights .weight")
    toggles("n", ".neuron-bias")
    toggles("p", ".fit-moving .fit-prediction")
    projector.page.keyboard.press("5")
    toggles("f", "#answer .answer-line")


def test_the_keys_are_listed(projector: Visit) -> None:
    projector.page.keyboard.press("?")
    keys = projector.page.get_by_role("dialog", name="Keys while presenting")
    keys.wait_for()
    projector.check_access(".present-help")
    keys.get_by_role("button", name="Fit", exact=False).last.click()
    projector.until(lambda: figures(projector) == ["Fit"], "the fit alone")
    projector.page.keyboard.press("Escape")
    keys.wait_for(state="hidden")
    assert figures(projector) == ["Fit"]


def test_the_transport_has_its_keys_in_the_list(projector: Visit) -> None:
    projector.button("Keys (?)").click()
    listed = projector.page.get_by_role("dialog", name="Keys while presenting")
    step = projector.step
    listed.get_by_role("button", name="Train one step").click()
    projector.until_step_is(step + 1)
    assert "Space" in listed.get_by_role("button", name="Play or pause").inner_text()
    projector.page.keyboard.press("Escape")
    free = "document.activeElement === document.body"
    projector.until(lambda: projector.page.evaluate(free), "the focus out of the closed dialog")
    projector.page.keyboard.press(" ")
    projector.until(lambda: projector.state == "running", "Space to play")


def test_the_pointer_is_large(projector: Visit) -> None:
    pointer = projector.page.locator(".present-pointer")
    projector.page.mouse.move(600, 500)
    projector.until(pointer.is_visible, "the pointer")
    box = pointer.bounding_box()
    assert box is not None
    assert box["width"] >= 60
    assert abs(box["x"] + box["width"] / 2 - 600) < 2
    projector.page.keyboard.press("m")
    projector.until(lambda: not pointer.is_visible(), "no large pointer")


def test_type_grows_with_the_screen(visitor: Callable[..., Visit]) -> None:
    sizes = []
    for width, height in ((1280, 720), (1920, 1080), (3840, 2160)):
        visit = visitor(width=width, height=height).open("/?lang=en&view=present")
        sizes.append(float(visit.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")))
        visit.until_step(1)
    assert sizes[0] >= 20
    assert sizes[1] > sizes[0]
    assert sizes[2] == pytest.approx(2 * sizes[1])


def test_what_is_wrong_is_said_before_a_class_too(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=1280, height=720).open("/?lang=en&view=present#config=1&initializer=zeros")
    finding = visit.page.locator("#notes .finding").first
    finding.wait_for()
    assert finding.evaluate(
        """e => { const r = e.getBoundingClientRect(), p = e.closest('.panel').getBoundingClientRect();
        return r.top >= p.top && r.bottom <= p.bottom && r.right <= p.right; }"""
    )


def test_a_message_before_a_class_is_whole(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=1280, height=720).open("/?lang=en&view=present#config=1&nonsense=1")
    message = visit.page.locator(".message")
    message.wait_for()
    assert message.evaluate(
        """e => { const r = e.getBoundingClientRect();
        const at = document.elementFromPoint(r.left + r.width / 2, r.bottom - 6);
        return r.top >= 0 && r.bottom <= innerHeight && e.contains(at); }"""
    )
