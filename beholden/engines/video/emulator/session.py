"""What an emulated camera answers: DESCRIBE, SETUP, PLAY, keep-alives, TEARDOWN (RFC 2326), with sign-in."""

from __future__ import annotations

import re
import secrets
import socket
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from . import faults
from .describe import describe
from .playback import Datagrams, Playback, Stream
from .requests import Request, answer

if TYPE_CHECKING:
    from .connection import Connection
    from .server import Camera, Server

_METHODS: Final = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN"
_TRACK: Final = re.compile(r"trackID=(\d{1,3})")
_GRACE: Final = 5.0  # seconds past the session timeout, for a request under way


class Session:
    """The state of one viewer. A session lives and ends with its connection."""

    def __init__(self, server: Server, connection: Connection) -> None:
        self.server = server
        self.connection = connection
        self.camera: Camera | None = None
        self.query = ""
        self.name = ""  # the session id, once there is one
        self.streams: dict[int, Stream] = {}
        self.playback: Playback | None = None

    def request(self, request: Request, now: float) -> None:
        """Answer one request."""
        if self.camera is None and not self._choose_camera(request):
            return
        for fault in self.connection.faults:
            raw = fault.answer(request.method, request.cseq)
            if raw is not None:
                self.connection.flooding = bool(fault.flood())
                self.connection.closing = raw.startswith(b"HTTP")
                self.connection.send([raw])
                return
        if request.method == "OPTIONS":
            self._reply(request, 200, [("Public", _METHODS)])
            return
        life = next((one.nonce_life for one in self.connection.faults if one.nonce_life is not None), None)
        verdict = self.server.gate.check(request.method, request.headers.get("authorization", ""), now, life)
        if verdict != "in":
            challenge = self.server.gate.challenge(now, stale=verdict == "stale")
            self._reply(request, 401, [("WWW-Authenticate", challenge)])
            return
        self._act(request, now)

    def _choose_camera(self, request: Request) -> bool:
        parts = urlsplit(request.url)
        if request.method == "OPTIONS" and parts.path in ("", "/", "*"):
            self._reply(request, 200, [("Public", _METHODS)])
            return False
        self.camera = self.server.camera_at(parts.path)
        if self.camera is None:
            self._reply(request, 404)
            return False
        self.query = unquote(_TRACK.sub("", parts.query)).rstrip("/")
        try:
            self.refit()
        except faults.FaultError:
            self.camera = None
            self._reply(request, 400)
            return False
        return True

    def refit(self) -> None:
        """Take the faults that the camera and the address ask for now."""
        assert self.camera is not None
        both = ",".join(filter(None, (self.camera.fault, self.query)))
        self.connection.faults = faults.parse(both, seed=self.camera.number)
        if self.playback is not None:
            self.playback.faults = self.connection.faults
            self.playback.other = self.server.other_size(self.camera)

    def _act(self, request: Request, now: float) -> None:
        match request.method:
            case "DESCRIBE":
                self._describe(request)
            case "SETUP":
                self._setup(request)
            case "PLAY":
                self._play(request, now)
            case "GET_PARAMETER" | "SET_PARAMETER":
                self._reply(request, 200 if self._known(request) else 454)
            case "TEARDOWN":
                self._reply(request, 200 if self._known(request) else 454)
                self.close()
            case _:
                self._reply(request, 501)

    def _known(self, request: Request) -> bool:
        """True when the request names this session, or none exists yet (a keep-alive before SETUP)."""
        return request.headers.get("session", "").partition(";")[0].strip() == self.name

    def _describe(self, request: Request) -> None:
        assert self.camera is not None
        host = self.connection.sock.getsockname()[0]
        text = describe(self.camera.clip, f"camera {self.camera.number}", host)
        for fault in self.connection.faults:
            text = fault.sdp(text)
        base = request.url.rstrip("/") + "/"
        self._reply(request, 200, [("Content-Base", base), ("Content-Type", "application/sdp")], text)

    def _setup(self, request: Request) -> None:
        assert self.camera is not None
        found = _TRACK.search(request.url)
        number = int(found[1]) if found else 0
        if number >= len(self.camera.clip.media):
            self._reply(request, 404)
            return
        if self.playback is not None:
            self._reply(request, 455)
            return
        transport = request.headers.get("transport", "")
        stream = self._stream(number, transport)
        if stream is None:
            self._reply(request, 461)
            return
        self.streams[number] = stream
        self.name = self.name or secrets.token_hex(8)
        session = f"{self.name};timeout={self.server.session_timeout:g}"
        self._reply(request, 200, [("Session", session), ("Transport", self._granted(stream))])

    def _stream(self, number: int, transport: str) -> Stream | None:
        assert self.camera is not None
        medium = self.camera.clip.media[number]
        for offer in transport.split(","):
            if "multicast" in offer:
                continue
            ports = re.search(r"client_port=(\d{1,5})(?:-(\d{1,5}))?", offer)
            if "RTP/AVP/TCP" in offer.upper():
                asked = re.search(r"interleaved=(\d{1,3})-(\d{1,3})", offer)
                shift = sum(fault.channel_shift for fault in self.connection.faults)
                pair = (int(asked[1]), int(asked[2])) if asked else (2 * number, 2 * number + 1)
                return Stream(medium, number, ((pair[0] + shift) & 0xFF, (pair[1] + shift) & 0xFF), None)
            if ports:
                first = int(ports[1])
                return Stream(medium, number, (0, 0), self._datagrams((first, int(ports[2] or first + 1))))
        return None

    def _datagrams(self, ports: tuple[int, int]) -> Datagrams:
        host, peer = self.connection.sock.getsockname()[0], self.connection.sock.getpeername()[0]
        rtp, rtcp = (socket.socket(self.connection.sock.family, socket.SOCK_DGRAM) for _ in range(2))
        for sock in (rtp, rtcp):
            sock.bind((host, 0))
            sock.setblocking(False)
        return Datagrams(rtp, rtcp, peer, ports)

    def _granted(self, stream: Stream) -> str:
        ssrc = f"ssrc={stream.announced_ssrc:08X}"
        if stream.datagrams is None:
            return f"RTP/AVP/TCP;unicast;interleaved={stream.channels[0]}-{stream.channels[1]};{ssrc}"
        ours = stream.datagrams.rtp.getsockname()[1], stream.datagrams.rtcp.getsockname()[1]
        client = stream.datagrams.ports
        return f"RTP/AVP;unicast;client_port={client[0]}-{client[1]};server_port={ours[0]}-{ours[1]};{ssrc}"

    def _play(self, request: Request, now: float) -> None:
        if not self.streams or not self._known(request):
            self._reply(request, 455 if not self.streams else 454)
            return
        if self.playback is None:
            self._begin(now)
        assert self.playback is not None
        base = re.sub(r"/*(trackID=\d+)?/*$", "", request.url)
        infos = [
            f"url={base}/trackID={one.track};seq={one.sequence};rtptime={one.timestamp(1.0)}"
            for one in self.playback.streams
        ]
        self._reply(request, 200, [("Range", "npt=now-"), ("RTP-Info", ",".join(infos))])

    def _begin(self, now: float) -> None:
        camera = self.camera
        assert camera is not None
        streams = [self.streams[number] for number in sorted(self.streams)]
        self.playback = Playback(streams, camera.count, self.connection.faults, self.connection.send)
        self.playback.other = self.server.other_size(camera)
        self.playback.begin(camera.clip, now, camera.position(now), wait=self.server.live)

    def _reply(
        self, request: Request, status: int, headers: list[tuple[str, str]] | None = None, body: str = ""
    ) -> None:
        fields = list(headers or [])
        if self.name and all(name != "Session" for name, _ in fields):
            fields.append(("Session", self.name))
        self.connection.send([answer(request, status, fields, body)])

    def tick(self, now: float) -> None:
        """Send what is due; a viewer that was not heard for its timeout has gone."""
        if self.playback is None:
            return
        if now - self.connection.heard_at > self.server.session_timeout + _GRACE:
            self.connection.close()
        else:
            self.playback.tick(now)

    def dropped(self) -> None:
        """The viewer was too slow."""
        if self.camera is not None:
            self.camera.count.dropped += 1

    def close(self) -> None:
        """End of media; the connection may go on."""
        if self.playback is not None and not self.connection.closed:
            self.playback.end()
        self.playback = None
        for stream in self.streams.values():
            if stream.datagrams is not None:
                stream.datagrams.close()
        self.streams.clear()
        self.name = ""
