# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the vendor's documents leave open, and how it can be read. Pure, private.

No single reading is safe for a comparison: one that grants more on both sides can hide a change. So what
the inputs touch is evaluated under the default reading and, one at a time, under the other one.
"""

from __future__ import annotations

import typing as t

from .facts import ALWAYS_DIRECT, BYPASS, FORWARDING, ON_NET, Atom, Configuration, Rule


class Reading(t.NamedTuple):
    """How open questions are read; each is named after what the other reading does.

    - ``keeps_disabled``: a disabled segment keeps its hosts from wider ones, and they are blocked;
    - ``ignores_groups``: whether a segment group is disabled makes no difference;
    - ``covers_apex``: ``*.x`` covers ``x``;
    - ``fails_when_off``: a condition of which nothing is left, since an identity provider has SAML or SCIM
      switched off, is false in rules that grant, too;
    - ``alone_is_and``: one operand under AND counts as AND there, and the rule is not evaluated;
    - ``browsers_fail``: a browser, which reports no posture, has failed it, for rules that grant;
    - ``away_is_all``: who reports no trusted networks at all is outside each of them;
    - ``folds_values``: letter case makes no difference in values of attributes;
    - ``one_connector``: a request comes from one connector group alone;
    - ``bypass_wins``: BYPASS rules win over INTERCEPT rules for the same host, and count for all its ports;
    - ``any_risk``: a request without a user can have any level of risk;
    - ``spares_browsers``: what bypasses ZPA does so for clients on devices, and not for browsers.
    """

    keeps_disabled: bool = False
    ignores_groups: bool = False
    covers_apex: bool = False
    fails_when_off: bool = False
    alone_is_and: bool = False
    browsers_fail: bool = False
    away_is_all: bool = False
    folds_values: bool = False
    one_connector: bool = False
    bypass_wins: bool = False
    any_risk: bool = False
    spares_browsers: bool = False


USUAL = Reading()

# What the default reading takes for true, and what the other one does: a sentence each.
ANSWERS_SAID: dict[str, tuple[str, str]] = {
    "keeps_disabled": (
        "A disabled segment is as if absent: its hosts belong to wider segments, if any.",
        "A disabled segment keeps its hosts from wider segments, and they are blocked.",
    ),
    "ignores_groups": (
        "The segments of a disabled segment group are blocked.",
        "The segments of a disabled segment group are reached as those of others.",
    ),
    "covers_apex": (
        "*.example.com covers the names below example.com, and not that itself.",
        "*.example.com covers example.com as well.",
    ),
    "fails_when_off": (
        "Where SAML or SCIM is off at an identity provider and nothing is left of a condition, it vanishes "
        "from rules that grant, and rules that block do not match.",
        "Where SAML or SCIM is off at an identity provider and nothing is left of a condition, the rule does "
        "not match.",
    ),
    "alone_is_and": (
        "Where SAML or SCIM is off, one operand under AND is as one under OR.",
        "Where SAML or SCIM is off, a rule with one operand of it under AND is not evaluated.",
    ),
    "browsers_fail": (
        "A client that reports no posture has neither passed nor failed one.",
        "A client that reports no posture has failed it, for rules that grant.",
    ),
    "away_is_all": (
        "A client that reports no trusted networks is neither in nor outside of one.",
        "A client that reports no trusted networks is outside of each.",
    ),
    "folds_values": (
        "Values of attributes are compared letter by letter.",
        "Letter case makes no difference in values of attributes.",
    ),
    "one_connector": (
        "A request can come from several connector groups, so that AND of two can be met.",
        "A request comes from one connector group, so that AND of two is never met.",
    ),
    "bypass_wins": (
        "Of forwarding rules the first that matches decides, BYPASS or INTERCEPT.",
        "A BYPASS rule wins over INTERCEPT rules of the same host, on all of its ports.",
    ),
    "any_risk": (
        "A request without a user has the risk UNKNOWN.",
        "A request without a user can have any risk.",
    ),
    "spares_browsers": (
        "What bypasses ZPA does so for every client.",
        "What bypasses ZPA does not do so for browsers, which reach it anyway.",
    ),
}

BROWSERS = tuple("zpn_client_type_" + name for name in ("exporter", "exporter_noauth", "browser_isolation"))
# Who reports posture and trusted networks: Client Connector in all its forms.
CLIENT_CONNECTORS = tuple(
    "zpn_client_type_" + name for name in ("zapp", "machine_tunnel", "zapp_partner", "vdi")
)
MACHINE_TUNNEL, CLOUD_CONNECTOR = "zpn_client_type_machine_tunnel", "zpn_client_type_edge_connector"
CONNECTOR_GROUPS = ("EDGE_CONNECTOR_GROUP", "BRANCH_CONNECTOR_GROUP")


def touched(*configurations: Configuration, said: t.Iterable[tuple[str, str]] = ()) -> list[Reading]:
    """Return the other readings that could make a difference for these configurations, one at a time.

    ``said``: attributes with values that people ask about besides.
    """
    found: set[str] = set()
    for configuration in configurations:
        found |= set(_of_segments(configuration)) | set(_of_rules(configuration))
    values: dict[tuple[str, str], set[str]] = {}
    of_rules = [
        (operand.left, operand.right)
        for configuration in configurations
        for _rule, operand in operands_of(configuration)
        if operand.object_type in ("SAML", "SCIM")
    ]
    for attribute, value in (*of_rules, *said):
        values.setdefault((attribute, value.casefold()), set()).add(value)
    if any(len(spellings) > 1 for spellings in values.values()):
        found.add("folds_values")
    return [Reading(**{name: True}) for name in Reading._fields if name in found]


def question_of(reading: Reading) -> str:
    """Return the question that a reading answers otherwise than by default, "" for the default."""
    return next((name for name in Reading._fields if getattr(reading, name)), "")


def operands_of(configuration: Configuration) -> t.Iterator[tuple[Rule, Atom]]:
    """Yield the operands of the rules that decide access, with their rules."""
    for rules in configuration.policies.values():
        for rule in rules:
            for condition in rule.conditions if rule.enabled else ():
                for operand in condition.operands:
                    yield rule, operand


def is_off(configuration: Configuration, operand: Atom) -> bool:
    """Whether the identity provider of an operand has policies by that kind of attribute switched off."""
    idp = configuration.idps.get(operand.idp)
    if idp is None:
        return False
    if operand.object_type == "SAML":
        return not idp.saml
    return operand.object_type in ("SCIM", "SCIM_GROUP") and not idp.scim


def _of_segments(configuration: Configuration) -> t.Iterator[str]:
    for segment in configuration.segments.values():
        if not segment.enabled:
            yield "keeps_disabled"
            continue
        group = configuration.groups.get(segment.group)
        if group is not None and not group.enabled:
            yield "ignores_groups"
        if segment.bypass in (ALWAYS_DIRECT, ON_NET):
            yield "spares_browsers"
        if any(domain.startswith(("*.", ".")) and len(domain) > 2 for domain in segment.domains):
            yield "covers_apex"


def _has_shared_hosts(configuration: Configuration) -> bool:
    """Whether a host can have several segments, each with ports of its own."""
    seen: set[str] = set()
    for segment in configuration.segments.values():
        domains = {domain.lower() for domain in segment.domains}
        if segment.enabled and (segment.is_inclusive or not seen.isdisjoint(domains)):
            return True
        seen |= domains if segment.enabled else set()
    return False


def _of_rules(configuration: Configuration) -> t.Iterator[str]:
    forwarding = [rule.action for rule in configuration.rules(FORWARDING) if rule.enabled]
    if BYPASS in forwarding:
        yield "spares_browsers"
    if BYPASS in forwarding and (len(set(forwarding)) > 1 or _has_shared_hosts(configuration)):
        yield "bypass_wins"
    connectors: dict[str, int] = {}
    for _rule, operand in operands_of(configuration):
        if operand.object_type == "POSTURE" and operand.right == "false":
            yield "browsers_fail"
        elif operand.object_type == "TRUSTED_NETWORK" and operand.right == "false":
            yield "away_is_all"
        elif operand.object_type == "RISK_FACTOR_TYPE":
            yield "any_risk"
        elif operand.object_type in CONNECTOR_GROUPS:
            connectors[operand.object_type] = connectors.get(operand.object_type, 0) + 1
        if is_off(configuration, operand):
            yield "fails_when_off"
            yield "alone_is_and"
    if any(count > 1 for count in connectors.values()):
        yield "one_connector"
