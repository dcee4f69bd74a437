"""Sharing: links with weights, saved runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.servers import running_server
from tests.browser.sharing import copied, forget, message, popover, share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.servers import RunningServer
    from tests.browsers import Visit

HOSTILE = "<img src=x onerror=alert(1)> \u202egnp.exe\u2069 & “两” " + "w" * 60


def curve(visit: Visit) -> str:
    return str(visit.page.locator(".fit-prediction").first.get_attribute("d"))


def next_losses(visit: Visit, count: int = 3) -> list[float]:
    start, losses = visit.step, []
    for step in range(start + 1, start + 1 + count):
        visit.button("Step").click()
        visit.until_step_is(step)
        losses.append(visit.loss)
    return losses


def trained(visitor: Callable[..., Visit], fragment: str = "") -> Visit:
    visit = visitor().open(f"/?lang=en{fragment}")
    visit.until_step(40)
    visit.pause()
    return visit


def test_the_link_is_copied_at_once_and_says_so(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=5")
    forget(visit)
    dialog = share(visit)
    visit.until(lambda: copied(visit) == f"{visit.url}/#config=1&hidden=5", "the link to be copied")
    assert dialog.get_by_role("textbox", name="Link", exact=True).input_value() == copied(visit)
    visit.until(lambda: "Copied" in dialog.inner_text(), "a word that it is copied")
    visit.page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert visit.focused() == "Share"


def test_a_link_may_wait_for_play(visitor: Callable[..., Visit]) -> None:
    first = visitor().open("/?lang=en#config=1&hidden=2")
    dialog = share(first)
    dialog.get_by_label("Start paused").check()
    link = f"{first.url}/#config=1&hidden=2&start=paused"
    first.until(lambda: copied(first) == link, "the link that waits")
    second = visitor().open("/?lang=en" + link[len(first.url) + 1 :], state="ready")
    assert (second.step, second.parameter_count()) == (0, 7)
    assert second.fragment == "#config=1&hidden=2&start=paused"
    second.button("Play").click()
    second.until_step(5)
    third = visitor().open("/?lang=en#config=1&start=now")
    third.until(lambda: "start = now" in message(third), "a word about what is not known")


def test_a_jump_within_the_page_leaves_the_experiment(visitor: Callable[..., Visit]) -> None:
    visit = trained(visitor, "#config=1&hidden=5")
    step = visit.step
    visit.page.keyboard.press("Home")
    visit.page.evaluate("location.hash = '#stage'")
    visit.until(lambda: visit.fragment == "#config=1&hidden=5", "the address to be back")
    assert (visit.step, visit.state, message(visit)) == (step, "paused", "")


def test_the_formula_is_copied_within_the_click_as_safari_wants_it(visitor: Callable[..., Visit]) -> None:
    """Safari opens its clipboard only until the click has been handled: what is on its way is given as a promise."""
    visit = trained(visitor)
    forget(visit)
    visit.page.evaluate(
        """() => {
            window.late = [];
            let handling = false;
            addEventListener('click', () => { handling = true; setTimeout(() => { handling = false; }); }, true);
            for (const name of ['write', 'writeText']) {
                const given = navigator.clipboard[name].bind(navigator.clipboard);
                navigator.clipboard[name] = (...texts) => {
                    if (handling) return given(...texts);
                    window.late.push(name);
                    return Promise.reject(new Error('late'));
                };
            }
            document.execCommand = () => false;
        }"""
    )
    visit.button("Copy as text").click()
    visit.until(lambda: "x" in copied(visit), "the formula")
    dialog = share(visit, "Keep this run")
    dialog.get_by_role("button", name="Save").click()
    visit.until(lambda: "/r/" in copied(visit), "the saved run's link")
    assert visit.page.evaluate("window.late") == []


def test_where_the_clipboard_is_closed_the_link_is_there_to_copy(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open()
    visit.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    visit.page.evaluate("() => { document.execCommand = () => false }")
    dialog = share(visit)
    visit.until(lambda: "did not allow copying" in dialog.inner_text(), "the reason")
    assert visit.page.evaluate("getSelection().toString() || document.activeElement.value") == f"{visit.url}/#config=2"


def test_a_link_with_weights_shows_the_same_curve_elsewhere(visitor: Callable[..., Visit]) -> None:
    first = trained(visitor, "#config=2")
    dialog = share(first)
    dialog.get_by_label("With the current weights").check()
    first.until(lambda: "weights=" in copied(first), "the link with weights")
    link = copied(first)
    assert len(link) < 200
    second = visitor().open("/?lang=en" + link[len(first.url) + 1 :], state="ready")
    second.until(lambda: curve(second) == curve(first), "the same curve")
    assert second.step == 0
    assert second.loss == first.loss
    second.until(lambda: "optimizer reset" in message(second), "a word about the optimizer")
    assert "weights=" in second.fragment
    third = visitor().open("/?lang=en" + link[len(first.url) + 1 :], state="ready")
    assert next_losses(second) == next_losses(third)
    second.page.locator(".add-neuron").click()
    second.until_link_has("hidden=4")
    assert "weights=" not in second.fragment


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ("1.AACAPwAAgD8", "2 weights and biases, but its network needs 10"),
        ("1.AACAP", "damaged"),
        ("9.AACAPw", "(9)"),
    ],
)
def test_weights_that_cannot_be_used_leave_the_experiment(
    visitor: Callable[..., Visit], weights: str, words: str
) -> None:
    visit = visitor().open(f"/?lang=en#config=1&target=sine&weights={weights}")
    visit.until(lambda: words in message(visit), words)
    assert visit.page.get_by_role("radio", name="Sine", exact=True).is_checked()
    visit.until(lambda: "weights" not in visit.fragment, "a link without them")


def test_long_links_say_what_is_better(visitor: Callable[..., Visit]) -> None:
    visit = trained(visitor, "#config=1&hidden=64,64")
    dialog = share(visit)
    dialog.get_by_label("With the current weights").check()
    visit.until(lambda: "Save the run below instead" in dialog.inner_text(), "advice")


def saved(visit: Visit, title: str) -> str:
    """Save the run and return its link."""
    dialog = share(visit, "Keep this run")
    dialog.get_by_role("textbox", name="Title").fill(title)
    forget(visit)
    dialog.get_by_role("button", name="Save", exact=True).click()
    visit.until(lambda: "/r/" in copied(visit), "the link of the saved run")
    visit.until(lambda: "kept until" in dialog.inner_text(), "how long it is kept")
    return copied(visit)


def test_a_saved_run_goes_on_elsewhere_as_if_never_left(visitor: Callable[..., Visit]) -> None:
    first = trained(visitor, "#config=1&batch=16&dropout=0.2&hidden=6")
    link = saved(first, HOSTILE)
    first.page.keyboard.press("Escape")
    second = visitor().open(link[len(first.url) :] + "?lang=en", state="paused")
    second.until(lambda: "continue exactly where it stopped" in message(second), "what it is")
    assert "<img src=x onerror=alert(1)>" in message(second)
    assert second.page.locator(".message bdi").count() == 1
    assert second.page.locator("img").count() == 0
    assert second.page.title().startswith("<img")
    assert second.step == first.step
    second.until(lambda: curve(second) == curve(first), "the same curve")
    second.until(lambda: second.page.locator("#loss canvas").count() > 0, "the losses")
    assert next_losses(second) == next_losses(first)
    assert second.page.evaluate("location.pathname + location.hash") == link[len(first.url) :]
    forget(second)
    share(second)
    second.until(lambda: copied(second) == link, "the link of the saved run again")
    second.page.keyboard.press("Escape")
    second.page.get_by_role("link", name="中文").click()
    second.until(lambda: second.page.locator("html").get_attribute("lang") == "zh-CN", "Chinese")
    second.until(lambda: second.step == first.step, "the same run")
    assert "/r/" in second.page.url
    second.page.locator(".add-neuron").click()
    second.until(lambda: "/r/" not in second.page.url and "hidden=7" in second.fragment, "an address of its own")
    second.until(lambda: not second.page.title().startswith("<img"), "a title of its own")


def test_who_has_saved_a_run_can_delete_it(visitor: Callable[..., Visit]) -> None:
    visit = trained(visitor)
    link = saved(visit, "to be deleted")
    other = visitor().open(link[len(visit.url) :] + "?lang=en", state="paused")
    share(other, "Keep this run")
    assert not popover(other).get_by_role("list", name="Saved from this browser").is_visible()
    runs = popover(visit).get_by_role("list", name="Saved from this browser")
    delete = runs.get_by_role("button", name="Delete “to be deleted”")
    delete.click()
    assert "Really" in delete.inner_text()
    delete.click()
    visit.until(lambda: not runs.is_visible(), "an empty list")
    answer = visit.page.request.get(link)
    assert answer.status == 404


@pytest.fixture
def poor_server() -> Iterator[RunningServer]:
    """Saves one run an hour."""
    with running_server(saves_per_hour=1, busy_seconds=60) as server:
        yield server


def test_a_quota_is_told_and_nothing_is_lost(poor_server: RunningServer, visitor: Callable[..., Visit]) -> None:
    visit = visitor(url=poor_server.url).open()
    visit.pause()
    saved(visit, "the first")
    dialog = popover(visit)
    dialog.get_by_role("button", name="Save", exact=True).click()
    visit.until(lambda: "Nothing is lost" in dialog.inner_text(), "the refusal in words")
    assert visit.state == "paused"


def test_a_server_that_keeps_no_runs_says_so(bare_server: RunningServer, visitor: Callable[..., Visit]) -> None:
    visit = visitor(url=bare_server.url).open("/embed?lang=en&run=AAAAAAAAAAAAAAAA&panels=fit")
    visit.until(lambda: "default experiment" in message(visit), "a message")
    visit.open()
    dialog = share(visit, "Keep this run")
    visit.until(lambda: "keeps no runs" in dialog.inner_text(), "the reason")


def test_a_run_that_is_not_there_leaves_the_default_experiment(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/embed?lang=en&run=AAAAAAAAAAAAAAAA")
    visit.until(lambda: "no such saved run" in message(visit), "a message")
    visit.until(lambda: visit.state == "running", "the default experiment")


@pytest.mark.parametrize(("language", "theme", "width"), [("en", "light", 1440), ("zh", "dark", 390)])
def test_axe_finds_nothing_in_what_is_shared(
    visitor: Callable[..., Visit], language: str, theme: str, width: int
) -> None:
    visit = visitor(width=width, height=844, color_scheme=theme).open(f"/?lang={language}")
    visit.page.locator("#share > button").click()
    for i, fold in enumerate(visit.page.locator(".share-fold summary").all()):
        fold.click()
        visit.check_access(".share-popover" if i else None)
    small = visit.page.evaluate(
        """() => [...document.querySelectorAll('.share-popover :is(button, a, input[type=text], select, .share-check)')]
          .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 23.5)
          .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
