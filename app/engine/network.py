"""Fully connected networks: parameters as one flat vector, and the forward pass.

Every layer's parameters are a view of the flat vector, (fan_in + 1, fan_out), weights above and the biases as the last
row. Values flow as features × samples; a row of ones below a layer's activations makes the biases part of one product:

    z = layersᵀ · [a; 1]

The output layer is linear.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import numpy as np

from app.engine.activations import ACTIVATIONS
from app.engine.arrays import aligned_empty
from app.engine.initializers import BIAS_INITIALIZERS, INITIALIZERS, LayerPlace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, DTypeLike, NDArray

    from app.engine.arrays import Floats, Operation

ScalarT = TypeVar("ScalarT", bound=np.generic)


def scale_start(layers: Sequence[NDArray[np.floating]], factor: float) -> None:
    """Multiply every weight in place, and the first layer's biases, so that its bends stay where they are.

    Args:
        layers: (fan_in + 1, fan_out) each, the biases last.
        factor: what to multiply by.
    """
    for layer in layers:
        layer[:-1] *= factor
    layers[0][-1] *= factor


def layer_views(flat: NDArray[ScalarT], sizes: Sequence[int]) -> list[NDArray[ScalarT]]:
    """Return each layer's part of a flat vector as a (fan_in + 1, fan_out) view."""
    views, offset = [], 0
    for fan_in, fan_out in pairwise(sizes):
        end = offset + (fan_in + 1) * fan_out
        views.append(flat[offset:end].reshape(fan_in + 1, fan_out))
        offset = end
    return views


def count_parameters(sizes: Sequence[int]) -> int:
    """Return the number of weights and biases of a network of these layer sizes."""
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes))


class Network:
    """A network's shape and its parameters.

    Args:
        sizes: neurons in each layer, inputs first and outputs last: (1, 3, 1). At least those two.
        activations: the name of each hidden layer's activation.
        parameters: the flat vector (parameter_count,); it is copied.
        dtype: float32 or float64.

    Raises:
        UnknownNameError: if an activation is unknown.
        ValueError: if sizes, activations and parameters do not fit together.
    """

    def __init__(
        self, sizes: Sequence[int], activations: Sequence[str], parameters: ArrayLike, dtype: DTypeLike = np.float64
    ) -> None:
        self.sizes = tuple(sizes)
        if len(self.sizes) < 2 or min(self.sizes) < 1:
            raise ValueError(f"sizes {self.sizes} must be at least an input and an output layer, none empty")
        if len(activations) != len(self.sizes) - 2:
            raise ValueError(f"{len(activations)} activations for {len(self.sizes) - 2} hidden layers")
        self.activations = tuple(ACTIVATIONS[name] for name in activations)
        with np.errstate(over="ignore"):  # a float64 beyond float32 becomes infinite: the caller's to judge
            given = np.array(parameters, dtype=dtype)
        if given.shape != (count_parameters(self.sizes),):
            raise ValueError(f"{given.shape} parameters do not fit the sizes {self.sizes}")
        self.parameters = aligned_empty(given.shape, dtype)
        self.parameters[:] = given
        self.layers = layer_views(self.parameters, self.sizes)

    @classmethod
    def initialized(
        cls,
        sizes: Sequence[int],
        activations: Sequence[str],
        initializer: str,
        bias_initializer: str,
        *,
        domain: Sequence[Sequence[float]],
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
    ) -> Network:
        """Return a network at its start; float32 and float64 start from the same numbers, to rounding.

        Args:
            sizes: as for the class.
            activations: as for the class.
            initializer: a name in ``INITIALIZERS``.
            bias_initializer: a name in ``BIAS_INITIALIZERS``.
            domain: the interval of each input, over which ``spread`` puts the first layer's bends; ``bends`` is steeper
                on a shorter one.
            rng: the initialization stream.
            dtype: float32 or float64.
        """
        network = cls(sizes, activations, np.zeros(count_parameters(sizes)), dtype)
        draw, place = INITIALIZERS[initializer].draw, BIAS_INITIALIZERS[bias_initializer].place
        intervals = np.array(domain, dtype=np.float64)
        if intervals.shape != (network.sizes[0], 2):
            raise ValueError(f"{len(domain)} intervals for {network.sizes[0]} inputs")
        last = len(network.layers) - 1
        is_only_bends = last == 1 and network.activations[0].piecewise_linear
        for k, (fan_in, fan_out) in enumerate(pairwise(sizes)):
            widths = intervals[:, 1] - intervals[:, 0] if k == 0 else 1.0
            layer = LayerPlace(fan_in, fan_out, k == 0, k == last, is_only_bends, widths)
            weights = draw(rng, layer)
            network.layers[k][:-1] = weights
            if k == 0 and last > 0:
                network.layers[k][-1] = place(weights, intervals)
        return network

    @classmethod
    def from_layers(cls, layers: Sequence[Any], activations: Sequence[str], dtype: DTypeLike = np.float64) -> Network:
        """Return a network from ``[{"weights": [[…]], "biases": […]}, …]``, weights fan_out × fan_in.

        Raises:
            LayersError: if the layers are not a network of finite ``dtype`` numbers; names the faulty part.
        """
        matrices = read_layers(layers)
        sizes = (len(matrices[0]) - 1, *(matrix.shape[1] for matrix in matrices))
        if len(activations) != len(sizes) - 2:
            raise LayersError(f"layers: {len(layers)} of them, but {len(activations)} hidden activations")
        network = cls(sizes, activations, np.concatenate([matrix.ravel() for matrix in matrices]), dtype)
        for k, layer in enumerate(network.layers):
            if not np.isfinite(layer).all():
                raise LayersError(f"layers[{k}]: has numbers too large for {network.dtype}")
        return network

    @property
    def dtype(self) -> np.dtype[np.floating[Any]]:
        """The element type of the parameters."""
        return self.parameters.dtype

    @property
    def parameter_count(self) -> int:
        """The number of weights and biases."""
        return self.parameters.size

    def weights(self, layer: int) -> Floats:
        """Return a layer's weights as a view, (fan_out, fan_in); the output layer is the last."""
        weights: Floats = self.layers[layer][:-1].T
        return weights

    def biases(self, layer: int) -> Floats:
        """Return a layer's biases as a view, (fan_out,)."""
        biases: Floats = self.layers[layer][-1]
        return biases

    def to_layers(self) -> list[Layer]:
        """Return the parameters as ``from_layers`` takes them, every number exact."""
        return write_layers(self.layers)

    def activation_names(self) -> tuple[str, ...]:
        """Return the name of each hidden layer's activation."""
        return tuple(activation.name for activation in self.activations)

    def predict(self, x: ArrayLike) -> Floats:
        """Return the outputs (outputs, n) for inputs (inputs, n)."""
        forward = ForwardPass(self, x)
        forward.run()
        return forward.output


