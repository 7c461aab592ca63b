"""The next version: from what is in force, with its difference, one at a time; the end of a system (M9)."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.registry.filings import comparing, flow, queries, services
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.models import Filing
from beholden.registry.filings.papers import unpacked
from beholden.registry.filings.tests.made import AGENT, NOW, PDF, filed, fresh


def ready(cast: Cast, change: Filing, **answers: object) -> Filing:
    services.save_answers(cast.manager, change, {"change_reason": "扩容", **answers}, now=NOW)
    services.set_agent(cast.manager, change, AGENT, now=NOW)
    services.attach(cast.manager, change, "agent_id", "x.pdf", [PDF], now=NOW)
    return services.submit(cast.manager, change, now=NOW)


def test_a_change_carries_everything_over_and_replaces_when_accepted(cast: Cast) -> None:
    first = filed(cast.manager, cast.county_officer)
    change = services.start_change(cast.manager, first, now=NOW)
    assert (change.version, change.kind, change.camera_count) == (2, "change", 2)
    assert change.cameras.count() == 2
    waiting = ready(cast, change, retention_days="60")
    assert waiting.state == "change_submitted"
    assert fresh(first).in_force  # until the change is filed
    services.accept(cast.county_officer, waiting, now=NOW)
    assert (fresh(first).in_force, fresh(change).in_force) == (False, True)
    assert list(queries.chain(first).values_list("version", flat=True)) == [2, 1]
    again = services.start_change(cast.manager, fresh(change), now=NOW)
    assert (again.version, again.first_id) == (3, first.pk)
    with pytest.raises(services.Refused):  # what is replaced is no start
        services.start_change(cast.manager, fresh(first), now=NOW)


def test_one_change_at_a_time(cast: Cast) -> None:
    first = filed(cast.manager, cast.county_officer)
    change = services.start_change(cast.manager, first, now=NOW)
    with pytest.raises(services.Refused) as refused:
        services.start_cessation(cast.manager, first, now=NOW)
    assert refused.value.code == "change_under_way"
    services.withdraw(cast.manager, change, now=NOW)
    assert services.start_cessation(cast.manager, first, now=NOW).version == 3


def test_the_difference_names_what_changed_and_nothing_else(cast: Cast) -> None:
    first = filed(cast.manager, cast.county_officer)
    change = services.start_change(cast.manager, first, now=NOW)
    assert not comparing.difference(first, change)
    services.save_answers(cast.manager, change, {"retention_days": "60"}, now=NOW)
    moved = CameraFields("01 大门", "二层", function_type="watch", structure_type="3", area="entrance")
    services.change_camera(cast.manager, change, 1, moved, now=NOW)
    services.remove_cameras(cast.manager, change, [2], now=NOW)
    services.add_cameras(cast.manager, change, [CameraFields("03 仓库")], now=NOW)
    found = comparing.difference(first, fresh(change))
    assert [(one.name, one.before, one.after) for one in found.answers] == [("retention_days", "30", "60")]
    assert (found.added, found.gone, found.counts) == (["03 仓库"], ["02 收银台"], (1, 1, 1))
    assert "二层" in found.altered[0].after


def test_a_change_needs_its_reason(cast: Cast) -> None:
    change = services.start_change(cast.manager, filed(cast.manager, cast.county_officer), now=NOW)
    services.set_agent(cast.manager, change, AGENT, now=NOW)
    services.attach(cast.manager, change, "agent_id", "x.pdf", [PDF], now=NOW)
    with pytest.raises(services.Refused) as refused:
        services.submit(cast.manager, change, now=NOW)
    assert (refused.value.code, refused.value.cite) == ("incomplete", "M9")


def test_a_ceased_system_is_in_force_no_more(cast: Cast) -> None:
    first = filed(cast.manager, cast.county_officer)
    done = services.accept(
        cast.county_officer, ready(cast, services.start_cessation(cast.manager, first, now=NOW)), now=NOW
    )
    assert (done.state, done.in_force, fresh(first).in_force) == ("ceased", False, False)
    assert not flow.verdict(fresh(first), "change", cast.manager).allowed


def test_what_was_handed_in_stays_though_the_rows_change(cast: Cast) -> None:
    first = filed(cast.manager, cast.county_officer)
    version = first.versions.get()
    assert [camera["name"] for camera in unpacked(version.cameras)] == ["01 大门", "02 收银台"]
    assert set(version.answers["attachments"]) == {"agent_id", "authorisation_letter"}
    assert len(version.sha256) == 64


def test_a_filing_takes_over_the_recorders_own_system(cast: Cast) -> None:
    system = declare_system(cast.manager, "城南商场", address="北新道 1 号", facts={"guarded": True})
    declare_camera(cast.manager, system, "01 大门", position="一层")
    one = services.start(cast.manager, place_category="op_crowd", system=system, now=NOW)
    assert (one.answers["name"], one.answers["location"], one.answers["guarded"]) == ("城南商场", "北新道 1 号", True)
    assert [(camera.name, camera.position) for camera in one.cameras.all()] == [("01 大门", "一层")]
    declare_camera(cast.manager, system, "02 收银台")
    assert services.take_over_system(cast.manager, one, system, now=NOW) == 1  # what is there is not doubled
    assert services.set_for_all_cameras(cast.manager, one, function_type="watch", now=NOW) == 2
    with pytest.raises(services.Refused):
        services.start(cast.other_manager, place_category="op_crowd", system=system, now=NOW)


def test_every_row_of_the_flow_leads_to_a_known_state_and_only_two_answers_exist() -> None:
    from beholden.registry.filings.models import State

    assert {step.to for step in flow.STEPS if step.to} <= set(State.values)
    answers = {step.action for step in flow.STEPS if step.who == flow.OFFICER and "submitted" in step.from_}
    assert answers == {"accept", "ask"}
    assert all(step.cite for step in flow.STEPS)


def test_the_documented_table_is_the_flow(root: Path) -> None:
    text = (root / "docs/know/filings.md").read_text(encoding="utf-8")
    written = text.split("<!-- flow -->\n")[1].split("<!-- end -->")[0]
    assert written == flow.table()
