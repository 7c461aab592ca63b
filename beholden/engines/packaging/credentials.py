"""The installation's own C2PA credential: a root certificate anybody may be handed, and a leaf that signs (R15(1)).

No authority outside is asked: whoever believes the log's key believes the root, since its hash is in the manifest that
the log holds. The root's private key is thrown away when the leaf is signed, so nobody can make a second leaf.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LASTS: Final = timedelta(days=365 * 30)  # C2PA has no time stamp of ours: an expired leaf would spoil what it signed
EARLIER: Final = timedelta(days=1)  # for whoever's clock is behind
_LONGEST_NAME: Final = 64  # X.520
_PART: Final = re.compile(r"-----BEGIN ([A-Z ]+)-----\n[A-Za-z0-9+/=\n]+-----END \1-----\n")


@dataclass(frozen=True, slots=True)
class Credential:
    """PEM texts: ``key`` PKCS#8 of the leaf, ``chain`` leaf then root, ``root`` alone."""

    key: str
    chain: str
    root: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the root's PEM, hex: what stands in a package's manifest."""
        return hashlib.sha256(self.root.encode("ascii")).hexdigest()


def make(name: str, now: datetime) -> bytes:
    """A new credential as the text of its key file. ``name`` names the installation; ``now`` is aware."""
    above, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, leaf_name = _named(name, "root"), _named(name, "exports")
    begin = now - EARLIER
    root = (
        _certificate(root_name, root_name, above.public_key(), begin)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign=False), critical=True)
        .sign(above, hashes.SHA256())
    )
    leaf = (
        _certificate(leaf_name, root_name, own.public_key(), begin)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign=True), critical=True)
        # C2PA wants a purpose; this one stands in every validator's list
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False)
        .sign(above, hashes.SHA256())
    )
    key = own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (leaf, root))


def read(text: bytes) -> Credential:
    """The credential in a key file. Raises ValueError when it is none, or its parts do not belong together."""
    parts = [found.group(0) for found in _PART.finditer(text.decode("ascii"))]
    if len(parts) != 3:
        raise ValueError("a private key, its certificate and the root are expected")
    key = serialization.load_pem_private_key(parts[0].encode("ascii"), None)
    leaf, root = (x509.load_pem_x509_certificate(part.encode("ascii")) for part in parts[1:])
    try:
        leaf.verify_directly_issued_by(root)
    except (InvalidSignature, TypeError) as error:
        raise ValueError("the certificate is not of the root beside it") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or leaf.public_key() != key.public_key():
        raise ValueError("the private key is not that of the certificate")
    return Credential(parts[0], parts[1] + parts[2], parts[2])


def _named(name: str, what: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:_LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Beholden {what}"),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, begin: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + LASTS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not sign,
        crl_sign=not sign,
        encipher_only=False,
        decipher_only=False,
    )
