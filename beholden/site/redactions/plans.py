"""From a reviewer's decisions to the engine's plan: each decision in its order, the last word on a track counts."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from beholden.engines.redaction import plan as engine
from beholden.ground.acts.refusals import Refused
from beholden.site.redactions.models import Redaction, RedactionChange

MOST_CORNERS: Final = 24
MOST_POLYGONS: Final = 100
LARGEST_TRACKS: Final = 64 * 1024 * 1024  # bytes of tracks.json that are read for a page
_NUMBER: Final = re.compile(r"\d{1,3}(?:\.\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is decided as things stand: track → the decision that uncovers it; areas drawn, in their order."""

    uncovered: dict[int, RedactionChange] = field(default_factory=dict)
    polygons: list[RedactionChange] = field(default_factory=list)


def standing(redaction: Redaction) -> Standing:
    """All decisions on a copy, folded."""
    found = Standing()
    drawn: dict[int, RedactionChange] = {}
    do = RedactionChange.Do
    for change in redaction.changes.select_related("by").order_by("pk"):
        if change.do == do.UNCOVER and change.track is not None:
            found.uncovered[change.track] = change
        elif change.do == do.COVER and change.track is not None:
            found.uncovered.pop(change.track, None)
        elif change.do == do.POLYGON:
            drawn[change.pk] = change
        elif change.of_id is not None:
            drawn.pop(change.of_id, None)
    found.polygons.extend(drawn.values())
    return found


def plan_of(redaction: Redaction) -> engine.Plan:
    """What the engine is to cover: sound is never kept, a voice is a person too."""
    now = standing(redaction)
    polygons = tuple(
        engine.Polygon(
            tuple((x, y) for x, y in change.points), (change.from_ms or 0) / 1000, (change.to_ms or 0) / 1000
        )
        for change in now.polygons
    )
    return engine.Plan(engine.Purpose(redaction.aim), frozenset(now.uncovered), polygons)


def tracks(redaction: Redaction) -> tuple[engine.Track, ...]:
    """What was found in the footage; () when there is nothing yet or it cannot be read."""
    path = redaction.work / "tracks.json"
    try:
        if path.stat().st_size > LARGEST_TRACKS:
            return ()
        return engine.tracks_of(json.loads(path.read_text("utf-8"))["tracks"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def blanks(redaction: Redaction) -> list[str]:
    """Seconds of the copy that could not be decoded, as they are written into the log."""
    return [f"{from_ms / 1000:.1f}–{to_ms / 1000:.1f}" for from_ms, to_ms in redaction.blank]


def altered(redaction: Redaction) -> list[str]:
    """Seconds of the copy whose files were not those recorded, as they are written into the log."""
    return [f"{from_ms / 1000:.1f}–{to_ms / 1000:.1f}" for from_ms, to_ms, _file in redaction.altered]


def corners(typed: str) -> list[list[float]]:
    """Corners typed as percent of the picture, `10,20 40,20 40,60`, as fractions. Raises Refused."""
    numbers = [float(one) / 100 for one in _NUMBER.findall(typed[:1_000])]
    left = _NUMBER.sub("", typed[:1_000]).replace("%", "")
    if set(left) - set(" ,，;；、()（）\t\r\n") or len(numbers) % 2 or any(one > 1 for one in numbers):
        raise Refused(
            "corners", _("角点写成“横,纵”的百分数，用空格隔开，例如：10,20 40,20 40,60 10,60"), field="points"
        )
    found = [list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
    if not 3 <= len(found) <= MOST_CORNERS:
        raise Refused("corners", _("遮挡区域要有 3 到 %(most)d 个角点") % {"most": MOST_CORNERS}, field="points")
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(found, [*found[1:], found[0]], strict=True)) / 2
    if abs(area) < 1e-5:
        raise Refused("corners", _("这几个角点围不成一块区域"), field="points")
    return found


def moment(typed: object, label: str, name: str) -> int:
    """Seconds of the copy typed as `12.5` or `1:02.5`, in milliseconds. Raises Refused."""
    text = str(typed or "").strip().replace("：", ":")[:20]
    parts = text.split(":")
    try:
        if not 1 <= len(parts) <= 3 or not all(part and part[0].isdigit() and part.isascii() for part in parts):
            raise ValueError
        seconds = math.fsum(float(part) * 60**place for place, part in enumerate(reversed(parts)))
    except ValueError:
        says = _("%(label)s写成秒，或者“分:秒”，例如 12.5 或 1:02.5") % {"label": label}
        raise Refused("not_a_time", says, field=name) from None
    return round(min(seconds, 86_400) * 1000)
