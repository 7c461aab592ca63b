"""What every depacketiser does: who sends, in which order, when (RFC 3550; M10(5): what is missing is counted)."""

from __future__ import annotations

from typing import Final

from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtp.group import Group, GroupFull
from beholden.engines.video.tracks import Track

HELD_LIMIT: Final = 16  # packets kept while one before them may still come
JUMP: Final = 3000  # packets; further away is a new numbering, not loss (RFC 3550 A.1)
STRANGERS: Final = 100  # packets in a row of another SSRC until it is believed
EARLY_STRANGERS: Final = 8  # the same while the SSRC that SETUP promised was never heard
STEP_SECONDS: Final = 10  # a timestamp that moves further than this begins a new timeline
_HALF: Final = 1 << 31
_MASK: Final = (1 << 32) - 1


class Depacketiser:
    """Feeds one track's packets into ``group``.

    Counters (packets): ``lost`` never came, ``damaged`` came and made no sense, ``duplicates``, ``late`` after they
    were given up, ``foreign`` other SSRC or payload type. Flags for the recorder: ``changed``, in-band parameter sets
    differ from the track's, until `take_parameters`; ``restarted``, the timeline is a new one (SSRC replaced, timestamp
    moved by more than 10 s), until the recorder lowers it. While a flag is up, ``boundary`` samples at the front of the
    group still belong to what was before: look at it before samples are taken.
    """

    def __init__(self, track: Track, group: Group, ssrc: int | None = None) -> None:
        self.track = track
        self.group = group
        self.lost = 0
        self.damaged = 0
        self.duplicates = 0
        self.late = 0
        self.foreign = 0
        self.changed = False
        self.restarted = False
        self.boundary = 0
        self.ssrc = ssrc
        self._heard = False
        self._stranger = -1
        self._strangers = 0
        self._next_then = -1
        self._next = -1  # sequence number that is due
        self._jumped_to = -1
        self._held: dict[int, bytes] = {}
        self._missing: set[int] = set()
        self._raw = -1  # RTP timestamp of the newest sample
        self._time = 0  # the same, unwrapped
        self._units = 0
        self._nominal = int(track.clock_rate / track.fps) if track.fps else track.clock_rate // 25

    def feed(self, buffer: bytearray, start: int, end: int) -> None:
        """Take the RTP packet in ``buffer[start:end]``. Raises CameraError("damaged") for a sample out of bounds."""
        self._receive(buffer, start, end)

    @property
    def highest(self) -> int:
        """The last sequence number that was in order, 0 before the first."""
        return (self._next - 1) & 0xFFFF if self._next >= 0 else 0

    def flush(self) -> None:
        """No more packets will come: use what is held back, close a sample known to be whole, drop any other."""
        while self._held:
            self._give_up()

    def time_of(self, rtp_timestamp: int) -> int:
        """Unwrapped ticks of an RTP timestamp, by its distance from the newest sample."""
        if self._raw < 0:
            return rtp_timestamp
        return self._time + ((rtp_timestamp - self._raw + _HALF) & _MASK) - _HALF

    def take_parameters(self) -> None:
        """Put changed parameter sets into the track. Raises CameraError("damaged"), leaving the track as it was."""
        self.changed = False

    # --- for the codecs

    def _payload(self, buffer: bytearray | bytes, start: int, end: int, timestamp: int, marker: bool) -> None:
        """One packet's payload, in order."""
        raise NotImplementedError

    def _gap(self) -> None:
        """Packets are missing before the next payload."""

    def _room(self, count: int) -> None:
        """Make room in the group."""
        try:
            self.group.reserve(count)
        except GroupFull as error:
            raise CameraError("damaged", str(error)) from None

    def _mark(self) -> None:
        """Samples from here on belong to something new."""
        if not (self.changed or self.restarted):
            self.boundary = len(self.group.sizes)

    def _time_for(self, timestamp: int) -> int:
        """Unwrapped time of the next sample; notices a new timeline.

        A server that does not stamp its frames gets the nominal frame duration. A first frame on its own timeline
        (some servers stamp it 0) is pulled to one frame before the second instead of being called a restart.
        """
        if self._raw < 0:
            self._time = timestamp
        else:
            step = ((timestamp - self._raw + _HALF) & _MASK) - _HALF
            second = self.track.clock_rate
            if not -STEP_SECONDS * second <= step <= STEP_SECONDS * second:
                if self._units > 1:
                    self._mark()
                    self.restarted = True
                    self._time = timestamp - self._nominal
                step = self._nominal
            elif step == 0:
                step = self._nominal
            elif 0 < step <= second:
                self._nominal = step
            self._time += step
        self._raw = timestamp
        self._units += 1
        return self._time

    # --- order

    def _receive(self, buffer: bytearray | bytes, start: int, end: int) -> None:
        if end - start < 12 or buffer[start] >> 6 != 2:
            self.damaged += 1
            return
        if buffer[start + 1] & 127 != self.track.payload_type:
            self.foreign += 1
            return
        source = int.from_bytes(buffer[start + 8 : start + 12], "big")
        if source == self.ssrc:
            self._stranger = -1
            self._heard = True
        elif not self._believes(source):
            return
        sequence = buffer[start + 2] << 8 | buffer[start + 3]
        if sequence == self._next or self._next < 0:
            self._deliver(buffer, start, end)
            if self._held:
                self._drain()
            return
        ahead = (sequence - self._next) & 0xFFFF
        if JUMP < ahead < 0x10000 - JUMP:
            self._renumbered(buffer, start, end, sequence)
        elif ahead >= 0x8000:
            self._count_old(sequence)
        elif sequence in self._held:
            self.duplicates += 1
        else:
            self._held[sequence] = bytes(buffer[start:end])
            if len(self._held) > HELD_LIMIT:
                self._give_up()

    def _believes(self, source: int) -> bool:
        if self.ssrc is None:
            self.ssrc = source
            self._heard = True
            return True
        in_a_row = source == self._stranger and self._next == self._next_then  # the short way resets no counter
        self._strangers = self._strangers + 1 if in_a_row else 1
        self._stranger, self._next_then = source, self._next
        if self._strangers < (STRANGERS if self._heard else EARLY_STRANGERS):
            self.foreign += 1
            return False
        if self._heard:
            self._mark()
            self.restarted = True
        self.ssrc = source
        self._heard = True
        self._strangers = 0
        self._raw = self._next = -1
        self._held.clear()
        self._missing.clear()
        self._gap()
        return True

    def _deliver(self, buffer: bytearray | bytes, start: int, end: int) -> None:
        """Take the header off one packet that is due, padding and extension included."""
        self._next = ((buffer[start + 2] << 8 | buffer[start + 3]) + 1) & 0xFFFF
        first = buffer[start]
        payload = start + 12 + 4 * (first & 15)
        if first & 0x10:
            payload += 4 + 4 * int.from_bytes(buffer[payload + 2 : payload + 4], "big") if payload + 4 <= end else 4
        if first & 0x20:
            end -= buffer[end - 1]
        if payload > end:
            self.damaged += 1
            self._gap()
            return
        timestamp = int.from_bytes(buffer[start + 4 : start + 8], "big")
        self._payload(buffer, payload, end, timestamp, buffer[start + 1] >= 128)

    def _drain(self) -> None:
        while (packet := self._held.pop(self._next, None)) is not None:
            self._deliver(packet, 0, len(packet))

    def _give_up(self) -> None:
        """The packet that is due will not come: go on with the nearest one held."""
        nearest = min(self._held, key=lambda sequence: (sequence - self._next) & 0xFFFF)
        count = (nearest - self._next) & 0xFFFF
        self.lost += count
        if len(self._missing) > JUMP:
            self._missing.clear()
        self._missing.update((self._next + index) & 0xFFFF for index in range(count))
        self._next = nearest
        self._gap()
        self._drain()

    def _renumbered(self, buffer: bytearray | bytes, start: int, end: int, sequence: int) -> None:
        """Two packets that follow each other far away from what is due begin a new numbering."""
        if sequence != self._jumped_to:
            self._jumped_to = (sequence + 1) & 0xFFFF
            self.late += 1
            return
        self._jumped_to = -1
        self._held.clear()
        self._missing.clear()
        self._gap()
        self._deliver(buffer, start, end)

    def _count_old(self, sequence: int) -> None:
        if sequence in self._missing:
            self._missing.discard(sequence)
            self.late += 1
        else:
            self.duplicates += 1
