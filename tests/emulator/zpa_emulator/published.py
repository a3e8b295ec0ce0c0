# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a segment publishes: its domains and its ports, as requests give them and as they are kept."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from itertools import chain
from typing import Any

from .answers import Object
from .errors import invalid, unreadable
from .kinds import LAST_PORT, WHOLE, as_text

Ranges = list[tuple[int, int]]
PROTOCOLS = ("tcp", "udp")
MOST_DOMAINS = 2000
_NAME = re.compile(r"(?:\*?\.)?[^\W_]?[\w*?-]*(?:\.[\w*?-]+)*\.?")
_LONGEST = 255


def port_keys(protocol: str) -> tuple[str, str]:
    """The keys of the ports of a protocol: the flat form, and the form with objects."""
    return protocol + "PortRanges", protocol + "PortRange"


PORT_KEYS = tuple(chain.from_iterable(map(port_keys, PROTOCOLS)))


# -- Ports -----------------------------------------------------------------------------------------------


def ranges_of(body: Object, protocol: str) -> tuple[Ranges | None, bool]:
    """Return the ports that a body gives, None if it gives none, and whether it has both forms.

    Where both forms have ports the flat one counts: pyZscaler sends it back as read beside new ports.
    """
    flat_key, key = port_keys(protocol)
    flat = None if body.get(flat_key) is None else _flat(flat_key, body[flat_key])
    objects = None if body.get(key) is None else _objects(key, body[key])
    given = [ranges for ranges in (flat, objects) if ranges is not None]
    return next(filter(None, given), given[0] if given else None), len(given) == 2


def both_forms(ranges: Ranges, protocol: str, order: str) -> Object:
    """Ports as they are kept. ``order``: see the quirk ``ports``."""
    if order != "as sent":
        ranges = sorted(ranges)
    if order == "merged":
        ranges = _merged(ranges)
    texts = [(str(low), str(high)) for low, high in ranges]
    flat_key, key = port_keys(protocol)
    return {
        flat_key: list(chain.from_iterable(texts)),
        key: [{"from": low, "to": high} for low, high in texts],
    }


def kept_ranges(segment: Object, protocol: str) -> Ranges:
    flat = [int(port) for port in segment.get(port_keys(protocol)[0], ())]
    return list(zip(flat[::2], flat[1::2], strict=True))


def share_a_port(one: Ranges, other: Ranges) -> bool:
    return any(low <= end and begin <= high for low, high in one for begin, end in other)


def _flat(key: str, value: Any) -> Ranges:
    if not isinstance(value, list) or any(isinstance(port, (dict, list, bool)) for port in value):
        raise unreadable()
    ports = [_port(key, port) for port in value]
    if len(ports) % 2:
        raise invalid(key)
    return _checked(key, zip(ports[::2], ports[1::2], strict=True))


def _objects(key: str, value: Any) -> Ranges:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise unreadable()
    return _checked(key, [(_port(key, entry.get("from")), _port(key, entry.get("to"))) for entry in value])


def _port(key: str, value: Any) -> int:
    spelt = as_text(value)
    if not isinstance(spelt, str) or not WHOLE.fullmatch(spelt) or not 1 <= int(spelt) <= LAST_PORT:
        raise invalid(key)
    return int(spelt)


def _checked(key: str, ranges: Iterable[tuple[int, int]]) -> Ranges:
    ranges = list(ranges)
    if any(low > high for low, high in ranges):
        raise invalid(key)
    return ranges


def _merged(ranges: Ranges) -> Ranges:
    merged: Ranges = []
    for low, high in ranges:
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


# -- Domains ---------------------------------------------------------------------------------------------


def domains_of(value: Any) -> list[str]:
    """Return the domains of a request as they are kept: in lower case, each once."""
    if not isinstance(value, list) or not all(isinstance(domain, str) for domain in value):
        raise unreadable()
    domains = list(dict.fromkeys(domain.lower() for domain in value))
    if not 0 < len(domains) <= MOST_DOMAINS or not all(map(_is_domain, domains)):
        raise invalid("domainNames")
    return domains


def is_pattern(domain: str) -> bool:
    """Whether a domain has a wildcard elsewhere than as its first label."""
    return any(character in domain.removeprefix("*.") for character in "*?")


def overlap(one: str, other: str) -> bool:
    """Whether some host belongs to both domains, patterns aside."""
    return one == other or _covers(one, other) or _covers(other, one)


def _covers(wildcard: str, domain: str) -> bool:
    suffix = wildcard.removeprefix("*")
    return suffix.startswith(".") and domain.removeprefix("*").endswith(suffix)


def _is_domain(domain: str) -> bool:
    try:
        ipaddress.ip_network(domain, strict=False)
    except ValueError:
        return bool(domain) and len(domain) <= _LONGEST and bool(_NAME.fullmatch(domain))
    return True
