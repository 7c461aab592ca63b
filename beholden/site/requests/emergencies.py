"""Break-glass (R16(2)(2)): who may, for how long, who reviews, and which looks were made under it.

Somebody of a contractor whose agreement with the System runs, but who holds no grant there, may look at once for a
stated reason. The terms are ours: half an hour, reviewed within a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.ground.people.permissions import may_audit, may_grant
from beholden.ground.people.roles import Kind, Role
from beholden.ground.systems.models import System
from beholden.site.access.models import AccessEntry
from beholden.site.dossiers.queries import valid_agreement
from beholden.site.requests.models import EmergencyAccess

TERM: Final = timedelta(minutes=30)
REVIEW_WITHIN: Final = timedelta(hours=24)


def may_break(account: Account) -> bool:
    """A guard of a contractor; people of the unit itself need no emergency, their office opens their cameras."""
    employer = account.organisation
    mine = account.role == Role.GUARD and employer is not None and employer.kind == Kind.CONTRACTOR
    return bool(account.is_active and mine)


def may_review(account: Account) -> bool:
    """The security administrator or the auditor: neither ever looks."""
    return may_grant(account) or may_audit(account)


def may_read(account: Account) -> bool:
    """Who breaks, who reviews, and the unit's manager, whose footage it is."""
    return may_break(account) or may_review(account) or bool(account.is_active and account.role == Role.MANAGER)


def systems_for(account: Account, at: datetime) -> list[System]:
    """Systems at which the account's employer works under a running agreement."""
    if not may_break(account) or account.organisation is None:
        return []
    on = timezone.localdate(at)
    every = System.objects.select_related("unit").order_by("name", "pk")
    return [system for system in every if valid_agreement(account.organisation, system, on) is not None]


def visible_to(account: Account) -> QuerySet[EmergencyAccess]:
    """Own ones; the unit's for its manager; all for those who review."""
    every = EmergencyAccess.objects.select_related("account__organisation", "system__unit", "reviewed_by")
    if may_review(account):
        return every
    if not may_read(account):
        return every.none()
    if account.role == Role.MANAGER:
        return every.filter(system__unit=account.organisation_id)
    return every.filter(account=account)


def opened(account: Account, at: datetime) -> Q:
    """The cameras a running emergency opens for this account; for `access.leaves`."""
    running = EmergencyAccess.objects.filter(account=account, at__lte=at, ends__gt=at)
    return Q(system__in=running.values("system_id"))


def looks(emergency: EmergencyAccess) -> QuerySet[AccessEntry]:
    """What this person asked to see at that System meanwhile, whatever purpose they stated."""
    asked = AccessEntry.objects.filter(account=emergency.account_id, camera__system=emergency.system_id)
    return asked.filter(at__gte=emergency.at, at__lt=emergency.ends).select_related("use").order_by("number")


def note_of(emergency: EmergencyAccess) -> str:
    """How the register names it, in every look made under it: an entry is never changed, so in one language."""
    return f"紧急查看 {emergency.code}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one stands: ``state`` a kind of the `state` tag, with its word."""

    emergency: EmergencyAccess
    state: str
    word: str


def standing(emergency: EmergencyAccess, now: datetime) -> Standing:
    """Reviewed, or waiting, or late."""
    if emergency.reviewed_at is not None:
        good = emergency.finding == EmergencyAccess.Finding.JUSTIFIED
        return Standing(emergency, "good" if good else "over", str(emergency.get_finding_display()))
    if emergency.review_by < now:
        return Standing(emergency, "over", _("复核已超期"))
    return Standing(emergency, "due", _("待复核"))
