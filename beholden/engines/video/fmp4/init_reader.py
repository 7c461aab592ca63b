"""What an init segment says of its tracks: codec, clock, size, the string a browser asks for (RFC 6381)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from beholden.engines.video.fmp4.reader import Damaged, TrackInfo, child, children, need, unpack

_HANDLERS = {b"vide": "video", b"soun": "audio"}
_TRACKS = 16


def parse(init: bytes) -> list[TrackInfo]:
    """The video and audio tracks of `ftyp` + `moov`, in order. Raises Damaged."""
    start, end = need(init, 0, len(init), b"moov")
    found: list[TrackInfo] = []
    for kind, at, stop in children(init, start, end):
        if kind == b"trak":
            track = _track(init, at, stop)
            if track is not None:
                found.append(track)
    if len(found) > _TRACKS or len({track.number for track in found}) != len(found):
        raise Damaged("the tracks make no sense")
    extends = child(init, start, end, b"mvex")
    if extends:
        for kind, at, stop in children(init, *extends):
            if kind == b"trex":
                number, _, duration, size, flags = unpack(">5I", init, at + 4, stop)
                for track in found:
                    if track.number == number:
                        track.defaults = (duration, size, flags)
    return found


def only(init: bytes, kinds: AbstractSet[str]) -> bytes:
    """The init with the tracks of ``kinds`` ("video", "audio") alone. Raises Damaged."""
    dropped = {track.number for track in parse(init) if track.kind not in kinds}
    if not dropped:
        return init
    start, end = need(init, 0, len(init), b"moov")
    kept = _without(init, start, end, dropped)
    return init[: start - 8] + _sized(b"moov", kept) + init[end:]


def joined(init: bytes, trak: bytes, trex: bytes) -> bytes:
    """The init with one track more, behind those it has. Raises Damaged when it is none of ours."""
    start, end = need(init, 0, len(init), b"moov")
    out = b""
    for kind, at, stop in children(init, start, end):
        out += trak + _sized(b"mvex", init[at:stop] + trex) if kind == b"mvex" else init[at - 8 : stop]
    return init[: start - 8] + _sized(b"moov", out) + init[end:]


def _without(init: bytes, start: int, end: int, dropped: set[int]) -> bytes:
    out = b""
    for kind, at, stop in children(init, start, end):
        if kind == b"trak" and _number(init, at, stop) in dropped:
            continue
        if kind == b"trex" and unpack(">I", init, at + 4, stop)[0] in dropped:
            continue
        out += _sized(b"mvex", _without(init, at, stop, dropped)) if kind == b"mvex" else init[at - 8 : stop]
    return out


def _sized(kind: bytes, payload: bytes) -> bytes:
    return (8 + len(payload)).to_bytes(4, "big") + kind + payload


def _number(init: bytes, start: int, end: int) -> int:
    at, stop = need(init, start, end, b"tkhd")
    return unpack(">I", init, at + (20 if init[at : at + 1] == b"\1" else 12), stop)[0]


def _track(init: bytes, start: int, end: int) -> TrackInfo | None:
    at, stop = need(init, start, end, b"mdia", b"hdlr")
    kind = _HANDLERS.get(init[at + 8 : min(at + 12, stop)])
    if kind is None:
        return None
    at, stop = need(init, start, end, b"mdia", b"mdhd")
    (timescale,) = unpack(">I", init, at + (20 if init[at : at + 1] == b"\1" else 12), stop)
    if not timescale:
        raise Damaged("a track without a clock")
    track = TrackInfo(_number(init, start, end), "video" if kind == "video" else "audio", timescale)
    track.shift = _shift(init, start, end)
    at, stop = need(init, start, end, b"mdia", b"minf", b"stbl", b"stsd")
    entries = list(children(init, at + 8, stop))
    if len(entries) != 1:
        raise Damaged(f"{len(entries)} sample entries in one track")
    name, at, stop = entries[0]
    track.entry = init[at - 8 : stop]
    if track.kind == "video":
        _picture(track, name, init, at, stop)
    else:
        _sound(track, name, init, at, stop)
    return track


def _shift(init: bytes, start: int, end: int) -> int:
    found = child(init, start, end, b"edts", b"elst")
    if found is None:
        return 0
    at, stop = found
    version, count = init[at] if at < stop else 0, unpack(">I", init, at + 4, stop)[0]
    if not count:
        return 0
    time = unpack(">qI" if version else ">iI", init, at + (16 if version else 12), stop)[0]
    return max(time, 0)


def _picture(track: TrackInfo, name: bytes, init: bytes, at: int, stop: int) -> None:
    track.width, track.height = unpack(">HH", init, at + 24, stop)
    if at + 78 > stop:
        raise Damaged("a sample entry is cut off")
    for codec, entries, record in (("h264", (b"avc1", b"avc3"), b"avcC"), ("h265", (b"hvc1", b"hev1"), b"hvcC")):
        if name in entries:
            inner, end = need(init, at + 78, stop, record)
            track.configuration = init[inner:end]
            track.codec = codec
            make = _avc_string if codec == "h264" else _hevc_string
            track.codec_string = make(name.decode(), track.configuration)


def _sound(track: TrackInfo, name: bytes, init: bytes, at: int, stop: int) -> None:
    (track.channels,) = unpack(">H", init, at + 16, stop)
    if name in (b"alaw", b"ulaw"):
        track.codec = "pcma" if name == b"alaw" else "pcmu"
        track.codec_string = name.decode()
    elif name == b"mp4a":
        inner, end = need(init, at + 28, stop, b"esds")
        track.configuration = _specific(init[inner + 4 : end])
        track.codec = "aac"
        kind = track.configuration[0] >> 3 if track.configuration else 0
        if kind == 31 and len(track.configuration) > 1:
            kind = 32 + ((track.configuration[0] & 7) << 3 | track.configuration[1] >> 5)
        track.codec_string = f"mp4a.40.{kind or 2}"


def _specific(descriptor: bytes) -> bytes:
    at = 0
    for tag, skip in ((3, 3), (4, 13), (5, 0)):
        if at >= len(descriptor) or descriptor[at] != tag:
            raise Damaged("an audio description makes no sense")
        at += 1
        size = 0
        for _ in range(4):
            if at >= len(descriptor):
                raise Damaged("an audio description is cut off")
            byte = descriptor[at]
            at += 1
            size = size << 7 | byte & 0x7F
            if byte < 0x80:
                break
        if tag == 5:
            return descriptor[at : at + size]
        at += skip
    raise AssertionError("the loop returns at tag 5")


def _avc_string(name: str, record: bytes) -> str:
    if len(record) < 7:
        raise Damaged("avcC is cut off")
    return f"{name}.{record[1]:02x}{record[2]:02x}{record[3]:02x}"


def _hevc_string(name: str, record: bytes) -> str:
    if len(record) < 23:
        raise Damaged("hvcC is cut off")
    space = ("", "A", "B", "C")[record[1] >> 6]
    compatibility = int(f"{int.from_bytes(record[2:6], 'big'):032b}"[::-1], 2)
    tier = "H" if record[1] & 0x20 else "L"
    constraints = record[6:12].rstrip(b"\0") or b"\0"
    tail = ".".join(f"{byte:X}" for byte in constraints)
    return f"{name}.{space}{record[1] & 31}.{compatibility:X}.{tier}{record[12]}.{tail}"
