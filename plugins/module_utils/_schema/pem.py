# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts in PEM, RFC 7468, and field types of what is written so. Pure and private to this collection.

Read by hand: a module has no library for it. What is inside is looked at no further than to its length.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import typing as t

from .._client.search import unescape
from .scalars import Text
from .secret import Hidden, Secret

CERTIFICATE = "CERTIFICATE"
# What ZPA is known to take is the first of them; the others are the same in what tools have written since.
KEYS = ("RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY")
# What openssl writes before a key of a curve, and says nothing that the key does not.
PARAMETERS = "EC PARAMETERS"
_BLOCK = re.compile(
    r"-----BEGIN (?P<label>[A-Z0-9 ]+)-----[ \t]*\r?\n?"
    r"(?P<headers>(?:[A-Za-z0-9-]+:[^\n]*\n(?:[ \t]+[^\n]*\n)*)*)"
    r"(?P<body>[A-Za-z0-9+/=\s]*)-----END (?P=label)-----"
)
_FRAME = re.compile(r"-----(BEGIN|END) ([A-Z0-9 ]+)-----")
_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:(?!-----BEGIN )[\s\S])*")
_LINE = 64
# So much of a key is a secret by itself; less is in other texts as well.
_PART = re.compile(r"[A-Za-z0-9+/=]{16,}")

NO_PEM = "has no %s in PEM. Give its text, from -----BEGIN %s----- to the line -----END %s-----."
NOT_CLOSED = (
    "has a line -----BEGIN %s----- without what belongs to it up to its line -----END %s-----: a part is "
    "missing."
)
DAMAGED = "has a %s that is damaged or not complete: what is between its lines is no Base64 of one."
FROM_FILE = " A file is read by lookup('ansible.builtin.file', ...)."


class Block(t.NamedTuple):
    """A text in PEM: what it says it is, its headers, and what is in it, None where that is no Base64."""

    label: str
    headers: str
    der: bytes | None

    @property
    def text(self) -> str:
        """The same in lines of the usual length."""
        return framed(self.label, base64.b64encode(self.der or b"").decode("ascii"))

    @property
    def is_whole(self) -> bool:
        """Whether what is in it is as long as it says itself, as one value of ASN.1."""
        return self.der is not None and _says_its_length(self.der)

    @property
    def is_encrypted(self) -> bool:
        return self.label.startswith("ENCRYPTED") or "ENCRYPTED" in self.headers


def framed(label: str, body: str) -> str:
    """Return Base64 in the frame of PEM, in lines of the usual length."""
    lines = [body[place : place + _LINE] for place in range(0, len(body), _LINE)]
    return "\n".join(["-----BEGIN %s-----" % label, *lines, "-----END %s-----" % label])


def blocks_in(text: str) -> list[Block]:
    """Return what a text has in PEM. What is around counts for nothing."""
    return [Block(found["label"], found["headers"], _der(found["body"])) for found in _BLOCK.finditer(text)]


def not_closed(text: str) -> str:
    """Return the label of a frame that has only one end, "" where all are whole."""
    left = _FRAME.search(_BLOCK.sub("", text))
    return left[2] if left else ""


def fingerprint(text: t.Any) -> str | None:
    """Return the SHA-256 fingerprint of the first certificate in a text, None where there is none."""
    first = next((one.der for one in blocks_in(str(text)) if one.label == CERTIFICATE and one.der), None)
    return hashlib.sha256(first).hexdigest().upper() if first else None


def _der(body: str) -> bytes | None:
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except (ValueError, binascii.Error):
        return None


def _says_its_length(der: bytes) -> bool:
    if len(der) < 2 or der[0] != 0x30:
        return False
    first, rest = der[1], der[2:]
    if not first & 0x80:
        return len(rest) == first
    size = first & 0x7F
    return 0 < size <= len(rest) and len(rest) - size == int.from_bytes(rest[:size], "big")


