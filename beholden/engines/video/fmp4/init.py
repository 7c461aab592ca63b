"""The init segment, `ftyp` + `moov`, for the tracks of a camera.

Video is track 1, audio track 2. The original units are kept in band as the camera sent them; the sample entry
(`avc1`, `hvc1`) repeats the parameter sets so that a player can start before the first key frame.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from beholden.engines.video.tracks import Track

VIDEO_ID = 1
AUDIO_ID = 2
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def box(kind: bytes, *parts: bytes) -> bytes:
    """One box: 32-bit size, four-letter kind, payload."""
    payload = b"".join(parts)
    return struct.pack(">I4s", 8 + len(payload), kind) + payload


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box with version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def init_segment(tracks: Sequence[Track], reorder_ticks: int = 0) -> bytes:
    """`ftyp` + `moov`. ``reorder_ticks`` is what an edit list takes off the video's composition times (B-frames).

    Raises ValueError when a track is not ready.
    """
    for track in tracks:
        if not track.ready:
            raise ValueError(f"the {track.codec} track has no parameter sets yet")
    brand = b"iso6" + struct.pack(">I", 0) + b"iso6cmfcmp41"
    movie_header = full_box(
        b"mvhd",
        0,
        0,
        struct.pack(">IIIIIHHII", 0, 0, 1000, 0, 0x10000, 0x100, 0, 0, 0),
        _MATRIX,
        bytes(24),
        b"\0\0\0\3",
    )
    traks = b"".join(_trak(track, reorder_ticks if track.kind == "video" else 0) for track in tracks)
    extends = b"".join(full_box(b"trex", 0, 0, struct.pack(">IIIII", track_id(track), 1, 0, 0, 0)) for track in tracks)
    return box(b"ftyp", brand) + box(b"moov", movie_header, traks, box(b"mvex", extends))


def sound_boxes(track: Track) -> tuple[bytes, bytes]:
    """`trak` and `trex` of a sound track, for an init that has none."""
    return _trak(track, 0), full_box(b"trex", 0, 0, struct.pack(">IIIII", track_id(track), 1, 0, 0, 0))


def track_id(track: Track) -> int:
    """The track's number in our files."""
    return VIDEO_ID if track.kind == "video" else AUDIO_ID


def _trak(track: Track, reorder_ticks: int) -> bytes:
    video = track.kind == "video"
    header = full_box(
        b"tkhd",
        0,
        3,
        struct.pack(">IIIII", 0, 0, track_id(track), 0, 0),
        bytes(8),
        struct.pack(">HHHH", 0, 0, 0 if video else 0x100, 0),
        _MATRIX,
        struct.pack(">II", track.width << 16, track.height << 16),
    )
    edits = b""
    if reorder_ticks:
        edits = box(b"edts", full_box(b"elst", 0, 0, struct.pack(">IIiI", 1, 0, reorder_ticks, 0x10000)))
    media_header = full_box(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, track.clock_rate, 0, 0x55C4, 0))
    handler = full_box(
        b"hdlr", 0, 0, bytes(4), b"vide" if video else b"soun", bytes(12), b"Video\0" if video else b"Sound\0"
    )
    media_info = full_box(b"vmhd", 0, 1, bytes(8)) if video else full_box(b"smhd", 0, 0, bytes(4))
    data_info = box(b"dinf", full_box(b"dref", 0, 0, b"\0\0\0\1", full_box(b"url ", 0, 1)))
    tables = box(
        b"stbl",
        full_box(b"stsd", 0, 0, b"\0\0\0\1", _sample_entry(track)),
        full_box(b"stts", 0, 0, bytes(4)),
        full_box(b"stsc", 0, 0, bytes(4)),
        full_box(b"stsz", 0, 0, bytes(8)),
        full_box(b"stco", 0, 0, bytes(4)),
    )
    return box(b"trak", header, edits, box(b"mdia", media_header, handler, box(b"minf", media_info, data_info, tables)))


def _sample_entry(track: Track) -> bytes:
    if track.codec == "h264":
        return _visual(b"avc1", track, box(b"avcC", _avc_configuration(track)))
    if track.codec == "h265":
        return _visual(b"hvc1", track, box(b"hvcC", _hevc_configuration(track)))
    if track.codec == "aac":
        return _sound(b"mp4a", track, full_box(b"esds", 0, 0, _elementary_stream(track.parameters[0])))
    return _sound(b"alaw" if track.codec == "pcma" else b"ulaw", track, b"")


def _visual(kind: bytes, track: Track, configuration: bytes) -> bytes:
    return box(
        kind,
        bytes(6) + b"\0\1" + bytes(16),
        struct.pack(">HHIIIH", track.width, track.height, 0x480000, 0x480000, 0, 1),
        bytes(32) + b"\0\x18\xff\xff",
        configuration,
    )


def _sound(kind: bytes, track: Track, configuration: bytes) -> bytes:
    return box(
        kind,
        bytes(6) + b"\0\1" + bytes(8),
        struct.pack(">HHHHI", track.channels, 16, 0, 0, (track.clock_rate & 0xFFFF) << 16),
        configuration,
    )


def _avc_configuration(track: Track) -> bytes:
    sps, pps = track.parameters[0], track.parameters[1]
    record = bytes([1, sps[1], sps[2], sps[3], 0xFF, 0xE1]) + struct.pack(">H", len(sps)) + sps
    record += b"\1" + struct.pack(">H", len(pps)) + pps
    if sps[1] in (100, 110, 122, 144):
        depth = max(track.bit_depth, 8) - 8
        record += bytes([0xFD, 0xF8 | depth, 0xF8 | depth, 0])
    return record


def _hevc_configuration(track: Track) -> bytes:
    sps = unescape(track.parameters[1][:64])
    depth = max(track.bit_depth, 8) - 8
    # general profile, tier, level: 12 bytes behind the NAL header and one byte of ids
    record = b"\1" + sps[3:15] + struct.pack(">HBBBBHB", 0xF000, 0xFC, 0xFD, 0xF8 | depth, 0xF8 | depth, 0, 0x0F)
    record += bytes([3])
    for kind, unit in zip((32, 33, 34), track.parameters, strict=True):
        record += struct.pack(">BHH", 0x80 | kind, 1, len(unit)) + unit
    return record


def unescape(unit: bytes) -> bytes:
    """A NAL unit without its emulation prevention bytes."""
    return unit.replace(b"\0\0\3", b"\0\0")


def _elementary_stream(configuration: bytes) -> bytes:
    specific = b"\x05" + bytes([len(configuration)]) + configuration
    decoder = b"\x04" + bytes([13 + len(specific)]) + b"\x40\x15" + bytes(3) + bytes(8) + specific
    return b"\x03" + bytes([3 + len(decoder) + 3]) + b"\0\0\0" + decoder + b"\x06\x01\x02"
