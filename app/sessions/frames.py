"""What viewers are sent of an experiment: its layout, its status, and frames."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from app.protocol.frame import Flag, FrameHeader, encode_frame
from app.token_bucket import TokenBucket

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from app.protocol.frame import EncodedSection
    from app.protocol.messages import Section
    from app.sessions.experiment import LiveExperiment

PIECES: frozenset[Section] = frozenset(("knots", "pieces"))
PIECES_SHARE, PIECES_CREDIT_SECONDS = 0.1, 3.0
"""Knots and pieces take at most this share of the time; at rest they may run this many seconds into debt."""


class Frame(NamedTuple):
    """A frame's bytes; ``complete_in``: in how many seconds one can be made with what this one lacks, None if whole."""

    data: bytes
    complete_in: float | None


def layout_message(experiment: LiveExperiment, cause: str) -> dict[str, object]:
    """Return the layout that the frames that follow are read by, and the cause of this message."""
    run, race = experiment.run, experiment.race
    return {
        "type": "layout",
        "layout": experiment.layout_number,
        "cause": cause,
        "step": run.step,
        **run.layout(),
        "race": None if race is None else race.layout(),
        "shown": experiment.shown,
    }


def status_message(experiment: LiveExperiment, steps_per_second: float | None) -> dict[str, object]:
    """Return the state, the config, and how far undo and redo reach."""
    run = experiment.run
    return {
        "type": "status",
        "state": experiment.state,
        "step": run.step,
        "steps_per_second": steps_per_second,
        "config": run.config.model_dump(),
        "parameter_count": run.trainer.network.parameter_count,
        "undo": experiment.history.undo_count,
        "redo": experiment.history.redo_count,
        "stopping": run.stopping(),
    }


class FrameEncoder:
    """Encodes frames of an experiment's present state; knots and pieces only within their share of the time.

    Attributes:
        pieces_budget: the time that knots and pieces may take.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        # Time is spent after it has passed, so only the time in between fills the bucket.
        self.pieces_budget = TokenBucket(PIECES_SHARE / (1 - PIECES_SHARE), 0.0, clock())

    def encode(self, experiment: LiveExperiment, sections: Collection[Section], number: int, *, at_rest: bool) -> Frame:
        """Return a frame of some sections.

        Args:
            experiment: what to show; it has a run.
            sections: by name.
            number: the frame's.
            at_rest: whether nothing is trained, so that no later frame comes by itself.
        """
        run = experiment.run
        training_loss, validation_loss = run.measure()
        header = FrameHeader(
            flags=Flag.RUNNING if experiment.state == "running" else Flag(0),
            layout=experiment.layout_number,
            number=number,
            step=run.step,
            epoch=run.trainer.epoch,
            training_loss=training_loss,
            validation_loss=validation_loss,
        )
        encoded, complete_in = run.sections(sections), None
        if not PIECES.isdisjoint(sections):
            pieces, complete_in = self._pieces(experiment, sections, at_rest=at_rest)
            encoded += pieces
        if experiment.race is not None and "race" in sections:
            encoded += experiment.race.sections()
        return Frame(encode_frame(header, encoded), complete_in)

    def _pieces(
        self, experiment: LiveExperiment, sections: Collection[Section], *, at_rest: bool
    ) -> tuple[list[EncodedSection], float | None]:
        """Return knots and pieces, or none where they have had their share of the time.

        While training runs a later frame has them anyway; at rest the wait for one is returned.
        """
        budget = self.pieces_budget
        wait = budget.wait(self._clock()) - (PIECES_CREDIT_SECONDS if at_rest else 0.0)
        if wait > 0:
            return [], wait if at_rest else None
        begun = time.perf_counter()
        pieces = list(experiment.run.pieces(sections))
        budget.spend(time.perf_counter() - begun, self._clock())
        return pieces, None
