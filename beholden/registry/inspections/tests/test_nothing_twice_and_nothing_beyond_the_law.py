"""Planning: duplicates by any authority, the cap, exempt items, off site first, remits (M11, M12, M17, R9(2))."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from beholden.ground.deadlines.models import Deadline
from beholden.ground.people import services as people
from beholden.ground.people.models import Account
from beholden.ground.people.roles import Kind, Role
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import law, services
from beholden.registry.inspections.models import Inspection
from beholden.registry.inspections.services import duplicates
from beholden.registry.inspections.tests.made import NOW, TODAY, begun, closed, fresh, planned


def police(division: str, name: str) -> list[Account]:
    office = people.create_organisation(None, name=name, kind=Kind.AUTHORITY, division=division)
    return [
        people.create_account(None, username=f"{name}{n}", name=f"{name}{n}", role=role, organisation=office)
        for n, role in enumerate((Role.COUNTY_OFFICER, Role.STATION_OFFICER))
    ]


def test_an_open_visit_stops_another_of_any_authority_until_a_reason_is_on_record(cast: Cast) -> None:
    first = planned(cast)
    with pytest.raises(services.DuplicateVisit) as found:
        planned(cast, by=cast.city_officer, officers=[cast.city_officer])
    assert [one.number for one in found.value.found] == [first.number]
    assert found.value.cite == "M17"
    assert planned(cast, kind="professional", by=cast.county_officer).items == [8, 9, 10, 11, 12, 13]
    again = planned(cast, by=cast.city_officer, officers=[cast.city_officer], override_reason="市局督办复核")
    assert again.override_reason == "市局督办复核"
    assert {one["number"] for one in again.found_before} >= {first.number}
    assert planned(cast, reason="reinspection", reason_code="o-1", items=[2]).items == [2]


def test_while_no_number_is_fixed_a_closed_visit_is_shown_and_stops_nothing(cast: Cast) -> None:
    first = closed(cast)
    search = duplicates.search(unit=cast.unit, filing=None, place="别处", division="130203", items=[1], on=TODAY)
    assert search.months is None
    assert (search.since, search.stopping) == (date(2026, 1, 1), ())
    assert [one.number for one in search.found] == [first.number]
    assert "没有数字" in search.note
    second = planned(cast)
    assert [one["number"] for one in second.found_before] == [first.number]
    assert second.override_reason == ""


@pytest.fixture
def numbered(tmp_path: Path) -> Any:
    """A law in which a local regulation fixes a cap of one, and a local document a window of two months."""
    folder = tmp_path / "law"
    shutil.copytree(law.book().root, folder)
    overlays = (("460000", "annual_cap", "海南检查条例9(2)", 1), ("130200", "duplicate_window", "T31", 2))
    for at, rule, cite, value in overlays:
        (place,) = (folder / "overlays").glob(f"{at}-*")
        quote = ", quote: 对公共安全视频系统的建设、使用情况开展监督检查" if cite == "T31" else ""
        provision = f"- {{value: {value}, cite: {cite}{quote}}}"
        text = f'about: 假设。\nat: "{at}"\namends:\n- rule: inspection.{rule}\n  provisions:\n  {provision}\n'
        (place / "numbers.yaml").write_text(text, encoding="utf-8")
    return folder


def test_where_a_text_fixes_a_window_closed_visits_in_it_stop_a_new_one(
    cast: Cast, numbered: Path, settings: Any
) -> None:
    settings.LAW = numbered
    first = closed(cast)

    def stopping(on: date) -> list[str]:
        found = duplicates.search(unit=cast.unit, filing=None, place="", division="130203", items=[1], on=on)
        assert (found.months, found.cite) == (2, "T31")
        return [one.number for one in found.stopping]

    assert stopping(date(2026, 12, 10)) == [first.number]
    assert stopping(date(2027, 3, 10)) == []
    with pytest.raises(services.DuplicateVisit):
        planned(cast)


def test_where_a_text_fixes_a_cap_it_holds_and_exempt_reasons_are_free(
    cast: Cast, numbered: Path, settings: Any
) -> None:
    settings.LAW = numbered
    officers = police("460105", "秀英分局")
    there = {"division": "460105", "by": officers[1], "officers": officers, "method": "off_site", "unit": cast.unit}
    with pytest.raises(services.Refused, match="不得现场"):
        planned(cast, **{**there, "method": "on_site"})
    first = planned(cast, **there)
    services.cancel(officers[0], first, why="取消后不计入次数", now=NOW)
    second = planned(cast, **there)
    with pytest.raises(services.Refused) as refused:
        planned(cast, **there, override_reason="再查一次看看", kind="general", items=[3])
    assert refused.value.code == "cap_reached"
    planned(cast, **there, override_reason="举报新情况核查", reason="tip", reason_code="t-1")
    count = duplicates.count(second.authority, cast.unit, TODAY, "460105")
    assert (count.counted, count.cap.most, count.by_reason) == (1, 1, {"routine": 1, "tip": 1})
    assert count.cap.by == "海南检查条例12(2)"


def test_in_hainan_the_result_is_told_in_its_term(cast: Cast) -> None:
    officers = police("460105", "秀英分局")
    there = {"division": "460105", "by": officers[1], "officers": officers, "method_reason": "需要现场查看标识"}
    visit = planned(cast, **there)
    with pytest.raises(services.Refused, match="检查码"):
        services.begin(officers[1], visit, shown=["identification"], now=NOW)
    services.cancel(officers[0], visit, why="改由他人检查", now=NOW)
    refused = begun(cast, **there)
    services.record_refusal(officers[0], refused, words="拒绝民警入内检查", now=NOW)
    services.announce(officers[0], refused, "body_camera", reference="A-1", now=NOW)
    for officer in officers:
        services.sign(officers[0], refused, "officer", "typed", account=officer, now=NOW)
    over = services.close(officers[0], refused, NOW)
    clock = Deadline.objects.get()
    assert (clock.rule, clock.due, clock.cite) == ("hainan.result_notice", date(2026, 11, 27), "海南检查条例22(2)")
    services.tell(officers[0], over, how="邮寄告知书给李经理", now=NOW + timedelta(days=1))
    assert Deadline.objects.get().met_at is not None


def test_what_a_place_is_exempt_from_is_never_looked_at_nor_a_violation(cast: Cast) -> None:
    shop = planned(cast, place_category="other_public", unit=None, unit_name="路边小店")
    assert (shop.items, shop.offered) == ([1, 2, 3], [9, 10])
    for item in (4, 5, 6, 7, 8, 11, 12, 13):
        with pytest.raises(services.Refused) as refused:
            services.add_item(cast.station_officer, shop, item, why="想一并查看", now=NOW)
        assert (refused.value.code, refused.value.cite) == ("item_exempt", "R9(2)")
        with pytest.raises(services.Refused):
            planned(cast, place_category="other_public", place="别处", items=[item], extra_reason="想一并查看")
    with pytest.raises(services.Refused, match="理由"):
        services.add_item(cast.station_officer, shop, 9, why="", now=NOW)
    more = services.add_item(cast.station_officer, shop, 9, why="摄像头正对试衣间门口", now=NOW)
    assert (more.items, more.offered, more.extra[0]["reason"]) == ([1, 2, 3, 9], [10], "摄像头正对试衣间门口")
    with pytest.raises(services.Refused, match="没有检查项"):
        planned(cast, place_category="non_public", unit=None, unit_name="某住户")


def test_only_who_may_plans_and_only_where_they_are_in_charge(cast: Cast) -> None:
    with pytest.raises(services.Refused, match="科技信息化部门"):
        planned(cast, kind="professional")
    for by in (cast.manager, cast.sector_officer, cast.auditor, cast.system_admin):
        with pytest.raises(services.Refused):
            planned(cast, by=by)
    with pytest.raises(services.Refused, match="管辖"):
        planned(cast, by=cast.other_county_officer)
    with pytest.raises(services.Refused, match="在岗的民警"):
        planned(cast, officers=[cast.station_officer, cast.other_county_officer])
    with pytest.raises(services.Refused, match="早于今天"):
        planned(cast, scheduled_on=TODAY - timedelta(days=1))
    with pytest.raises(services.Refused):
        planned(cast, division="999999")
    assert Inspection.objects.count() == 0


def test_the_list_is_pinned_when_it_is_planned(cast: Cast) -> None:
    visit = planned(cast)
    whole = law.book().checklist(TODAY)
    assert visit.checklist.sha256 == whole.sha256
    assert [one["number"] for one in visit.checklist.content["items"]] == list(range(1, 14))
    assert visit.rulebook == law.book().sha256
    assert fresh(visit).checklist.content["items"][0]["question"][0] == whole.item(1).question[0]
    assert settings.LAW.name == "law"
