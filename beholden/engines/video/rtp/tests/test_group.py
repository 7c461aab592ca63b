"""Samples that wait to be written: in a buffer of their own, or in one that many cameras share in turn."""

from __future__ import annotations

import pytest

from beholden.engines.video.rtp.group import LIMIT, Group, GroupFull


def put(group: Group, size: int, byte: int, *, whole: bool = True) -> None:
    """A sample of ``size`` times ``byte``; not ``whole``: more of it is to come."""
    group.reserve(size)
    group.buffer[group.used : group.used + size] = bytes([byte]) * size
    group.used += size
    if whole:
        group.close_sample(byte, key=False)


def test_groups_that_share_a_buffer_keep_their_samples_apart() -> None:
    shared = bytearray(1000)
    groups = [Group(), Group()]
    for turn in range(1, 6):
        for byte, group in enumerate(groups, turn * 10):
            group.borrow(shared)
            put(group, 300, byte)
            put(group, 40, byte + 100, whole=False)
            group.give_back(shared)
            assert group.buffer is not shared
    for place, group in enumerate(groups):
        wanted = bytearray()
        for turn in range(1, 6):
            byte = turn * 10 + place
            wanted += bytes([byte]) * 300 + bytes([byte + 100]) * 40
        assert group.buffer[: group.used] == wanted
        assert group.sizes == [300, 340, 340, 340, 340] and group.start == sum(group.sizes) == group.used - 40
    assert len(shared) >= group.used, "what is shared grows for everybody"


def test_a_group_that_holds_much_does_not_carry_it_to_and_fro() -> None:
    shared = bytearray(1000)
    group = Group()
    group.borrow(shared)
    put(group, 70_000, 7)
    group.give_back(shared)
    own = group.buffer
    group.borrow(shared)
    put(group, 10, 8)
    group.give_back(shared)
    assert group.buffer is own and own[group.used - 11 : group.used] == b"\x07" + b"\x08" * 10
    group.take(1)
    group.borrow(shared)
    assert group.buffer is shared and group.buffer[: group.used] == b"\x08" * 10


def test_a_group_grows_to_its_limit_and_no_further() -> None:
    group = Group()
    put(group, LIMIT - 5, 1)
    put(group, 5, 2)
    with pytest.raises(GroupFull, match=str(LIMIT)):
        group.reserve(1)
    assert len(group.buffer) == LIMIT
