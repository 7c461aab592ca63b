"""Record cameras into a folder, without any server or database. Ctrl-C is clean.

    beholden record rtsp://user:password@192.0.2.7/stream1 --into footage-here --for 60
    beholden record gate=rtsp://192.0.2.7/1 till=rtsp://192.0.2.8/1 --into footage-here

    beholden record gate=rtsps://192.0.2.7/1 --ca site-ca.pem --into footage-here

A camera is named NAME=URL, or after its address. 'beholden footage DIR' shows what was recorded. Without --ca or --pin
the line of an rtsps:// camera is private, but anybody may stand at its other end."""

from __future__ import annotations

import argparse
import json
import logging
import re
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from beholden.cli import UsageError
from beholden.engines.video.errors import CameraError
from beholden.engines.video.recorder.source import CameraSource
from beholden.engines.video.recorder.supervisor import SEGMENT_SECONDS, RecorderBusy, Supervisor
from beholden.engines.video.rtsp.address import parse
from beholden.engines.video.rtsp.trust import AUTHORITY, pinned, tls_context
from beholden.engines.video.segments.names import is_key, slug

_LONGEST = 10 * 365 * 86400  # seconds
_NAMED = re.compile(r"(?!rtsps?://)(.*?)=(\w+://.+)", re.DOTALL | re.IGNORECASE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `beholden record`."""
    parser.add_argument("cameras", nargs="+", metavar="[NAME=]URL", help="rtsp:// or rtsps:// address")
    parser.add_argument("--into", required=True, type=Path, metavar="DIR", help="folder to record into")
    parser.add_argument("--for", dest="seconds", type=_positive, metavar="SECONDS", help="stop after this long")
    parser.add_argument(
        "--segment", type=_positive, default=SEGMENT_SECONDS, metavar="SECONDS", help="length of a file (default 60)"
    )
    parser.add_argument("--udp", action="store_true", help="let the cameras send over UDP")
    parser.add_argument("--ca", metavar="FILE", help="PEM of who vouches for rtsps:// cameras; 'system' for its own")
    parser.add_argument(
        "--pin",
        action="append",
        default=[],
        metavar="[NAME=]SHA256",
        help="the one certificate an rtsps:// camera may show; goes before --ca",
    )
    parser.add_argument("--json", action="store_true", help="print the final status as JSON")


def run(args: argparse.Namespace) -> int:
    """Record; 0 when every camera gave footage, 1 when one gave none."""
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    if str(args.into) == ".":
        raise UsageError("beholden record: --into names no folder; give one, such as --into footage-here")
    sources = _trusting(_sources(args.cameras, "udp" if args.udp else "tcp"), args)
    screen = Screen(sys.stderr.isatty())
    supervisor = Supervisor(args.into, lambda: sources, segment_seconds=args.segment, on_status=screen.show)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stop())
    if args.seconds:
        signal.signal(signal.SIGALRM, lambda *_: supervisor.stop())
        signal.setitimer(signal.ITIMER_REAL, args.seconds)
    try:
        supervisor.run()
    except RecorderBusy as error:
        raise UsageError(f"beholden record: {error}") from error
    except OSError as error:
        raise UsageError(f"beholden record: cannot record into {args.into}: {error.strerror or error}") from error
    screen.finish()
    if args.json:
        sys.stdout.write(json.dumps({"cameras": screen.last}, ensure_ascii=False) + "\n")
    return 0 if all(screen.gave_footage(source.key) for source in sources) else 1


class Screen:
    """One line a second on a terminal; a sentence when a camera's trouble changes, always."""

    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal
        self._troubles: dict[str, Any] = {}
        self._started = time.monotonic()
        self.last: dict[str, Any] = {}

    def show(self, cameras: dict[str, Any]) -> None:
        """Take a status."""
        if not cameras:
            return
        self.last = cameras
        for key, now in sorted(cameras.items()):
            trouble = now["error"]
            if trouble != self._troubles.get(key):
                self._troubles[key] = trouble
                if trouble:
                    self._clear()
                    sys.stderr.write(f"{key}: {CameraError(**trouble).sentence('en')}\n")
        if self._terminal:
            recording = [now for now in cameras.values() if now["state"] == "recording"]
            rate = sum(now["kbps"] for now in recording) / 1000
            seconds = int(time.monotonic() - self._started)
            sys.stderr.write(f"\r{seconds} s  {len(recording)}/{len(cameras)} recording  {rate:.1f} Mbit/s \x1b[K")
            sys.stderr.flush()

    def finish(self) -> None:
        """Leave the line."""
        self._clear()

    def gave_footage(self, key: str) -> bool:
        """True when at least one file was written for the camera."""
        return bool(self.last.get(key, {}).get("segments"))

    def _clear(self) -> None:
        if self._terminal:
            sys.stderr.write("\r\x1b[K")


def _sources(words: list[str], transport: Any) -> list[CameraSource]:
    sources: dict[str, CameraSource] = {}
    for word in words:
        named = _NAMED.fullmatch(word)
        name, url = (named[1], named[2]) if named else ("", word)
        try:
            address = parse(url)
        except CameraError as error:
            raise UsageError(f"beholden record: {error.sentence('en')}") from error
        if name and not is_key(name):
            raise UsageError(
                f"beholden record: '{name[:80]}' cannot name a folder; use up to 64 of a-z 0-9 . _ - "
                "beginning and ending with a letter or digit"
            )
        key = name or slug(f"{address.host}-{address.port}{address.path}")
        if key in sources:
            raise UsageError(f"beholden record: two cameras are named '{key}'; name them NAME=URL")
        sources[key] = CameraSource(key, address.url, address.username, address.password, transport)
    return list(sources.values())


def _trusting(sources: list[CameraSource], args: argparse.Namespace) -> list[CameraSource]:
    """The cameras with whom each must be. Raises UsageError for a wish that would verify less than it says."""
    if not (args.ca or args.pin):
        return sources
    if args.udp:
        raise UsageError("beholden record: over UDP no certificate is verified; leave --udp out, or --ca and --pin")
    pins = _pins(args.pin, [source.key for source in sources])
    authority = _authority(args.ca) if args.ca else ""
    private = {source.key for source in sources if source.url.startswith("rtsps://")}
    bare = sorted(pins.keys() - private) or ([] if private else [sources[0].key])
    if bare:
        raise UsageError(f"beholden record: camera '{bare[0]}' has no certificate; only rtsps:// addresses have one")
    return [replace(one, trust=pins.get(one.key, authority)) if one.key in private else one for one in sources]


def _authority(given: str) -> str:
    """``--ca`` as the engine reads it, once it is sure that the file holds certificates."""
    if given == "system":
        return AUTHORITY
    path = Path(given).expanduser().absolute()
    try:
        if not path.is_file():
            raise CameraError("untrusted", given)
        tls_context(f"{AUTHORITY}{path}")
    except CameraError as error:
        raise UsageError(f"beholden record: --ca {given} is no file with certificates in PEM form") from error
    return f"{AUTHORITY}{path}"


def _pins(words: list[str], keys: list[str]) -> dict[str, str]:
    """Which camera may show which certificate alone, by the camera's name."""
    pins: dict[str, str] = {}
    for word in words:
        name, named, digest = word.rpartition("=")
        if not named and len(keys) > 1:
            raise UsageError("beholden record: with several cameras, say whose certificate it is: --pin NAME=SHA256")
        key = name if named else keys[0]
        if key not in keys or key in pins:
            wrong = "is pinned twice" if key in pins else "is not among those to record"
            raise UsageError(f"beholden record: --pin: camera '{key[:80]}' {wrong}")
        try:
            pins[key] = pinned(digest)
        except ValueError as error:
            raise UsageError(f"beholden record: --pin '{digest[:80]}': {error}") from error
    return pins


def _positive(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if not 1 <= value <= _LONGEST:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a whole number of seconds from 1 to {_LONGEST}")
    return value
