"""The way to a camera, up to the bytes: with a real socket at the other end."""

from __future__ import annotations

import select
import socket
import time

from beholden.engines.video.recorder.connection import ROOM, Connection
from beholden.engines.video.recorder.source import CameraSource


def test_the_kernel_makes_room_for_what_comes_between_two_looks_and_still_wakes_for_a_byte() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        connection = Connection(CameraSource(key="gate", url=f"rtsp://127.0.0.1:{server.getsockname()[1]}/1"), 0)
        assert connection.holds == 0
        until = time.monotonic() + 10
        while connection.session is None and time.monotonic() < until:
            connection.advance(1)
            time.sleep(0.01)
        camera, _ = server.accept()
        with camera:
            connection.make_room()
            assert connection.holds >= ROOM // 2, "whatever this machine allows SO_RCVBUF"
            assert connection.sock is not None
            asked = camera.recv(1000)
            assert asked.startswith(b"OPTIONS") and not select.select([connection.sock], [], [], 0)[0]
            camera.sendall(b"$")
            assert select.select([connection.sock], [], [], 10)[0] == [connection.sock]
            area = bytearray(1000)
            assert connection.receive(memoryview(area)) == 1 and area[:1] == b"$"
        connection.close()
