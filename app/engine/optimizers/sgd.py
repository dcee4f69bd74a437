"""Gradient descent: H. Robbins and S. Monro, "A Stochastic Approximation Method", Ann. Math. Stat. 22 (1951)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.arithmetic import Step
from app.engine.update_rule import (
    GRADIENT,
    L1,
    LEARNING_RATE,
    Fused,
    Optimizer,
    PyTorch,
    Workspace,
    move_by,
    no_memory,
    scaled_rate,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.engine.arrays import Floats, Operation


def _move(work: Workspace, constants: Sequence[Floats]) -> list[Operation]:
    return move_by(work.gradients[0], work, constants)


OPTIMIZER = Optimizer(
    "sgd",
    1951,
    "p ← p − η·g",
    r"p \leftarrow p - \eta g",
    learning_rate=0.002,
    steps=(Step("change", "Δ", -LEARNING_RATE * GRADIENT),),
    threshold=Step("threshold", "τ", LEARNING_RATE * L1),
    fused=Fused(
        units=lambda _values, _scale: (),
        constants=scaled_rate,
        remember=no_memory,
        move=_move,
        reach=lambda values, _scale, _step: (values["learning_rate"],),
    ),
    pytorch=PyTorch("SGD(groups(network), lr={learning_rate!r})".format_map, 'group["lr"]'),
    decay_limit=lambda _values: 2.0,
)
