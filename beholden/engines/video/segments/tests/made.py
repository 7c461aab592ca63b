"""Footage for tests: whole runs of segment files, written the way the recorder writes them.

Pictures are real (encoded here, each frame carries its number) or, where nobody decodes, a few bytes a sample.
"""

from __future__ import annotations

import array
import functools
import math
import os
import random
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
from av.codec.context import Flags

from beholden.engines.video.fmp4 import fragment
from beholden.engines.video.fmp4.init import AUDIO_ID, VIDEO_ID, init_segment
from beholden.engines.video.index.rows import FragmentEntry, SegmentRow
from beholden.engines.video.segments import sealed
from beholden.engines.video.segments.writer import SegmentWriter
from beholden.engines.video.tracks import Codec, Track

T0 = 1_795_000_000_000_000  # 2026-11-18 11:06:40 UTC, in microseconds
CLOCK = 90_000
_SPS = bytes.fromhex("6764001facd9405005bb016a02020280000003008000001e478c18cb")
_PPS = bytes.fromhex("68ebe3cb22c0")


@dataclass(frozen=True)
class Sample:
    """One sample: ``time`` presentation ticks of its track, in decode order."""

    time: int
    key: bool
    data: bytes


@dataclass(frozen=True)
class Clip:
    """A camera's stream: what a depacketiser would hand over."""

    video: Track
    samples: list[Sample]
    audio: Track | None = None
    sound: list[Sample] = field(default_factory=list)
    delay: int = 0  # ticks of edit list, for B-frames


