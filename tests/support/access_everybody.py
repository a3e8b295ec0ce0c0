# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small configurations at random, and everybody who can ask in them, one after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import chain, combinations, product
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._access.readings import USUAL, Reading

from .access_tenants import Config, condition, entries, objects

ZAPP, BROWSER, GUEST, TUNNEL, EDGE = (
    "zpn_client_type_" + name
    for name in ("zapp", "exporter", "exporter_noauth", "machine_tunnel", "edge_connector")
)
DOMAINS = (
    *(
        "*.x.test",
        "a.x.test",
        "a.x.test",
        "b.x.test",
        ".y.x.test",
        "z.y.x.test",
        "10.0.0.0/30",
        "10.0.0.1",
        "*",
    ),
    *("x.test", "a*.x.test", "?.x.test"),
)
PORTS = (["443"], ["22", "443"], ["1-100"], ["1-65535"], [])
# How many configurations have a rule whose requests several others take together.
SHADOWED = 0.25
# What rules of a case are about: few things, of every sort.
FEATURES = (
    "groups",
    "saml",
    "posture",
    "network",
    "platform",
    "country",
    "risk",
    "client",
    "idp",
    "unknown",
    "machine",
    "connector",
    "workload",
    "place",
    "chrome",
    "scim",
)
OPERANDS: dict[str, list[dict[str, Any]]] = {
    "groups": [
        objects("SCIM_GROUP", "one", idp="A"),
        objects("SCIM_GROUP", "two", idp="A"),
        objects("SCIM_GROUP", "far", idp="B"),
    ],
    "saml": [
        entries("SAML", ("team", "red"), idp="A"),
        entries("SAML", ("team", "blue"), idp="A"),
        entries("SAML", ("team", "Red"), idp="A"),
        entries("SCIM", ("dept", "it"), idp="B"),
    ],
    "posture": [entries("POSTURE", ("disk", "true")), entries("POSTURE", ("disk", "false"))],
    "network": [entries("TRUSTED_NETWORK", ("hq", "true")), entries("TRUSTED_NETWORK", ("hq", "false"))],
    "platform": [objects("PLATFORM", "windows"), objects("PLATFORM", "mac")],
    "country": [objects("COUNTRY_CODE", "DE"), objects("COUNTRY_CODE", "FR")],
    "risk": [entries("RISK_FACTOR_TYPE", ("ZIA", level)) for level in ("HIGH", "UNKNOWN")],
    "client": [objects("CLIENT_TYPE", client) for client in (ZAPP, BROWSER)],
    "idp": [objects("IDP", "A"), objects("IDP", "B")],
    "unknown": [entries("TAG_GROUP", ("id", "new")), entries("ADAPTIVE", ("level", "5"))],
    "machine": [objects("MACHINE_GRP", "lab"), objects("MACHINE_GRP", "shop")],
    "connector": [objects("EDGE_CONNECTOR_GROUP", "east"), objects("EDGE_CONNECTOR_GROUP", "west")],
    "workload": [objects("WORKLOAD_TAG_GROUP", "w"), objects("WORKLOAD_TAG_GROUP", "v")],
    "place": [
        objects("BRANCH_CONNECTOR_GROUP", "branch"),
        objects("LOCATION", "room"),
        objects("LOCATION", "house"),
    ],
    "chrome": [
        entries("CHROME_ENTERPRISE", ("managed", "true")),
        entries("CHROME_ENTERPRISE", ("managed", "false")),
        objects("CHROME_POSTURE_PROFILE", "safe"),
    ],
    "scim": [
        entries("SCIM", ("dept", "it"), idp="B"),
        entries("SCIM", ("dept", "IT"), idp="B"),
        entries("SCIM", ("title", "boss"), idp="A"),
    ],
}


def some_features(dice: random.Random) -> list[str]:
    return dice.sample(FEATURES, dice.randint(1, 3))


def configuration(dice: random.Random, features: list[str]) -> Config:
    segments = [
        {
            "name": "s%d" % number,
            "enabled": dice.random() < 0.9,
            "segment_group": dice.choice(("g0", "g1")),
            "domain_names": dice.sample(DOMAINS, dice.randint(1, 2)),
            "tcp_ports": dice.choice(PORTS),
            "udp_ports": dice.choice(((), (), ["53"], ["1-65535"])),
            "icmp_access_type": dice.choice(("NONE", "NONE", "PING")),
            "match_style": dice.choice(("EXCLUSIVE", "INCLUSIVE")),
            "bypass_type": dice.choice(("NEVER",) * 8 + ("ALWAYS", "ON_NET")),
        }
        for number in range(dice.randint(1, 3))
    ]
    forwarding = dice.randint(0, 2) if dice.random() < 0.4 else 0
    actions = ("ALLOW", "ALLOW", "DENY", "REQUIRE_APPROVAL")
    rules = [_rule(dice, features, "r%d" % n, actions) for n in range(dice.randint(0, 6))]
    if rules and dice.random() < SHADOWED:
        rules = _with_shadow(dice, features, rules, actions)
    return {
        "application_segments": segments,
        "segment_groups": [{"name": "g%d" % number, "enabled": dice.random() < 0.9} for number in (0, 1)],
        "policy_rules": {
            "access": rules,
            "client_forwarding": [
                _rule(dice, features, "f%d" % n, ("BYPASS", "INTERCEPT", "INTERCEPT_ACCESSIBLE"))
                for n in range(forwarding)
            ],
        },
    }


