"""Makes ``trajectories.npz``: what PyTorch computes, for the engine to be held to. Needs torch; run only to renew it.

    python tests/golden/generate.py

Each case is 200 float64 steps on the full batch: the loss before every step, and every 50 steps the parameters in the
engine's layout, each layer (fan_in + 1, fan_out) with the biases as the last row.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (2, 5, 4, 2)
SAMPLES = 17
STEPS = 200
KEPT_EVERY = 50
L1, L2 = 0.003, 0.02

ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "elu": torch.nn.functional.elu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "swish": torch.nn.functional.silu,
    "gelu": torch.nn.functional.gelu,
    "softplus": torch.nn.functional.softplus,
    "sine": torch.sin,
}
LOSSES = {
    "mean_absolute_error": torch.nn.functional.l1_loss,
    "mean_squared_error": torch.nn.functional.mse_loss,
    "huber": torch.nn.functional.huber_loss,
}
REACHES: dict[str, Callable[[Any, Any], Any]] = {
    "sgd": lambda group, _state: group["lr"],
    "momentum": lambda group, _state: group["lr"] / (1 - group["momentum"]),
    "nesterov": lambda group, _state: group["lr"] / (1 - group["momentum"]),
    "adagrad": lambda group, state: group["lr"] / (state["sum"].sqrt() + group["eps"]),
    "rmsprop": lambda group, state: group["lr"] / (state["square_avg"].sqrt() + group["eps"]),
    "adam": lambda group, state: group["lr"] / (corrected(group, state).sqrt() + group["eps"]),
    "adamw": lambda group, state: group["lr"] / (corrected(group, state).sqrt() + group["eps"]),
}
"""What each rule multiplies a steady gradient by, from what PyTorch's optimizer remembers of a weight."""
OPTIMIZERS = {
    "sgd": (torch.optim.SGD, {"lr": 0.05}),
    "momentum": (torch.optim.SGD, {"lr": 0.02, "momentum": 0.9}),
    "nesterov": (torch.optim.SGD, {"lr": 0.02, "momentum": 0.9, "nesterov": True}),
    "adagrad": (torch.optim.Adagrad, {"lr": 0.05}),
    "rmsprop": (torch.optim.RMSprop, {"lr": 0.005}),
    "adam": (torch.optim.Adam, {"lr": 0.01}),
    "adamw": (torch.optim.AdamW, {"lr": 0.01, "weight_decay": 0.05}),
}


def main() -> None:
    """Compute every case and write the file beside this one."""
    torch.set_default_dtype(torch.float64)
    rng = np.random.default_rng(2024)
    x = rng.uniform(-2, 2, (SAMPLES, SIZES[0]))
    y = np.stack([np.sin(2 * x[:, 0]) + x[:, 1], 1.5 * x[:, 0] * x[:, 1]], axis=1)
    layers = [
        (rng.uniform(-1, 1, (fan_out, fan_in)), rng.uniform(-0.5, 0.5, fan_out)) for fan_in, fan_out in pairwise(SIZES)
    ]
    arrays = {"x": x.T, "y": y.T, "start": flatten(layers)}
    for activation in ACTIVATIONS:
        for loss in LOSSES:
            found = train(x, y, layers, activation=activation, loss=loss)
            arrays |= {f"{activation}/{loss}/{part}": array for part, array in found.items()}
    for optimizer in OPTIMIZERS:
        found = train(x, y, layers, optimizer=optimizer, l1=L1, l2=L2)
        arrays |= {f"penalties/{optimizer}/{part}": array for part, array in found.items()}
    np.savez_compressed(Path(__file__).with_name("trajectories.npz"), **arrays)


def train(
    x: Any,
    y: Any,
    start: Any,
    *,
    activation: str = "tanh",
    loss: str = "mean_squared_error",
    optimizer: str = "adam",
    l1: float = 0.0,
    l2: float = 0.0,
) -> dict[str, Any]:
    """Train once and return the losses and the parameters kept.

    The L2 penalty is part of what is minimized; the L1 penalty's threshold follows each update, and where the rule
    divides by a root, ε is larger by the penalty for weights: see ``app/engine/penalties.py``.
    """
    layers = [tuple(torch.tensor(part, requires_grad=True) for part in layer) for layer in start]
    rule, values = OPTIMIZERS[optimizer]
    weights_and_biases = [{"params": [layer[part] for layer in layers]} for part in (0, 1)]
    stepper = rule(weights_and_biases, **values)
    pulled = stepper.param_groups[0]
    if "eps" in pulled:
        pulled["eps"] += l1
    inputs, targets = torch.tensor(x), torch.tensor(y)
    losses, kept = [], []
    for step in range(1, STEPS + 1):
        a = inputs
        for weights, biases in layers[:-1]:
            a = ACTIVATIONS[activation](a @ weights.T + biases)
        data_loss = LOSSES[loss](a @ layers[-1][0].T + layers[-1][1], targets)
        penalty = sum(l2 / 2 * w.square().sum() for w, _ in layers)
        stepper.zero_grad()
        (data_loss + penalty).backward()
        stepper.step()
        with torch.no_grad():
            for w, _ in layers:
                threshold = l1 * REACHES[optimizer](pulled, stepper.state[w])
                w.copy_(w.sign() * (w.abs() - threshold).clamp(min=0))
        losses.append(data_loss.item())
        if step % KEPT_EVERY == 0:
            kept.append(flatten([[part.detach().numpy() for part in layer] for layer in layers]))
    return {"losses": np.array(losses), "parameters": np.stack(kept)}


def corrected(group: Any, state: Any) -> Any:
    """Return Adam's average of squared gradients, its bias corrected."""
    return state["exp_avg_sq"] / (1 - group["betas"][1] ** state["step"])


def flatten(layers: Any) -> Any:
    """Return (fan_out, fan_in) weights and biases as the engine's flat vector."""
    return np.concatenate([np.vstack([weights.T, biases]).ravel() for weights, biases in layers])


if __name__ == "__main__":
    main()
