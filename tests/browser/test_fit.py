"""The fit chart shows what the prediction is made of: curves, knots, pieces, sums, the gap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browsers import Visit

DRAWN_CURVES = "[...document.querySelectorAll('.fit-contributions .fit-term')].filter(e => e.getAttribute('d')).length"

WHOLE_SWITCH = """() => {
  document.querySelector('.legend-item:has(.fit-ghost)').hidden = false;
  const element = document.querySelector('.fit-validation-switch');
  const {left, right, top, bottom} = element.getBoundingClientRect();
  return [left + 2, right - 2].every(x => element.contains(document.elementFromPoint(x, (top + bottom) / 2)));
}"""
"""Whether nothing covers or cuts off the switch of the validation samples, also beside the name of the curve before."""


COVERED = """() => {
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.getClientRects().length > 0);
  const box = (element) => [element.textContent || element.className.baseVal, element.getBoundingClientRect()];
  const labels = seen('.fit-bias-label, .fit-pieces text').map(box);
  const others = seen('.hand-shape .shape, .hand-shape .ways').map(box);
  const meet = ([, a], [, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom - 4 && b.top + 4 < a.bottom;
  return labels.flatMap((label, i) => [...labels.slice(i + 1), ...others].filter((other) => meet(label, other))
    .map(([other]) => `${label[0]} / ${other}`));
}"""
"""Names and numbers on the chart that lie over one another or over a handle; lines have 4 px of air above and below."""


@pytest.fixture
def still(visit: Visit) -> Visit:
    """A visit paused after a while of training, every contribution drawn."""
    visit.until_step(30)
    visit.pause()
    visit.until(lambda: curves(visit) == 3, "three curves")
    return visit


def curves(visit: Visit) -> int:
    return int(visit.page.evaluate(DRAWN_CURVES))


def path(visit: Visit, selector: str) -> str:
    return visit.page.locator(selector).first.get_attribute("d") or ""


def shown(visit: Visit, selector: str) -> int:
    """Return how many elements there are that nothing hides."""
    return int(
        visit.page.evaluate(
            """selector => [...document.querySelectorAll(selector)].filter(e => !e.closest('[display=none]')).length""",
            selector,
        )
    )


def piece(visit: Visit, number: int) -> Any:
    return visit.page.get_by_role("button", name=f"Piece {number}, x from")


def test_contributions_are_shown_and_put_away(still: Visit) -> None:
    assert shown(still, ".fit-knots > g .fit-knot") >= 1
    assert still.page.get_by_role("group", name="Pieces of the prediction").is_visible()
    toggle = still.button("Contributions")
    toggle.click()
    still.until(lambda: shown(still, ".fit-term, .fit-bias-label, .fit-knot") == 0, "nothing of it")
    assert toggle.get_attribute("aria-pressed") == "false"
    assert not still.page.get_by_role("group", name="Pieces of the prediction").is_visible()
    toggle.click()
    still.until(lambda: shown(still, ".fit-contributions .fit-term") == 3, "the curves again")


def test_curves_move_while_it_trains(visit: Visit) -> None:
    visit.until(lambda: curves(visit) == 3, "three curves")
    before, step = path(visit, ".fit-term"), visit.step
    visit.until(lambda: visit.step > step and path(visit, ".fit-term") != before, "a curve that moves")


def test_a_neuron_is_muted_shown_alone_and_brought_back(still: Visit) -> None:
    second, sum_of_rest = still.button("Show h2"), still.page.get_by_text("sum of those shown")
    assert second.get_attribute("aria-pressed") == "true"
    second.click()
    still.until(lambda: curves(still) == 2, "two curves")
    assert second.get_attribute("aria-pressed") == "false"
    assert sum_of_rest.is_visible()
    assert path(still, ".fit-contributions .fit-shown") != ""
    still.button("All").click()
    still.until(lambda: curves(still) == 3, "all curves")
    assert not sum_of_rest.is_visible()
    second.dblclick()
    still.until(lambda: curves(still) == 1, "one curve alone")
    assert [still.button(f"Show {name}").get_attribute("aria-pressed") for name in ("h1", "h2", "h3")] == [
        "false", "true", "false",
    ]  # fmt: skip
    second.press("s")
    still.until(lambda: curves(still) == 3, "all curves by keyboard")
    still.button("Show h3").click(modifiers=["Alt"])
    still.until(lambda: curves(still) == 1, "one curve alone by Alt")


def told(part: Locator) -> str:
    return (part.get_attribute("aria-label") or part.inner_text()).replace("−", "-")


def slope_of(part: Locator) -> float:
    """Return the slope that a piece is named with, or that a sum comes to."""
    return float(re.split(r"[=≈] |slope ", told(part))[-1])


def sum_of(label: Locator) -> list[float]:
    summands = re.split(r" [=≈] ", told(label))[0].removeprefix("slope ")
    return [float(summand) for summand in summands.replace(" - ", " + -").split(" + ")]


def test_a_piece_is_selected_and_tells_how_its_slope_adds_up(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=3&seed=2")
    visit.page.get_by_role("tab", name="Neurons").click()
    visit.train(60)
    visit.pause()
    visit.until(lambda: piece(visit, 2).count() == 1, "the second piece")
    piece(visit, 2).click()
    label = visit.page.locator("#fit-slope")
    visit.until(lambda: label.locator(".part").count() >= 2, "a sum")
    # The sum is asked for: for a moment the one before it may still be there.
    visit.until(lambda: abs(slope_of(label) - slope_of(piece(visit, 2))) < 0.011, "the same slope in words")
    summands = sum_of(label)
    assert sum(summands) == pytest.approx(slope_of(label), abs=0.02)
    assert len(summands) == label.locator(".part").count()
    assert piece(visit, 2).get_attribute("aria-pressed") == "true"
    assert path(visit, ".fit-piece-chosen") != ""
    piece(visit, 2).click()
    visit.until(lambda: not label.is_visible() and path(visit, ".fit-piece-chosen") == "", "nothing selected")


def test_pieces_light_up_and_are_reached_by_arrow_keys(still: Visit) -> None:
    piece(still, 1).hover()
    still.until(lambda: path(still, ".fit-piece-lit") != "", "the piece on the line")
    still.page.mouse.move(5, 5)
    still.until(lambda: path(still, ".fit-piece-lit") == "", "no piece lit")
    last = still.page.locator(".fit-piece:not([hidden])").count()
    assert last >= 2
    piece(still, 1).focus()
    still.page.keyboard.press("End")
    assert piece(still, last).evaluate("e => e === document.activeElement")
    still.page.keyboard.press("Enter")
    still.until(lambda: piece(still, last).get_attribute("aria-pressed") == "true", "the last piece")


COUNT_ROWS = """() => { window.seen = [];
  const rows = () => document.querySelectorAll('.fit-row:not([display])').length;
  new MutationObserver(() => seen.push(rows()))
    .observe(document.querySelector('.fit-rows'), {subtree: true, childList: true, attributeFilter: ['display']}); }"""


def test_the_sums_appear_row_by_row(still: Visit) -> None:
    def in_turn(counts: list[int]) -> bool:
        return bool(counts == still.page.evaluate("[...new Set(seen)].filter(Boolean)"))

    still.page.evaluate(COUNT_ROWS)
    still.button("One by one").click()
    still.until(lambda: in_turn([1, 2, 3, 4]), "one row after the other")
    names = still.page.locator(".fit-row-name").all_text_contents()
    assert names == ["c", "+ h1", "+ h2", "+ h3"]
    assert not still.page.locator(".fit-box").is_visible()
    still.page.evaluate("seen.length = 0")
    still.button("Play again").click()
    still.until(lambda: in_turn([1, 2, 3, 4]), "the rows once more")
    before = path(still, ".fit-row:last-child .fit-prediction")
    still.button("Play").click()
    still.until(lambda: path(still, ".fit-row:last-child .fit-prediction") != before, "rows that train")
    still.button("One by one").click()
    still.until(lambda: still.page.locator(".fit-box").is_visible(), "the chart again")


def test_rows_come_all_at_once_without_motion(visitor: Callable[..., Visit]) -> None:
    visit = visitor(reduced_motion="reduce").open("/?lang=en#config=1&hidden=12", state="ready")
    visit.button("One by one").click()
    visit.until(lambda: shown(visit, ".fit-row") == 13, "all rows")
    visit.until(visit.page.get_by_text("13 rows").is_visible, "their number")


def test_hovering_links_neuron_curve_knot_and_chip(still: Visit) -> None:
    neuron = still.page.get_by_role("button", name="Neuron h1, hidden layer 1")
    neuron.hover()
    still.until(lambda: still.page.locator(".fit-contributions .fit-term.lit").count() == 1, "the curve lit")
    still.page.mouse.move(5, 5)
    still.until(lambda: still.page.locator(".fit-contributions .fit-term.lit").count() == 0, "no curve lit")
    still.button("Show h1").hover()
    still.until(lambda: "lit" in (neuron.get_attribute("class") or ""), "the neuron lit by its chip")
    still.page.mouse.move(5, 5)
    where = still.page.evaluate(
        """() => { const ring = [...document.querySelectorAll('.fit-knots > g')]
          .find(g => g.querySelector('.fit-knot') && g.getAttribute('display') !== 'none').querySelector('.fit-knot');
          const r = ring.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }"""
    )
    still.page.mouse.move(*where)
    still.until(lambda: still.page.locator(".neuron.lit").count() == 1, "the neuron lit by its knot")


def test_the_gap_is_shaded_and_named(still: Visit) -> None:
    still.page.get_by_role("combobox", name="Loss").select_option("mean_absolute_error")
    still.button("Gap").click()
    still.until(lambda: path(still, ".fit-head ~ .fit-box .fit-area") != "", "the area")
    entry = still.page.get_by_text("area: mean absolute error")
    assert 0 < float(entry.inner_text().split()[-1]) < 5
    still.button("Gap").click()
    still.until(lambda: shown(still, ".fit-box .fit-area") == 0 and not entry.is_visible(), "no area")


def test_points_without_a_curve_have_bars(visitor: Callable[..., Visit]) -> None:
    points = '"data":{"source":{"kind":"points","x":[-2,-1,0,1,2],"y":[0,1,0,1,0]}}'
    config = f'{{"version":1,{points},"training":{{"loss":"mean_absolute_error"}}}}'
    visit = visitor().open("/?lang=en#config=" + config)
    visit.button("Gap").click()
    visit.until(lambda: path(visit, ".fit-box .fit-bars").count("M") >= 4, "a bar for each point")
    assert path(visit, ".fit-box .fit-area") == ""


OTHER_NETWORKS = {
    "hidden=16,16": (321, "pieces: too many"), "hidden=5,5&activation=tanh": (46, ""),
    "hidden=4,4&activation=linear": (33, ""), "hidden=64,64": (4353, "pieces: too many"),
}  # fmt: skip
"""Shapes, and how many parameters and which words they have."""


def test_other_networks_are_told_in_words_where_they_cannot_be_drawn(visitor: Callable[..., Visit]) -> None:
    visit = visitor()
    band, chips = visit.page.locator(".fit-band"), visit.page.locator(".fit-chip")
    for shape, (parameters, words) in OTHER_NETWORKS.items():
        visit.open_here(f"#config=1&{shape}")
        visit.until_parameters(parameters)
        visit.until_step(20)
        if words:
            visit.until(lambda words=words: words in band.inner_text(), "the number of pieces in words")  # type: ignore[misc]
        if "64" not in shape:
            visit.until(lambda: curves(visit) == chips.count() > 0, "a curve for each neuron")
    visit.until(visit.page.get_by_text("too many curves to draw").is_visible, "why there are no curves")
    assert shown(visit, ".fit-contributions .fit-term") == 0
    assert not visit.button("Show h2.1").is_visible()
    visit.button("One by one").click()
    visit.until(lambda: visit.page.get_by_text("too many rows").is_visible(), "why there are no rows")


def test_axe_finds_nothing_with_everything_on(visitor: Callable[..., Visit]) -> None:
    visit = visitor(reduced_motion="reduce").open(state="ready")
    visit.button("Play").click()
    visit.until_step(20)
    visit.pause()
    visit.until(lambda: piece(visit, 1).count() == 1, "a piece")
    visit.button("Gap").click()
    visit.button("Show h1").click()
    piece(visit, 1).click()
    list(visit.check_looks("#fit"))
    visit.button("One by one").click()
    visit.until(lambda: shown(visit, ".fit-row") == 4, "all rows")
    visit.check_access("#fit")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_heading_fits(visitor: Callable[..., Visit], language: str) -> None:
    visit = visitor().open(f"/?lang={language}#config=1&hidden=16")
    visit.until_step(5)
    legend = visit.page.locator(".fit-legend")
    for width, _ in visit.looks(sizes=[(1024, 800), (994, 800), (390, 800), (360, 800)], themes=["light"]):
        if width in {1024, 390}:
            assert legend.evaluate("e => e.scrollWidth <= e.clientWidth + 1 && e.clientHeight < 30")
            right = visit.page.evaluate(
                "Math.max(...[...document.querySelectorAll('.fit-switch')].map(e => e.getBoundingClientRect().right))"
            )
            assert right <= visit.page.evaluate("document.querySelector('.fit-panel').getBoundingClientRect().right")
    for width, _ in visit.looks(sizes=[(1024, 800), (994, 800), (390, 800), (360, 800)], themes=["light"]):
        assert visit.page.evaluate(WHOLE_SWITCH), width


def test_present_shows_curves_and_knots_alone(visitor: Callable[..., Visit]) -> None:
    visit = visitor(width=1280, height=720).open("/?lang=en&view=present")
    visit.until(lambda: curves(visit) == 3 and shown(visit, ".fit-knot") > 0, "curves and knots")
    assert not visit.button("Contributions").is_visible()
    assert not visit.button("Show h1").is_visible()
    assert piece(visit, 1).count() == 0


@pytest.mark.parametrize("steps", [120, 260, 500])
def test_names_and_numbers_make_room_for_handles_and_one_another(visitor: Callable[..., Visit], steps: int) -> None:
    visit = visitor().open("/?lang=en")
    visit.page.locator(".hand-knot").first.wait_for()
    visit.until_step(steps)
    visit.pause()
    visit.until(lambda: visit.page.evaluate(COVERED) == [], f"labels side by side, not {visit.page.evaluate(COVERED)}")
    assert visit.page.locator(".fit-pieces text").count() == 3


def test_without_colors_each_neuron_has_a_dash_of_its_own(visit: Visit) -> None:
    visit.until(lambda: curves(visit) == 3, "three curves")
    dashes = "(names) => [...document.querySelectorAll(names)].map((e) => e.getAttribute('stroke-dasharray'))"
    before = visit.page.evaluate(dashes, ".fit-contributions .fit-term")
    assert len(set(before)) == 3
    assert visit.page.evaluate(dashes, ".fit-chip path") == before
    visit.button("Remove neuron from layer 1").click()
    visit.until(lambda: visit.page.locator(".fit-chip").count() == 2, "two neurons")
    kept = visit.page.evaluate(dashes, ".fit-chip path")
    visit.button("Undo").click()
    visit.until(lambda: visit.page.locator(".fit-chip").count() == 3, "three neurons again")
    assert visit.page.evaluate(dashes, ".fit-chip path") == before
    assert set(kept) < set(before)