def changed(dice: random.Random, config: Config, features: list[str]) -> Config:
    """Return a configuration that differs in a thing or two."""
    rules = [dict(rule) for rule in config["policy_rules"]["access"]]
    forwarding = [dict(rule) for rule in config["policy_rules"]["client_forwarding"]]
    segments = [dict(segment) for segment in config["application_segments"]]
    groups = [dict(group) for group in config["segment_groups"]]
    other = configuration(dice, features)
    for _time in range(dice.randint(1, 2)):
        what = dice.choice(
            (
                "order",
                "action",
                "rule",
                "gone",
                "segment",
                "group",
                "forwarding",
                "off",
                "new",
                "less",
                "idle",
            )
        )
        if what == "order":
            dice.shuffle(rules)
        elif what == "rule":
            rules.insert(dice.randint(0, len(rules)), {**_rule(dice, features, "new", ("ALLOW", "DENY"))})
        elif what == "action" and rules:
            dice.choice(rules)["action"] = dice.choice(("ALLOW", "DENY"))
        elif what == "gone" and rules:
            rules.pop(dice.randrange(len(rules)))
        elif what == "off" and rules:
            dice.choice(rules)["enabled"] = False
        elif what == "segment" and segments:
            one = dice.choice(segments)
            name = dice.choice(
                (
                    *("segment_group", "domain_names", "tcp_ports", "udp_ports", "match_style", "enabled"),
                    *("bypass_type", "icmp_access_type"),
                )
            )
            one[name] = other["application_segments"][0][name]
        elif what == "new":
            segments.append({**other["application_segments"][0], "name": "new"})
        elif what == "less" and segments:
            segments.pop(dice.randrange(len(segments)))
        elif what == "group":
            groups = other["segment_groups"]
        elif what == "forwarding":
            forwarding = other["policy_rules"]["client_forwarding"]
    return {
        "application_segments": _once_each(segments),
        "segment_groups": groups,
        "policy_rules": {"access": _once_each(rules), "client_forwarding": forwarding},
    }


def _once_each(entries: list[Config]) -> list[Config]:
    """Return the first entry of each name."""
    return list({entry["name"]: entry for entry in reversed(entries)}.values())[::-1]


def _rule(dice: random.Random, features: list[str], name: str, actions: tuple[str, ...]) -> dict[str, Any]:
    conditions = []
    if dice.random() < 0.5:
        apps = [
            objects("APP", dice.choice(("s0", "s1", "gone"))),
            objects("APP_GROUP", dice.choice(("g0", "g1"))),
        ]
        conditions.append(condition(*dice.sample(apps, dice.randint(1, 2))))
    for _one in range(dice.randint(0, 2)):
        operands = [_operand(dice, features) for _two in range(dice.randint(1, 3))]
        if dice.random() < 0.1:
            operands.append(objects("APP", "s0"))
        one = condition(*operands, operator=dice.choice(("AND", "OR", "OR")))
        conditions.append({**one, "negated": dice.random() < 0.1})
    return {
        "name": name,
        "action": dice.choice(actions),
        "enabled": dice.random() < 0.95,
        "operator": "OR" if dice.random() < 0.1 else "AND",
        "conditions": conditions,
    }


def _with_shadow(
    dice: random.Random, features: list[str], rules: list[Config], actions: tuple[str, ...]
) -> list[Config]:
    """Return rules of which one has its requests in parts above it, now and then all but one of the parts."""
    place = dice.randrange(len(rules))
    whole = rules[place]
    operands = [_operand(dice, features) for _one in range(dice.randint(1, 2))]
    parts: list[Config] = []
    for number in range(len(operands) + 1):
        # Those who have the first, those of the others who have the second, and those who have none.
        cases = [condition(operand) for operand in operands[: number + 1]]
        cases = [{**one, "negated": at < number or number == len(operands)} for at, one in enumerate(cases)]
        split = {"conditions": [*whole["conditions"], *cases], "action": dice.choice(actions)}
        parts.append({**whole, **split, "name": "part%d" % number, "enabled": True})
    dice.shuffle(parts)
    above = rules[:place]
    for part in parts[dice.random() < 0.2 :]:
        above.insert(dice.randint(0, len(above)), part)
    return [*above, *rules[place:]]


