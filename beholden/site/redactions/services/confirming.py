"""Confirming, handing out, and the plain steps; what leads to a copy being seen stands on the log first (R21, R22)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.acts.refusals import Refused
from beholden.ground.acts.writing import allowed, now_or
from beholden.ground.evidence import services as evidence
from beholden.ground.people.models import Account
from beholden.site.access.models import microseconds
from beholden.site.dossiers import fields
from beholden.site.redactions import flow, plans, queries
from beholden.site.redactions.models import KEPT, Aim, Gone, Redaction, State
from beholden.site.redactions.services.changing import taken
from beholden.site.redactions.services.removing import remove

PLAIN: Final = ("apply", "cancel", "retry", "discard")


@transaction.atomic
def confirm(
    by: Account, redaction: Redaction, words: str, *, seen: int | None = None, now: datetime | None = None
) -> Redaction:
    """A person says that every mask is right; for publication another than who made it. Raises Refused, Changed."""
    at = now_or(now)
    kept = taken(redaction, seen)
    step = allowed(flow.verdict(kept, "confirm", by, at))
    if not kept.copy.is_file():
        raise Refused("gone", _("遮挡件的文件不在了，请重新制作。"))
    kept.said = fields.text(words, _("核对意见"), 500, field="says", lines=True)
    if len(kept.said) < 2:
        raise Refused("empty", _("请写明怎样核对的"), field="says", cite="R22")
    kept.confirmed_by, kept.confirmed_at = by, at
    kept.log_index = _log("redact", kept, by, at, says=kept.said, **_decided(kept))
    kept.state = step.to
    kept.revision += 1
    kept.save()
    return kept


@transaction.atomic
def act(
    by: Account, redaction: Redaction, action: str, *, seen: int | None = None, now: datetime | None = None
) -> Redaction:
    """Apply, cancel, retry, discard. Raises Refused, Changed."""
    at = now_or(now)
    if action not in PLAIN:
        raise Refused("no_choice", _("没有这种操作"))
    kept = taken(redaction, seen)
    step = allowed(flow.verdict(kept, action, by, at))
    if action == "discard":
        return remove(kept, Gone.PERSON, at)
    kept.state, kept.why, kept.done, kept.stage = step.to, "", 0, ""
    if step.to == State.MAKING:
        kept.tries = 0
    kept.revision += 1
    kept.save()
    return kept


@transaction.atomic
def release(
    by: Account, subject: str, where: str, *, now: datetime | None = None, hours: int | None = None
) -> list[Redaction]:
    """The request was registered as published: its confirmed copies may be taken now. Raises Refused (log, none)."""
    at = now_or(now)
    if not queries.reviewed_for(subject):
        raise Refused("no_copy", _("还没有经过人工逐项核对的遮挡件，所以不能办理。"), cite="R22")
    until = at + timedelta(hours=hours or settings.REDACTION_HOURS)
    found = []
    for one in queries.made_for(subject).filter(state=State.CONFIRMED, aim=Aim.PUBLICATION):
        kept = taken(one, None)
        kept.released_by, kept.released_at, kept.until = by, at, until
        kept.release_index = _log("publish", kept, by, at, where=where[:500])
        kept.state = State.RELEASED
        kept.revision += 1
        kept.save()
        found.append(kept)
    return found


@transaction.atomic
def ended(subject: str, *, now: datetime | None = None) -> None:
    """The request is over: copies made for it go, but for what was handed out to be published, which has its term."""
    at = now_or(now)
    for one in queries.made_for(subject).filter(state__in=(State.MAKING, State.FAILED, State.CANCELLED, *KEPT)):
        if one.state != State.RELEASED:
            remove(taken(one, None), Gone.REQUEST, at)


def _decided(redaction: Redaction) -> dict[str, Any]:
    """What the log says of the masks: how many things were found, which are open and why, what was drawn."""
    now = plans.standing(redaction)
    return {
        "tracks": len(plans.tracks(redaction)),
        "uncovered": [f"{number}：{change.reason}" for number, change in sorted(now.uncovered.items())],
        "polygons": [change.reason for change in now.polygons],
        "blank": plans.blanks(redaction),
        "altered": plans.altered(redaction),
        "maker": redaction.by.name,
    }


def _log(kind: str, redaction: Redaction, by: Account, at: datetime, **more: Any) -> int:
    """One entry: the originals by their roots, the copy by its hash. Raises Refused when the log takes nothing."""
    body: dict[str, Any] = {
        "number": redaction.code,
        "action": f"redaction.{'confirm' if kind == 'redact' else 'release'}",
        "redaction": redaction.code,
        "request": redaction.number,
        "aim": redaction.aim,
        "camera": redaction.camera.code,
        "camera_name": redaction.camera.name,
        "from_us": microseconds(redaction.starts),
        "to_us": microseconds(redaction.ends),
        "segments": [root for _start, _end, root in redaction.segments],
        "sha256": redaction.sha256,
        "username": by.username,
        "name": by.name,
        "unit": by.organisation.name if by.organisation else "",
    }
    try:
        return evidence.append(kind, {**body, **more}, at=at).index
    except evidence.LogUnavailable as error:
        raise Refused("log_unavailable", _("存证账本现在写不进去，所以没有办理。请稍后再办。")) from error


__all__ = ["PLAIN", "act", "confirm", "ended", "release"]
