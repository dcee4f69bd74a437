"""Messages that are nearly right."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

SEEDS: list[dict[str, Any]] = [
    {"type": "configure", "config": {"network": {"hidden": [3], "activation": "tanh"}, "seed": 1}},
    {"type": "patch", "changes": {"training.optimizer": {"name": "sgd", "learning_rate": 0.1}}},
    {"type": "patch", "changes": {"data.noise": 0.1, "data.samples": 64, "training.batch_size": 16}},
    {"type": "edit", "op": "add_neuron", "layer": 0},
    {"type": "edit", "op": "remove_neuron", "layer": 0, "neuron": 1},
    {"type": "edit", "op": "add_layer", "position": 1},
    {"type": "edit", "op": "set_weight", "layer": 0, "to": 0, "from": 0, "value": 2.5},
    {"type": "edit", "op": "set_values", "values": [{"layer": 0, "to": 0, "value": 1.0}]},
    {"type": "play", "steps_per_second": 60},
    {"type": "step", "count": 3},
    {"type": "history", "points": 100, "run": 0},
    {"type": "inspect", "x": 0.5, "batch": True, "weight": {"layer": 0, "to": 0, "from": 0}},
    {"type": "expression", "form": "hinges", "short": True},
    {"type": "formula", "expression": "sin(3*x) + 0.3*x^2", "domain": [-3, 3]},
    {"type": "race", "runs": [{"changes": {"seed": 2}, "label": "a"}, {"changes": {"seed": 3}}]},
    {"type": "subscribe", "sections": ["parameters", "neurons", "knots"], "fps": 5},
    *({"type": name} for name in ("pause", "reset", "undo", "redo", "diagnose", "end_race", "pin", "seen", "present")),
]
ODD: list[Any] = [
    None, True, -1, 0, 1, 2**31, 2**64, 1e308, -1e-320, 1e400, "", "x" * 300, "\u202e\0", [], {}, [[]], [None] * 70,
    {"kind": "points", "x": [1], "y": [None]}, "relu", "zeros", "9**9**9", [64] * 8, [-3, 3], [3, -3],
]  # fmt: skip


def fuzzed(chance: random.Random, number: int) -> str | bytes:
    """Return a message with something wrong, most of the time."""
    message = json.loads(json.dumps(chance.choice(SEEDS)))
    message["id"] = number
    for _ in range(chance.choice((0, 1, 1, 2))):
        place: Any = message
        parents: list[Any] = []
        while isinstance(place, dict | list) and place and (not parents or chance.random() < 0.7):
            parents.append(place)
            key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
            place = place[key]
        # Ids rise: one far too high would make every later message one of the past.
        if parents and key != "id":
            parents[-1][key] = copy.deepcopy(chance.choice(ODD))
    text = json.dumps(message)
    if chance.random() < 0.05:
        cut = bytearray(text.encode())
        for _ in range(3):
            cut[chance.randrange(len(cut))] = chance.randrange(256)
        return bytes(cut[: chance.randrange(1, len(cut) + 1)])
    return text
