# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which domain names of application segments cover a host, and how closely. Pure, private.

The vendor's pages "Using Application Segment Multimatch", "About Application Access" and "Using Pattern
Matching for Application Segments" say which; what they leave open is said where it is decided.
"""

from __future__ import annotations

import ipaddress
import re
import typing as t

# How closely an entry covers a host: its sort, then how wide it is among those. The least is closest.
Closeness = t.Tuple[int, int]

EXACT: Closeness = (0, 0)
PATTERN, WITHIN = 1, 2
EVERYTHING: Closeness = (3, 0)
EVERY_NAME = ("*", ".", "*.*")
LONGEST_NAME = 253

Address = t.Union[ipaddress.IPv4Address, ipaddress.IPv6Address]
Network = t.Union[ipaddress.IPv4Network, ipaddress.IPv6Network]
_LABEL = re.compile(r"[^\W_]([\w-]*[^\W_])?|_[\w-]+")
_NUMBERS = re.compile(r"[\d.]+")


def wrong_host(text: str) -> str:
    """Return why a text is no host, as a sentence, "" if it is one."""
    name = normal(text)
    if address_of(name) is not None:
        return ""
    is_name = len(name) <= LONGEST_NAME and all(map(_LABEL.fullmatch, name.split(".")))
    if not is_name or _NUMBERS.fullmatch(name):
        return (
            "'%s' is no host. Give one name or one IP address, such as erp.corp.example.com or 10.1.2.3, "
            "without a scheme, port, path or wildcard." % text
        )
    return ""


def closeness_to(host: str) -> t.Callable[[str], Closeness | None]:
    """Return what says how closely an entry of ``domainNames`` covers a host, None if it does not.

    Letter case and a dot at the end do not matter. Names are covered by names, and addresses by addresses and
    ranges: what a name resolves to nobody asks. Whether ``*.x`` covers ``x`` the documents do not say: it is
    taken for what it spells, names below ``x``. Nor do they say how patterns rank: one with more characters
    of its own is closer.
    """
    name = normal(host)
    address = address_of(name)
    if address is not None:
        wanted = address
        return lambda entry: _of_address(normal(entry), wanted)
    spelled = dict.fromkeys(EVERY_NAME, EVERYTHING)
    labels = name.split(".")
    for first in range(1, len(labels)):
        suffix = "." + ".".join(labels[first:])
        # Of those that cover one host a longer suffix has more labels.
        spelled[suffix] = spelled["*" + suffix] = (WITHIN, first)
    spelled[name] = EXACT
    return lambda entry: _of_name(normal(entry), name, spelled)


def closest(entries: t.Iterable[str], host: str) -> list[str]:
    """Return the entries that cover a host, the closest first, equally close ones in their order."""
    closeness = closeness_to(host)
    found = [(close, entry) for entry in entries for close in (closeness(entry),) if close is not None]
    return [entry for _close, entry in sorted(found, key=lambda pair: pair[0])]


def are_shared(entries: t.Iterable[str], others: t.Iterable[str]) -> bool:
    """Whether domain names are in common, or covered by a wildcard of the other side."""
    ours, theirs = ({dotted(normal(entry)) for entry in side} for side in (entries, others))
    return any(
        not near.isdisjoint(far) or any(not near.isdisjoint(_above(name)) for name in far)
        for near, far in ((ours, theirs), (theirs, ours))
    )


def dotted(name: str) -> str:
    """Return the one spelling of a wildcard."""
    return "." if name in EVERY_NAME else name[1:] if name.startswith("*.") else name


def _above(name: str) -> t.Iterator[str]:
    """Yield the wildcards that cover a name or another wildcard. An address has none."""
    labels = name.lstrip(".").split(".")
    if address_of(name) is None and "/" not in name:
        yield "."
        yield from ("." + ".".join(labels[first:]) for first in range(1, len(labels)))


def _of_name(entry: str, name: str, spelled: t.Mapping[str, Closeness]) -> Closeness | None:
    if entry in spelled:
        return spelled[entry]
    if not is_pattern(entry):
        return None
    return closeness_of_pattern(entry) if pattern_of(entry).fullmatch(name) else None


def is_pattern(entry: str) -> bool:
    """Whether an entry has ``*`` or ``?`` elsewhere than as its first label."""
    inside = entry[1:] if entry.startswith("*.") else entry
    return entry not in EVERY_NAME and ("*" in inside or "?" in inside)


def pattern_of(entry: str) -> re.Pattern[str]:
    """Return what a pattern covers: ``*`` any text, ``?`` one character."""
    return re.compile("".join({"*": ".*", "?": "."}.get(one, re.escape(one)) for one in entry))


def closeness_of_pattern(entry: str) -> Closeness:
    """Return how closely a pattern covers what it covers."""
    return PATTERN, -sum(character not in "*?" for character in entry)


def _of_address(entry: str, address: Address) -> Closeness | None:
    network = network_of(entry)
    if network is None or address not in network:
        return None
    wide = network.max_prefixlen - network.prefixlen
    return (WITHIN, wide) if wide else EXACT


def normal(text: str) -> str:
    """Return the one spelling of a name: letter case and a dot at the end do not matter."""
    spelled = text.strip().lower()
    return spelled.rstrip(".") or spelled


def network_of(entry: str) -> Network | None:
    """Return an entry as a network, an address being one of its own; None for a name."""
    if not _is_numeric(entry):
        return None
    try:
        # Bits behind the prefix are no reason to cover nothing.
        return ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return None


def address_of(name: str) -> Address | None:
    if not _is_numeric(name):
        return None
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _is_numeric(name: str) -> bool:
    """Whether a name can be an address at all, which costs less than to try."""
    return name[:1].isdigit() or ":" in name
