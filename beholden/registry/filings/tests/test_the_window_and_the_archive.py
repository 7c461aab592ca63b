"""Paper at the window: on the spot, keyed, filed, to the archive within its month (M8)."""

from __future__ import annotations

from datetime import date

import pytest

from beholden.ground.deadlines.models import Deadline
from beholden.ground.people.models import Organisation
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import queries, services
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import AGENT, ANSWERS, CAMERAS, NOW, draft, fresh


def received(cast: Cast, **more: object) -> Filing:
    given = {"unit_name": "新华书店", "uscc": str(ANSWERS["unit_uscc"]), "received_on": date(2026, 10, 31)}
    return services.receive(cast.county_officer, **{**given, **more}, now=NOW)  # type: ignore[arg-type]


def keyed(cast: Cast, filing: Filing, **more: object) -> Filing:
    told = {**ANSWERS, "place_category": "op_crowd", "letter_received": True, "id_checked": True, **more}
    services.key_in(cast.county_officer, filing, told, now=NOW)
    services.add_cameras(cast.county_officer, filing, CAMERAS, now=NOW)
    services.set_agent(cast.county_officer, filing, AGENT, now=NOW)
    return fresh(filing)


def test_paper_is_keyed_filed_and_handed_over(cast: Cast) -> None:
    paper = received(cast)
    assert paper.due == date(2026, 11, 30)  # the month of M8(2) is seen from the first day
    one = keyed(cast, paper)
    assert one.state == "keyed"
    done = services.accept(cast.county_officer, one, now=NOW)
    assert (done.state, done.in_force, done.number) == ("filed", True, "备〔2026〕130203-0001")
    clock = Deadline.objects.get(rule="filing.archive.window")
    assert (clock.started, clock.strict) == (date(2026, 10, 31), date(2026, 11, 30))
    assert not Deadline.objects.filter(rule="filing.review.online").exists()
    assert queries.tab(queries.visible_to(cast.county_officer), "archive", NOW.date()).get() == done
    with pytest.raises(services.Refused):
        services.archive(cast.county_officer, done, to=" ", now=NOW)
    kept = services.archive(cast.county_officer, done, to="科信大队 王某", now=NOW)
    assert (kept.state, kept.in_force, kept.due) == ("archived", True, None)
    clock.refresh_from_db()
    assert clock.met_at == NOW


def test_what_is_missing_is_told_on_the_spot_and_taken_again(cast: Cast) -> None:
    one = keyed(cast, received(cast), letter_received=False, retention_days="")
    notice = services.ask_once(cast.county_officer, one, now=NOW)
    assert set(notice.defects) == {"authorisation_letter", "retention_days"}
    assert {item["cite"] for item in notice.said} <= {"M6", "R14(1)", "M6(2)"}
    assert fresh(one).state == "correction_requested"
    with pytest.raises(services.Refused):  # the paper way: the unit does not hand in online what came on paper
        services.submit(cast.manager, one, now=NOW)
    assert services.receive_again(cast.county_officer, one, now=NOW).due == date(2026, 11, 30)
    services.key_in(cast.county_officer, one, {"letter_received": True, "retention_days": "30"}, now=NOW)
    assert services.accept(cast.county_officer, one, now=NOW).state == "filed"


def test_a_unit_known_by_its_credit_code_is_not_entered_twice(cast: Cast) -> None:
    first, second = received(cast), received(cast)
    assert first.unit == second.unit
    assert Organisation.objects.filter(uscc=str(ANSWERS["unit_uscc"])).count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"uscc": "91130200MA0ABCDE1X"}, "uscc"),
        ({"received_on": date(2026, 12, 1)}, "received_on"),
        ({"division": "650502"}, "division"),
        ({"unit_name": ""}, "unit_name"),
    ],
)
def test_wrong_papers_are_refused_in_one_sentence(cast: Cast, more: dict[str, object], field: str) -> None:
    with pytest.raises(services.Refused) as refused:
        received(cast, **more)
    assert refused.value.field == field
    assert not Filing.objects.exists()


def test_only_the_countys_window_takes_paper(cast: Cast) -> None:
    for part, account in cast.accounts():
        if part in ("county_officer", "supervisor", "other_county_officer"):
            continue
        with pytest.raises(services.Refused):
            services.receive(account, unit_name="新华书店", now=NOW)


def test_a_units_page_cannot_say_that_the_window_saw_the_paper(cast: Cast) -> None:
    one = draft(cast.manager, letter=None)
    with pytest.raises(services.Refused):
        services.save_answers(cast.manager, one, {"letter_received": True}, now=NOW)
    Filing.objects.filter(pk=one.pk).update(answers={**one.answers, "letter_received": True})
    with pytest.raises(services.Refused) as refused:
        services.submit(cast.manager, one, now=NOW)
    assert refused.value.code == "incomplete"


def test_an_exempt_shops_paper_is_given_back(cast: Cast) -> None:
    with pytest.raises(services.Refused) as refused:
        services.key_in(cast.county_officer, received(cast), {"place_category": "other_public"}, now=NOW)
    assert (refused.value.code, refused.value.cite) == ("exempt", "R9(2)")


def test_no_paper_is_filed_without_its_category_of_place(cast: Cast) -> None:
    one = keyed(cast, received(cast), place_category="")
    with pytest.raises(services.Refused) as refused:
        services.accept(cast.county_officer, one, now=NOW)
    assert (refused.value.code, refused.value.cite) == ("incomplete", "R7(2)")
