"""The blocking client: packets and answers are told apart however the network cuts them."""

from __future__ import annotations

import random
import struct
import time

import pytest

from beholden.engines.video.errors import CameraError
from beholden.engines.video.probe.tests.camera import Script, camera
from beholden.engines.video.rtsp.address import parse
from beholden.engines.video.rtsp.client import Client

_HERE = ("127.0.0.0/8",)


def _cut(data: bytes, chance: random.Random) -> list[bytes]:
    pieces = []
    while data:
        size = chance.choice((1, 2, 3, 5, 40, 900, 70_000))
        pieces.append(data[:size])
        data = data[size:]
    return pieces


@pytest.mark.parametrize("seed", range(4))
def test_packets_of_any_size_come_whole_and_in_order_between_answers(seed: int) -> None:
    chance = random.Random(seed)
    sent = [bytes([0x80]) + chance.randbytes(chance.choice((0, 11, 1400, 65_534))) for _ in range(40)]
    answer = b"RTSP/1.0 200 OK\r\nCSeq: 9\r\nContent-Length: 5\r\n\r\n$\x00\x00\x01$"
    stream = b"".join(
        struct.pack(">cBH", b"$", n % 4, len(data)) + data + (answer if n % 7 == 3 else b"")
        for n, data in enumerate(sent)
    )
    found: list[tuple[int, bytes]] = []
    with camera(Script(media=_cut(stream, chance))) as url:
        client = Client(parse(url), timeout=5, allowed=_HERE)
        client.prepare()
        ends = time.monotonic() + 10
        while len(found) < len(sent) and time.monotonic() < ends:
            client.step(lambda channel, buffer, start, end: found.append((channel, bytes(buffer[start:end]))))
        client.close()
    assert [data for _, data in found] == sent
    assert [channel for channel, _ in found] == [n % 4 for n in range(len(sent))]


def test_a_camera_that_hangs_up_is_said_so_and_closing_twice_is_no_harm() -> None:
    with camera(Script(hang_up=True)) as url:
        client = Client(parse(url), timeout=5, allowed=_HERE)
        client.prepare()
        with pytest.raises(CameraError, match="closed the connection"):
            for _ in range(20):
                client.step(None)
        client.close()
        client.close()
