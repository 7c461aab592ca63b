"""One camera in the worker's loop: connect, take packets, notice silence, come back (docs/know/recording.md).

Nothing here waits. Whatever goes wrong with this camera ends its run with a typed reason and a sentence for the
person who can act, and is tried again: soon when the network is at fault, late when only a person can mend it.
"""

from __future__ import annotations

import logging
import random
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

from beholden.engines.video.errors import CameraError
from beholden.engines.video.reasons import Reason
from beholden.engines.video.recorder import pace
from beholden.engines.video.recorder.clock import Clocks
from beholden.engines.video.recorder.connection import Connection
from beholden.engines.video.recorder.desk import Desk
from beholden.engines.video.recorder.reports import Reports
from beholden.engines.video.recorder.source import CameraSource
from beholden.engines.video.recorder.status import CameraStatus
from beholden.engines.video.recorder.stream import Stream
from beholden.engines.video.recorder.tape import Tape
from beholden.engines.video.rtp import depacketiser
from beholden.engines.video.rtp.access_units import VideoDepacketiser
from beholden.engines.video.rtp.group import Group, GroupFull

if TYPE_CHECKING:
    from beholden.engines.video.recorder.relay import Relay

log = logging.getLogger(__name__)

SILENCE_US = 10_000_000
_SOON_US = (500_000, 1_000_000, 1_500_000, 2_000_000)
_LATE_US = 30_000_000
_FOR_A_PERSON = frozenset(
    {"address", "forbidden", "unauthorised", "auth_scheme", "not_found", "redirect", "no_video", "codec", "too_large"}
)
_ANSWER_US = 10_000_000
_DOLLAR = 36 << 8
Feed = Callable[[bytearray, int, int], None]
_CHORES_US = 500_000  # keep-alives and watchdog need no finer clock
_OPENING_US = 100_000  # names are looked up, limits pass


