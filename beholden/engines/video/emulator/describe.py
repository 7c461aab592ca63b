"""What a camera says about itself: the session description (RFC 4566 and the payload formats' own parameters)."""

from __future__ import annotations

import base64
from typing import Final

from .clips import Clip, Medium

_NAMES: Final = {"h264": "H264", "h265": "H265", "pcma": "PCMA", "pcmu": "PCMU"}


def describe(clip: Clip, name: str, host: str) -> str:
    """The description of ``clip``; track n has control ``trackID=n``."""
    lines = [
        "v=0",
        f"o=- 1 1 IN IP4 {host}",
        f"s={name}",
        f"c=IN IP4 {host}",
        "t=0 0",
        "a=control:*",
        "a=range:npt=now-",
    ]
    for number, medium in enumerate(clip.media):
        lines += [
            f"m={medium.kind} 0 RTP/AVP {medium.payload_type}",
            *_attributes(medium),
            f"a=control:trackID={number}",
        ]
    return "\r\n".join([*lines, ""])


def _attributes(medium: Medium) -> list[str]:
    pt, rate = medium.payload_type, medium.clock_rate
    if medium.codec == "aac":
        config = medium.parameters[0].hex()
        return [
            f"a=rtpmap:{pt} MPEG4-GENERIC/{rate}/{medium.channels}",
            f"a=fmtp:{pt} streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;"
            f"config={config}",
        ]
    channels = f"/{medium.channels}" if medium.channels > 1 else ""
    lines = [f"a=rtpmap:{pt} {_NAMES[medium.codec]}/{rate}{channels}"]
    sets = [base64.b64encode(unit).decode("ascii") for unit in medium.parameters]
    if medium.codec == "h264":
        profile = medium.parameters[0][1:4].hex().upper()
        lines.append(
            f"a=fmtp:{pt} packetization-mode=1;profile-level-id={profile};sprop-parameter-sets={','.join(sets)}"
        )
    elif medium.codec == "h265":
        lines.append(f"a=fmtp:{pt} sprop-vps={sets[0]};sprop-sps={sets[1]};sprop-pps={sets[2]}")
    if medium.kind == "video":
        lines += [f"a=framerate:{medium.fps:g}", f"a=x-dimensions:{medium.width},{medium.height}"]
    return lines
