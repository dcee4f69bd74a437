"""What a visitor can make the server keep is bounded, whoever that is."""

from __future__ import annotations

from app.sessions.mailbox import MAX_CHARACTERS, Mailbox


def test_a_viewer_that_does_not_read_long_messages_is_closed() -> None:
    viewer = Mailbox()
    long = {"text": "x" * (MAX_CHARACTERS // 4)}
    for _ in range(100):
        viewer.put_control(long)
    assert viewer.close_code == 1008
    sizes = []
    while (item := viewer.take()) is not None:
        sizes.append(len(item))
    assert sum(sizes) < 1.5 * MAX_CHARACTERS


def test_a_viewer_that_reads_may_be_told_any_amount() -> None:
    viewer = Mailbox()
    for _ in range(100):
        viewer.put_control({"text": "x" * MAX_CHARACTERS})
        assert isinstance(viewer.take(), str)
    assert viewer.close_code is None
