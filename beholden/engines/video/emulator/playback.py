"""One viewer's PLAY: frames at their time, looped for ever, timestamps and sequence numbers without a seam."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from .clips import Clip, Medium
from .faults import Fault, outgoing
from .packetise import HEADER, PREFIX, interleave
from .reports import goodbye, sender_report

REPORT_EVERY: Final = 5.0  # seconds between sender reports
_RUNS_KEPT: Final = 100


@dataclass(slots=True)
class Run:
    """What one PLAY sent: the running numbers of its first and last video frame (decode order), and how many."""

    first: int = -1
    last: int = -1
    frames: int = 0


@dataclass(slots=True)
class Count:
    """What one camera did since the start. ``dropped`` viewers were too slow for too long."""

    frames: int = 0
    packets: int = 0
    sessions: int = 0
    dropped: int = 0
    runs: list[Run] = field(default_factory=list)

    @property
    def first(self) -> int:
        """Running number of the first frame sent in the last run, -1 before any."""
        return self.runs[-1].first if self.runs else -1

    @property
    def last(self) -> int:
        """Running number of the last frame sent, -1 before any."""
        return self.runs[-1].last if self.runs else -1

    def begin(self) -> Run:
        """A new run, remembered."""
        self.sessions += 1
        self.runs.append(Run())
        del self.runs[:-_RUNS_KEPT]
        return self.runs[-1]


@dataclass(slots=True)
class Datagrams:
    """Where UDP packets of one track go: our two sockets and the viewer's two ports."""

    rtp: socket.socket
    rtcp: socket.socket
    peer: str
    ports: tuple[int, int]

    def send(self, packet: bytes | bytearray | memoryview, *, control: bool = False) -> None:
        """Send one packet; what a full socket refuses is lost, as on any network."""
        try:
            (self.rtcp if control else self.rtp).sendto(packet, (self.peer, self.ports[control]))
        except OSError:
            return

    def close(self) -> None:
        self.rtp.close()
        self.rtcp.close()


class Stream:
    """One track of a session: where it goes and what comes next."""

    def __init__(self, medium: Medium, track: int, channels: tuple[int, int], datagrams: Datagrams | None) -> None:
        self.medium = medium
        self.track = track
        self.channels = channels
        self.datagrams = datagrams
        self.sequence = random.getrandbits(16)
        self.ssrc = random.getrandbits(32)
        self.announced_ssrc = self.ssrc
        self.base = random.getrandbits(32)
        self.packets = self.octets = 0
        self.index = 0
        self.number = 0  # running number of the next frame since the camera's start
        self.due = 0.0
        self._base_due = 0.0
        self._base_ticks = 0
        self.start_ticks = 0

    def begin(self, origin: float, position: float, loops: int, index: int) -> None:
        """Frame ``index`` of loop ``loops`` is next; second ``position`` of endless playing falls on ``origin``."""
        self.index = index
        self.number = loops * len(self.medium.frames) + index
        self._base_due = origin - position + loops * self.medium.period
        self._base_ticks = loops * self.medium.period_ticks
        self.start_ticks = round(position * self.medium.clock_rate)
        self.due = self._base_due + self.medium.frames[index].due

    def timestamp(self, drift: float) -> int:
        """RTP timestamp of the next frame."""
        ticks = self._base_ticks + self.medium.frames[self.index].ticks
        if drift != 1.0:
            ticks = self.start_ticks + round((ticks - self.start_ticks) * drift)
        return self.base + ticks & 0xFFFFFFFF

    def advance(self, delay: float) -> bool:
        """Go to the next frame, at least ``delay`` seconds late; True when the clip begins again."""
        self.index += 1
        self.number += 1
        again = self.index == len(self.medium.frames)
        if again:
            self.index = 0
            self._base_due += self.medium.period
            self._base_ticks += self.medium.period_ticks
        due = self._base_due + self.medium.frames[self.index].due + delay
        self.due = due if due > self.due else self.due
        return again

    def switch(self, medium: Medium) -> None:
        """From the next frame on another clip's picture; time goes on."""
        frame = self.medium.frames[self.index]
        self._base_due += frame.due
        self._base_ticks += frame.ticks - medium.frames[0].ticks
        self.medium, self.index = medium, 0


