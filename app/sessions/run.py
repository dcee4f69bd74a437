"""One run: a config, its trainer, and the views of it that frames and layouts carry."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from app.engine.anatomy.trials import Trials
from app.engine.network import Network
from app.experiment import build_trainer, training_settings
from app.protocol.frame import float32_section
from app.protocol.sections import SectionKind
from app.sessions.edits import go_to, operate
from app.sessions.neuron_ids import NeuronIds
from app.sessions.recording import LossLog, WeightPath, next_recorded
from app.sessions.view import View
from app.validation import touched

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from app.engine.lab.landscape import Slice
    from app.engine.state import Stopped
    from app.engine.training import TrainerState
    from app.protocol.frame import EncodedSection
    from app.protocol.messages import Edit, Section
    from app.schema import ExperimentConfig
    from app.sessions.neuron_ids import Ids

Change = Literal["nothing", "training", "layout", "anew"]
"""What came of a change: nothing, only training goes on differently, viewers need a new layout, or all began anew."""

RECENT_LOSSES = 100
"""How many of the last updates' losses are kept, to judge the learning rate by."""


CONFIG_BYTES = 3000
"""Approximate size of a config that shares most of its parts with the one before."""

POINT_BYTES = 64
"""Approximate size of a given point: two numbers, each an object and a place in a list."""


@dataclass(frozen=True)
class RunState:
    """Everything a run is, at one moment.

    Attributes:
        losses: those that were recorded, columns step, training and validation loss; a run that goes on from here
            records the same ones as the one that went on.
        present: training and validation loss at this moment, None where they are not known.
    """

    config: ExperimentConfig
    trainer: TrainerState
    losses: NDArray[np.float64]
    neuron_ids: Ids = ()
    present: tuple[float, float] | None = None

    @cached_property
    def nbytes(self) -> int:
        """Bytes held, about, but for what is ``shared``."""
        return CONFIG_BYTES + self.trainer.nbytes + self.losses.nbytes

    @property
    def shared(self) -> tuple[int, int]:
        """Which given points it holds, by identity, and the bytes they take: many snapshots hold the same ones."""
        holder, count = self.config.given_points()
        return id(holder), POINT_BYTES * count


