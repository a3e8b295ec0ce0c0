# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds secrets in texts, however they are spelled there. Pure, and private to this collection.

Each spelling is made from the secret: what addresses, forms, JSON, Python and HTML make of it, once or
several times over, in any letter case, and Base64 of it, alone or inside of something as in a Basic header.
"""

from __future__ import annotations

import base64
import functools
import json
import re
import typing as t
from html.entities import html5
from urllib.parse import quote, quote_plus

from .._texts import in_json

HIDDEN = "********"
# A shorter secret is hidden as it is, in its own letter case. Anything else would hide other words all over.
SHORT = 8
_RUN = re.compile("[a-z0-9]+")
_BASE64 = "A-Za-z0-9+/_-"
# What begins a byte in an address, a character in HTML or in JSON, each in what the others make of it.
_PERCENT = r"(?:%|\\+u0025)(?:25)*"
_AMPERSAND = r"(?:&|\\+u0026|%(?:25)*26)(?:amp;|#0*38;|#x0*26;)*"
_HASH, _SEMICOLON = "(?:#|%(?:25)*23)", "(?:;|%(?:25)*3b)?"


def without(text: str, secrets: t.Iterable[str]) -> str:
    """Return a text in which the secrets are hidden, however they are spelled."""
    return _replaced(text, _patterns(text, secrets))


def hidden_in(value: t.Any, secrets: t.Iterable[str]) -> t.Any:
    """Return data of JSON types in which the secrets are hidden. Keys stay, whatever they are."""
    known = {str(secret) for secret in secrets}
    # Nearly always there is nothing to hide. Looking through everything at once costs least.
    found = _patterns("\n".join(_texts(value)), known)
    return _hidden(value, found, known) if found else value


def _texts(value: t.Any) -> list[str]:
    """Return all texts and numbers in data, in no order."""
    found, rest = [], [value]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            rest.extend(one.values())
        elif isinstance(one, (list, tuple)):
            rest.extend(one)
        elif isinstance(one, (int, float)) and not isinstance(one, bool):
            found.append(str(one))
    return found


def _hidden(value: t.Any, patterns: t.Sequence[t.Pattern[str]], secrets: t.Collection[str]) -> t.Any:
    if isinstance(value, str):
        return _replaced(value, patterns)
    if isinstance(value, dict):
        return {key: _hidden(entry, patterns, secrets) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_hidden(entry, patterns, secrets) for entry in value]
    # A number is a secret only as a whole: a part of one is nothing but a number.
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return HIDDEN if is_number and str(value) in secrets else value


def _replaced(text: str, patterns: t.Iterable[t.Pattern[str]]) -> str:
    for pattern in patterns:
        text = pattern.sub(HIDDEN, text)
    return text


def _patterns(text: str, secrets: t.Iterable[str]) -> list[t.Pattern[str]]:
    """Return what finds secrets in a text, the longest first, without those that cannot be there."""
    lower = text.lower()
    known = {str(secret).strip() for secret in secrets} - {""}
    return [
        re.compile(pattern, re.IGNORECASE if len(secret) >= SHORT else 0)
        for secret in sorted(known, key=lambda secret: (-len(secret), secret))
        for pattern in _patterns_of(secret, lower)
    ]


def _patterns_of(secret: str, lower: str) -> t.Iterator[str]:
    # Letters and digits stand for themselves in every spelling but Base64.
    if all(run in lower for run in _runs(secret)):
        yield "".join(map(spellings_of, secret))
    if len(secret) >= SHORT:
        parts = [part for part, runs in _in_base64(secret) if all(run in lower for run in runs)]
        if parts:
            # What is around it belongs to it: the ends share characters with what stands beside the secret.
            spelled = "|".join("".join(map(spellings_of, part)) for part in parts)
            around = "(?:[%s]|%s|%s)" % (_BASE64, spellings_of("+"), spellings_of("/"))
            yield r"(?<![{0}])[{0}]*(?:{1}){2}*(?:{3})*".format(_BASE64, spelled, around, spellings_of("="))


@functools.lru_cache(maxsize=64)
def _in_base64(secret: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what Base64 of any text has in it where the secret is in the text, with its letters and digits.

    At each of its three places, and also of the secret as a form or an address has it, since OAuth spells it
    so in a Basic header.
    """
    return tuple((part, _runs(part)) for part in sorted(set(_parts_in_base64(secret))))


@functools.lru_cache(maxsize=512)
def _runs(text: str) -> tuple[str, ...]:
    """Return the letters and digits of a text, as far as they stand together."""
    return tuple(_RUN.findall(text.lower()))


def _parts_in_base64(secret: str) -> t.Iterator[str]:
    quoted = (quote(secret, safe="", errors="replace"), quote_plus(secret, errors="replace"))
    for said in dict.fromkeys((secret, *quoted)):
        data = said.encode("utf-8", "surrogatepass")
        for before in range(3):
            length = (before + len(data)) * 8 // 6
            first = (before * 8 + 5) // 6
            part = base64.b64encode(bytes(before) + data).decode("ascii")[first:length]
            yield part
            yield part.replace("+", "-").replace("/", "_")


@functools.lru_cache(maxsize=256)
def spellings_of(character: str) -> str:
    """Return a pattern of all that can stand for a character."""
    if character.isascii() and character.isalnum():
        return character
    choices = [re.escape(character)]
    # What was escaped twice has more backslashes.
    escapes = (json.dumps(character)[1:-1], in_json(character), ascii(character)[1:-1], "\\" + character)
    for escaped in escapes:
        if escaped.startswith("\\"):
            choices.insert(0, r"\\+" + re.escape(escaped[1:]).replace(r"\\u", r"\\+u"))
    choices.insert(
        0, "".join(_PERCENT + "%02x" % byte for byte in character.encode("utf-8", "surrogatepass"))
    )
    names = [name.rstrip(";") for name, meant in html5.items() if meant == character]
    numbers = "%s0*%d" % (_HASH, ord(character)), "%sx0*%x" % (_HASH, ord(character))
    named = "|".join([*sorted(names, key=len, reverse=True), *numbers])
    choices.insert(0, "%s(?:%s)%s" % (_AMPERSAND, named, _SEMICOLON))
    if character == " ":
        choices.append(r"\+")
    if character == "\\":
        choices.insert(0, r"\\+")
    if character in "\t\r\n":
        choices.append(r"\s+")
    return "(?:%s)" % "|".join(choices)
