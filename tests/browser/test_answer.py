"""The network written out: formula, copying, pieces, the collapse of linear layers."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.sharing import copied, forget

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browsers import Visit


def terms(visit: Visit) -> Locator:
    return visit.page.locator("#answer .answer-term")


def texts(locator: Locator) -> list[str]:
    """Return what each element says, as one reads it."""
    return [text.replace("\u00a0", " ") for text in locator.all_text_contents()]


def starts_with(locator: Locator, words: str) -> bool:
    return locator.inner_text().startswith(words)


def paused(visit: Visit, step: int = 60) -> Visit:
    """Train a little, then stop and wait until the formula stands still."""
    visit.train(step)
    visit.pause()
    visit.until(lambda: visit.page.locator("#answer .answer-content").is_visible(), "the formula")
    seen: list[Any] = []

    def stands_still() -> bool:
        seen.append(texts(terms(visit)))
        return len(seen) > 8 and all(other == seen[-1] for other in seen[-8:])

    visit.until(stands_still, "a formula that stands still")
    return visit


def color(locator: Locator) -> str:
    return str(locator.evaluate("element => getComputedStyle(element).color"))


def predictions(visit: Visit) -> list[tuple[float, float]]:
    """Read x and the prediction from the chart, at both ends and between them."""
    slider = visit.page.get_by_role("slider", name="Read the curves at x")
    slider.focus()
    found = []
    slider.press("Home")
    for key in ("Home", *["PageUp"] * 4, "End"):
        slider.press(key)
        said = str(slider.get_attribute("aria-valuetext")).replace("−", "-")
        x, y = re.findall(r"(?:^x|prediction) (-?[\d.]+)", said)
        found.append((float(x), float(y)))
    assert len({x for x, _ in found}) > 2
    return found


def names(visit: Visit) -> list[str]:
    labels = "terms => terms.map(term => (term.ariaLabel ?? '').split(':')[0])"
    return list(terms(visit).evaluate_all(labels))


def test_the_formula_has_a_term_for_each_neuron_in_its_color(visit: Visit) -> None:
    paused(visit)
    assert names(visit) == ["h1", "h2", "h3", "output bias"]
    assert all("·R(" in text or "R(" in text for text in texts(terms(visit))[:3])
    for name, term in zip(("h1", "h2", "h3"), terms(visit).all()[:3], strict=True):
        button = visit.page.get_by_role("button", name=f"Neuron {name}, hidden layer 1")
        shade = button.evaluate("e => getComputedStyle(e).getPropertyValue('--neuron')")
        assert term.evaluate("e => getComputedStyle(e).getPropertyValue('--neuron')") == shade
    assert len({color(term) for term in terms(visit).all()}) == 4
    visit.button("Add neuron to layer 1").click()
    visit.until(lambda: names(visit) == ["h1", "h2", "h3", "h4", "output bias"], "a term more")


def test_numbers_change_without_moving_anything(visit: Visit) -> None:
    visit.train(60)
    term = terms(visit).nth(2)
    visit.until(term.is_visible, "the formula")
    seen: list[Any] = []

    def place() -> Any:
        """Return where the term is in its formula, which may still be moved by what is loaded later."""
        return term.evaluate(
            """e => { const [own, all] = [e, e.closest('.answer-formula')].map(part => part.getBoundingClientRect());
              return [own.x - all.x, own.y - all.y, own.width, own.height].map(v => v.toFixed(2)); }"""
        )

    def stands_still() -> bool:
        seen.append(place())
        return len(seen) > 8 and all(other == seen[-1] for other in seen[-8:])

    visit.until(stands_still, "a term that stands still")
    first = term.inner_text()
    visit.until(lambda: term.inner_text() != first, "other numbers")
    assert place() == seen[-1]


def test_the_form_with_a_ramp_for_each_knot(visit: Visit) -> None:
    paused(visit, 200)
    knots = visit.page.locator("#answer .answer-piece").count() - 1
    assert knots == 3
    visit.button("by knot").click()
    visit.until(lambda: terms(visit).count() == knots + 2, "a line and a ramp for each knot")
    assert visit.button("by knot").get_attribute("aria-pressed") == "true"
    assert all(re.search(r"R\(x [+−] [\d.]+\)$", text) for text in texts(terms(visit))[2:])
    assert "One ramp per knot" in visit.page.locator("#answer").inner_text()
    visit.button("by neuron").click()
    visit.until(lambda: names(visit)[0] == "h1", "the neuron form")


def test_the_copied_text_is_the_curve(visit: Visit) -> None:
    paused(visit, 150)
    status = visit.page.locator("#answer [role=status]")
    for form in ("by neuron", "by knot"):
        visit.button(form).click()
        visit.until(lambda form=form: visit.button(form).get_attribute("aria-pressed") == "true", "the form")  # type: ignore[misc]
        forget(visit)
        visit.button("Copy as text").click()
        visit.until(lambda: copied(visit) and "Copied" in status.inner_text(), "a word that it is copied")
        expression = copied(visit)
        assert ("max(0, x " in expression) == (form == "by knot")
        for x, y in predictions(visit):
            assert eval(expression, {"max": max, "x": x}) == pytest.approx(y, abs=0.011)  # noqa: S307
        visit.button("Copy LaTeX").click()
        visit.until(lambda: "LaTeX" in status.inner_text() and r"\max\left(0, " in copied(visit), "the LaTeX")


def test_a_piece_tells_who_is_awake_and_what_adds_up(visit: Visit) -> None:
    paused(visit, 200)
    sentence = visit.page.locator("#answer .answer-sentence")
    assert "Choose a piece" in sentence.inner_text()
    pieces = visit.page.locator("#answer .answer-piece")
    for i in range(pieces.count()):
        pieces.nth(i).click()
        visit.page.mouse.move(700, 10)
        visit.until(partial(starts_with, sentence, f"Piece {i + 1}: "), "the piece in words")
        said = sentence.inner_text().replace("\u00a0", " ").replace("−", "-")
        row = visit.page.locator("#answer .answer-pieces tbody tr").nth(i)
        *parts, total = [
            float(n) for n in re.findall(r"[+-]?\d+\.\d+", row.locator(".answer-slope").inner_text().replace("−", "-"))
        ]
        assert sum(parts) == pytest.approx(total, abs=0.02)
        assert f"Y′ = {total:.2f}·x" in said
        awake = row.locator(".answer-part").evaluate_all("parts => parts.map(part => part.title)")
        assert re.findall(r"h\d", said) == awake
        assert pieces.nth(i).get_attribute("aria-pressed") == "true"
    pieces.nth(0).focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Enter")
    visit.until(lambda: pieces.nth(1).get_attribute("aria-pressed") == "true", "the second piece")


def test_a_term_and_its_neuron_light_up_together(visit: Visit) -> None:
    paused(visit)
    button = visit.page.get_by_role("button", name="Neuron h2, hidden layer 1")
    terms(visit).nth(1).hover()
    visit.until(lambda: "lit" in str(button.get_attribute("class")), "the lit neuron")
    visit.page.mouse.move(700, 10)
    visit.until(lambda: "lit" not in str(button.get_attribute("class")), "the neuron as before")
    button.hover()
    visit.until(lambda: "lit" in str(terms(visit).nth(1).get_attribute("class")), "the lit term")
    terms(visit).nth(2).click()
    h3 = visit.page.get_by_role("button", name="Neuron h3, hidden layer 1")
    visit.until(lambda: h3.get_attribute("aria-pressed") == "true", "the selected neuron")
    visit.until(lambda: terms(visit).nth(2).get_attribute("aria-pressed") == "true", "the pressed term")


def test_linear_layers_collapse_to_one_line(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=1,1,1,1&activation=linear")
    paused(visit)
    assert "one straight line" in visit.page.locator("#answer .answer-collapse").inner_text()
    steps = [text.replace("−", "-").replace("·", "*") for text in texts(visit.page.locator("#answer .answer-step"))]
    assert len(steps) == 9
    assert re.fullmatch(r"-?[\d.]+\*x [+-] [\d.]+", steps[-1])
    assert steps[0].count("(") == 4
    values = [eval(step, {"x": 2.0}) for step in steps]  # noqa: S307
    assert values == pytest.approx([values[-1]] * len(values), abs=0.02)
    assert visit.page.locator("#answer .answer-forms").is_hidden()


def test_wide_linear_layers_collapse_neuron_by_neuron(visitor: Callable[..., Visit]) -> None:
    visit = paused(visitor(width=1024, height=768).open("/?lang=en#config=1&hidden=3,3&activation=linear"))
    collapse = visit.page.locator("#answer .answer-collapse")
    headings = collapse.get_by_role("heading", level=4).all_text_contents()
    assert headings == ["hidden layer 1", "hidden layer 2", "output"]
    assert collapse.locator("li").count() == 3 + 3 * 3 + 3
    overflowing = visit.page.locator("#answer, #answer *").evaluate_all(
        """all => all.filter(e => getComputedStyle(e).display !== 'inline' && e.clientWidth > 0
          && e.scrollWidth > e.clientWidth + 1).length"""
    )
    assert overflowing == 0


def test_a_smooth_network_says_why_it_has_no_pieces(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=1&hidden=3")
    paused(visit)
    visit.button("by knot").click()
    visit.until(lambda: terms(visit).count() == 5, "the form by knot")
    visit.page.get_by_role("combobox", name="Activation").select_option("tanh")
    visit.until(lambda: terms(visit).count() == 4 and "tanh(" in texts(terms(visit))[0], "the closed form")
    words = visit.page.locator("#answer").inner_text()
    assert "no straight pieces" in words
    assert visit.page.locator("#answer .answer-pieces").is_hidden()
    assert visit.page.locator("#answer .answer-forms").is_hidden()


OTHER_NETWORKS = {
    "hidden=none": "one weight and one bias",
    "hidden=64,64,64,64,64,64,64,64": "too long to read",
    "hidden=3,2": "One term per neuron",
    "hidden=6,6": "One ramp per knot",
    "hidden=3&activation=leaky_relu": "slope = sum of all",
}
"""Shapes, and what only they among their neighbors are told in."""


def test_other_networks(visitor: Callable[..., Visit]) -> None:
    visit = visitor()
    answer = visit.page.locator("#answer")
    for config, said in OTHER_NETWORKS.items():
        assert answer.count() == 0 or said not in answer.inner_text()
        visit.open_here(f"#config=1&{config}")
        visit.until(lambda said=said: said in answer.inner_text(), said)  # type: ignore[misc]
        forget(visit)
        visit.button("Copy as text").click()
        visit.until(lambda: "x" in copied(visit), "the exact formula")


def test_a_deep_network_in_lines_of_named_neurons(visitor: Callable[..., Visit]) -> None:
    visit = paused(visitor().open("/?lang=en#config=1&hidden=5,4"))
    visit.button("by neuron").click()
    visit.until(lambda: visit.page.locator("#answer .answer-line").count() == 10, "a line for each neuron")
    lines = texts(visit.page.locator("#answer .answer-line"))
    assert [line.split(" =")[0] for line in lines[4:6]] == ["h1.5", "h2.1"]
    assert "h1.3" in lines[5]
    assert "_" not in "".join(lines)
    sloping = visit.page.locator("#answer .answer-piece:not([aria-label$='slope 0.00'])")
    sloping.first.click()
    sentence = visit.page.locator("#answer .answer-sentence")
    told = "the slopes that the neurons of the last hidden layer have there add up"
    visit.until(lambda: told in sentence.inner_text(), "the last layer’s slopes")


def test_axe_finds_nothing_with_a_piece_chosen_in_chinese(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=zh#config=1&hidden=3")
    answer = visit.page.locator("#answer")
    visit.until(lambda: "目前的公式" in answer.inner_text(), "the answer")
    visit.page.locator("#answer .answer-piece").nth(1).click()
    visit.until(answer.get_by_role("button", name="复制为文本").is_visible, "the button to copy")
    visit.until(lambda: "第 2 段" in visit.page.locator("#answer .answer-sentence").inner_text(), "the piece in words")
    list(visit.check_looks("#answer"))
