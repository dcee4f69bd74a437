"""The loss made visible on curve, strip and chart; overfitting provoked, and what holds it back seen at work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browsers import Visit

OVERFITTING = (
    "&target=parabola&samples=40&noise=0.5&validation=0.5&hidden=32,32&activation=tanh&initializer=xavier_normal"
    "&loss=mean_squared_error&optimizer=adam&rate=0.02&seed=0"
)


def path(visit: Visit, selector: str) -> str:
    return visit.page.locator(selector).first.get_attribute("d") or ""


def count(visit: Visit, selector: str, letter: str) -> int:
    return path(visit, selector).count(letter)


def open_lab(visit: Visit, entry: str) -> None:
    visit.until(lambda: visit.page.locator("#lab-list").count() == 1, "the menu")
    visit.button("Lab").click()
    visit.page.locator("#lab-list button", has_text=entry).first.click()
    visit.until(lambda: visit.page.locator("#lab h3").count() >= 4, "the panel")


def full_speed(visit: Visit) -> None:
    speed = visit.page.get_by_role("slider", name="Speed")
    speed.focus()
    speed.press("End")


def row(visit: Visit, cure: str) -> dict[str, Any] | None:
    """Return what the table says of a cure: training, best and final validation loss, and how far it came."""
    found = visit.page.locator(f".cure-table tr[data-cure={cure}]")
    if found.count() == 0:
        return None
    cells = [cell.split("\n") for cell in found.locator("th, td").all_inner_texts()]
    numbers = [float(cell[0]) if cell[0] else float("nan") for cell in cells[1:]]
    return {"training": numbers[0], "best": numbers[1], "final": numbers[2], "state": " ".join(cells[0])}


def try_cure(visit: Visit, name: str) -> dict[str, Any]:
    """Try a cure to its end and return what the table says then."""
    cure = name.lower().replace(" ", "_")
    visit.button(name).click()
    visit.until(lambda: row(visit, cure) is not None, f"a row for {name}")
    end = "stopped" if cure == "early_stopping" else "paused"
    visit.until(lambda: visit.state == end and row(visit, cure) is not None, f"the end of {name}")
    return row(visit, cure) or {}


# ---- The gap and the residuals ----


GAPS = {
    "loss=mean_squared_error": (".fit-squares", "squares: mean squared error"),
    "loss=huber": (".fit-squares", "squares, bars beyond a gap of 1: Huber"),
    "loss=mean_absolute_error&noise=0.2": (".fit-bars", "bars: mean absolute error"),
    "loss=mean_absolute_error": (".fit-area", "area: mean absolute error"),
}
"""What is drawn of the gap, and what the legend calls it."""


def test_the_gap_is_drawn_as_what_the_loss_measures(visitor: Callable[..., Visit]) -> None:
    visit = visitor()
    for config, (shape, words) in GAPS.items():
        visit.open_here(f"#config=1&{config}")
        gap = visit.button("Gap")
        if gap.get_attribute("aria-pressed") == "false":
            gap.click()
        entry = visit.page.get_by_text(words)
        visit.until(entry.is_visible, "its name in the legend")
        visit.until_step(5)
        visit.pause()
        assert path(visit, f".fit-box {shape}") != ""
        if shape == ".fit-squares":
            assert count(visit, ".fit-box .fit-squares", "Z") <= 24
        if shape != ".fit-area":
            told = f"{visit.loss:.4f}"
            visit.until(lambda entry=entry, told=told: entry.inner_text().split()[-1] == told, "the loss in the legend")  # type: ignore[misc]


def test_a_square_is_square(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&loss=mean_squared_error")
    visit.until_step(5)
    visit.pause()
    visit.button("Gap").click()
    visit.until(lambda: path(visit, ".fit-box .fit-squares") != "", "squares")
    for square in path(visit, ".fit-box .fit-squares").strip("Z").split("Z"):
        corners = [tuple(map(float, pair.split())) for pair in square[1:].split("L")]
        across, up = abs(corners[1][0] - corners[0][0]), abs(corners[2][1] - corners[1][1])
        assert across == pytest.approx(up, abs=0.25)


def test_the_gap_follows_another_loss(visit: Visit) -> None:
    visit.button("Gap").click()
    visit.page.get_by_role("combobox", name="Loss").select_option("mean_squared_error")
    visit.until(visit.page.get_by_text("squares: mean squared error").is_visible, "squares")
    visit.page.get_by_role("combobox", name="Loss").select_option("mean_absolute_error")
    visit.until(visit.page.get_by_text("area: mean absolute error").is_visible, "the area")
    assert path(visit, ".fit-box .fit-squares") == ""


def test_residuals_stand_in_a_strip_below_the_chart(visit: Visit) -> None:
    visit.until_step(20)
    visit.pause()
    before = visit.page.locator(".fit-box").bounding_box()
    visit.button("Residuals").click()
    visit.until(lambda: count(visit, ".residual-stems", "M") == 102, "a stem for each training sample")
    assert count(visit, ".fit-residuals .fit-validation", "M") == 26
    strip, chart = visit.page.locator(".fit-residuals").bounding_box(), visit.page.locator(".fit-box").bounding_box()
    assert before is not None
    assert strip is not None
    assert chart is not None
    assert 50 <= strip["height"] <= 60
    assert chart["height"] < before["height"]
    assert strip["y"] >= chart["y"] + chart["height"] - 1
    picture = visit.page.locator(".fit-residuals svg")
    visit.until(lambda: "training samples from" in (picture.get_attribute("aria-label") or ""), "it in words")
    high, low = visit.page.locator(".residual-tick").all_text_contents()
    assert high == low.removeprefix("−") != ""
    stems = path(visit, ".residual-stems")
    visit.button("Step").click()
    visit.until(lambda: path(visit, ".residual-stems") != stems, "residuals that follow")
    visit.button("Residuals").click()
    visit.until(lambda: not visit.page.locator(".fit-residuals").is_visible(), "no strip")


# ---- The loss chart ----


def test_the_best_step_is_marked(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open(f"/?lang=en#config=1{OVERFITTING}")
    visit.train(900)  # at full speed there might be no frame near the best step
    visit.pause()
    entry = visit.page.locator("#loss .legend-item", has_text="best")
    visit.until(entry.is_visible, "the best step")
    _, loss, _, step = entry.inner_text().split()
    assert 0.1 < float(loss) < 0.4
    assert 10 <= int(step) < 500


def test_the_values_under_the_pointer_are_told(visit: Visit) -> None:
    visit.train(60)
    visit.pause()
    visit.until(lambda: visit.page.locator("#loss canvas").count() == 1, "the chart")
    visit.page.locator("#loss .u-over").hover()
    visit.until(lambda: visit.page.locator(".loss-step").inner_text().startswith("step "), "the step")
    values = visit.page.locator("#loss .legend .value").all_inner_texts()[:2]
    assert all(0 < float(value) < 10 for value in values)


def test_without_validation_there_is_no_best_step(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&validation=0")
    visit.until_step(30)
    visit.until(lambda: visit.page.locator("#loss canvas").count() == 1, "the chart")
    assert not visit.page.locator("#loss .legend-item", has_text="best").is_visible()


def test_the_loss_can_be_smoothed(visit: Visit) -> None:
    visit.until(lambda: visit.page.locator("#loss canvas").count() == 1, "the chart")
    for choice in ("little", "lot", "off"):
        visit.page.get_by_role("combobox", name="Smoothing").select_option(choice)
        visit.until(lambda: visit.page.locator("#loss canvas").count() == 1, "the chart again")
    assert visit.state == "running"


def test_patience_counts_down_beside_the_chart(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open(f"/?lang=en#config=1{OVERFITTING}&early_stopping=on&patience=500")
    words = visit.page.locator(".loss-watch")
    visit.until(lambda: words.is_visible() and "of 500 epochs" in words.inner_text(), "the patience")
    visit.until(lambda: int(words.inner_text().split()[1]) > 20, "waiting")
    best = visit.page.locator(".fit-below .legend-item", has_text="best step")
    assert best.is_visible()
    assert path(visit, ".fit-best") != path(visit, ".fit-box .fit-prediction") != ""
    visit.button("Reset").click()
    visit.until(lambda: visit.step < 50, "from the start")


def test_patience_says_when_it_watches_the_training_loss(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&validation=0&early_stopping=on")
    visit.until(lambda: "training loss" in visit.page.locator(".loss-watch").inner_text(), "what it watches")


# ---- Overfitting and its cures ----


def count_and_pin(visit: Visit) -> None:
    """After L1: weights at zero are counted, and the histogram is kept to compare."""
    block = visit.page.locator("[data-block=l1]")
    visit.until(lambda: "of 1,088 weights" in block.inner_text(), "the count of another network")
    zeros = int(block.locator(".part-words").inner_text().split()[0].replace(",", ""))
    assert zeros > 900
    assert "of 64 neurons dropped out of the formula" in block.inner_text()
    assert visit.page.locator(".neuron.out").count() > 40
    visit.button("Pin to compare").click()
    figures = visit.page.locator("[data-block=l2] figure")
    visit.until(figures.nth(1).is_visible, "the pinned histogram")
    assert figures.first.evaluate("figure => figure.scrollHeight <= figure.clientHeight"), "the histogram is cut off"
    assert figures.nth(1).locator("figcaption").inner_text().startswith("L1 0.02, step 9")


def compare_and_unpin(visit: Visit) -> None:
    """After L2: its histogram is another one than that of L1."""
    figures = visit.page.locator("[data-block=l2] figure")
    assert figures.nth(1).locator("figcaption").inner_text().startswith("L1 0.02")
    pinned = path(visit, "[data-block=l2] figure:nth-of-type(2) .histogram-bars")
    assert pinned
    visit.until(lambda: path(visit, "[data-block=l2] figure .histogram-bars") != pinned, "another histogram")
    visit.button("Unpin").click()
    visit.until(lambda: not figures.nth(1).is_visible(), "one histogram")


def test_overfitting_is_provoked_and_each_cure_compared(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open()
    full_speed(visit)
    open_lab(visit, "Regularization")
    weights = visit.page.locator("[data-block=l1]")
    visit.until(lambda: "of 6 weights are as good as zero" in weights.inner_text(), "the count")
    open_lab(visit, "Show overfitting")
    visit.until(lambda: row(visit, "nothing") is not None, "a row")
    visit.until(lambda: visit.state == "paused", "a pause at the end")
    nothing = row(visit, "nothing")
    assert nothing is not None
    assert nothing["final"] > 1.5 * nothing["best"]
    assert nothing["final"] > nothing["training"] + 0.2
    for name in ("L1", "L2", "Dropout", "Early stopping", "More data"):
        came_to = try_cure(visit, name)
        assert came_to["final"] < 0.8 * nothing["final"], name
        assert visit.button(name).get_attribute("aria-pressed") == "true"
        if name == "L1":
            count_and_pin(visit)
        if name == "L2":
            compare_and_unpin(visit)
    assert row(visit, "nothing") == nothing
    assert visit.page.locator(".cure-table tbody tr").count() == 6


def test_dropped_neurons_blink(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=8&dropout=0.5")
    names: set[str] = set()

    def seen() -> int:
        names.update(visit.page.evaluate("[...document.querySelectorAll('.neuron.dropped')].map(e => e.ariaLabel)"))
        return len(names)

    visit.until(lambda: seen() >= 4, "several neurons that sat out")
    visit.button("Paths").click()
    visit.until(lambda: visit.page.locator(".paths-row.dropped").count() > 0, "paths that sit out")
    visit.button("Paths").click()
    open_lab(visit, "Regularization")
    words = visit.page.locator("[data-block=dropout] .part-words")
    visit.until(lambda: "of 8 neurons." in words.inner_text(), "how many")
    exact = visit.page.get_by_role("textbox", name="Dropout, exact value").last
    exact.fill("0")
    exact.press("Enter")
    visit.until(lambda: "No neuron is left out" in words.inner_text(), "the word that all are back")
    visit.until(lambda: visit.page.locator(".neuron.dropped").count() == 0, "all of them back")


def test_with_reduced_motion_neurons_blink_only_while_it_stands(visitor: Callable[..., Visit]) -> None:
    visit = visitor(reduced_motion="reduce").open("/?lang=en#config=1&hidden=8&dropout=0.8", state="ready")
    visit.button("Play").click()
    visit.train(60)
    assert visit.page.locator(".neuron.dropped").count() == 0
    visit.pause()
    visit.until(lambda: visit.page.locator(".neuron.dropped").count() > 0, "those of the last step")


def test_settings_stand_beside_what_they_do(visit: Visit) -> None:
    open_lab(visit, "Regularization")
    slider = visit.page.locator("#regularization-slider-training-l1_penalty")
    slider.focus()
    slider.press("End")
    visit.until_link_has("l1=1")
    patience = visit.page.locator("#regularization-number-training-early_stopping-patience")
    assert not patience.is_visible()
    visit.page.locator("#regularization-switch-training-early_stopping").check()
    visit.until(patience.is_visible, "the patience")
    visit.until_link_has("early_stopping=on")
    visit.until(lambda: "Waited" in visit.page.locator("[data-block=early_stopping]").inner_text(), "the countdown")


def test_axe_finds_nothing(visitor: Callable[..., Visit]) -> None:
    config = f"/?lang=en#config=1{OVERFITTING}&dropout=0.2&early_stopping=on&patience=5000"
    visit = visitor(reduced_motion="reduce").open(config, state="ready")
    visit.button("Play").click()
    visit.train(60)
    visit.button("Gap").click()
    visit.button("Residuals").click()
    open_lab(visit, "Show overfitting")
    visit.until(lambda: row(visit, "nothing") is not None, "a row")
    visit.pause()
    list(visit.check_looks("#lab, #fit, #loss"))
