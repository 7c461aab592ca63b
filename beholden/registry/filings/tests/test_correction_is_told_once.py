"""One complete notice; a further one names nothing that could be seen before, but by a supervisor's reason (M7, M8)."""

from __future__ import annotations

import pytest

from beholden.ground.documents.models import Document
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import services
from beholden.registry.filings.tests.made import NOW, PDF, draft, fresh, submitted


def refused(act) -> services.Refused:  # type: ignore[no-untyped-def]
    with pytest.raises(services.Refused) as caught:
        act()
    return caught.value


def test_the_notice_is_the_rulebooks_whole_list(cast: Cast) -> None:
    filing = submitted(cast.manager, letter=None, agent=False, retention_days=None, cameras=())
    notice = services.ask_once(cast.county_officer, filing, now=NOW)
    assert set(notice.defects) == {
        "agent_id", "authorisation_letter", "retention_days", "camera_count", "camera_kinds",
    }  # fmt: skip
    assert all(item["cite"] for item in notice.said)
    assert Document.objects.get(number=notice.document).kind == "correction_notice"
    assert fresh(filing).state == "correction_requested"


def test_a_complete_filing_cannot_be_sent_back_nor_for_what_the_law_does_not_ask(cast: Cast) -> None:
    filing = submitted(cast.manager)
    assert refused(lambda: services.ask_once(cast.county_officer, filing, now=NOW)).code == "nothing_missing"
    asked = refused(lambda: services.ask_once(cast.county_officer, filing, by_eye=["business_licence"], now=NOW))
    assert (asked.code, asked.cite) == ("unknown_defect", "M7")
    assert services.accept(cast.county_officer, filing, now=NOW).state == "filed"


def test_an_incomplete_one_is_handed_in_only_knowingly_and_never_filed(cast: Cast) -> None:
    filing = draft(cast.manager, letter=None)
    assert refused(lambda: services.submit(cast.manager, filing, now=NOW)).code == "incomplete"
    services.submit(cast.manager, filing, incomplete=True, now=NOW)
    assert refused(lambda: services.accept(cast.county_officer, filing, now=NOW)).code == "incomplete"
    assert fresh(filing).state == "submitted"


def test_put_right_and_handed_in_again_the_clock_starts_anew(cast: Cast) -> None:
    filing = submitted(cast.manager, letter=None)
    services.ask_once(cast.county_officer, filing, now=NOW)
    services.attach(cast.manager, filing, "authorisation_letter", "a.pdf", [PDF], now=NOW)
    again = services.submit(cast.manager, filing, now=NOW)
    assert (again.state, again.versions.count()) == ("resubmitted", 2)
    assert again.due is not None
    assert services.accept(cast.county_officer, again, now=NOW).state == "filed"


def test_what_could_be_seen_the_first_time_cannot_be_asked_later(cast: Cast) -> None:
    filing = submitted(cast.manager, letter=None)
    services.ask_once(cast.county_officer, filing, now=NOW)
    services.attach(cast.manager, filing, "authorisation_letter", "a.pdf", [PDF], now=NOW)
    services.submit(cast.manager, filing, now=NOW)
    second = refused(  # the identity document lay there the first time
        lambda: services.ask_once(cast.county_officer, filing, by_eye=["agent_id.unreadable"], now=NOW)
    )
    assert (second.code, second.cite) == ("second_notice", "M7")
    # the letter came only now: what is wrong with it could not be seen before
    notice = services.ask_once(cast.county_officer, filing, by_eye=["letter.no_seal"], now=NOW)
    assert (notice.number, notice.exception_by) == (2, None)


def test_a_defect_made_by_the_resubmission_is_new(cast: Cast) -> None:
    filing = submitted(cast.manager, letter=None)
    services.ask_once(cast.county_officer, filing, now=NOW)
    services.attach(cast.manager, filing, "authorisation_letter", "a.pdf", [PDF], now=NOW)
    services.remove_cameras(cast.manager, filing, None, now=NOW)
    services.submit(cast.manager, filing, incomplete=True, now=NOW)
    assert services.ask_once(cast.county_officer, filing, now=NOW).number == 2


def test_a_supervisors_leave_has_a_reason_and_is_used_once(cast: Cast) -> None:
    filing = submitted(cast.manager, letter=None)
    assert refused(lambda: services.allow_again(cast.supervisor, filing, why="先准许着", now=NOW)).code == "not_now"
    services.ask_once(cast.county_officer, filing, now=NOW)
    services.submit(cast.manager, filing, incomplete=True, now=NOW)  # nothing was put right
    assert refused(lambda: services.ask_once(cast.county_officer, filing, now=NOW)).code == "second_notice"
    assert (
        refused(lambda: services.allow_again(cast.county_officer, filing, why="自己准许自己", now=NOW)).code
        == "not_now"
    )
    assert refused(lambda: services.allow_again(cast.supervisor, filing, why=" ", now=NOW)).field == "why"
    services.allow_again(cast.supervisor, filing, why="当事人来电要求再给一次清单", now=NOW)
    notice = services.ask_once(cast.county_officer, filing, now=NOW)
    assert (notice.exception_by, notice.exception_why) == (cast.supervisor, "当事人来电要求再给一次清单")
    services.submit(cast.manager, filing, incomplete=True, now=NOW)
    assert refused(lambda: services.ask_once(cast.county_officer, filing, now=NOW)).code == "second_notice"
