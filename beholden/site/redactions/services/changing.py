"""A reviewer's decisions: what is left open, what is covered besides, each with its reason (R22)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.acts.refusals import Conflict, Refused
from beholden.ground.acts.writing import allowed, locked, now_or
from beholden.ground.people.models import Account
from beholden.site.dossiers import fields
from beholden.site.redactions import flow, plans
from beholden.site.redactions.models import Redaction, RedactionChange

MOST_AT_ONCE: Final = 500
_Do = RedactionChange.Do


class Changed(Conflict):
    """Somebody else decided something on this copy meanwhile."""

    @property
    def words(self) -> str:  # type: ignore[override]
        """What is said."""
        return _("这份遮挡件刚刚有了新的变化，这次操作没有执行。请看过最新内容后再办。")


@dataclass(frozen=True, slots=True)
class Drawn:
    """An area as it was typed or drawn."""

    points: str
    from_at: str
    to_at: str


def taken(redaction: Redaction, seen: int | None) -> Redaction:
    """The row as it is now, held. Raises Changed."""
    return locked(Redaction.objects.select_related("camera__system__unit", "unit"), redaction, seen, Changed)


@transaction.atomic
def change(
    by: Account,
    redaction: Redaction,
    do: str,
    tracks: Iterable[object],
    reason: str,
    *,
    seen: int | None = None,
    now: datetime | None = None,
) -> int:
    """Uncover or cover tracks by number; returns how many changed. Raises Refused, Changed."""
    at = now_or(now)
    kept = taken(redaction, seen)
    if do not in (_Do.UNCOVER, _Do.COVER):
        raise Refused("no_choice", _("没有这种操作"))
    allowed(flow.verdict(kept, do, by, at))
    words = because(reason)
    numbers = sorted(
        {int(str(one)) for one in tracks if str(one).isascii() and str(one).isdigit() and len(str(one)) < 8}
    )
    known = {track.number for track in plans.tracks(kept)}
    if not numbers or len(numbers) > MOST_AT_ONCE or not set(numbers) <= known:
        raise Refused("no_choice", _("请选择要处理的对象"), field="tracks")
    open_now = set(plans.standing(kept).uncovered)
    wanted = [number for number in numbers if (number in open_now) is (do == _Do.COVER)]
    if not wanted:
        raise Refused("again", _("所选的对象已经是这样了"), field="tracks")
    _keep(
        kept, lambda: [RedactionChange(redaction=kept, do=do, track=one, reason=words, by=by, at=at) for one in wanted]
    )
    return len(wanted)


@transaction.atomic
def draw(
    by: Account,
    redaction: Redaction,
    drawn: Drawn,
    reason: str,
    *,
    seen: int | None = None,
    now: datetime | None = None,
) -> RedactionChange:
    """Cover an area of the picture from one second to another. Raises Refused at its field, Changed."""
    at = now_or(now)
    kept = taken(redaction, seen)
    allowed(flow.verdict(kept, _Do.POLYGON, by, at))
    points = plans.corners(drawn.points)
    from_ms, to_ms = plans.moment(drawn.from_at, _("从"), "from_at"), plans.moment(drawn.to_at, _("到"), "to_at")
    to_ms = min(to_ms, kept.milliseconds + 1000)
    if from_ms >= to_ms:
        raise Refused("ends_first", _("“到”应当晚于“从”，并且在遮挡件的时长之内"), field="to_at")
    words = because(reason)
    if len(plans.standing(kept).polygons) >= plans.MOST_POLYGONS:
        raise Refused("too_many", _("遮挡区域太多了，请合并成大一些的区域"), field="points")
    made = RedactionChange(
        redaction=kept, do=_Do.POLYGON, points=points, from_ms=from_ms, to_ms=to_ms, reason=words, by=by, at=at
    )
    _keep(kept, lambda: [made])
    return made


@transaction.atomic
def erase(
    by: Account, redaction: Redaction, area: int, reason: str, *, seen: int | None = None, now: datetime | None = None
) -> RedactionChange:
    """Take an area that was drawn away again. Raises Refused, Changed."""
    at = now_or(now)
    kept = taken(redaction, seen)
    allowed(flow.verdict(kept, _Do.ERASE, by, at))
    words = because(reason)
    found = next((one for one in plans.standing(kept).polygons if one.pk == area), None)
    if found is None:
        raise Refused("no_choice", _("没有这块遮挡区域"), field="area")
    made = RedactionChange(redaction=kept, do=_Do.ERASE, of=found, reason=words, by=by, at=at)
    _keep(kept, lambda: [made])
    return made


def because(reason: str, field: str = "reason") -> str:
    """The reason every decision needs. Raises Refused."""
    words = fields.text(reason, _("理由"), 200, field=field)
    if len(words) < 2:
        raise Refused("empty", _("请写明理由"), field=field, cite="R22")
    return words


def _keep(redaction: Redaction, made: Callable[[], list[RedactionChange]]) -> None:
    for one in made():
        one.save(force_insert=True)
    redaction.plan += 1
    redaction.revision += 1
    redaction.save(update_fields=["plan", "revision"])
