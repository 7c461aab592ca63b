"""Readers: an account's own exports, its unit's, or (the auditor) all that there were."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import Q, QuerySet

from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.site.access.models import instant
from beholden.site.exports.models import Export, LeftOut, State, Why

PAGE: Final = 30


def visible_to(account: Account) -> QuerySet[Export]:
    """Own ones; a manager those of the unit's cameras; the auditor all, without the footage."""
    exports = Export.objects.select_related("by", "unit", "decided_by").prefetch_related("cameras__camera__system")
    if not account.is_active:
        return exports.none()
    if account.role == Role.AUDITOR:
        return exports
    if account.role == Role.MANAGER and account.organisation_id:
        return exports.filter(Q(by=account) | Q(unit=account.organisation_id))
    return exports.filter(by=account)


class Missing(NamedTuple):
    """A stretch that a package has not, and why; ``camera`` its name, ``code`` its code."""

    camera: str
    code: str
    begin: datetime
    end: datetime
    why: LeftOut


def left_out(export: Export) -> list[Missing]:
    """What the index had of the cameras asked for and the package has not, by camera and time; none while made."""
    if export.state not in (State.READY, State.REMOVED) and export.why != Why.ALTERED:
        return []  # what an earlier try lacked is not told of the next
    return [
        Missing(one.camera.name, one.camera.code, instant(begin), instant(end), LeftOut(why))
        for one in export.cameras.all()
        for begin, end, why in one.left_out
    ]


def page(account: Account, before: int | None = None) -> tuple[list[Export], int | None]:
    """A page, newest first, and the id to go on below, None at the end."""
    exports = visible_to(account)
    if before is not None:
        exports = exports.filter(pk__lt=before)
    found = list(exports.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def export(account: Account, code: str) -> Export | None:
    """One export this account may see."""
    return visible_to(account).filter(code=code).first()
