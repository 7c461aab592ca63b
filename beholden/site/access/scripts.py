"""What the wing's APIs ask of every call: who looks and why, and a time that says of which zone it is (R16(2)(3))."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest

from beholden.ground.people.web.moments import YEARS
from beholden.site.access import duty
from beholden.site.access.refusals import Shut


def visiting(request: HttpRequest) -> duty.Visitor:
    """Who looks and why, as the session knows it. Raises Shut."""
    found = duty.visitor(request)
    if found is None:
        raise Shut("signed_out")
    return found


def moment(at: datetime) -> datetime:
    """The time in UTC. Raises Shut: without an offset, or outside the years that every clock here can hold."""
    if at.tzinfo is None or at.year not in YEARS:
        raise Shut("time")
    return at.astimezone(UTC)
