"""NAL units to access units: where a picture begins and ends, and which of them are whole (R15(1)).

**End of an access unit.** A new timestamp ends it, and so does a NAL unit that can only begin a new picture (first
slice, delimiter, parameter set, SEI after a slice). The marker bit ends it at once, which saves a frame of delay, but
only after it has proven true three times; a slice that follows its picture's marker (servers that mark every slice)
takes the sample back, and the marker is not believed again. Parameter sets without a slice never make a sample,
whatever their timestamp: they join the picture behind them.

**Loss.** The access unit that a missing packet may belong to is dropped, the next whole one is kept: what the camera
sent is recorded also when a picture it refers to is missing. Only IDR (H.264) and IRAP (H.265) pictures are keys; a
recovery point SEI makes none.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import ClassVar, Final

from beholden.engines.video import codecs
from beholden.engines.video.codecs.bits import split_annex_b
from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtp.depacketiser import Depacketiser
from beholden.engines.video.rtp.group import Group
from beholden.engines.video.tracks import Track

SLICE: Final = 0  # belongs to a picture; begins it when it says so
PREFIX: Final = 1  # comes before the first slice of a picture
OTHER: Final = 2
_PROVEN: Final = 3  # markers that told the truth until they are believed
MARKER: Final = 0x80  # in the 16 bits that an RTP packet starts with
_LAST: Final = 0x40  # in a fragment's header: the unit ends here
_BEGINS: Final = 0x80
_SOURCE: Final = 0xFFFFFFFF
_front = Struct(">HHQ").unpack_from  # flags, sequence number, timestamp and SSRC
_START_CODE: Final = b"\0\0\1"
# the first 64 bits of an interleaved packet: `$` and channel, length, flags, sequence number
_MARKED: Final = MARKER << 16
_ALIKE: Final = ~(0xFFFF << 32 | _MARKED)  # equal in a packet and the one that is due, whatever its length
_UNNUMBERED: Final = ~(0xFFFF | _MARKED)
_OPENINGS: Final = 16  # kinds of slices remembered; a camera sends two or three
_LONGEST_OPENING: Final = 8


class VideoDepacketiser(Depacketiser):
    """Puts access units together. Subclasses take packets apart into NAL units."""

    roles: ClassVar[tuple[int, ...]]  # by NAL unit type
    keys: ClassVar[frozenset[int]]
    parameter_kinds: ClassVar[tuple[int, ...]]  # NAL unit types in the order of Track.parameters
    framed: ClassVar[Callable[..., tuple[int, int, int, int]]]  # first 64 bits, timestamp and SSRC, payload header, FU
    lead: ClassVar[int]  # bytes of an interleaved packet before a fragment's own

    def __init__(self, track: Track, group: Group, ssrc: int | None = None) -> None:
        super().__init__(track, group, ssrc)
        self._head = 0x8000 | track.payload_type  # version 2, no extras, no marker
        self._stamp = -1  # timestamp and SSRC of the fragmented unit, as one number
        self._indicator = 0  # payload header of its fragments
        self._middle = -1  # FU header of its middle fragments, which is its kind; -1 outside a fragmented unit
        self._openings: dict[int, bytes] = {}  # both headers of a slice's first fragment: what the unit begins with
        self._nal = -1  # where the open fragmented unit lies, from group.start
        self._nal_kind = 0
        self._timestamp = -1
        self._picture = False  # the open sample has a slice
        self._pictures = 0
        self._closed_pictures = 0
        self._closed_marked = False
        self._key = False
        self._marked = False
        self._waiting = True  # for a NAL unit that begins an access unit
        self._bad = -1  # timestamp of the access unit that was damaged
        self._again: int | None = None  # time of a sample that was taken back
        self._proofs = 0
        self._lied = False
        self._sets: list[tuple[int, bytes]] = []
        self._fresh: dict[int, bytes] = {}
        self._fields = self._may_have_fields()
        if not track.parameters:
            track.parameters = [b""] * len(self.parameter_kinds)

    def flush(self) -> None:
        """See Depacketiser.flush."""
        super().flush()
        self._finish_unit()
        if self._picture and self._marked:
            self._close()
        else:
            self._drop(-1)

    def take_parameters(self) -> None:
        """See Depacketiser.take_parameters."""
        before, fresh = self.track.parameters, self._fresh
        self.changed, self._fresh = False, {}
        self.track.parameters = [fresh.get(index, unit) for index, unit in enumerate(before)]
        try:
            codecs.describe(self.track)
        except CameraError:
            self.track.parameters = before
            raise
        self._fields = self._may_have_fields()

    def _may_have_fields(self) -> bool:
        return False

    def feed(self, buffer: bytearray, start: int, end: int) -> None:
        """See Depacketiser.feed. A packet that is due and plain, nearly every one, takes the short way."""
        if end - start > 12 and not self._held:
            front, sequence, stamp = _front(buffer, start)
            if sequence == self._next and front | MARKER == self._head | MARKER and stamp & _SOURCE == self.ssrc:
                self._next = (sequence + 1) & 0xFFFF
                self._strangers = 0
                self._payload(buffer, start + 12, end, stamp >> 32, front != self._head)
                return
        self._receive(buffer, start, end)

    def run(self, buffer: memoryview, at: int, end: int, tag: int) -> int:
        """Take interleaved packets from ``at`` while they are fragments of slices, one picture after the other.

        ``tag`` is `$` and the track's channel as one number. Returns where it stopped: at a packet that is anything
        else, not whole, or without room in the group; that one goes to `feed`. This loop carries nearly all bytes
        there are; a packet like the one before it costs one unpacking, four comparisons and one copy.
        """
        if self._held or self._waiting or self._next < 0:
            return at
        unpack, lead, group = self.framed, self.lead, self.group
        target, used = memoryview(group.buffer), group.used  # between views nothing is copied twice
        room, stamp, indicator, middle = len(target), self._stamp, self._indicator, self._middle
        expected = tag << 48 | self._head << 16 | self._next
        stride, size = lead + 1, 1
        while (behind := at + stride) <= end:
            word, origin, payload, fragment = unpack(buffer, at)
            if word == expected and fragment == middle and origin == stamp and payload == indicator:
                if (stop := used + size) > room:
                    break
                target[used:stop] = buffer[at + lead : behind]
                used, at = stop, behind
                expected += 1
                continue
            length = word >> 32 & 0xFFFF
            behind, taken = at + 4 + length, 4 + length - lead
            if (word ^ expected) & _ALIKE or behind > end or taken < 1 or used + _LONGEST_OPENING + taken > room:
                break
            if middle < 0:
                opening = b"" if word & _MARKED else self._open(origin, payload, fragment, buffer[at + lead], used)
                if not opening:
                    break
                target[used : used + len(opening)] = opening
                used += len(opening)
                stamp, indicator, middle = origin, payload, self._middle
            elif origin != stamp or payload != indicator or fragment & ~_LAST != middle:
                break
            target[used : used + taken] = buffer[at + lead : behind]
            used += taken
            at = behind
            expected = word & _UNNUMBERED | word + 1 & 0xFFFF
            stride, size = 4 + length, taken
            if word & _MARKED or fragment & _LAST:
                group.used, self._next = used, expected & 0xFFFF
                target.release()  # the group may have to grow
                self._end_run(bool(fragment & _LAST), bool(word & _MARKED))
                if self._waiting:
                    return at
                target, used, middle = memoryview(group.buffer), group.used, self._middle
        target.release()
        group.used, self._next = used, expected & 0xFFFF
        return at

    def _open(self, origin: int, payload: int, fragment: int, first: int, used: int) -> bytes:
        """What stands before the fragments of a slice that begins the next picture in the plainest way; b"" else."""
        opening = self._openings.get(payload << 8 | fragment, b"")
        timestamp = origin >> 32
        if first < _BEGINS or self._picture or self._fields or timestamp == self._raw or origin & _SOURCE != self.ssrc:
            return b""
        if opening:
            kind = fragment & ~_BEGINS
            self._key = self._key or kind in self.keys
            self._nal, self._nal_kind = used - self.group.start, kind
            self._stamp, self._indicator, self._middle = origin, payload, kind
            self._timestamp, self._picture = timestamp, True
            self._pictures += 1
        return opening

    def _end_run(self, last: bool, marker: bool) -> None:
        """A run of fragments met the unit's ``last`` one, or the ``marker``; both, and all is plain: most pictures."""
        plain = last and marker and self._proofs >= _PROVEN and not self._lied and not self._sets
        if plain and self._again is None and self.roles[self._nal_kind] == SLICE:
            group = self.group
            at = group.start + self._nal
            group.buffer[at : at + 4] = (group.used - at - 4).to_bytes(4, "big")
            group.close_sample(self._time_for(self._timestamp), self._key)
            self._closed_pictures, self._closed_marked = self._pictures, True
            self._nal = self._middle = -1
            self._picture = self._key = False
            self._pictures = 0
            return
        if last:
            self._finish_unit()
        if marker:
            self._end_by_marker(self._timestamp)

    # --- NAL units

    def _whole_unit(
        self, buffer: bytearray | bytes, start: int, end: int, kind: int, timestamp: int, first: bool
    ) -> None:
        """A NAL unit in one piece; ``first`` when it is a slice that begins its picture."""
        self._finish_unit()
        role = self.roles[kind]
        if role == PREFIX:
            unit = bytes(buffer[start:end])
            if _START_CODE in unit:
                self._split(unit, timestamp)
                return
            if kind in self.parameter_kinds:
                self._sets.append((self.parameter_kinds.index(kind), unit.rstrip(b"\0")))
        if not self._admit(role, first, timestamp):
            return
        if kind in self.keys:
            self._key = True
        group, size = self.group, end - start
        used = group.used
        if used + 4 + size > len(group.buffer):
            self._room(4 + size)
        group.buffer[used : used + 4] = size.to_bytes(4, "big")
        group.buffer[used + 4 : used + 4 + size] = buffer[start:end]
        group.used = used + 4 + size

    def _begin_unit(self, header: bytes, kind: int, timestamp: int, first: bool, indicator: int) -> bool:
        """A fragmented NAL unit begins; its fragments have the payload header ``indicator``. False: it is skipped."""
        self._finish_unit()
        role = self.roles[kind]
        if not self._admit(role, first, timestamp):
            return False
        if kind in self.keys:
            self._key = True
        group = self.group
        self._nal, self._nal_kind = group.used - group.start, kind
        self._room(4 + len(header))
        group.buffer[group.used : group.used + 4 + len(header)] = bytes(4) + header
        group.used += 4 + len(header)
        self._indicator, self._middle = indicator, kind
        self._stamp = timestamp << 32 | (self.ssrc or 0)
        if role == SLICE and len(self._openings) < _OPENINGS:
            self._openings[indicator << 8 | _BEGINS | kind] = bytes(4) + header
        return True

    def _fragment(self, buffer: bytearray | bytes, start: int, end: int, timestamp: int, last: bool) -> None:
        """Bytes of the open fragmented unit."""
        if self._nal < 0 or timestamp != self._timestamp:
            if not self._waiting:  # its beginning was never sent, or it was cut off
                self._spoil(timestamp)
            return
        group, size = self.group, end - start
        used = group.used
        if used + size > len(group.buffer):
            self._room(size)
        group.buffer[used : used + size] = buffer[start:end]
        group.used = used + size
        if last:
            self._finish_unit()

    def _finish_unit(self) -> None:
        """Write the length of the open fragmented unit in front of it."""
        if self._nal < 0:
            return
        group = self.group
        at = group.start + self._nal
        self._nal = self._middle = -1
        group.buffer[at : at + 4] = (group.used - at - 4).to_bytes(4, "big")
        kind = self._nal_kind
        if self.roles[kind] != PREFIX:
            return
        unit = bytes(group.buffer[at + 4 : group.used])
        if _START_CODE in unit:
            group.used = at
            self._split(unit, self._timestamp)
        elif kind in self.parameter_kinds:
            self._sets.append((self.parameter_kinds.index(kind), unit.rstrip(b"\0")))

    def _split(self, data: bytes, timestamp: int) -> None:
        """Several NAL units behind start codes in the place of one, as some cameras send them."""
        for unit in split_annex_b(data):
            self._unit(unit, 0, len(unit), timestamp)

    def _unit(self, buffer: bytearray | bytes, start: int, end: int, timestamp: int) -> None:
        """A whole NAL unit with its header."""
        raise NotImplementedError

    # --- access units

    def _admit(self, role: int, first: bool, timestamp: int) -> bool:
        """Settle which access unit a NAL unit belongs to; False when it is to be skipped."""
        begins = role == PREFIX or (role == SLICE and first)
        if self._waiting:
            if timestamp == self._bad or not begins:
                return False
            self._waiting, self._bad = False, -1
        elif timestamp != self._timestamp:
            if self._picture:
                self._proofs += self._marked
                self._close()
        elif self._picture:
            if begins and not (self._fields and role == SLICE and self._pictures < 2):
                self._proofs += self._marked
                self._close()
            elif self._marked and role == SLICE:
                self._lied, self._marked = True, False
        elif timestamp == self._raw and role == SLICE and (not first or (self._fields and self._pictures < 2)):
            if not self._take_back():
                return False
        elif role == OTHER and self.group.used == self.group.start:
            return False  # the end of a sequence, filler: nothing to show
        self._timestamp = timestamp
        if role == SLICE:
            self._pictures += first
            self._picture = True
        return True

    def _end_by_marker(self, timestamp: int) -> None:
        """The packet that was just used carried the marker."""
        if self._waiting:
            if timestamp == self._bad:
                self._bad = -1  # the damaged unit ends here, even when the next has the same timestamp
            return
        self._finish_unit()
        if self._picture:
            self._marked = True
            if self._proofs >= _PROVEN and not self._lied:
                self._close()

    def _close(self) -> None:
        """The open sample is whole."""
        self._finish_unit()
        if self._sets:
            self._compare()
        time = self._time_for(self._timestamp) if self._again is None else self._again
        self._again = None
        self.group.close_sample(time, self._key)
        self._closed_pictures, self._closed_marked = self._pictures, self._marked
        self._picture = self._key = self._marked = False
        self._pictures = 0

    def _take_back(self) -> bool:
        """The last sample was closed too early: open it again. False when it is gone already."""
        group = self.group
        self._lied = self._lied or self._closed_marked
        if len(group.sizes) <= (self.boundary if self.changed or self.restarted else 0):
            self._drop(self._timestamp)
            return False
        group.start -= group.sizes.pop()
        self._again = group.times.pop()
        self._key = group.keys.pop()
        self._pictures = self._closed_pictures
        return True

    def _drop(self, timestamp: int) -> None:
        """Forget the open sample and skip to the next access unit; ``timestamp`` is the damaged one's, -1 unknown."""
        self.group.drop_sample()
        self._nal = self._middle = -1
        self._picture = self._key = self._marked = False
        self._pictures = 0
        self._again = None
        self._sets.clear()
        frozen = timestamp == self._raw  # a server that does not stamp its frames: the timestamp tells nothing
        self._waiting, self._bad = True, -1 if frozen else timestamp

    def _spoil(self, timestamp: int) -> None:
        """A packet of the access unit at ``timestamp`` makes no sense; the one before it may still be whole."""
        self.damaged += 1
        self._finish_unit()
        if self._picture and timestamp != self._timestamp:
            self._close()
        self._drop(timestamp)

    def _gap(self) -> None:
        if self._picture and self._marked and not self._lied:
            self._close()
            self._waiting, self._bad = True, -1
        else:
            self._drop(self._timestamp if self._picture or self._nal >= 0 else -1)

    def _compare(self) -> None:
        """Parameter sets of the access unit that is being closed, against the track's."""
        for index in {index for index, _ in self._sets}:
            units = [unit for at, unit in self._sets if at == index]
            if self._fresh.get(index, self.track.parameters[index]) not in units:
                self._mark()
                self.changed = True
                self._fresh[index] = units[-1]
        self._sets.clear()
