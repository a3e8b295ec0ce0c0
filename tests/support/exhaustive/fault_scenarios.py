# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The runs that are put to the test, as data: a module, what it is asked for, and on which tenant.

All of them begin with the same tenant, ``furnish_for_faults``. Nothing here knows of faults.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from contract.test_every_module import PLACE, RULES, furnish_with_rules
from support.cases import Subject, objects_but
from support.policies import add_rule, make_policy_sets
from support.tenants import TestTenant

GROUP_ID, CONNECTORS_ID, RULE_ID = "72057594037900042", "72057594037900043", "72057594037900044"
# What this collection has never heard of, in every object that is changed.
UNKNOWN = {"notKnownToAnybody": {"kept": [1, "two"]}, "alsoNotKnown": "x"}
OLD = "1600000000"

SAP = [{"operands": [{"object_type": "APP", "objects": ["SAP"]}]}]
WEB = [{"operands": [{"object_type": "APP_GROUP", "objects": ["Web apps"]}]}]
STAFF = [{"operands": [{"object_type": "SCIM_GROUP", "entries": [{"lhs": "Okta", "rhs": "Finance"}]}]}]


# A request of somebody whom no rule names, so that the tenant is asked for each name.
WIKI = {"host": "wiki.example.com", "port": 443}
ASKS = {"idp": "Okta", "scim_groups": ["Engineering"], "posture": {"Disk encrypted": True}}


class Scenario(NamedTuple):
    """One run. ``kind``: what it does; together with the module it is the name.

    ``page_size``: how many objects a page of a list has, where that matters.
    """

    kind: str
    module: str
    options: dict[str, Any]
    check: bool = False
    page_size: int = 500

    @property
    def name(self) -> str:
        return "%s %s" % (self.module, self.kind)


def furnish_for_faults(zpa: TestTenant) -> None:
    """Add objects of every kind, rules of every policy type, and something unknown in what will change."""
    zpa.add_application("SAP", "Payroll", "Expenses", "Jira", "Git")
    zpa.add_group("Finance", applications=["SAP", "Payroll"], object_id=GROUP_ID, description="d", **UNKNOWN)
    zpa.add_group("Unused", **UNKNOWN)
    zpa.add_connector_group("Berlin", object_id=CONNECTORS_ID, description="d", **UNKNOWN)
    zpa.add_connector_group("Unused")
    for subject in OTHERS:
        subject.furnish(zpa)
        subject.add(zpa, MAIN, object_id=id_of_main(subject), description="d", **UNKNOWN)
        subject.add(zpa, UNUSED, **UNKNOWN)
    furnish_with_rules(zpa)
    add_rule(zpa, "Main", object_id=RULE_ID, flags={**UNKNOWN, "description": "d", "customMsg": "m"})
    add_rule(zpa, "Odd", flags=UNKNOWN, conditions=[{"operands": [{"objectType": "APP", "values": ["SAP"]}]}])
    # The second version of the API has no word for this, so that an update goes by the first.
    zpa.stored("Odd", "policyRule")["conditions"][0]["operands"][0]["negated"] = True
    make_policy_sets(zpa, *zpa.tenant.microtenants)
    for table in zpa.tenant.tables.values():
        for stored in table.values():
            stored.update({key: OLD for key in ("modifiedTime", "creationTime") if key in stored})


GROUP, CONNECTORS, RULE = "zpa_segment_group", "zpa_app_connector_group", "zpa_policy_rule"
ORDER, CONFIG, ACCESS = "zpa_policy_rule_order", "zpa_config", "zpa_access_analysis"
UNPACED = {"read_limit": 100000, "write_limit": 100000, "max_deletions": 100}

MIXED: dict[str, Any] = {
    "segment_groups": [
        {"name": "New", "applications": ["Jira"]},
        {"id": GROUP_ID, "name": "Treasury", "description": "changed"},
        {"name": "Unused", "state": "absent"},
    ],
    "app_connector_groups": [
        {"name": "New", **PLACE},
        {"name": "Berlin", "description": "changed"},
        {"name": "Unused", "state": "absent"},
    ],
    "policy_rules": {
        "access": [
            {"name": "New", "action": "ALLOW", "conditions": WEB},
            {"name": "Main", "description": "changed"},
            {"name": "Web"},
            {"name": "Odd", "state": "absent"},
        ],
        "timeout": [{"name": "Finance", "reauth_timeout": "8 Hours"}],
    },
}

MAIN, UNUSED = "Main", "Unused"
# Kinds that have no scenarios of their own below: all of them have a life.
OTHERS = objects_but("segment_group", "app_connector_group")


def id_of_main(subject: Subject) -> str:
    return str(72057594037900100 + OTHERS.index(subject))


def _life(subject: Subject) -> list[Scenario]:
    module, by_id, where = "zpa_" + subject.key, {"id": id_of_main(subject)}, subject.where
    return [
        Scenario("create", module, {**where, "name": "New", **subject.required}),
        *(
            (Scenario("update", module, {**where, "name": MAIN, **subject.touched}),)
            if subject.can_change
            else ()
        ),
        *((Scenario("rename", module, {**by_id, "name": "Other"}),) if subject.can_be_renamed else ()),
        Scenario("delete", module, {**where, "name": UNUSED, "state": "absent"}),
        Scenario("list", module + "_info", {}),
        Scenario("by id", module + "_info", by_id),
    ]


