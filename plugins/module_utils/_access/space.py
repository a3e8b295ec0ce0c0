# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who asks: the finite space of people and devices that rules can tell apart. Pure, private.

A requester has one value of each variable. Values of a variable are bits of a number, the first being what
is taken where nothing else is needed: absent, or none of those that rules name. Most variables depend on one
other, the client or the identity provider: a group implies its identity provider, posture a client that
reports it. Nothing depends on both, so that a requester exists as soon as no value is ruled out by these.
"""

from __future__ import annotations

import typing as t

from .._policy.object_types import CLIENT_TYPES, OBJECT_TYPES, RISKS
from .facts import Atom, Configuration
from .readings import (
    CLIENT_CONNECTORS,
    CLOUD_CONNECTOR,
    CONNECTOR_GROUPS,
    MACHINE_TUNNEL,
    Reading,
    operands_of,
)

# What a variable is about, and which one of that.
VariableKey = t.Tuple[str, ...]
# A variable and the values of it for which a comparison holds, as bits.
OneOf = t.Tuple[int, int]

CLIENT, PROVIDER = 0, 1
NOBODY, ELSE = "", "other"
NO, YES = 1, 2
# Of posture and networks: not reported; reported, and not so; reported so.
UNTOLD, IS_FALSE, IS_TRUE = 1, 2, 4
UNKNOWN_TYPE = "?"
ANY_NETWORK = "*"

# Of which a requester has at most one, or one in all: it may be none of those that rules name.
SINGLE = ("PLATFORM", "COUNTRY_CODE", "MACHINE_GRP", "CONSOLE", "USER_PORTAL", "PRIVILEGE_PORTAL")
SEVERAL = (
    "SCIM_GROUP",
    "SAML",
    "SCIM",
    "EDGE_CONNECTOR_GROUP",
    "BRANCH_CONNECTOR_GROUP",
    "LOCATION",
    "WORKLOAD_TAG_GROUP",
    "CHROME_ENTERPRISE",
    "CHROME_POSTURE_PROFILE",
)
REPORTED = ("POSTURE", "TRUSTED_NETWORK")
APPLICATIONS = ("APP", "APP_GROUP")
# Of which the left side is told and the right one is true or false.
NAMED_LEFT = (*REPORTED, "PLATFORM", "COUNTRY_CODE", "CHROME_ENTERPRISE")


class Space:
    """The variables of some configurations. Every operand is noted before the first one is read."""

    def __init__(self, reading: Reading, configurations: t.Iterable[Configuration]) -> None:
        self.reading = reading
        self.keys: list[VariableKey] = [("CLIENT_TYPE",), ("IDP",)]
        # Who reports posture is a Client Connector, where nothing else is asked for.
        clients = list(dict.fromkeys((*CLIENT_CONNECTORS, *CLIENT_TYPES)))
        self.values: list[list[str]] = [[ELSE, *clients], [NOBODY, ELSE]]
        self.full: list[int] = []
        self.hub: list[int] = []
        # For each value those of the hub with which it goes.
        self.support: list[list[int]] = []
        # The variables that stand for operands which nobody here understands.
        self.unknown: list[int] = []
        self._numbers: dict[VariableKey, int] = {key: number for number, key in enumerate(self.keys)}
        self._places: list[dict[str, int]] = [{v: n for n, v in enumerate(values)} for values in self.values]
        for configuration in configurations:
            for idp in configuration.idps.values():
                self.note_value(PROVIDER, idp.key)
            for _rule, operand in operands_of(configuration):
                self.note(operand)
        # A client can be in a network that no rule names.
        self.number(("TRUSTED_NETWORK", ANY_NETWORK))

    # -- Noting ------------------------------------------------------------------------------------------

    def note(self, operand: Atom) -> None:
        """Take what an operand compares into the space."""
        kind = operand.object_type
        if kind in APPLICATIONS:
            return
        if operand.idp and kind in ("SCIM_GROUP", "SAML", "SCIM"):
            self.note_value(PROVIDER, operand.idp)
        if kind in ("CLIENT_TYPE", "IDP"):
            self.note_value(self._numbers[(kind,)], operand.right)
            return
        number = self.number(self.key_of(operand))
        if kind in SINGLE or self._is_one_connector(kind) or kind == "RISK_FACTOR_TYPE":
            self.note_value(number, operand.left if kind in NAMED_LEFT else operand.right)

    def note_value(self, number: int, value: str) -> None:
        places = self._places[number]
        if value not in places:
            places[value] = len(self.values[number])
            self.values[number].append(value)

    def number(self, key: VariableKey) -> int:
        """Return the number of a variable, which is new if need be."""
        if key not in self._numbers:
            self._numbers[key] = len(self.keys)
            self.keys.append(key)
            is_single = key[0] in SINGLE or self._is_one_connector(key[0])
            self.values.append([ELSE] if is_single else _first_values(key[0]))
            self._places.append({value: place for place, value in enumerate(self.values[-1])})
        return self._numbers[key]

    def key_of(self, operand: Atom) -> VariableKey:
        """Return what an operand asks about."""
        kind = operand.object_type
        if not is_understood(operand):
            return (UNKNOWN_TYPE, kind, operand.left, operand.right)
        if kind in SINGLE or self._is_one_connector(kind):
            return (kind,)
        if kind in ("POSTURE", "TRUSTED_NETWORK", "CHROME_ENTERPRISE", "RISK_FACTOR_TYPE"):
            return (kind, operand.left)
        if kind in ("SAML", "SCIM"):
            value = operand.right.casefold() if self.reading.folds_values else operand.right
            return (kind, operand.idp, operand.left, value)
        if kind == "SCIM_GROUP":
            return (kind, operand.left, operand.right)
        return (kind, operand.right)

    def _is_one_connector(self, kind: str) -> bool:
        return self.reading.one_connector and kind in CONNECTOR_GROUPS

    # -- Reading -----------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Work out what depends on what; nothing can be noted any more."""
        self.full = [(1 << len(values)) - 1 for values in self.values]
        self.unknown = [number for number, key in enumerate(self.keys) if key[0] == UNKNOWN_TYPE]
        connectors = self.bits(CLIENT, CLIENT_CONNECTORS)
        for number, key in enumerate(self.keys):
            hub, first, others = self._dependence(key, connectors)
            self.hub.append(hub)
            self.support.append([first] + [others] * (len(self.values[number]) - 1))

    def _dependence(self, key: VariableKey, connectors: int) -> tuple[int, int, int]:
        """Return the hub of a variable, -1 for none, and its values beside the first one and the others."""
        kind = key[0]
        clients, providers = self.full[CLIENT], self.full[PROVIDER]
        if kind in REPORTED:
            return CLIENT, clients & ~connectors, connectors
        if kind == "MACHINE_GRP":
            return CLIENT, clients, self.bits(CLIENT, (MACHINE_TUNNEL,))
        if kind == "WORKLOAD_TAG_GROUP":
            return CLIENT, clients, self.bits(CLIENT, (CLOUD_CONNECTOR,))
        if kind in ("SCIM_GROUP", "SAML", "SCIM"):
            owner = self.bits(PROVIDER, (key[1],)) if key[1] else providers & ~1
            return PROVIDER, providers, owner
        if kind == "RISK_FACTOR_TYPE" and not self.reading.any_risk:
            return PROVIDER, providers, providers & ~1
        return -1, 0, 0

    def bits(self, number: int, values: t.Iterable[str]) -> int:
        places = self._places[number]
        return sum(1 << places[value] for value in set(values) if value in places)

    def literal(self, operand: Atom, grants: bool) -> OneOf:
        """Return for which values of which variable an operand holds, in a rule that grants or not."""
        kind = operand.object_type
        if kind in ("CLIENT_TYPE", "IDP"):
            number = self._numbers[(kind,)]
            return number, self.bits(number, (operand.right,))
        key = self.key_of(operand)
        number = self._numbers[key]
        if key[0] == UNKNOWN_TYPE:
            return number, YES
        is_true = operand.right == "true"
        if kind in REPORTED:
            fails = self.reading.browsers_fail and grants
            is_wide = fails if kind == "POSTURE" else self.reading.away_is_all
            return (
                number,
                IS_TRUE if is_true else IS_FALSE | UNTOLD if is_wide else IS_FALSE,
            )
        if kind == "CHROME_ENTERPRISE":
            return number, YES if is_true else NO
        if kind in NAMED_LEFT:
            bits = self.bits(number, (operand.left,))
            return number, bits if is_true else self.full[number] & ~bits
        is_word = kind in SINGLE or kind == "RISK_FACTOR_TYPE" or self._is_one_connector(kind)
        return number, self.bits(number, (operand.right,)) if is_word else YES

    def default(self, number: int, client: int, provider: int) -> int:
        """Return the first value of a variable that goes with these values of the client and the provider."""
        hub = self.hub[number]
        if hub < 0:
            return 0
        bit = 1 << (client if hub == CLIENT else provider)
        support = self.support[number]
        return 0 if support[0] & bit else 1

    def goes_with(self, number: int, value: int, client: int, provider: int) -> bool:
        """Whether a variable can have a value beside these of the client and the provider."""
        hub = self.hub[number]
        return hub < 0 or bool(self.support[number][value] >> (client if hub == CLIENT else provider) & 1)


def _first_values(kind: str) -> list[str]:
    if kind in REPORTED:
        return ["untold", "false", "true"]
    if kind == "RISK_FACTOR_TYPE":
        return list(RISKS)
    return ["no", "yes"]


def is_understood(operand: Atom) -> bool:
    """Whether an operand is one that this collection knows, with a right side that it can have."""
    kind = operand.object_type
    if kind in APPLICATIONS:
        return True
    if kind not in OBJECT_TYPES or operand.left == UNKNOWN_TYPE:
        return False
    if kind in NAMED_LEFT:
        return operand.right in ("true", "false")
    return kind in (*SINGLE, *SEVERAL, *REPORTED, "RISK_FACTOR_TYPE", "CLIENT_TYPE", "IDP")
