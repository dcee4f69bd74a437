"""A network's weights and biases as plain lists, the form files and messages carry, checked on the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Layer(TypedDict):
    """One layer: ``weights @ a + biases``."""

    weights: list[list[float]]
    """fan_out rows of fan_in numbers."""
    biases: list[float]
    """fan_out numbers."""


class LayersError(ValueError):
    """Given layers are not a network; the message starts with the path of the faulty part, e.g. layers[1].weights."""


def read_layers(layers: Sequence[Any]) -> list[NDArray[np.float64]]:
    """Return each layer as one (fan_in + 1, fan_out) matrix, the biases its last row.

    Raises:
        LayersError: if a part is missing, unknown, ragged, not finite or does not fit the layer before.
    """
    if not isinstance(layers, (list, tuple)) or not layers:
        raise LayersError("layers: must be a list of at least one layer")
    matrices: list[NDArray[np.float64]] = []
    for k, layer in enumerate(layers):
        path = f"layers[{k}]"
        if not isinstance(layer, dict) or layer.keys() != Layer.__annotations__.keys():
            raise LayersError(f"{path}: must have weights and biases, and nothing else")
        weights = _numbers(layer["weights"], 2, f"{path}.weights")
        biases = _numbers(layer["biases"], 1, f"{path}.biases")
        if len(biases) != len(weights):
            raise LayersError(f"{path}.biases: {len(biases)} numbers for {len(weights)} rows of weights")
        if matrices and weights.shape[1] != matrices[-1].shape[1]:
            raise LayersError(
                f"{path}.weights: rows of {weights.shape[1]} numbers, but the layer before has "
                f"{matrices[-1].shape[1]} neurons"
            )
        matrices.append(np.vstack([weights.T, biases]))
    return matrices


def write_layers(matrices: Sequence[NDArray[np.floating[Any]]]) -> list[Layer]:
    """Return (fan_in + 1, fan_out) matrices in the form ``read_layers`` takes, every number exact."""
    return [Layer(weights=matrix[:-1].T.tolist(), biases=matrix[-1].tolist()) for matrix in matrices]


def _numbers(value: object, dimensions: int, path: str) -> NDArray[np.float64]:
    shape = "rows of equally many numbers" if dimensions == 2 else "numbers"
    try:
        array = np.array(value)
    except ValueError:
        raise LayersError(f"{path}: must be {shape}") from None
    if array.ndim != dimensions or array.size == 0 or array.dtype.kind not in "iuf":
        raise LayersError(f"{path}: must be {shape}")
    if not np.isfinite(array).all():
        raise LayersError(f"{path}: must be finite")
    return array.astype(np.float64)
