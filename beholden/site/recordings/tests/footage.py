"""Segments of a camera on disk and in the index, as a recorder leaves them; for tests about keeping and deleting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.segments import names
from beholden.engines.video.segments.chunks import of_file
from beholden.site.recordings.instants import micros

MINUTE = timedelta(minutes=1)


def segment(
    data: Path,
    camera: str,
    start: datetime,
    *,
    size: int = 1000,
    length: timedelta = MINUTE,
    seq: int = 0,
    run: str = "",
    after: str = "start",
) -> SegmentRow:
    """One file of ``size`` bytes and its row, put into the index; a run of its own unless ``run`` and ``seq`` say."""
    start_us = micros(start)
    folder = names.folder(data, camera, start_us)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{names.stem(start_us)}.mp4"
    content = f"{camera} {start_us} ".encode().ljust(size, b"x")
    path.write_bytes(content)
    row = SegmentRow(
        camera=camera,
        run=run or f"{start_us:032x}",
        seq=seq,
        start_us=start_us,
        end_us=micros(start + length),
        after=after,
        ended="next",
        path=path.relative_to(data).as_posix(),
        bytes=size,
        samples=1,
        root=of_file(path).root(),
        previous="",
        lost=0,
        clock_offset_us=None,
        init_bytes=0,
        fragments=b"",
    )
    with Index(data / "index.sqlite") as index:
        index.closed(row)
    return row


def segments(data: Path, camera: str, starts: Iterable[datetime], **more: object) -> list[SegmentRow]:
    """Many of them."""
    return [segment(data, camera, start, **more) for start in starts]  # type: ignore[arg-type]


def held(data: Path, camera: str) -> list[int]:
    """Starts of the camera's segments that are in the index; each has its file, and no file lies beside them."""
    with Index(data / "index.sqlite") as index:
        rows = index.span(camera, 0, 2**62)
        assert not index.garbage()
    on_disk = {path.relative_to(data).as_posix() for path in (data / "footage" / camera).rglob("*.mp4")}
    assert on_disk == {row.path for row in rows}
    return [row.start_us for row in rows]
