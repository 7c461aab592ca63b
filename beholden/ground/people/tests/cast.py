"""The cast of every test: one account a role, a second unit and a second county, all made through the services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from beholden.ground.people import services
from beholden.ground.people.models import Account, Organisation
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


def make_cast() -> Cast:
    """A fresh cast in the current database."""

    def organisation(name: str, kind: str, division: str) -> Organisation:
        return services.create_organisation(None, name=name, kind=kind, division=division)

    def account(part: str, name: str, role: str, where: Organisation | None = None) -> Account:
        return services.create_account(None, username=part, name=name, role=role, organisation=where)

    unit = organisation("城南商场有限公司", Kind.MANAGING, COUNTY)
    other_unit = organisation("天山北路第三小学", Kind.MANAGING, OTHER_COUNTY)
    city = organisation("唐山市公安局", Kind.AUTHORITY, CITY)
    authority = organisation("路北区公安分局", Kind.AUTHORITY, COUNTY)
    other_authority = organisation("伊州区公安分局", Kind.AUTHORITY, OTHER_COUNTY)
    return Cast(
        unit=unit,
        other_unit=other_unit,
        authority=authority,
        other_authority=other_authority,
        manager=account("manager", "李经理", Role.MANAGER, unit),
        guard=account("guard", "王保安", Role.GUARD, unit),
        other_guard=account("other_guard", "赵保安", Role.GUARD, other_unit),
        other_manager=account("other_manager", "孙校长", Role.MANAGER, other_unit),
        county_officer=account("county_officer", "张警官", Role.COUNTY_OFFICER, authority),
        station_officer=account("station_officer", "陈警官", Role.STATION_OFFICER, authority),
        other_county_officer=account("other_county_officer", "马警官", Role.COUNTY_OFFICER, other_authority),
        system_admin=account("system_admin", "周管理", Role.SYSTEM_ADMIN),
        security_admin=account("security_admin", "吴管理", Role.SECURITY_ADMIN),
        auditor=account("auditor", "郑审计", Role.AUDITOR),
        resident=account("resident", "林居民", Role.RESIDENT),
        supervisor=account("supervisor", "高局长", Role.SUPERVISOR, authority),
        city_officer=account("city_officer", "秦警官", Role.COUNTY_OFFICER, city),
        sector_officer=account(
            "sector_officer", "沈科长", Role.SECTOR_OFFICER, organisation("路北区商务局", Kind.SECTOR, COUNTY)
        ),
        discipline_officer=account("discipline_officer", "严督察", Role.DISCIPLINE_OFFICER, city),
    )
