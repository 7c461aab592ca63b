"""A camera on a TLS line is who it must be: anybody, one an authority vouches for, one known certificate."""

from __future__ import annotations

import hashlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from beholden.engines.video.errors import CameraError
from beholden.engines.video.recorder.connection import Connection
from beholden.engines.video.recorder.source import CameraSource
from beholden.engines.video.rtsp.address import parse
from beholden.engines.video.rtsp.connect import connect

NOW = datetime.now(UTC)


class Authority:
    """A certificate authority of a site, that vouches for cameras."""

    def __init__(self, folder: Path, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = folder / f"{name}.pem"
        basic = x509.BasicConstraints(ca=True, path_length=None)
        made = self._begun(self.name, self.key).add_extension(basic, critical=True).sign(self.key, hashes.SHA256())
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        self._folder = folder

    def _begun(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(hours=1))
            .not_valid_after(NOW + timedelta(days=1))
        )

    def camera(self, address: str) -> tuple[ssl.SSLContext, str]:
        """A server context for a camera at an IP address, and its certificate's SHA-256."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        made = self._begun(x509.Name([]), key).add_extension(names, critical=True).sign(self.key, hashes.SHA256())
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = self._folder / "camera.pem"
        file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context, hashlib.sha256(made.public_bytes(serialization.Encoding.DER)).hexdigest()


@contextmanager
def listening(context: ssl.SSLContext) -> Iterator[str]:
    """A camera that says hello to whoever goes through with the handshake. Yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(peer, server_side=True) as secure:
                        secure.sendall(b"hello")
                except OSError:
                    peer.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"rtsps://127.0.0.1:{server.getsockname()[1]}/1"


def heard(url: str, trust: str) -> bytes:
    with connect(parse(url), timeout=5, trust=trust) as sock:
        return sock.recv(5)


def refused(url: str, trust: str) -> CameraError:
    with pytest.raises(CameraError) as caught:
        heard(url, trust)
    assert caught.value.code == "untrusted"
    return caught.value


def test_an_authority_vouches_for_its_own_cameras_only(tmp_path: Path) -> None:
    ours, theirs = Authority(tmp_path, "ours"), Authority(tmp_path, "theirs")
    with listening(ours.camera("127.0.0.1")[0]) as url:
        assert heard(url, "") == b"hello"
        assert heard(url, f"ca:{ours.file}") == b"hello"
        assert "证书没有通过核验" in refused(url, f"ca:{theirs.file}").sentence("zh")
        refused(url, "ca:")  # the operating system's authorities know nothing of ours
    with listening(ours.camera("127.0.0.9")[0]) as elsewhere:
        assert "127.0.0.1" in refused(elsewhere, f"ca:{ours.file}").detail


def test_the_recorder_holds_its_line_to_the_same(tmp_path: Path) -> None:
    ours = Authority(tmp_path, "ours")
    context, digest = ours.camera("127.0.0.1")
    with listening(context) as url:
        for trust in (f"ca:{ours.file}", f"sha256:{digest}"):
            assert recorder_reaches(url, trust) is None
        for trust in ("ca:", "sha256:" + "0" * 64, "anybody"):
            error = recorder_reaches(url, trust)
            assert error is not None and error.code == "untrusted"


def recorder_reaches(url: str, trust: str) -> CameraError | None:
    """What the recorder's connection fails with before it says a word; None when it would talk."""
    connection = Connection(CameraSource("c", url, trust=trust), time.monotonic_ns() // 1000)
    try:
        while connection.session is None:
            connection.advance(time.monotonic_ns() // 1000)
            time.sleep(0.005)
    except CameraError as error:
        return error
    finally:
        if connection.sock is not None:
            connection.sock.close()
    return None


def test_a_pinned_certificate_is_that_one_whoever_signed_it(tmp_path: Path) -> None:
    ours = Authority(tmp_path, "ours")
    context, digest = ours.camera("127.0.0.9")
    with listening(context) as url:
        assert heard(url, f"sha256:{digest}") == b"hello"
        assert digest in refused(url, "sha256:" + "0" * 64).sentence("zh")  # what to pin is told


@pytest.mark.parametrize("trust", ["sha256:", "sha256:zz", "sha1:" + "0" * 40, "anybody", "ca:/nowhere.pem"])
def test_what_cannot_be_understood_is_never_taken_as_anybody(tmp_path: Path, trust: str) -> None:
    context, _digest = Authority(tmp_path, "ours").camera("127.0.0.1")
    with listening(context) as url:
        refused(url, trust)
