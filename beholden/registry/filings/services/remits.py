"""What an organisation answers for: written by a system administrator only."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import Kind, Role
from beholden.registry.filings import permissions
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.models import Jurisdiction, Remit, Sector
from beholden.registry.filings.services.writing import entry, now_or


@transaction.atomic
def set_remit(
    by: Account | None,
    organisation: Organisation,
    *,
    jurisdiction: str = Jurisdiction.COUNTY,
    sector: str = "",
    now: datetime | None = None,
) -> Remit:
    """An authority's police remit (M4(3)) or a department's sector (R7(2)). ``by`` None: the installation itself.

    Who reads what hangs on it, so it stands in the evidence log. Raises Refused.
    """
    if by is not None and not (by.is_active and by.role == Role.SYSTEM_ADMIN):
        raise Refused("not_yours", _("职责范围由系统管理员设置。"))
    if jurisdiction not in Jurisdiction.values or sector not in Sector.values:
        raise Refused("no_choice", _("请选择职责范围"), field="jurisdiction")
    if organisation.kind == Kind.SECTOR and not sector:
        raise Refused("no_choice", _("行业主管部门要选择行业"), field="sector")
    if organisation.kind not in (Kind.SECTOR, Kind.AUTHORITY):
        raise Refused("not_yours", _("只有公安机关和行业主管部门有职责范围。"))
    given = {
        "jurisdiction": jurisdiction if organisation.kind == Kind.AUTHORITY else str(Jurisdiction.COUNTY),
        "sector": sector if organisation.kind == Kind.SECTOR else "",
    }
    before = permissions.remit(organisation)
    made, _new = Remit.objects.update_or_create(organisation=organisation, defaults=given)
    permissions.forget_remit(organisation)
    if by is not None and tuple(given.values()) != before:
        said = {"to": organisation.name, "organisation": organisation.code, "before": list(before), **given}
        entry(by, "set_remit", now_or(now), said)
    return made
