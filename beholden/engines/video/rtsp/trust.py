"""Whom an encrypted camera is believed to be: anybody, one an authority vouches for, one known certificate.

``trust`` travels as text: "" private line, peer unproven · "ca:" the system's authorities · "ca:/path" a file's ·
"sha256:<64 hex digits>" this certificate and no other, whoever signed it. Regulation 799, Article 15: the managing unit
keeps its transmission secure.
"""

from __future__ import annotations

import hashlib
import re
import ssl
from typing import Final

from beholden.engines.video.errors import CameraError

AUTHORITY: Final = "ca:"
PINNED: Final = "sha256:"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def pinned(fingerprint: str) -> str:
    """``trust`` for one certificate, from its SHA-256 as people copy it. Raises ValueError."""
    digest = re.sub(r"[\s:-]", "", fingerprint.strip().lower().removeprefix(PINNED))
    if not _DIGEST.fullmatch(digest):
        raise ValueError("a SHA-256 fingerprint has 64 hexadecimal digits")
    return PINNED + digest


def tls_context(trust: str = "") -> ssl.SSLContext:
    """TLS to a camera that is held to ``trust``. Raises CameraError("untrusted") when the file cannot be read."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trust.startswith(AUTHORITY):
        try:
            if file := trust.removeprefix(AUTHORITY):
                context.load_verify_locations(file)
            else:
                context.load_default_certs()
        except (OSError, ssl.SSLError) as error:
            raise CameraError("untrusted", f"{trust.removeprefix(AUTHORITY)}: {type(error).__name__}") from error
        return context
    if trust and not (trust.startswith(PINNED) and _DIGEST.fullmatch(trust.removeprefix(PINNED))):
        raise CameraError("untrusted", trust[:80])  # what cannot be understood is never taken as "anybody"
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def check_peer(sock: ssl.SSLSocket, trust: str) -> None:
    """After the handshake: the certificate is the pinned one. Raises CameraError("untrusted") telling its own."""
    if not trust.startswith(PINNED):
        return
    found = hashlib.sha256(sock.getpeercert(binary_form=True) or b"").hexdigest()
    if found != trust.removeprefix(PINNED):
        raise CameraError("untrusted", f"SHA-256 {found}")


def failure(error: OSError, place: str) -> CameraError:
    """What went wrong while the line was made private: a certificate that doesn't hold, or anything else."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return CameraError("untrusted", f"{place} {error.verify_message}")
    reason = error.reason if isinstance(error, ssl.SSLError) else error.strerror
    return CameraError("tls", f"{place} {reason or 'TLS'}")
