"""How modules may lean on one another, type annotations included."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in (ROOT / "app").rglob("*.py")
}


def imported(path: Path) -> set[str]:
    """Return the modules of ours that one imports, also where only a type checker does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names & MODULES.keys() or {node.module}
    return found & MODULES.keys()


IMPORTS = {name: imported(path) for name, path in MODULES.items()}


def test_no_module_imports_itself_by_a_detour() -> None:
    try:
        TopologicalSorter(IMPORTS).prepare()
    except CycleError as error:
        raise AssertionError(" ← ".join(error.args[1])) from None


def test_only_the_registry_and_the_scheduler_know_sessions() -> None:
    users = {name for name, found in IMPORTS.items() if "app.sessions.session" in found}
    inside = {name for name in users if name.startswith("app.sessions.")}
    assert inside == {"app.sessions.registry", "app.sessions.scheduler"}


def test_what_is_trained_knows_no_viewer_and_no_request() -> None:
    outside = {"outbox", "viewers", "requests", "jobs", "commands", "frames", "session"}
    assert not IMPORTS["app.sessions.experiment"] & {f"app.sessions.{name}" for name in outside}
