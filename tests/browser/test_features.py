"""A tab, an experiment of the lab and an overlay of the fit, each added as one folder, seen and used."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from app.resources import ROOT
from benchmarks.servers import RunningServer, running_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.browsers import Visit

VIEW = """
import { h } from '../../js/lib/dom.js';
import { t } from '../../js/i18n.js';

export default { slot: 'SLOT', id: 'ID', order: 25, reads: ['layout'], mount };

function mount(root) {
  const words = h('p', { class: 'ID-words' });
  root.append(words);
  return {
    update({ layout }) {
      words.textContent = t('ID.says', { count: layout.parameter_count });
    },
    destroy() {},
  };
}
"""
OVERLAY = """
import { t } from '../../js/i18n.js';
import { curveLayer } from '../../js/charts/curve/layer.js';

const layer = curveLayer({
  id: 'extra_overlay',
  reads: ['frame', 'layout'],
  slot: 'lines',
  curves({ layout, frame }) {
    const y = frame?.sections.prediction;
    if (!layout || !y) return null;
    const { from, to } = layout.grids.prediction;
    const half = { y: y.map((each) => each / 2), from, to };
    return [{ kind: 'extra-overlay', name: () => t('extra_overlay.name'), ...half, color: 'red', size: 2 }];
  },
});

export default { slot: 'overlay', id: 'extra_overlay', layer };
"""
FEATURES = {
    "extra-tab": (VIEW.replace("SLOT", "tab").replace("ID", "extra_tab"), {"tab": "Extra", "says": "{count} numbers"}),
    "extra-lab": (
        VIEW.replace("SLOT", "lab").replace("ID", "extra_lab"),
        {
            "title": "An extra experiment",
            "says": "{count} to try",
            "menu": {"open": "Extra", "open_help": "Nothing else"},
        },
    ),
    "extra-overlay": (OVERLAY, {"name": "Half of it"}),
}
STYLE = ".extra_tab-words, .extra_lab-words { color: rgb(1, 2, 3); }\n"


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of a copy of the app, with three folders more."""
    root = tmp_path_factory.mktemp("extended")
    for name in ("app", "static", "templates"):
        shutil.copytree(ROOT / name, root / name)
    for name, (code, words) in FEATURES.items():
        folder = root / "static" / "features" / name
        folder.mkdir()
        (folder / "index.js").write_text(code, "utf-8")
        (folder / "style.css").write_text(STYLE, "utf-8")
        for language in ("en", "zh"):
            (folder / f"{language}.json").write_text(json.dumps(words), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        with running_server() as running:
            yield running


def test_a_folder_adds_a_tab_an_experiment_or_an_overlay(
    visitor: Callable[..., Visit], extended: RunningServer
) -> None:
    visit = visitor(url=extended.url).open()
    page = visit.page
    tabs = page.locator("#inspector [role=tab]")
    assert tabs.all_inner_texts() == ["Answer", "Neurons", "Extra", "Trace", "Functions"]
    tabs.get_by_text("Extra").click()
    visit.until(lambda: page.locator("#extra_tab .extra_tab-words").count() == 1, "the tab's content")
    words = page.locator("#extra_tab .extra_tab-words")
    visit.until(lambda: words.inner_text() == "10 numbers", "the tab's words")
    assert words.evaluate("element => getComputedStyle(element).color") == "rgb(1, 2, 3)"

    visit.until(lambda: page.locator("#lab-list button").count() > 0, "the lab's menu")
    page.locator("#lab-menu > button").click()
    page.locator("#lab-list").get_by_role("button", name="Extra").click()
    visit.until(lambda: page.locator("#lab .extra_lab-words").is_visible(), "the experiment")
    assert page.locator("#lab-title").inner_text() == "An extra experiment"
    assert page.locator("#lab .extra_lab-words").inner_text() == "10 to try"

    visit.until(lambda: bool(page.locator("#fit .extra-overlay").get_attribute("d")), "the overlay")
    visit.check_access()


def test_a_link_points_out_what_a_folder_added(visitor: Callable[..., Visit], extended: RunningServer) -> None:
    visit = visitor(url=extended.url).open("/?lang=en#config=2&highlight=extra_tab")
    ringed = visit.page.locator("[data-highlight]")
    ringed.wait_for()
    assert ringed.get_attribute("data-control") == "extra_tab"
