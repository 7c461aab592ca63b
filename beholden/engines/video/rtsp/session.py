"""One RTSP session as a state machine: bytes in, bytes out, a clock that is passed in (RFC 2326; M10(5)).

OPTIONS → DESCRIBE → SETUP per track → PLAY → keep-alive at half the session's timeout → TEARDOWN. Media travels
interleaved on the same connection; the owner of the socket takes `$` packets out and gives all else to `receive`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtsp import message, sdp
from beholden.engines.video.rtsp.address import Address, redact
from beholden.engines.video.rtsp.auth import SignIn
from beholden.engines.video.rtsp.transport import Transport, control_url, play_url, session_id
from beholden.engines.video.tracks import Track

ANSWER_WITHIN: Final = 10.0  # seconds for one answer
PLAY_WITHIN: Final = 20.0  # seconds for the whole set-up, so that a drip of bytes ends too
GARBAGE_LIMIT: Final = 256 << 10  # bytes a minute that are neither RTSP nor media
_DOLLAR: Final = 0x24


class Session:
    """Sans-I/O client of one camera.

    ``outgoing``: bytes to send; the owner deletes what it has sent. ``tracks[i]``: what is set up. ``channels``:
    interleaved channel → (track index, is RTCP). ``ssrcs[i]``: the SSRC promised for track i, or None. ``playing``:
    PLAY was accepted. ``now`` is any monotonic clock in seconds. Every failure is a CameraError. With ``only_describe``
    it ends after DESCRIBE: ``described`` turns true and ``tracks`` are those on offer.
    """

    def __init__(self, address: Address, *, now: float, agent: str = "Beholden", only_describe: bool = False) -> None:
        self.address = address
        self.outgoing = bytearray()
        self.tracks: list[Track] = []
        self.channels: dict[int, tuple[int, bool]] = {}
        self.ssrcs: list[int | None] = []
        self.playing = False
        self.described = False
        self.closed = False
        self.server = ""
        self._agent = agent
        self._only_describe = only_describe
        self._sign_in = SignIn(address.username, address.password)
        self._reader = message.Reader()
        self._greeted = False  # one RTSP message was read
        self._cseq = 0
        self._now = now
        self._overall = now + PLAY_WITHIN
        self._deadline = self._overall
        self._waiting: _Request | None = None
        self._public: frozenset[str] = frozenset()
        self._offered: list[Track] = []
        self._base = address.url
        self._play_url = address.url
        self._session = ""
        self._timeout = 60.0
        self._next_keep_alive = 0.0
        self._garbage = 0
        self._garbage_since = now
        self._ask("OPTIONS", address.url, self._on_options, lenient=True)

    @property
    def pending(self) -> bool:
        """True inside an RTSP message: even a `$` that comes next belongs to it, so call `receive` first."""
        return self._reader.pending

    def receive(self, view: memoryview, now: float) -> int:
        """Take RTSP from the front of ``view``; how many bytes were taken.

        Stops at a `$` that begins interleaved data; otherwise takes everything (a message that isn't whole yet is
        kept inside: see `pending`). Raises CameraError.
        """
        self._now = now
        position, end = 0, len(view)
        while position < end:
            if not self._reader.pending:
                first = view[position]
                if first == _DOLLAR:
                    break
                if first in b"\r\n":
                    position += 1
                    continue
                if not message.plausible(bytes(view[position : position + 16])):
                    position += self._skip_garbage(bytes(view[position:end]))
                    continue
            try:
                taken, whole = self._reader.feed(view[position:end])
            except CameraError as error:
                if error.code != "malformed" or not self.playing:
                    raise self._as_not_rtsp(error) from None
                self._count_garbage(self._reader.reset())
                position += 1
                continue
            position += taken
            if whole is not None:
                self._greeted = True
                self._handle(whole)
        return position

    def tick(self, now: float) -> None:
        """Send what is due. Raises CameraError("unreachable") when the camera does not answer in time."""
        self._now = now
        if self.playing:
            if now >= self._next_keep_alive and not self.closed:
                self._keep_alive()
        elif not self.closed and now >= self._deadline:
            raise CameraError("unreachable", self.address.place)
        if now - self._garbage_since > 60:
            self._garbage, self._garbage_since = 0, now

    def close(self) -> None:
        """Queue TEARDOWN; nothing is expected after it."""
        if self._session and not self.closed:
            self._send("TEARDOWN", self._play_url, {})
        self.closed = True
        self._waiting = None

    # --- requests

    def _ask(
        self, method: str, url: str, answered: Callable[[message.Message], None], *,
        headers: dict[str, str] | None = None, lenient: bool = False,
    ) -> None:  # fmt: skip
        self._waiting = _Request(method, url, headers or {}, answered, lenient)
        self._send(method, url, headers or {})
        if not self.playing:
            self._deadline = min(self._overall, self._now + ANSWER_WITHIN)

    def _send(self, method: str, url: str, headers: dict[str, str]) -> None:
        self._cseq += 1
        lines = {"CSeq": str(self._cseq), "User-Agent": self._agent}
        if authorization := self._sign_in.header(method, url):
            lines["Authorization"] = authorization
        if self._session:
            lines["Session"] = self._session
        self.outgoing += message.request(method, url, lines | headers)

    def _keep_alive(self) -> None:
        """A camera that never answered the last one is let be: silence of its media is what ends a run."""
        method = "GET_PARAMETER" if "GET_PARAMETER" in self._public else "OPTIONS"
        self._next_keep_alive = self._now + self._timeout / 2
        self._ask(method, self._play_url, self._on_keep_alive, lenient=True)

    # --- answers

    def _handle(self, whole: message.Message) -> None:
        if whole.method:
            self._answer(whole)
            return
        request = self._waiting
        if request is None or whole.status < 200:
            return
        if whole.status == 401:
            self._sign_in_again(request, whole)
            return
        self._waiting = None
        if 300 <= whole.status < 400:
            raise CameraError("redirect", redact(whole.header("location", "?")))
        if whole.status >= 300 and not request.lenient:
            raise self._refusal(whole)
        request.answered(whole)

    def _answer(self, request: message.Message) -> None:
        cseq = message.printable(request.header("cseq", "0").encode())[:20]
        known = request.method in ("OPTIONS", "GET_PARAMETER")
        self.outgoing += message.response(200 if known else 501, "OK" if known else "Not Implemented", cseq)

    def _sign_in_again(self, request: _Request, whole: message.Message) -> None:
        if not self.address.username and not self.address.password:
            raise CameraError("unauthorised", self.address.shown)
        request.attempts += 1
        challenge = self._sign_in.take(whole.headers.get("www-authenticate", []))
        if request.attempts > (2 if challenge.stale else 1):
            raise CameraError("unauthorised", self.address.shown)
        self._send(request.method, request.url, request.headers)

    def _refusal(self, whole: message.Message) -> CameraError:
        if whole.status == 404:
            return CameraError("not_found", self.address.shown)
        if whole.status == 454:
            return CameraError("closed", "454 Session Not Found")
        return CameraError("status", f"{whole.status} {message.printable(whole.reason.encode())[:80]}".strip())

    def _on_options(self, whole: message.Message) -> None:
        names = ",".join(whole.headers.get("public", [])).upper().split(",")
        self._public = frozenset(name.strip() for name in names)
        self.server = whole.header("server")[:100]
        self._ask("DESCRIBE", self.address.url, self._on_describe, headers={"Accept": "application/sdp"})

    def _on_describe(self, whole: message.Message) -> None:
        kind = whole.header("content-type", "application/sdp").lower()
        if not kind.startswith("application/sdp"):
            raise CameraError("malformed", f"Content-Type: {message.printable(kind.encode())[:60]}")
        for base in (whole.header("content-base"), whole.header("content-location")):
            if base.lower().startswith(("rtsp://", "rtsps://")):
                self._base = base
                break
        description = sdp.parse(whole.body)
        self._offered = sdp.tracks(description)
        self._play_url = play_url(self._base, description.control)
        self.described = True
        if self._only_describe:
            self.tracks, self._offered = self._offered, []
        else:
            self._set_up_next()

    def _set_up_next(self) -> None:
        if self._offered:
            index = len(self.tracks)
            transport = f"RTP/AVP/TCP;unicast;interleaved={2 * index}-{2 * index + 1}"
            url = control_url(self._base, self._offered[0].control)
            lenient = self._offered[0].kind == "audio"  # a camera that keeps its sound still records
            self._ask("SETUP", url, self._on_setup, headers={"Transport": transport}, lenient=lenient)
        else:
            self._ask("PLAY", self._play_url, self._on_play, headers={"Range": "npt=0.000-"})

    def _on_setup(self, whole: message.Message) -> None:
        track = self._offered.pop(0)
        if whole.status < 300:
            index = len(self.tracks)
            transport = Transport.parse(whole.header("transport"), 2 * index)
            pair = {transport.rtp: (index, False), transport.rtcp: (index, True)}
            if len(pair) < 2 or pair.keys() & self.channels.keys():
                raise CameraError("malformed", "Transport: interleaved")
            self.channels |= pair
            self.ssrcs.append(transport.ssrc)
            self.tracks.append(track)
            if given := whole.header("session"):
                self._session, self._timeout = session_id(given)
        self._set_up_next()

    def _on_play(self, whole: message.Message) -> None:
        if given := whole.header("session"):
            self._session, timeout = session_id(given)
            self._timeout = timeout if "timeout" in given.lower() else self._timeout
        self.playing = True
        self._next_keep_alive = self._now + self._timeout / 2

    def _on_keep_alive(self, whole: message.Message) -> None:
        if whole.status == 454:
            raise self._refusal(whole)
        if whole.status >= 300:
            self._public -= {"GET_PARAMETER"}

    # --- what is not RTSP

    def _as_not_rtsp(self, error: CameraError) -> CameraError:
        return error if self._greeted or error.code != "malformed" else CameraError("not_rtsp", self.address.place)

    def _skip_garbage(self, data: bytes) -> int:
        """How many bytes to drop until something that may be media or RTSP."""
        if not self.playing:
            raise self._as_not_rtsp(CameraError("malformed", message.printable(data[:40])))
        ends = [data.find(b"RTSP/", 1) % (len(data) + 1)]
        position = data.find(b"$", 1)
        while position >= 0:
            head = data[position + 1 : position + 5]
            if not head or (head[0] in self.channels and (len(head) < 4 or head[3] >> 6 == 2)):
                ends.append(position)
                break
            position = data.find(b"$", position + 1)
        skipped = min(ends)
        self._count_garbage(skipped)
        return skipped

    def _count_garbage(self, count: int) -> None:
        self._garbage += count
        if self._garbage > GARBAGE_LIMIT:
            raise CameraError("malformed", f"> {GARBAGE_LIMIT} B")


class _Request:
    """A request that waits for its answer. ``lenient``: an error status is handed on instead of ending the session."""

    __slots__ = ("answered", "attempts", "headers", "lenient", "method", "url")

    def __init__(
        self, method: str, url: str, headers: dict[str, str], answered: Callable[[message.Message], None], lenient: bool
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.answered = answered
        self.lenient = lenient
        self.attempts = 0