class Run:
    """A config being trained; a method that raises leaves it consistent."""

    def __init__(self, config: ExperimentConfig, layers: Sequence[dict[str, Any]] | None = None) -> None:
        self.neuron_ids = NeuronIds(config.network.hidden)
        self.weight_path: WeightPath | None = None
        self._start(config, layers)

    def _start(self, config: ExperimentConfig, layers: Sequence[dict[str, Any]] | None = None) -> None:
        self.config = config
        self.trainer = build_trainer(config, layers=layers)
        self.neuron_ids.fit(config.network.hidden)
        self.losses = LossLog()
        self.recent_losses: list[float] = []
        self.trials = Trials()
        self.plane: Slice | None = None
        self._measured: tuple[int, float, float] | None = None
        self._restart_weight_path()
        self._prepare_view()
        self._record()

    @property
    def step(self) -> int:
        """Updates done."""
        return self.trainer.step

    @property
    def stopped(self) -> Stopped | None:
        """Why training stopped; None while it goes on."""
        return self.trainer.stopped

    def advance(self, steps: int) -> int:
        """Train up to so many steps and return how many were done; losses are recorded on the way."""
        done = 0
        while done < steps:
            record = next_recorded(self.step)
            note = math.inf if self.weight_path is None else self.weight_path.due(self.step)
            done += self._train(min(steps - done, int(min(record, note)) - self.step))
            if self.step == record or self.stopped is not None:
                self._record()
            elif self.weight_path is not None and self.step == note:
                self.weight_path.note(self.step, self.trainer.network.parameters)
            if self.stopped is not None:
                break
        return done

    def _train(self, steps: int) -> int:
        if not self.trainer.loss_is_free:
            return self.trainer.advance(steps)
        done = self.trainer.advance(steps, self.recent_losses)
        del self.recent_losses[:-RECENT_LOSSES]
        return done

    def measure(self) -> tuple[float, float]:
        """Return training and validation loss at the present parameters."""
        step = self.trainer.step
        if self._measured is None or self._measured[0] != step:
            self._measured = step, self.trainer.training_loss(), self.trainer.validation_loss()
        return self._measured[1:]

    def _record(self) -> None:
        """Note the present losses, and where the weights are."""
        self.losses.push(self.step, *self.measure())
        if self.weight_path is not None:
            self.weight_path.note(self.step, self.trainer.network.parameters)

    def losses_so_far(self) -> LossLog:
        """Return a copy of the losses recorded, those of the present step at the end."""
        log = self.losses.copy()
        log.push(self.step, *self.measure())
        return log

    def pin(self) -> None:
        """Record the path of the weights from now on."""
        self.weight_path = WeightPath(self.step, self.trainer.network.parameters)

    def _restart_weight_path(self) -> None:
        """Restart the recorded path: these weights do not follow from those before."""
        if self.weight_path is not None:
            self.pin()

    def copy_network(self) -> Network:
        """Return a copy of the network."""
        network = self.trainer.network
        return Network(network.sizes, network.activation_names(), network.parameters, network.dtype)

    def change(self, config: ExperimentConfig) -> Change:
        """Go on with another config, keeping the weights whenever their shapes allow."""
        old = self.config
        strongest = touched(old, config)
        if strongest is None:
            return "nothing"
        if strongest == "anew" or config.sizes() != old.sizes():
            self._start(config)
            return "anew"
        if strongest == "model":
            self.trainer = self.trainer.with_activations(config.network.activations())
        if config.data != old.data:
            self.trainer.replace_data(config.dataset(self.trainer.network.dtype))
        self.config = config
        self.trainer.reconfigure(training_settings(config))
        self._forget_losses()
        self._record()
        if strongest not in {"model", "data"}:
            return "training"
        self._prepare_view()
        return "layout"

    def reset(self) -> None:
        """Go back to step 0 of the present shape, as its seed gives it."""
        self._start(self.config)

    def edit(self, command: Edit) -> dict[str, object]:
        """Do surgery on the network and return what happened, for the acknowledgment.

        Raises:
            ProtocolError: if the edit names no such layer or neuron, passes a limit or leaves nothing.
        """
        before = self.trainer.network
        report = go_to(self.trainer, command, self.plane) if command.op == "go_to" else operate(self.trainer, command)
        self._forget_losses()
        self._record()
        sizes = self.trainer.network.sizes
        if sizes != self.config.sizes():
            network = self.config.network.model_copy(
                update={"hidden": list(sizes[1:-1]), "activation": self._activation_field()}
            )
            self.config = self.config.model_copy(update={"network": network})
        if self.trainer.network is not before:
            self.neuron_ids.edit(command.op, report, self.config.network.hidden)
            self._restart_weight_path()
            self._prepare_view()
        return report

    def snapshot(self) -> RunState:
        """Return the full state."""
        losses = self.losses.snapshot()
        return RunState(self.config, self.trainer.state(), losses, self.neuron_ids.rows, self.measure())

    def restore(self, snapshot: RunState) -> None:
        """Restore a full state, also one of another shape and other data."""
        self.config = snapshot.config
        self.trainer = build_trainer(snapshot.config)
        self.trainer.restore(snapshot.trainer)
        self.losses.restore(snapshot.losses)
        self.neuron_ids.restore(snapshot.neuron_ids, snapshot.config.network.hidden)
        if self.weight_path is not None and self.weight_path.size != self.trainer.network.parameter_count:
            self.pin()
        self._forget_losses()
        self._prepare_view()

    def _forget_losses(self) -> None:
        """Note that the loss is another one now, and that the last ones were another training's."""
        self._measured = None
        self.recent_losses.clear()
        self.trials.forget()

    def layout(self) -> dict[str, object]:
        """Return what a viewer must know to read frames: shapes, order, grids and the points."""
        network, dataset = self.trainer.network, self.trainer.dataset
        offsets = np.cumsum([0, *(view.size for view in network.layers[:-1])]).tolist()
        return {
            "config": self.config.model_dump(),
            "sizes": network.sizes,
            "activations": self.config.network.activations(),
            "neuron_ids": self.neuron_ids.rows,
            "parameter_count": network.parameter_count,
            "parameters": [
                {"offset": offset, "shape": view.shape}
                for offset, view in zip(offsets, network.layers, strict=True)
            ],
            "grids": self._view.grids(),
            "target": self.config.target_layout(),
            "data": {
                "train": self.config.samples_layout(dataset.x_train, dataset.y_train),
                "validation": self.config.samples_layout(dataset.x_validation, dataset.y_validation),
            },
        }  # fmt: skip

    def sections(self, names: Collection[Section]) -> list[EncodedSection]:
        """Return the named sections of a frame at the present parameters, but for ``pieces``."""
        found = self._view.sections(names)
        if "dropped" in names and (dropped := self.trainer.dropped()):
            found.append(float32_section(SectionKind.DROPPED, np.concatenate(dropped).astype(np.float32)))
        if "watch" in names and self.config.training.early_stopping is not None:
            found += self._watch_sections()
        return found

    def stopping(self) -> dict[str, object] | None:
        """Return what early stopping saw before it stopped training and went back; None where it has not."""
        stopping = self.trainer.stopping
        if not stopping.resting or stopping.losses.last is None:
            return None
        (steps, losses), (last_step, last_loss) = stopping.losses.points.T, stopping.losses.last
        return {
            "best": {"step": stopping.best_step, "loss": stopping.best_loss},
            "last": {"step": last_step, "loss": last_loss},
            "step": steps.tolist(),
            "loss": losses.tolist(),
        }

    def _watch_sections(self) -> Iterator[EncodedSection]:
        """Yield what early stopping has seen, and the prediction at its best step."""
        stopping = self.trainer.stopping
        step = math.nan if stopping.best_step is None else stopping.best_step
        yield float32_section(SectionKind.WATCH, np.array([stopping.waited, step, min(stopping.best_loss, 3e38)]))
        if stopping.best is not None:
            yield from self._view.prediction_of(stopping.best.parameters)

    def pieces(self, names: Collection[Section]) -> Iterable[EncodedSection]:
        """Yield the sections ``knots`` and ``pieces``, as far as they are named; see ``View.pieces``."""
        return self._view.pieces(names)

    def prediction(self, run: int) -> Iterable[EncodedSection]:
        """Return the prediction section of one run of several, where frames show predictions."""
        return self._view.prediction(run)

    def _prepare_view(self) -> None:
        self._view = View(self.trainer.network, self.config.grids(), self.config.shown_interval())

    def _activation_field(self) -> str | list[str]:
        """Return the config's form of the activations after surgery: one name stays one name."""
        if isinstance(self.config.network.activation, str):
            return self.config.network.activation
        return [activation.name for activation in self.trainer.network.activations]
