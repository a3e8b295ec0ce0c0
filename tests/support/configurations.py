# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests of zpa_config share: an estate, declarations of it, and what was written."""

from __future__ import annotations

import re
from typing import Any

from zpa_emulator.policies import PolicySet
from zpa_emulator.policy_seeds import add_deception_rule
from zpa_emulator.policy_types import POLICY_TYPES
from zpa_emulator.state import DEFAULT_MICROTENANT

from support.cases import NAMED, OBJECTS, RESOURCES
from support.policies import add_rule, furnish
from support.tenants import SUBSIDIARY, TestTenant

DECEPTION, DEFAULT = "Zscaler Deception", "Default_Rule"
MICROTENANT = "216196257331290001"
PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}
FINANCE, UNUSED, BERLIN, RULE_A = "216196257331299942", "216196257331299943", "216196257331299944", "45"
UNKNOWN = {"somethingNew": {"kept": [1, 2]}, "anotherNewThing": "x"}
TABLES = tuple(subject.path for subject in RESOURCES)
KINDS = {subject.key + "s": subject.path for subject in NAMED}
ADD = {subject.key + "s": subject.add for subject in NAMED}


def entries(kind: str, *declared: dict[str, Any]) -> dict[str, Any]:
    """A configuration of a kind alone, with what says where its objects are."""
    (subject,) = [subject for subject in OBJECTS if subject.key + "s" == kind]
    return subject.config(*declared)


def run(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module without its pauses between requests; only requests of this run are in the log."""
    zpa.forget()
    return zpa.run("zpa_config", check, **options)


def apply(zpa: TestTenant, config: dict[str, Any], check: bool = False, **options: Any) -> dict[str, Any]:
    """The same where it must succeed."""
    result = run(zpa, check, config=config, **options)
    assert "failed" not in result, result["msg"]
    return result


def override(zpa: TestTenant, config: dict[str, Any], check: bool = False, **options: Any) -> dict[str, Any]:
    return run(zpa, check, config=config, state="overridden", **options)


def gather(zpa: TestTenant, *kinds: str, **options: Any) -> dict[str, Any]:
    result = run(zpa, state="gathered", kinds=list(kinds) or None, **options)
    assert "failed" not in result, result["msg"]
    return result


def access(*rules: dict[str, Any] | str) -> dict[str, Any]:
    """A configuration with access rules; of one that is there its name will do."""
    return {"policy_rules": {"access": [{"name": rule} if isinstance(rule, str) else rule for rule in rules]}}


def new(name: str, **options: Any) -> dict[str, Any]:
    return {"name": name, "action": "DENY", **options}


def about(*groups: str, object_type: str = "APP_GROUP") -> list[dict[str, Any]]:
    return [{"operands": [{"object_type": object_type, "objects": list(groups)}]}]


def in_short(steps: list[dict[str, Any]]) -> list[str]:
    return [
        " ".join((step["operation"], step.get("policy_type", step["kind"]), step["name"])) for step in steps
    ]


def written(zpa: TestTenant) -> list[str]:
    """The writes of the last run: ``POST segmentGroup``, without ids."""
    paths = [entry.path.split("/customers/")[1].split("/", 1)[1] for entry in zpa.writes]
    return [
        "%s %s" % (entry.method, re.sub(r"/\d+", "", path))
        for entry, path in zip(zpa.writes, paths, strict=True)
    ]


def names_of(zpa: TestTenant, path: str = "segmentGroup") -> list[str]:
    """Return what is called how, but for the microtenants that every tenant has."""
    table = zpa.tenant.table(path)
    return sorted(table[key]["name"] for key in table.keys() - {DEFAULT_MICROTENANT, SUBSIDIARY})


def furnish_estate(zpa: TestTenant) -> TestTenant:
    """A tenant with something of every kind; Deception is above the rules a, b, c and d."""
    furnish(zpa)
    zpa.add_group("Finance", description="Old", applications=["SAP", "Payroll"], object_id=FINANCE)
    zpa.add_group("Unused", object_id=UNUSED)
    zpa.add_connector_group("Berlin", object_id=BERLIN, description="Old")
    add_deception_rule(zpa.tenant)
    add_rule(zpa, "a", object_id=RULE_A)
    add_rule(
        zpa, "b", conditions=[{"operands": [{"objectType": "APP_GROUP", "values": ["Finance", "Web apps"]}]}]
    )
    add_rule(zpa, "c", appConnectorGroups=["Zurich"])
    add_rule(zpa, "d", description="Old", appConnectorGroups=["Berlin"])
    for name in ("t1", "t2"):
        add_rule(zpa, name, "timeout")
    for policy_type in POLICY_TYPES:  # made by the first look, otherwise
        PolicySet.of_type(zpa.tenant, policy_type.name, None)
    for path in TABLES:
        for entry in zpa.tenant.table(path).values():
            entry.update(UNKNOWN)
    return zpa
