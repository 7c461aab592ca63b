"""A copy with a mark burned into every picture, for who is to look and not to prove (R16(2)(2), R20).

The film is decoded and encoded in a process of its own (`overlaying`): what a film does to a decoder stays there.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av

from beholden.engines.packaging.overlaying import Task

STALLED: Final = 120.0  # seconds without a word after which the process is ended

# (register number, width, height of the film) -> PNG of that size with an alpha channel
Draw = Callable[[int, int, int], bytes]


@dataclass(frozen=True, slots=True)
class Mark:
    """``draw`` the words laid over every picture; ``font`` and ``offset_minutes`` for the clock that runs in it."""

    draw: Draw
    offset_minutes: int
    font: str = ""


class CannotBeMarked(Exception):
    """The film cannot be decoded or encoded; the text is the process's own."""


def burn(source: Path, target: Path, mark: Mark, register: int, from_us: int, tell: Callable[[float], None]) -> None:
    """Write ``source`` with the mark in every picture to ``target``, synced.

    ``register`` the number under which this camera's footage was registered, ``from_us`` wall time of the first
    picture. ``tell`` hears the share done, 0 to 1, and may raise to stop it. Raises CannotBeMarked, OSError, and
    what ``tell`` raises; then there is no ``target``.
    """
    part, layer = target.with_name(f".{target.name}.mark"), target.with_name(f".{target.name}.png")
    try:
        layer.write_bytes(mark.draw(register, *_size(source)))
        task = Task(str(source), str(part), str(layer), from_us, mark.offset_minutes, mark.font)
        _watch([sys.executable, "-m", "beholden.engines.packaging.overlaying", task.words()], tell)
        with open(part, "rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
        layer.unlink(missing_ok=True)


def _size(source: Path) -> tuple[int, int]:
    try:
        with av.open(str(source)) as film:
            context = film.streams.video[0].codec_context
            return context.width, context.height
    except (av.FFmpegError, IndexError) as error:
        raise CannotBeMarked(str(error)) from error


def _watch(command: list[str], tell: Callable[[float], None]) -> None:
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        try:
            heard, share = time.monotonic(), 0.0
            while True:
                ready, _, _ = select.select([process.stdout], [], [], 1.0)
                if ready:
                    words = os.read(process.stdout.fileno(), 4096)
                    if not words:
                        break
                    heard, share = time.monotonic(), int(words.split()[-1]) / 1000
                elif time.monotonic() - heard > STALLED:
                    raise CannotBeMarked(f"nothing happened for {STALLED:g} seconds")
                tell(share)
            said = process.stderr.read(2000)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise CannotBeMarked(said.decode("utf-8", "replace").strip() or f"exit {process.returncode}")
