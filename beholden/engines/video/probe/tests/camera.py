"""A camera on a socket that does what a test tells it to: for failures no decent server would produce."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from beholden.engines.video.rtsp.tests.dialogue import SDP, reply

Say = Callable[[str, dict[str, str]], bytes]


@dataclass
class Script:
    """``banner`` is said at once; ``answers`` by method; ``media`` follows PLAY; ``drip`` seconds a byte."""

    banner: bytes = b""
    answers: dict[str, bytes | Say] = field(default_factory=dict)
    media: list[bytes] = field(default_factory=list)
    pause: float = 0.0
    drip: float = 0.0
    hang_up: bool = False


@contextlib.contextmanager
def camera(script: Script) -> Iterator[str]:
    """The URL of a camera that follows ``script``."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_accept, args=(server, script, stop), daemon=True)
        thread.start()
        yield f"rtsp://127.0.0.1:{server.getsockname()[1]}/live"
        stop.set()
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _accept(server: socket.socket, script: Script, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            peer, _ = server.accept()
        except OSError:
            return
        with peer, contextlib.suppress(OSError):
            _serve(peer, script, stop)


def _serve(peer: socket.socket, script: Script, stop: threading.Event) -> None:
    peer.sendall(script.banner)
    peer.settimeout(0.05)
    received = b""
    while not stop.is_set():
        try:
            data = peer.recv(65536)
        except TimeoutError:
            continue
        if not data:
            return
        received += data
        while b"\r\n\r\n" in received:
            request, _, received = received.partition(b"\r\n\r\n")
            if not _answer(peer, request.decode(), script, stop):
                return


def _answer(peer: socket.socket, request: str, script: Script, stop: threading.Event) -> bool:
    first, *lines = request.split("\r\n")
    headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines}
    method = first.partition(" ")[0]
    usual: dict[str, bytes | Say] = {
        "OPTIONS": reply(Public="OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"),
        "DESCRIBE": reply(body=SDP, Content_Type="application/sdp"),
        "SETUP": reply(Session="1", Transport=headers.get("transport", "")),
        "PLAY": reply(Session="1"),
    }
    answer = (usual | script.answers).get(method, reply())
    data = (answer(method, headers) if callable(answer) else answer).replace(b"CSEQ", headers.get("cseq", "").encode())
    for at in range(len(data)) if script.drip else ():
        if stop.wait(script.drip):
            return False
        peer.sendall(data[at : at + 1])
    if not script.drip:
        peer.sendall(data)
    if method == "PLAY":
        for packet in script.media:
            peer.sendall(packet)
            time.sleep(script.pause)
        return not script.hang_up
    return True
