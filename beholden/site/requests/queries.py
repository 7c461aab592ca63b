"""Readers of the requests room; every list starts from `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from beholden.engines import rulebook
from beholden.engines.rulebook.answers import Answer
from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.ground.systems.models import Camera, System
from beholden.site.access.models import AccessEntry
from beholden.site.exports.models import Export
from beholden.site.recordings.models import Hold
from beholden.site.requests import codes, permissions
from beholden.site.requests.models import OPEN, FootageRequest, RequestState

PAGE: Final = 50
MOST_SHOWN: Final = 32  # holds on a request's page: twice as many cameras as a request has
TABS: Final = ("open", "handed", "ended", "all")


def visible_to(account: Account) -> QuerySet[FootageRequest]:
    """Requests for the footage of the reader's own unit; all for the auditor, who does not learn who asked."""
    every = FootageRequest.objects.select_related("unit", "system", "created_by", "decided_by", "checked_by")
    if not permissions.may_read(account):
        return every.none()
    return every if account.role == Role.AUDITOR else every.filter(unit=account.organisation_id)


def one(account: Account, code: str) -> FootageRequest | None:
    """The request of this code, when the account may read it."""
    return visible_to(account).filter(code=code[:16]).first()


def by_receipt(typed: str) -> FootageRequest | None:
    """The request a receipt code opens. Raises codes.NotACode."""
    kept = codes.digest(codes.typed(typed))
    return FootageRequest.objects.select_related("unit", "system").filter(receipt=kept).first()


def tab(found: QuerySet[FootageRequest], name: str) -> QuerySet[FootageRequest]:
    """The saved views."""
    views = {
        "open": Q(state__in=OPEN),
        "handed": Q(state=RequestState.HANDED),
        "ended": ~Q(state__in=OPEN),
    }
    return found.filter(views[name]) if name in views else found


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``after`` is what the next one starts behind, "" at the end."""

    rows: list[FootageRequest]
    after: str


def page(found: QuerySet[FootageRequest], after: str = "", size: int = PAGE) -> Page:
    """Newest first, behind the row whose number ``after`` is."""
    if after.isascii() and after.isdigit() and len(after) < 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found.order_by("-pk")[: size + 1])
    return Page(rows[:size], str(rows[size - 1].pk) if len(rows) > size else "")


def systems_of(account: Account) -> QuerySet[System]:
    """Systems of the reader's own unit, for whose footage a request may be taken in."""
    if not permissions.works_here(account):
        return System.objects.none()
    return System.objects.filter(unit=account.organisation_id).order_by("name", "pk")


def camera_of(account: Account, code: str) -> Camera | None:
    """A camera of the reader's own unit."""
    return Camera.objects.filter(system__in=systems_of(account), code=code[:32]).first()


def open_to_residents(code: str) -> System | None:
    """The System whose public form this address is."""
    return System.objects.select_related("unit").filter(code=code[:32]).first()


def looks_for(request: FootageRequest) -> QuerySet[AccessEntry]:
    """Looks whose stated purpose is this request: the register says its number (R16(2)(3))."""
    said = AccessEntry.objects.filter(owner=request.unit_id, purpose_note__startswith=request.number)
    return said.select_related("use").order_by("-number")


def holds_of(request: FootageRequest) -> list[Hold]:
    """What of its footage is kept beyond the term, or was, camera by camera (R17)."""
    found = Hold.objects.filter(pk__in=request.holds.values("hold"))
    return list(found.select_related("camera", "placed_by", "released_by").order_by("released_at", "pk")[:MOST_SHOWN])


def packages_for(request: FootageRequest) -> QuerySet[Export]:
    """Packages made while this request was the stated purpose, newest first."""
    return Export.objects.filter(unit=request.unit_id, purpose__contains=request.number).order_by("-pk")


def listed(rule: str, request: FootageRequest | None = None) -> list[tuple[str, str, str]]:
    """What a rule lists, as (code, words, article) in the reader's language; [] when no rule is in force."""
    book = rulebook.opened(settings.LAW)
    division = request.system.division if request else "000000"
    try:
        answer = book.resolve(rule, timezone.localdate(), division[:6], {"requester": "state_organ"})
    except rulebook.LawError:
        return []
    labels = book.rule(rule).labels
    english = (get_language() or "").startswith("en")
    cites = {value: ground.cite for ground in reversed(answer.because) for value in ground.value}
    return [(value, labels[value][english], cites.get(value, "")) for value in answer.value]


def answer_term(request: FootageRequest, on: date | None = None) -> Answer | None:
    """What the law says on how soon an individual is answered: a number only where one is fixed ("及时" otherwise)."""
    try:
        book = rulebook.opened(settings.LAW)
        return book.resolve("viewing.term", on or timezone.localdate(), request.system.division[:6], {})
    except rulebook.LawError:
        return None


def numbers(found: list[str]) -> dict[str, str]:
    """How the list of deadlines calls requests."""
    return {one.code: one.number for one in FootageRequest.objects.filter(code__in=found)}
