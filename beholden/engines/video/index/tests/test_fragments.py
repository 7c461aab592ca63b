"""The fragment list of a segment is small, exact, and refuses what it did not write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.index.fragments import pack, unpack
from beholden.engines.video.index.rows import FragmentEntry

ENTRY = st.builds(
    FragmentEntry,
    st.integers(0, 1 << 40),
    st.integers(8, 1 << 30),
    st.integers(0, 1 << 50),
    st.integers(0, 1 << 32),
    st.booleans(),
    st.booleans(),
)


def minute() -> list[FragmentEntry]:
    found, offset = [], 1234
    for number in range(75):
        found.append(FragmentEntry(offset, 300_000 + number, number * 72_000, 72_000, number % 5 == 0))
        offset += 300_000 + number
        found.append(FragmentEntry(offset, 3_000, number * 12_800, 12_800, True, True))
        offset += 3_000
    return found


def test_a_minute_of_picture_and_sound_takes_about_seven_bytes_a_fragment() -> None:
    blob = pack(minute())
    assert unpack(blob) == minute()
    assert len(blob) < 8 * 150
    assert pack([]) == b""
    assert unpack(b"") == []


@given(st.lists(ENTRY, max_size=30))
def test_any_list_survives_the_round(entries: list[FragmentEntry]) -> None:
    assert unpack(pack(entries)) == entries


def test_a_list_that_was_cut_or_is_of_another_format_is_refused() -> None:
    blob = pack(minute())
    with pytest.raises(ValueError, match="cut off"):
        unpack(blob[:-1])
    with pytest.raises(ValueError, match="format 2"):
        unpack(b"\2" + blob[1:])
    with pytest.raises(ValueError, match="cut off"):
        unpack(b"\1" + b"\xff" * 40)
    with pytest.raises(ValueError, match="no sense"):
        unpack(b"\1\x20\x03\0\0")


@given(st.binary(max_size=300))
def test_hostile_bytes_give_a_list_or_one_error(blob: bytes) -> None:
    try:
        entries = unpack(blob)
    except ValueError:
        return
    assert all(entry.offset >= 0 and entry.time >= 0 and entry.size >= 0 for entry in entries)
