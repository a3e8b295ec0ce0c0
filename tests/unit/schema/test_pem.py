# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates and private keys in PEM: what is the same, what is none, and what of a key may be shown."""

from __future__ import annotations

import base64
import hashlib

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.pem import (
    CertificateChain,
    PrivateKey,
    fingerprint,
    framed,
    parts_of_key,
    private_keys_in,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.secret import UNSEEN
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from zpa_emulator.certificate_texts import made

CHAIN, KEY = CertificateChain(), PrivateKey("certificate")
WEB, OTHER, ISSUER = (
    made("web.example.com", "ca.example.com"),
    made("other.example.com"),
    made("ca.example.com"),
)
FULL = WEB.certificate + ISSUER.certificate
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def spelled(
    form: PrivateFormat, passphrase: bytes = b"", key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = RSA
) -> str:
    how = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, form, how).decode()


def one_line(text: str) -> str:
    begin, *body, end = text.strip().splitlines()
    return "\n".join([begin, "".join(body), end])


class TestTheSameCertificate:
    @pytest.mark.parametrize(
        "said",
        [
            FULL.replace("\n", "\r\n"),
            "\n\n  " + FULL,
            "subject=CN = web.example.com\n" + FULL + "the end",
            one_line(WEB.certificate) + one_line(ISSUER.certificate),
            "&lt;web&gt; " + FULL,
        ],
        ids=["ends of lines", "blanks", "texts around", "one line", "as the API may escape it"],
    )
    def test_is_one_however_it_is_spelled(self, said: str) -> None:
        assert CHAIN.decode(said) == CHAIN.decode(FULL) == FULL.strip()

    @pytest.mark.parametrize(
        "said",
        [WEB.certificate, ISSUER.certificate + WEB.certificate, OTHER.certificate, FULL + OTHER.certificate],
        ids=["alone", "another order", "another", "more"],
    )
    def test_is_not_one_with_others_in_another_order_or_alone(self, said: str) -> None:
        assert CHAIN.decode(said) != CHAIN.decode(FULL)

    def test_is_what_zpa_shows_of_a_chain_where_that_is_its_first_alone(self) -> None:
        given, shown = CHAIN.decode(FULL), CHAIN.decode(WEB.certificate)
        assert CHAIN.over(given, shown) == shown and CHAIN.fulfils(given, shown)
        (told,) = CHAIN.doubts(FULL, "certificate", shown, shown)
        assert told.startswith(
            "certificate: ZPA shows the first of the 2 certificates alone, and that is the same."
        )

    @pytest.mark.parametrize(
        "shown", [ISSUER.certificate, OTHER.certificate, ""], ids=["issuer", "another", "nothing"]
    )
    def test_is_not_what_is_shown_of_another_one(self, shown: str) -> None:
        given, found = CHAIN.decode(FULL), CHAIN.decode(shown)
        assert CHAIN.over(given, found) == given and not CHAIN.fulfils(given, found)
        assert [*CHAIN.doubts(FULL, "certificate", found, found)] == []

    def test_has_the_fingerprint_that_others_show(self) -> None:
        der = base64.b64decode("".join(WEB.certificate.splitlines()[1:-1]))
        assert fingerprint(FULL) == hashlib.sha256(der).hexdigest().upper()
        assert fingerprint("none") is fingerprint(None) is None
        assert CHAIN.in_words(FULL) == "the one with the SHA-256 fingerprint %s" % fingerprint(FULL)
        assert CHAIN.in_words("none") == "'none'"


