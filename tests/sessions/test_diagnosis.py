"""A run that goes well: nothing is said of it from the start to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.app.talk import Talk


def test_the_default_run_has_nothing_wrong_with_it(talk: Talk) -> None:
    for _ in range(60):
        talk.train(10)
        assert talk.say("diagnose")["findings"] == []
