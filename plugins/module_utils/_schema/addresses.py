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


class Spelled(Text):
    """A text of a form, which what an object has already need not have."""

    def misspelled(self, text: str) -> str:
        """Return why a text that is not empty cannot be one, as a sentence, "" if it may be one."""
        raise NotImplementedError

    def wrong(self, option: t.Any) -> str:
        text = self.decode(option)
        return super().wrong(option) or (self.misspelled(text) if text else "")


class HostName(Spelled):
    """The one name under which browsers find something. An address of a page is none."""

    def misspelled(self, text: str) -> str:
        if not _NO_HOST.search(text):
            return ""
        return (
            "'%s' is no host name. Give one such as portal.example.com, without a scheme, port or path."
            % text
        )


class IpAddress(Spelled):
    """An address of IPv4 or IPv6, or none."""

    def misspelled(self, text: str) -> str:
        try:
            ipaddress.ip_address(text)
        except ValueError:
            return "'%s' is no IP address. Give one such as 192.168.1.10." % text
        return ""


class Subnet(Spelled):
    """A network of IPv4 or IPv6, or none."""

    def misspelled(self, text: str) -> str:
        try:
            # Bits behind the prefix are not refused here: no document says that the API does.
            ipaddress.ip_network(text, strict=False)
        except ValueError:
            return "'%s' is no subnet. Give one such as 192.168.1.0/24." % text
        return ""


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
