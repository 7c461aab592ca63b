"""A scripted camera for a Session: answers requests from a table, no socket, a clock in the test's hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from beholden.engines.video.rtsp.address import parse
from beholden.engines.video.rtsp.session import Session

ANSWERS = Path(__file__).parent / "answers"
URL = "rtsp://admin:secret@192.168.5.9/live?channel=1"
SDP = (
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=x\r\na=control:*\r\n"
    "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n"
    "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z2QAM6zoAoALWQ==,aO48MA==\r\n"
    "m=audio 0 RTP/AVP 8\r\na=control:track2\r\n"
)


@dataclass
class Asked:
    """One request as it left."""

    method: str
    url: str
    headers: dict[str, str]


def reply(status: str = "200 OK", body: str = "", **headers: str) -> bytes:
    """An answer; underscores in header names become hyphens. ``CSEQ`` is replaced by the request's."""
    lines = [
        f"RTSP/1.0 {status}",
        "CSeq: CSEQ",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    if body:
        lines.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def real(name: str) -> bytes:
    """A real camera's answer, its CSeq made ours and its length honest (the collection notes that one is not)."""
    data = re.sub(rb"CSeq: \d+", b"CSeq: CSEQ", (ANSWERS / f"{name}.txt").read_bytes())
    head, _, body = data.partition(b"\r\n\r\n")
    return re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % len(body), head) + b"\r\n\r\n" + body


Answer = bytes | Callable[[Asked], bytes]


@dataclass
class Dialogue:
    """Runs a session against ``answers`` by method; a list is used up one by one, its last for ever."""

    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    url: str = URL
    piece: int = 1 << 20
    now: float = 100.0
    asked: list[Asked] = field(default_factory=list)
    session: Session = field(init=False)

    def __post_init__(self) -> None:
        usual: dict[str, Answer | list[Answer]] = {
            "OPTIONS": reply(Public="OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"),
            "DESCRIBE": reply(body=SDP, Content_Type="application/sdp"),
            "SETUP": lambda asked: reply(Session="77;timeout=30", Transport=asked.headers["transport"]),
            "PLAY": reply(Session="77"),
            "GET_PARAMETER": reply(Session="77"),
            "TEARDOWN": reply(),
        }
        self.answers = usual | self.answers
        self.session = Session(parse(self.url), now=self.now)

    def run(self) -> Dialogue:
        """Until nobody has anything to say."""
        while requests := self.requests():
            for asked in requests:
                self.give(self.answer(asked))
        return self

    def requests(self) -> list[Asked]:
        """What the session sent since the last call."""
        text = self.session.outgoing.decode()
        self.session.outgoing.clear()
        found = []
        for block in text.split("\r\n\r\n")[:-1]:
            first, *rest = block.split("\r\n")
            method, _, tail = first.partition(" ")
            headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in rest}
            found.append(Asked(method, tail.removesuffix(" RTSP/1.0"), headers))
        self.asked += found
        return found

    def answer(self, asked: Asked) -> bytes:
        choice = self.answers.get(asked.method, b"")
        if isinstance(choice, list):
            choice = choice.pop(0) if len(choice) > 1 else choice[0]
        data = choice(asked) if callable(choice) else choice
        return data.replace(b"CSEQ", asked.headers.get("cseq", "0").encode())

    def give(self, data: bytes) -> int:
        """Hand bytes over in pieces; how many were taken before a `$`."""
        taken = 0
        while taken < len(data):
            piece = data[taken : taken + self.piece]
            used = self.session.receive(memoryview(piece), self.now)
            taken += used
            if used < len(piece):
                break
        return taken

    def last(self, method: str) -> Asked:
        return [asked for asked in self.asked if asked.method == method][-1]
