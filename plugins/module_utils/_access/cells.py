# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts and ports cut into cells, in each of which all requests belong to the same segments. Pure, private.

A cell has one host that stands for all: the name of an entry, a name below a wildcard that nothing more
specific covers, an address of a network that no narrower one has. Ports are cut where a range begins or
ends. Before and after are cut together.
"""

from __future__ import annotations

import functools
import typing as t

from .._schema.compound import FIRST_PORT, LAST_PORT
from .._schema.coverage import Network, is_pattern, network_of
from .facts import ICMP, TCP, UDP, Configuration
from .patterns import hosts_of_patterns
from .readings import Reading
from .selection import Chain, DomainIndex, Domains, Selection

# A host that no list of segments has.
ELSEWHERE = "other.invalid"


class Cell(t.NamedTuple):
    """Requests that belong to the same segments. ``host``: as domain names say it; ``sample``: one of it.

    ``ports``: the first and the last one; (0, 0) for ICMP.
    """

    host: str
    sample: str
    protocol: str
    ports: tuple[int, int]


Pair = t.Tuple[Selection, Selection]
# The protocols and ports of a host with what they belong to.
PortCut = t.Tuple[str, t.Tuple[int, int], Pair]
# Those of hosts that belong to the same segments, which are cut alike.
PortCuts = t.Dict[t.Any, t.List[PortCut]]


class Cells(t.NamedTuple):
    """Cells by what their requests belong to before and after, and whether every host is in one."""

    of: dict[Pair, list[Cell]]
    is_complete: bool
    domains: tuple[Domains, Domains]


class Cutter:
    """Cuts two configurations under several readings, most of which do not differ about segments.

    ``passes_over_alike``: whether hosts are left out that belong to the same segments before and after.
    """

    def __init__(self, before: Configuration, after: Configuration, passes_over_alike: bool = False) -> None:
        self._both = (before, after)
        self._is_same = before.segments == after.segments and before.groups == after.groups
        self._distinct = self._both[:1] if self._is_same else self._both
        self._passes_over_alike = passes_over_alike
        self._known: dict[tuple[bool, ...], Cells] = {}
        self._parts: dict[tuple[bool, ...], PortCuts] = {}
        self._indexes: dict[bool, tuple[DomainIndex, ...]] = {}

    @functools.cached_property
    def _hosts(self) -> tuple[list[tuple[str, str]], bool]:
        """Hosts, the same for all readings, which are compared host by host; and whether that is all."""
        return _hosts({domain for index in self._indexes_of(True) for domain in index.levels})

    @functools.cached_property
    def _is_any_disabled(self) -> bool:
        return any(not segment.enabled for one in self._distinct for segment in one.segments.values())

    def _indexes_of(self, keeps_disabled: bool) -> tuple[DomainIndex, ...]:
        """Return the domain names of either configuration."""
        keeps = keeps_disabled or not self._is_any_disabled
        if keeps not in self._indexes:
            self._indexes[keeps] = tuple(DomainIndex(one.segments.values(), keeps) for one in self._distinct)
        return self._indexes[keeps]

    def cut(self, reading: Reading) -> Cells:
        """Return all cells that belong to a segment before or after."""
        # Which hosts a segment has makes no difference for what becomes of its ports.
        of_ports = (reading.keeps_disabled, reading.ignores_groups, reading.bypass_wins)
        key = (*of_ports, reading.covers_apex)
        if key not in self._known:
            self._known[key] = self._cut(reading, self._parts.setdefault(of_ports, {}))
        return self._known[key]

    def _cut(self, reading: Reading, memo: PortCuts) -> Cells:
        """``memo``: what became of ports under this reading or one that does the same with them."""
        indexes = self._indexes_of(reading.keeps_disabled)
        domains = [Domains(one, reading, indexes[number]) for number, one in enumerate(self._distinct)]
        old, new = domains[0], domains[-1]
        found: dict[Pair, list[Cell]] = {}
        alike = {domain for domain, level in old.levels.items() if new.levels.get(domain) == level}
        if old.blocked != new.blocked:
            alike = set()
        hosts, is_complete = self._hosts
        for host, sample in hosts:
            was = old.chain(sample)
            now = was if old is new else new.chain(sample)
            if not was and not now:
                continue
            names = tuple(level.domain for level in was)
            if names == tuple(level.domain for level in now) and alike.issuperset(names):
                if self._passes_over_alike:
                    continue
                now = was
            # Domains of the same segments are cut alike. The configurations hold these, so that none takes
            # the place of another.
            key = (_which(was), _which(now))
            parts = memo.get(key)
            if parts is None:
                parts = memo[key] = list(_parts(old, was, new, now))
            for protocol, ports, pair in parts:
                found.setdefault(pair, []).append(Cell(host, sample, protocol, ports))
        return Cells(found, is_complete, (old, new))


def _which(chain: Chain) -> tuple[tuple[int, ...], ...]:
    """Return what tells the segments of a chain from others, level by level."""
    return tuple([tuple(map(id, level.segments)) for level in chain])


def _parts(old: Domains, was: Chain, new: Domains, now: Chain) -> t.Iterator[PortCut]:
    """Yield the protocols and ports of a host with what they belong to, unless that is nothing."""
    segments = {segment.key: segment for level in was for segment in level.segments}
    listed = list(segments.values())
    if now is not was:
        listed += [segment for level in now for segment in level.segments]

    def pair_of(protocol: str, port: int) -> Pair:
        selection = old.select(was, protocol, port)
        return selection, selection if now is was else new.select(now, protocol, port)

    for protocol in (TCP, UDP):
        starts = {FIRST_PORT}
        for segment in listed:
            for low, high in segment.udp if protocol == UDP else segment.tcp:
                starts.add(low)
                starts.add(high + 1)
        ordered = sorted(start for start in starts if FIRST_PORT <= start <= LAST_PORT)
        pieces: list[tuple[int, int, Pair]] = []
        ends = [start - 1 for start in ordered[1:]] + [LAST_PORT]
        for place, start in enumerate(ordered):
            pair = pair_of(protocol, start)
            if pieces and pieces[-1][2] == pair:
                pieces[-1] = (pieces[-1][0], ends[place], pair)
            else:
                pieces.append((start, ends[place], pair))
        yield from ((protocol, (low, high), pair) for low, high, pair in pieces if _is_something(pair))
    pair = pair_of(ICMP, 0)
    if _is_something(pair):
        yield (ICMP, (0, 0), pair)


def _is_something(pair: Pair) -> bool:
    return any(selection.keys for selection in pair)


def _hosts(domains: t.Iterable[str]) -> tuple[list[tuple[str, str]], bool]:
    """Return a host for each set of entries that can cover one, as it is shown and one that it stands for.

    The name that a wildcard ends in is one of its own: it is open whether that covers it.
    """
    names = sorted(domains)
    networks = {network: name for name in names for network in (network_of(name),) if network is not None}
    patterns = [name for name in names if is_pattern(name)]
    found: dict[str, str] = {}
    for name in names:
        if network_of(name) is not None or is_pattern(name):
            continue
        if not name.startswith("."):
            found[name] = name
            continue
        found["*" + name if name != "." else "*"] = _below(name, names)
        if name != ".":
            found.setdefault(name[1:], name[1:])
    found.update({networks[network]: address for network, address in _free_addresses(networks)})
    samples, is_complete = hosts_of_patterns(patterns, [name for name in names if name.startswith(".")])
    for sample in samples:
        found.setdefault(sample, sample)
    return list(found.items()), is_complete


def _below(wildcard: str, names: t.Container[str]) -> str:
    """Return a name below a wildcard that no entry has: no label of one is longer than 63 characters."""
    base = wildcard[1:]
    number = 0
    while True:
        label = "any%s" % (number or "")
        sample = "%s.%s" % (label, base) if base else "%s.%s" % (label, ELSEWHERE)
        if sample not in names and "." + sample not in names:
            return sample
        number += 1


def _free_addresses(networks: t.Iterable[Network]) -> t.Iterator[tuple[Network, str]]:
    """Yield networks with an address that no narrower one has; those that have none left are left out."""
    spans = sorted(
        (one.version, int(one.network_address), -int(one.broadcast_address), number, one)
        for number, one in enumerate(networks)
    )
    for place, (version, first, last, _number, network) in enumerate(spans):
        # What is inside comes next.
        candidate = first
        for other, begins, ends, _other, _network in spans[place + 1 :]:
            if other != version or begins > candidate:
                break
            candidate = max(candidate, 1 - ends)
        if candidate <= -last:
            yield network, str(network.network_address + (candidate - first))
