"""What SETUP negotiates, and how control URLs are joined: as servers expect it, not as RFC 3986 would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from beholden.engines.video.errors import CameraError

_INTERLEAVED: Final = re.compile(r"interleaved\s*=\s*(\d{1,3})(?:\s*-\s*(\d{1,3}))?", re.IGNORECASE)
_SSRC: Final = re.compile(r"ssrc\s*=\s*\"?\s*([0-9A-Fa-f]{1,8})\b", re.IGNORECASE)
_TIMEOUT: Final = re.compile(r"timeout\s*=\s*\"?(\d{1,6})", re.IGNORECASE)
_DEFAULT_TIMEOUT: Final = 60.0


@dataclass(frozen=True, slots=True)
class Transport:
    """Interleaved channels of one track and the SSRC it promises, if any."""

    rtp: int
    rtcp: int
    ssrc: int | None

    @classmethod
    def parse(cls, text: str, asked: int) -> Transport:
        """Read a Transport answer; ``asked`` is the RTP channel asked for, used when the server is silent about it.

        Raises CameraError("status") when the server insists on UDP, "malformed" for impossible channels.
        """
        found = _INTERLEAVED.search(text)
        if found is None and text and "TCP" not in text.upper():
            raise CameraError("status", "TCP: " + "".join(c if c.isprintable() else "?" for c in text[:60]))
        rtp = int(found[1]) if found else asked
        rtcp = int(found[2]) if found and found[2] else rtp + 1
        if not (0 <= rtp < 256 and 0 <= rtcp < 256):
            raise CameraError("malformed", f"interleaved={rtp}-{rtcp}")
        ssrc = _SSRC.search(text)
        return cls(rtp, rtcp, int(ssrc[1], 16) if ssrc else None)


def control_url(base: str, control: str) -> str:
    """The URL of one track. A relative control is appended, also behind a query, as live555, ffmpeg and cameras do."""
    if control.lower().startswith(("rtsp://", "rtsps://")):
        return _safe(control)
    if control in ("", "*"):
        return _safe(base)
    return _safe(base.rstrip() + ("" if base.endswith("/") or control.startswith("/") else "/") + control)


def play_url(base: str, control: str) -> str:
    """The URL of the whole presentation: its control when absolute, else the base."""
    return _safe(control) if control.lower().startswith(("rtsp://", "rtsps://")) else control_url(base, control)


def _safe(url: str) -> str:
    """Nothing that could end a request line early."""
    return "".join(char for char in url if char.isprintable() and not char.isspace())


def session_id(text: str) -> tuple[str, float]:
    """(session id, timeout in seconds) of a Session header; padding around the id is dropped."""
    name, _, rest = text.partition(";")
    timeout = _TIMEOUT.search(rest)
    seconds = float(timeout[1]) if timeout else 0.0
    return name.strip()[:512], min(max(seconds, 4.0), 3600.0) if seconds else _DEFAULT_TIMEOUT
