# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Field types of where something is reached: a domain, an address, a port, a path. Pure and private."""

from __future__ import annotations

import ipaddress
import re
import typing as t

from .compound import FIRST_PORT, LAST_PORT
from .domains import wrong_domain
from .field_type import spelled
from .scalars import Text, WholeNumber

_NO_HOST = re.compile(r"[\s,;:/\\@#*]")


class DomainName(Text):
    """A host name or an address, which ZPA shows in small letters."""

    def decode(self, wire: t.Any) -> str:
        return super().decode(wire).lower()

    def wrong(self, option: t.Any) -> str:
        domain = self.decode(option)
        return wrong_domain(str(option)) if domain else "is empty. Give a host name or an address."

    def takes(self) -> str:
        return "Letter case does not matter."


class Form(t.NamedTuple):
    """What a text has to look like. ``read`` raises ValueError for one that does not."""

    noun: str
    example: str
    read: t.Callable[[str], object]


def _host_name(text: str) -> str:
    if _NO_HOST.search(text):
        raise ValueError(text)
    return text


HOST_NAME = Form("host name", "portal.example.com, without a scheme, port or path", _host_name)
IP_ADDRESS = Form("IP address", "192.168.1.10", ipaddress.ip_address)
# Bits behind the prefix are not refused here: no document says that the API does.
SUBNET = Form("subnet", "192.168.1.0/24", lambda text: ipaddress.ip_network(text, strict=False))


class FormedText(Text):
    """A text of a form, or none. What an object has already is not refused."""

    def __init__(self, form: Form, can_be_empty: bool = True) -> None:
        super().__init__(can_be_empty=can_be_empty)
        self._form = form

    def wrong(self, option: t.Any) -> str:
        text = self.decode(option)
        try:
            if text:
                self._form.read(text)
        except ValueError:
            return "'%s' is no %s. Give one such as %s." % (text, self._form.noun, self._form.example)
        return super().wrong(option)


class Port(WholeNumber):
    """One port, which the wire spells as a string, 0 where there is none. ``least``: the first to give."""

    def __init__(self, least: int = FIRST_PORT) -> None:
        super().__init__(least, LAST_PORT + 1, 1, missing=0)
        self._least = least

    def wrong(self, option: t.Any) -> str:
        if not super().wrong(option):
            return ""
        return "%s is no port. Give a number from %d to %d." % (spelled(option), self._least, LAST_PORT)

    def takes(self) -> str:
        return "From V(%d) to V(%d)." % (self._least, LAST_PORT)


class UrlPath(Text):
    """The path of a URL, which is the root where there is none."""

    ROOT: t.ClassVar[str] = "/"

    def decode(self, wire: t.Any) -> str:
        return super().decode(wire) or self.ROOT

    def takes(self) -> str:
        return "V(/) if it is empty."
