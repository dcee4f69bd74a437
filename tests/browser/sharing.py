"""What tests of sharing do on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browsers import Visit

CLIPBOARD = ["clipboard-read", "clipboard-write"]


def copied(visit: Visit) -> str:
    return str(visit.page.evaluate("navigator.clipboard.readText()"))


def forget(visit: Visit) -> None:
    """Empty the clipboard, which all pages of a Chromium share, so that nothing old is taken for new."""
    visit.page.evaluate("navigator.clipboard.writeText('')")


def popover(visit: Visit) -> Locator:
    return visit.page.get_by_role("dialog", name="Share")


def share(visit: Visit, fold: str = "") -> Locator:
    """Open what there is to share with, and one of its folds."""
    visit.button("Share").click()
    dialog = popover(visit)
    dialog.wait_for()
    if fold:
        dialog.locator("summary", has_text=fold).click()
    return dialog


def message(visit: Visit) -> str:
    return visit.page.get_by_role("region", name="Messages").inner_text()
