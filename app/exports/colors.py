"""The page's colors, for files that look like it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from app.resources import STATIC

if TYPE_CHECKING:
    from app.exports.files import Theme

NEURON_COLORS = 8

_BLOCK = re.compile(r"(:root[^{\n]*)\{([^}]*)\}")
_VARIABLE = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")


@cache
def colors(theme: Theme) -> dict[str, str]:
    """Return the variables of ``theme.css`` by name: those of the light theme, under those of the one asked for."""
    css = (STATIC / "css" / "theme.css").read_text(encoding="utf-8")
    blocks = {selector.strip(): dict(_VARIABLE.findall(body)) for selector, body in reversed(_BLOCK.findall(css))}
    return {**blocks[":root"], **blocks.get(f':root[data-theme="{theme}"]', {})}


def neuron_color(theme: Theme, index: int) -> str:
    """Return the color of a neuron of the last hidden layer, counted from 0."""
    return colors(theme)[f"neuron-{index % NEURON_COLORS + 1}"]
