"""Which cameras are to be recorded: `DATA/run/roster.json`, from the web to the recorder.

The recorder reads this file and needs neither the web nor the database (R15(1)). Passwords in it are sealed; the file
is replaced whole, so a reader never sees half of it.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from beholden.engines import sealing
from beholden.engines.video.recorder.source import CameraSource

NAME: Final = "run/roster.json"
_VERSION: Final = 1
_LARGEST: Final = 64 << 20  # bytes; ten thousand cameras need about 5 MB


class RosterError(Exception):
    """The roster cannot be read; its text is one sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One camera to record. ``password`` is sealed for ``context``; ``allowed`` are the networks it may lie in.

    ``trust``: whom it must be when its line is encrypted (`rtsp.trust`).
    """

    key: str
    url: str
    username: str
    password: str
    context: str
    transport: str
    allowed: tuple[str, ...]
    trust: str = ""


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Replace the roster by ``entries``, durably and at once; the same roster again isn't written. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cameras = [{name: getattr(entry, name) for name in Entry.__slots__} for entry in entries]
    content = json.dumps({"v": _VERSION, "cameras": cameras}, ensure_ascii=False, sort_keys=True).encode()
    with contextlib.suppress(OSError):
        if path.read_bytes() == content:
            return
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()


def read(path: Path, key: bytes) -> list[CameraSource]:
    """What the recorder is to record, passwords opened with ``key``. No roster yet: nothing.

    A camera whose password doesn't open is tried with none, so that it shows as a camera that refuses, and the others
    run. Raises RosterError when the file is not a roster: the recorder then keeps what it has.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RosterError(f"{path.name}: {error.strerror}") from error
    if len(content) > _LARGEST:
        raise RosterError(f"{path.name}: larger than {_LARGEST} bytes")
    try:
        found = json.loads(content)
        if found["v"] != _VERSION:
            raise RosterError(f"{path.name}: version {found['v']!r} is not known")
        return [_source(camera, key) for camera in found["cameras"]]
    except (ValueError, KeyError, TypeError) as error:
        raise RosterError(f"{path.name}: not a roster ({type(error).__name__})") from error


def _source(camera: dict[str, Any], key: bytes) -> CameraSource:
    password = ""
    if camera["password"]:
        with contextlib.suppress(sealing.SealBroken, UnicodeDecodeError):
            password = sealing.unseal(camera["password"], key, camera["context"]).decode()
    return CameraSource(
        key=camera["key"],
        url=camera["url"],
        username=camera["username"],
        password=password,
        transport="udp" if camera["transport"] == "udp" else "tcp",
        trust=camera.get("trust", ""),  # a roster of an older version has none
        allowed=tuple(camera["allowed"]),
    )
