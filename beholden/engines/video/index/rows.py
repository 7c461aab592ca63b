"""What the index says of one segment, and of one fragment in it."""

from __future__ import annotations

from dataclasses import dataclass

Blob = bytes  # `bytes` is a field below


@dataclass(slots=True, frozen=True)
class FragmentEntry:
    """One `moof`+`mdat` pair of a segment file.

    ``offset`` and ``size`` in bytes of the file. ``time`` decode time of the first sample (`tfdt`) and ``duration`` in
    ticks of the fragment's track: 90 000 Hz for video, the sample rate for audio. ``key`` true when its first sample
    can be decoded by itself (a seek point); always true for audio.
    """

    offset: int
    size: int
    time: int
    duration: int
    key: bool
    audio: bool = False

    @property
    def end(self) -> int:
        """Offset of the first byte behind the fragment."""
        return self.offset + self.size


@dataclass(slots=True, frozen=True)
class SegmentRow:
    """One segment file. Times integer microseconds UTC; ``end_us`` None while the file is open.

    ``path`` is relative to the data folder, with `/`. ``root`` (`segments.chunks`) and ``previous``, that of the file
    before, are hex, "" when there is none. ``ended`` and ``root`` are "" and ``bytes`` and
    ``samples`` 0 while the file is open. ``fragments`` is what `index.fragments.pack` made; b"" when the file is open
    or when a list was asked for without them. ``id`` names the row in this index and is never used again for another; 0
    before it is in one, and no part of the file's truth.
    """

    camera: str
    run: str
    seq: int
    start_us: int
    end_us: int | None
    after: str
    ended: str
    path: str
    bytes: int
    samples: int
    root: str
    previous: str
    lost: int
    clock_offset_us: int | None
    init_bytes: int
    fragments: Blob
    id: int = 0