class Playback:
    """The streams of one session from PLAY to TEARDOWN. ``send`` takes buffers for the session's TCP connection."""

    def __init__(
        self,
        streams: list[Stream],
        count: Count,
        faults: Sequence[Fault],
        send: Callable[[list[bytes | bytearray]], None],
    ) -> None:
        self.streams = streams
        self.count = count
        self.run = count.begin()
        self.faults = faults
        self.send = send
        self.other: Medium | None = None
        self.origin = 0.0
        self._report_at = 0.0

    def begin(self, clip: Clip, now: float, position: float, *, wait: bool) -> None:
        """Start at a key frame: at once with the one before ``position`` (seconds of endless playing), or, with
        ``wait``, when the running picture comes to its next one."""
        video = clip.video
        loops, index = video.key_after(position) if wait else video.key_before(position)
        place = loops * video.period + video.frames[index].due
        self.origin = now + (place - position if wait else 0.0)
        self._report_at = self.origin
        for stream in self.streams:
            at = (loops, index) if stream.medium is video else stream.medium.first_due(place)
            stream.begin(self.origin, place, *at)
            for fault in self.faults:
                if fault.wrap_after is not None:
                    ahead = round((place + fault.wrap_after) * stream.medium.clock_rate)
                    stream.base, stream.sequence = -ahead & 0xFFFFFFFF, 65_500
                if fault.foreign_ssrc:
                    stream.ssrc ^= 0x5A5A5A5A

    def elapsed(self, now: float) -> float:
        """Seconds since the first frame."""
        return now - self.origin

    def tick(self, now: float) -> None:
        """Send what is due."""
        out: list[bytes | bytearray] = []
        if now >= self._report_at:
            self._report_at += REPORT_EVERY
            self._report(out, now)
        for stream in self.streams:
            while stream.due <= now:
                if self.faults:
                    self._emit_faulty(stream, out, now)
                else:
                    self._emit(stream, out)
                if stream.advance(0.0 if not self.faults else self._delay()):
                    self._flush(out)  # the clip's buffers are about to be written again
        self._flush(out)

    def _flush(self, out: list[bytes | bytearray]) -> None:
        if out:
            self.send(out)
            out.clear()

    def _emit(self, stream: Stream, out: list[bytes | bytearray]) -> None:
        wire = stream.medium.frames[stream.index].wire
        stream.sequence = wire.patch(stream.channels[0], stream.sequence, stream.timestamp(1.0), stream.ssrc)
        if stream.datagrams is None:
            out.append(wire.buffer)
        else:
            with memoryview(wire.buffer) as view:
                ends = [*wire.offsets[1:], len(view)]
                for at, end in zip(wire.offsets, ends, strict=True):
                    stream.datagrams.send(view[at + PREFIX : end])
        self._counted(stream, len(wire.offsets), wire.payload_bytes)

    def _emit_faulty(self, stream: Stream, out: list[bytes | bytearray], now: float) -> None:
        elapsed = self.elapsed(now)
        self._maybe_switch(stream, elapsed)
        if any(fault.mute(elapsed) for fault in self.faults):
            return
        drift = next((fault.drift for fault in self.faults if fault.drift != 1.0), 1.0)
        frozen = any(fault.frozen_time for fault in self.faults)
        timestamp = stream.base if frozen else stream.timestamp(drift)
        wire = stream.medium.frames[stream.index].wire
        stream.sequence = wire.patch(stream.channels[0], stream.sequence, timestamp, stream.ssrc)
        if stream.datagrams is None:
            out.extend(raw for raw in (fault.raw() for fault in self.faults) if raw)
        packets = outgoing(self.faults, list(wire.packets()))
        for packet in packets:
            if stream.datagrams is None:
                out.append(interleave(packet, stream.channels[0]))
            else:
                stream.datagrams.send(packet)
        self._counted(stream, len(packets), sum(map(len, packets)) - HEADER * len(packets))

    def _counted(self, stream: Stream, packets: int, octets: int) -> None:
        stream.packets += packets
        stream.octets += octets
        self.count.packets += packets
        if stream.medium.kind == "video":
            self.count.frames += 1
            self.run.frames += 1
            self.run.last = stream.number
            if self.run.first < 0:
                self.run.first = self.run.last

    def _delay(self) -> float:
        return sum(fault.delay * fault.chance.random() for fault in self.faults if fault.delay)

    def _maybe_switch(self, stream: Stream, elapsed: float) -> None:
        if self.other is None or stream.medium.kind != "video" or not stream.medium.frames[stream.index].key:
            return
        if any(fault.switch_after is not None and elapsed >= fault.switch_after for fault in self.faults):
            stream.switch(self.other)
            self.other = None

    def _report(self, out: list[bytes | bytearray], now: float) -> None:
        elapsed = self.elapsed(now)
        if any(fault.mute(elapsed) for fault in self.faults):
            return
        drift = next((fault.drift for fault in self.faults if fault.drift != 1.0), 1.0)
        wall = time.time() + sum(fault.clock for fault in self.faults) + elapsed * (drift - 1)
        for stream in self.streams:
            ticks = stream.base + stream.start_ticks + round(elapsed * drift * stream.medium.clock_rate)
            packet = sender_report(stream.ssrc, wall, ticks, stream.packets, stream.octets)
            self._control(stream, packet, out)

    def end(self) -> None:
        """Say goodbye on every track."""
        out: list[bytes | bytearray] = []
        for stream in self.streams:
            self._control(stream, goodbye(stream.ssrc), out)
        self._flush(out)

    def _control(self, stream: Stream, packet: bytes, out: list[bytes | bytearray]) -> None:
        if stream.datagrams is None:
            out.append(interleave(packet, stream.channels[1]))
        else:
            stream.datagrams.send(packet, control=True)
