"""AAC over RTP, mpeg4-generic in its high and low bit-rate modes (RFC 3640), frames not interleaved."""

from __future__ import annotations

from beholden.engines.video.codecs import aac
from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtp.depacketiser import Depacketiser
from beholden.engines.video.rtp.group import Group
from beholden.engines.video.tracks import Track


class AacDepacketiser(Depacketiser):
    """One AAC track; every sample is a frame without ADTS header."""

    def __init__(self, track: Track, group: Group, ssrc: int | None = None) -> None:
        super().__init__(track, group, ssrc)
        self._frame = 1024
        try:
            configuration = aac.parse_config(track.parameters[0])
            self._frame = configuration.frame * track.clock_rate // configuration.rate
        except (CameraError, IndexError):
            pass  # the usual frame length holds until the configuration is known
        self._size_bits, self._index_bits, self._delta_bits = track.au_header
        self._wanted = 0  # bytes of the frame that is sent in pieces
        self._started = -1  # its timestamp

    def _gap(self) -> None:
        self._wanted = 0
        self.group.drop_sample()

    def flush(self) -> None:
        """See Depacketiser.flush. A frame whose pieces did not all come is dropped."""
        super().flush()
        self._gap()

    def _payload(self, buffer: bytearray | bytes, start: int, end: int, timestamp: int, marker: bool) -> None:
        sizes, position = self._headers(buffer, start, end)
        if not sizes:
            self.damaged += end > start
            self._gap()
            return
        if self._wanted or (len(sizes) == 1 and position + sizes[0] > end):
            self._piece(buffer, position, end, timestamp, sizes[0])
            return
        for index, size in enumerate(sizes):
            if position + size > end:
                self.damaged += 1
                return
            self._append(buffer, position, position + size)
            self._close(timestamp + index * self._frame & 0xFFFFFFFF)
            position += size

    def _headers(self, buffer: bytearray | bytes, start: int, end: int) -> tuple[list[int], int]:
        """(size of each frame, where the first begins); no sizes when the packet makes no sense."""
        bits = int.from_bytes(buffer[start : start + 2], "big")
        position = start + 2 + (bits + 7) // 8
        if position > end or bits < self._size_bits + self._index_bits:
            return [], end
        value = int.from_bytes(buffer[start + 2 : position], "big")
        left = 8 * (position - start - 2)
        unread = bits
        sizes = []
        extra = self._index_bits
        while unread >= self._size_bits + extra:
            left -= self._size_bits
            sizes.append(value >> left & (1 << self._size_bits) - 1)
            left -= extra
            unread -= self._size_bits + extra
            extra = self._delta_bits
        return sizes, position

    def _piece(self, buffer: bytearray | bytes, position: int, end: int, timestamp: int, size: int) -> None:
        """A frame that is sent over several packets; each repeats the size of the whole."""
        if self._wanted and (timestamp != self._started or size != self._wanted):
            self.damaged += 1
            self._gap()
        self._wanted, self._started = size, timestamp
        self._append(buffer, position, end)
        have = self.group.used - self.group.start
        if have == size:
            self._close(timestamp)
            self._wanted = 0
        elif have > size:
            self.damaged += 1
            self._gap()

    def _append(self, buffer: bytearray | bytes, start: int, end: int) -> None:
        group, size = self.group, end - start
        if group.used + size > len(group.buffer):
            self._room(size)
        group.buffer[group.used : group.used + size] = buffer[start:end]
        group.used += size

    def _close(self, timestamp: int) -> None:
        self.group.close_sample(self._time_for(timestamp), True)