for _subject in OTHERS:
    MIXED.update(
        _subject.config(
            {"name": "New", **_subject.required},
            {"name": MAIN, **(_subject.touched if _subject.can_change else _subject.same)},
            {"name": UNUSED, "state": "absent"},
        )
    )

SCENARIOS = [
    *(scenario for subject in OTHERS for scenario in _life(subject)),
    Scenario("create", GROUP, {"name": "New", "applications": ["Jira"], "enabled": True}),
    Scenario("create bare", GROUP, {"name": "New"}),
    Scenario("create, a name no search finds", GROUP, {"name": "New & old (1)"}, page_size=2),
    Scenario("update", GROUP, {"name": "Finance", "applications": ["SAP", "Git"], "description": "changed"}),
    Scenario("empty", GROUP, {"name": "Finance", "applications": [], "description": ""}),
    Scenario("rename", GROUP, {"id": GROUP_ID, "name": "Treasury"}),
    Scenario("delete", GROUP, {"name": "Unused", "state": "absent"}),
    Scenario("nothing", GROUP, {"name": "Finance", "description": "d"}),
    Scenario("check create", GROUP, {"name": "New", "applications": ["Jira"]}, check=True),
    Scenario("create", CONNECTORS, {"name": "New", **PLACE}),
    Scenario("update", CONNECTORS, {"name": "Berlin", "description": "changed", **PLACE}),
    Scenario("rename", CONNECTORS, {"id": CONNECTORS_ID, "name": "Potsdam"}),
    Scenario("delete", CONNECTORS, {"name": "Unused", "state": "absent"}),
    Scenario("create with conditions", RULE, {"name": "New", "action": "ALLOW", "conditions": STAFF}),
    Scenario("create at a place", RULE, {"name": "New", "action": "DENY", "rule_order": 3}),
    *(
        Scenario("create %s" % kind, RULE, {"name": "New", "policy_type": kind, **options})
        for kind, options in RULES.items()
    ),
    Scenario("update", RULE, {"name": "Main", "description": "changed", "conditions": SAP}),
    Scenario("update in the first version", RULE, {"name": "Odd", "description": "changed"}),
    Scenario(
        "update timeout", RULE, {"name": "Finance", "policy_type": "timeout", "reauth_timeout": "8 Hours"}
    ),
    Scenario(
        "exchange credentials",
        RULE,
        {"name": "Finance", "policy_type": "credential", "credential_pool": "credential pools A"},
    ),
    Scenario("rename", RULE, {"id": RULE_ID, "name": "Other"}),
    Scenario("move", RULE, {"name": "Main", "rule_order": 2}),
    Scenario("move down", RULE, {"name": "Finance", "rule_order": 5}),
    Scenario("update and move", RULE, {"name": "Main", "rule_order": 2, "description": "changed"}),
    Scenario("delete", RULE, {"name": "Main", "state": "absent"}),
    Scenario("move one", ORDER, {"rules": ["Main", "Finance", "Web"], "unlisted": "keep"}),
    Scenario("reorder", ORDER, {"rules": ["Odd", "Main", "Web", "Finance"]}),
    Scenario("nothing", ORDER, {"rules": ["Finance", "Web"]}),
    Scenario("mixed", CONFIG, {"config": MIXED, **UNPACED}),
    Scenario("check mixed", CONFIG, {"config": MIXED, **UNPACED}, check=True),
    Scenario(
        "override",
        CONFIG,
        {
            "state": "overridden",
            "config": {
                "segment_groups": [{"name": "Finance"}, {"name": "New"}],
                "policy_rules": {"access": [{"name": "Main"}, {"name": "Finance"}], "siem": []},
            },
            "protect": ["Web*", "Lab*"],
            **UNPACED,
        },
    ),
    Scenario(
        "reorder", CONFIG, {"config": {"policy_rules": {"access": [{"name": "Main"}, {"name": "Web"}]}}}
    ),
    Scenario("gather", CONFIG, {"state": "gathered", **UNPACED}),
    Scenario("of a tenant", ACCESS, {"explain": [{**WIKI, "who": ASKS}], "read_limit": 100000}),
    Scenario(
        "of a plan",
        ACCESS,
        {
            "config": {"policy_rules": {"access": [{"name": "New", "action": "ALLOW", "conditions": WEB}]}},
            "access_tests": [{"who": ASKS, "what": {"segment_groups": ["Web apps"]}, "expect": "block"}],
            "read_limit": 100000,
        },
    ),
    Scenario("list", GROUP + "_info", {}),
    Scenario("list in pages", GROUP + "_info", {}, page_size=2),
    Scenario("by name", GROUP + "_info", {"name": "Finance"}),
    Scenario("by id", GROUP + "_info", {"id": GROUP_ID}),
    Scenario("list", CONNECTORS + "_info", {}),
    Scenario("by id", CONNECTORS + "_info", {"id": CONNECTORS_ID}),
    Scenario("list", RULE + "_info", {}),
    Scenario("list timeout", RULE + "_info", {"policy_type": "timeout"}),
    Scenario("list groups", "zpa_reference_info", {"kind": "scim_group", "idp": "Okta"}),
    Scenario("list profiles", "zpa_reference_info", {"kind": "posture_profile"}),
]
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
