"""Saved runs as sessions see them: the repository's interface, and conversion between runs and results."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from app.engine.network import Network
from app.engine.state import Checkpoint
from app.results import Losses, Result
from app.sessions.recording import LossLog
from app.sessions.run import Run, RunState

LOSS_POINTS = 500
"""Losses in a saved run's result; the exact state keeps as many as the session had."""


@dataclass(frozen=True)
class Opened:
    """A saved run, ready to go on; ``fully_restored`` if it was saved with its whole state."""

    run: Run
    title: str
    fully_restored: bool


class RunRepository(Protocol):
    """Keeps runs for a session. Both methods raise ProtocolError: no_run, unavailable or quota."""

    async def save(self, title: str, snapshot: RunState) -> dict[str, object]:
        """Keep a run for good and return what its acknowledgment carries."""

    async def open(self, run_id: str) -> Opened:
        """Return a kept run."""


def result_of_snapshot(snapshot: RunState) -> Result:
    """Return the public part of a state: weights, step and losses, without the optimizer's memory."""
    state, log = snapshot.trainer, LossLog()
    log.restore(snapshot.losses)
    if snapshot.present is not None:
        log.push(state.present.training.step, *snapshot.present)
    parameters = state.present.training.parameters
    network = Network(state.sizes, state.activations, parameters, parameters.dtype)
    return Result(
        config=snapshot.config,
        layers=[dict(layer) for layer in network.to_layers()],
        step=state.present.training.step,
        losses=Losses(**log.decimated(LOSS_POINTS)),
        stopped=state.stopped,
    )


def run_of_result(result: Result) -> Run:
    """Return a run that goes on from a result's weights, step and losses, with a new optimizer.

    Raises:
        ValueError: if the weights are too large for float32, or the losses are no table.
    """
    run = Run(result.config, result.layers)
    state = run.trainer.state()
    samples = result.config.training_samples()
    batches_an_epoch = -(-samples // min(result.config.training.batch_size or samples, samples))
    _, position, start = state.present.training.batches
    batches = float(result.step // batches_an_epoch), position, start
    checkpoint = Checkpoint(replace(state.present.training, step=result.step, batches=batches), state.present.stopping)
    trainer = replace(state, present=checkpoint, checkpoint=checkpoint)
    run.restore(RunState(result.config, trainer, log_of(result.losses).snapshot()))
    run.trainer.forget_past()
    return run


def with_fewer_losses(result: Result) -> Result:
    """Return a result whose losses are decimated as those of a saved run.

    Raises:
        ValueError: if the losses are no table.
    """
    return result.model_copy(update={"losses": Losses(**log_of(result.losses).decimated(LOSS_POINTS))})


def log_of(losses: Losses) -> LossLog:
    """Return losses as a log.

    Raises:
        ValueError: if the columns are not equally long, or the steps do not rise.
    """
    steps = np.arange(len(losses.train)) if losses.step is None else np.array(losses.step, dtype=np.float64)
    validation = np.full(len(steps), np.nan) if losses.validation is None else losses.validation
    if not len(steps) == len(losses.train) == len(validation):
        raise ValueError("step, train and validation must be equally long")
    if not (np.isfinite(steps).all() and (np.diff(steps) > 0).all()):
        raise ValueError("the steps must rise")
    columns = (steps, losses.train, validation)
    return LossLog.of(np.stack([np.array(column, dtype=np.float64) for column in columns], axis=1))
