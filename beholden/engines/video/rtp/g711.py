"""G.711 over RTP (RFC 3551): every packet is a sample, one byte a tick and channel."""

from __future__ import annotations

from beholden.engines.video.rtp.depacketiser import Depacketiser


class G711Depacketiser(Depacketiser):
    """One PCMA or PCMU track."""

    def _payload(self, buffer: bytearray | bytes, start: int, end: int, timestamp: int, marker: bool) -> None:
        group, size = self.group, end - start
        if group.used + size > len(group.buffer):
            self._room(size)
        group.buffer[group.used : group.used + size] = buffer[start:end]
        group.used += size
        if size:
            group.close_sample(self._time_for(timestamp), True)