def plain(seconds: int, *, fps: int = 10, gop: int = 10, seed: int = 1) -> Clip:
    """A clip nobody can decode: quick to make, real in every box."""
    chance = random.Random(seed)
    track = Track("video", "h264", 96, CLOCK, "", [_SPS, _PPS], 1280, 720, 8)
    samples = [
        Sample(number * CLOCK // fps, number % gop == 0, chance.randbytes(chance.randrange(20, 60)))
        for number in range(seconds * fps)
    ]
    return Clip(track, samples)


@functools.cache
def pictures(
    seconds: int,
    *,
    fps: int = 10,
    gop: int = 10,
    bframes: int = 0,
    sound: str = "",
    codec: str = "h264",
    size: tuple[int, int] = (160, 96),
    first: int = 0,
) -> Clip:
    """A real clip, H.264 or H.265, whose frame n shows n as twelve squares; ``sound`` "aac", "pcma" or ""."""
    options = {"g": str(gop), "keyint_min": str(gop), "sc_threshold": "0", "bf": str(bframes), "preset": "ultrafast"}
    if codec == "h265":
        closed = f"keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0:bframes={bframes}:b-adapt=0:log-level=none"
        options = {"preset": "ultrafast", "x265-params": closed}
    elif bframes:
        options["x264-params"] = f"b-adapt=0:bframes={bframes}:scenecut=0:open-gop=0"
    encoder = av.CodecContext.create("libx265" if codec == "h265" else "libx264", "w")
    encoder.width, encoder.height = size
    encoder.pix_fmt = "yuv420p"
    encoder.time_base = Fraction(1, fps)
    encoder.framerate = fps
    encoder.options = options
    encoder.gop_size = gop
    encoder.max_b_frames = bframes
    encoder.flags |= Flags.global_header
    packets = []
    for number in range(seconds * fps):
        frame = _drawn(first + number, size).reformat(format="yuv420p")
        frame.pts = number
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    units = _units(bytes(encoder.extradata or b""))
    wanted = (32, 33, 34) if codec == "h265" else (7, 8)
    parameters = [next(u for u in units if _kind(u, codec) == kind) for kind in wanted]
    dropped = (32, 33, 34, 35) if codec == "h265" else (7, 8, 9)
    step = CLOCK // fps
    samples = [
        Sample(
            packet.pts * step,
            packet.is_keyframe,
            b"".join(len(u).to_bytes(4, "big") + u for u in _units(bytes(packet)) if _kind(u, codec) not in dropped),
        )
        for packet in packets
    ]
    name: Codec = "h265" if codec == "h265" else "h264"
    track = Track("video", name, 96, CLOCK, "", parameters, *size, 8, 1 if bframes else 0)
    audio, sounds = _sound(sound, seconds) if sound else (None, [])
    ordered = sorted(sample.time for sample in samples)
    delay = max(decoded - shown.time for decoded, shown in zip(ordered, samples, strict=True))
    return Clip(track, samples, audio, sounds, delay)


def number_in(frame: av.VideoFrame) -> int:
    """The number that a decoded frame shows."""
    grey = frame.reformat(format="gray")
    plane = grey.planes[0]
    pixels = bytes(plane)
    number = 0
    for bit in range(12):
        x, y = (bit % 4) * grey.width // 4 + grey.width // 8, (bit // 4) * grey.height // 3 + grey.height // 6
        number |= (pixels[y * plane.line_size + x] > 128) << bit
    return number


@dataclass
class Recorded:
    """A run on disk: rows as the writer gave them, and the frame times of the whole run in ticks."""

    rows: list[SegmentRow]
    end_us: int


def record(
    root: Path,
    clip: Clip,
    *,
    camera: str = "gate",
    start_us: int = T0,
    length: float = 4.0,
    run: str = "a" * 32,
    after: str = "start",
    ended: str = "operator",
    fragment_seconds: float = 0.8,
    leave_open: bool = False,
) -> Recorded:
    """Write ``clip`` as segments of about ``length`` seconds, each opened by a key frame."""
    init = init_segment([t for t in (clip.video, clip.audio) if t], clip.delay)
    cuts = _segment_cuts(clip.samples, length)
    ordered = sorted(sample.time for sample in clip.samples)
    step = ordered[1] - ordered[0] if len(ordered) > 1 else CLOCK // 10
    rows: list[SegmentRow] = []
    previous = ""
    for seq, (low, high) in enumerate(cuts):
        base = min(sample.time for sample in clip.samples[low:high])
        stop = min(s.time for s in clip.samples[high:]) if high < len(clip.samples) else ordered[-1] + step
        begin = start_us + base * 1_000_000 // CLOCK
        header = sealed.Header(camera, run, seq, begin, "" if seq else after, previous)
        writer = SegmentWriter(root, header, init)
        last = high == len(clip.samples)
        _fragments(writer, clip, low, high, base, stop, fragment_seconds)
        if last and leave_open:
            rows.append(writer.opened_row())
            os.close(writer.release())
            return Recorded(rows, start_us + stop * 1_000_000 // CLOCK)
        trailer = sealed.Trailer(
            start_us + stop * 1_000_000 // CLOCK, ended if last else "next", writer.samples, 0, None
        )
        row = writer.seal(trailer)
        os.close(writer.release())
        previous = row.root
        rows.append(row)
    return Recorded(rows, rows[-1].end_us or 0)


def _fragments(writer: SegmentWriter, clip: Clip, low: int, high: int, base: int, stop: int, seconds: float) -> None:
    sequence = 1
    at = low
    while at < high:
        upto = at + 1
        while upto < high and not clip.samples[upto].key:
            longest = max(s.time for s in clip.samples[at:upto])
            if clip.samples[upto].time > longest and clip.samples[upto].time - clip.samples[at].time >= seconds * CLOCK:
                break
            upto += 1
        group = clip.samples[at:upto]
        ordered = sorted(s.time for s in group)
        following = min(s.time for s in clip.samples[upto:]) if upto < high else stop
        lengths = [b - a for a, b in zip(ordered, [*ordered[1:], following], strict=True)]
        offsets = [s.time + clip.delay - d for s, d in zip(group, ordered, strict=True)] if clip.delay else None
        head = fragment.header(
            sequence,
            VIDEO_ID,
            ordered[0] - base,
            lengths,
            [len(s.data) for s in group],
            [s.key for s in group],
            offsets,
        )
        data = b"".join(s.data for s in group)
        entry = FragmentEntry(writer.size, len(head) + len(data), ordered[0] - base, sum(lengths), group[0].key)
        writer.write(entry, len(group), [head, data])
        sequence += 1
        if clip.audio:
            sequence = _audio_fragment(writer, clip, sequence, ordered[0], following, base)
        at = upto


def _audio_fragment(writer: SegmentWriter, clip: Clip, sequence: int, low: int, high: int, base: int) -> int:
    assert clip.audio
    rate = clip.audio.clock_rate
    group = [s for s in clip.sound if low * rate <= s.time * CLOCK < high * rate]
    if not group:
        return sequence
    step = clip.sound[1].time - clip.sound[0].time
    begin = group[0].time - base * rate // CLOCK
    head = fragment.header(sequence, AUDIO_ID, begin, [step] * len(group), [len(s.data) for s in group])
    data = b"".join(s.data for s in group)
    writer.write(
        FragmentEntry(writer.size, len(head) + len(data), begin, step * len(group), True, True), 0, [head, data]
    )
    return sequence + 1


def _segment_cuts(samples: list[Sample], length: float) -> list[tuple[int, int]]:
    cuts = [0]
    for number, sample in enumerate(samples):
        if number and sample.key and sample.time - samples[cuts[-1]].time >= length * CLOCK:
            cuts.append(number)
    return list(zip(cuts, [*cuts[1:], len(samples)], strict=True))


def _drawn(number: int, size: tuple[int, int]) -> av.VideoFrame:
    width, height = size
    frame = av.VideoFrame(width, height, "gray")
    plane = frame.planes[0]
    rows = bytearray()
    for y in range(height):
        line = b"".join(
            (b"\xeb" if number >> (y * 3 // height * 4 + part) & 1 else b"\x10") * (width // 4) for part in range(4)
        )
        rows += line.ljust(plane.line_size, b"\0")
    plane.update(bytes(rows))
    return frame


def _units(data: bytes) -> list[bytes]:
    """NAL units of an Annex B byte stream."""
    parts = data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return [part for part in parts[1:] if part]


def _kind(unit: bytes, codec: str) -> int:
    return unit[0] >> 1 & 63 if codec == "h265" else unit[0] & 31


def _sound(codec: str, seconds: int) -> tuple[Track, list[Sample]]:
    rate = 16_000 if codec == "aac" else 8_000
    name: dict[str, tuple[str, Codec]] = {
        "aac": ("aac", "aac"),
        "pcma": ("pcm_alaw", "pcma"),
        "pcmu": ("pcm_mulaw", "pcmu"),
    }
    encoder = av.CodecContext.create(name[codec][0], "w")
    encoder.sample_rate = rate
    encoder.layout = "mono"
    encoder.format = "fltp" if codec == "aac" else "s16"
    encoder.flags |= Flags.global_header
    encoder.open()
    step = 1024 if codec == "aac" else 320
    made: list[Sample] = []
    for number in range(seconds * rate // step):
        wave = [math.sin(2 * math.pi * 440 * at / rate) / 2 for at in range(number * step, (number + 1) * step)]
        frame = av.AudioFrame("fltp" if codec == "aac" else "s16", "mono", step)
        values = array.array("f", wave) if codec == "aac" else array.array("h", (int(v * 32767) for v in wave))
        frame.planes[0].update(values.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate = rate
        frame.pts = number * step
        made += [Sample(len(made) * step, True, bytes(packet)) for packet in encoder.encode(frame)]
    parameters = [bytes(encoder.extradata)] if codec == "aac" and encoder.extradata else []
    return Track("audio", name[codec][1], 97, rate, "", parameters, channels=1), made
