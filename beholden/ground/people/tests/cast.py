"""The cast of every test: one account a role, a second unit and a second county.

Nearly every test begins with it, so its rows are written at once; `test_the_cast_is_what_the_services_make` holds them
against what the services write one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone

from beholden.ground.people.models import Account, Organisation, SecurityEvent
from beholden.ground.people.roles import Kind, Role

COUNTY, OTHER_COUNTY, CITY = "130203", "650502", "130200"


@dataclass(frozen=True)
class Cast:
    """Who plays. ``unit`` manages the site under test; ``other_unit`` lies in the other county."""

    unit: Organisation
    other_unit: Organisation
    authority: Organisation
    other_authority: Organisation
    manager: Account
    guard: Account
    other_guard: Account
    other_manager: Account
    county_officer: Account
    station_officer: Account
    other_county_officer: Account
    system_admin: Account
    security_admin: Account
    auditor: Account
    resident: Account
    supervisor: Account
    city_officer: Account
    sector_officer: Account
    discipline_officer: Account

    def accounts(self) -> Iterator[tuple[str, Account]]:
        """Every account with its part in the cast."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Account):
                yield field.name, value


PARTS = tuple(field.name for field in fields(Cast) if field.type == "Account")

# part → name, kind, division
ORGANISATIONS = {
    "unit": ("城南商场有限公司", Kind.MANAGING, COUNTY),
    "other_unit": ("天山北路第三小学", Kind.MANAGING, OTHER_COUNTY),
    "city": ("唐山市公安局", Kind.AUTHORITY, CITY),
    "authority": ("路北区公安分局", Kind.AUTHORITY, COUNTY),
    "other_authority": ("伊州区公安分局", Kind.AUTHORITY, OTHER_COUNTY),
    "sector": ("路北区商务局", Kind.SECTOR, COUNTY),
}
# part, which is also the user name → name, role, organisation
ACCOUNTS = {
    "manager": ("李经理", Role.MANAGER, "unit"),
    "guard": ("王保安", Role.GUARD, "unit"),
    "other_guard": ("赵保安", Role.GUARD, "other_unit"),
    "other_manager": ("孙校长", Role.MANAGER, "other_unit"),
    "county_officer": ("张警官", Role.COUNTY_OFFICER, "authority"),
    "station_officer": ("陈警官", Role.STATION_OFFICER, "authority"),
    "other_county_officer": ("马警官", Role.COUNTY_OFFICER, "other_authority"),
    "system_admin": ("周管理", Role.SYSTEM_ADMIN, ""),
    "security_admin": ("吴管理", Role.SECURITY_ADMIN, ""),
    "auditor": ("郑审计", Role.AUDITOR, ""),
    "resident": ("林居民", Role.RESIDENT, ""),
    "supervisor": ("高局长", Role.SUPERVISOR, "authority"),
    "city_officer": ("秦警官", Role.COUNTY_OFFICER, "city"),
    "sector_officer": ("沈科长", Role.SECTOR_OFFICER, "sector"),
    "discipline_officer": ("严督察", Role.DISCIPLINE_OFFICER, "city"),
}


def make_cast() -> Cast:
    """A fresh cast in the current database."""
    now = timezone.now()
    with transaction.atomic():
        organisations = {
            part: Organisation(name=name, kind=kind, division=division)
            for part, (name, kind, division) in ORGANISATIONS.items()
        }
        Organisation.objects.bulk_create(organisations.values())
        accounts = {}
        for part, (name, role, where) in ACCOUNTS.items():
            accounts[part] = Account(username=part, name=name, role=role, organisation=organisations.get(where))
            accounts[part].set_unusable_password()
        Account.objects.bulk_create(accounts.values())
        events = [
            SecurityEvent(at=now, kind="organisation_created", detail={"organisation": made.code})
            for made in organisations.values()
        ]
        events += [
            SecurityEvent(
                at=now, kind="account_created", account=made, username=made.username, detail={"role": made.role}
            )
            for made in accounts.values()
        ]
        SecurityEvent.objects.bulk_create(events)
    parts = {"unit", "other_unit", "authority", "other_authority"}
    return Cast(**{part: made for part, made in organisations.items() if part in parts}, **accounts)
