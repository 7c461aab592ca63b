"""A plan and tracks survive JSON; what is not one is refused with a code (R21, R22)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from beholden.engines.redaction import plan
from beholden.engines.redaction.plan import Box, Kind, Plan, Polygon, Purpose, Sight, Track, Unreadable

CORNERS = ((0.1, 0.1), (0.5, 0.1), (0.3, 0.4))
GOOD = {"purpose": "publication", "uncovered": [3], "polygons": [], "sound": False}


def test_a_plan_survives_json_and_covers_what_its_purpose_says() -> None:
    whole = Plan(Purpose.INDIVIDUAL, frozenset({7, 2}), (Polygon(CORNERS, 0.0, 4.5),), sound=True)
    assert plan.loads(plan.dumps(whole)) == whole
    assert plan.loads('{"purpose": "mosaic"}') == Plan(Purpose.MOSAIC)
    assert Kind.TEXT in Purpose.PUBLICATION.kinds
    assert Kind.TEXT not in Purpose.INDIVIDUAL.kinds


def test_tracks_survive_json() -> None:
    track = Track(
        4, Kind.FACE, (Sight(1.0, Box(0.1, 0.2, 0.05, 0.08)), Sight(1.12, Box(0.11, 0.2, 0.05, 0.08))), 0.5, 2
    )
    assert plan.tracks_of(json.loads(json.dumps(plan.tracks_data((track,))))) == (track,)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purpose": "fun"}, "purpose"),
        ({"purpose": ["publication"]}, "purpose"),
        ({"uncovered": "3"}, "uncovered"),
        ({"uncovered": [True]}, "uncovered"),
        ({"uncovered": [0]}, "uncovered"),
        ({"sound": "yes"}, "not_an_object"),
        ({"polygons": [{"points": [[0, 0], [1, 1]], "from_s": 0, "to_s": 1}]}, "polygon"),
        ({"polygons": [{"points": [[0, 0], [1, 1], [2, 0]], "from_s": 0, "to_s": 1}]}, "place"),
        ({"polygons": [{"points": [[0, 0], [1, 1], [float("nan"), 0]], "from_s": 0, "to_s": 1}]}, "place"),
        ({"polygons": [{"points": [[0, 0], [1, 1], [1, 0]], "from_s": 2, "to_s": 1}]}, "time"),
        ({"polygons": [{"points": [[0, 0], [1, 1], [1, 0]]}]}, "time"),
        ({"polygons": [{}] * 501}, "too_many"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_a_plan_is_named(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        plan.loads(json.dumps({**GOOD, **change}))
    assert refused.value.code == code


@pytest.mark.parametrize(("text", "code"), [("", "not_json"), ("[" * 100_000, "not_json"), ("[]", "not_an_object")])
def test_what_is_not_even_an_object_is_named(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        plan.loads(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "data",
    [
        {},
        [1],
        [{"number": 1, "kind": "face", "from_s": 0, "to_s": 1, "sights": []}],
        [{"number": 1, "kind": "gait", "from_s": 0, "to_s": 1, "sights": [[0, 0, 0, 1, 1]]}],
        [{"number": 1, "kind": "face", "from_s": 0, "to_s": 1, "sights": [[0, 0, 0, 1]]}],
    ],
    ids=["object", "number", "unseen", "kind", "short"],
)
def test_what_are_not_tracks_is_refused(data: object) -> None:
    with pytest.raises(Unreadable):
        plan.tracks_of(data)
