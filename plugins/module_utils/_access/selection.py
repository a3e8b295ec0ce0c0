# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which segments a host and a port belong to: the vendor's page on Multimatch. Pure, private.

The covering domains are asked from the most to the least specific one. An EXCLUSIVE one is taken alone and
ends the walk, whether its segments have the port or not; INCLUSIVE ones are taken until an EXCLUSIVE one
comes, which is not.
"""

from __future__ import annotations

import ipaddress
import re
import typing as t

from .._schema.coverage import (
    Address,
    Closeness,
    Network,
    address_of,
    closeness_of_pattern,
    dotted,
    is_pattern,
    network_of,
    normal,
    pattern_of,
)
from .facts import ALWAYS_DIRECT, ON_NET, Configuration, Segment
from .readings import Reading

MATCHED, PORT_MISMATCH, NO_SEGMENT, BYPASSED = "matched", "port_mismatch", "no_segment", "bypass"


class Selection(t.NamedTuple):
    """The segments that a request belongs to.

    ``keys``: all of them; ``open``: those that rules can allow, being not blocked as a whole. Where ZPA is
    bypassed, nobody asks these but who cannot.
    ``bypass``: ALWAYS or ON_NET where one of them says so, "" otherwise. ``beside``: segments that have the
    host and not the port, where BYPASS is read to count for all ports.
    """

    fit: str
    keys: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    bypass: str = ""
    beside: tuple[str, ...] = ()


class Level(t.NamedTuple):
    """A domain that covers a host, and the segments that have it."""

    domain: str
    segments: tuple[Segment, ...]

    @property
    def is_inclusive(self) -> bool:
        return all(segment.is_inclusive for segment in self.segments)


Chain = t.Tuple[Level, ...]


class DomainIndex:
    """The domain names of segments, disabled ones left out or not, by what they are."""

    def __init__(self, segments: t.Iterable[Segment], keeps_disabled: bool) -> None:
        owners: dict[str, list[Segment]] = {}
        for segment in segments:
            if segment.enabled or keeps_disabled:
                for domain in sorted({dotted(normal(domain)) for domain in segment.domains}):
                    owners.setdefault(domain, []).append(segment)
        self.levels = {domain: Level(domain, tuple(segments)) for domain, segments in owners.items()}
        self.networks: dict[Network, Level] = {}
        self.patterns: list[tuple[Closeness, re.Pattern[str], Level]] = []
        for domain, level in self.levels.items():
            network = network_of(domain)
            if network is not None:
                known = self.networks.get(network)
                self.networks[network] = level if known is None else _joined(known, level)
            elif is_pattern(domain):
                self.patterns.append((closeness_of_pattern(domain), pattern_of(domain), level))
        self.patterns.sort(key=lambda found: (found[0], found[2].domain))
        self.lengths = sorted({(one.version, one.prefixlen) for one in self.networks}, reverse=True)


class Domains:
    """The domain names of a configuration under one reading, looked up by host.

    ``index``: those names, where they are at hand from another reading that keeps the same segments.
    """

    def __init__(
        self, configuration: Configuration, reading: Reading, index: DomainIndex | None = None
    ) -> None:
        self._reading = reading
        self.blocked = {
            segment.key
            for segment in configuration.segments.values()
            if not segment.enabled or (not reading.ignores_groups and _is_off(configuration, segment))
        }
        self._index = index or DomainIndex(configuration.segments.values(), reading.keeps_disabled)
        self.levels = self._index.levels

    def chain(self, host: str) -> Chain:
        """Return what covers a host, the most specific first, as far as anyone asks."""
        name = normal(host)
        address = address_of(name)
        found = self._of_address(address) if address is not None else self._of_name(name)
        levels: list[Level] = []
        for level in found:
            if levels and not level.is_inclusive:
                break
            levels.append(level)
            if not level.is_inclusive:
                break
        return tuple(levels)

    def select(self, chain: Chain, protocol: str, port: int) -> Selection:
        """Return the segments of a request to a host with this chain."""
        if not chain:
            return Selection(NO_SEGMENT)
        live = [segment for level in chain for segment in level.segments if segment.enabled]
        bypasses = {segment.bypass for segment in live}
        keys = {segment.key for level in chain for segment in level.segments if segment.takes(protocol, port)}
        can_be_allowed = tuple(sorted(keys - self.blocked))
        if ALWAYS_DIRECT in bypasses:
            # Of the name, whatever the port.
            names = keys or {segment.key for segment in live}
            return Selection(BYPASSED, tuple(sorted(names)), can_be_allowed, ALWAYS_DIRECT)
        if not keys:
            return Selection(PORT_MISMATCH)
        on_net = ON_NET if ON_NET in bypasses else ""
        beside: set[str] = set()
        if self._reading.bypass_wins:
            beside = {segment.key for segment in live} - keys - self.blocked
        return Selection(MATCHED, tuple(sorted(keys)), can_be_allowed, on_net, tuple(sorted(beside)))

    def _of_name(self, name: str) -> t.Iterator[Level]:
        levels = self.levels
        if name in levels and not name.startswith("."):
            yield levels[name]
        for _rank, expression, level in self._index.patterns:
            if expression.fullmatch(name):
                yield level
        labels = name.split(".")
        for first in range(0 if self._reading.covers_apex else 1, len(labels)):
            suffix = "." + ".".join(labels[first:])
            if suffix in levels:
                yield levels[suffix]
        if "." in levels:
            yield levels["."]

    def _of_address(self, address: Address) -> t.Iterator[Level]:
        for version, length in self._index.lengths:
            if version == address.version:
                network = ipaddress.ip_network((address, length), strict=False)
                if network in self._index.networks:
                    yield self._index.networks[network]


def _is_off(configuration: Configuration, segment: Segment) -> bool:
    group = configuration.groups.get(segment.group)
    return group is not None and not group.enabled


def _joined(one: Level, other: Level) -> Level:
    """Two spellings of one network are one domain."""
    return Level(
        one.domain, tuple({segment.key: segment for segment in one.segments + other.segments}.values())
    )
