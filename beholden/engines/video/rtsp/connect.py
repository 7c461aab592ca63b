"""Which addresses a camera may have, and an open socket to one (security: promise 6)."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from typing import Final

from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtsp.address import Address

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


def tls_context(authorities: str | None = None) -> ssl.SSLContext:
    """TLS to a camera. ``authorities``: a file of certificates to hold it against.

    Cameras sign their certificates themselves; without ``authorities`` the line is private, the peer unproven.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if authorities:
        context.load_verify_locations(authorities)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def connect(address: Address, *, timeout: float, allowed: Sequence[str] | None = None) -> socket.socket:
    """A connected, blocking socket, TLS done for rtsps. ``timeout`` seconds for all of it, kept on the socket.

    Raises CameraError "unknown_host", "forbidden", "refused", "unreachable" or "tls".
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
        return _secure(sock, address, max(deadline - time.monotonic(), 0.1)) if address.scheme == "rtsps" else sock
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


def _secure(sock: socket.socket, address: Address, timeout: float) -> socket.socket:
    sock.settimeout(timeout)
    try:
        return tls_context().wrap_socket(sock, server_hostname=address.host)
    except (ssl.SSLError, OSError) as error:
        sock.close()
        reason = error.reason if isinstance(error, ssl.SSLError) else os.strerror(error.errno) if error.errno else ""
        raise CameraError("tls", f"{address.place} {reason or 'TLS'}") from error