class CertificateChain(Text):
    """A certificate in PEM with those above it, compared by what is in them and by their order.

    Ends of lines, their lengths and texts around make no difference.
    """

    def decode(self, wire: t.Any) -> str:
        found = blocks_in("" if wire is None else unescape(str(wire)))
        is_known = bool(found) and all(one.der is not None for one in found)
        return "\n".join(one.text for one in found) if is_known else super().decode(wire)

    def mistakes(self, option: t.Any, path: str) -> t.Iterator[str]:
        """Yield what no certificate is, whatever the tenant has: a key must not get into any comparison."""
        wrong = self.wrong(option)
        if wrong:
            yield "%s: %s" % (path, wrong)

    def oddities(
        self, option: t.Any, path: str, wanted: t.Any = None, present: t.Any = None
    ) -> t.Iterator[str]:
        yield from ()

    def wrong(self, option: t.Any) -> str:
        text = str(option)
        found = blocks_in(text)
        labels = [one.label for one in found]
        if "PRIVATE KEY-----" in text:
            return "has a private key, which does not belong there. Give it as private_key alone."
        if not_closed(text):
            return NOT_CLOSED % ((not_closed(text),) * 2)
        if not found:
            return NO_PEM % ("certificate", CERTIFICATE, CERTIFICATE) + FROM_FILE
        others = [label for label in labels if label != CERTIFICATE]
        if others:
            return "has a %s, which is no certificate. Give -----BEGIN %s----- alone." % (
                others[0],
                CERTIFICATE,
            )
        return "" if all(one.is_whole for one in found) else DAMAGED % "certificate"

    def takes(self) -> str:
        return (
            "In PEM, those that have signed it behind it, if they are given. Ends of lines, their length and "
            "texts around certificates do not matter."
        )

    def doubts(self, option: t.Any, path: str, wanted: t.Any, present: t.Any) -> t.Iterator[str]:
        given = self.decode(option)
        if present and _begins_with(given, present):
            yield (
                "%s: ZPA shows the first of the %d certificates alone, and that is the same. Whether it has "
                "the others nobody can know." % (path, len(blocks_in(given)))
            )

    def over(self, value: t.Any, present: t.Any) -> t.Any:
        """Return what the object has where that is the certificate itself, without those above it."""
        return present if present and _begins_with(value, present) else value

    def fulfils(self, promised: t.Any, found: t.Any) -> bool:
        return promised == found or bool(found and _begins_with(promised, found))

    def in_words(self, value: t.Any) -> str:
        found = fingerprint(value)
        return "the one with the SHA-256 fingerprint %s" % found if found else "'%s'" % value


def _begins_with(chain: str, one: str) -> bool:
    """Whether a chain is a single certificate and more."""
    return len(blocks_in(one)) == 1 and chain.startswith(one + "\n")


class PrivateKey(Secret):
    """The private key of a certificate, in PEM. ``goes_with``: the option with that certificate."""

    def __init__(self, goes_with: str) -> None:
        self.goes_with = goes_with

    def accept(self, option: t.Any) -> Hidden:
        if isinstance(option, Hidden):
            return option
        return Hidden("\n".join(one.text for one in blocks_in(str(option)) if one.label in KEYS))

    def wrong(self, option: t.Any) -> str:
        """Say what is wrong with a key. No sentence has anything of what was given."""
        text = str(option)
        found = [one for one in blocks_in(text) if one.label != PARAMETERS]
        if not text.strip():
            return super().wrong(option)
        if any(one.is_encrypted for one in found):
            return (
                "is protected by a passphrase, for which ZPA has no place. Take that off, as with openssl "
                "pkey -in FILE, and keep the result in a vault."
            )
        if any(one.label not in KEYS and one.label.endswith("PRIVATE KEY") for one in found):
            return (
                "is a key in another form. Give one that begins with %s, as openssl pkey -in FILE writes it."
                % (" or ".join("-----BEGIN %s-----" % label for label in KEYS))
            )
        keys = [one for one in found if one.label in KEYS]
        if not_closed(text):
            return "has the beginning of a key or its end alone: a part is missing. Give all of its text."
        if not keys:
            return NO_PEM % ("private key", KEYS[1], KEYS[1]) + FROM_FILE
        if len(found) > 1:
            return "has more than a private key. Give the key alone, and certificates as %s." % self.goes_with
        return "" if keys[0].is_whole else DAMAGED % "private key"

    def takes(self) -> str:
        return "In PEM, without a passphrase."

    def secrets(self, value: Hidden | None) -> t.Iterator[str]:
        if value is not None:
            yield from parts_of_key(value.reveal())


def parts_of_key(text: str) -> t.Iterator[str]:
    """Yield what no message may show of a key: all of it, all between its lines, and every line."""
    yield text
    body = _FRAME.sub(" ", text)
    together = "".join(body.split())
    if together:
        yield together
    yield from _PART.findall(body)


def private_keys_in(text: str) -> list[str]:
    """Return the private keys in a text, from the line that begins each to its end or that of the text."""
    return _KEY.findall(text)
