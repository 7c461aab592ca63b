"""Draws through the room: the order that makes them honest, what is refused, and the file a stranger repeats (M17)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from beholden.cli import main
from beholden.ground.evidence.models import Opening
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import draft
from beholden.registry.inspections import services
from beholden.registry.inspections.models import InspectionPlan, SampleDraw
from beholden.registry.inspections.services import choosing
from beholden.registry.inspections.tests.made import NOW, TODAY, team

LATER = NOW + timedelta(days=1)


def plan_of(cast: Cast, *, approved: bool = True) -> InspectionPlan:
    made = choosing.draw_up(
        cast.county_officer,
        title="第四季度随机抽查",
        kind="general",
        starts=TODAY,
        ends=date(2026, 12, 31),
        note="商贸中心系统，随机确定",
        now=NOW,
    )
    return choosing.approve(cast.supervisor, made, now=NOW) if approved else made


def in_force(cast: Cast, count: int) -> None:
    """Filings in force, put so by hand: how they came to be is another room's test."""
    for number in range(count):
        one = draft(cast.manager, cameras=(), letter=None, agent=False, unit_name=f"第 {number} 商场")
        Filing.objects.filter(pk=one.pk).update(state="filed", in_force=True, submitted_at=NOW)


def committed(cast: Cast, size: int = 2) -> SampleDraw:
    return choosing.commit(cast.county_officer, plan_of(cast), size=size, now=NOW)


def fixed(cast: Cast, draw: SampleDraw) -> SampleDraw:
    return choosing.fix_population(
        cast.county_officer, draw, source="双色球第 2026135 期", expected_at=LATER, now=NOW + timedelta(minutes=5)
    )


def test_a_draw_is_made_exported_and_repeated_by_a_stranger(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_force(cast, 6)
    draw = committed(cast)
    assert (draw.seed, len(draw.commitment), draw.population) == ("", 64, [])
    with pytest.raises(services.Refused, match="先固定名单"):
        choosing.draw_sample(cast.county_officer, draw, value="03 07", now=LATER)
    draw = fixed(cast, draw)
    assert len(draw.population) == 6
    with pytest.raises(services.Refused, match="还没有到公布"):
        choosing.draw_sample(cast.county_officer, draw, value="03 07", now=NOW + timedelta(hours=1))
    with pytest.raises(services.Refused, match="之后才能导出"):
        choosing.exported(draw)
    done = choosing.draw_sample(cast.county_officer, draw, value="03 07 11", now=LATER + timedelta(hours=1))
    assert [entry["what"] for entry in done.log] == ["draw.commit", "draw.fix", "draw.draw"]
    assert Opening.objects.filter(number=done.code).count() == 3
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(choosing.exported(done).as_dict()), encoding="utf-8")
    assert main(["sample", "redraw", str(file)]) == 0
    assert done.sample[0] in capsys.readouterr().out
    visit = choosing.plan_drawn(
        cast.station_officer, done, done.sample[0], scheduled_on=TODAY, officers=team(cast), now=NOW
    )
    assert (visit.reason, visit.reason_code, visit.plan) == ("sample", done.code, done.plan)
    with pytest.raises(services.Refused, match="已经安排"):
        choosing.plan_drawn(cast.station_officer, done, done.sample[0], scheduled_on=TODAY, now=NOW)
    outside = next(code for code in done.population if code not in done.sample)
    with pytest.raises(services.Refused, match="不在抽中"):
        choosing.plan_drawn(cast.station_officer, done, outside, scheduled_on=TODAY, now=NOW)


def test_nobody_can_choose_by_drawing_twice_or_by_knowing_the_value(cast: Cast) -> None:
    in_force(cast, 3)
    draw = committed(cast)
    with pytest.raises(services.Refused, match="不能再抽一次"):
        choosing.commit(cast.county_officer, draw.plan, size=2, now=NOW)
    with pytest.raises(services.Refused, match="之后才公布"):
        choosing.fix_population(
            cast.county_officer, draw, source="昨天的开奖号码", expected_at=NOW - timedelta(days=1), now=NOW
        )
    draw = fixed(cast, draw)
    with pytest.raises(services.Refused, match="固定一次"):
        fixed(cast, draw)
    with pytest.raises(services.Refused, match="看过结果再挑选"):
        choosing.abandon(cast.county_officer, draw, why="结果不合适", now=LATER)
    done = choosing.draw_sample(cast.county_officer, draw, value="1", now=LATER)
    for again in (
        lambda: choosing.draw_sample(cast.county_officer, done, value="2", now=LATER),
        lambda: choosing.abandon(cast.county_officer, done, why="不想要这个结果", now=LATER),
        lambda: choosing.commit(cast.county_officer, done.plan, size=1, now=LATER),
    ):
        with pytest.raises(services.Refused):
            again()
    assert SampleDraw.objects.get().public_value == "1"


def test_only_those_of_the_authority_draw_and_only_from_an_approved_plan(cast: Cast) -> None:
    plan = plan_of(cast, approved=False)
    with pytest.raises(services.Refused, match="批准之后"):
        choosing.commit(cast.county_officer, plan, size=1, now=NOW)
    with pytest.raises(services.Refused, match="负责人批准"):
        choosing.approve(cast.county_officer, plan, now=NOW)
    choosing.approve(cast.supervisor, plan, now=NOW)
    for stranger in (cast.other_county_officer, cast.manager, cast.city_officer):
        with pytest.raises(services.Refused):
            choosing.commit(stranger, plan, size=1, now=NOW)
    draw = choosing.commit(cast.county_officer, plan, size=4, now=NOW)
    with pytest.raises(services.Refused, match="不够抽取"):
        fixed(cast, draw)
    gone = choosing.abandon(cast.county_officer, draw, why="辖区内备案不足", now=NOW)
    assert (gone.state, gone.seed) == ("abandoned", "")
    assert choosing.commit(cast.county_officer, plan, size=1, now=NOW).state == "committed"
