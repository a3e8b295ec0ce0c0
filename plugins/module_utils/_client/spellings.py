# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds secrets in texts, however they are spelled there. Pure, and private to this collection."""

from __future__ import annotations

import html
import json
import re
import typing as t

HIDDEN = "********"
# What html.escape does not write, but others do.
_REFERENCES = {'"': ("&#34;",), "'": ("&#39;", "&apos;")}


def spelled_in(text: str, secrets: t.Iterable[str]) -> set[str]:
    """Return the parts of a text that are one of the secrets.

    It is found as it is, and as addresses, forms, JSON, Python and HTML spell it, in any letter case.
    """
    patterns = ["".join(map(_spellings, secret.strip())) for secret in secrets]
    return {
        found.group()
        for pattern in patterns
        if pattern
        for found in re.finditer(pattern, text, re.IGNORECASE)
    }


def without(text: str, secrets: t.Iterable[str]) -> str:
    """Return a text in which the secrets are hidden, however they are spelled."""
    for secret in sorted(spelled_in(text, secrets), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text


def _spellings(character: str) -> str:
    """Return a pattern of all that can stand for a character."""
    if character.isascii() and character.isalnum():
        return character
    plain = {
        character,
        "".join("%%%02x" % byte for byte in character.encode("utf-8", "surrogatepass")),
        html.escape(character),
        *_REFERENCES.get(character, ()),
    }
    choices = [re.escape(text) for text in sorted(plain, key=len, reverse=True)]
    for escaped in (json.dumps(character)[1:-1], ascii(character)[1:-1], "\\" + character):
        if escaped.startswith("\\"):
            # What was escaped twice has more of them.
            choices.insert(0, r"\\+" + re.escape(escaped[1:]).replace(r"\\u", r"\\+u"))
    if character == " ":
        choices.append(r"\+")
    if character == "\\":
        choices.insert(0, r"\\+")
    if character in "\t\r\n":
        choices.append(r"\s+")
    return "(?:%s)" % "|".join(choices)