def _operand(dice: random.Random, features: list[str]) -> dict[str, Any]:
    return dice.choice(OPERANDS[dice.choice(features)])


def lookups(dice: random.Random) -> dict[str, Any]:
    """Return identity providers of which some have SAML or SCIM switched off."""
    return {
        "idps": [
            {
                "id": name,
                "name": name,
                "disableSamlBasedPolicy": dice.random() < 0.1,
                "enableScimBasedPolicy": dice.random() < 0.9,
            }
            for name in ("A", "B")
        ]
    }


def everybody(features: list[str], reading: Reading = USUAL) -> Iterator[dict[str, Any]]:
    """Yield everybody whom rules about these features can tell apart, in the words of requests."""
    clients = [None, ZAPP, BROWSER, GUEST, TUNNEL, EDGE]
    users = list(_users(features))
    # Whether a client is on a trusted network can matter without a rule about one.
    devices = list(product(*(_traits(feature) for feature in (*features, "elsewhere"))))
    for client in clients:
        for user in users:
            for device in devices:
                who: dict[str, Any] = {"client_type": client, **user}
                for traits in device:
                    networks = [*who.get("trusted_networks", ()), *traits.get("trusted_networks", ())]
                    who.update(traits)
                    if networks:
                        who["trusted_networks"] = networks
                if _can_be(who, reading):
                    yield {name: value for name, value in who.items() if value is not None}


def _users(features: list[str]) -> Iterator[dict[str, Any]]:
    yield {}
    yield {"idp": "other"}
    for idp, groups, values in (("A", ("one", "two"), ("red", "blue", "Red")), ("B", ("far",), ("it",))):
        attribute, kind = ("team", "saml") if idp == "A" else ("dept", "scim")
        other = [{}]
        if "scim" in features and idp == "A":
            other = [{}, {"scim": {"title": ["boss"]}}]
        if "scim" in features and idp == "B":
            values = ("it", "IT")
        for members in _subsets(groups if "groups" in features else ()):
            for had in _subsets(values if "saml" in features or ("scim" in features and idp == "B") else ()):
                for more in other:
                    yield {"idp": idp, "scim_groups": members, kind: {attribute: had}, **more}


def _traits(feature: str) -> list[dict[str, Any]]:
    return {
        "posture": [{}, {"posture": {"disk": True}}],
        "network": [{}, {"trusted_networks": ["hq"]}],
        "elsewhere": [{}, {"trusted_networks": ["elsewhere"]}],
        "platform": [{}, {"platform": "windows"}, {"platform": "mac"}],
        "country": [{}, {"country": "DE"}, {"country": "FR"}],
        "risk": [{}, {"risk": {"ZIA": "HIGH"}}, {"risk": {"ZIA": "LOW"}}],
        "unknown": [
            {"not_understood": {"TAG_GROUP id is new": one, "ADAPTIVE level is 5": other}}
            for one in (True, False)
            for other in (True, False)
        ],
        "connector": [{"cloud_connector_groups": one} for one in _subsets(("east", "west"))],
        "machine": [{}, {"machine_group": "lab"}, {"machine_group": "shop"}],
        "workload": [{"workload_tag_groups": one} for one in _subsets(("w", "v"))],
        "place": [
            {"branch_connector_groups": branch, "locations": rooms}
            for branch in _subsets(("branch",))
            for rooms in _subsets(("room", "house"))
        ],
        "chrome": [
            {"chrome": {"managed": is_managed}, "chrome_profiles": met}
            for is_managed in (True, False)
            for met in _subsets(("safe",))
        ],
    }.get(feature, [{}])


def _can_be(who: dict[str, Any], reading: Reading) -> bool:
    client = who["client_type"]
    if (who.get("posture") or who.get("trusted_networks")) and client not in (ZAPP, TUNNEL):
        return False
    if who.get("machine_group") and client != TUNNEL:
        return False
    if who.get("workload_tag_groups") and client != EDGE:
        return False
    if len(who.get("cloud_connector_groups") or ()) > 1 and reading.one_connector:
        return False
    return bool(reading.any_risk or who.get("idp") or not who.get("risk"))


def _subsets(values: tuple[str, ...]) -> list[list[str]]:
    return [
        list(one)
        for one in chain.from_iterable(combinations(values, size) for size in range(len(values) + 1))
    ]
