"""Upgrades configs of earlier versions: fills in defaults that later versions changed."""

from __future__ import annotations

from typing import Any

VERSION = 2
"""The version of a config that names none."""

EARLIER_DEFAULTS: dict[int, dict[str, Any]] = {
    1: {
        "network": {"initializer": "lecun_normal", "bias_initializer": "zeros"},
        "training": {"loss": "huber", "optimizer": {"name": "nesterov", "learning_rate": 0.006}},
    },
}
"""For each earlier version what its fields were where a config leaves them out; fields not named here never changed."""

EARLIER_OPTIMIZERS: dict[int, dict[str, dict[str, float]]] = {
    1: {
        "sgd": {"learning_rate": 0.1},
        "momentum": {"learning_rate": 0.03},
        "nesterov": {"learning_rate": 0.03},
        "rmsprop": {"learning_rate": 0.01},
    },
}
"""For each earlier version what an optimizer's own numbers were where a config that names it leaves them out."""


def upgraded(given: object) -> object:
    """Return a config of an earlier version as one of the present version that means the same; others unchanged.

    Args:
        given: a config as decoded from JSON, not yet validated.
    """
    if not isinstance(given, dict):
        return given
    version = given.get("version")
    if type(version) is not int or version not in EARLIER_DEFAULTS:
        return given
    filled = _filled(given, EARLIER_DEFAULTS[version])
    training = filled["training"]
    optimizer = training.get("optimizer") if isinstance(training, dict) else None
    if isinstance(optimizer, dict) and isinstance(optimizer.get("name"), str):
        own = EARLIER_OPTIMIZERS[version].get(optimizer["name"], {})
        filled["training"] = {**training, "optimizer": {**own, **optimizer}}
    return {**filled, "version": VERSION}


def _filled(given: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """Return what was given with the defaults where nothing was; an object is filled part by part, but no optimizer."""
    filled = {**defaults, **given}
    for name, value in defaults.items():
        inner = given.get(name)
        if isinstance(value, dict) and isinstance(inner, dict) and "name" not in value:
            filled[name] = _filled(inner, value)
    return filled