class TestNoCertificate:
    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ("", "has no certificate in PEM."),
            ("/etc/ssl/web.pem", "A file is read by lookup("),
            (WEB.blob, "has a private key, which does not belong there. Give it as private_key alone."),
            (WEB.key, "has a private key, which does not belong there."),
            (WEB.certificate.rsplit("-----END", 1)[0], "has a line -----BEGIN CERTIFICATE----- without"),
            (FULL.replace("-----BEGIN CERTIFICATE-----", "", 1), "up to its line -----END CERTIFICATE-----"),
            (framed("CERTIFICATE REQUEST", "MAA="), "has a CERTIFICATE REQUEST, which is no certificate."),
            (framed("CERTIFICATE", "MAE="), "that is damaged or not complete"),
            (framed("CERTIFICATE", "MAA"), "that is damaged or not complete"),
            (WEB.certificate.replace(WEB.certificate.splitlines()[2] + "\n", ""), "damaged or not complete"),
        ],
        ids=range(10),
    )
    def test_is_told_whatever_the_tenant_has(self, given: str, told: str) -> None:
        (problem,) = CHAIN.mistakes(given, "config.browser_access_certificates[0].certificate")
        assert problem.startswith("config.browser_access_certificates[0].certificate: ") and told in problem
        assert "PRIVATE KEY-----\n" not in problem


class TestAPrivateKey:
    @pytest.mark.parametrize(
        "key",
        [
            spelled(PrivateFormat.PKCS8),
            spelled(PrivateFormat.TraditionalOpenSSL),
            spelled(PrivateFormat.TraditionalOpenSSL, key=ec.generate_private_key(ec.SECP256R1())),
            WEB.key,
        ],
        ids=["PKCS 8", "RSA", "EC", "Ed25519"],
    )
    def test_goes_out_as_it_is_without_what_is_around(self, key: str) -> None:
        around = "Bag Attributes\r\n  localKeyID: 01\r\n" + key.replace("\n", "\r\n")
        assert KEY.wrong(around) == ""
        assert KEY.encode(KEY.accept(around)) == key.strip()

    def test_of_a_curve_may_have_its_parameters_before_it(self) -> None:
        key = spelled(PrivateFormat.TraditionalOpenSSL, key=ec.generate_private_key(ec.SECP256R1()))
        parameters = framed("EC PARAMETERS", "BggqhkjOPQMBBw==")
        assert KEY.wrong(parameters + "\n" + key) == ""
        assert KEY.encode(KEY.accept(parameters + "\n" + key)) == key.strip()

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            (" ", "is empty."),
            ("secret words", "has no private key in PEM."),
            ("/etc/ssl/web.key", "A file is read by lookup("),
            (spelled(PrivateFormat.PKCS8, b"words"), "is protected by a passphrase"),
            (spelled(PrivateFormat.TraditionalOpenSSL, b"words"), "is protected by a passphrase"),
            (spelled(PrivateFormat.OpenSSH), "is a key in another form."),
            (WEB.blob, "has more than a private key."),
            (WEB.key + OTHER.key, "has more than a private key."),
            (WEB.certificate, "has no private key in PEM."),
            (WEB.key.rsplit("-----END", 1)[0], "a part is missing"),
            (framed("PRIVATE KEY", "MAE="), "has a private key that is damaged or not complete"),
            (framed("PRIVATE KEY", "c2VjcmV0"), "has a private key that is damaged or not complete"),
        ],
        ids=range(12),
    )
    def test_that_is_none_is_told_without_a_word_of_it(self, given: str, told: str) -> None:
        (problem,) = KEY.mistakes(given, "private_key")
        assert told in problem
        body = [line for line in given.splitlines() if line.strip() and not line.startswith("-----")]
        assert not any(line in problem for line in body)

    def test_is_hidden_in_whole_and_in_each_part(self) -> None:
        hidden = KEY.accept(spelled(PrivateFormat.PKCS8))
        found = [*KEY.secrets(hidden)]
        lines = hidden.reveal().splitlines()[1:-1]
        assert {hidden.reveal(), "".join(lines), *lines[:-1]} <= {*found}
        assert str(hidden) == KEY.contrast(hidden) == UNSEEN
        assert KEY.show(hidden) is None and [*KEY.secrets(None)] == []

    def test_is_found_in_any_text_to_its_end(self) -> None:
        cut = WEB.key.rsplit("-----END", 1)[0]
        assert private_keys_in("x" + WEB.blob + "y") == [WEB.key + "y"]
        assert private_keys_in(cut + WEB.certificate) == [cut]
        assert private_keys_in(WEB.certificate) == []
        assert WEB.key.splitlines()[1] in [*parts_of_key(cut)]
