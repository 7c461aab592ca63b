"""Readers of the tips room; every list starts from `visible_to` or `complaints_visible_to`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from beholden.engines import rulebook
from beholden.engines.rulebook.answers import Answer
from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import Kind
from beholden.ground.places import coordinates
from beholden.ground.places.tiles import Box
from beholden.registry.filings import on_map
from beholden.registry.inspections.models import Inspection
from beholden.registry.tips import codes, permissions, sealed
from beholden.registry.tips.models import OPEN_COMPLAINTS, OPEN_TIPS, Complaint, Tip, TipState, TipTransfer

PAGE: Final = 50
COUNTED: Final = 1_000
TABS: Final = ("open", "mine", "incoming", "ended", "all")
COMPLAINT_TABS: Final = ("open", "ended", "all")
NEAREST: Final = 20
NEAR_M: Final = 100  # what we call the same place; ours to choose, no text fixes it
_REACH_M: Final = (150, 600, 2_500)  # how far filed cameras are looked for, until enough are found
One = TypeVar("One", Tip, Complaint)


def visible_to(account: Account) -> QuerySet[Tip]:
    """Tips of the officer's own authority, and those it passed on. No unit reads any, nor do the police above."""
    every = Tip.objects.select_related("authority", "handler")
    if not permissions.may_read_tips(account):
        return every.none()
    passed = TipTransfer.objects.filter(sender=account.organisation_id)  # few: found first, not asked for of each tip
    return every.filter(Q(authority=account.organisation_id) | Q(pk__in=passed.values("tip")))


def complaints_visible_to(account: Account) -> QuerySet[Complaint]:
    """Complaints at the discipline officer's own desk, none about their own authority nor one above it."""
    every = Complaint.objects.select_related("about", "desk", "handler")
    if not permissions.may_read_complaints(account):
        return every.none()
    return every.filter(desk=account.organisation_id).exclude(about__in=_over(account.organisation))


def _over(desk: Organisation | None) -> list[int]:
    """The desk's own authority and those above it: what is about them is not theirs to see."""
    assert desk is not None
    province = Q(division__startswith=desk.division[:2]) | Q(division__startswith="000000")
    some = Organisation.objects.filter(province, kind=Kind.AUTHORITY)
    return [office.pk for office in some if not permissions.apart(desk, office)]


@dataclass(frozen=True, slots=True)
class Page(Generic[One]):
    """One page of a list; ``after`` is what the next one starts behind, "" at the end."""

    rows: list[One]
    after: str


def page(found: QuerySet[One], after: str = "", size: int = PAGE) -> Page[One]:
    """Newest first, behind the row whose number ``after`` is."""
    if after.isascii() and after.isdigit() and len(after) < 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found.order_by("-pk")[: size + 1])
    return Page(rows[:size], str(rows[size - 1].pk) if len(rows) > size else "")


def tab(found: QuerySet[Tip], name: str, account: Account) -> QuerySet[Tip]:
    """The saved views of tips; "incoming" are those passed on to us and not acknowledged yet."""
    ours = Q(authority=account.organisation_id)
    views = {
        "open": ours & Q(state__in=OPEN_TIPS),
        "mine": Q(handler=account.pk, state__in=OPEN_TIPS),
        "incoming": ours & Q(state=TipState.TRANSFERRED),
        "ended": ours & ~Q(state__in=OPEN_TIPS),
    }
    return found.filter(views[name]) if name in views else found


def tab_counts(account: Account) -> dict[str, int]:
    """How many stand in each view, counted up to `COUNTED`."""
    return {name: tab(visible_to(account), name, account).order_by()[:COUNTED].count() for name in TABS}


def complaint_tab(found: QuerySet[Complaint], name: str) -> QuerySet[Complaint]:
    """The saved views of complaints."""
    if name == "open":
        return found.filter(state__in=OPEN_COMPLAINTS)
    return found.exclude(state__in=OPEN_COMPLAINTS) if name == "ended" else found


def search(found: QuerySet[Tip], words: str) -> QuerySet[Tip]:
    """By code or place. Words are sealed, and nobody searches in them."""
    kept = words.strip()[:100]
    return found.filter(Q(code=kept.lower()) | Q(place__icontains=kept)) if kept else found


