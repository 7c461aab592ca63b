"""Readers of the redactions room; every list starts from `visible_to`."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet, Sum

from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.site.access.models import AccessEntry, Action, Result
from beholden.site.redactions import permissions
from beholden.site.redactions.models import OPEN, Aim, Redaction, State

PAGE: Final = 50
MOST_OF_IT: Final = 0.8  # of a copy's bytes: a player that skips still fetches nearly all
TABS: Final = ("open", "usable", "all")


def visible_to(account: Account) -> QuerySet[Redaction]:
    """Those of the own unit's footage; previews one made; all for the auditor, without the pictures."""
    every = Redaction.objects.select_related("unit", "camera__system", "by", "confirmed_by", "released_by")
    if not permissions.may_open(account):
        return every.none()
    if account.role == Role.AUDITOR:
        return every
    mine = Q(by=account, aim=Aim.MOSAIC)
    return (
        every.filter(mine | Q(unit=account.organisation_id)) if permissions.works_here(account) else every.filter(mine)
    )


def one(account: Account, code: str) -> Redaction | None:
    """The copy of this code, when the account may know of it."""
    return visible_to(account).filter(code=code[:16]).first()


def tab(found: QuerySet[Redaction], name: str) -> QuerySet[Redaction]:
    """The saved views."""
    usable = (State.CONFIRMED, State.RELEASED, State.PREVIEW)
    views = {"open": Q(state__in=OPEN), "usable": Q(state__in=usable)}
    return found.filter(views[name]) if name in views else found


def page(found: QuerySet[Redaction], after: str = "", size: int = PAGE) -> tuple[list[Redaction], str]:
    """Newest first, behind the row whose number ``after`` is; and what the next page starts behind, "" at the end."""
    if after.isascii() and after.isdigit() and len(after) < 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found.order_by("-pk")[: size + 1])
    return rows[:size], str(rows[size - 1].pk) if len(rows) > size else ""


def made_for(subject: str) -> QuerySet[Redaction]:
    """Every copy that was begun for a request, oldest first."""
    every = Redaction.objects.filter(subject=subject, aim__in=(Aim.INDIVIDUAL, Aim.PUBLICATION))
    return every.select_related("camera", "by", "confirmed_by").order_by("pk")


def reviewed_for(subject: str) -> str:
    """The code of the masked copy for a request whose every mask a person reviewed; "" when there is none, or while
    another copy for it is unfinished: nobody is shown half of what was agreed.
    """
    if not subject or made_for(subject).filter(state__in=OPEN).exists():
        return ""
    done = made_for(subject).filter(state__in=(State.CONFIRMED, State.RELEASED)).order_by("-pk")
    return next((one.code for one in done if one.copy.is_file()), "")


def watched(redaction: Redaction, account: Account) -> bool:
    """Whether this person played the copy as it is now: looks at it since it was made let most of its bytes out."""
    if redaction.made_at is None:
        return False
    looks = AccessEntry.objects.filter(
        account=account,
        camera=redaction.camera_id,
        action=Action.MASKED,
        result=Result.GRANTED,
        starts=redaction.starts,
        ends=redaction.ends,
        at__gte=redaction.made_at,
    )
    flowed = looks.aggregate(all=Sum("use__bytes"))["all"] or 0
    return flowed >= redaction.bytes * MOST_OF_IT
