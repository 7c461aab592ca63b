"""A progressive MP4 (`moov` first) over samples that lie in other files; only its tables are made anew.

An edit list per track says where presentation begins, so that a clip may carry the pictures a decoder needs before.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from beholden.engines.video.clip.gather import Stream
from beholden.engines.video.fmp4.init import AUDIO_ID, VIDEO_ID, box, full_box
from beholden.engines.video.fmp4.reader import Damaged, Source, pread
from beholden.engines.video.segments.originals import Originals
from beholden.engines.video.segments.reading import opened_file

_PIECE = 1 << 20
_NARROW = (1 << 32) - (64 << 20)  # bytes of samples that 32-bit offsets reach behind any `moov`
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_FTYP = box(b"ftyp", b"isom" + struct.pack(">I", 0x200) + b"isomiso2mp41")


@dataclass(slots=True, frozen=True)
class Edit:
    """``start`` of presentation in the track's ticks since its stream's time zero; ``length`` in movie ticks."""

    start: int
    length: int


@dataclass(slots=True, frozen=True)
class _Chunk:
    seconds: float
    video: bool
    number: int  # in its stream's chunks
    size: int


def write(
    out: BinaryIO, video: Stream, audio: Stream | None, start: int, length: int, originals: Originals | None = None
) -> int:
    """Write the whole file; returns its bytes. The movie's clock is the video's.

    ``start`` presentation time of the first picture and ``length`` of the presentation, in video ticks; with
    ``originals`` the sources are read through them. Raises OSError, Exchanged, Damaged when a source file is shorter
    than it was.
    """
    timescale = video.timescale
    tracks: list[tuple[Stream, Edit]] = [(video, Edit(start, length))]
    if audio is not None:
        tracks.append((audio, Edit(start * audio.timescale // timescale, length)))
    order = _order([stream for stream, _ in tracks])
    payload = sum(chunk.size for chunk in order)
    wide = payload > _NARROW
    mdat = struct.pack(">I4sQ", 1, b"mdat", 16 + payload) if wide else struct.pack(">I4s", 8 + payload, b"mdat")
    draft = _moov(tracks, order, 0, wide, timescale, length)
    moov = _moov(tracks, order, len(_FTYP) + len(draft) + len(mdat), wide, timescale, length)
    out.write(_FTYP + moov + mdat)
    _copy(out, [stream for stream, _ in tracks], order, originals)
    return len(_FTYP) + len(moov) + len(mdat) + payload


def _order(streams: Sequence[Stream]) -> list[_Chunk]:
    found = [
        _Chunk(stream.decode[first] / stream.timescale, place == 0, number, sum(stream.sizes[first : first + count]))
        for place, stream in enumerate(streams)
        for number, (_, _, first, count) in enumerate(stream.chunks)
    ]
    return sorted(found, key=lambda chunk: (chunk.seconds, not chunk.video, chunk.number))


def _copy(out: BinaryIO, streams: Sequence[Stream], order: Sequence[_Chunk], originals: Originals | None) -> None:
    def path_of(chunk: _Chunk) -> Path:
        return streams[0 if chunk.video else 1].chunks[chunk.number][0]

    for path, chunks in groupby(order, path_of):
        opened: AbstractContextManager[Source] = originals.opened(path) if originals else opened_file(path)
        with opened as source:
            for chunk in chunks:
                at = streams[0 if chunk.video else 1].chunks[chunk.number][1]
                end = at + chunk.size
                while at < end:
                    piece = pread(source, min(_PIECE, end - at), at)
                    if not piece:
                        raise Damaged(f"{path.name} ends before its samples do")
                    out.write(piece)
                    at += len(piece)


def _moov(
    tracks: Sequence[tuple[Stream, Edit]], order: Sequence[_Chunk], at: int, wide: bool, timescale: int, length: int
) -> bytes:
    offsets: tuple[list[int], list[int]] = ([], [])
    for chunk in order:
        offsets[0 if chunk.video else 1].append(at)
        at += chunk.size
    header = full_box(
        b"mvhd", 1, 0, struct.pack(">QQIQIHHII", 0, 0, timescale, length, 0x10000, 0x100, 0, 0, 0), _MATRIX, bytes(24),
        b"\0\0\0\3",
    )  # fmt: skip
    traks = [
        _trak(stream, edit, offsets[place], wide, place == 0, timescale) for place, (stream, edit) in enumerate(tracks)
    ]
    return box(b"moov", header, *traks)


def _trak(stream: Stream, edit: Edit, offsets: list[int], wide: bool, video: bool, timescale: int) -> bytes:
    first = stream.descriptions[0]
    header = full_box(
        b"tkhd",
        1,
        7,
        struct.pack(">QQIIQ", 0, 0, VIDEO_ID if video else AUDIO_ID, 0, edit.length),
        bytes(8),
        struct.pack(">HHHH", 0, 0, 0 if video else 0x100, 0),
        _MATRIX,
        struct.pack(">II", first.width << 16, first.height << 16),
    )
    deltas = [max(later - earlier, 0) for earlier, later in zip(stream.decode, stream.decode[1:], strict=False)]
    deltas.append(stream.durations[-1])
    media_header = full_box(b"mdhd", 1, 0, struct.pack(">QQIQHH", 0, 0, stream.timescale, sum(deltas), 0x55C4, 0))
    name, handler = (b"Video\0", b"vide") if video else (b"Sound\0", b"soun")
    media_info = full_box(b"vmhd", 0, 1, bytes(8)) if video else full_box(b"smhd", 0, 0, bytes(4))
    data_info = box(b"dinf", full_box(b"dref", 0, 0, b"\0\0\0\1", full_box(b"url ", 0, 1)))
    media = box(
        b"mdia",
        media_header,
        full_box(b"hdlr", 0, 0, bytes(4), handler, bytes(12), name),
        box(b"minf", media_info, data_info, _tables(stream, deltas, offsets, wide)),
    )
    return box(b"trak", header, _edits(stream, edit, timescale), media)


def _edits(stream: Stream, edit: Edit, timescale: int) -> bytes:
    skip = edit.start - stream.decode[0]
    entries = []
    length = edit.length
    if skip < 0:  # the track begins later than the clip
        wait = min(-skip * timescale // stream.timescale, length)
        entries.append(struct.pack(">QqI", wait, -1, 0x10000))
        length, skip = length - wait, 0
    entries.append(struct.pack(">QqI", length, skip, 0x10000))
    return box(b"edts", full_box(b"elst", 1, 0, struct.pack(">I", len(entries)), *entries))


def _tables(stream: Stream, deltas: list[int], offsets: list[int], wide: bool) -> bytes:
    count = len(stream.sizes)
    tables = [
        full_box(
            b"stsd", 0, 0, struct.pack(">I", len(stream.descriptions)), *(one.entry for one in stream.descriptions)
        ),
        full_box(b"stts", 0, 0, *_runs(deltas, ">II")),
    ]
    decode = [stream.decode[0]]
    for delta in deltas[:-1]:
        decode.append(decode[-1] + delta)
    shifts = [shown - decoded for shown, decoded in zip(stream.shown, decode, strict=True)]
    if any(shifts):
        tables.append(full_box(b"ctts", 1, 0, *_runs(shifts, ">Ii")))
    if not all(stream.keys):
        keys = [number for number, key in enumerate(stream.keys, 1) if key]
        tables.append(full_box(b"stss", 0, 0, struct.pack(f">I{len(keys)}I", len(keys), *keys)))
    tables += [
        full_box(b"stsc", 0, 0, *_chunk_runs(stream)),
        full_box(b"stsz", 0, 0, struct.pack(f">II{count}I", 0, count, *stream.sizes)),
        full_box(
            b"co64" if wide else b"stco",
            0,
            0,
            struct.pack(f">I{len(offsets)}{'Q' if wide else 'I'}", len(offsets), *offsets),
        ),
    ]
    return box(b"stbl", *tables)


def _runs(values: Sequence[int], layout: str) -> list[bytes]:
    runs = [struct.pack(layout, sum(1 for _ in same), value) for value, same in groupby(values)]
    return [struct.pack(">I", len(runs)), *runs]


def _chunk_runs(stream: Stream) -> list[bytes]:
    runs: list[bytes] = []
    before = None
    for number, (_, _, first, count) in enumerate(stream.chunks, 1):
        now = (count, stream.entries[first] + 1)
        if now != before:
            runs.append(struct.pack(">III", number, *now))
            before = now
    return [struct.pack(">I", len(runs)), *runs]
