"""`beholden bench seek`: any instant of 30 days of 100 cameras, one row a minute, and the first byte of its picture.

Rows are written as a recorder writes them, minute by minute across all cameras, each with the fragment list of a real
minute. Bars: locate p99 ≤ 1 ms, first byte p99 ≤ 50 ms. The ratio sets our list of everything a camera holds beside the
list that Frigate's users published; theirs has more rows a camera, so time a row is given too.
"""

from __future__ import annotations

import hashlib
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from beholden.engines.video import hls
from beholden.engines.video.fmp4 import fragment
from beholden.engines.video.fmp4.init import AUDIO_ID, VIDEO_ID, init_segment
from beholden.engines.video.hls.pieces import pieces
from beholden.engines.video.index import FragmentEntry, Index, SegmentRow
from beholden.engines.video.index.fragments import pack
from beholden.engines.video.segments import sealed
from beholden.engines.video.segments.reading import content
from beholden.engines.video.segments.writer import SegmentWriter
from beholden.engines.video.timeline import coverage
from beholden.engines.video.tracks import Track

MINUTE = 60_000_000
START = 1_795_000_020_000_000 // MINUTE * MINUTE
FRIGATE_SECONDS, FRIGATE_ROWS = 30.0, 655_400  # blakeblackshear/frigate issue 2560: recordings list of a camera
_SPS = bytes.fromhex("6764001facd9405005bb016a02020280000003008000001e478c18cb")


def run(quick: bool) -> list[dict[str, Any]]:
    """Measure with 100 cameras × 30 days (10 × 3 when quick)."""
    cameras, days, files, asked = (10, 3, 3, 2_000) if quick else (100, 30, 20, 20_000)
    chance = random.Random(799)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("TMPDIR")) as folder:
        root = Path(folder)
        with Index(root / "index.sqlite") as index:
            began = time.perf_counter()
            rows = _fill(index, cameras, days)
            filled = time.perf_counter() - began
            real = _real_files(index, root, files)
        size = (root / "index.sqlite").stat().st_size
        with Index(root / "index.sqlite") as index:
            locate = _locate(index, chance, cameras, days, asked)
            day = _times(lambda: coverage(index, _name(chance.randrange(cameras)), START, START + 1440 * MINUTE), 50)
            month = _times(
                lambda: coverage(index, _name(chance.randrange(cameras)), START, START + days * 1440 * MINUTE), 20
            )
            first = _first_bytes(index, root, chance, real, 100 if quick else 1000)
    listed = statistics.median(month)
    results: list[dict[str, Any]] = [
        {"measure": "fill", "rows": rows, "seconds": round(filled, 1), "index_bytes": size},
        {"measure": "locate", "n": asked, "p50_us": _us(locate, 50), "p99_us": _us(locate, 99), "bar_us": 1000},
        {"measure": "day list", "n": 50, "p50_us": _us(day, 50), "p99_us": _us(day, 99)},
        {"measure": "whole list", "n": 20, "rows": days * 1440, "p50_us": _us(month, 50), "p99_us": _us(month, 99)},
        {"measure": "first byte, file not in the page cache", "n": len(first), "p50_us": _us(first, 50),
         "p99_us": _us(first, 99), "bar_us": 50_000},
    ]  # fmt: skip
    return [
        *results,
        {
            "bench": "seek",
            "ratio": round(listed / FRIGATE_SECONDS, 6),
            "ratio_per_row": round(listed / (days * 1440) / (FRIGATE_SECONDS / FRIGATE_ROWS), 4),
            "against": "Frigate's published list of 30 s at 655,400 rows",
            "n": rows,
            "locate_p99_us": _us(locate, 99),
            "first_byte_p99_us": _us(first, 99),
            "invalid": _us(locate, 99) > 1000 or _us(first, 99) > 50_000,
        },
    ]


def _name(number: int) -> str:
    return f"c-{number:04d}"


def _us(seconds: list[float], percent: int) -> float:
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1_000_000, 1)


def _times(ask: Callable[[], object], count: int) -> list[float]:
    found = []
    for _ in range(count):
        began = time.perf_counter()
        ask()
        found.append(time.perf_counter() - began)
    return found


