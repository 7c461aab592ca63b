"""The segment that is being written: create, append fragments, seal (docs/know/recording.md, "Open" and "Write").

Appending is one `writev` and one hash update. A failed write leaves the file cut at its last whole fragment.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from beholden.engines.video.index.fragments import pack
from beholden.engines.video.index.rows import FragmentEntry, SegmentRow
from beholden.engines.video.segments import names, sealed
from beholden.engines.video.segments.chunks import Chunks, of_file

_RESERVE: Final = 256 << 20
_RESERVE_SHARE: Final = 20  # but at most a twentieth of a small disk
_TRIES = 100


def reserve(total: int) -> int:
    """Bytes of a disk of ``total`` bytes that footage leaves alone, so that index, register and alarms go on."""
    return min(_RESERVE, total // _RESERVE_SHARE)


class SegmentWriter:
    """One open segment file. Not thread safe: it belongs to the worker's loop until ``seal``."""

    def __init__(self, root: Path, header: sealed.Header, init: bytes) -> None:
        """Create the file and write init and header. Raises OSError."""
        self.header = header
        self.init_bytes = len(init)
        self.fragments: list[FragmentEntry] = []
        self.samples = 0
        self.size = 0
        self._chunks = Chunks()
        self._fd, path = _create(root, header)
        self.path = path
        self.relative = path.relative_to(root).as_posix()
        try:
            self._append([init, sealed.build_header(header)])
        except OSError:
            os.close(self._fd)
            path.unlink(missing_ok=True)
            raise

    def write(self, entry: FragmentEntry, samples: int, parts: Sequence[bytes | memoryview]) -> None:
        """Append one fragment, ``parts`` end to end. Raises OSError, also when only the reserve is left; the file is
        then whole without it.
        """
        _leave_room(os.fstatvfs(self._fd))
        self._append(parts)
        self.fragments.append(entry)
        self.samples += samples

    def seal(self, trailer: sealed.Trailer) -> SegmentRow:
        """Append the trailer; returns the row for the index.

        On a full disk the last fragment makes room for it. Raises OSError when even that fails: the file stays
        playable and gets its trailer from salvage at the next start.
        """
        closing = sealed.build_trailer(trailer)
        try:
            self._append([closing])
        except OSError:
            self._drop_last_fragment()
            self._append([closing])
        header = self.header
        return replace(
            self.opened_row(),
            end_us=max(trailer.end_us, header.start_us),
            ended=trailer.ended,
            bytes=self.size,
            samples=trailer.samples,
            root=self._chunks.root(),
            lost=trailer.lost,
            clock_offset_us=trailer.clock_offset_us,
            fragments=pack(self.fragments),
        )

    def opened_row(self) -> SegmentRow:
        """The row for the index while the file is open."""
        header = self.header
        return SegmentRow(
            camera=header.camera,
            run=header.run,
            seq=header.seq,
            start_us=header.start_us,
            end_us=None,
            after=header.after,
            ended="",
            path=self.relative,
            bytes=0,
            samples=0,
            root="",
            previous=header.previous,
            lost=0,
            clock_offset_us=None,
            init_bytes=self.init_bytes,
            fragments=b"",
        )

    def release(self) -> int:
        """Hand the file descriptor over (to the keeper thread, which syncs and closes it)."""
        fd, self._fd = self._fd, -1
        return fd

    def abandon(self) -> None:
        """Close without a trailer; salvage gives the file one at the next start."""
        os.close(self.release())

    def _append(self, parts: Sequence[bytes | memoryview]) -> None:
        total = sum(map(len, parts))
        try:
            written = os.writev(self._fd, parts)
            if written != total:
                rest = memoryview(b"".join(parts))[written:]
                while rest:
                    rest = rest[os.write(self._fd, rest) :]
        except OSError:
            os.ftruncate(self._fd, self.size)
            os.lseek(self._fd, self.size, os.SEEK_SET)
            raise
        self.size += total
        for part in parts:
            self._chunks.update(part)

    def _drop_last_fragment(self) -> None:
        if not self.fragments:
            return
        self.size = self.fragments.pop().offset
        os.ftruncate(self._fd, self.size)
        os.lseek(self._fd, self.size, os.SEEK_SET)
        self._chunks = of_file(self.path)


def _leave_room(disk: os.statvfs_result) -> None:
    if disk.f_bavail * disk.f_frsize < reserve(disk.f_blocks * disk.f_frsize):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _create(root: Path, header: sealed.Header) -> tuple[int, Path]:
    folder = names.folder(root, header.camera, header.start_us)
    folder.mkdir(parents=True, exist_ok=True)
    _leave_room(os.statvfs(folder))
    stem = names.stem(header.start_us)
    for number in range(_TRIES):
        path = folder / (f"{stem}-{number}.mp4" if number else f"{stem}.mp4")
        try:
            return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640), path
        except FileExistsError:
            continue
    raise FileExistsError(f"{_TRIES} files already begin at {stem} in {folder}")
