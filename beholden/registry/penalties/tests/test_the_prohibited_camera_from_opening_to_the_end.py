"""P-27-1, the camera where none may be: no grace, confiscation, a hearing owed, held, decided by another (R27)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from beholden.ground.deadlines.models import Deadline
from beholden.ground.documents.models import Document
from beholden.ground.evidence import services as evidence
from beholden.ground.people.tests.cast import Cast
from beholden.registry.penalties import services
from beholden.registry.penalties.models import Case
from beholden.registry.penalties.services import Refused
from beholden.registry.penalties.tests.made import (
    BOSS,
    NOW,
    day,
    decided,
    fixed,
    fresh,
    later,
    main,
    noticed,
    opened,
    propose,
    served,
)


def kinds(case: Case) -> list[str]:
    return list(Document.objects.filter(subject_code=case.code).order_by("at", "id").values_list("kind", flat=True))


def test_notice_hearing_decision_service_payment_and_the_end(cast: Cast) -> None:
    case = opened(cast)
    assert case.number == "案〔2026〕130203-0001"
    services.add_responsible(cast.county_officer, case, BOSS, now=NOW)
    boss = case.parties.get(kind="responsible")
    unit = main(case)
    case = propose(cast, fresh(case), 12_000, fines={unit.code: 12_000, boss.code: 5_000})
    case = services.give_notice(cast.county_officer, case, defence_until=day(NOW, 5), now=NOW)
    assert kinds(case) == ["hearing_notice", "penalty_notice"] * 2
    unit, boss = main(case), case.parties.get(kind="responsible")
    assert (unit.hearing_owed, boss.hearing_owed, unit.told_fine) == (True, True, 12_000)
    assert unit.hearing_until is not None
    assert unit.hearing_until.isoformat() == "2026-11-27"  # five working days after a Friday
    services.defend(cast.manager, case, party=unit.code, text="已经拆除，请求从轻。", now=later(NOW, 1))
    services.ask_hearing(cast.manager, fresh(case), party=unit.code, why="要求说明", now=later(NOW, 1))
    case = fresh(case)
    assert case.state == "hearing_asked"

    with pytest.raises(Refused, match="2026-12-02") as early:  # seven working days after the Monday
        services.call_hearing(
            cast.county_officer,
            case,
            on=later(NOW, 4),
            place="二楼听证室",
            chair=cast.supervisor.code,
            now=later(NOW, 3),
        )
    assert early.value.code == "too_early"
    with pytest.raises(Refused) as own:
        services.call_hearing(
            cast.county_officer,
            case,
            on=later(NOW, 20),
            place="二楼",
            chair=cast.station_officer.code,
            now=later(NOW, 3),
        )
    assert own.value.code == "chair"
    services.call_hearing(
        cast.county_officer, case, on=later(NOW, 20), place="二楼", chair=cast.supervisor.code, now=later(NOW, 3)
    )
    told = {"present": "李经理、张警官", "record": "双方陈述、质证。", "opinion": "事实清楚，建议维持。"}
    with pytest.raises(Refused):
        services.hold_hearing(cast.county_officer, fresh(case), **told, now=later(NOW, 20))
    services.hold_hearing(cast.supervisor, fresh(case), **told, now=later(NOW, 20) + timedelta(hours=1))

    case, at = fresh(case), later(NOW, 21)
    with pytest.raises(Refused) as silent:
        services.submit(cast.county_officer, case, fines={}, reason="事实清楚。", now=at)
    assert silent.value.code == "unanswered"
    services.answer_defence(
        cast.county_officer,
        case,
        statement=case.statements.get().pk,
        adopted=True,
        answer="已拆除属实，采纳。",
        now=at,
    )
    with pytest.raises(Refused) as heavier:
        services.submit(cast.county_officer, fresh(case), fines={unit.code: 12_001}, reason="事实清楚。", now=at)
    assert (heavier.value.code, heavier.value.cite) == ("heavier", "行政处罚法45(2)")
    with pytest.raises(Refused) as loose:
        services.submit(cast.county_officer, fresh(case), fines={unit.code: 10_000}, reason="事实清楚。", now=at)
    assert loose.value.code == "fix_evidence"
    case = fixed(cast, fresh(case), now=at)
    case = services.submit(cast.county_officer, case, fines={unit.code: 10_000}, reason="采纳申辩，从轻。", now=at)
    with pytest.raises(Refused):
        services.approve(cast.county_officer, case, now=at)
    case = services.approve(cast.supervisor, case, now=later(NOW, 22))
    assert (case.state, main(case).fine, case.decided_by) == ("decided", 10_000, cast.supervisor)

    for party in case.parties.all():
        services.serve(
            cast.county_officer,
            fresh(case),
            party=party.code,
            on=day(NOW, 23),
            manner="direct",
            proof="签收",
            now=later(NOW, 23),
        )
    case = fresh(case)
    assert case.state == "served"
    with pytest.raises(Refused) as open_:
        services.close(cast.county_officer, case, now=later(NOW, 24))
    assert open_.value.code == "unpaid"
    for party, amount in ((main(case), 10_000), (case.parties.get(kind="responsible"), 5_000)):
        services.pay(
            cast.county_officer,
            fresh(case),
            party=party.code,
            on=day(NOW, 25),
            amount=amount,
            receipt=f"票{amount}",
            now=later(NOW, 25),
        )
    with pytest.raises(Refused) as undone:
        services.close(cast.county_officer, fresh(case), now=later(NOW, 26))
    assert undone.value.code == "measures_open"
    for measure in ("confiscate_equipment", "delete_footage"):
        services.carry_out(
            cast.county_officer,
            fresh(case),
            measure=measure,
            on=day(NOW, 26),
            inventory="半球摄像机 1 台",
            now=later(NOW, 26),
        )
    case = services.close(cast.county_officer, fresh(case), now=later(NOW, 27))
    assert case.state == "closed"
    assert kinds(case)[-1] == "case_closing"
    assert set(kinds(case)) == {
        "penalty_notice",
        "hearing_notice",
        "defence_record",
        "hearing_summons",
        "hearing_record",
        "penalty_decision",
        "service_receipt",
        "case_closing",
    }
    assert not Deadline.objects.filter(ended_at__isnull=True, subject_code=case.code).exists()
    decisions = [entry for _index, entry in evidence.entries() if entry["kind"] == "decide"]
    assert len(decisions) >= case.acts.count()  # inspections stand there too
    assert all(act.log_index is not None for act in case.acts.all())


def test_who_proposed_or_investigated_does_not_decide(cast: Cast) -> None:
    case = opened(cast)
    case.officers.add(cast.supervisor)
    case = propose(cast, case, 10_000)
    case = services.give_notice(cast.county_officer, case, defence_until=day(NOW, 5), now=NOW)
    case = fixed(cast, case)
    case = services.submit(cast.county_officer, case, fines={}, reason="事实清楚。", now=later(NOW, 10))
    with pytest.raises(Refused) as own:
        services.approve(cast.supervisor, case, now=later(NOW, 11))
    assert own.value.code == "own"
    assert fresh(case).state == "review"
    assert not Document.objects.filter(kind="penalty_decision").exists()


def test_terms_of_hearing_and_defence_must_run_out_first(cast: Cast) -> None:
    case = fixed(cast, noticed(cast))
    with pytest.raises(Refused, match="2026-11-27") as waiting:
        services.submit(cast.county_officer, case, fines={}, reason="事实清楚。", now=later(NOW, 7))
    assert waiting.value.code == "hearing_open"
    with pytest.raises(Refused) as late:
        services.ask_hearing(cast.manager, case, party=main(case).code, now=later(NOW, 8))
    assert late.value.code == "late"
    services.give_up(cast.county_officer, case, party=main(case).code, proof="签名的放弃声明", now=later(NOW, 1))
    assert (
        services.submit(cast.county_officer, fresh(case), fines={}, reason="事实清楚。", now=later(NOW, 1)).state
        == "review"
    )


def test_late_payment_brings_a_surcharge_up_to_its_cap(cast: Cast) -> None:
    from beholden.registry.penalties.services.executing import owing

    case = served(cast)
    unit = main(case)
    assert unit.pay_until == day(NOW, 27)
    assert owing(unit, day(NOW, 27)).surcharge == 0
    ten_late = owing(unit, day(NOW, 37))
    assert (ten_late.days_late, ten_late.surcharge, ten_late.left) == (10, 3_000, 13_000)
    assert owing(unit, day(NOW, 327)).surcharge == 10_000
    with pytest.raises(Refused) as much:
        services.pay(
            cast.county_officer,
            case,
            party=unit.code,
            on=day(NOW, 37),
            amount=13_001,
            receipt="票1",
            now=later(NOW, 37),
        )
    assert much.value.code == "amount"
    services.pay(
        cast.county_officer, case, party=unit.code, on=day(NOW, 37), amount=10_000, receipt="票1", now=later(NOW, 37)
    )
    # the fine itself is in: nothing more is added, the surcharge stays owed
    assert owing(main(case), day(NOW, 100)).left == 3_000


def test_sent_back_and_told_anew_when_it_is_to_be_heavier(cast: Cast) -> None:
    case = fixed(cast, noticed(cast))
    case = services.submit(cast.county_officer, case, fines={}, reason="事实清楚。", now=later(NOW, 10))
    case = services.send_back(cast.supervisor, case, why="情节较重，请重新裁量。", now=later(NOW, 11))
    assert case.state == "returned"
    case = propose(cast, case, 15_000, now=later(NOW, 12))
    assert (case.state, main(case).told_fine, case.noticed_on) == ("proposed", None, None)
    case = services.give_notice(cast.county_officer, case, defence_until=day(NOW, 20), now=later(NOW, 12))
    assert main(case).told_fine == 15_000
    # once the party argued, only lighter
    services.defend(cast.manager, case, party=main(case).code, text="请求从轻", now=later(NOW, 13))
    statement = case.statements.get()
    services.answer_defence(
        cast.county_officer, fresh(case), statement=statement.pk, adopted=False, answer="不成立。", now=later(NOW, 14)
    )
    case = services.submit(cast.county_officer, fresh(case), fines={}, reason="事实清楚。", now=later(NOW, 30))
    case = services.send_back(cast.supervisor, case, why="再加重一些。", now=later(NOW, 31))
    with pytest.raises(Refused) as heavier:
        propose(cast, case, 16_000, now=later(NOW, 32))
    assert heavier.value.code == "heavier"


def test_service_starts_the_clocks_of_the_party(cast: Cast) -> None:
    case = decided(cast)
    unit = main(case)
    with pytest.raises(Refused) as future:
        services.serve(
            cast.county_officer,
            case,
            party=unit.code,
            on=day(NOW, 13),
            manner="direct",
            proof="签收",
            now=later(NOW, 12),
        )
    assert future.value.code == "future"
    services.serve(
        cast.county_officer,
        case,
        party=unit.code,
        on=day(NOW, 12),
        manner="postal",
        proof="邮件号 1",
        now=later(NOW, 12),
    )
    rules = set(Deadline.objects.filter(subject_code=unit.code, ended_at__isnull=True).values_list("rule", flat=True))
    assert rules >= {"penalty.payment.term", "reconsideration.term"}
    assert timezone.localdate(later(NOW, 12)) == main(case).received_on
