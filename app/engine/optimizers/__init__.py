"""The optimizers: a module for each, which describes all of it in its ``OPTIMIZER``.

A new module here is a new choice everywhere: in configs, menus, links, exports and "Trace one input".
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from app.engine.registry import Registry
from app.engine.update_rule import Hyperparameter, Optimizer, Workspace

__all__ = ["OPTIMIZERS", "Hyperparameter", "Optimizer", "Workspace"]

_ENTRIES: list[Optimizer] = [import_module(f"{__name__}.{module.name}").OPTIMIZER for module in iter_modules(__path__)]

OPTIMIZERS: Registry[Optimizer] = Registry("optimizer", sorted(_ENTRIES, key=lambda entry: entry.year))
"""Oldest first."""
