"""Roles. One account holds exactly one, for life: another role is another account (three-way separation, MLPS)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What an account is for."""

    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDITOR = "auditor", _("审计员")
    MANAGER = "manager", _("管理单位负责人")
    GUARD = "guard", _("值班人员")
    COUNTY_OFFICER = "county_officer", _("县级公安机关民警")
    STATION_OFFICER = "station_officer", _("派出所民警")
    SUPERVISOR = "supervisor", _("公安机关负责人")
    DISCIPLINE_OFFICER = "discipline_officer", _("督察、纪检人员")
    SECTOR_OFFICER = "sector_officer", _("行业主管部门人员")
    RESIDENT = "resident", _("居民")


class Action(TextChoices):
    """What can be done with footage."""

    LIVE = "live", _("实时查看")
    PLAYBACK = "playback", _("回放")
    SNAPSHOT = "snapshot", _("抓图")
    EXPORT = "export", _("调取")
    MASKED = "masked", _("只看遮挡件")  # identities covered: less than playback, which sees them


class Kind(TextChoices):
    """What an organisation is to a System."""

    MANAGING = "managing", _("管理单位")
    AUTHORITY = "authority", _("公安机关")
    CONTRACTOR = "contractor", _("受托运营、施工、维护单位")
    SECTOR = "sector", _("行业主管部门")


# None of the three sees footage by office, and none can be granted it.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
OFFICERS = frozenset({Role.COUNTY_OFFICER, Role.STATION_OFFICER, Role.SUPERVISOR})
OTHER_OFFICES = frozenset({Role.SECTOR_OFFICER, Role.DISCIPLINE_OFFICER})
UNIT_ROLES = frozenset({Role.MANAGER, Role.GUARD})
# Who examines complaints about officials needs no footage for it: nobody else knows what they look at (R25(2)).
GRANTABLE = frozenset(Role) - ADMINISTRATORS - {Role.RESIDENT, Role.DISCIPLINE_OFFICER}

# What the people of a unit may do with their own unit's cameras by office (Regulation 799, Article 16(1)).
BY_OFFICE: dict[str, frozenset[str]] = {
    Role.MANAGER: frozenset(Action.values),
    Role.GUARD: frozenset({Action.LIVE, Action.PLAYBACK, Action.SNAPSHOT, Action.MASKED}),
}

KIND_OF_ROLE: dict[str, frozenset[str]] = {
    Role.MANAGER: frozenset({Kind.MANAGING}),
    Role.GUARD: frozenset({Kind.MANAGING, Kind.CONTRACTOR}),
    Role.COUNTY_OFFICER: frozenset({Kind.AUTHORITY}),
    Role.STATION_OFFICER: frozenset({Kind.AUTHORITY}),
    Role.SUPERVISOR: frozenset({Kind.AUTHORITY}),
    Role.DISCIPLINE_OFFICER: frozenset({Kind.AUTHORITY}),
    Role.SECTOR_OFFICER: frozenset({Kind.SECTOR}),
}
