"""Which addresses a camera may have, and an open socket to one (security: promise 6)."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Sequence
from typing import Final

from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtsp.address import Address
from beholden.engines.video.rtsp.trust import check_peer, failure, tls_context

_NEVER: Final = tuple(
    ipaddress.ip_network(text)
    for text in ("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/128", "fe80::/10", "ff00::/8")
)


def check_allowed(place: str, allowed: Sequence[str] | None) -> None:
    """Raise CameraError("forbidden") unless the resolved address ``place`` may be reached.

    ``allowed`` networks in CIDR notation; with any, the address must lie in one (loopback too). With none, anything but
    link-local, unspecified, multicast and reserved addresses, which are refused in every case.
    """
    try:
        address = ipaddress.ip_address(place.partition("%")[0])
    except ValueError:
        raise CameraError("forbidden", place[:60]) from None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in _NEVER if network.version == address.version):
        raise CameraError("forbidden", str(address))
    if allowed and not any(address in ipaddress.ip_network(network, strict=False) for network in allowed):
        raise CameraError("forbidden", str(address))


def connect(
    address: Address, *, timeout: float, allowed: Sequence[str] | None = None, trust: str = ""
) -> socket.socket:
    """A connected, blocking socket, TLS done for rtsps. ``timeout`` seconds for all of it, kept on the socket.

    ``trust``: see `rtsp.trust`. Raises CameraError "unknown_host", "forbidden", "refused", "unreachable", "tls",
    "untrusted".
    """
    deadline = time.monotonic() + timeout
    failure = CameraError("unreachable", address.place)
    for place in resolve(address, timeout):
        check_allowed(place, allowed)
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            sock = socket.create_connection((place, address.port), timeout=left)
        except ConnectionRefusedError:
            failure = CameraError("refused", address.place)
            continue
        except OSError:
            continue
        left = max(deadline - time.monotonic(), 0.1)
        return _secure(sock, address, left, trust) if address.scheme == "rtsps" else sock
    raise failure


def look_up(address: Address) -> list[tuple[int, str]]:
    """The host's addresses with their families, in the system's order, each once; blocks as long as the system likes.

    Raises CameraError("unknown_host").
    """
    try:
        answers = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CameraError("unknown_host", address.host) from None
    return list(dict.fromkeys((int(family), str(place[0])) for family, _, _, _, place in answers))


def resolve(address: Address, timeout: float) -> list[str]:
    """The host's addresses, in the system's order. Raises CameraError("unknown_host"), also when it takes too long."""
    found: list[str] = []

    def ask() -> None:
        with contextlib.suppress(CameraError):  # nothing found says so
            found.extend(place for _, place in look_up(address))

    thread = threading.Thread(target=ask, name="resolve", daemon=True)  # getaddrinfo has no timeout of its own
    thread.start()
    thread.join(timeout)
    if not found:
        raise CameraError("unknown_host", address.host)
    return list(found)


def _secure(sock: socket.socket, address: Address, timeout: float, trust: str) -> socket.socket:
    sock.settimeout(timeout)
    try:
        secure = tls_context(trust).wrap_socket(sock, server_hostname=address.host)
    except OSError as error:
        sock.close()
        raise failure(error, address.place) from error
    except CameraError:
        sock.close()
        raise
    try:
        check_peer(secure, trust)
    except CameraError:
        secure.close()
        raise
    return secure
