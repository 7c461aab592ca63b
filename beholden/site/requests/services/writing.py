"""How every writer of this room writes: lock, compare the revision, ask the flow, note the act, append to the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.engines import rulebook
from beholden.ground.acts import refusals, writing
from beholden.ground.acts.writing import now_or as now_or
from beholden.ground.deadlines import services as deadlines
from beholden.ground.documents.services import DocumentError
from beholden.ground.documents.services import issue as issued
from beholden.ground.people.models import Account
from beholden.site.dossiers.refusals import Refused
from beholden.site.recordings import services as recordings
from beholden.site.recordings.models import HoldKind
from beholden.site.requests import copies, flow
from beholden.site.requests.models import OPEN, FootageRequest, RequestAct, RequestHold, RequestKind, RequestState

SUBJECT = "request"
_HOLDS = {
    RequestKind.STATE_ORGAN: HoldKind.RETRIEVAL,
    RequestKind.INDIVIDUAL: HoldKind.VIEWING,
    RequestKind.PUBLICATION: HoldKind.PUBLICATION,
    RequestKind.INTERNAL: HoldKind.INCIDENT,
}


class Conflict(refusals.Conflict):
    """Somebody was quicker. Nothing was written."""

    words = gettext_lazy("这件申请刚刚有了新的变化，这次操作没有执行。请看过最新内容后再办。")


def locked(request: FootageRequest, seen: int | None) -> FootageRequest:
    """The row as it is now, held until the transaction ends. Raises Conflict when ``seen`` is an older revision."""
    return writing.locked(FootageRequest.objects.select_related("unit", "system"), request, seen, Conflict)


def require(request: FootageRequest, action: str, account: Account | None) -> flow.Step:
    """The row of the flow that lets this person do this now. Raises Refused with the sentence why not."""
    return writing.allowed(flow.verdict(request, action, account))


def keep(request: FootageRequest, step: flow.Step, by: Account | None, at: datetime) -> None:
    """Save the next revision in the state the row leads to; what has ended lets its footage go."""
    request.state = step.to or request.state
    request.revision += 1
    request.changed_at = at
    if request.state not in OPEN:
        request.ended_at = at
        copies.end(request, at)
    request.save()
    if request.state not in (*OPEN,) or request.state == RequestState.HANDED:
        release(request, by, at)


def note(
    request: FootageRequest, action: str, by: Account | None, at: datetime, text: str = "", **more: Any
) -> RequestAct:
    """One line of the course, and the decision in the evidence log: never who asked. Raises Refused."""
    body: dict[str, Any] = {"number": request.number, "request": request.code, "action": action}
    body |= {"kind": request.kind, "state": request.state, **more}
    index = writing.log(by, at, body)
    document = str(more.get("document", ""))
    return RequestAct.objects.create(
        request=request, action=action, by=by, at=at, note=text[:500], document=document, log_index=index
    )


def paper(request: FootageRequest, kind: str, context: dict[str, Any], by: Account, at: datetime) -> str:
    """The number of a document of this request, drawn and kept. Raises Refused when it cannot be drawn."""
    try:
        return issued(kind, (SUBJECT, request.code), context, by, authority=request.unit, now=at).number
    except DocumentError as error:
        raise Refused("no_paper", _("文书没有生成，所以没有办理。请稍后再办。")) from error


def hold(request: FootageRequest, by: Account, at: datetime) -> None:
    """Keep the footage asked for while the request is open; a narrower scope takes the place of the wider one.

    For publication only once a second person agreed: until then nobody said that the ground is lawful (R17, R22).
    """
    if request.kind == RequestKind.PUBLICATION and request.state != RequestState.APPROVED:
        return
    kind = _HOLDS[RequestKind(request.kind)]
    release(request, by, at)
    for camera in request.cameras.all():
        fields = recordings.HoldFields(kind, request.from_at, request.to_at, request.number, camera)
        made = recordings.hold_for_request(by, request.system, fields, now=at)
        RequestHold.objects.create(request=request, hold=made)


def release(request: FootageRequest, by: Account | None, at: datetime) -> None:
    """Nothing more is kept for this request; footage past its term goes next."""
    for kept in request.holds.select_related("hold").filter(hold__released_at__isnull=True):
        recordings.release_for_request(by, kept.hold, request.number, now=at)


def begin_clock(request: FootageRequest, at: datetime) -> None:
    """The clock to answer an individual, where a text gives a number of days; "及时" has none."""
    try:
        on = timezone.localdate(at)
        subject = (SUBJECT, request.code)
        deadlines.start("viewing.term", subject, on, request.system.division[:6], {}, request.unit, now=at)
    except rulebook.NoRuleInForce:
        return


def stop_clock(request: FootageRequest, at: datetime, dropped: str = "") -> None:
    """Answered, or no longer to be answered."""
    subject = (SUBJECT, request.code)
    if dropped:
        deadlines.drop("viewing.term", subject, dropped, now=at)
    else:
        deadlines.meet("viewing.term", subject, now=at)
