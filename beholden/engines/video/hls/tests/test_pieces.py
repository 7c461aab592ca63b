"""Pieces of any interval: they begin at a key frame, cover what was asked, and never overlap."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.hls.pieces import pieces
from beholden.engines.video.index.rows import FragmentEntry

CLOCK = 90_000


@st.composite
def files(draw: st.DrawFn) -> list[FragmentEntry]:
    """A file's fragments: video of 0.1 to 0.8 s, a key frame now and then, sound between."""
    found: list[FragmentEntry] = []
    offset, time = 1_000, 0
    for number in range(draw(st.integers(1, 60))):
        duration = draw(st.sampled_from([9_000, 36_000, 72_000]))
        key = number == 0 or draw(st.integers(0, 4)) == 0
        found.append(FragmentEntry(offset, 500, time, duration, key))
        offset, time = offset + 500, time + duration
        if draw(st.booleans()):
            found.append(FragmentEntry(offset, 50, time * 16 // 90, 1_024, True, True))
            offset += 50
    return found


def length(entries: list[FragmentEntry]) -> int:
    return max(entry.time + entry.duration for entry in entries if not entry.audio)


@given(files())
def test_a_whole_file_is_cut_without_loss_or_repetition(entries: list[FragmentEntry]) -> None:
    found = pieces(entries, CLOCK, 0, length(entries), complete=True)
    assert found[0].first == 0
    assert found[-1].last == len(entries) - 1
    assert all(before.last + 1 == after.first and before.end == after.time for before, after in pairwise(found))
    assert all(entries[piece.first].key and not entries[piece.first].audio for piece in found)
    assert all(piece.end - piece.time >= 4 * CLOCK for piece in found[:-1])


@given(files(), st.integers(0, 60 * CLOCK), st.integers(1, 30 * CLOCK))
def test_an_interval_is_covered_from_the_key_frame_before_it_and_no_further_than_needed(
    entries: list[FragmentEntry], low: int, more: int
) -> None:
    high = low + more
    found = pieces(entries, CLOCK, low, high, complete=True)
    end = length(entries)
    if low >= end:
        assert found == []
        return
    assert all(before.last + 1 == after.first for before, after in pairwise(found))
    keys = [entry.time for entry in entries if entry.key and not entry.audio]
    assert found[0].time == max(key for key in keys if key <= low)
    assert found[-1].end >= min(high, end)
    videos = [entry for entry in entries[: found[-1].last + 1] if not entry.audio]
    assert videos[-1].time < high


@given(files(), st.integers(0, 20 * CLOCK), st.integers(1, 20 * CLOCK))
def test_pieces_of_a_growing_file_never_change_once_listed(entries: list[FragmentEntry], low: int, more: int) -> None:
    before: list[tuple[int, int]] = []
    for count in range(1, len(entries) + 1):
        part = entries[:count]
        found = pieces(part, CLOCK, low, low + more, complete=False)
        listed = [(piece.first, piece.last) for piece in found]
        # sound of the last piece may still be on its way: a list that has reached its end is not asked again
        if found and found[-1].end >= low + more:
            break
        assert listed[: len(before)] == before
        before = listed


@given(files())
def test_nothing_before_the_first_key_frame_is_shown(entries: list[FragmentEntry]) -> None:
    blind = [FragmentEntry(e.offset, e.size, e.time, e.duration, e.audio, e.audio) for e in entries]
    assert pieces(blind, CLOCK, 0, length(entries), complete=True) == []
