"""How a camera may misbehave, one small class each; ``TABLE`` is the whole list, and its docstrings are the help.

A specification is ``name`` or ``name=value``, several joined by a comma: ``drop=0.02,stall=20:10``.
Seconds count from PLAY.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import ClassVar, Final

Packets = list[bytes | bytearray]


class FaultError(ValueError):
    """A specification cannot be understood; its text is the sentence for the person who wrote it."""


class Fault:
    """A camera without a fault: every method leaves things as they are. ``elapsed`` seconds since PLAY."""

    default: ClassVar[str] = ""
    pace: float = 0.0  # bytes a second of answers, 0 for as fast as possible
    clock: float = 0.0  # seconds the sender reports are ahead of the truth
    drift: float = 1.0  # length of a camera second against a true one
    delay: float = 0.0  # longest extra delay of a frame, seconds
    switch_after: float | None = None  # seconds until the picture changes its size
    foreign_ssrc: bool = False
    frozen_time: bool = False
    channel_shift: int = 0
    nonce_life: float | None = None
    wrap_after: float | None = None  # seconds until the RTP timestamp passes 2**32

    def __init__(self, value: str, chance: random.Random) -> None:
        self.chance = chance

    def answer(self, method: str, cseq: str) -> bytes | None:
        """Raw bytes in place of the answer to a request, or None."""
        return None

    def flood(self) -> bytes:
        """More bytes for a peer that has taken all earlier ones; empty for none."""
        return b""

    def sdp(self, text: str) -> str:
        """The session description as this camera words it."""
        return text

    def mute(self, elapsed: float) -> bool:
        """True while the camera sends no media."""
        return False

    def deaf(self, elapsed: float) -> bool:
        """True when the camera neither reads nor sends any more, its TCP connection left open."""
        return False

    def closes(self, elapsed: float) -> bool:
        """True when the camera closes its TCP connection."""
        return False

    def raw(self) -> bytes:
        """Bytes outside any framing, sent before a frame's packets."""
        return b""

    def packets(self, packets: Packets) -> Packets:
        """The RTP packets of one frame as they really leave."""
        return packets


class _Share(Fault):
    """A fault that hits a share of the packets, 0 to 1."""

    default = "0.02"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        self.share = _number(value, 0, 1)

    def hit(self) -> bool:
        return self.chance.random() < self.share


class Drop(_Share):
    """SHARE of the RTP packets never sent."""

    def packets(self, packets: Packets) -> Packets:
        return [packet for packet in packets if not self.hit()]


class Corrupt(_Share):
    """Bytes flipped in a SHARE of the payloads."""

    default = "0.01"

    def packets(self, packets: Packets) -> Packets:
        return [self._flip(packet) if self.hit() else packet for packet in packets]

    def _flip(self, packet: bytes | bytearray) -> bytearray:
        damaged = bytearray(packet)
        for _ in range(3):
            damaged[self.chance.randrange(12, len(damaged))] ^= self.chance.randrange(1, 256)
        return damaged


class Duplicate(_Share):
    """A SHARE of the RTP packets sent twice."""

    def packets(self, packets: Packets) -> Packets:
        return [one for packet in packets for one in ([packet, packet] if self.hit() else [packet])]


class Reorder(_Share):
    """A SHARE of the RTP packets sent after their follower."""

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        self.held: Packets = []

    def packets(self, packets: Packets) -> Packets:
        out: Packets = []
        for packet in packets:
            if not self.held and self.hit():
                self.held = [packet]
                continue
            out.append(packet)
            out += self.held
            self.held = []
        return out


class Jitter(Fault):
    """Each frame late by up to TIME (200ms or 0.2)."""

    default = "200ms"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        self.delay = _seconds(value)


class Stall(Fault):
    """AFTER seconds silence for LONG seconds."""

    default = "20:10"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        after, _, long = value.partition(":")
        self.after, self.long = _seconds(after), _seconds(long or "10")

    def mute(self, elapsed: float) -> bool:
        return self.after <= elapsed < self.after + self.long


class HalfOpen(Fault):
    """AFTER seconds neither sends nor reads; TCP stays open."""

    default = "5"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        self.after = _seconds(value)

    def deaf(self, elapsed: float) -> bool:
        return elapsed >= self.after


class Close(Fault):
    """Closes TCP AFTER seconds."""

    default = "15"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        self.after = _seconds(value)

    def closes(self, elapsed: float) -> bool:
        return elapsed >= self.after


class Clock(Fault):
    """Camera clock OFFSET seconds off, running PPM too fast (+3600:200)."""

    default = "+3600"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        offset, _, ppm = value.partition(":")
        self.clock = _number(offset, -1e9, 1e9)
        self.drift = 1 + _number(ppm or "0", -1e5, 1e5) / 1e6


class Parameters(Fault):
    """AFTER seconds another picture size (needs a second clip of the same codec)."""

    default = "20"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        self.switch_after = _seconds(value)


class SlowLoris(Fault):
    """Answers BYTES a second."""

    default = "1"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        self.pace = _number(value, 0.01, 1e6)


class HugeSdp(Fault):
    """Announces a description of 1 GB and sends without end."""

    def answer(self, method: str, cseq: str) -> bytes | None:
        if method != "DESCRIBE":
            return None
        head = b"RTSP/1.0 200 OK\r\nCSeq: %s\r\nContent-Type: application/sdp\r\n" % cseq.encode()
        return head + b"Content-Length: 1073741824\r\n\r\nv=0\r\n"

    def flood(self) -> bytes:
        return b"a=x-padding:" + b"x" * 65_522 + b"\r\n"


