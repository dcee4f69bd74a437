"""Every control of the page has a public name, every name has a place, and a link can point one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.sharing import message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browsers import Visit

UNNAMED = """async () => {
  const { src } = document.querySelector('script[src$="/js/main.js"]');
  const { controlOf, CONTROLS } = await import(new URL('controls/registry.js', src));
  const { createSchema } = await import(new URL('schema.js', src));
  const schema = createSchema(await (await fetch('/api/schema')).json());
  const state = { config: schema.defaults };
  const names = [...document.querySelectorAll('[data-control]')].map((element) => element.dataset.control);
  const controls = [...document.querySelectorAll('button, input, select, textarea, summary, [role="slider"]')];
  return {
    unnamed: controls.filter((control) => !control.closest('[data-control], dialog')).map(({ outerHTML }) => outerHTML),
    unknown: [...new Set(names)].filter((name) => !controlOf(name, state, schema)),
    homeless: CONTROLS.filter(({ place }) => !document.getElementById(place)).map(({ name }) => name),
  };
}"""


def test_every_control_has_a_name_and_every_name_a_place(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=2")
    visit.page.locator("#data-settings .field").first.wait_for()
    visit.button("More").click()
    visit.page.locator(".more-panel .field").first.wait_for()
    visit.page.keyboard.press("Escape")
    for tab in ("neurons", "trace", "functions", "answer"):
        visit.page.locator(f"#tab-{tab}").click()
        visit.page.locator(f"#{tab} > *").first.wait_for(state="attached")
    assert visit.page.evaluate(UNNAMED) == {"unnamed": [], "unknown": [], "homeless": []}


def test_a_link_points_a_control_out_wherever_it_is(visitor: Callable[..., Visit]) -> None:
    visit = visitor().open("/?lang=en#config=2&highlight=training.l2_penalty")
    ringed = visit.page.locator("[data-highlight]")
    ringed.wait_for()
    assert ringed.get_attribute("data-control") == "training.l2_penalty"
    assert ringed.is_visible(), "the fold that holds it is open"
    visit.page.goto(f"{visit.url}/?lang=en#config=2&highlight=wings")
    visit.until(lambda: "no control named wings" in message(visit), "the name nobody knows")
