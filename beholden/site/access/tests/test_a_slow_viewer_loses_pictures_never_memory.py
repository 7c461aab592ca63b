"""The outbox of a live viewer is bounded and goes on at a key frame."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as some

from beholden.engines.video.recorder.live import LiveMessage
from beholden.site.access.outbox import Outbox


def _media(size: int, key: bool = False) -> LiveMessage:
    return LiveMessage("media", bytes(size), "avc1", key)


def _drain(box: Outbox) -> list[LiveMessage]:
    async def take() -> list[LiveMessage]:
        return [await box.take() for _ in range(len(box.waiting))]

    return asyncio.run(take())


def test_a_viewer_that_keeps_up_gets_everything_in_order() -> None:
    box, sent = Outbox(limit=100), [LiveMessage("init", b"i"), _media(30, True), _media(30), _media(30)]
    for message in sent:
        box.put(message)
    assert _drain(box) == sent
    assert (box.size, box.dropped) == (0, 0)


def test_a_full_box_drops_what_waits_and_goes_on_at_the_next_key_frame() -> None:
    box = Outbox(limit=100)
    for message in (LiveMessage("init", b"i"), _media(60, True), _media(30), _media(30), _media(30)):
        box.put(message)
    assert [message.kind for message in box.waiting] == ["init"]  # a new beginning is never dropped
    box.put(_media(40, True))
    box.put(_media(40))
    assert [(message.kind, message.key) for message in _drain(box)] == [
        ("init", False),
        ("media", True),
        ("media", False),
    ]
    assert box.dropped == 4


def test_a_key_frame_larger_than_the_box_still_passes_alone() -> None:
    box = Outbox(limit=10)
    box.put(_media(50, True))
    assert [len(message.payload) for message in _drain(box)] == [50]
    box.put(_media(5))
    box.put(_media(9))
    assert not box.waiting  # the second did not fit: both are gone, and what hangs on them
    box.put(_media(5))
    assert not box.waiting
    box.put(_media(5, True))
    assert [message.key for message in _drain(box)] == [True]


@given(some.lists(some.tuples(some.integers(0, 60), some.booleans(), some.booleans()), max_size=60))
def test_whatever_comes_memory_is_bounded_and_no_picture_lacks_its_key_frame(
    steps: list[tuple[int, bool, bool]],
) -> None:
    box, whole = Outbox(limit=100), False
    lost_before = 0
    for size, key, taking in steps:
        box.put(_media(size, key))
        assert box.size <= 100 + 60
        if box.dropped != lost_before:
            whole, lost_before = False, box.dropped
        if taking:
            for message in _drain(box):
                assert message.key or whole or lost_before == 0
                whole = True
