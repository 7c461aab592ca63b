"""`look` is the only way to a token, so the only way to a picture (R16(2)(3))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F
from django.utils import timezone

from beholden.ground.systems.models import Camera
from beholden.site.access import footage, tokens
from beholden.site.access.duty import Visitor
from beholden.site.access.models import (
    AccessEntry,
    Action,
    RefusedMore,
    Result,
)
from beholden.site.access.permissions import refusal, sees
from beholden.site.access.refusals import Shut
from beholden.site.access.services import register

LONGEST: Final = timedelta(hours=1)  # of one playback look; longer footage takes several entries
LONGEST_EXPORT: Final = timedelta(days=7)  # of one camera in one package
PACE: Final = timedelta(minutes=1)
REFUSALS_A_PACE: Final = 20
LOOKS_A_PACE: Final = 240  # a wall of sixteen, turned every four seconds
MERGED_FOR: Final = timedelta(minutes=10)

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Look:
    """A registered look: its entry, and the token that opens it."""

    entry: AccessEntry
    token: str


def look(
    visitor: Visitor,
    camera: str,
    action: str,
    interval: Interval | None = None,
    now: datetime | None = None,
    *,
    kept: bool = False,
) -> Look:
    """Register a look at ``camera`` (a code) and return its token; nothing flows without one (R16(2)(3)).

    ``interval``: aware instants, at most one hour for playback and masked copies, a week for an export; for a snapshot
    the first instant is the picture's; none for live. ``kept``: what is wanted lies in a package, even if the footage
    itself went since.
    Raises Shut: with a register number when it refused a person, without when there is nothing to refuse (bad
    input, no picture now), ``log_unavailable`` when nothing can be registered.
    """
    now = now or timezone.now()
    camera = _plain(camera)
    asked, interval = interval, _bounded(action, interval, now)
    found = Camera.objects.select_related("system__unit").filter(code=camera).first()
    why = refusal(visitor, found, action, now)
    if why:
        raise refuse(visitor, camera, action, interval, why, now)
    assert found is not None and visitor.duty is not None
    if _count(visitor, Result.GRANTED, now) >= LOOKS_A_PACE:
        raise refuse(visitor, camera, action, interval, "too_many", now)
    if action == Action.SNAPSHOT and asked is None:
        interval = _newest(found, now)
    if not kept and (missing := footage.missing(found, action, interval)):
        raise Shut(missing)
    entry = _draft(visitor, found, camera, action, interval, now)
    entry.result = Result.GRANTED
    register.enter(entry)
    return Look(entry, tokens.sign(entry, visitor.session_key, visitor.duty.id))


def _newest(camera: Camera, now: datetime) -> Interval:
    """The moment of a snapshot "now": recording is a second behind the present. Raises Shut."""
    at = footage.latest(camera, now)
    if at is None:
        raise Shut("no_picture")
    return at, at


def refuse(
    visitor: Visitor, camera: str, action: str, interval: Interval | None, why: str, now: datetime | None = None
) -> Shut:
    """Register a refusal and return what to raise. After 20 in a minute, further ones are counted into one entry."""
    now = now or timezone.now()
    camera = _plain(camera)
    open_merge = (
        RefusedMore.objects.filter(entry__account=visitor.account, entry__at__gt=now - MERGED_FOR)
        .order_by("-entry_id")
        .first()
    )
    if open_merge is not None:
        _count_in(open_merge, now)
        return Shut("too_many", open_merge.entry_id)
    merging = _count(visitor, Result.REFUSED, now) >= REFUSALS_A_PACE
    found = Camera.objects.select_related("system__unit").filter(code=camera).first()
    entry = _draft(visitor, found, camera, action, interval, now)
    entry.result, entry.why = Result.REFUSED, "too_many" if merging else why
    register.enter(entry, merging=merging)
    return Shut(entry.why, entry.number)


def _plain(text: str) -> str:
    """A code as somebody sent it, short and printable: it is written down even when there is no such camera."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:32])


def _bounded(action: str, interval: Interval | None, now: datetime) -> Interval | None:
    """The interval as it will be registered. Raises Shut for what makes no sense: that is no refusal of a person."""
    if action == Action.LIVE:
        return None
    if action == Action.SNAPSHOT:
        at = interval[0] if interval else now
        if at > now:
            raise Shut("interval")
        return at, at
    if action not in (Action.PLAYBACK, Action.EXPORT, Action.MASKED):
        raise Shut("action")
    if interval is None or interval[0] >= interval[1] or interval[0] > now:
        raise Shut("interval")
    if action in (Action.EXPORT, Action.MASKED) and interval[1] > now:
        raise Shut("interval")
    if interval[1] - interval[0] > (LONGEST_EXPORT if action == Action.EXPORT else LONGEST):
        raise Shut("too_long_export" if action == Action.EXPORT else "too_long")
    return interval


def _count(visitor: Visitor, result: Result, now: datetime) -> int:
    recent = AccessEntry.objects.filter(account=visitor.account, result=result, at__gt=now - PACE)
    return recent.order_by().count()


def _draft(
    visitor: Visitor, found: Camera | None, camera: str, action: str, interval: Interval | None, now: datetime
) -> AccessEntry:
    account, duty = visitor.account, visitor.duty
    known = found is not None and sees(account, found)
    return AccessEntry(
        at=now,
        account=account,
        username=account.username,
        name=account.name,
        unit=account.organisation.name if account.organisation else "",
        purpose=duty.purpose.value if duty else "",
        purpose_note=duty.note if duty else "",
        action=action if action in Action.values else "",
        camera=found,
        owner=found.system.unit if found else account.organisation,
        camera_code=camera,
        # whoever may not know that a camera exists does not learn its name from their own refusal
        camera_name=found.name if found and known else "",
        system_name=found.system.name if found and known else "",
        starts=interval[0] if interval else None,
        ends=interval[1] if interval else None,
        client=visitor.client,
    )


def _count_in(merge: RefusedMore, now: datetime) -> None:
    RefusedMore.objects.filter(pk=merge.pk).update(count=F("count") + 1, last_at=now)
