"""Cameras made of clips: an RTSP server with faults on request, for the demo, the tests and the benches.

It shares no line with the product's RTSP client and depacketisers, so that a mistake cannot cancel itself out::

    with emulator.serve([Path("street.mp4"), Path("gate.mp4")], user="admin", password="…") as cameras:
        record(cameras.urls[0])
        cameras.set_fault(1, "stall=0:10")
        assert cameras.stats[0].frames > 100
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TypedDict, Unpack

from .certificate import context
from .clips import Clip, ClipError, load
from .faults import FaultError, overview, parse
from .playback import Count, Run
from .server import Camera, Server
from .signin import Gate, Scheme

__all__ = ["ClipError", "Count", "Emulator", "FaultError", "Options", "Run", "make_server", "overview", "serve"]


class Options(TypedDict, total=False):
    """How cameras are served, all with a sensible default."""

    cameras: int | None  # repeat the files up to this many
    faults: Sequence[str]  # for all cameras, or for one with its number and a colon in front: "3:drop=0.02"
    host: str
    port: int  # 0 picks one
    auth: Scheme | None  # digest when there is a password
    user: str
    password: str
    tls: bool
    live: bool  # viewers wait for the running picture's next key frame
    session_timeout: float  # seconds
    stuck_after: float  # seconds a viewer may not read before it is dropped


def make_server(files: Sequence[Path | tuple[Path, str]], **options: Unpack[Options]) -> Server:
    """A server that is bound but does not run yet.

    ``files``: a clip, or (clip, fault specification), a camera. Raises ClipError, FaultError, OSError (the port).
    """
    made = _cameras(files, options.get("cameras"), options.get("faults", ()))
    password = options.get("password", "")
    scheme = options.get("auth") or ("digest" if password else "none")
    return Server(
        made,
        host=options.get("host", "127.0.0.1"),
        port=options.get("port", 0),
        gate=Gate(scheme, options.get("user", ""), password),
        tls=context() if options.get("tls") else None,
        live=options.get("live", False),
        session_timeout=options.get("session_timeout", 60.0),
        stuck_after=options.get("stuck_after", 10.0),
    )


def _cameras(files: Sequence[Path | tuple[Path, str]], total: int | None, faults: Sequence[str]) -> list[Camera]:
    pairs = [(entry, "") if isinstance(entry, Path) else entry for entry in files]
    clips: dict[Path, Clip] = {path: load(path) for path in dict.fromkeys(path for path, _ in pairs)}
    total = len(pairs) if total is None else total
    made = []
    for n in range(total):
        path, fault = pairs[n % len(pairs)]
        clip = clips[path]
        made.append(Camera(n + 1, clip, _fault_of(n + 1, total, [fault, *faults]), phase=clip.video.period * n / total))
    sizes = {(clip.video.codec, clip.video.width, clip.video.height) for clip in clips.values()}
    for camera in made:
        codec = camera.clip.video.codec
        alone = sum(size[0] == codec for size in sizes) < 2
        if alone and any(one.switch_after is not None for one in parse(camera.fault)):
            raise FaultError("fault 'parameters' needs a second clip of the same codec and another size")
    return made


def _fault_of(number: int, total: int, specifications: Sequence[str]) -> str:
    """The faults meant for camera ``number``, joined."""
    chosen = []
    for specification in specifications:
        target, colon, rest = specification.partition(":")
        if colon and target.isdecimal():
            if not 1 <= int(target) <= total:
                raise FaultError(f"fault for camera {target}: there are cameras 1 to {total}")
            specification = rest if int(target) == number else ""
            parse(rest)
        parse(specification)
        chosen.append(specification)
    return ",".join(filter(None, chosen))


class Emulator:
    """A running server in a thread of its own."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._thread = threading.Thread(target=server.run, name="cameras", daemon=True)

    @property
    def urls(self) -> list[str]:
        """One address a camera, without user and password."""
        return [self._server.url(camera.number) for camera in self._server.cameras]

    @property
    def port(self) -> int:
        """The TCP port."""
        return self._server.address[1]

    @property
    def stats(self) -> list[Count]:
        """What each camera sent, counted while it runs."""
        return [camera.count for camera in self._server.cameras]

    def set_fault(self, number: int, specification: str) -> None:
        """Change what camera ``number`` (from 1) does wrong from now on; ``""`` mends it. Raises FaultError."""
        parse(specification)
        done: SimpleQueue[None] = SimpleQueue()

        def act() -> None:
            self._server.set_fault(number, specification)
            done.put(None)

        self._server.order(act)
        done.get(timeout=10)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and the port."""
        self._server.stop()
        self._thread.join(10)


@contextmanager
def serve(files: Sequence[Path | tuple[Path, str]], **options: Unpack[Options]) -> Iterator[Emulator]:
    """Run cameras in a thread while the context lasts; arguments as of ``make_server``."""
    emulator = Emulator(make_server(files, **options))
    emulator.start()
    try:
        yield emulator
    finally:
        emulator.stop()
