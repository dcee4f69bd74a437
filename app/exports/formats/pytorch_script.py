"""``pytorch``: a module and a script that trains it on.

PyTorch's update rules are the engine's, to rounding, so that with full batches, no dropout and an optimizer without
memory the script goes the very way Piecewise would.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from app.engine.activations import ACTIVATIONS
from app.engine.losses import LOSSES
from app.engine.optimizers import OPTIMIZERS
from app.engine.schedules import SCHEDULES
from app.exports.python_text import literal, matrix, vector

if TYPE_CHECKING:
    from app.exports.context import CurveContext
    from app.exports.files import Options
    from app.schema import ExperimentConfig

_SCRIPT = '''"""A neural network that learned a curve, as a PyTorch module that trains on.

{made}
Run this file: it prints the largest difference from the curve on the page, then trains on.

    python piecewise_pytorch.py --steps 1000 --output weights.json

weights.json is read by `piecewise fit CONFIG.json --weights weights.json`. Optimizer, loss, penalties, schedule,
batches and early stopping are those of the run, and so are the points. Three things differ: the optimizer starts
without memory (momentum, averages of gradients), minibatches and dropout are drawn from PyTorch's own generator, and
training ends only at a loss that is not finite, where Piecewise stops as soon as it has diverged.
"""

import argparse
import json
import math

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

# The experiment, as Piecewise reads it.
CONFIG = {config}

# The weights: a row for each neuron of a layer, a column for each number it reads. Then the biases.
WEIGHTS = [
{weights}
]

# The points, {points}.
X_TRAIN = {x_train}
Y_TRAIN = {y_train}
X_VALIDATION = {x_validation}
Y_VALIDATION = {y_validation}

# The curve on the page: x, and the prediction there.
CURVE_X = {x}
CURVE_Y = {y}

START = {step}  # steps done before
SEED = {seed}
BATCH_SIZE = {batch_size}  # None: all points
L1_PENALTY = {l1}
L2_PENALTY = {l2}
DROPOUT = {dropout}
PATIENCE = {patience}  # epochs without a better loss until training stops; None: it does not
MIN_DELTA = {min_delta}


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
{modules}
        with torch.no_grad():
            for layer, (weights, biases) in zip(self.children(), WEIGHTS):
                layer.weight.copy_(torch.tensor(weights))
                layer.bias.copy_(torch.tensor(biases))

    def forward(self, a):
        """Return the prediction for a column of x, both as they are trained on."""
{forward}

    def predict(self, x):
        """Return the prediction for a list of x, both in the units of the data."""
        self.eval()
        with torch.no_grad():
{predict}


def data_loss(prediction, target):
    return F.{loss}(prediction, target)


def groups(network):
    """Return weights, which are penalized, and biases, which are not."""
    layers = list(network.children())
    return [{{"params": [layer.weight for layer in layers]}}, {{"params": [layer.bias for layer in layers]}}]


def l2_penalty(network):
    return sum(L2_PENALTY / 2 * layer.weight.square().sum() for layer in network.children())


def pull(optimizer):
    """The L1 penalty's part of an update, after the optimizer's: every weight goes toward 0, and may stay there.

    How far is L1_PENALTY times what the optimizer multiplies a steady gradient by (a proximal step).
    """
    group = optimizer.param_groups[0]
    with torch.no_grad():
        for w in group["params"]:
            state = optimizer.state[w]
            threshold = L1_PENALTY * {reach}
            w.copy_(w.sign() * (w.abs() - threshold).clamp(min=0))


def learning_rate(t):
    """The learning rate of the update after t others."""
    return {rate}


def column(values):
    return torch.tensor(values).reshape(-1, 1)


def train(network, steps):
    """Train on for some steps, fewer if early stopping says so."""
    x, y, x_validation, y_validation = map(column, (X_TRAIN, Y_TRAIN, X_VALIDATION, Y_VALIDATION))
    optimizer = torch.optim.{optimizer}
    if "eps" in optimizer.param_groups[0]:
        optimizer.param_groups[0]["eps"] += L1_PENALTY  # so that the pull is never larger than the learning rate
    size = min(BATCH_SIZE or len(x), len(x))
    batches = []
    waited = 0

    def report(step):
        network.eval()
        with torch.no_grad():
            training = float(data_loss(network(x), y))
            validation = float(data_loss(network(x_validation), y_validation)) if len(x_validation) else None
        if step % max(1, steps // 10) == 0:
            told = "" if validation is None else f"  validation loss {{validation:.6g}}"
            print(f"step {{START + step}}  training loss {{training:.6g}}" + told)
        return training if validation is None else validation

    def state():
        return {{name: value.clone() for name, value in network.state_dict().items()}}

    loss = report(0)
    best, best_loss = state(), loss
    for step in range(steps):
        if not batches:
            batches = list((torch.randperm(len(x)) if size < len(x) else torch.arange(len(x))).split(size))
        samples = batches.pop(0)
        network.train()
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(START + step)
        optimizer.zero_grad()
        (data_loss(network(x[samples]), y[samples]) + l2_penalty(network)).backward()
        optimizer.step()
        if L1_PENALTY:
            pull(optimizer)
        loss = report(step + 1)
        if not math.isfinite(loss):
            print("diverged: the loss is not finite; try a smaller learning rate")
            return
        if PATIENCE is not None and not batches:
            if loss < best_loss - MIN_DELTA:
                best, best_loss, waited = state(), loss, 0
            else:
                waited += 1
            if waited >= PATIENCE:
                network.load_state_dict(best)
                print(f"stopped early: back to the best loss, {{best_loss:.6g}}")
                return


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=1000, help="updates to make (default 1000)")
    parser.add_argument("--output", help="where to write the weights, for piecewise fit --weights")
    options = parser.parse_args()
    torch.manual_seed(SEED)
    network = Network()
    difference = (network.predict(CURVE_X) - torch.tensor(CURVE_Y)).abs().max().item()
    print(f"largest difference from the curve on the page: {{difference:.2g}}")
    train(network, options.steps)
    if options.output:
        layers = [{{"weights": l.weight.tolist(), "biases": l.bias.tolist()}} for l in network.children()]
        with open(options.output, "w") as file:
            json.dump({{"layers": layers}}, file)


if __name__ == "__main__":
    main()
'''


def write(context: CurveContext, _options: Options) -> bytes:
    """Return the script: the module with its weights, the points, and the training that goes on."""
    result, config, data = context.result, context.result.config, context.dataset
    training, stopping = config.training, config.training.early_stopping
    rule = OPTIMIZERS[training.optimizer.name].pytorch
    _ = context.y  # a prediction that is not finite is refused before anything is written
    text = _SCRIPT.format(
        made="\n".join(context.made),
        config=literal(context.config),
        weights="\n".join(_weights(context)),
        points="scaled as they were for training" if context.scaled else "noise included",
        x_train=vector(data.x_train[0]),
        y_train=vector(data.y_train[0]),
        x_validation=vector(data.x_validation[0]),
        y_validation=vector(data.y_validation[0]),
        x=vector(context.x),
        y=vector(context.y),
        step=result.step,
        seed=config.seed,
        batch_size=training.batch_size,
        l1=training.l1_penalty,
        l2=training.l2_penalty,
        dropout=training.dropout,
        patience=stopping.patience if stopping else None,
        min_delta=stopping.min_delta if stopping else 0.0,
        modules="\n".join(_modules(config)),
        forward="\n".join(_forward(config)),
        predict="\n".join(_predict(context)),
        loss=LOSSES[training.loss].pytorch,
        rate=SCHEDULES[training.schedule.name].python(training.optimizer.learning_rate, training.schedule.values()),
        optimizer=rule.constructor(training.optimizer.values()),
        reach=rule.reach,
    )
    return text.encode()


def _weights(context: CurveContext) -> list[str]:
    network = context.network
    return [f"({matrix(network.weights(k))}, {vector(network.biases(k))})," for k in range(len(network.layers))]


def _modules(config: ExperimentConfig) -> list[str]:
    sizes = config.sizes()
    return [
        f"        self.layer{k} = torch.nn.Linear({fan_in}, {fan_out})"
        for k, (fan_in, fan_out) in enumerate(pairwise(sizes), 1)
    ]


def _forward(config: ExperimentConfig) -> list[str]:
    lines = []
    for k, name in enumerate(config.network.activations(), 1):
        lines += [f"        z = self.layer{k}(a)", f"        a = {ACTIVATIONS[name].written.pytorch}"]
        if config.training.dropout:
            lines.append("        a = F.dropout(a, DROPOUT, self.training)")
    return [*lines, f"        return self.layer{len(config.network.hidden) + 1}(a)"]


def _predict(context: CurveContext) -> list[str]:
    units = context.units
    if not context.scaled:
        return ["            return self(column(x)).flatten()"]
    return [
        f"            scaled = (column(x) - {units.x_offset!r}) / {units.x_scale!r}",
        f"            return self(scaled).flatten() * {units.y_scale!r} + {units.y_offset!r}",
    ]
