"""What a session tells those who watch it: its layout, its state in words, and frames."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.protocol.frame import Flag, FrameHeader, encode_frame

if TYPE_CHECKING:
    from app.protocol.frame import EncodedSection
    from app.protocol.messages import Section
    from app.sessions.outbox import Outbox
    from app.sessions.session import Session


PIECES: frozenset[Section] = frozenset(("knots", "pieces"))


def layout_message(session: Session, cause: str) -> dict[str, object]:
    """Return what a viewer must know to read the frames that follow, and why it is told now."""
    run = session.runs[0]
    return {
        "type": "layout",
        "layout": session.layout_number,
        "cause": cause,
        "step": run.trainer.step,
        **run.layout(),
        "race": None if session.race is None else session.race.layout(),
        "shown": 0 if session.race is None else session.race.shown,
    }


def status_message(session: Session) -> dict[str, object]:
    """Return the state, the config, and how far undo and redo reach."""
    run = session.runs[0]
    return {
        "type": "status",
        "state": session.state,
        "step": run.trainer.step,
        "steps_per_second": session.pacer.steps_per_second,
        "config": run.config.model_dump(),
        "parameter_count": run.trainer.network.parameter_count,
        "undo": session.history.undo_count,
        "redo": session.history.redo_count,
        "stopping": run.stopping(),
    }


def frame_for(session: Session, viewer: Outbox, number: int) -> bytes:
    """Return a frame of what a viewer has subscribed to, as things stand."""
    run = session.runs[0]
    training_loss, validation_loss = run.measure()
    header = FrameHeader(
        flags=Flag.RUNNING if session.state == "running" else Flag(0),
        layout=session.layout_number,
        number=number,
        step=run.trainer.step,
        epoch=run.trainer.epoch,
        training_loss=training_loss,
        validation_loss=validation_loss,
    )
    sections = run.sections(viewer.sections)
    if not PIECES.isdisjoint(viewer.sections):
        sections += _pieces(session, viewer)
    if session.race is not None and "race" in viewer.sections:
        sections += session.race.sections()
    return encode_frame(header, sections)


def _pieces(session: Session, viewer: Outbox) -> list[EncodedSection]:
    """Return the knots and pieces a viewer has subscribed to, or none where they have had their share of the time.

    While training runs a later frame has them anyway; at rest one is seen to.
    """
    share, at_rest = session.viewers.pieces_share, not session.wants_training
    wait = share.wait(on_credit=at_rest)
    if wait > 0:
        if at_rest:
            session.viewers.show_again(wait)
        return []
    begun = time.perf_counter()
    sections = list(session.runs[0].pieces(viewer.sections))
    share.spend(time.perf_counter() - begun)
    return sections