class Camera:
    """Owns a connection, the streams of a run, and the tape they are written to."""

    def __init__(self, source: CameraSource, tape: Tape, clocks: Clocks, start_us: int) -> None:
        """``start_us`` monotonic time before which it does not connect (staggered start)."""
        self.source = source
        self.tape = tape
        self.status = CameraStatus(since_us=clocks.wall_us())
        self.connection: Connection | Relay | None = None
        self.due_us = start_us  # monotonic time of the next look
        self.news = False  # its state changed since it was measured
        self._clocks = clocks
        self._step = pace.FIRST  # in pace.PAUSES_US
        self._try_at_us = start_us
        self._failures = 0
        self._rest = b""
        self._feeds: list[Feed | None] = []
        self._runs: list[Callable[[memoryview, int, int, int], int] | None] = []
        self._streams: list[Stream] = []
        self._reports: Reports | None = None
        self._answer_us = 0
        self._silent_since_us = 0
        self._heard = 0  # samples there were when silence was last looked for
        self._chores_us = 0
        self._counted = (0, 0, 0)

    @property
    def playing(self) -> bool:
        """True while media is expected."""
        return bool(self._streams)

    def fileno(self) -> int:
        """The socket to wait for, -1 while there is none."""
        connection = self.connection
        return connection.sock.fileno() if isinstance(connection, Connection) and connection.sock else -1

    def tick(self, desk: Desk, now_us: int, wall_us: int) -> None:
        """All that is due: connect, receive, write, look after. Never raises for what a camera or disk does."""
        try:
            if self._streams:
                group = self._video
                group.borrow(desk.group)
                try:
                    self._pump(desk, now_us, wall_us)
                finally:
                    group.give_back(desk.group)
            elif self.connection is not None:
                self._handshake(desk, now_us)
            elif now_us >= self._try_at_us:
                self.connection = self._connect(now_us)
                self._silent_since_us = now_us
        except CameraError as error:
            self.fail(error, now_us)
        except GroupFull as error:
            self.fail(CameraError("damaged", str(error)), now_us)
        except OSError as error:
            self.fail(CameraError("disk", error.strerror or str(error)), now_us)
        if self._streams:
            self.due_us = pace.next_beat(now_us, self._pause_us)
        else:
            self.due_us = now_us + _OPENING_US if self.connection is not None else self._try_at_us

    @property
    def _pause_us(self) -> int:
        return pace.PAUSES_US[pace.WATCHED if self.tape.broadcast.taps else self._step]

    def split(self, reason: Reason) -> None:
        """End the run and begin another on the same connection, at the next key frame."""
        if self._streams:
            self.tape.end_run(reason)
            self._begin_run()

    def stop(self, reason: Reason) -> None:
        """Write what there is, seal the file, say goodbye to the camera."""
        self._end_run(reason)
        if self.connection:
            self.connection.close()
            self.connection = None
        self._say("stopped", None)

    def fail(self, error: CameraError, now_us: int) -> None:
        """End the run with the reason that fits, and plan the next try."""
        self._end_run(_reason(error))
        if self.connection:
            self.connection.close()
        self.connection = None
        self._rest = b""
        pause = _LATE_US if error.code in _FOR_A_PERSON else _SOON_US[min(self._failures, len(_SOON_US) - 1)]
        self._failures += 1
        self._try_at_us = now_us + int(pause * random.uniform(0.9, 1.1))
        log.info("%s: %s", self.source.key, error)
        self._say("lost", error)

    def measure(self, wall_us: int) -> CameraStatus:
        """The status, with rates since the last call."""
        at_us, samples, written = self._counted
        tape, status = self.tape, self.status
        seconds = (wall_us - at_us) / 1e6
        if at_us and seconds > 0:
            status.fps = round((tape.samples - samples) / seconds, 1)
            status.kbps = int((tape.written - written) * 8 / seconds / 1000)
        self._counted = (wall_us, tape.samples, tape.written)
        status.last_frame_us = tape.last_frame_us
        status.clock_offset_us = tape.clock_offset_us
        status.segments = tape.segments
        if self._streams:
            status.lost = sum(stream.depacketiser.lost for stream in self._streams)
            self._describe()
        self.news = False
        return status

    # -- the run

    def _connect(self, now_us: int) -> Connection | Relay:
        if self.source.transport == "tcp":
            return Connection(self.source, now_us)
        from beholden.engines.video.recorder.relay import Relay  # PyAV is only loaded where a camera needs it

        return Relay(self.source)

    def _handshake(self, desk: Desk, now_us: int) -> None:
        connection, area, view = self.connection, desk.area, desk.view
        assert connection is not None
        if not isinstance(connection, Connection):
            connection.check()
            if connection.playing:
                self._silent_since_us = now_us
                self._streams = connection.streams()
                self._begin_run()
            return
        connection.advance(now_us)
        if connection.session is None:
            return
        while not connection.playing:
            held = len(self._rest)
            area[:held] = self._rest
            count = connection.receive(view[held:])
            if not count:
                return
            end = held + count
            done = connection.session.receive(view[:end], now_us / 1e6)
            self._rest = bytes(view[done:end])
            connection.send()
        self._silent_since_us = now_us
        self._open_streams()

    def _open_streams(self) -> None:
        assert isinstance(self.connection, Connection) and self.connection.session is not None
        session = self.connection.session
        self.connection.make_room()
        self._streams = []
        for track in session.tracks:
            group = Group()
            ssrc = session.ssrcs[len(self._streams)]
            self._streams.append(Stream(track, group, depacketiser(track, group, ssrc)))
        self._reports = reports = Reports(self._streams, self.tape)
        self._feeds, self._runs = [None] * 256, [None] * 256
        for channel, (place, control) in session.channels.items():
            if control:
                self._feeds[channel] = reports.taker(place)
            else:
                packets = self._streams[place].depacketiser
                self._feeds[channel] = packets.feed
                if isinstance(packets, VideoDepacketiser):
                    self._runs[channel] = packets.run
        self._begin_run()

    def _begin_run(self) -> None:
        video = next(stream for stream in self._streams if stream.track.kind == "video")
        sound = next((stream for stream in self._streams if stream.track.kind == "audio"), None)
        self._video = video.group
        self.tape.start_run(video, sound)

    def _end_run(self, reason: Reason) -> None:
        if not self._streams:
            return
        try:
            for stream in self._streams:
                stream.depacketiser.flush()
        except CameraError as error:
            log.info("%s: %s", self.source.key, error)
        self.tape.end_run(reason)
        self._streams = []
        self._step = pace.FIRST

    def _pump(self, desk: Desk, now_us: int, wall_us: int) -> None:
        connection = self.connection
        assert connection is not None
        came, holds, before = 0, 0, self.tape.samples
        if isinstance(connection, Connection):
            came, holds = self._receive(connection, desk, now_us), connection.holds
        else:
            connection.drain(self._streams)
        for stream in self._streams:
            if stream.depacketiser.restarted:
                self._restarted()
                break
        self.tape.tick(wall_us, self._pause_us)
        if not self.tape.broadcast.taps:
            self._step = pace.next_step(self._step, came, holds, self.tape.samples - before)
        if self.tape.writing and self.status.state != "recording":
            self._failures = 0
            self._say("recording", None)
        if now_us - self._chores_us > _CHORES_US:
            self._chores(now_us)

    def _receive(self, connection: Connection, desk: Desk, now_us: int) -> int:
        area, view, total = desk.area, desk.view, 0
        while True:
            held = len(self._rest)
            area[:held] = self._rest
            count = connection.receive(view[held:] if held else view)
            if not count:
                break
            end = held + count
            total += count
            done = self._feed(area, view, end, now_us)
            self._rest = bytes(view[done:end])
            if end < len(area) and not isinstance(connection.sock, ssl.SSLSocket):
                break  # the socket is empty; asking again would cost a system call
        return total

    def _restarted(self) -> None:
        """The camera began a new timeline on the same connection: so does the footage."""
        before: int | None = None
        for stream in self._streams:
            if stream.depacketiser.restarted and stream.track.kind == "video":
                before = stream.depacketiser.boundary
            stream.depacketiser.restarted = False
        self.tape.end_run(Reason.CAMERA_LOST, before)
        self._begin_run()

    def _feed(self, area: bytearray, view: memoryview, end: int, now_us: int) -> int:
        """Interleaved packets in area[:end] to their depacketisers; returns how many bytes were used."""
        assert isinstance(self.connection, Connection) and self.connection.session is not None
        session = self.connection.session
        feeds, runs = self._feeds, self._runs
        at = 0
        if session.pending:  # an answer is half read: what comes first belongs to it, even a `$`
            at = session.receive(view[:end], now_us / 1e6)
        while end - at >= 4:
            if area[at] == 36:
                channel = area[at + 1]
                run = runs[channel]
                if run is not None and (after := run(view, at, end, _DOLLAR | channel)) != at:
                    at = after
                    continue
                behind = at + 4 + (area[at + 2] << 8 | area[at + 3])
                if behind > end:
                    break
                feed = feeds[channel]
                if feed is not None:
                    feed(area, at + 4, behind)
                at = behind
            else:
                used = session.receive(view[at:end], now_us / 1e6)
                if not used:
                    break
                at += used
        return at

    def _chores(self, now_us: int) -> None:
        self._chores_us = now_us
        if isinstance(self.connection, Connection):
            self._answer(self.connection, now_us)
            self.connection.advance(now_us)
        if self.tape.samples != self._heard:
            self._heard = self.tape.samples
            self._silent_since_us = now_us
        elif now_us - self._silent_since_us > SILENCE_US:
            raise CameraError("silent", str(SILENCE_US // 1_000_000))

    def _answer(self, connection: Connection, now_us: int) -> None:
        if self._reports and connection.session and now_us - self._answer_us > _ANSWER_US:
            self._answer_us = now_us
            connection.session.outgoing += self._reports.answers(connection.session.channels)

    # -- words

    def _describe(self) -> None:
        status = self.status
        for stream in self._streams:
            track = stream.track
            if track.kind == "video":
                status.codec, status.codec_string = track.codec, track.codec_string
                status.width, status.height = track.width, track.height
            else:
                status.audio = track.codec

    def _say(self, state: str, error: CameraError | None) -> None:
        status = self.status
        if status.state != state:
            status.since_us = self._clocks.wall_us()
            self.news = True
        status.state = state
        status.error = {"code": error.code, "detail": error.detail} if error else None


def _reason(error: CameraError) -> Reason:
    if error.code == "silent":
        return Reason.STALLED
    if error.code == "disk":
        return Reason.DISK_FULL
    return Reason.CAMERA_LOST
