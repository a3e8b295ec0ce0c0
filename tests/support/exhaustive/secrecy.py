# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must stay secret, all spellings in which it could come out, and where it was found."""

from __future__ import annotations

import base64
import html
import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, quote_plus

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

# Shorter parts of a secret are also parts of other texts.
PART = re.compile(r"[A-Za-z0-9]{8,}")
# The first part of every token says how it is signed. Nothing in it is secret.
HEADER = re.compile(r"eyJ[A-Za-z0-9_-]*(?=\.)")

# Secrets with characters that something on the way spells in another way.
SECRETS = {
    "letters": "Left7KqPlainRight9Zp",
    "quotes": "Left7KqQuo\"and'Right9ZpQuo",
    "backslashes": "Left7KqBsl\\n\\Right9ZpBsl",
    "url": "Left7KqUrl+/=%41&?#Right9ZpUrl==",
    "other letters": "Left7KqUniß☃\U0001f511Right9ZpUni",
    "line break at the end": "Left7KqEnd Right9ZpEnd\n",
    "tabs": "Left7KqTab\tand\tRight9ZpTab",
    "markup": "Left7KqHtm<b>&amp;</b>Right9ZpHtm",
    "shell": "Left7KqShe $HOME `id` !!;|Right9ZpShe",
    "formats": "Left7KqFmt%s%(x)d{0}Right9ZpFmt",
    "template": "Left7KqTem{{ 7 * 7 }}{# x #}Right9ZpTem",
    "colon and blank": "Left7KqYam: [- *x] #Right9ZpYam",
}


class Found(NamedTuple):
    """A part of a secret in a text. ``where`` names the text, ``around`` shows it."""

    where: str
    part: str
    around: str


def _no_quotes(text: str) -> str:
    return text[1:-1]


# How a text can be spelled by what logs, quotes or carries it.
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON": lambda text: _no_quotes(json.dumps(text)),
    "JSON in JSON": lambda text: _no_quotes(json.dumps(json.dumps(text))),
    "Python": lambda text: _no_quotes(repr(text)),
    "address": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "HTML": html.escape,
    "shell": shlex.quote,
    "address in an address": lambda text: quote(quote(text, safe=""), safe=""),
    "JSON for pages": lambda text: re.sub(
        r"[^A-Za-z0-9]",
        lambda found: _no_quotes(json.dumps(found[0])) if ord(found[0]) > 127 else r"\u%04x" % ord(found[0]),
        text,
    ),
    "HTML by numbers": lambda text: re.sub(r"[^A-Za-z0-9]", lambda found: "&#x%X;" % ord(found[0]), text),
    "Base64": lambda text: base64.b64encode(text.encode()).decode(),
}


def parts_of(secret: str) -> set[str]:
    """Return what of a secret survives every spelling, and its Base64, which spells every letter anew."""
    parts = set(PART.findall(HEADER.sub("", secret)))
    parts.update(SPELLINGS["Base64"](text)[:-4] for text in (secret, secret.strip()))
    return parts


def found_in(texts: Mapping[str, str], secrets: Iterable[str]) -> list[Found]:
    """Return each part of a secret that a text holds. ``texts`` are named by where they come from.

    Capital letters count as small ones, as messages change them.
    """
    parts = {part.lower(): part for secret in secrets for part in parts_of(secret)}
    found = []
    for where, text in texts.items():
        lower = text.lower()
        for part in sorted(part for part in parts if part in lower):
            place = max(0, lower.index(part) - 60)
            found.append(Found(where, parts[part], " ".join(text[place : place + 160].split())))
    return found


def files_in(*folders: Path, but: Iterable[Path] = ()) -> dict[str, str]:
    """Return the texts of all files below some folders, and their names, which can tell something too."""
    left_out = set(but)
    paths = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if not left_out.intersection([path, *path.parents])
    ]
    texts = {str(path): path.read_text("utf-8", "replace") for path in paths if path.is_file()}
    return {**texts, "names of files": "\n".join(map(str, paths))}


class Keys(NamedTuple):
    """A private key in the spellings that the option ``private_key`` takes."""

    spellings: dict[str, str]

    @property
    def pem(self) -> str:
        return self.spellings["PEM"]


def _pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _jwk(key: rsa.RSAPrivateKey) -> str:
    made = jwt.algorithms.RSAAlgorithm.to_jwk(key)
    return made if isinstance(made, str) else json.dumps(made)


KEY_SPELLINGS: dict[str, Callable[[rsa.RSAPrivateKey], str]] = {
    "PEM": _pem,
    "PEM of OpenSSL": lambda key: key.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    ).decode(),
    "PEM with CR": lambda key: _pem(key).replace("\n", "\r\n"),
    "PEM with blanks around": lambda key: "\n  " + _pem(key) + "  \n",
    "PEM in one line": lambda key: _pem(key).strip().replace("\n", "\\n"),
    "JWK": _jwk,
    "JWK on many lines": lambda key: json.dumps(json.loads(_jwk(key)), indent=2),
}


def new_keys() -> Keys:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return Keys({name: spell(key) for name, spell in KEY_SPELLINGS.items()})
