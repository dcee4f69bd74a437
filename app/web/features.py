"""The page's features: each a folder of ``static/features`` with its code, its style and its words.

``index.js`` says in its default export where the feature has its place; this part of it is read here as literals, so
that the page can show the feature's tab or its entry in the lab's menu before any of its code is loaded.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

FOLDER = "features"
SLOTS = ("tab", "lab", "menu", "panel", "page", "overlay")

_DECLARATION = re.compile(r"^export default \{([^{}]*)\};", re.MULTILINE)
"""Without braces inside, so that a literal in it is the feature's own."""
_LITERAL = re.compile(r"(\w+): ('[^'\n]*'|\d+|true|\[[^\]]*\])")


@dataclass(frozen=True)
class Feature:
    """What a feature's ``index.js`` declares.

    Attributes:
        folder: its name among the features.
        slot: the kind of place it has: a tab of the inspector, an experiment of the lab, entries of the lab's menu
            alone, an element of the page, the page as a whole, or an overlay of the chart of a curve.
        id: what the page calls it, and the part of the strings that its words are in.
        order: its place among the others of its slot, the smallest first.
        place: the id of the element it is mounted in, where that is not its own id.
        panel: the name that a link hides it by, where that is not its own id.
        needs: the panels without which there is nothing for it to do.
        when: a condition that has to be met before it is loaded.
        entries: the entries it has in the lab's menu.
        single: whether it changes a single run, which a race does not allow.
    """

    folder: str
    slot: str
    id: str
    order: int = 0
    place: str = ""
    panel: str = ""
    needs: tuple[str, ...] = ()
    when: str = ""
    entries: tuple[str, ...] = ()
    single: bool = False

    @classmethod
    def read(cls, folder: str, source: str) -> Feature:
        """Return the feature that a module declares.

        Raises:
            ValueError: if it declares none.
        """
        found = _DECLARATION.search(source)
        literals: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, text in (_LITERAL.findall(found[1]) if found else ())
            if key in cls.__dataclass_fields__
            for value in [True if text == "true" else ast.literal_eval(text)]
        }
        if literals.get("slot") not in SLOTS or not literals.get("id"):
            raise ValueError(
                f"{FOLDER}/{folder}/index.js: expected export default {{ slot: one of {SLOTS}, id: … }}, "
                "and no braces within these"
            )
        return cls(folder, **literals)

    @property
    def hidden_by(self) -> str:
        """The panel's name in links and frames."""
        return self.panel or self.id

    def listed(self) -> dict[str, Any]:
        """Return what the page is told of it."""
        return {name: value for name in self.__dataclass_fields__ if (value := getattr(self, name))}


def take_features(contents: dict[str, bytes]) -> tuple[list[Feature], bytes, dict[str, dict[str, Any]]]:
    """Return the features among some files, and take out of these their styles and, by language, their strings."""
    indexes = [PurePosixPath(name) for name in contents if re.fullmatch(rf"{FOLDER}/[^/]+/index\.js", name)]
    features = [Feature.read(index.parent.name, contents[str(index)].decode()) for index in indexes]
    features.sort(key=lambda feature: (feature.order, feature.id))
    styles = [contents.pop(f"{FOLDER}/{feature.folder}/style.css", b"") for feature in features]
    return features, b"\n".join(styles), _take_strings(features, contents)


def _take_strings(features: list[Feature], contents: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    strings: dict[str, dict[str, Any]] = {}
    ids = {feature.folder: feature.id for feature in features}
    for name in [name for name in contents if re.fullmatch(rf"{FOLDER}/[^/]+/\w+\.json", name)]:
        path = PurePosixPath(name)
        strings.setdefault(path.stem, {})[ids[path.parent.name]] = json.loads(contents.pop(name))
    return strings
