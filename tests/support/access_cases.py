# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Worked cases of access: one way to write them down, and the forms in which configurations have them.

A state has ``segments`` (their group, domains, ports, style), ``groups`` and ``rules`` by policy type, in
their order; ``if`` lists conditions, each an operator, with NOT before it where it is negated, and operands
of three words; ``joined`` is the operator between conditions. All have two identity providers, attributes of
either, and names that are ids as well. ``off`` are groups, rules and what identity providers have switched
off, such as ``{"idp-a": ["scim"]}``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._access.configurations import (
    from_config,
    from_records,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.facts import Configuration
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import OBJECT_TYPES

CASES = Path(__file__).parents[1] / "unit" / "access" / "cases"
IDPS = [{"id": name, "name": name} for name in ("idp-a", "idp-b")]
SAML = {"sa-group": "idp-a", "sa-mail": "idp-a", "sb-group": "idp-b"}
SCIM = {"ca-dept": "idp-a"}
LOOKUPS = {
    "idps": IDPS,
    "saml_attributes": [{"id": key, "name": key, "idpId": idp} for key, idp in SAML.items()],
    "scim_attributes": [{"id": key, "name": key, "idpId": idp} for key, idp in SCIM.items()],
}
State = dict[str, Any]


def load(name: str) -> dict[str, Any]:
    return json.loads((CASES / (name + ".json")).read_text("utf-8"))


NAMES = sorted(path.stem for path in CASES.glob("*.json"))


def lookups_of(state: State) -> dict[str, Any]:
    """Return what a configuration refers to, with what is switched off."""
    off = state.get("idps_off", {})
    idps = [
        {
            **idp,
            "disableSamlBasedPolicy": "saml" in off.get(idp["name"], ()),
            "enableScimBasedPolicy": "scim" not in off.get(idp["name"], ()),
        }
        for idp in IDPS
    ]
    return {**LOOKUPS, "idps": idps}


def as_records(state: State, is_v2: bool = False) -> Configuration:
    """Return the facts of a state as the API shows it, or, with ``is_v2``, as it takes it."""
    segments = [
        {
            "id": name,
            "name": name,
            "enabled": one.get("enabled", True),
            "domainNames": one["domains"],
            "tcpPortRanges": _flat(one.get("tcp", ())),
            "udpPortRanges": _flat(one.get("udp", ())),
            "segmentGroupId": one["group"],
            "matchStyle": one.get("style", "EXCLUSIVE"),
            "bypassType": one.get("bypass", "NEVER"),
            "icmpAccessType": one.get("icmp", "NONE"),
            "policyStyle": one.get("policy_style", "NONE"),
        }
        for name, one in state["segments"].items()
    ]
    off = state.get("groups_off", ())
    groups = [{"id": name, "name": name, "enabled": name not in off} for name in state["groups"]]
    rules = {
        policy.upper(): [
            {
                "id": rule["name"],
                "name": rule["name"],
                "action": rule["action"],
                "operator": rule.get("joined", "AND"),
                "disabled": "1" if rule.get("off") else "0",
                "conditions": [
                    {
                        "operator": operator.split()[-1],
                        "negated": operator.startswith("NOT "),
                        "operands": [_operand(one, is_v2) for one in operands],
                    }
                    for operator, *operands in rule["if"]
                ],
                **({"reauthTimeout": rule["reauth_timeout"]} if "reauth_timeout" in rule else {}),
            }
            for rule in listed
        ]
        for policy, listed in state["rules"].items()
    }
    return from_records({"segments": segments, "segment_groups": groups, **lookups_of(state)}, rules)


def as_config(state: State) -> Configuration:
    """Return the facts of a state as a configuration has it."""
    return from_config(config_of(state), lookups_of(state))


def config_of(state: State) -> dict[str, Any]:
    """Return a state as a configuration, as the option ``config`` of ``zpa_config`` takes it."""
    off = state.get("idps_off")
    idps = [{"name": name, **dict.fromkeys(kinds, False)} for name, kinds in (off or {}).items()]
    return {
        **({"identity_providers": idps} if off else {}),
        "application_segments": [
            {
                "name": name,
                "enabled": one.get("enabled", True),
                "domain_names": one["domains"],
                "tcp_ports": list(one.get("tcp", ())),
                "udp_ports": list(one.get("udp", ())),
                **({"segment_group": one["group"]} if one["group"] else {}),
                "match_style": one.get("style", "EXCLUSIVE"),
                "bypass_type": one.get("bypass", "NEVER"),
                "icmp_access_type": one.get("icmp", "NONE"),
                "policy_style": one.get("policy_style", "NONE"),
            }
            for name, one in state["segments"].items()
        ],
        "segment_groups": [
            {"name": name, "enabled": name not in state.get("groups_off", ())} for name in state["groups"]
        ],
        "policy_rules": {
            policy: [
                {
                    "name": rule["name"],
                    "action": rule["action"],
                    "enabled": not rule.get("off"),
                    "operator": rule.get("joined", "AND"),
                    "conditions": [
                        {
                            "operator": operator.split()[-1],
                            "negated": operator.startswith("NOT "),
                            "operands": [_option(one) for one in operands],
                        }
                        for operator, *operands in rule["if"]
                    ],
                    **({"reauth_timeout": rule["reauth_timeout"]} if "reauth_timeout" in rule else {}),
                }
                for rule in listed
            ]
            for policy, listed in state["rules"].items()
        },
    }


FORMS = {"v1": as_records, "v2": lambda state: as_records(state, is_v2=True), "config": as_config}


def _flat(ranges: list[str]) -> list[str]:
    return [end for one in ranges for end in (one.partition("-")[0], one.rpartition("-")[2])]


def _operand(words: list[str], is_v2: bool) -> dict[str, Any]:
    object_type, left, right = words
    if not is_v2:
        return {"objectType": object_type, "lhs": left, "rhs": right}
    if OBJECT_TYPES[object_type].takes_values:
        return {"objectType": object_type, "values": [right]}
    return {"objectType": object_type, "entryValues": [{"lhs": left, "rhs": right}]}


def _option(words: list[str]) -> dict[str, Any]:
    object_type, left, right = words
    if OBJECT_TYPES[object_type].takes_values:
        return {"object_type": object_type, "objects": [right]}
    owner = {**SAML, **SCIM}.get(left)
    beside = {"idp": owner} if owner else {}
    return {"object_type": object_type, "entries": [{"lhs": left, "rhs": right}], **beside}
