"""A general inspection end to end: planned, begun by two, answered, filmed, signed, closed (M10 to M13)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beholden.ground.documents.models import Document
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import queries, services
from beholden.registry.inspections.models import Inspection
from beholden.registry.inspections.signals import inspection_closed
from beholden.registry.inspections.tests.made import NOW, begun, closed, fresh, planned, signed, walked


def test_a_visit_ends_with_a_numbered_record_and_its_findings(cast: Cast, django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    heard: list[Inspection] = []

    def hear(inspection: Inspection, **_more: object) -> None:
        heard.append(inspection)

    inspection_closed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            visit = closed(cast, bad=[2, 4])
    finally:
        inspection_closed.disconnect(hear)
    assert [one.pk for one in heard] == [visit.pk]
    assert (visit.state, visit.number, visit.items) == ("closed", "查〔2026〕130203-0001", [1, 2, 3, 4, 5, 6, 7])
    paper = Document.objects.get()
    assert paper.number == visit.document == "检录〔2026〕130203-0001号"
    found = queries.findings(visit)
    assert [(one.item, one.violation) for one in found] == [(2, "P-0a"), (4, "P-29")]
    assert found[0].note == "第 2 项不符合"
    acts = list(visit.acts.values_list("action", flat=True))
    assert acts == ["plan", "begin", "close"]
    assert all(act.log_index is not None for act in visit.acts.all())


def test_nobody_inspects_alone(cast: Cast) -> None:
    alone = planned(cast, officers=[cast.station_officer])
    with pytest.raises(services.Refused) as refused:
        services.begin(cast.station_officer, alone, shown=["identification"], now=NOW)
    assert "不得少于 2 名" in str(refused.value)
    assert refused.value.cite in ("行政处罚法42", "程序规定52")
    both = services.reschedule(cast.station_officer, alone, officers=[cast.station_officer, cast.supervisor], now=NOW)
    with pytest.raises(services.Refused, match="出示执法证件"):
        services.begin(cast.station_officer, both, now=NOW)
    assert services.begin(cast.station_officer, both, shown=["identification"], now=NOW).state == "begun"
    assert fresh(alone).state == "begun"


def test_it_does_not_end_before_everything_is_there(cast: Cast) -> None:
    visit = begun(cast)
    lacking = {one.what for one in services.needs(visit) if not one.done}
    assert lacking == {"answers", "body_camera", "officers", "unit"}
    with pytest.raises(services.Refused, match="还不能结束"):
        services.close(cast.station_officer, visit, NOW)
    ready = walked(cast, override_reason="联合复核", place="别处")
    assert all(one.done for one in services.needs(ready))
    services.answer(cast.station_officer, ready, 1, "not_seen", words="现场断电", base=1, now=NOW)
    with pytest.raises(services.Refused, match="重新签"):
        services.close(cast.station_officer, ready, NOW)
    signed(ready)
    assert services.close(cast.station_officer, ready, NOW + timedelta(minutes=5)).state == "closed"


def test_a_refusal_and_an_absence_are_recorded_and_end_the_visit(cast: Cast) -> None:
    visit = begun(cast)
    services.record_refusal(cast.county_officer, visit, words="门卫称负责人不在，拒绝民警进入机房", now=NOW)
    with pytest.raises(services.Refused, match="先恢复检查"):
        services.answer(cast.county_officer, visit, 1, "conform", now=NOW)
    services.announce(cast.county_officer, visit, "body_camera", reference="A-0014", now=NOW)
    signed(fresh(visit))
    over = services.close(cast.county_officer, visit, NOW)
    assert (over.state, over.outcome) == ("closed", "refused")
    assert queries.findings(over) == []
    absent = begun(cast, override_reason="前次被拒绝")
    services.record_absence(cast.county_officer, absent, words="店铺关门，无人应答", now=NOW)
    with pytest.raises(services.Refused, match="恢复检查"):
        services.sign(cast.county_officer, absent, "unit", "typed", name="李经理", now=NOW)
    back = services.resume(cast.county_officer, absent, why="负责人已到场", now=NOW)
    assert back.outcome == ""
    assert services.answer(cast.county_officer, back, 1, "conform", now=NOW).revision == 1
