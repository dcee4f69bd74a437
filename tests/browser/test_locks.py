"""A link for a class: settings locked, panels hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.sharing import copied, forget, message, share

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browsers import Visit


def test_a_class_finds_settings_locked_and_panels_hidden(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&lock=rate,optimizer,hidden,target,nose&hide=loss,starts")
    visit.until(lambda: "lock=nose" in message(visit), "the name nobody knows")
    page = visit.page
    rate = page.get_by_role("slider", name="Learning rate", exact=True)
    visit.until(lambda: rate.get_attribute("aria-disabled") == "true", "the lock")
    assert rate.get_attribute("title") == "Locked by the link"
    assert not page.get_by_role("figure", name="Loss", exact=True).is_visible()
    value = rate.input_value()
    rate.focus()
    page.keyboard.press("ArrowRight")
    rate.click(position={"x": 2, "y": 5}, force=True)
    assert rate.input_value() == value
    visit.button("Add neuron to layer 1").click(force=True)
    page.get_by_role("radio", name="Sine", exact=True).click(force=True)
    visit.until(lambda: "locked or hidden by the link" in message(visit), "the reason")
    assert page.get_by_text("Unlock").count() == 0 or not page.get_by_text("Unlock").is_visible(), "an invitation"
    samples = page.get_by_role("slider", name="Samples", exact=True)
    samples.press("ArrowRight")
    visit.until_link_has("samples=")
    assert "hidden=" not in visit.fragment
    assert "sine" not in visit.fragment
    assert "lock=rate,optimizer,hidden,target&hide=loss,starts" in visit.fragment
    forget(visit)
    share(visit)
    visit.until(lambda: "lock=rate,optimizer,hidden,target&hide=loss,starts" in copied(visit), "the link to be copied")
    visit.page.keyboard.press("Escape")
    page.get_by_label("Locked by the link", exact=True).first.click()
    visit.button("Unlock").click()
    visit.until(lambda: page.get_by_role("figure", name="Loss", exact=True).is_visible(), "the loss")
    visit.until(lambda: rate.get_attribute("aria-disabled") is None, "a free slider")
    visit.button("Add neuron to layer 1").click()
    visit.until_link_has("hidden=4")
    assert "lock=" not in visit.fragment


def test_everything_can_be_locked_but_play(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&lock=all")
    visit.until(lambda: visit.page.locator("[data-locked]").count() > 30, "locks")
    visit.pause()
    visit.button("Step").click()
    free = """() => [...document.querySelectorAll('.sheet :is(button, input, select)')]
      .filter(e => e.checkVisibility() && !e.closest('[data-locked]') && !e.matches('.more'))
      .map(e => e.outerHTML.slice(0, 80))"""
    visit.until(lambda: visit.page.evaluate(free) == [], "everything to be locked")
    visit.check_access()


def test_a_teacher_makes_the_link(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open()
    dialog = share(visit, "A link for a class")
    dialog.get_by_role("group", name="Lock").get_by_label("Learning rate").check()
    dialog.get_by_role("group", name="Hide").get_by_label("Loss").check()
    dialog.get_by_role("button", name="Copy: Link for a class").click()
    visit.until(lambda: copied(visit) == f"{visit.url}/#config=2&lock=rate&hide=loss", "the link")
