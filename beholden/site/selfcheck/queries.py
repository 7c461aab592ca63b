"""The readers of this room: each starts from the Systems of the manager's own unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from beholden.ground.evidence import heads
from beholden.ground.evidence.reading import LogUnavailable
from beholden.ground.people.models import Account
from beholden.ground.systems import queries as systems
from beholden.ground.systems.models import System
from beholden.site.selfcheck import permissions
from beholden.site.selfcheck.models import Declaration, RetentionCertificate, SelfCheck

PAGE: Final = 30


def systems_of(account: Account) -> QuerySet[System]:
    """The Systems this account may check: the manager's own unit's."""
    if not permissions.may_check(account):
        return System.objects.none()
    own = systems.visible_to(account).filter(unit_id=account.organisation_id)
    return own.select_related("unit").order_by("name", "id")


def visible_to(account: Account) -> QuerySet[SelfCheck]:
    """Kept self-checks of the own unit."""
    own = SelfCheck.objects.filter(system__in=systems_of(account).order_by().values("pk"))
    return own.select_related("system__unit", "by", "attestation")


def declarations_of(account: Account) -> QuerySet[Declaration]:
    """Declarations of the own unit."""
    own = Declaration.objects.filter(system__in=systems_of(account).order_by().values("pk"))
    return own.select_related("by", "system")


def certificates_of(account: Account) -> QuerySet[RetentionCertificate]:
    """Retention certificates of the own unit."""
    own = RetentionCertificate.objects.filter(system__in=systems_of(account).order_by().values("pk"))
    return own.select_related("system__unit", "by")


@dataclass(frozen=True, slots=True)
class Page:
    """Kept self-checks, newest first; ``after`` is what the next page starts behind, "" at the end."""

    checks: list[SelfCheck]
    after: str


def page(checks: QuerySet[SelfCheck], after: str = "", size: int = PAGE) -> Page:
    """By key: the last page costs what the first does."""
    ordered = checks.order_by("-pk")
    if after.isascii() and after.isdigit() and len(after) < 19:
        ordered = ordered.filter(pk__lt=int(after))
    rows = list(ordered[: size + 1])
    return Page(rows[:size], str(rows[size - 1].pk) if len(rows) > size else "")


def proofs(certificate: RetentionCertificate) -> list[bytes]:
    """What the site's logs prove of a certificate: that it stands in the access log, once a checkpoint covers it.

    A proof is the text of a .tlog-proof file; whatever else the logs come to prove joins the list.
    """
    try:
        found = heads.proof(certificate.log_index)
    except (IndexError, LogUnavailable):
        return []
    return [found] if found else []
