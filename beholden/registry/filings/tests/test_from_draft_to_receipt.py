"""The way of an online filing: filled in at leisure, handed in once, filed with a receipt (R14(1), M7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from beholden.ground.deadlines.models import Deadline
from beholden.ground.documents.models import Document
from beholden.ground.evidence.models import Opening
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import services
from beholden.registry.filings.models import Filing
from beholden.registry.filings.services.writing import Conflict
from beholden.registry.filings.tests.made import NOW, draft, filed, fresh, submitted


def clock(filing: Filing, rule: str) -> Deadline:
    return Deadline.objects.get(subject_code=filing.code, rule=rule)


def test_a_complete_draft_is_submitted_reviewed_and_filed(cast: Cast) -> None:
    filing = draft(cast.manager)
    assert clock(filing, "filing.term.new").due == date(2026, 12, 10)
    handed_in = services.submit(cast.manager, filing, seen=filing.revision, now=NOW)
    assert (handed_in.state, handed_in.number) == ("submitted", "备〔2026〕130203-0001")
    assert handed_in.authority == cast.authority
    assert clock(filing, "filing.term.new").met_at == NOW
    review = clock(filing, "filing.review.online")
    assert (review.due, review.certain, review.owner) == (date(2026, 11, 25), False, cast.authority)
    assert handed_in.due == review.due
    done = services.accept(cast.county_officer, handed_in, now=NOW + timedelta(days=1))
    assert (done.state, done.in_force, done.due) == ("filed", True, None)
    receipt = Document.objects.get(subject_code=filing.code)
    assert receipt.kind == "filing_receipt"
    assert done.acts.get(action="accept").document == receipt.number
    assert Opening.objects.filter(kind="decide", number=done.number).count() == 1


def test_nobody_else_files_and_nobody_else_decides(cast: Cast) -> None:
    filing = draft(cast.manager)
    for part, account in cast.accounts():
        if part != "manager":
            with pytest.raises(services.Refused):
                services.submit(account, filing, now=NOW)
    services.submit(cast.manager, filing, now=NOW)
    for part, account in cast.accounts():
        if part not in ("county_officer", "supervisor"):
            with pytest.raises(services.Refused):
                services.accept(account, filing, now=NOW)
    assert fresh(filing).state == "submitted"
    assert services.accept(cast.supervisor, filing, now=NOW).state == "filed"


def test_handing_in_twice_counts_once(cast: Cast) -> None:
    filing = draft(cast.manager)
    seen = filing.revision
    first = services.submit(cast.manager, filing, seen=seen, now=NOW)
    again = services.submit(cast.manager, filing, seen=seen, now=NOW + timedelta(seconds=1))
    assert (first.pk, first.number, first.submitted_at) == (again.pk, again.number, again.submitted_at)
    assert filing.versions.count() == 1
    with pytest.raises(services.Refused) as refused:  # without having seen the page there is nothing to repeat
        services.submit(cast.manager, filing, now=NOW)
    assert refused.value.code == "not_now"


def test_of_two_tabs_the_later_is_told_and_of_officer_and_unit_too(cast: Cast) -> None:
    filing = draft(cast.manager)
    seen = filing.revision
    services.save_answers(cast.manager, filing, {"name": "新名称"}, seen=seen, now=NOW)
    with pytest.raises(Conflict):
        services.save_answers(cast.manager, filing, {"name": "旧标签页"}, seen=seen, now=NOW)
    assert fresh(filing).answers["name"] == "新名称"
    handed_in = services.submit(cast.manager, filing, now=NOW)
    services.withdraw(cast.manager, handed_in, seen=handed_in.revision, now=NOW)
    with pytest.raises(Conflict):
        services.accept(cast.county_officer, handed_in, seen=handed_in.revision, now=NOW)
    assert fresh(filing).state == "withdrawn"
    assert not Document.objects.exists()


def test_numbers_have_no_gap_though_a_submission_fails(cast: Cast) -> None:
    services.submit(cast.manager, draft(cast.manager), now=NOW)
    bad = draft(cast.manager, near_secret_unit=True, consent_date="2026-11-15", consent_unit="某部", consent_number="1")
    with pytest.raises(services.Refused):
        services.submit(cast.manager, bad, now=NOW)
    assert submitted(cast.manager).number == "备〔2026〕130203-0002"


def test_an_old_system_counts_from_the_day_of_the_regulation(cast: Cast) -> None:
    filing = draft(cast.manager, in_use_date="2019-05-01")
    legacy = clock(filing, "filing.term.legacy")
    assert (legacy.started, legacy.due) == (date(2025, 4, 1), date(2025, 6, 30))
    moved = services.save_answers(cast.manager, filing, {"in_use_date": "2026-11-01"}, now=NOW)
    assert clock(moved, "filing.term.legacy").ending == "dropped"
    assert clock(moved, "filing.term.new").due == date(2026, 12, 1)


def test_overdue_at_the_authority_is_shown_and_nothing_files_itself(cast: Cast) -> None:
    filing = submitted(cast.manager)
    from beholden.registry.filings import queries

    later = date(2026, 12, 20)
    counts = queries.tab_counts(cast.county_officer, later)
    assert counts["overdue"] == 1
    assert fresh(filing).state == "submitted"
    assert queries.standing(filing, later)["over"] is True


def test_a_draft_takes_over_what_the_unit_filed_before(cast: Cast) -> None:
    filed(cast.manager, cast.county_officer)
    again = services.start(cast.manager, place_category="op_crowd", now=NOW)
    assert again.answers["unit_type"] == "company"
    assert again.answers["public_contact"] == "0315-2000000"
    assert "name" not in again.answers  # what is about the system is asked anew
