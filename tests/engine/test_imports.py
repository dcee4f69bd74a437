from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import app.engine

FILES = sorted(Path(app.engine.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_engine_imports_numpy_and_the_standard_library_only(path: Path) -> None:
    allowed = {"numpy", *sys.stdlib_module_names} - {"asyncio"}
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert name.split(".")[0] in allowed or name.startswith("app.engine"), f"{path.name} imports {name}"
