# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant that differs from what is declared in every way, and the report of it."""

from __future__ import annotations

import datetime
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.access import AccessAnalysis
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.findings import (
    About,
    TaskResult,
    tenants_of,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.report import report

from .policies import add_rule, furnish
from .tenants import TestTenant

NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.timezone.utc)


def about(task: str = "Audit the tenant", place: str = "audit.yml:7", host: str = "production") -> About:
    return About(task, place, host)


def access_about(text: str, compared: str = "tenant", is_enforced: bool = True) -> AccessAnalysis:
    """Return an analysis with everything that one can have, and all of it called by a text."""
    who = {"idp": text, "scim_groups": [text], "posture": {text: True}}
    request = {"host": text, "port": 443, "protocol": "tcp", **who}
    whom = {"when": "after", "rule": text, "conditions": text, "and_more_rules": True}
    others = [{"rule": text, "conditions": text}]
    change = {
        "because": [text],
        "who": [{**whom, "only_those_of": others, "not_those_of": others}],
        "what": {
            "segments_before": [text],
            "segments_after": [text],
            "hosts": [{"hosts": [text], "tcp": "443", "icmp": "all"}],
        },
        "rules_before": [None],
        "rules_after": [text],
        "witness": {**request, "rule_before": None, "rule_after": text},
        "depends_on": [text],
        "undecided": [text],
    }
    test = {"name": text, "expect": "block", "depends_on": [text], "nothing_fits": False, "place": text}
    results: dict[str, list[Any]] = {
        "changes": [
            {"direction": "gained", "from": "DENY", "to": "ALLOW", **change},
            {"direction": "lost", "from": "ALLOW", "to": "DENY", **change},
            {"direction": "other", "from": "DENY", "to": "DIRECT", **change},
        ],
        "tests": [
            {**test, "passed": True, "witness": None},
            {**test, "passed": False, "witness": {**request, "outcome": "ALLOW", "rule": text}},
            {**test, "passed": False, "witness": None, "nothing_fits": True},
            {**test, "passed": None, "witness": None},
        ],
        "never_match": [
            {"policy_type": "access", "rule": text, "reason": reason, "by": [text], "alone": alone}
            for reason, alone in (("shadowed", text), ("shadowed", None), ("contradiction", None))
        ],
        "redundant": [{"policy_type": "access", "rule": text, "settings": [text]}],
        "removable_together": [
            {"policy_type": kind, "rule": text} for kind in ("access", "access", "timeout")
        ],
        "everyone": [{"rule": text, "applications": "some"}],
        "assumptions": [text],
        "not_decided": [text],
        "refused": ["max_access_gained: %s" % text],
    }
    return AccessAnalysis(compared, is_enforced, results, text, text)


def condition(*groups: str) -> dict[str, Any]:
    return {"operands": [{"object_type": "APP_GROUP", "objects": list(groups)}]}


def drift(zpa: TestTenant) -> None:
    """Fill a tenant with what is partly as DECLARED and partly not."""
    furnish(zpa)
    zpa.add_application("Wiki", "Timesheets", "Build farm")
    zpa.add_group("Finance", description="Finance department", applications=["SAP", "Expenses"])
    zpa.add_group("Engineering", description="", enabled=False, applications=["Jira", "Build farm"])
    zpa.add_group("Staff", description="Everybody", applications=["Wiki", "Timesheets"])
    zpa.add_group("Old intranet", description="Was switched off in spring")
    zpa.add_group("Pilot", description="Ended")
    zpa.add_connector_group("Berlin", enabled=False, location="Berlin, Germany")
    zpa.add_connector_group("Old data centre", enabled=True)
    for name in ("Everybody else", "Finance from anywhere", "Engineering", "Contractors", "Guests"):
        add_rule(zpa, name, action="DENY" if name == "Everybody else" else "ALLOW")
    for name in ("Short sessions", "Long sessions"):
        add_rule(zpa, name, "timeout")
    for name in ("Bypass video", "Intercept the rest", "Bypass updates"):
        add_rule(zpa, name, "client_forwarding")
    for name in ("Inspect web", "Do not inspect banking"):
        add_rule(zpa, name, "inspection")
    add_rule(zpa, "Redirect nobody", "redirection")
    add_rule(zpa, "Isolate contractors", "isolation")


