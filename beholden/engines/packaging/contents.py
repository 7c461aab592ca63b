"""What is asked of a package, what is in it, and how a caller hears of it (R15(1), R20)."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beholden.engines.packaging.credentials import Credential
from beholden.engines.packaging.marking import Mark
from beholden.engines.video.index import SegmentRow
from beholden.engines.video.segments.writer import reserve

# what is done and what there is to do, in bytes; False stops the work
Progress = Callable[[int, int], bool]


@dataclass(slots=True, frozen=True)
class Wanted:
    """What is asked of one camera: [from_us, to_us); ``register`` the number under which this was registered."""

    camera: str
    name: str
    system: str
    register: int
    from_us: int
    to_us: int


@dataclass(slots=True)
class Built:
    """What a package holds of one camera: rows of the index whose files are in it, gaps and joined copies as JSON.

    ``left_out``: (from_us, to_us, why) of what the index has and the package has not: `altered` (the file is not the
    one that was recorded), `gone`, `unreadable`.
    """

    wanted: Wanted
    rows: list[SegmentRow] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    playable: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[tuple[int, int, str]] = field(default_factory=list)

    def leave_out(self, from_us: int, to_us: int, why: str) -> None:
        """Nothing of [from, to) is in the package; the manifest's gap says `gone` or `damaged`."""
        self.left_out.append((from_us, to_us, why))
        self.gaps.append({"from_us": from_us, "to_us": to_us, "why": "gone" if why == "gone" else "damaged"})
        self.left_out.sort()
        self.gaps.sort(key=lambda gap: int(gap["from_us"]))


class Cancelled(Exception):
    """The work was stopped because somebody wanted it so; what is done stays for the caller to remove."""


class StillRecording(Exception):
    """The last file of the interval is not closed yet: ask again within a minute."""


class Nothing(LookupError):
    """Of no camera asked for is anything held in its interval."""


class NotRecorded(Nothing):
    """Files are held, and none is the one that was recorded; ``built`` says of which cameras and times."""

    def __init__(self, built: Sequence[Built]) -> None:
        super().__init__()
        self.built = built


@dataclass(slots=True, frozen=True)
class Finish:
    """What is done to a package beside joining: ``number`` names it; ``credential`` signs its copies as C2PA does;
    with ``mark`` it is a viewing copy: no originals, and the mark in every picture."""

    number: str = ""
    credential: Credential | None = None
    mark: Mark | None = None


class Meter:
    """Counts the bytes that are done and tells them on."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def add(self, count: int) -> None:
        """Count ``count`` bytes more; 0 asks whether to go on. Raises Cancelled when the work is to stop."""
        self._done = min(self._done + count, self._total)
        if not self._progress(self._done, self._total):
            raise Cancelled


def need_room(folder: Path, size: int) -> None:
    """Raises OSError ENOSPC unless ``size`` bytes fit without touching what recording needs."""
    disk = os.statvfs(folder)
    if disk.f_bavail * disk.f_frsize - size < reserve(disk.f_blocks * disk.f_frsize):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
