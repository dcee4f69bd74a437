"""Edits from outside: every index and limit checked, then the engine's surgery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.engine import surgery
from app.engine.errors import SurgeryError
from app.engine.network import layer_views, scale_start
from app.engine.placement import spread_bends
from app.protocol.errors import ProtocolError
from app.schema import MAX_HIDDEN_LAYERS, MAX_NEURONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.engine.lab.landscape import Slice
    from app.engine.training import Trainer
    from app.protocol.messages import Edit, WeightPlace


def operate(trainer: Trainer, edit: Edit) -> dict[str, object]:
    """Do surgery on a trainer's network and return what happened, for the acknowledgment.

    Raises:
        ProtocolError: if the edit names no such layer or neuron, passes a limit, leaves a layer empty or cannot be
            computed with this network's numbers.
    """
    try:
        return OPERATIONS[edit.op](trainer, edit)
    except (SurgeryError, np.linalg.LinAlgError) as error:
        raise ProtocolError("invalid", str(error)) from None


def _add_neuron(trainer: Trainer, edit: Edit) -> dict[str, object]:
    layer = _hidden_layer(trainer, edit)
    if trainer.network.sizes[layer + 1] >= MAX_NEURONS:
        raise ProtocolError("invalid", f"a layer has at most {MAX_NEURONS} neurons", "layer")
    return {"layer": layer, "neuron": surgery.add_neuron(trainer, layer), "moved": 0.0}


def _remove_neuron(trainer: Trainer, edit: Edit) -> dict[str, object]:
    layer = _hidden_layer(trainer, edit)
    if edit.neuron is not None:
        _within(edit.neuron, trainer.network.sizes[layer + 1], "neuron")
    neuron, moved = surgery.remove_neuron(trainer, layer, edit.neuron)
    return {"layer": layer, "neuron": neuron, "moved": moved}


def _add_layer(trainer: Trainer, edit: Edit) -> dict[str, object]:
    count = len(trainer.network.sizes) - 2
    if count >= MAX_HIDDEN_LAYERS:
        raise ProtocolError("invalid", f"a network has at most {MAX_HIDDEN_LAYERS} hidden layers", "position")
    position = count if edit.position is None else _within(edit.position, count + 1, "position")
    return {"position": position, "moved": surgery.add_layer(trainer, position)}


def _remove_layer(trainer: Trainer, edit: Edit) -> dict[str, object]:
    layer = _hidden_layer(trainer, edit)
    return {"layer": layer, "moved": surgery.remove_layer(trainer, layer)}


def _wake_neuron(trainer: Trainer, edit: Edit) -> dict[str, object]:
    layer = _hidden_layer(trainer, edit)
    neuron = _within(edit.neuron, trainer.network.sizes[layer + 1], "neuron")
    return {"layer": layer, "neuron": neuron, "moved": surgery.wake_neuron(trainer, layer, neuron)}


def _spread_bends(trainer: Trainer, _edit: Edit) -> dict[str, object]:
    return {"moved": spread_bends(trainer)}


def _set_weight(trainer: Trainer, edit: Edit) -> dict[str, object]:
    sizes = trainer.network.sizes
    layer = _within(edit.layer, len(sizes) - 1, "layer")
    to, from_ = _within(edit.to, sizes[layer + 1], "to"), _within(edit.from_, sizes[layer], "from")
    surgery.set_weight(trainer, layer, to, from_, _given(edit.value, "value"))
    return {"layer": layer, "to": to, "from": from_}


def _set_bias(trainer: Trainer, edit: Edit) -> dict[str, object]:
    sizes = trainer.network.sizes
    layer = _within(edit.layer, len(sizes) - 1, "layer")
    neuron = _within(edit.neuron, sizes[layer + 1], "neuron")
    surgery.set_bias(trainer, layer, neuron, _given(edit.value, "value"))
    return {"layer": layer, "neuron": neuron}


def _set_values(trainer: Trainer, edit: Edit) -> dict[str, object]:
    """Set several weights and biases, all or none."""
    network = trainer.network
    if not edit.values:
        raise ProtocolError("malformed", "this edit needs values", "values")
    for entry in edit.values:
        check_place(network.sizes, entry)
        if not abs(entry.value) <= surgery.largest_value(network):
            raise ProtocolError("invalid", f"{entry.value} is not a number of {network.dtype}", "value")
    for entry in edit.values:
        if entry.from_ is None:
            surgery.set_bias(trainer, entry.layer, entry.to, entry.value)
        else:
            surgery.set_weight(trainer, entry.layer, entry.to, entry.from_, entry.value)
    return {"places": [{"layer": e.layer, "to": e.to, "from": e.from_} for e in edit.values]}


def _scale_weights(trainer: Trainer, edit: Edit) -> dict[str, object]:
    """Multiply every weight as a start of another size has it, so that the first layer's bends stay."""
    factor = _given(edit.value, "value")
    network = trainer.network
    scaled = network.parameters.astype(np.float64)
    scale_start(layer_views(scaled, network.sizes), factor)
    surgery.set_parameters(trainer, scaled)
    return {}


def go_to(trainer: Trainer, edit: Edit, plane: Slice | None) -> dict[str, object]:
    """Put the weights where a point of the last landscape is.

    Raises:
        ProtocolError: if there is no landscape of this shape, or the point is too far off.
    """
    a, b = _given(edit.a, "a"), _given(edit.b, "b")
    if plane is None or plane.center.size != trainer.network.parameter_count:
        raise ProtocolError("invalid", "draw the landscape of this network first", "op")
    try:
        surgery.set_parameters(trainer, plane.at(a, b))
    except SurgeryError as error:
        raise ProtocolError("invalid", str(error)) from None
    return {"a": a, "b": b}


OPERATIONS: dict[str, Callable[[Trainer, Edit], dict[str, object]]] = {
    "add_neuron": _add_neuron,
    "remove_neuron": _remove_neuron,
    "wake_neuron": _wake_neuron,
    "add_layer": _add_layer,
    "remove_layer": _remove_layer,
    "set_weight": _set_weight,
    "set_bias": _set_bias,
    "set_values": _set_values,
    "scale_weights": _scale_weights,
    "spread_bends": _spread_bends,
}
SETTING_OPERATIONS = frozenset(("set_weight", "set_bias", "set_values"))
"""Those that only change numbers: many in quick succession are one change."""


def check_place(sizes: Sequence[int], place: WeightPlace) -> None:
    """Refuse a weight or bias that a network of these sizes does not have.

    Raises:
        ProtocolError: naming the index that is too large.
    """
    layer = _within(place.layer, len(sizes) - 1, "layer")
    _within(place.to, sizes[layer + 1], "to")
    if place.from_ is not None:
        _within(place.from_, sizes[layer], "from")


def _hidden_layer(trainer: Trainer, edit: Edit) -> int:
    return _within(edit.layer, len(trainer.network.sizes) - 2, "layer")


def _given(value: float | None, name: str) -> float:
    if value is None:
        raise ProtocolError("malformed", f"this edit needs {name}", name)
    return value


def _within(index: int | None, count: int, name: str) -> int:
    """Return the index if it is one of ``count`` things numbered from 0."""
    if index is None:
        raise ProtocolError("malformed", f"this edit needs {name}", name)
    if index >= count:
        allowed = f"choose one from 0 to {count - 1}" if count else "there is none"
        raise ProtocolError("invalid", f"no {name} {index}: {allowed}", name)
    return index
