"""Which addresses may be reached, and what connecting says when it fails."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtsp.address import parse
from beholden.engines.video.rtsp.connect import check_allowed, connect

_HERE = ("127.0.0.0/8",)


@pytest.mark.parametrize(
    "place",
    [
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "240.0.0.1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "ff02::1",
        "::ffff:169.254.169.254",
        "::ffff:0.0.0.0",
        "nonsense",
        "",
    ],
)
def test_some_addresses_are_never_reached_even_when_listed(place: str) -> None:
    for allowed in (None, (), ("0.0.0.0/0", "::/0")):
        with pytest.raises(CameraError) as caught:
            check_allowed(place, allowed)
        assert caught.value.code == "forbidden"


def test_with_a_list_only_what_is_in_it_is_reached_and_loopback_is_no_exception() -> None:
    for place in ("192.168.1.5", "10.1.2.3", "::ffff:10.1.2.3", "fd00::5"):
        check_allowed(place, ("192.168.0.0/16", "10.0.0.0/8", "fd00::/8"))
        check_allowed(place, None)
    for place in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "8.8.8.8"):
        with pytest.raises(CameraError, match="may not be reached"):
            check_allowed(place, ("192.168.0.0/16", "10.0.0.0/8"))
    check_allowed("127.0.0.1", _HERE)
    check_allowed("::ffff:127.0.0.1", _HERE)


@contextmanager
def _listener() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_an_open_port_connects_and_each_failure_has_its_own_code() -> None:
    with _listener() as port:
        connect(parse(f"rtsp://127.0.0.1:{port}/"), timeout=2, allowed=_HERE).close()
        connect(parse(f"rtsp://localhost:{port}/"), timeout=2, allowed=("127.0.0.0/8", "::1/128")).close()
        _fails("forbidden", f"rtsp://127.0.0.1:{port}/", allowed=("10.0.0.0/8",))
    _fails("refused", f"rtsp://127.0.0.1:{port}/")
    _fails("unknown_host", "rtsp://no-such-host.invalid/")


def test_a_black_hole_ends_with_the_time_that_was_given() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = []
        for _ in range(4):  # fill the queue that nobody serves: further connections get no answer
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
            waiting.append(one)
        begun = time.monotonic()
        _fails("unreachable", f"rtsp://127.0.0.1:{port}/", timeout=0.6)
        assert 0.5 < time.monotonic() - begun < 2.0
        for one in waiting:
            one.close()


def _fails(code: str, url: str, timeout: float = 2.0, allowed: tuple[str, ...] | None = None) -> None:
    with pytest.raises(CameraError) as caught:
        connect(parse(url), timeout=timeout, allowed=allowed).close()
    assert caught.value.code == code


def test_rtsps_encrypts_and_a_port_without_tls_is_said_so(tmp_path: Path) -> None:
    from beholden.engines.video.emulator.certificate import context

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve(tls: ssl.SSLContext | None) -> None:
            peer, _ = server.accept()
            with peer:
                if tls is None:
                    peer.sendall(b"RTSP/1.0 400 Bad Request\r\n\r\n")
                    return
                with tls.wrap_socket(peer, server_side=True) as secure:
                    secure.sendall(b"hello")

        for tls in (context(), None):
            thread = threading.Thread(target=serve, args=(tls,), daemon=True)
            thread.start()
            if tls is None:
                _fails("tls", f"rtsps://127.0.0.1:{port}/")
            else:
                with connect(parse(f"rtsps://127.0.0.1:{port}/"), timeout=3) as sock:
                    assert sock.recv(5) == b"hello"
            thread.join(3)
