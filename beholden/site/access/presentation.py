"""How looks, cameras and entries are told to pages and to the API: plain values, nothing a reader may not have."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.ground.systems.models import Camera
from beholden.ground.systems.queries import live_states
from beholden.site.access import footage, queries, refusals
from beholden.site.access.models import AccessEntry, Action
from beholden.site.access.services import Look
from beholden.site.recordings import queries as recordings
from beholden.site.recordings.models import AlarmKind


def iso(at_us: int) -> str:
    """Microseconds since the epoch as ISO 8601 with offset, to the millisecond."""
    return datetime.fromtimestamp(at_us / 1_000_000, UTC).isoformat(timespec="milliseconds")


def opened(look: Look) -> dict[str, Any]:
    """The answer to a granted look."""
    entry, camera = look.entry, look.entry.camera
    assert camera is not None
    return {
        "number": entry.number,
        "at": entry.at,
        "watermark": {"name": entry.name, "time": entry.at, "number": entry.number, "unit": entry.unit},
        **footage.shape(camera),
        "urls": {_URL[entry.action]: _address(entry.action, look.token)},
    }


_URL = {Action.LIVE: "live", Action.PLAYBACK: "playlist", Action.SNAPSHOT: "snapshot"}


def _address(action: str, token: str) -> str:
    if action == Action.LIVE:
        return f"/media/live/{token}"
    return reverse("media_playlist" if action == Action.PLAYBACK else "media_snapshot", args=[token])


def cameras(account: Account) -> list[dict[str, Any]]:
    """The cameras this account may look at, in the order of the wall, and what the recorder says of each."""
    allowed = queries.watchable(account, timezone.now())
    language = "zh" if refusals.chinese() else "en"
    return [
        {
            "code": state.camera.code,
            "name": state.camera.name,
            "position": state.camera.position,
            "system": state.camera.system.name,
            "actions": sorted(allowed[state.camera]),
            "state": state.state,
            "since": state.since,
            "error": state.error.sentence(language) if state.error else None,
            "width": state.width,
            "height": state.height,
        }
        for state in live_states(allowed)
    ]


def alarms(account: Account) -> list[str]:
    """What is wrong now and no tile of the wall shows: the disk, the recorder, the clock, a missing rule."""
    return [
        one.text
        for one in recordings.told_to(account)
        if one.state == "over" and one.alarm.kind != AlarmKind.CAMERA_DOWN
    ]


def timeline(camera: Camera, start: datetime, end: datetime) -> dict[str, Any]:
    """Spans and gaps of one camera."""
    found = footage.coverage(camera, start, end)
    return {
        "camera": camera.code,
        "from": start,
        "to": end,
        "spans": [{"from": iso(span.from_us), "to": iso(span.to_us)} for span in found.spans],
        "gaps": [{"from": iso(gap.from_us), "to": iso(gap.to_us), "why": gap.why} for gap in found.gaps],
        "now": timezone.now(),
    }


def entry(one: AccessEntry) -> dict[str, Any]:
    """One entry of the register."""
    use, more = getattr(one, "use", None), getattr(one, "more", None)
    return {
        "number": one.number,
        "at": one.at,
        "unit": one.unit,
        "name": one.name,
        "username": one.username,
        "purpose": one.purpose,
        "purpose_note": one.purpose_note,
        "action": one.action,
        "camera": one.camera_code,
        "camera_name": one.camera_name,
        "system": one.system_name,
        "from": one.starts,
        "to": one.ends,
        "client": one.client,
        "result": one.result,
        "why": one.why,
        "detail": refusals.detail(one.why) if one.why else "",
        "merged": more.count if more else 0,
        "bytes": use.bytes if use else 0,
        "seconds": use.seconds if use else None,
        "ended_at": use.ended_at if use else None,
        "ended_why": use.ended_why if use else "",
        "log_index": one.log_index,
        "leaf_hash": one.leaf_hash,
    }
