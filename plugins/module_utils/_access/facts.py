# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What decides access, as data: segments, their groups, rules and identity providers. Pure, private.

Keys are what rules call things: names in a configuration, ids in answers of the API. Nothing here reads
either form.
"""

from __future__ import annotations

import typing as t

from .._schema.compound import Range

ACCESS, FORWARDING = "access", "client_forwarding"
TCP, UDP, ICMP = "tcp", "udp", "icmp"

ALLOW, DENY, REQUIRE_APPROVAL, DIRECT, NONE = "ALLOW", "DENY", "REQUIRE_APPROVAL", "DIRECT", "NONE"
BYPASS, INTERCEPT, INTERCEPT_ACCESSIBLE = "BYPASS", "INTERCEPT", "INTERCEPT_ACCESSIBLE"
ALWAYS_DIRECT, ON_NET = "ALWAYS", "ON_NET"
# What grants: what a reading takes for granted in favour of access, it does not in favour of a block.
GRANTING = (ALLOW, REQUIRE_APPROVAL)

# Answers of a policy where no rule matches.
WITHOUT_MATCH = {
    "isolation": "BYPASS_ISOLATE",
    "inspection": "BYPASS_INSPECT",
    "client_forwarding": INTERCEPT,
    "redirection": "REDIRECT_DEFAULT",
    "clientless_session_protection": "DO_NOT_MONITOR",
}


class Segment(t.NamedTuple):
    """An application segment. ``group``: the key of its segment group.

    ``is_dual``: whether names are resolved and rules for name and address both asked.
    """

    key: str
    name: str
    enabled: bool
    group: str
    domains: tuple[str, ...]
    tcp: tuple[Range, ...] = ()
    udp: tuple[Range, ...] = ()
    icmp: bool = False
    is_inclusive: bool = False
    bypass: str = "NEVER"
    is_dual: bool = False

    def takes(self, protocol: str, port: int) -> bool:
        """Whether a port is one of its own; ICMP has none and its own switch."""
        if protocol == ICMP:
            return self.icmp
        ranges = self.udp if protocol == UDP else self.tcp
        return any(low <= port <= high for low, high in ranges)


class Group(t.NamedTuple):
    """A segment group."""

    key: str
    name: str
    enabled: bool


class Idp(t.NamedTuple):
    """An identity provider, and whether policies ask for its SAML attributes, and for what SCIM tells."""

    key: str
    name: str
    saml: bool = True
    scim: bool = True


class Atom(t.NamedTuple):
    """One comparison. ``idp``: the identity provider of an attribute, "" where nobody says it."""

    object_type: str
    left: str
    right: str
    idp: str = ""


class Criterion(t.NamedTuple):
    operator: str
    negated: bool
    operands: tuple[Atom, ...]


class Rule(t.NamedTuple):
    """A rule. ``settings``: what else it does where it matches, such as a timeout, in words."""

    key: str
    name: str
    action: str
    enabled: bool = True
    operator: str = "AND"
    conditions: tuple[Criterion, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()


class Configuration(t.NamedTuple):
    """A tenant as far as access goes. ``policies``: the rules of each policy type, in their order.

    ``attributes``: whose each attribute is, by its key. ``told``: which of the lists were told at all.
    """

    segments: t.Mapping[str, Segment]
    groups: t.Mapping[str, Group]
    policies: t.Mapping[str, tuple[Rule, ...]]
    idps: t.Mapping[str, Idp] = {}
    attributes: t.Mapping[str, str] = {}
    told: t.FrozenSet[str] = frozenset()

    def rules(self, policy: str) -> tuple[Rule, ...]:
        return self.policies.get(policy, ())
