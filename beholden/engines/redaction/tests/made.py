"""Films with drawn faces that a face detector takes for faces, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Sequence
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt

from beholden.engines.redaction import jobs, plan
from beholden.engines.redaction.plan import Plan

Picture = npt.NDArray[np.uint8]
# size of the drawing, and from the second it is there its left upper corner in pixels, None when it is not
Actor = tuple[int, Callable[[float], tuple[int, int] | None]]

SIZE = (640, 360)
RATE = 25
GREY = (150, 140, 120)


def face(size: int) -> Picture:
    """A face on grey, ``size`` pixels high; the detector is sure of it from 30 to 90."""
    picture = np.full((400, 400, 3), GREY, np.uint8)
    for middle, axes, colour in (
        ((200, 190), (120, 160), (40, 45, 60)),
        ((200, 400), (190, 60), (90, 60, 40)),
        ((200, 215), (95, 130), (140, 175, 215)),
        ((200, 215), (60, 110), (150, 185, 225)),
    ):
        cv2.ellipse(picture, middle, axes, 0, 0, 360, colour, -1, 16)
    for x in (160, 240):
        cv2.ellipse(picture, (x, 190), (24, 12), 0, 0, 360, (235, 235, 240), -1, 16)
        cv2.circle(picture, (x, 190), 11, (50, 40, 30), -1, 16)
        cv2.ellipse(picture, (x, 165), (28, 9), 0, 180, 360, (40, 45, 60), 6, 16)
        cv2.ellipse(picture, (x, 188), (26, 14), 0, 180, 360, (60, 70, 90), 3, 16)
    cv2.line(picture, (200, 195), (192, 240), (120, 150, 190), 4, 16)
    cv2.ellipse(picture, (200, 285), (38, 14), 0, 0, 360, (90, 90, 180), -1, 16)
    picture = cv2.GaussianBlur(picture, (9, 9), 0)
    return np.asarray(cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def scene(at_s: float, actors: Sequence[Actor]) -> Picture:
    """The actors before a grey wall."""
    wide, high = SIZE
    picture = np.full((high + 400, wide + 400, 3), GREY, np.uint8)
    for size, where in actors:
        place = where(at_s)
        if place is not None:
            left, top = place[0] + 200, place[1] + 200
            picture[top : top + size, left : left + size] = face(size)
    return np.ascontiguousarray(picture[200 : 200 + high, 200 : 200 + wide])


def film(
    path: Path, actors: Sequence[Actor], seconds: float = 1.6, sound: bool = False, codec: str = "libx264"
) -> Path:
    """Encode the actors into ``path``, with a title and x264's own SEI, as other people's files have them."""
    with av.open(str(path), "w", format="mp4") as out:
        out.metadata["title"] = "Back yard of Zhang San"
        options = {"preset": "ultrafast", "crf": "16", "g": str(RATE), "x265-params": f"keyint={RATE}:log-level=none"}
        video: Any = out.add_stream(codec, rate=RATE, options=options)
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        audio: Any = out.add_stream("aac", rate=48_000) if sound else None
        for number in range(round(seconds * RATE)):
            frame = av.VideoFrame.from_ndarray(scene(number / RATE, actors), format="bgr24")
            out.mux(video.encode(frame))
            if audio:
                out.mux(audio.encode(_tone(number)))
        out.mux(video.encode(None))
        if audio:
            out.mux(audio.encode(None))
    return path


def damaged(source: Path, path: Path, lost: Container[int] = (), spoilt: Container[int] = ()) -> Path:
    """The film without some of its packets, in the order of decoding, and with others that make no sense."""
    with av.open(str(source)) as given, av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream_from_template(given.streams.video[0])
        packets = (packet for packet in given.demux(video=0) if packet.dts is not None)
        for number, packet in enumerate(packets):
            if number in lost:
                continue
            kept = packet
            if number in spoilt:
                data = bytearray(bytes(packet))
                data[len(data) // 3 :] = bytes(0xA5 ^ at & 255 for at in range(len(data) - len(data) // 3))
                kept = av.Packet(bytes(data))
                kept.pts, kept.dts, kept.time_base = packet.pts, packet.dts, packet.time_base
                kept.duration, kept.is_keyframe = packet.duration, packet.is_keyframe
            kept.stream = stream
            out.mux(kept)
    return path


def _tone(number: int) -> Any:
    count = 48_000 // RATE
    wave = np.sin(np.arange(number * count, (number + 1) * count) * 0.05).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts = 48_000, number * count
    return frame


def ask(folder: Path, sources: Sequence[Path | dict[str, Any]], wanted: Plan, **more: Any) -> None:
    """Write job.json."""
    folder.mkdir(exist_ok=True)
    rows = [one if isinstance(one, dict) else {"path": str(one)} for one in sources]
    data = {"sources": rows, "plan": json.loads(plan.dumps(wanted)), **more}
    (folder / "job.json").write_text(json.dumps(data))


def done(folder: Path, sources: Sequence[Path | dict[str, Any]], wanted: Plan, **more: Any) -> dict[str, Any]:
    """Do the job; what stands in result.json."""
    ask(folder, sources, wanted, **more)
    jobs.run(folder)
    return told(folder, "result")


def told(folder: Path, name: str) -> Any:
    """What stands in NAME.json."""
    return json.loads((folder / f"{name}.json").read_text())


def pictures(path: Path) -> list[Picture]:
    """All pictures, BGR."""
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="bgr24"), np.uint8) for frame in container.decode(video=0)]
