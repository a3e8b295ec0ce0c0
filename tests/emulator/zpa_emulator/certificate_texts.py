# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates in PEM: what ZPA reads out of one, and some to try it with, the same ones each time."""

from __future__ import annotations

import datetime
import hashlib
from functools import cache
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from .answers import Object

FROM, UNTIL = (datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc) for year in (2026, 2036))
_KEY = "PRIVATE KEY-----"


class Pair(NamedTuple):
    """A certificate and its private key, in PEM."""

    certificate: str
    key: str

    @property
    def blob(self) -> str:
        """Both as a creation has them."""
        return self.certificate + self.key


@cache
def made(name: str, signed_by: str = "") -> Pair:
    """Return a certificate for a host, with a key that follows from the name and opens nothing.

    ``signed_by``: the name of the certificate that signs it, which is itself if there is none.
    """
    key, issuer = _key_of(name), signed_by or name
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"),
            x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
        ]
    )
    of_issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer[:64])]) if signed_by else subject
    serial = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(of_issuer)
        .public_key(key.public_key())
        .serial_number(serial or 1)
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
    )
    if name.isascii() and " " not in name:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    text = builder.sign(_key_of(issuer), None).public_bytes(Encoding.PEM).decode()
    return Pair(text, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def facts_of(blob: str) -> Object:
    """Return what answers show of certificates in PEM, with those above the first one.

    Raises ValueError where there is none.
    """
    chain = x509.load_pem_x509_certificates(blob.encode())
    first = chain[0]
    names = [str(one.value) for one in first.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    public_key = first.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    found = {
        "validFromInEpochSec": str(int(first.not_valid_before_utc.timestamp())),
        "validToInEpochSec": str(int(first.not_valid_after_utc.timestamp())),
        "certificate": "".join(one.public_bytes(Encoding.PEM).decode() for one in chain),
        "issuedTo": first.subject.rfc4514_string(),
        "issuedBy": first.issuer.rfc4514_string(),
        "serialNo": str(first.serial_number),
        "publicKey": public_key.decode(),
        "san": _hosts_of(first),
        "cName": names[0] if names else "",
    }
    return {key: value for key, value in found.items() if value}


def is_key_of(blob: str) -> bool:
    """Whether a text has the private key of its first certificate, and no passphrase before it."""
    begin = next(
        (line for line in blob.splitlines() if line.startswith("-----BEGIN") and line.endswith(_KEY)), None
    )
    if begin is None:
        return False
    try:
        key = load_pem_private_key(blob[blob.index(begin) :].encode(), None)
        first = x509.load_pem_x509_certificates(blob.encode())[0]
    except (TypeError, ValueError):
        return False
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return key.public_key().public_bytes(*form) == first.public_key().public_bytes(*form)


def _hosts_of(certificate: x509.Certificate) -> list[str]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return found.value.get_values_for_type(x509.DNSName)


def _key_of(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"key of " + name.encode()).digest())
