"""Live footage out of a worker: a Unix socket each worker listens on, and the client that reads it.

Whoever connects sends one line, the camera's key; messages follow, each `u32 length, u8 kind, payload`. The worker
never waits for a viewer: one that does not keep up loses fragments up to the next key frame. Who may look is decided
elsewhere (`site.access`, the one door); this socket is for the owner of the process only (mode 0600 in a 0700
folder).
"""

from __future__ import annotations

import asyncio
import json
import os
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from beholden.engines.video.recorder import status

HEAD = struct.Struct(">IB")
INFO, INIT, KEY, DELTA, END = range(5)
_LIMIT = 32 << 20


class LiveUnavailable(Exception):
    """The camera is not being recorded now, or the recorder does not run. ``code`` says which."""

    def __init__(self, code: Literal["not_running", "not_recording"]) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """``init`` before the first media and after each change of parameters; ``media`` one or more whole fragments."""

    kind: Literal["init", "media", "end"]
    payload: bytes
    codec_string: str = ""
    key: bool = False


def socket_name(worker: int) -> str:
    """File name of a worker's socket in `DATA/run`."""
    return f"live-{worker}.sock"


async def watch(data: Path, key: str) -> AsyncIterator[LiveMessage]:
    """Live messages of one camera, from its last key frame on; ends with kind "end" when the run ends.

    Raises LiveUnavailable before the first message.
    """
    now = status.read(data)
    if now is None:
        raise LiveUnavailable("not_running")
    camera = now["cameras"].get(key)
    if camera is None or camera["state"] != "recording":
        raise LiveUnavailable("not_recording")
    reader, writer = await _connect(data / "run", socket_name(camera["worker"]))
    try:
        writer.write(key.encode() + b"\n")
        await writer.drain()
        codec = ""
        while True:
            length, kind = HEAD.unpack(await reader.readexactly(HEAD.size))
            if length > _LIMIT:
                raise LiveUnavailable("not_recording")
            payload = await reader.readexactly(length)
            if kind == INFO:
                codec = json.loads(payload)["codec_string"]
            elif kind == INIT:
                yield LiveMessage("init", payload, codec)
            elif kind in (KEY, DELTA):
                yield LiveMessage("media", payload, codec, kind == KEY)
            else:
                break
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the worker ended: for a viewer that is the end of the stream
    finally:
        writer.close()
    yield LiveMessage("end", b"")


async def _connect(folder: Path, name: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    # a socket address holds 107 bytes; through the folder's descriptor any DATA path is short enough
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return await asyncio.open_unix_connection(f"/proc/self/fd/{handle}/{name}", limit=1 << 20)
    except OSError as error:
        raise LiveUnavailable("not_running") from error
    finally:
        os.close(handle)
