"""No penalty, on the spot, handed over, departments told, a review: the ways beside the long one (R27(2); 33, 51)."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from beholden.ground.deadlines.models import Deadline
from beholden.ground.documents.models import Document
from beholden.ground.people.tests.cast import Cast
from beholden.registry.penalties import services
from beholden.registry.penalties.models import Case
from beholden.registry.penalties.services import Conflict, Person, Refused
from beholden.registry.penalties.services.clocks import lapse
from beholden.registry.penalties.tests.made import (
    ITEMS,
    NOW,
    day,
    fresh,
    inspected,
    later,
    main,
    noticed,
    opened,
    propose,
    served,
    under_review,
)


def test_no_penalty_needs_facts_that_fit_and_the_head(cast: Cast) -> None:
    case = opened(cast)
    with pytest.raises(Refused) as unfit:
        services.propose_none(cast.county_officer, case, ground="may_waive_first_time", reason="初犯。", now=NOW)
    assert (unfit.value.code, unfit.value.cite) == ("ground", "行政处罚法33(1)")
    facts = {"first_time": True, "corrected": True, "consequences": "minor"}
    case = services.state_facts(cast.county_officer, case, facts=facts, story="已拆除，初次发生。", now=NOW)
    case = services.propose_none(
        cast.county_officer, case, ground="may_waive_first_time", reason="初次、轻微、已改正。", now=NOW
    )
    case = services.approve(cast.supervisor, case, now=later(NOW, 1))
    assert (case.state, case.outcome) == ("decided", "none")
    assert Document.objects.get(kind="no_penalty_decision").number == main(case).decision
    services.serve(
        cast.county_officer,
        case,
        party=main(case).code,
        on=day(NOW, 1),
        manner="direct",
        proof="签收",
        now=later(NOW, 1),
    )
    assert services.close(cast.county_officer, fresh(case), now=later(NOW, 2)).state == "closed"


def test_on_the_spot_only_small_and_without_measures(cast: Cast) -> None:
    taken = propose(cast, opened(cast), 10_000)
    with pytest.raises(Refused) as measures:
        services.decide_on_spot(cast.county_officer, taken, heard="没有意见", now=NOW)
    assert (measures.value.code, measures.value.cite) == ("measures", "行政处罚法51")

    told = {"violation": "P-30", "facts": {"consequences": "serious"}, "inspection": None}
    worker = Person("孙师傅", "resident", "130203199001014321")
    case = opened(cast, individual=worker, **told)
    with pytest.raises(Refused, match="50 元") as much:
        services.decide_on_spot(cast.county_officer, propose(cast, case, 51), heard="没有意见", now=NOW)
    assert much.value.code == "too_much"
    case = services.decide_on_spot(
        cast.county_officer, propose(cast, fresh(case), 50), heard="没有意见，愿意缴纳。", now=NOW
    )
    assert (case.state, case.on_spot, main(case).fine) == ("decided", True, 50)


def test_a_suspected_crime_is_handed_over_by_the_head(cast: Cast) -> None:
    case = opened(cast)
    with pytest.raises(Refused):
        services.transfer(cast.county_officer, case, to="刑侦大队", why="涉嫌犯罪", now=NOW)
    case = services.transfer(cast.supervisor, case, to="刑侦大队", why="涉嫌非法使用窃照专用器材", now=NOW)
    assert case.state == "transferred"
    assert not Deadline.objects.filter(subject_code=case.code, ended_at__isnull=True).exists()
    unfiled = {"consequences": "serious"}
    mild = opened(cast, violation="P-27-2", facts=unfiled, inspection=None, unit=cast.unit)
    with pytest.raises(Refused) as none:
        services.transfer(cast.supervisor, mild, to="刑侦大队", why="涉嫌犯罪", now=NOW)
    assert none.value.code == "no_crime"


def test_departments_are_told_and_reviews_ended_before_the_end(cast: Cast) -> None:
    case = served(
        cast, violation="P-27-2", facts={"consequences": "serious"}, inspection=None, unit=cast.unit, fine=15_000
    )
    at, officer = later(NOW, 15), cast.county_officer
    services.pay(officer, case, party=main(case).code, on=day(NOW, 13), amount=15_000, receipt="票9", now=at)
    with pytest.raises(Refused) as untold:
        services.close(officer, fresh(case), now=at)
    assert (untold.value.code, untold.value.cite) == ("departments", "R27(2)")
    services.notify(officer, fresh(case), department="路北区文化和旅游局", on=day(NOW, 14), now=at)
    services.record_review(
        officer, fresh(case), kind="reconsideration", where="路北区人民政府", on=day(NOW, 14), now=at
    )
    with pytest.raises(Refused) as open_:
        services.close(officer, fresh(case), now=at)
    assert open_.value.code == "review_open"
    event = case.events.get(kind="reconsideration")
    services.end_review(officer, fresh(case), event=event.pk, on=day(NOW, 15), result="维持", now=at)
    assert services.close(officer, fresh(case), now=at).state == "closed"


def test_a_right_that_lapsed_is_not_overdue(cast: Cast) -> None:
    case = noticed(cast)
    running = Deadline.objects.filter(subject_code=main(case).code, ended_at__isnull=True)
    assert lapse(later(NOW, 7)) == 0
    assert running.count() == 1
    assert lapse(later(NOW, 8)) == 1
    assert not running.exists()


def test_of_two_tabs_the_later_one_is_told_and_nothing_changes(cast: Cast) -> None:
    case = under_review(cast)
    services.send_back(cast.supervisor, case, why="补充说明。", seen=case.revision, now=later(NOW, 11))
    with pytest.raises(Conflict):
        services.approve(cast.supervisor, case, seen=case.revision, now=later(NOW, 11))
    assert fresh(case).state == "returned"


def test_other_facts_must_be_told_before_they_count(cast: Cast) -> None:
    case = services.send_back(cast.supervisor, under_review(cast), why="事实不清。", now=later(NOW, 11))
    case = services.state_facts(cast.county_officer, case, facts={}, story="实为两台摄像机。", now=later(NOW, 12))
    with pytest.raises(Refused) as untold:
        services.submit(cast.county_officer, case, fines={}, reason="事实清楚。", now=later(NOW, 13))
    assert (untold.value.code, untold.value.cite) == ("untold", "行政处罚法62")


def test_a_second_fine_from_one_visit_needs_the_reason_why_it_is_another_act(cast: Cast) -> None:
    visit = inspected(cast, ITEMS["P-27-1"], ITEMS["P-28"], now=NOW)
    first = propose(cast, opened(cast, inspection=visit), 10_000)
    second = opened(cast, violation="P-28", inspection=first.inspection)
    with pytest.raises(Refused, match=first.number) as same:
        propose(cast, second, 10_000)
    assert (same.value.code, same.value.cite) == ("same_act", "行政处罚法29")
    assert propose(cast, second, 10_000, separate_reason="另在涉密单位周边安装。").state == "proposed"
    with pytest.raises(Refused) as twice:
        opened(cast, inspection=first.inspection)
    assert twice.value.code == "twice"


@time_machine.travel(NOW, tick=False)
def test_pages_say_why_not_and_keep_what_was_typed(cast: Cast) -> None:
    case = opened(cast)
    officer = Client()
    officer.force_login(cast.county_officer)
    sent = officer.get(f"/penalties/{case.code}/approve")
    assert sent.status_code == 403, "the head's act is no page of an officer's"
    back = officer.get(f"/penalties/{case.code}/serve", follow=True)
    assert "现在的状态是“已立案”，不能“送达”。" in back.content.decode()
    fine = f"fine_{main(case).code}"
    answer = officer.post(
        f"/penalties/{case.code}/propose",
        {"revision": case.revision, fine: "9999", "reason": "写好的理由", "measures": ["delete_footage"]},
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "条例规定应当一并作出" in text
    assert "写好的理由" in text
    assert 'value="9999"' in text
    good = {"revision": case.revision, fine: "10000", "reason": "写好的理由", "far_reason": "首件案件"}
    good["measures"] = ["confiscate_equipment", "delete_footage"]
    assert officer.post(f"/penalties/{case.code}/propose", good).status_code == 302
    late = officer.post(f"/penalties/{case.code}/propose", good)
    assert late.status_code == 422
    assert "刚刚有了新的变化" in late.content.decode()
    assert Case.objects.get().revision == case.revision + 1
