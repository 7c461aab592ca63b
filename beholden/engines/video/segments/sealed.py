"""What a segment says of itself: a header behind the init, a trailer at the end (docs/know/recording.md; R15(1)).

Both are `uuid` boxes with canonical JSON, so that a stranger with a hex viewer reads them and no player minds them.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

# uuid5(NAMESPACE_URL, "https://beholden.invalid/segment/header") and ".../trailer"; a test derives them again
HEADER: Final = UUID("5a5b121e-85c2-5368-b572-bbdeb8cf5036")
TRAILER: Final = UUID("b540a8d9-5826-58cb-bb6d-36048414fd7c")
VERSION = 2
_FLAT = 1  # its `previous` was a hash of another kind, and is not believed
LIMIT = 64 << 10  # bytes of JSON; ours has about 300
BOX_HEAD = 24  # size, `uuid`, the uuid
_TIME_LIMIT = 1 << 53  # microseconds; the year 2255, and exact in every JSON reader
_COUNT_LIMIT = 1 << 48
_TEXT_LIMIT = 128


class SealDamaged(ValueError):
    """A header or trailer that is not what `build_header` or `build_trailer` makes."""


@dataclass(slots=True, frozen=True)
class Header:
    """Who and when: ``start_us`` wall start, ``seq`` 0-based in the run, ``after`` why the time before is missing (""
    when this file continues the one before), ``previous`` root of that one, hex (`chunks`; "" at a run's first)."""

    camera: str
    run: str
    seq: int
    start_us: int
    after: str
    previous: str


@dataclass(slots=True, frozen=True)
class Trailer:
    """How it ended: ``ended`` "next" or a reason, ``samples`` video samples, ``lost`` RTP packets, ``clock_offset_us``
    the camera's clock minus ours by RTCP, None when the camera never said."""

    end_us: int
    ended: str
    samples: int
    lost: int
    clock_offset_us: int | None


def build_header(header: Header) -> bytes:
    """The whole `uuid` box."""
    body = {
        "v": VERSION,
        "camera": header.camera,
        "run": header.run,
        "seq": header.seq,
        "start_us": header.start_us,
        "after": header.after,
        "previous": header.previous,
    }
    return _box(HEADER, body)


def build_trailer(trailer: Trailer) -> bytes:
    """The whole `uuid` box."""
    body = {
        "end_us": trailer.end_us,
        "ended": trailer.ended,
        "samples": trailer.samples,
        "lost": trailer.lost,
        "clock_offset_us": trailer.clock_offset_us,
    }
    return _box(TRAILER, body)


def parse_header(box: bytes) -> Header:
    """The header in a whole `uuid` box. Raises SealDamaged."""
    body = _body(box, HEADER, "header")
    if body.get("v") not in (VERSION, _FLAT):
        raise SealDamaged(f"header of format {str(body.get('v'))[:20]}, not {VERSION}")
    return Header(
        camera=_text(body, "camera"),
        run=_text(body, "run"),
        seq=_whole(body, "seq", 0, _COUNT_LIMIT),
        start_us=_whole(body, "start_us", 0, _TIME_LIMIT),
        after=_text(body, "after"),
        previous=_digest(body, "previous") if body["v"] == VERSION else "",
    )


def parse_trailer(box: bytes) -> Trailer:
    """The trailer in a whole `uuid` box. Raises SealDamaged."""
    body = _body(box, TRAILER, "trailer")
    offset = None
    if body.get("clock_offset_us") is not None:
        offset = _whole(body, "clock_offset_us", -_TIME_LIMIT, _TIME_LIMIT)
    return Trailer(
        end_us=_whole(body, "end_us", 0, _TIME_LIMIT),
        ended=_text(body, "ended"),
        samples=_whole(body, "samples", 0, _COUNT_LIMIT),
        lost=_whole(body, "lost", 0, _COUNT_LIMIT),
        clock_offset_us=offset,
    )


def kind_of(box: bytes) -> UUID | None:
    """HEADER, TRAILER, or None for another box. Reads only the first 24 bytes."""
    if len(box) < BOX_HEAD or box[4:8] != b"uuid":
        return None
    for kind in (HEADER, TRAILER):
        if box[8:BOX_HEAD] == kind.bytes:
            return kind
    return None


def _box(kind: UUID, body: dict[str, object]) -> bytes:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    if len(text) > LIMIT:
        raise ValueError(f"{len(text)} bytes of JSON; {LIMIT} at most")
    return struct.pack(">I4s", BOX_HEAD + len(text), b"uuid") + kind.bytes + text


def _body(box: bytes, kind: UUID, name: str) -> dict[str, Any]:
    if kind_of(box) != kind or struct.unpack_from(">I", box)[0] != len(box):
        raise SealDamaged(f"not a whole {name} box")
    if len(box) - BOX_HEAD > LIMIT:
        raise SealDamaged(f"a {name} of more than {LIMIT} bytes")
    try:
        body = json.loads(box[BOX_HEAD:].decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise SealDamaged(f"the {name} is not JSON") from error
    if not isinstance(body, dict):
        raise SealDamaged(f"the {name} is not a JSON object")
    return body


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or len(value) > _TEXT_LIMIT or not value.isprintable():
        raise SealDamaged(f"'{key}' is not a short text")
    return value


def _digest(body: dict[str, Any], key: str) -> str:
    value = _text(body, key)
    if value and (len(value) != 64 or value.strip("0123456789abcdef")):
        raise SealDamaged(f"'{key}' is not a SHA-256")
    return value


def _whole(body: dict[str, Any], key: str, low: int, high: int) -> int:
    value = body.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise SealDamaged(f"'{key}' is not a whole number in range")
    return value
