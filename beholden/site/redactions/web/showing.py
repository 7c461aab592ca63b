"""What the pages of this room show: the copy's page with its forms, tracks as bars on a time bar, the open look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beholden.engines.redaction import plan as engine
from beholden.ground.people.refusals import Refused
from beholden.ground.people.web.doors import account_of
from beholden.site.access import duty, refusals
from beholden.site.access.models import AccessEntry, Purpose, instant
from beholden.site.access.permissions import reads_register
from beholden.site.access.refusals import Shut
from beholden.site.redactions import flow, plans, queries
from beholden.site.redactions.models import Aim, Redaction, RedactionChange, State
from beholden.site.redactions.services import watching
from beholden.site.redactions.web.forms import AreaForm, ConfirmForm, TracksForm

KEY: Final = "redactions.looks"  # session: code → token of the look that is open
ROWS: Final = 100  # tracks a page
AGAIN: Final = 3  # seconds between two looks at a copy that is being made
KINDS: Final = {
    engine.Kind.FACE: _("人脸"),
    engine.Kind.TEXT: _("文字、号牌"),
    engine.Kind.MOTION: _("活动的人或物"),
}
TONES: Final = {
    State.MAKING: "due", State.REVIEW: "due", State.CONFIRMED: "good", State.RELEASED: "good", State.PREVIEW: "good",
    State.FAILED: "over", State.CANCELLED: "idle", State.REMOVED: "idle",
}  # fmt: skip
STAGES: Final = {
    "finding": _("查找人脸、文字和活动的人或物"),
    "covering": _("遮挡"),
    "checking": _("复查遮挡后的画面"),
    "closing": _("收尾"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One track on the time bar; ``x`` and ``width`` of 1000."""

    number: int
    kind: object
    from_s: float
    to_s: float
    x: float
    width: float
    open: RedactionChange | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which there is nothing to be seen; ``x`` and ``width`` of 1000; its file, if it is one."""

    from_s: float
    to_s: float
    x: float
    width: float
    begins: datetime | None = None
    ends: datetime | None = None


def found_of(request: HttpRequest, code: str) -> Redaction:
    """The copy of this code, or 404."""
    found = queries.one(account_of(request), code)
    if found is None:
        raise Http404
    return found


def sentence(refused: Refused) -> str:
    """Why not, with the article it rests on."""
    cite = getattr(refused, "cite", "")
    return f"{refused}（{cite}）" if cite else str(refused)


def blame(form: Any, refused: Refused) -> None:
    """Put the sentence where it belongs: at its field, or above the form."""
    field = getattr(refused, "field", "")
    form.add_error(field if field in form.fields else None, sentence(refused))


def rows(redaction: Redaction, after: int = 0) -> tuple[list[Row], int, int]:
    """A page of tracks by number, the number the next one starts behind (0: none), how many there are in all."""
    if redaction.aim == Aim.MOSAIC:
        return [], 0, 0
    masked = engine.Purpose(redaction.aim).kinds
    every = sorted((one for one in plans.tracks(redaction) if one.kind in masked), key=lambda one: one.number)
    here = [one for one in every if one.number > after][: ROWS + 1]
    uncovered = plans.standing(redaction).uncovered
    long = max(redaction.seconds, 0.001)
    made = [
        Row(
            one.number,
            KINDS[one.kind],
            one.from_s,
            one.to_s,
            round(1000 * min(max(one.from_s, 0) / long, 1), 1),
            round(max(4.0, 1000 * (min(one.to_s, long) - max(one.from_s, 0)) / long), 1),
            uncovered.get(one.number),
        )
        for one in here[:ROWS]
    ]
    return made, here[ROWS - 1].number if len(here) > ROWS else 0, len(every)


def blank(redaction: Redaction) -> list[Gap]:
    """Where it could not be decoded, on the time bar."""
    return [_gap(redaction, start, end) for start, end in redaction.blank]


def altered(redaction: Redaction) -> list[Gap]:
    """Where a file was not the one that was recorded, on the time bar, and when that was recorded."""
    found = []
    for start, end, number in redaction.altered:
        file = redaction.segments[number] if number < len(redaction.segments) else None
        gap = _gap(redaction, start, end)
        found.append(replace(gap, begins=instant(file[0]), ends=instant(file[1])) if file else gap)
    return found


def _gap(redaction: Redaction, start: int, end: int) -> Gap:
    long = max(redaction.milliseconds, 1)
    return Gap(start / 1000, end / 1000, 1000 * start / long, max(4.0, 1000 * (end - start) / long))


def purpose_of(request: HttpRequest, redaction: Redaction | None) -> duty.Visitor | None:
    """Who looks, the request stated as the purpose (R16(2)(3)); None when a preview has no purpose yet."""
    known = duty.of(request.session)
    if redaction and redaction.number and (known is None or not known.note.startswith(redaction.number)):
        duty.start(request.session, Purpose.REQUEST, redaction.number, timezone.now())
    elif known is None:
        return None
    return duty.visitor(request)


def remember(request: HttpRequest, redaction: Redaction, token: str) -> None:
    """The page may play with this token until its look ends."""
    kept = dict(request.session.get(KEY) or {})
    kept[redaction.code] = token
    request.session[KEY] = dict(list(kept.items())[-8:])


def playing(request: HttpRequest, redaction: Redaction) -> dict[str, Any] | None:
    """The open look at this copy in this sign-in, for the player; None when there is none that stands."""
    token = dict(request.session.get(KEY) or {}).get(redaction.code)
    who = duty.visitor(request)
    if not token or who is None or not redaction.copy.is_file():
        return None
    try:
        stood = watching.stands(who, redaction, token)
    except Shut:
        return None
    entry = AccessEntry.objects.get(number=stood.number)
    return {
        "address": reverse("redactions:masked", args=[token, redaction.code]),
        "number": entry.number,
        "watermark": {"name": entry.name, "time": entry.at, "number": entry.number, "unit": entry.unit},
    }


def page(request: HttpRequest, redaction: Redaction, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a copy; ``forms`` are those that came back with a sentence."""
    account = account_of(request)
    redaction.refresh_from_db()
    verdicts = {one.action: one for one in flow.offered(redaction, account)}
    start = {"revision": redaction.revision}
    asked = request.GET.get("after", "")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0
    seen = redaction.state in (State.REVIEW, State.CONFIRMED, State.RELEASED) and "uncover" in verdicts
    shown, more, count = rows(redaction, after) if seen else ([], 0, 0)
    context = {
        "found": redaction,
        "tone": TONES[State(redaction.state)],
        "stage": STAGES.get(redaction.stage, ""),
        "verdicts": verdicts,
        "acts": [verdicts[name] for name in ("apply", "cancel", "retry", "discard") if name in verdicts],
        "look": playing(request, redaction) if "watch" in verdicts else None,
        "seen": seen,
        "rows": shown,
        "more": more,
        "count": count,
        "blank": blank(redaction),
        "altered": altered(redaction),
        "areas": plans.standing(redaction).polygons if seen else [],
        "changes": redaction.changes.select_related("by") if seen else [],
        "reads": reads_register(account),
        "tracks_form": TracksForm(initial=start),
        "area_form": AreaForm(initial=start),
        "confirm_form": ConfirmForm(initial=start),
        "player": {"seconds": redaction.seconds, "tracks": reverse("redactions:tracks", args=[redaction.code])},
        "chosen": request.POST.getlist("tracks") if request.method == "POST" else [],
        **forms,
    }
    response = render(request, "redactions/redaction.html", context, status=status)
    if redaction.state == State.MAKING and status == 200:
        response["Refresh"] = str(AGAIN)
    return response


def said(shut: Shut) -> str:
    """Why the door stays shut, in words."""
    return refusals.detail(shut.code)
