"""A session to talk to."""

from __future__ import annotations

import pytest

from tests.app.talk import Talk


@pytest.fixture
def talk() -> Talk:
    talk = Talk()
    talk.configure()
    return talk