class ForwardPass:
    """A network applied to one fixed set of inputs, with everything allocated once.

    It reads the network's parameters wherever they have got to at each ``run``; a network of another shape needs
    another pass.

    Args:
        network: the network.
        x: inputs, (inputs, n).
        first: [x; 1], (inputs + 1, n), to read them from; by default a copy of x with ones below.

    Attributes:
        x: the inputs as used, (inputs, n); write here to change them.
        activations: one view for each hidden layer, (neurons, n).
        output: the prediction, (outputs, n).
        inputs: what each layer multiplies, a row of ones last: (fan_in + 1, n).
        hidden_block: the rows of all hidden layers' activations and their ones, one below the other.
        preactivation_block: z in the same rows; the same array where no activation needs z.
        hidden_rows: each hidden layer's rows in these blocks, without the ones.
        layer_operations: for each layer, the calls that compute it from the one before.
        operations: all of them.
    """

    def __init__(self, network: Network, x: ArrayLike, first: Floats | None = None) -> None:
        x = np.asarray(x, dtype=network.dtype)
        if x.ndim != 2 or len(x) != network.sizes[0]:
            raise ValueError(f"inputs {x.shape} do not fit a network of {network.sizes[0]} inputs")
        count = x.shape[1]
        hidden = network.sizes[1:-1]
        starts = np.cumsum([0, *(size + 1 for size in hidden)]).tolist()
        self.hidden_rows = [slice(start, start + size) for start, size in zip(starts, hidden, strict=False)]
        self.hidden_block = aligned_empty((starts[-1], count), network.dtype)
        self.hidden_block[:] = 1
        self.preactivation_block = self.hidden_block
        if any(activation.needs_preactivation for activation in network.activations):
            self.preactivation_block = aligned_empty(self.hidden_block.shape, network.dtype)
            self.preactivation_block[:] = 0
        if first is None:
            first = np.vstack([x, np.ones((1, count), dtype=network.dtype)])
        self.x = first[:-1]
        self.inputs = [first, *(self.hidden_block[rows.start : rows.stop + 1] for rows in self.hidden_rows)]
        self.activations = [self.hidden_block[rows] for rows in self.hidden_rows]
        self.output = aligned_empty((network.sizes[-1], count), network.dtype)
        self.layer_operations = [*self._hidden_operations(network), [self._product(network, -1, self.output)]]
        self.operations = [operation for operations in self.layer_operations for operation in operations]

    def _hidden_operations(self, network: Network) -> list[list[Operation]]:
        listed: list[list[Operation]] = []
        for k, activation in enumerate(network.activations):
            a = self.activations[k]
            z = self.preactivation_block[self.hidden_rows[k]] if activation.needs_preactivation else a
            listed.append([self._product(network, k, z), *activation.prepare(z, a)])
        return listed

    def _product(self, network: Network, layer: int, out: Floats) -> Operation:
        return partial(network.layers[layer].T.dot, self.inputs[layer], out)

    def run(self) -> None:
        """Compute ``activations`` and ``output`` at the network's present parameters."""
        with np.errstate(all="ignore"):
            for operation in self.operations:
                operation()


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
