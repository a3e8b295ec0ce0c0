# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets that answers show: nothing behind the client sees them unless somebody asks. Private."""

from __future__ import annotations

import re
import typing as t

from .spellings import HIDDEN, spellings_of


class Withheld(t.NamedTuple):
    """Where answers show a secret.

    ``word``: the word in the paths of its objects. ``keys``: those on the way from an object to it.
    """

    word: str
    keys: tuple[str, ...]


# Recorded: creations, lists and single objects show it alike.
KEY_SHOWN = Withheld("provisioningKey", ("provisioningKey",))
# The vendor's page on microtenants: the answer to a creation has the first administrator.
PASSWORD_SHOWN = Withheld("microtenants", ("user", "password"))
WITHHELD = (KEY_SHOWN, PASSWORD_SHOWN)
NONE_SHOWN = (None, "")
_BAR = spellings_of("|")
# What a provisioning key looks like wherever it stands, also in an address, in HTML or in JSON.
_KEY = re.compile(
    rf"\d{{1,4}}(?:{_BAR})[\w.:\\%&#;-]{{1,300}}?(?:{_BAR})[\w+/=\\%&#;-]{{16,}}", re.IGNORECASE
)
# What a text that quotes an answer has under a key that shows a secret, also if the text ends in it.
_QUOTED = re.compile(
    r"""(\\{0,8}["'])(provisioning_?key|password)\1\s*:\s*(?:(\\{0,8}["']).*?(?:(?<!\\)\3|$)|[^\s,}\]]+)""",
    re.IGNORECASE | re.DOTALL,
)
# As answers may spell them in other letter case.
_LAST_KEYS = tuple(b'"%s"' % word for word in (b"provisioningkey", b"provisioning_key", b"password"))


def may_show_secret(body: bytes | bytearray) -> bool:
    """Whether the text of an answer has a key under which one is shown."""
    lower = body.lower()
    return any(key in lower for key in _LAST_KEYS)


def without_shown(text: str) -> str:
    """Return words of an answer without what looks like a secret that ZPA shows."""
    return _KEY.sub(HIDDEN, _QUOTED.sub(r"\1\2\1: \1%s\1" % HIDDEN, text))


def shown_in(value: t.Any) -> t.Iterator[str]:
    """Yield the secrets that the data of a refusal shows."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, str) and any(folded(key) == folded(row.keys[-1]) for row in WITHHELD):
            yield inner
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from shown_in(inner)


def folded(key: str) -> str:
    return key.replace("_", "").lower()


def is_about_secrets(path: str) -> bool:
    """Whether the path of an answer is that of objects that have one."""
    words = path.split("/")
    return any(row.word in words for row in WITHHELD)
