"""What an organisation answers for: written by a system administrator only."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import Kind, Role
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.models import Jurisdiction, Remit, Sector
from beholden.registry.filings.services.writing import now_or


@transaction.atomic
def set_remit(
    by: Account | None,
    organisation: Organisation,
    *,
    jurisdiction: str = Jurisdiction.COUNTY,
    sector: str = "",
    now: datetime | None = None,
) -> Remit:
    """An authority's police remit (M4(3)) or a department's sector (R7(2)). ``by`` None: the installation itself."""
    if by is not None and not (by.is_active and by.role == Role.SYSTEM_ADMIN):
        raise Refused("not_yours", _("职责范围由系统管理员设置。"))
    if jurisdiction not in Jurisdiction.values or sector not in Sector.values:
        raise Refused("no_choice", _("请选择职责范围"), field="jurisdiction")
    if organisation.kind == Kind.SECTOR and not sector:
        raise Refused("no_choice", _("行业主管部门要选择行业"), field="sector")
    if organisation.kind not in (Kind.SECTOR, Kind.AUTHORITY):
        raise Refused("not_yours", _("只有公安机关和行业主管部门有职责范围。"))
    now_or(now)
    made, _new = Remit.objects.update_or_create(
        organisation=organisation,
        defaults={
            "jurisdiction": jurisdiction if organisation.kind == Kind.AUTHORITY else Jurisdiction.COUNTY,
            "sector": sector if organisation.kind == Kind.SECTOR else "",
        },
    )
    return made
