"""A feature of the page is one folder: the server finds its code, its style and its words."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from app.resources import STATIC
from app.web.assets import Assets
from app.web.features import Feature
from app.web.modules import Module

if TYPE_CHECKING:
    from pathlib import Path

INDEX = """/** A feature. */

import { t } from '../../js/i18n.js';

export default {
  slot: 'SLOT',
  id: 'extra_one',
  order: 25,
  needs: ['settings', 'lab'],
  reads: ['frame'],
  mount,
};

function mount(root) {
  root.append(t('extra_one.title'));
  return { update() {}, destroy() {} };
}
"""
ALLOWED = re.compile(
    r"js/(lib|controls)/|js/(i18n|schema|types)\.js|js/views/settings/field\.js|js/charts/curve/(layer|paths|view)\.js"
)
"""What features may import beside their own modules."""


@pytest.mark.parametrize("slot", ["tab", "lab", "panel", "page", "overlay", "menu"])
def test_a_new_feature_is_one_folder(slot: str, tmp_path: Path) -> None:
    static = shutil.copytree(STATIC, tmp_path / "static")
    before = {feature.id for feature in Assets(static).features}
    folder = static / "features" / "extra-one"
    folder.mkdir()
    (folder / "index.js").write_text(INDEX.replace("SLOT", slot), "utf-8")
    (folder / "style.css").write_text("/* A comment. */\n.extra-one { color: red; }\n", "utf-8")
    for language in ("en", "zh"):
        (folder / f"{language}.json").write_text(json.dumps({"title": f"Extra, {language}"}), "utf-8")
    assets = Assets(static)
    assert {feature.id for feature in assets.features} - before == {"extra_one"}
    found = next(feature for feature in assets.features if feature.id == "extra_one")
    assert found.listed() == {
        "folder": "extra-one", "slot": slot, "id": "extra_one", "order": 25, "needs": ("settings", "lab"),
    }  # fmt: skip
    assert b"need('js/i18n.js')" in assets.files["features/extra-one/index.js"].raw
    assert b".extra-one { color: red; }" in assets.files["css/later.css"].raw
    for language in ("en", "zh"):
        assert json.loads(assets.files[f"i18n/{language}.later.json"].raw)["extra_one"]["title"] == f"Extra, {language}"
        assert assets.text(language, "extra_one.title") == f"Extra, {language}"


def test_features_come_in_the_order_they_ask_for() -> None:
    orders = [feature.order for feature in Assets().features]
    assert orders == sorted(orders)


@pytest.mark.parametrize(
    "source",
    [
        "export const a = 1;\n",
        "export default { slot: 'wall', id: 'x' };\n",
        "export default { slot: 'tab', id: 'x', layer: create({ id: 'y' }) };\n",
    ],
)
def test_a_folder_that_declares_no_feature_is_refused_by_name(source: str) -> None:
    with pytest.raises(ValueError, match=r"features/x/index\.js: expected export default"):
        Feature.read("x", source)


def test_features_know_the_page_and_not_one_another() -> None:
    for path in (STATIC / "features").rglob("*.js"):
        module = Module.read(path.relative_to(STATIC).as_posix(), path.read_text("utf-8"))
        own = "/".join(module.name.split("/")[:2]) + "/"
        others = [name for name in map(module.path_of, module.imports) if name and not name.startswith(own)]
        assert [name for name in others if not ALLOWED.match(name)] == [], module.name


def test_every_feature_speaks_every_language() -> None:
    languages = Assets().strings
    for feature in Assets().features:
        assert {feature.id in strings for strings in languages.values()} == {True} or feature.id not in languages["en"]


def test_what_the_page_begins_with_imports_no_feature() -> None:
    for path in (STATIC / "js").rglob("*.js"):
        module = Module.read(path.relative_to(STATIC).as_posix(), path.read_text("utf-8"))
        found = [name for name in map(module.path_of, module.imports) if name and name.startswith("features/")]
        assert found == [], module.name
