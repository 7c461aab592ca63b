"""Serve clips as RTSP cameras, at real rate, looped without a seam, with faults on request.

Each FILE (MP4 or MKV with H.264 or H.265, and AAC or G.711) becomes one camera at /1, /2 …

  beholden camera street.mp4 gate.mp4 --port 8554 --user admin --password 12345
  beholden camera street.mp4 --cameras 64 --port 0
  beholden camera street.mp4 --port 8554 --fault drop=0.02 --fault 1:stall=20:10

A viewer can ask for faults itself: rtsp://127.0.0.1:8554/1?drop=0.02
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beholden.cli import UsageError

if TYPE_CHECKING:
    from beholden.engines.video.emulator.server import Server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `beholden camera`."""
    from beholden.engines.video.emulator import overview

    parser.epilog = "faults (NAME or NAME=VALUE, joined by commas; seconds count from PLAY):\n" + overview()
    add = parser.add_argument
    add("files", nargs="+", metavar="FILE", type=Path, help="clip to serve")
    add("--port", type=int, default=8554, metavar="P", help="TCP port; 0 picks a free one (8554)")
    add("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    add("--cameras", type=int, metavar="N", help="repeat the files to N cameras, key frames spread")
    add("--user", default="", help="user name to ask for")
    add("--password", default="", help="password to ask for")
    add("--auth", choices=("digest", "digest-sha256", "basic", "none"), help="how (digest when there is a password)")
    add("--tls", action="store_true", help="rtsps with a self-signed certificate")
    add("--live", action="store_true", help="viewers wait for the next key frame, not an own one at once")
    add("--fault", action="append", default=[], metavar="SPEC", help="SPEC for all cameras, or NUMBER:SPEC for one")
    add("--session-timeout", type=_seconds, default=60.0, metavar="S", help="seconds without a sign of life (60)")
    add("--stats", type=Path, metavar="FILE", help="write what each camera sent to FILE as JSON each second")


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted. Raises UsageError with one sentence."""
    server = _server(args)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.stop())
    for camera in server.cameras:
        fault = f"  fault {camera.fault}" if camera.fault else ""
        video = camera.clip.video
        shape = f"{video.codec} {video.width}x{video.height} {video.fps:g} fps"
        sys.stdout.write(f"{server.url(camera.number)}  {camera.clip.name}  {shape}{fault}\n")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    ended = threading.Event()
    writer = threading.Thread(target=_write_stats, args=(server, args.stats, ended), daemon=True)
    if args.stats is not None:
        writer.start()
    server.run()
    if args.stats is not None:
        ended.set()
        writer.join(5)
    return 0


def _server(args: argparse.Namespace) -> Server:
    from beholden.engines.video import emulator

    if args.cameras is not None and not 1 <= args.cameras <= 4096:
        raise UsageError("beholden camera: --cameras must be 1 to 4096")
    if not 0 <= args.port <= 65535:
        raise UsageError("beholden camera: --port must be 0 to 65535")
    if args.stats is not None:
        _write(args.stats, {})
    try:
        return emulator.make_server(
            args.files,
            cameras=args.cameras,
            faults=args.fault,
            host=args.host,
            port=args.port,
            auth=args.auth,
            user=args.user,
            password=args.password,
            tls=args.tls,
            live=args.live,
            session_timeout=args.session_timeout,
        )
    except (emulator.ClipError, emulator.FaultError) as error:
        raise UsageError(f"beholden camera: {error}") from None
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise UsageError(f"beholden camera: cannot listen on {args.host}:{args.port}: {why}") from None


def _write_stats(server: Server, path: Path, ended: threading.Event) -> None:
    while True:
        last = ended.wait(1.0)
        counts = {server.url(camera.number): asdict(camera.count) for camera in server.cameras}
        with suppress(UsageError):  # a full disk is no reason for the cameras to stop
            _write(path, counts)
        if last:
            return


def _write(path: Path, counts: dict[str, Any]) -> None:
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_text(json.dumps(counts), encoding="utf-8")
        partial.replace(path)
    except (OSError, ValueError) as error:
        raise UsageError(f"beholden camera: --stats: cannot write {path}: {error}") from None


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value <= 86400:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a number of seconds from 1 to 86400")
    return value
