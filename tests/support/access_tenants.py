# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Made-up tenants of any size, always the same for the same numbers, and changes to them."""

from __future__ import annotations

import copy
import random
from typing import Any

COUNTRIES = ["DE", "FR", "US", "GB", "IN", "JP", "BR", "CA", "AU", "IT", "ES", "NL", "BE", "CH", "AT", "SE"]
Config = dict[str, Any]


def condition(*operands: dict[str, Any], operator: str = "OR") -> dict[str, Any]:
    return {"operator": operator, "operands": list(operands)}


def objects(object_type: str, *names: str, **more: Any) -> dict[str, Any]:
    return {"object_type": object_type, "objects": list(names), **more}


def entries(object_type: str, *pairs: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"object_type": object_type, "entries": [{"lhs": lhs, "rhs": rhs} for lhs, rhs in pairs], **more}


def tenant(
    rules: int = 1000, segments: int = 5000, groups: int = 500, postures: int = 60, seed: int = 1
) -> Config:
    """Return a configuration; of the rules 15 of 100 are for all applications."""
    dice = random.Random(seed)
    listed = []
    for number in range(segments):
        domains = ["app%d.site%d.corp.example" % (number, number % 97)]
        if dice.random() < 0.5:
            domains.append("app%d-b.site%d.corp.example" % (number, number % 97))
        if number % 100 == 0:
            domains = ["*.site%d.corp.example" % (number // 100)]
        elif number % 50 == 1:
            domains = ["10.%d.%d.0/24" % (number // 250, number % 250)]
        listed.append(
            {
                "name": "segment-%d" % number,
                "enabled": True,
                "segment_group": "group-%d" % (number * 7 % groups),
                "domain_names": domains,
                "tcp_ports": dice.choice((["443"], ["22", "443"], ["1-65535"], ["8000-8010"])),
                "udp_ports": dice.choice(([], [], ["53"])),
            }
        )
    return {
        "application_segments": listed,
        "segment_groups": [{"name": "group-%d" % number, "enabled": True} for number in range(groups)],
        "policy_rules": {
            "access": [_rule(dice, number, segments, groups, postures) for number in range(rules)],
        },
    }


def _rule(dice: random.Random, number: int, segments: int, groups: int, postures: int) -> dict[str, Any]:
    found = []
    if dice.random() >= 0.15:
        if dice.random() < 0.6:
            chosen = ["group-%d" % dice.randrange(groups) for _one in range(dice.randint(1, 3))]
            found.append(condition(objects("APP_GROUP", *chosen)))
        else:
            chosen = ["segment-%d" % dice.randrange(segments) for _one in range(dice.randint(1, 6))]
            found.append(condition(objects("APP", *chosen)))
    idp = dice.choice(("Corp", "Partners"))
    members = ["%s-%d" % (idp.lower(), dice.randrange(250)) for _one in range(dice.randint(1, 3))]
    found.append(
        condition(objects("SCIM_GROUP", *members, idp=idp), operator=dice.choice(("OR", "OR", "AND")))
    )
    if dice.random() < 0.3:
        pairs = [("posture-%d" % dice.randrange(postures), dice.choice(("true", "true", "false")))]
        pairs += [("posture-%d" % dice.randrange(postures), "true")] if dice.random() < 0.5 else []
        found.append(condition(entries("POSTURE", *pairs), operator=dice.choice(("AND", "OR"))))
    if dice.random() < 0.2:
        found.append(condition(objects("PLATFORM", *dice.sample(("windows", "mac", "linux", "ios"), 2))))
    if dice.random() < 0.15:
        found.append(condition(objects("COUNTRY_CODE", *dice.sample(COUNTRIES, 3))))
    if dice.random() < 0.1:
        found.append(condition(entries("TRUSTED_NETWORK", ("network-%d" % dice.randrange(20), "true"))))
    if dice.random() < 0.2:
        clients = dice.sample(("zpn_client_type_zapp", "zpn_client_type_exporter", "zpn_client_type_vdi"), 2)
        found.append(condition(objects("CLIENT_TYPE", *clients)))
    action = dice.choice(("ALLOW", "ALLOW", "ALLOW", "DENY"))
    return {"name": "rule-%d" % number, "action": action, "conditions": found}


def moved(config: Config, count: int) -> Config:
    """Put some segments into other groups."""
    after = copy.deepcopy(config)
    groups = len(after["segment_groups"])
    for segment in after["application_segments"][3 :: max(1, len(after["application_segments"]) // count)][
        :count
    ]:
        number = int(segment["segment_group"].rpartition("-")[2])
        segment["segment_group"] = "group-%d" % ((number + 11) % groups)
    return after


def flipped(config: Config, count: int) -> Config:
    """Turn ALLOW into DENY and back in some rules."""
    after = copy.deepcopy(config)
    rules = after["policy_rules"]["access"]
    for rule in rules[5 :: max(1, len(rules) // count)][:count]:
        rule["action"] = "DENY" if rule["action"] == "ALLOW" else "ALLOW"
    return after


def with_block_in_the_middle(config: Config) -> Config:
    """Block one group everywhere, below half of the rules."""
    after = copy.deepcopy(config)
    rules = after["policy_rules"]["access"]
    block = condition(objects("SCIM_GROUP", "corp-7", idp="Corp"))
    rules.insert(len(rules) // 2, {"name": "block", "action": "DENY", "conditions": [block]})
    return after


def with_everyone_near_the_top(config: Config) -> Config:
    """Let all users of both identity providers in, below a few rules."""
    after = copy.deepcopy(config)
    everyone = condition(objects("IDP", "Corp", "Partners"))
    after["policy_rules"]["access"].insert(
        len(after["policy_rules"]["access"]) // 20,
        {"name": "all", "action": "ALLOW", "conditions": [everyone]},
    )
    return after