DECLARED: dict[str, Any] = {
    "segment_groups": [
        {"name": "Finance", "description": "Finance department", "applications": ["SAP", "Payroll"]},
        {
            "name": "Engineering",
            "description": "Everything that engineers use.\nAsk before you add to it.",
            "enabled": True,
        },
        {"name": "Staff", "description": "Everybody"},
        {"name": "Human resources", "enabled": True, "applications": ["Git"]},
        {"name": "Partners", "description": "For partners, by invitation"},
        {"name": "Old intranet", "state": "absent"},
        {"name": "Pilot", "state": "absent"},
        {"name": "Lab apps", "state": "present"},
    ],
    "app_connector_groups": [
        {"name": "Berlin", "enabled": True, "description": "Two connectors"},
        {"name": "Frankfurt", "description": "Main site"},
        {"name": "Madrid", "latitude": 40.4168, "longitude": -3.7038, "location": "Madrid, Spain"},
        {"name": "Old data centre", "state": "absent"},
        {"name": "Zurich"},
    ],
    "policy_rules": {
        "access": [
            {"name": "Break glass", "action": "ALLOW", "conditions": [condition("Finance apps")]},
            {"name": "Finance from anywhere", "action": "ALLOW", "conditions": [condition("Finance")]},
            {"name": "Engineering", "action": "ALLOW"},
            {"name": "Contractors", "action": "DENY", "custom_msg": "Ask your contact for access."},
            {"name": "Everybody else", "action": "DENY"},
        ],
        "timeout": [
            {"name": "Long sessions", "reauth_timeout": 86400},
            {"name": "Short sessions", "reauth_timeout": 3600, "reauth_idle_timeout": 600},
        ],
        "client_forwarding": [
            {"name": "Bypass updates", "action": "BYPASS"},
            {"name": "Bypass video", "action": "INTERCEPT"},
            {"name": "Intercept the rest", "action": "INTERCEPT"},
            {"name": "Bypass printers", "action": "BYPASS"},
        ],
        "inspection": [
            {"name": "Inspect web", "description": "All of the web"},
            {"name": "Do not inspect banking", "state": "absent"},
        ],
        "redirection": [{"name": "Redirect nobody", "action": "REDIRECT_DEFAULT"}],
        "isolation": [{"name": "Isolate contractors", "description": "Until they have our devices"}],
        "clientless_session_protection": [{"name": "Watch downloads", "action": "MONITOR"}],
    },
}


def results_of(zpa: TestTenant) -> list[TaskResult]:
    """What modules find out in check mode about a tenant to which ``drift`` was done."""
    config = zpa.run("zpa_config", check=True, config=DECLARED, list_objects=True)
    failing = {"name": "Legal", "applications": ["Contract archive"]}
    refused = {"name": "Staff", "state": "absent"}
    return [
        TaskResult("zpa_config", config, {}, about()),
        *(
            TaskResult("zpa_segment_group", zpa.group(check=True, **options), options, about(task, place))
            for options, task, place in (
                (failing, "Keep the group of the legal department", "legal.yml:4"),
                (refused, "Remove the group of everybody", "cleanup.yml:12"),
            )
        ),
        TaskResult(
            "zpa_segment_group",
            {"censored": "the output has been hidden", "changed": True},
            {},
            about("Keep a secret project", "secret.yml:3"),
        ),
    ]


def drifted_report(zpa: TestTenant, unmanaged_is_drift: bool = False) -> dict[str, Any]:
    """The report of a fresh tenant, which is made to differ."""
    drift(zpa)
    return report(tenants_of(results_of(zpa)), NOON, unmanaged_is_drift)
