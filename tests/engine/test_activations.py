from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from app.engine.activations import ACTIVATIONS
from app.engine.erf import erf

Z = np.linspace(-8, 8, 1601)

REFERENCE = {
    "linear": lambda z: z,
    "relu": lambda z: max(0.0, z),
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "swish": lambda z: z / (1 + math.exp(-z)),
    "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
    "softplus": lambda z: math.log1p(math.exp(z)),
    "sine": math.sin,
}


def test_the_ten_activations_are_there_in_order() -> None:
    assert list(ACTIVATIONS) == list(REFERENCE)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("repeat", [1, 40])
def test_values_are_those_of_the_formula(name: str, repeat: int) -> None:
    out = np.empty(Z.size * repeat)
    ACTIVATIONS[name].apply(np.tile(Z, repeat), out)
    expected = np.tile([REFERENCE[name](z) for z in Z], repeat)
    np.testing.assert_allclose(out, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivatives_are_the_slopes_of_the_values(name: str) -> None:
    activation, step = ACTIVATIONS[name], 1e-6
    z = Z[np.abs(Z) > 0.001]
    above, below, a, slope = (np.empty_like(z) for _ in range(4))
    activation.apply(z + step, above)
    activation.apply(z - step, below)
    activation.apply(z, a)
    activation.derivative(z, a, slope)
    np.testing.assert_allclose(slope, (above - below) / (2 * step), rtol=0, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_working_in_place_gives_the_same_values(name: str, dtype: type[np.floating]) -> None:
    z = Z.astype(dtype)
    out = np.empty_like(z)
    ACTIVATIONS[name].apply(z, out)
    ACTIVATIONS[name].apply(z, z)
    np.testing.assert_array_equal(z, out)


@pytest.mark.parametrize(("name", "repeat"), list(product(ACTIVATIONS, [1, 2000])))
def test_huge_arguments_raise_no_warning_and_give_the_limits(name: str, repeat: int) -> None:
    z = np.tile([-1e300, 1e300], repeat)
    a, slope = np.empty_like(z), np.empty_like(z)
    ACTIVATIONS[name].apply(z, a)
    ACTIVATIONS[name].derivative(z, a, slope)
    assert np.isfinite(a).all()
    assert np.isfinite(slope).all()
    if name in {"relu", "swish", "gelu", "softplus"}:
        np.testing.assert_array_equal(a[:2], [0, 1e300])
        np.testing.assert_array_equal(slope[:2], [0, 1])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_stated_properties_hold(name: str) -> None:
    activation = ACTIVATIONS[name]
    z = np.linspace(-30, 30, 600_001)
    a, mirrored = np.empty_like(z), np.empty_like(z)
    activation.apply(z, a)
    activation.apply(-z, mirrored)
    if activation.lower_bound > -math.inf:
        assert 0 <= a.min() - activation.lower_bound < 1e-6
    if activation.identity_above is not None:
        far = z >= activation.identity_above
        np.testing.assert_array_equal(a[far], z[far])
    if activation.odd_gain is not None:
        np.testing.assert_allclose(a - mirrored, activation.odd_gain * z, rtol=0, atol=1e-13)


def test_erf_is_exact_to_the_last_bits() -> None:
    x = np.concatenate([np.linspace(-7, 7, 20_001), [0.46875, 1e-300, 1e300, -1e300]])
    np.testing.assert_allclose(erf(x), [math.erf(value) for value in x], rtol=0, atol=1e-15)
