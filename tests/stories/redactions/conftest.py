"""The same server, cast and browsers as the stories of filing; footage in which somebody walks, and a masked copy."""

from __future__ import annotations

import io
import struct
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import av
import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw

from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import System
from beholden.site.access.tests import footage_maker
from beholden.site.dossiers.tests.made import a_system
from beholden.site.redactions import services
from beholden.site.requests.models import FootageRequest
from tests.stories.filing.conftest import opened, people

__all__ = ["opened", "people"]
SIZE, RATE, SECONDS = (640, 360), 5, 30


@lru_cache(maxsize=1)
def _walker() -> footage_maker.Clip:
    """Half a minute of a yard with a dark figure crossing it."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.options = {"g": str(RATE), "keyint_min": str(RATE), "bf": "0", "sc_threshold": "0", "preset": "fast"}
        for number in range(RATE * SECONDS):
            picture = Image.new("RGB", SIZE, (150, 156, 160))
            pen = ImageDraw.Draw(picture)
            pen.rectangle((0, 250, 640, 360), fill=(104, 108, 104))
            pen.rectangle((430, 60, 600, 250), fill=(176, 150, 120))
            left = (20 + number * 8) % 640
            pen.ellipse((left + 8, 130, left + 40, 166), fill=(214, 176, 150))
            pen.rectangle((left, 166, left + 48, 290), fill=(40, 52, 88))
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode())
    with av.open(io.BytesIO(out.getvalue())) as container:
        video = container.streams.video[0]
        avcc = bytes(video.codec_context.extradata)
        (long,) = struct.unpack_from(">H", avcc, 6)
        sps, pps = avcc[8 : 8 + long], avcc[11 + long : 11 + long + struct.unpack_from(">H", avcc, 9 + long)[0]]
        samples = tuple((bytes(packet), packet.is_keyframe) for packet in container.demux(video) if packet.size)
    track = footage_maker.Track("video", "h264", 96, footage_maker.CLOCK, "", [sps, pps], *SIZE, bit_depth=8)
    track.codec_string = "avc1." + sps[1:4].hex()
    return footage_maker.Clip(track, samples)


@pytest.fixture
def filmed(people: Cast, monkeypatch: pytest.MonkeyPatch) -> System:
    """A System whose first camera filmed the walker an hour ago."""
    walker = _walker()
    monkeypatch.setattr(footage_maker, "clip", lambda: walker)
    system = a_system(people.manager)
    footage_maker.record(Path(settings.DATA), system.cameras.order_by("pk")[0].code, began(), 1)
    return system


def began() -> datetime:
    """When the footage begins: the last full hour but one."""
    return timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)


def span(request: FootageRequest) -> tuple[str, str]:
    """The first six seconds, as the form wants them."""
    start = timezone.localtime(request.from_at)
    return f"{start:%Y-%m-%dT%H:%M:%S}", f"{start + timedelta(seconds=6):%Y-%m-%dT%H:%M:%S}"


def agreed(people: Cast, system: System, kind: str, **more: object) -> FootageRequest:
    """A request for the walker's half minute that the manager agreed to."""
    from unittest.mock import patch

    from beholden.site.requests.tests import made

    where = {"cameras": [system.cameras.order_by("pk")[0].code], "from_at": began()}
    where |= {"to_at": began() + timedelta(seconds=30), **more}
    with patch.object(made, "scope", lambda *_given, **_more: where):
        return made.approved(people.guard, people.manager, system, kind, now=timezone.now())


def work() -> None:
    """What the jobs process does in its next turns."""
    assert services.make_all() == 1
