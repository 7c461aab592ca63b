"""What a person really sees: the number in the picture, against the number in the recording's own file."""

from __future__ import annotations

import base64
import io
import json
import shutil
import sqlite3
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import av
from PIL import Image
from playwright.sync_api import Page

from beholden.engines.video.index import Index
from tests.clips import read_number

SHANGHAI = timezone(timedelta(hours=8))
_CANVAS = """async selector => {
  const video = document.querySelector(selector);
  const opening = () => video.tagName === 'VIDEO' && (video.seeking || video.readyState < 2);
  for (let turn = 0; turn < 100 && opening(); turn += 1) await new Promise(done => setTimeout(done, 50));
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d').drawImage(video, 0, 0);
  return canvas.toDataURL('image/png');
}"""


def number_shown(page: Page, selector: str = "#picture") -> int:
    """The number in the picture of a video element, read back through a canvas."""
    address: str = page.evaluate(_CANVAS, selector)
    return read_number(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))))


def clock_shown(page: Page) -> datetime | None:
    """The wall time that the player says the picture has; None before there is one."""
    text = page.locator("#clock").inner_text().strip()
    if not text:
        return None
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f" if "." in text else "%Y-%m-%d %H:%M:%S").replace(
        tzinfo=SHANGHAI
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """One recorded frame: when it began, and the number in its picture."""

    at_us: int
    number: int


def recorded(data: Path, camera: str, around_us: int, folder: Path) -> list[Frame]:
    """The frames of the recording that holds a moment, decoded from its own file by PyAV. In order of time."""
    with Index(data / "index.sqlite", readonly=True) as index:
        row = index.locate(camera, around_us)
    assert row is not None, f"no recording of {camera} at {around_us}"
    copy = folder / "recording.mp4"
    shutil.copyfile(data / row.path, copy)  # it may still grow
    frames = []
    with av.open(str(copy)) as container:
        stream = container.streams.video[0]
        first = None
        for frame in container.decode(stream):
            assert frame.pts is not None and stream.time_base is not None
            first = frame.pts if first is None else first
            at = row.start_us + round((frame.pts - first) * stream.time_base * 1_000_000)
            frames.append(Frame(at, read_number(frame.to_image())))
    return frames


def frame_at(frames: list[Frame], at_us: int) -> int:
    """Which of the frames stands on the screen at a moment (its place in the list)."""
    return max(place for place, frame in enumerate(frames) if frame.at_us <= at_us)


def row_of(data: Path, number: int) -> dict[str, Any] | None:
    """An entry of the register, read past the web from the database's file."""
    with sqlite3.connect(f"file:{data / 'beholden.sqlite'}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        found = database.execute("SELECT * FROM access_accessentry WHERE number = ?", (number,)).fetchone()
        return dict(found) if found else None


def log_of(data: Path) -> list[tuple[str, dict[str, Any]]]:
    """The access log read byte for byte from its file, with nothing of the product: (RFC 6962 leaf hash, entry)."""
    kept = (data / "ledger" / "access" / "entries").read_bytes()
    offset, found = kept.index(b"\n") + 1, []
    while offset + 8 <= len(kept):
        length = struct.unpack_from(">I", kept, offset)[0]
        payload = kept[offset + 8 : offset + 8 + length]
        if len(payload) < length:
            break
        found.append((sha256(b"\0" + payload).hexdigest(), json.loads(payload)))
        offset += 8 + length
    return found