def _fill(index: Index, cameras: int, days: int) -> int:
    blob = pack(
        entry
        for n in range(75)
        for entry in (
            FragmentEntry(1000 + n * 303_000, 300_000 + n % 7, n * 72_000, 72_000, n % 5 == 0),
            FragmentEntry(301_000 + n * 303_000, 3_000, n * 12_800, 12_800, True, True),
        )
    )
    for minute in range(days * 1440):
        start = START + minute * MINUTE
        stamp = time.strftime("%Y-%m-%d/%H%M%S", time.gmtime(start // 1_000_000))
        index.take(
            SegmentRow(
                _name(camera), f"{camera:032x}", minute, start, start + MINUTE, "" if minute else "start", "next",
                f"footage/{_name(camera)}/{stamp}.mp4", 30_000_000, 1500, f"{minute:064x}",
                f"{minute - 1:064x}" if minute else "", 0, -40_000, 1_200, blob,
            )
            for camera in range(cameras)
        )  # fmt: skip
    return cameras * days * 1440


def _locate(index: Index, chance: random.Random, cameras: int, days: int, count: int) -> list[float]:
    found = []
    for _ in range(count):
        camera, at = _name(chance.randrange(cameras)), START + chance.randrange(days * 1440 * MINUTE)
        began = time.perf_counter()
        row = index.locate(camera, at)
        found.append(time.perf_counter() - began)
        if row is None or not row.start_us <= at < (row.end_us or 0) or row.camera != camera:
            raise AssertionError("the wrong segment was found")
    return found


def _real_files(index: Index, root: Path, count: int) -> list[SegmentRow]:
    """Minutes of 25 frames/s at 4 Mbit/s with sound, a key frame every 1.6 s."""
    video = Track("video", "h264", 96, 90_000, "", [_SPS, bytes.fromhex("68ebe3cb22c0")], 1920, 1080, 8)
    sound = Track("audio", "aac", 97, 16_000, "", [bytes.fromhex("1408")])
    init = init_segment([video, sound])
    noise = random.Random(1).randbytes(1 << 20)
    rows = []
    for number in range(count):
        start = START + number * MINUTE
        run = hashlib.md5(b"real", usedforsecurity=False).hexdigest()
        writer = SegmentWriter(root, sealed.Header("real", run, number, start, "", ""), init)
        for part in range(75):
            keys = [not part % 2 and not n for n in range(20)]
            sizes = [100_000 if key else 18_000 for key in keys]
            head = fragment.header(2 * part, VIDEO_ID, part * 72_000, [3_600] * 20, sizes, keys)
            _put(writer, head, sum(sizes), noise, FragmentEntry(0, 0, part * 72_000, 72_000, keys[0]))
            head = fragment.header(2 * part + 1, AUDIO_ID, part * 12_800, [1_024] * 12, [250] * 12)
            _put(writer, head, 3_000, noise, FragmentEntry(0, 0, part * 12_800, 12_288, True, True))
        rows.append(writer.seal(sealed.Trailer(start + MINUTE, "next", 1500, 0, None)))
        fd = writer.release()
        os.fsync(fd)
        os.close(fd)
    index.take(rows)
    return rows


def _put(writer: SegmentWriter, head: bytes, size: int, noise: bytes, entry: FragmentEntry) -> None:
    whole = FragmentEntry(writer.size, len(head) + size, entry.time, entry.duration, entry.key, entry.audio)
    writer.write(whole, 0 if entry.audio else 20, [head, memoryview(noise)[:size]])


def _first_bytes(index: Index, root: Path, chance: random.Random, rows: list[SegmentRow], count: int) -> list[float]:
    """From asking for an instant to the bytes of its piece in hand, the file dropped from the page cache before."""
    found = []
    for _ in range(count):
        row = chance.choice(rows)
        fd = os.open(root / row.path, os.O_RDONLY)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)
        at = row.start_us + chance.randrange(MINUTE)
        began = time.perf_counter()
        seen = index.locate("real", at)
        assert seen is not None
        now = content(root, seen)
        piece = pieces(now.entries, 90_000, now.ticks(at), now.ticks(at) + 1, complete=True)[0]
        media = hls.media(root, seen, piece.first, piece.last, {"video"})
        found.append(time.perf_counter() - began)
        assert media[4:8] == b"moof"
    return found
