"""Readers: grants and events by reader, grants that end soon, choices of a grant, sessions of sockets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from beholden.ground.people import queries, services
from beholden.ground.people.models import Account, Grant
from beholden.ground.people.permissions import may_audit, may_grant, may_manage_accounts
from beholden.ground.people.tests.cast import Cast
from beholden.ground.people.tests.places import Places

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 3, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def give(cast: Cast, account: Account, places: Places, ends: datetime) -> Grant:
    return services.grant(
        cast.security_admin,
        account,
        camera=places.camera,
        actions=["live"],
        starts=NOW - DAY,
        ends=ends,
        purpose="协查",
        at=NOW,
    )


def test_each_office_is_held_by_one_role_and_ends_with_the_account(cast: Cast) -> None:
    offices = {"system_admin": may_manage_accounts, "security_admin": may_grant, "auditor": may_audit}
    for office, allowed in offices.items():
        assert [part for part, account in cast.accounts() if allowed(account)] == [office]
        assert not allowed(None)
        holder = getattr(cast, office)
        services.disable_account(None, holder)
        assert not allowed(holder)


def test_grants_are_seen_by_the_security_office_the_auditor_and_their_holder(cast: Cast, places: Places) -> None:
    mine = give(cast, cast.county_officer, places, NOW + DAY)
    other = give(cast, cast.station_officer, places, NOW + DAY)
    for part, account in cast.accounts():
        seen = set(queries.grants_visible_to(account))
        if part in ("security_admin", "auditor"):
            assert seen == {mine, other}
        else:
            assert seen == {"county_officer": {mine}, "station_officer": {other}}.get(part, set()), part
    services.disable_account(None, cast.county_officer)
    assert not queries.grants_visible_to(cast.county_officer)


def test_grants_that_end_soon_come_soonest_first_and_only_while_in_force(cast: Cast, places: Places) -> None:
    later = give(cast, cast.county_officer, places, NOW + 6 * DAY)
    soon = give(cast, cast.station_officer, places, NOW + 2 * DAY)
    give(cast, cast.county_officer, places, NOW + 8 * DAY)
    revoked = give(cast, cast.guard, places, NOW + DAY)
    services.revoke(cast.security_admin, revoked, why="撤回", at=NOW)
    assert list(queries.grants_ending(NOW, timedelta(days=7))) == [soon, later]
    assert queries.grants_ending(NOW + 3 * DAY, timedelta(days=7)).first() == later


def test_events_are_the_auditors_and_ones_own(cast: Cast) -> None:
    assert queries.events_visible_to(cast.auditor).count() >= 15
    assert {event.account for event in queries.events_visible_to(cast.guard)} == {cast.guard}
    assert {event.account for event in queries.events_visible_to(cast.system_admin)} == {cast.system_admin}


def test_every_kind_of_event_that_is_written_has_its_word(cast: Cast, places: Places) -> None:
    give(cast, cast.county_officer, places, NOW + DAY)
    services.disable_account(None, cast.guard)
    services.enable_account(None, cast.guard)
    for event in queries.events_visible_to(cast.auditor):
        assert event.word != event.kind


def test_choices_of_a_grant_name_systems_and_cameras_and_lead_back_to_them(cast: Cast, places: Places) -> None:
    found = dict(queries.targets())
    assert [label for _, label in found["城南商场有限公司 · 城南商场"]] == ["整个系统：城南商场", "大门", "收银台"]
    for _, choices in queries.targets():
        for choice, _ in choices:
            (kind, target), *rest = queries.target(choice).items()
            assert choice == f"{kind}:{target.code}"
            assert not rest
    for wrong in ("", "camera", "camera:", f"system:{places.camera.code}", "account:1"):
        assert queries.target(wrong) == {}
    assert queries.label_of(cast.guard) == "王保安 · 值班人员 · 城南商场有限公司"
    assert queries.label_of(cast.auditor) == "郑审计 · 审计员"


def test_a_sockets_session_counts_as_long_as_a_pages(client: Client, cast: Cast, settings: Settings) -> None:
    services.begin_sign_in(cast.guard, "key", at=NOW, address="192.0.2.1", agent="x" * 500)
    idle = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    assert queries.account_of_session("key", NOW) == cast.guard
    assert queries.account_of_session("key", NOW + idle) == cast.guard
    assert queries.account_of_session("key", NOW + idle + timedelta(seconds=1)) is None
    for nobody in ("", None, "other"):
        assert queries.account_of_session(nobody, NOW) is None
    (sign_in,) = queries.open_sign_ins(cast.guard, NOW)
    assert len(sign_in.agent) == 200
    services.touch(sign_in, NOW + timedelta(seconds=30))
    assert sign_in.seen_at == NOW
    services.touch(sign_in, NOW + timedelta(minutes=5))
    assert queries.account_of_session("key", NOW + idle + timedelta(minutes=4)) == cast.guard
    assert not queries.open_sign_ins(cast.guard, NOW + 2 * idle)
    services.end_sign_in(sign_in, why="revoked", at=NOW)
    assert queries.account_of_session("key", NOW) is None


def test_a_sockets_session_ends_with_the_account(cast: Cast) -> None:
    services.begin_sign_in(cast.guard, "key", at=NOW, address=None, agent="")
    Account.objects.filter(pk=cast.guard.pk).update(is_active=False)
    assert queries.account_of_session("key", NOW) is None
