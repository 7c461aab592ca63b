"""What there is to see: asked before a look is registered, and read only with an admitted token."""

from __future__ import annotations

import logging
import sqlite3
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from PIL import Image

from beholden.engines.video import hls
from beholden.engines.video.fmp4.reader import Damaged
from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.recorder import status
from beholden.engines.video.timeline import Coverage
from beholden.engines.video.timeline import coverage as covered
from beholden.ground.systems.models import Camera, CameraState
from beholden.site.access.models import Action, instant, microseconds
from beholden.site.access.refusals import Shut
from beholden.site.access.tokens import Token

FRESH: Final = timedelta(seconds=15)  # how old a picture may be that is asked for as "now"
logger = logging.getLogger(__name__)
# one a process: under ASGI each request has a thread of its own, which would open it anew each time
_index: tuple[tuple[Path, int], Index] | None = None
_opening = threading.Lock()


def root() -> Path:
    """The data folder that the paths of the index are relative to."""
    return Path(settings.DATA)


def index() -> Index:
    """This process's read-only connection to the index of footage. Raises Shut: nothing recorded, or unreadable."""
    global _index
    path = root() / "index.sqlite"
    try:
        key = (path, path.stat().st_ino)  # a rebuilt index is another file under the same name
        with _opening:
            if _index is None or _index[0] != key:
                # the one before is not closed here: a request may be reading it
                _index = (key, Index(path, readonly=True))
            return _index[1]
    except FileNotFoundError as error:
        raise Shut("no_footage") from error
    except sqlite3.DatabaseError as error:
        logger.error("the index of footage cannot be read: %s", error)
        raise Shut("index") from error


def missing(camera: Camera, action: str, interval: tuple[datetime, datetime] | None) -> str:
    """Why there is nothing to see (a key of `refusals.SENTENCES`), or ""."""
    if action == Action.LIVE:
        return _live_missing(camera)
    assert interval is not None
    start, end = interval
    try:
        if action == Action.SNAPSHOT:
            at_us = microseconds(start)
            return "" if covered(index(), camera.code, at_us, at_us + 1).spans else "no_footage"
        return "" if coverage(camera, start, end).spans else "no_footage"
    except Shut as shut:
        return shut.code


def _live_missing(camera: Camera) -> str:
    if camera.state == CameraState.STOPPED:
        return "stopped"
    report = status.read(root())
    if report is None:
        return "recorder"
    return "" if report["cameras"].get(camera.code, {}).get("state") == "recording" else "no_picture"


def shape(camera: Camera) -> dict[str, Any]:
    """Codec string, width and height as last known: from the recorder, else from when the camera was added."""
    said = ((status.read(root()) or {}).get("cameras", {})).get(camera.code) or {}
    kept = {**camera.probe, **{key: value for key, value in said.items() if value}}
    return {
        "codec": str(kept.get("codec_string") or ""),
        "width": int(kept.get("width") or 0),
        "height": int(kept.get("height") or 0),
    }


def coverage(camera: Camera, start: datetime, end: datetime) -> Coverage:
    """Spans and typed gaps of one camera between two aware instants, the future left out. Raises Shut("no_footage")."""
    end = min(end, max(timezone.now(), start))
    return covered(index(), camera.code, microseconds(start), microseconds(end))


def playlist(token: Token) -> str:
    """The HLS playlist of the registered interval, with addresses relative to its own."""
    start, end = _bounds(token)
    return hls.playlist(index(), root(), token.camera, start, end, _part_address, _init_address)


def _init_address(row: SegmentRow) -> str:
    return f"init/{row.start_us}.mp4"


def _part_address(row: SegmentRow, first: int, last: int) -> str:
    return f"{row.start_us}/{first}-{last}.m4s"


def _bounds(token: Token) -> tuple[int, int]:
    assert token.from_us is not None and token.to_us is not None  # playback and snapshot always have an interval
    return token.from_us, token.to_us


def row(token: Token, start_us: int) -> SegmentRow | None:
    """The file of the token's camera that starts at ``start_us``, if it touches the registered interval."""
    start, end = _bounds(token)
    if start_us >= end:  # also what no index could hold
        return None
    found = [
        one for one in index().span(token.camera, start_us, start_us + 1, fragments=True) if one.start_us == start_us
    ]
    if not found or (found[0].end_us is not None and found[0].end_us <= start):
        return None
    return found[0]


def parts(token: Token, row: SegmentRow) -> dict[int, int]:
    """First fragment to last fragment of each piece of one file that the playlist of this look lists."""
    start, end = _bounds(token)
    found: dict[int, int] = {}

    def note(listed: SegmentRow, first: int, last: int) -> str:
        if listed.start_us == row.start_us:
            found[first] = last
        return ""

    from_us, to_us = max(start, row.start_us), end if row.end_us is None else min(end, row.end_us)
    hls.playlist(index(), root(), token.camera, from_us, to_us, note, _init_address)
    return found


def init(row: SegmentRow) -> bytes:
    """The init segment of one file. Raises Shut when the file is gone."""
    try:
        return hls.init(root(), row)
    except (FileNotFoundError, Damaged) as error:
        raise Shut("gone") from error


def part(row: SegmentRow, first: int, last: int) -> bytes:
    """The bytes of one piece. Raises Shut when the file is gone."""
    try:
        return hls.media(root(), row, first, last)
    except (FileNotFoundError, Damaged, hls.NotThere) as error:
        raise Shut("gone") from error


def picture(token: Token) -> tuple[Image.Image, datetime]:
    """The picture shown at the registered moment, and since when. Raises Shut when it is gone meanwhile."""
    from beholden.engines.video import clip  # loads the decoders, which nothing else here needs

    start, _ = _bounds(token)
    try:
        found = clip.picture(index(), root(), token.camera, start)
    except (clip.NoFootage, Damaged, OSError) as error:
        raise Shut("gone") from error
    return found.image, instant(found.at_us)


def latest(camera: Camera, now: datetime) -> datetime | None:
    """The newest moment of this camera that is on the disk, if it is of the last seconds."""
    try:
        spans = coverage(camera, now - FRESH, now).spans
    except Shut:
        return None
    return instant(spans[-1].to_us - 1) if spans else None