def one(account: Account, code: str) -> Tip | None:
    """The tip of this code, when the account may read it."""
    return visible_to(account).filter(code=code[:16]).first()


def complaint(account: Account, code: str) -> Complaint | None:
    """The complaint of this code, when it is at this person's desk."""
    return complaints_visible_to(account).filter(code=code[:16]).first()


def by_receipt(typed: str) -> Tip | None:
    """The tip a receipt code opens. Raises codes.NotACode."""
    kept = codes.digest(codes.typed(typed))
    return Tip.objects.select_related("authority").filter(receipt=kept).first()


def complaint_by_receipt(typed: str) -> Complaint | None:
    """The complaint a receipt code opens. Raises codes.NotACode."""
    kept = codes.digest(codes.typed(typed))
    return Complaint.objects.select_related("desk").filter(receipt=kept).first()


@dataclass(frozen=True, slots=True)
class Message:
    """What one side wrote; ``ours`` False: who reported. ``name`` of the officer, for officers only."""

    at: datetime
    ours: bool
    words: str
    name: str = ""


def messages(one: Tip | Complaint) -> list[Message]:
    """What was written to and fro, opened, oldest first."""
    kind = "tip" if isinstance(one, Tip) else "complaint"
    rows: Any = one.messages.select_related("by")
    return [
        Message(
            row.at, row.by_id is not None, opened(kind, one.code, "message", row.words), row.by.name if row.by else ""
        )
        for row in rows
    ]


def opened(kind: str, code: str, field: str, value: str) -> str:
    """A sealed text in clear; "" when there is none."""
    return str(sealed.opened(kind, code, field, value) or "")


def words(tip: Tip) -> str:
    """What was reported."""
    return opened("tip", tip.code, "words", tip.words)


@dataclass(frozen=True, slots=True)
class Nearby:
    """A filed camera near a tip's pin, or a heap of them; metres between the two."""

    metres: int
    name: str
    address: str
    count: int


def nearest(account: Account, tip: Tip) -> list[Nearby]:
    """The filed cameras nearest to the pin that this officer may see, nearest first; [] without a pin."""
    if tip.lon is None or tip.lat is None:
        return []
    found: list[Nearby] = []
    for reach in _REACH_M:
        marks = on_map.look(account, around(tip.lon, tip.lat, reach))
        found = [
            Nearby(round(coordinates.metres(tip.lon, tip.lat, mark.lon, mark.lat)), mark.name, mark.address, mark.count)
            for mark in marks
        ]
        if len(found) >= NEAREST:
            break
    return sorted(found, key=lambda near: near.metres)[:NEAREST]


def around(lon: float, lat: float, metres: float) -> Box:
    """A box of so many metres each way, kept on the map."""
    north = metres / 111_000
    east = north / max(0.01, math.cos(math.radians(lat)))
    return Box(max(-180.0, lon - east), max(-85.0, lat - north), min(180.0, lon + east), min(85.0, lat + north))


def same_place(account: Account, tip: Tip) -> list[Tip]:
    """Other tips of the same place this officer may read: near the pin, or with the same words for the place."""
    wanted = Q(place=tip.place)
    if tip.lon is not None and tip.lat is not None:
        box = around(tip.lon, tip.lat, NEAR_M)
        wanted |= Q(lon__gte=box.west, lon__lte=box.east, lat__gte=box.south, lat__lte=box.north)
    found = visible_to(account).filter(wanted, division=tip.division).exclude(pk=tip.pk)
    return list(found.order_by("-pk")[:10])


def visits(tip: Tip) -> list[Inspection]:
    """The visits this tip led to, newest first."""
    return list(Inspection.objects.filter(reason="tip", reason_code=tip.code).select_related("unit").order_by("-pk"))


def term(tip: Tip) -> Answer | None:
    """What the law says on the term to check a tip: a number only where one is fixed ("及时" otherwise)."""
    try:
        return rulebook.opened(settings.LAW).resolve("tip.term", timezone.localdate(), tip.division[:6], {})
    except rulebook.LawError:
        return None


def numbers(found: list[str]) -> dict[str, str]:
    """How the list of deadlines calls tips: by code, there is no more to say there."""
    return {code: code for code in found}