class Garbage(Fault):
    """After PLAY random bytes in place of media (BYTES of them, then media; 0 for ever)."""

    default = "0"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        self.left = int(_number(value, 0, 1e9))
        self.endless = not self.left

    def raw(self) -> bytes:
        size = 4096 if self.endless else min(self.left, 4096)
        self.left -= 0 if self.endless else size
        return self.chance.randbytes(size)

    def packets(self, packets: Packets) -> Packets:
        return [] if self.endless or self.left else packets


class NotRtsp(Fault):
    """An HTTP server answers."""

    def answer(self, method: str, cseq: str) -> bytes | None:
        body = b"<html><body>Bad Request</body></html>"
        head = b"HTTP/1.1 400 Bad Request\r\nServer: App-webs/\r\nContent-Type: text/html\r\nConnection: close\r\n"
        return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


class AudioOnly(Fault):
    """The description holds no video."""

    def sdp(self, text: str) -> str:
        audio = "m=audio 0 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=control:trackID=1\r\n"
        head, *parts = re.split(r"(?=^m=)", text, flags=re.M)
        kept = "".join(part for part in parts if part.startswith("m=audio"))
        return head + (kept or audio)


class Mjpeg(Fault):
    """The description announces Motion JPEG."""

    def sdp(self, text: str) -> str:
        head = re.split(r"(?=^m=)", text, flags=re.M)[0]
        return head + "m=video 0 RTP/AVP 26\r\na=rtpmap:26 JPEG/90000\r\na=control:trackID=0\r\n"

    def mute(self, elapsed: float) -> bool:
        return True


class Redirect(Fault):
    """Sends the client to URL."""

    default = "rtsp://203.0.113.9/"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        self.target = value.encode("utf-8")

    def answer(self, method: str, cseq: str) -> bytes | None:
        if method != "DESCRIBE":
            return None
        return b"RTSP/1.0 302 Moved Temporarily\r\nCSeq: %s\r\nLocation: %s\r\n\r\n" % (cseq.encode(), self.target)


class Silent(Fault):
    """Answers PLAY, then nothing follows."""

    def mute(self, elapsed: float) -> bool:
        return True


class WrongSsrc(Fault):
    """Media carry another SSRC than SETUP announced."""

    foreign_ssrc = True


class NoMarker(Fault):
    """No packet has the marker bit."""

    def packets(self, packets: Packets) -> Packets:
        return [bytes((packet[0], packet[1] & 0x7F)) + packet[2:] for packet in packets]


class NoTimestamps(Fault):
    """All packets have the same timestamp."""

    frozen_time = True


class Renumber(Fault):
    """Interleaved channels other than the ones asked for."""

    channel_shift = 4


class Wrap(Fault):
    """RTP timestamps pass 2^32 AFTER seconds, sequence numbers 2^16 soon."""

    default = "5"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        self.wrap_after = _seconds(value)


class Stale(Fault):
    """Nonces are valid for LIFE seconds, then stale."""

    default = "10"

    def __init__(self, value: str, chance: random.Random) -> None:
        super().__init__(value, chance)
        self.nonce_life = _seconds(value)


TABLE: Final[dict[str, type[Fault]]] = {
    "drop": Drop,
    "corrupt": Corrupt,
    "reorder": Reorder,
    "duplicate": Duplicate,
    "jitter": Jitter,
    "stall": Stall,
    "half-open": HalfOpen,
    "close": Close,
    "clock": Clock,
    "parameters": Parameters,
    "slow-loris": SlowLoris,
    "huge-sdp": HugeSdp,
    "garbage": Garbage,
    "not-rtsp": NotRtsp,
    "audio-only": AudioOnly,
    "mjpeg": Mjpeg,
    "redirect": Redirect,
    "silent": Silent,
    "wrong-ssrc": WrongSsrc,
    "no-marker": NoMarker,
    "no-timestamps": NoTimestamps,
    "renumber": Renumber,
    "stale": Stale,
    "wrap": Wrap,
}


def parse(specification: str, seed: int = 0) -> list[Fault]:
    """Faults of ``name[=value][,name[=value]…]``; empty for none. Raises FaultError with one sentence."""
    faults = []
    for word in filter(None, re.split("[,&]", specification)):
        name, given, value = word.strip().partition("=")
        if name not in TABLE:
            raise FaultError(f"there is no fault '{name}'; there are: {', '.join(TABLE)}")
        kind = TABLE[name]
        try:
            faults.append(kind(value if given else kind.default, random.Random(f"{seed}:{name}")))
        except ValueError as error:
            raise FaultError(f"fault '{name}': {error}") from None
    return faults


def overview() -> str:
    """The table as text, one fault a line."""
    shown = {name: f"{name}={kind.default}" if kind.default else name for name, kind in TABLE.items()}
    return "\n".join(f"  {shown[name]:<24} {kind.__doc__}" for name, kind in TABLE.items())


def outgoing(faults: Sequence[Fault], packets: Packets) -> Packets:
    """``packets`` after every fault that touches media, in the order given."""
    for fault in faults:
        packets = fault.packets(packets)
    return packets


def _number(text: str, low: float, high: float) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a number") from None
    if not low <= number <= high:
        raise ValueError(f"{text} is not between {low:g} and {high:g}")
    return number


def _seconds(text: str) -> float:
    """``200ms``, ``10s`` or ``10``."""
    for unit, factor in (("ms", 0.001), ("s", 1.0)):
        if text.endswith(unit):
            return _number(text[: -len(unit)], 0, 1e6) * factor
    return _number(text, 0, 1e6)
