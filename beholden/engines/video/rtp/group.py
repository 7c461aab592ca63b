"""Samples of one track that are not written yet, in one reused buffer.

A depacketiser appends payload bytes at ``used`` and closes samples; the recorder takes whole samples
off the front. The buffer grows to the largest group seen, bounded by ``LIMIT``. Groups that are looked at one after the
other share one: what each has left over is little and is carried; a buffer in use all the time stays in the
processor's cache.
"""

from __future__ import annotations

LIMIT = 16 << 20  # bytes; a sample larger than this is damage, not video
_FIRST = 16 << 10
_LITTLE = 64 << 10  # bytes left over that are worth carrying to a shared buffer and back


class GroupFull(Exception):
    """One sample or group outgrew LIMIT: the stream is damaged or hostile."""


class Group:
    """Whole samples ``buffer[:start]`` and the one being put together, ``buffer[start:used]``.

    ``sizes[i]`` bytes, ``times[i]`` presentation time in unwrapped track ticks, ``keys[i]`` true when sample i
    can be decoded by itself. Samples lie in decode order, end to end from 0. Video samples are NAL units, each behind
    a 4-byte big-endian length; audio samples are bare frames.
    """

    __slots__ = ("buffer", "keys", "sizes", "start", "times", "used")

    def __init__(self) -> None:
        self.buffer = bytearray(_FIRST)
        self.used = 0
        self.start = 0
        self.sizes: list[int] = []
        self.times: list[int] = []
        self.keys: list[bool] = []

    def borrow(self, shared: bytearray) -> None:
        """Work in ``shared`` until `give_back`, unless too much lies here already."""
        if self.used <= _LITTLE:
            shared[: self.used] = self.buffer[: self.used]
            self.buffer = shared

    def give_back(self, shared: bytearray) -> None:
        """Keep what is left over in a buffer of its own, when ``shared`` was borrowed."""
        if self.buffer is shared:
            self.buffer = shared[: self.used]

    def reserve(self, count: int) -> None:
        """Make room for ``count`` bytes at ``used``. Raises GroupFull beyond LIMIT. No memoryview may be held over
        it.
        """
        need = self.used + count
        if need > len(self.buffer):
            if need > LIMIT:
                raise GroupFull(f"a group of more than {LIMIT} bytes")
            self.buffer.extend(bytes(min(max(need, 2 * len(self.buffer)), LIMIT) - len(self.buffer)))

    def close_sample(self, time: int, key: bool) -> None:
        """The bytes since ``start`` are one whole sample. Nothing is recorded when there are none."""
        size = self.used - self.start
        if size:
            self.sizes.append(size)
            self.times.append(time)
            self.keys.append(key)
            self.start = self.used

    def drop_sample(self) -> None:
        """Forget the sample being put together (a packet of it was lost)."""
        self.used = self.start

    def take(self, count: int) -> None:
        """The first ``count`` samples are written: move the rest to the front."""
        taken = sum(self.sizes[:count])
        rest = self.used - taken
        self.buffer[:rest] = self.buffer[taken : self.used]
        self.used = rest
        self.start -= taken
        del self.sizes[:count], self.times[:count], self.keys[:count]
