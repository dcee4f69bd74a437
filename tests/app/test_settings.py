"""The server's settings and their documentation."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from app.settings import ServerSettings

if TYPE_CHECKING:
    import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs" / "deploy.md"


def test_every_setting_is_documented_with_its_default() -> None:
    rows = re.findall(r"^\| `PIECEWISE_(\w+)` \| `([^`]*)` \|", DOCS.read_text("utf-8"), re.MULTILINE)
    documented = {name.lower(): default for name, default in rows}
    assert set(documented) == set(ServerSettings.model_fields)
    for name, field in ServerSettings.model_fields.items():
        shown = documented[name]
        assert shown == field.default or json.loads(shown) == field.default, name


def test_settings_come_from_the_environment_and_unknown_ones_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIECEWISE_PORT", "9001")
    monkeypatch.setenv("PIECEWISE_WHATEVER", "x")
    monkeypatch.setenv("PIECEWISE_ALLOWED_ORIGINS", '["https://school.example"]')
    settings = ServerSettings()
    assert settings.port == 9001
    assert settings.allowed_origins == ["https://school.example"]
