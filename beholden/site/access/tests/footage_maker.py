"""Real footage for tests: H.264 encoded here, written through the recorder's own segment writer and index."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import av
from PIL import Image

from beholden.engines.video.fmp4 import fragment
from beholden.engines.video.fmp4.init import VIDEO_ID, init_segment
from beholden.engines.video.index import open_index
from beholden.engines.video.index.rows import FragmentEntry
from beholden.engines.video.segments.sealed import Header, Trailer
from beholden.engines.video.segments.writer import SegmentWriter
from beholden.engines.video.tracks import Track

RATE, GOP, CLOCK = 5, 5, 90_000  # five frames a second, a key frame each second
SIZE = (96, 64)
FILE_SECONDS = 30


@dataclass(frozen=True)
class Clip:
    """Half a minute: its track, and (bytes, key) of each sample."""

    track: Track
    samples: tuple[tuple[bytes, bool], ...]

    @property
    def init(self) -> bytes:
        return init_segment([self.track])


@lru_cache(maxsize=1)
def clip() -> Clip:
    """Encoded once a session; the brightness of a picture is its number, so that a picture can be told from another."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.options = {"g": str(GOP), "keyint_min": str(GOP), "bf": "0", "sc_threshold": "0", "preset": "ultrafast"}
        for number in range(RATE * FILE_SECONDS):
            picture = Image.new("RGB", SIZE, (number % 250,) * 3)
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode())
    with av.open(io.BytesIO(out.getvalue())) as container:
        stream = container.streams.video[0]
        sps, pps = _parameter_sets(bytes(stream.codec_context.extradata))
        samples = tuple((bytes(packet), packet.is_keyframe) for packet in container.demux(stream) if packet.size)
    track = Track("video", "h264", 96, CLOCK, "", [sps, pps], *SIZE, bit_depth=8)
    track.codec_string = "avc1." + sps[1:4].hex()
    return Clip(track, samples)


def _parameter_sets(avcc: bytes) -> tuple[bytes, bytes]:
    (length,) = struct.unpack_from(">H", avcc, 6)
    sps = avcc[8 : 8 + length]
    (second,) = struct.unpack_from(">H", avcc, 9 + length)
    return sps, avcc[11 + length : 11 + length + second]


def brightness_of(number: int) -> int:
    """Luma, 16 to 235, of picture ``number`` of the clip."""
    return 16 + number % 250 * 219 // 255


def fragments(start_ticks: int = 0) -> list[tuple[FragmentEntry, list[bytes]]]:
    """The clip as one fragment a second; entries have offset 0 until they are written."""
    step, found = CLOCK // RATE, []
    samples = clip().samples
    for first in range(0, len(samples), GOP):
        group = samples[first : first + GOP]
        data = [sample for sample, _ in group]
        keys = [key for _, key in group]
        time = start_ticks + first * step
        head = fragment.header(first, VIDEO_ID, time, [step] * len(group), [len(one) for one in data], keys)
        size = len(head) + sum(len(one) for one in data)
        found.append((FragmentEntry(0, size, time, step * len(group), True), [head, *data]))
    return found


def record(data: Path, camera: str, start: datetime, files: int = 1, ended: str = "operator") -> datetime:
    """``files`` half-minute segments from ``start`` into the data folder and its index; returns where they end."""
    previous, opened = "", open_index(data / "index.sqlite")
    with opened.index as index:
        for number in range(files):
            at = start + timedelta(seconds=FILE_SECONDS * number)
            last = number == files - 1
            header = Header(camera, "0" * 32, number, _us(at), "start" if number == 0 else "", previous)
            writer = SegmentWriter(data, header, clip().init)
            for entry, parts in fragments():
                placed = FragmentEntry(writer.size, entry.size, entry.time, entry.duration, entry.key)
                writer.write(placed, GOP, parts)
            end = _us(at + timedelta(seconds=FILE_SECONDS))
            row = writer.seal(Trailer(end, ended if last else "next", RATE * FILE_SECONDS, 0, None))
            index.opened(writer.opened_row())
            index.closed(row)
            previous = row.root
    return start + timedelta(seconds=FILE_SECONDS * files)


def _us(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000 + at.microsecond
