"""What a reviewer decides: each with a reason, by number or area; what makes no sense is told at its field (R22)."""

from __future__ import annotations

from typing import Any

import pytest

from beholden.ground.acts.refusals import Refused
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.redactions import plans, services
from beholden.site.redactions.models import Aim
from beholden.site.redactions.tests.made import a_copy


def test_the_last_word_on_a_track_counts_and_all_of_them_stay(stage: Stage) -> None:
    made, guard = a_copy(stage), stage.cast.guard
    assert services.change(guard, made, "uncover", ["1", "3", "3"], "申请人本人") == 2
    assert services.change(guard, made, "cover", ["1", "2"], "不是申请人") == 1
    area = services.draw(guard, made, services.Drawn("10,10 40,10 40,60", "0:01", "1:02.5"), "招牌")
    other = services.draw(guard, made, services.Drawn("0，0；5，0；5，5", "0", "3"), "屏幕")
    services.erase(guard, made, other.pk, "画错了")
    plan = plans.plan_of(made)
    assert plan.uncovered == {3}
    assert [(one.points[0], one.from_s, one.to_s) for one in plan.polygons] == [((0.1, 0.1), 1.0, 31.0)]
    assert made.changes.count() == 6
    assert all(one.reason for one in made.changes.all())
    assert plans.standing(made).polygons == [area]
    assert not plan.sound


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"tracks": ["9"]}, "tracks"), ({"tracks": []}, "tracks"), ({"tracks": ["1; DROP"]}, "tracks"),
        ({"reason": ""}, "reason"), ({"reason": "x" * 201}, "reason"), ({"reason": "a\u202eb"}, "reason"),
    ],
    ids=["unknown", "none", "naughty", "no-reason", "long", "invisible"],
)  # fmt: skip
def test_a_decision_about_nothing_or_without_a_reason_is_refused_at_its_field(
    stage: Stage, given: dict[str, Any], field: str
) -> None:
    made = a_copy(stage)
    wish = {"tracks": ["1"], "reason": "申请人本人", **given}
    with pytest.raises(Refused) as refused:
        services.change(stage.cast.guard, made, "uncover", wish["tracks"], wish["reason"])
    assert refused.value.field == field
    assert not made.changes.exists()
    form = {"do": "uncover", "revision": made.revision, **wish}
    answer = sign_in(stage.cast.guard).post(f"/redactions/{made.code}/changes", form)
    assert answer.status_code == 422
    assert str(refused.value)[:6] in answer.content.decode()


@pytest.mark.parametrize(
    ("points", "from_at", "to_at", "field"),
    [
        ("", "0", "5", "points"), ("10,10 20,20", "0", "5", "points"), ("10,10 20,20 30,30", "0", "5", "points"),
        ("10,10 200,10 20,30", "0", "5", "points"), ("<script>1,2 3,4 5,6", "0", "5", "points"),
        ("1,1 " * 200, "0", "5", "points"), ("10,10 40,10 40,60", "5", "5", "to_at"),
        ("10,10 40,10 40,60", "500", "900", "to_at"), ("10,10 40,10 40,60", "soon", "5", "from_at"),
        ("10,10 40,10 40,60", "1:2:3:4", "5", "from_at"), ("10,10 40,10 40,60", "٣", "5", "from_at"),
    ],
    ids=["none", "two", "flat", "outside", "script", "many", "empty", "behind", "words", "colons", "digits"],
)  # fmt: skip
def test_an_area_that_is_none_is_told_at_its_field(
    stage: Stage, points: str, from_at: str, to_at: str, field: str
) -> None:
    made = a_copy(stage, aim=Aim.PUBLICATION)
    with pytest.raises(Refused) as refused:
        services.draw(stage.cast.guard, made, services.Drawn(points, from_at, to_at), "招牌")
    assert refused.value.field == field
    assert not made.changes.exists()


def test_a_log_that_takes_nothing_confirms_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from beholden.ground.evidence.reading import LogUnavailable
    from beholden.site.redactions.services import confirming
    from beholden.site.redactions.tests.made import watched

    made = a_copy(stage)
    watched(stage.cast.guard, made)

    def away(*_words: object, **_more: object) -> None:
        raise LogUnavailable("full")

    monkeypatch.setattr(confirming.evidence, "append", away)
    with pytest.raises(Refused, match="存证账本"):
        services.confirm(stage.cast.guard, made, "逐项看过")
    made.refresh_from_db()
    assert made.state == "review"
