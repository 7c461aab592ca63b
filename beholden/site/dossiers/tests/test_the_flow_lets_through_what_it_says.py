"""Every act in every state by every office: the table lets through what it says and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers import flow, services
from beholden.site.dossiers.kinds import KINDS
from beholden.site.dossiers.models import DossierEntry, State
from beholden.site.dossiers.refusals import Conflict, Refused
from beholden.site.dossiers.tests.made import NOW, a_person, a_system, an_entry

ACTIONS = sorted({step.action for step in flow.STEPS})


@pytest.mark.django_db
def test_each_act_in_each_state_by_each_office(cast: Cast) -> None:
    system = a_system(cast.manager)
    cameras = [camera.code for camera in system.cameras.all()]
    for kind in ("works", "vulnerability", "operation", "drill", "roster"):
        entry = an_entry(cast.manager, system, kind, file=None, cameras=cameras)
        for state in State:
            entry.state = state
            for action in ACTIONS:
                row = next((one for one in flow.STEPS if one.action == action and kind in one.kinds), None)
                for part, account in cast.accounts():
                    found = flow.verdict(entry, action, account)
                    wanted = row is not None and part == "manager" and state in row.from_
                    assert found.allowed is wanted, (kind, state, action, part, found.why)
                    assert found.allowed or found.why


@pytest.mark.django_db
def test_works_are_agreed_first_and_restored_after(cast: Cast) -> None:
    system = a_system(cast.manager)
    works = an_entry(cast.manager, system, "works", file=None, from_on="2026-10-01", until_on="2026-10-20")
    with pytest.raises(Refused, match="先选出"):
        services.act(cast.manager, works, "agree", now=NOW)
    works.cameras.set(system.cameras.all())
    with pytest.raises(Refused, match="施工方已提出"):
        services.act(cast.manager, works, "move", on="2026-10-02", now=NOW)
    services.act(cast.manager, works, "agree", now=NOW)
    with pytest.raises(Refused, match="请填写日期"):
        services.act(cast.manager, works, "move", now=NOW)
    services.act(cast.manager, works, "move", on="2026-10-02", now=NOW)
    with pytest.raises(Refused, match="早于 2026-10-02"):
        services.act(cast.manager, works, "restore", on="2026-10-01", now=NOW)
    services.act(cast.manager, works, "restore", on="2026-10-25", now=NOW)
    services.act(cast.manager, works, "redo", says="角度不对", now=NOW)
    services.act(cast.manager, works, "restore", on="2026-10-26", now=NOW)
    done = services.act(cast.manager, works, "confirm", now=NOW)
    assert (done.state, done.more["moved_on"], done.more["restored_on"]) == (
        State.CONFIRMED,
        "2026-10-02",
        "2026-10-26",
    )
    acts = ["add", "agree", "move", "restore", "redo", "restore", "confirm"]
    assert [act.action for act in done.acts.all()] == acts
    assert all(act.log_index is not None for act in done.acts.all())


@pytest.mark.django_db
def test_of_two_tabs_the_later_is_told_and_nothing_of_it_is_kept(cast: Cast) -> None:
    system = a_system(cast.manager)
    entry = an_entry(cast.manager, system, "design", file=None)
    given = {"title": "第一个", "signed_on": "2026-01-01"}
    services.change(cast.manager, entry, given, seen=1, now=NOW)
    with pytest.raises(Conflict):
        services.change(cast.manager, entry, {**given, "title": "第二个"}, seen=1, now=NOW)
    with pytest.raises(Conflict):
        services.act(cast.manager, entry, "retire", says="重复", seen=1, now=NOW)
    assert DossierEntry.objects.get(pk=entry.pk).title == "第一个"


@pytest.mark.django_db
def test_a_shortcoming_is_open_until_it_is_put_right(cast: Cast) -> None:
    system = a_system(cast.manager)
    drill = an_entry(cast.manager, system, "drill", file=None, happened_on="2026-11-01")
    with pytest.raises(Refused, match="早于"):
        services.find(cast.manager, drill, "对讲机没有电", "2026-10-01", now=NOW)
    found = services.find(cast.manager, drill, "对讲机没有电", "2026-11-10", now=NOW)
    for says, on in (("", "2026-11-10"), ("换了电池", "2026-11-21"), ("换了电池", "2026-10-01")):
        with pytest.raises(Refused):
            services.mend(cast.manager, found, "fix", says=says, on=on, now=NOW)
    fixed = services.mend(cast.manager, found, "fix", says="换了电池", on="2026-11-12", now=NOW)
    assert (fixed.state, str(fixed.fixed_on)) == ("fixed", "2026-11-12")
    with pytest.raises(Refused, match="已整改"):
        services.mend(cast.manager, found, "fix", says="再换", on="2026-11-12", now=NOW)
    assert services.mend(cast.manager, found, "reopen", says="又坏了", now=NOW).state == "open"
    design = an_entry(cast.manager, system, "design")
    with pytest.raises(Refused, match="没有这个环节"):
        services.find(cast.manager, design, "问题", "2026-11-30", now=NOW)


def test_the_table_in_the_docs_is_the_flow(root: Path) -> None:
    text = (root / "docs/know/dossiers.md").read_text(encoding="utf-8")
    assert text.split("<!-- flow -->\n")[1].split("<!-- end -->")[0] == flow.table()


def test_every_kind_starts_somewhere_and_needs_only_fields_it_has() -> None:
    for kind in KINDS.values():
        assert set(kind.needs) <= set(kind.fields), kind.name
        assert kind.starts in kind.fields, kind.name
        assert kind.begins in State.values, kind.name


@pytest.mark.django_db
def test_shifts_lie_within_their_roster_and_nobody_stands_twice(cast: Cast) -> None:
    from beholden.site.dossiers import queries

    system, wang = a_system(cast.manager), a_person(cast.manager)
    roster = an_entry(cast.manager, system, "roster", file=None, from_on="2026-11-20", until_on="2026-11-30")
    made = services.plan_shifts(cast.manager, roster, wang, "2026-11-20", "2026-11-22", "20:00", "08:00", now=NOW)
    assert [(shift.ends_at - shift.starts_at).total_seconds() for shift in made] == [12 * 3600] * 3
    for first, last, start, end, says in (
        ("2026-11-21", "", "06:00", "09:00", "重叠"),
        ("2026-11-19", "", "06:00", "09:00", "应在其中"),
        ("2026-11-25", "2026-11-24", "06:00", "09:00", "早于"),
        ("2026-11-25", "", "25:00", "09:00", "08:00"),
    ):
        with pytest.raises(Refused, match=says):
            services.plan_shifts(cast.manager, roster, wang, first, last, start, end, now=NOW)
    assert queries.on_duty(cast.guard, system, NOW) == []
    at_night = NOW.replace(hour=15)  # eleven in the evening in China
    assert [shift.person.name for shift in queries.on_duty(cast.guard, system, at_night)] == ["王敏"]
    assert queries.on_duty(cast.other_guard, system, at_night) == []
    services.take_off(cast.manager, made[1], now=NOW)
    with pytest.raises(Refused):
        services.take_off(cast.manager, made[1], now=NOW)
    assert len(services.plan_shifts(cast.manager, roster, wang, "2026-11-21", "", "20:00", "08:00", now=NOW)) == 1
