"""The files that come with the program."""

from __future__ import annotations

from pathlib import Path

import jinja2

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "static"


def make_templates() -> jinja2.Environment:
    """Return the template environment: everything escaped, undefined names are errors."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
