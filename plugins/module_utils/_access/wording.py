# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What changed in the declarations, and which applications it is about, in words. Pure, private."""

from __future__ import annotations

import typing as t
from functools import lru_cache

from .._schema.compound import PortRanges, Range, merged
from .._words import quoted
from .cells import Cell
from .facts import ICMP, Configuration, Rule, Segment
from .selection import Selection

# What of a segment decides access, as options call it.
SEGMENT_WORDS = {
    "enabled": "enabled",
    "group": "segment_group",
    "domains": "domain_names",
    "tcp": "tcp_ports",
    "udp": "udp_ports",
    "icmp": "icmp_access_type",
    "is_inclusive": "match_style",
    "bypass": "bypass_type",
    "is_dual": "policy_style",
}
MOST_NAMES = 5


def because_of_rule(
    rules: tuple[Rule | None, Rule | None], before: Configuration, after: Configuration
) -> tuple[str, ...]:
    """Return what happened to the rule that is the cause of a change."""
    rule = rules[1] or rules[0]
    if rule is None:
        return ()
    old, new = (_same(one, rule) for one in (before, after))
    if old is None or new is None:
        return ("rule '%s' is %s" % (rule.name, "new" if old is None else "gone"),)
    names = [
        name
        for name in ("action", "enabled", "operator", "conditions")
        if getattr(old, name) != getattr(new, name)
    ]
    if names:
        return ("rule '%s' differs in %s" % (rule.name, " and ".join(names)),)
    asked = {operand.idp or operand.right for condition in rule.conditions for operand in condition.operands}
    switched = [key for key in sorted(asked) if before.idps.get(key) != after.idps.get(key)]
    if switched:
        return ("SAML or SCIM is switched on or off at %s" % some_of(switched),)
    return ("rule '%s' has another place among the others" % rule.name,)


def _same(configuration: Configuration, rule: Rule) -> Rule | None:
    return next(
        (one for rules in configuration.policies.values() for one in rules if one.key == rule.key), None
    )


def because_of_applications(
    selections: tuple[Selection, Selection], before: Configuration, after: Configuration
) -> tuple[str, ...]:
    """Return what happened to the segments that a change is about."""
    found = []
    for key in sorted({key for selection in selections for key in selection.keys}):
        old, new = before.segments.get(key), after.segments.get(key)
        if old is None or new is None:
            found.append(
                "segment '%s' is %s" % ((old or t.cast(Segment, new)).name, "new" if old is None else "gone")
            )
            continue
        names = [word for name, word in SEGMENT_WORDS.items() if getattr(old, name) != getattr(new, name)]
        found += ["segment '%s' differs in %s" % (new.name, " and ".join(names))] if names else []
        for group in sorted({old.group, new.group}):
            was, now = before.groups.get(group), after.groups.get(group)
            if was and now and was.enabled != now.enabled:
                found.append("segment group '%s' is switched %s" % (now.name, "on" if now.enabled else "off"))
    return tuple(dict.fromkeys(found)) or ("other segments cover the hosts than before",)


def what_of(cells: t.Iterable[Cell]) -> list[dict[str, t.Any]]:
    """Return hosts with the same ports together: ``hosts``, and ports by protocol."""
    ports: dict[str, dict[str, list[Range]]] = {}
    for cell in cells:
        ports.setdefault(cell.host, {}).setdefault(cell.protocol, []).append(cell.ports)
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for host, by_protocol in ports.items():
        said = tuple(
            (protocol, _says_ports(protocol, tuple(ranges)))
            for protocol, ranges in sorted(by_protocol.items())
        )
        alike.setdefault(said, []).append(host)
    return [{"hosts": sorted(hosts), **dict(said)} for said, hosts in sorted(alike.items())]


@lru_cache(maxsize=4096)
def _says_ports(protocol: str, ranges: tuple[Range, ...]) -> str:
    if protocol == ICMP:
        return "all"
    return ", ".join(PortRanges().show(merged(ranges)))


def some_of(names: t.Sequence[str]) -> str:
    """Return the first of some names, and how many there are besides."""
    more = len(names) - MOST_NAMES
    listed = quoted(names[:MOST_NAMES])
    return listed if more <= 0 else "%s and %d more" % (listed, more)
