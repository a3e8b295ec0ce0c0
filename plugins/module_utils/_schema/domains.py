# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Domain names: those of application segments, which are also wildcards, addresses and networks, and those
by which users sign in. Pure and private.
"""

from __future__ import annotations

import ipaddress
import re
import typing as t

from .._client.forms import is_scalar
from .compound import TextSet

# What no host name has, nor any address but in the places that ``ipaddress`` knows.
_NO_NAME = re.compile(r"[\s,;:/\\@#]")
_NUMBERS = re.compile(r"[\d.]+")
_DOMAIN = re.compile(r"[^\s,;:/\\@#*]+")
NO_AUTH_DOMAIN = (
    "'%s' is no authentication domain. Give the part behind the @ of the names by which users sign in, such "
    "as example.com."
)
NO_DOMAIN = (
    "'%s' is no domain name. Give a host name, a wildcard such as *.example.com, an IP address or a network "
    "such as 10.1.0.0/16, without a scheme, port, path or blank."
)


def wrong_domain(text: str) -> str:
    """Return why an entry can be no domain name of a segment, as a sentence, "" if it may be one."""
    name = text.strip()
    if not _NO_NAME.search(name) and not _NUMBERS.fullmatch(name):
        return ""
    try:
        # Bits behind the prefix are not refused here: no document says that the API does.
        ipaddress.ip_network(name, strict=False)
    except ValueError:
        return NO_DOMAIN % text
    return ""


class DomainNames(TextSet):
    """A set of host names, addresses, networks and patterns, which ZPA shows in small letters."""

    def __init__(self, most: int) -> None:
        super().__init__(folds_case=True, most=most)

    def oddities(
        self, option: t.Any, path: str, wanted: t.Any = None, present: t.Any = None
    ) -> t.Iterator[str]:
        yield from super().oddities(option, path, wanted, present)
        for place, entry in enumerate(option if isinstance(option, list) else ()):
            wrong = "" if entry is None or self.entry(entry) in (present or ()) else wrong_domain(str(entry))
            if wrong:
                yield "%s[%d]: %s" % (path, place, wrong)


class Folded(str):
    """A text in which letter case makes no difference, and is kept."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.casefold() == other.casefold()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.casefold())


class AuthDomains(TextSet):
    """A set of authentication domains. No document tells whether ZPA shows them in small letters."""

    def entry(self, entry: t.Any) -> Folded:
        return Folded(super().entry(entry))

    def takes(self) -> str:
        return "Letter case does not matter."

    def encode(self, value: t.Iterable[str]) -> list[str]:
        return self.show(value)

    def show(self, value: t.Iterable[str], beside: t.Any = None) -> list[str]:
        return sorted(map(str, value))

    def oddities(
        self, option: t.Any, path: str, wanted: t.Any = None, present: t.Any = None
    ) -> t.Iterator[str]:
        yield from super().oddities(option, path, wanted, present)
        for place, entry in enumerate(option if isinstance(option, list) else ()):
            domain = self.entry(entry) if is_scalar(entry) else ""
            if domain and domain not in (present or ()) and not _DOMAIN.fullmatch(domain):
                yield "%s[%d]: %s" % (path, place, NO_AUTH_DOMAIN % entry)
