"""A track covers between its sights and half a second around them, and ends where two things could be confused."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.redaction.plan import Box, Kind, Sight, Track
from beholden.engines.redaction.tracks import HOLD_S, Alive, Follower, common_area, covering, numbered


def box(x: float, y: float = 0.4, side: float = 0.1) -> Box:
    return Box(x, y, side, side)


def inside(inner: Box, outer: Box | None) -> bool:
    return outer is not None and common_area(inner, outer) >= 0.999 * inner.w * inner.h


def followed(*sights: tuple[float, list[Box]]) -> list[Track]:
    follower = Follower(Kind.FACE)
    for at_s, boxes in sights:
        follower.see(at_s, boxes)
    return follower.tracks()


def test_a_thing_that_moves_is_covered_between_the_pictures_looked_at() -> None:
    (track,) = followed((0.0, [box(0.2)]), (0.12, [box(0.22)]), (0.24, [box(0.24)]))
    for step in range(25):
        assert inside(box(0.2 + step / 600), covering(track, step / 100))


def test_it_is_covered_half_a_second_before_and_after_where_it_stood_or_went_on() -> None:
    (track,) = followed((1.0, [box(0.2)]), (1.12, [box(0.23)]))
    assert covering(track, 1.0 - HOLD_S - 0.01) is None
    assert covering(track, 1.12 + HOLD_S + 0.01) is None
    assert inside(box(0.23), covering(track, 1.5))
    assert inside(box(0.23 + 0.03 * 0.38 / 0.12), covering(track, 1.5))
    assert inside(box(0.2 - 0.03 * 0.4 / 0.12), covering(track, 0.6))
    early, late = covering(track, 1.12), covering(track, 1.6)
    assert early and late and late.h > early.h


def test_a_thing_lost_for_less_than_a_second_stays_covered_and_one_track() -> None:
    tracks = followed((0.0, [box(0.2)]), (0.12, []), (0.24, []), (0.9, [box(0.25)]))
    assert len(tracks) == 1
    assert inside(box(0.225), covering(tracks[0], 0.45))
    assert len(followed((0.0, [box(0.2)]), (1.2, []), (2.4, [box(0.2)]))) == 2


def test_where_two_could_be_confused_both_tracks_end() -> None:
    apart = followed((0.0, [box(0.2), box(0.6)]), (0.12, [box(0.21), box(0.59)]))
    assert len(apart) == 2
    meeting = followed(
        (0.0, [box(0.30), box(0.40)]), (0.12, [box(0.33), box(0.37)]), (0.24, [box(0.36), box(0.34)]),
        (0.36, [box(0.40), box(0.30)]),
    )  # fmt: skip
    assert len(meeting) > 2
    for track in meeting:
        steps = [abs(b.box.x - a.box.x) for a, b in zip(track.sights, track.sights[1:], strict=False)]
        assert all(step < 0.05 for step in steps)


def test_nothing_goes_on_over_a_cut() -> None:
    follower = Follower(Kind.FACE)
    follower.see(0.0, [box(0.2)])
    follower.cut()
    follower.see(0.04, [box(0.2)])
    assert len(follower.tracks()) == 2


def test_what_moves_in_the_first_second_of_a_scene_is_covered_from_its_first_picture() -> None:
    follower = Follower(Kind.MOTION)
    for at_s, boxes in ((0.0, []), (0.8, [box(0.2)])):
        follower.see(at_s, boxes)
    follower.cut()
    for at_s, boxes in ((5.0, []), (5.8, [box(0.2)]), (7.5, [box(0.7)])):
        follower.see(at_s, boxes)
    assert [track.from_s for track in follower.tracks()] == [0.0, 5.0, 7.0]


def test_a_follower_says_when_something_came_or_went() -> None:
    follower = Follower(Kind.FACE)
    assert [follower.see(at / 10, boxes) for at, boxes in enumerate([[box(0.2)], [box(0.2)], [], [], [box(0.2)]])] == [
        True,
        False,
        True,
        False,
        False,
    ]


def test_numbers_follow_the_beginning_and_go_on_after_those_given() -> None:
    late, early = (Track(0, Kind.FACE, (Sight(at, box(0.1)),), at, at + 1) for at in (5.0, 1.0))
    assert [(one.number, one.from_s) for one in numbered([late, early], after=7)] == [(8, 1.0), (9, 5.0)]


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 5)), min_size=1, max_size=30))
def test_asked_in_order_the_alive_are_those_that_cover(spans: list[tuple[float, float]]) -> None:
    tracks = [
        Track(place, Kind.MOTION, (Sight(start, box(0.1)),), start, start + length)
        for place, (start, length) in enumerate(spans, 1)
    ]
    alive = Alive(tracks)
    for at in range(0, 66, 2):
        assert sorted(track.number for track, _ in alive.at(at)) == [
            track.number for track in tracks if track.from_s <= at <= track.to_s
        ]
