"""may(): office, grants, and the three administrators who never see footage (R16, MLPS)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from beholden.ground.people import services
from beholden.ground.people.models import Account, Grant
from beholden.ground.people.permissions import WHY, may
from beholden.ground.people.refusals import Refused
from beholden.ground.people.roles import ADMINISTRATORS, Action, Role
from beholden.ground.people.tests.cast import Cast
from beholden.ground.people.tests.places import Places

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 3, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def give(cast: Cast, account: Account, **what: object) -> Grant:
    terms = {"actions": ["live", "playback"], "starts": NOW - DAY, "ends": NOW + DAY, "purpose": "协助查找走失老人"}
    return services.grant(cast.security_admin, account, **{**terms, **what})  # type: ignore[arg-type]


# part → what the office alone allows at the own unit's camera
BY_OFFICE = {
    "manager": {"live", "playback", "snapshot", "export", "masked"},
    "guard": {"live", "playback", "snapshot", "masked"},
    "other_guard": set(),
    "other_manager": set(),
    "county_officer": set(),
    "station_officer": set(),
    "other_county_officer": set(),
    "system_admin": set(),
    "security_admin": set(),
    "auditor": set(),
    "resident": set(),
    "supervisor": set(),
    "city_officer": set(),
    "sector_officer": set(),
    "discipline_officer": set(),
}


def test_without_grants_only_the_unit_sees_its_cameras(cast: Cast, places: Places) -> None:
    found = {
        part: {action for action in Action.values if may(account, action, places.camera, NOW)}
        for part, account in cast.accounts()
    }
    assert found == BY_OFFICE
    assert may(cast.other_guard, "live", places.other_camera, NOW).why == "office"


def test_strangers_disabled_accounts_and_unknown_actions_get_nothing(cast: Cast, places: Places) -> None:
    assert may(AnonymousUser(), "live", places.camera, NOW).why == "not_signed_in"
    assert may(cast.manager, "delete", places.camera, NOW).why == "unknown_action"
    assert may(cast.manager, "live", places.camera, NOW)
    services.disable_account(cast.system_admin, cast.manager)
    assert may(cast.manager, "live", places.camera, NOW).why == "inactive"


def test_a_grant_opens_what_it_names_in_its_term_and_nothing_else(cast: Cast, places: Places) -> None:
    grant = give(cast, cast.station_officer, camera=places.camera)
    yes = may(cast.station_officer, "live", places.camera, NOW)
    assert (yes.allowed, yes.why, yes.grant) == (True, "grant", grant.code)
    assert may(cast.station_officer, "export", places.camera, NOW).why == "action_not_granted"
    assert may(cast.station_officer, "live", places.second_camera, NOW).why == "no_grant"
    assert may(cast.county_officer, "live", places.camera, NOW).why == "no_grant"
    assert may(cast.station_officer, "live", places.camera, NOW - DAY - timedelta(seconds=1)).why == "grant_not_yet"
    assert may(cast.station_officer, "live", places.camera, NOW - DAY)
    assert may(cast.station_officer, "live", places.camera, NOW + DAY).why == "grant_ended"


def test_a_grant_for_a_system_covers_its_cameras_only(cast: Cast, places: Places) -> None:
    give(cast, cast.county_officer, system=places.system)
    assert may(cast.county_officer, "playback", places.camera, NOW)
    assert may(cast.county_officer, "playback", places.second_camera, NOW)
    assert not may(cast.county_officer, "playback", places.other_camera, NOW)


def test_a_revoked_grant_stops_at_that_moment_and_says_so(cast: Cast, places: Places) -> None:
    grant = give(cast, cast.county_officer, camera=places.camera)
    services.revoke(cast.security_admin, grant, why="任务结束", at=NOW)
    assert may(cast.county_officer, "live", places.camera, NOW - timedelta(seconds=1))
    refused = may(cast.county_officer, "live", places.camera, NOW)
    assert refused.why == "grant_revoked"
    assert refused.sentence == str(WHY["grant_revoked"])
    services.revoke(cast.security_admin, grant, why="再次", at=NOW + DAY)
    assert (grant.revoked_at, grant.revoked_why) == (NOW, "任务结束")
    give(cast, cast.county_officer, camera=places.camera)
    assert may(cast.county_officer, "live", places.camera, NOW)


def test_a_guard_needs_a_grant_for_what_the_office_leaves_out(cast: Cast, places: Places) -> None:
    assert may(cast.guard, "export", places.camera, NOW).why == "action_not_granted"
    give(cast, cast.guard, camera=places.camera, actions=["export"])
    assert may(cast.guard, "export", places.camera, NOW).why == "grant"


def test_administrators_and_residents_can_hold_no_grant_not_even_by_hand(cast: Cast, places: Places) -> None:
    for account in (cast.system_admin, cast.auditor, cast.resident):
        with pytest.raises(Refused) as caught:
            give(cast, account, camera=places.camera)
        assert caught.value.code == "role_never_granted"
    row = give(cast, cast.county_officer, camera=places.camera)
    for role in [*ADMINISTRATORS, Role.RESIDENT]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.filter(pk=row.pk).update(holder_role=role)
    # a row forged past the service is worth nothing either
    Grant.objects.filter(pk=row.pk).update(account=cast.auditor)
    assert may(cast.auditor, "live", places.camera, NOW).why == "administrator"
    Grant.objects.filter(pk=row.pk).update(account=cast.resident)
    assert may(cast.resident, "live", places.camera, NOW).why == "no_grant"


def test_no_service_changes_a_role(cast: Cast) -> None:
    takers = [name for name in services.__all__ if "role" in getattr(services, name).__annotations__]
    assert takers == ["create_account"]


def test_only_a_security_administrator_grants_and_never_to_themselves(cast: Cast, places: Places) -> None:
    for part, account in cast.accounts():
        if part == "security_admin":
            continue
        with pytest.raises(Refused) as caught:
            services.grant(
                account,
                cast.county_officer,
                actions=["live"],
                starts=NOW,
                ends=NOW + DAY,
                purpose="x",
                camera=places.camera,
            )
        assert caught.value.code == "not_yours", part
    with pytest.raises(Refused):
        give(cast, cast.security_admin, camera=places.camera)
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"actions": []}, "actions"),
        ({"actions": ["live", "erase"]}, "actions"),
        ({"ends": NOW - 2 * DAY}, "term"),
        ({"purpose": "  "}, "purpose"),
        ({"purpose": "长" * 501}, "purpose"),
        ({"both": True}, "one_object"),
        ({"camera": None}, "one_object"),
    ],
)
def test_a_grant_without_term_purpose_action_or_one_object_is_refused(
    cast: Cast, places: Places, wrong: dict[str, object], code: str
) -> None:
    what: dict[str, object] = {"camera": places.camera, **wrong}
    if what.pop("both", False):
        what["system"] = places.system
    with pytest.raises(Refused) as caught:
        give(cast, cast.county_officer, **what)
    assert caught.value.code == code
    assert str(caught.value)
    assert not Grant.objects.exists()


def test_the_database_refuses_a_grant_without_object_or_with_two(cast: Cast, places: Places) -> None:
    row = give(cast, cast.county_officer, camera=places.camera)
    for change in (
        {"camera": None},
        {"system": places.system},
        {"ends": row.starts},
        {"purpose": ""},
        {"granted_by": cast.county_officer},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.filter(pk=row.pk).update(**change)
