# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How changes and rules of no use are told: why, about whom, about what, and with a witness."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.analysis import Question, analyse
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.configurations import from_config
from support import access_tenants
from support.access_tenants import Config, condition, entries, objects


def members(*names: str, operator: str = "OR") -> dict[str, Any]:
    return condition(objects("SCIM_GROUP", *names, idp="Corp"), operator=operator)


def about(*names: str) -> dict[str, Any]:
    return condition(objects("APP", *names))


def group(*names: str) -> dict[str, Any]:
    return condition(objects("APP_GROUP", *names))


def rule(name: str, action: str, *conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "action": action, "conditions": list(conditions), **more}


HR = rule("HR", "ALLOW", group("Finance"), members("hr"))
STAFF = rule("Staff", "ALLOW", members("staff"))


def config(*rules: dict[str, Any]) -> Config:
    return {
        "application_segments": [
            {
                "name": name,
                "enabled": True,
                "segment_group": group_name,
                "domain_names": [name.lower() + ".corp.example"],
                "tcp_ports": ["443"],
            }
            for name, group_name in (("Payroll", "Finance"), ("Ledger", "Finance"), ("Wiki", "Common"))
        ],
        "segment_groups": [{"name": name, "enabled": True} for name in ("Finance", "Common")],
        "policy_rules": {"access": list(rules)},
    }


def changes(before: Config, after: Config) -> list[dict[str, Any]]:
    result = analyse(Question(from_config(after), from_config(before), parts=["changes"]))
    assert result["not_decided"] == []
    return result["changes"]


def segment(config: Config, name: str) -> dict[str, Any]:
    return next(one for one in config["application_segments"] if one["name"] == name)


def changed(**options: Any) -> tuple[Config, Config]:
    """Return a configuration, and it with other options of the segment Payroll."""
    before = config(HR)
    after = copy.deepcopy(before)
    segment(after, "Payroll").update(options)
    return before, after


def test_a_change_is_told_whole() -> None:
    contractors = rule("Contractors", "ALLOW", group("Finance"), members("contractors"))
    assert changes(config(HR), config(HR, contractors)) == [
        {
            "direction": "gained",
            "from": "DENY",
            "to": "ALLOW",
            "because": ["rule 'Contractors' is new"],
            "who": [
                {
                    "when": "after",
                    "rule": "Contractors",
                    "conditions": "SCIM_GROUP contractors of Corp",
                    "only_those_of": [],
                    "not_those_of": [],
                    "and_more_rules": False,
                }
            ],
            "what": {
                "segments_before": ["Ledger", "Payroll"],
                "segments_after": ["Ledger", "Payroll"],
                "hosts": [{"hosts": ["ledger.corp.example", "payroll.corp.example"], "tcp": "443"}],
            },
            "rules_before": [None],
            "rules_after": ["Contractors"],
            "witness": {
                "host": "ledger.corp.example",
                "port": 443,
                "protocol": "tcp",
                "idp": "Corp",
                "scim_groups": ["contractors"],
                "rule_before": None,
                "rule_after": "Contractors",
            },
            "by_default": True,
            "depends_on": [],
            "undecided": [],
        }
    ]


def test_a_block_tells_whose_access_it_takes() -> None:
    found = changes(config(STAFF), config(rule("Guests", "DENY", members("guests")), STAFF))
    assert [(one["direction"], one["because"]) for one in found] == [("lost", ["rule 'Guests' is new"])]
    assert found[0]["who"][0]["only_those_of"] == [
        {"rule": "Staff", "conditions": "SCIM_GROUP staff of Corp"}
    ]
    assert sorted(found[0]["witness"]["scim_groups"]) == ["guests", "staff"]


@pytest.mark.parametrize(
    ("options", "because"),
    [
        ({"segment_group": "Common"}, "segment 'Payroll' differs in segment_group"),
        ({"tcp_ports": ["443", "22"]}, "segment 'Payroll' differs in tcp_ports"),
        ({"udp_ports": ["443"]}, "segment 'Payroll' differs in udp_ports"),
        ({"icmp_access_type": "PING"}, "segment 'Payroll' differs in icmp_access_type"),
        ({"domain_names": ["pay.corp.example"]}, "segment 'Payroll' differs in domain_names"),
        ({"enabled": False}, "segment 'Payroll' differs in enabled"),
        ({"bypass_type": "ALWAYS"}, "segment 'Payroll' differs in bypass_type"),
    ],
)
def test_a_change_of_a_segment_is_found_and_named(options: dict[str, Any], because: str) -> None:
    found = changes(*changed(**options))
    assert found
    assert {tuple(one["because"]) for one in found} == {(because,)}


def test_ports_that_are_new_are_told_alone() -> None:
    found = changes(*changed(tcp_ports=["443", "22", "8000-8010"]))
    assert [one["what"]["hosts"] for one in found] == [
        [{"hosts": ["payroll.corp.example"], "tcp": "22, 8000-8010"}]
    ]


def test_what_has_one_reason_is_one_change() -> None:
    after = config(HR)
    after["segment_groups"][0]["enabled"] = False
    found = changes(config(HR), after)
    assert [one["because"] for one in found] == [["segment group 'Finance' is switched off"]]
    assert found[0]["what"]["segments_before"] == ["Ledger", "Payroll"]


@pytest.mark.parametrize(
    ("after", "because"),
    [
        (rule("HR", "DENY", group("Finance"), members("hr")), "rule 'HR' differs in action"),
        (rule("HR", "ALLOW", group("Finance"), members("hr", "it")), "rule 'HR' differs in conditions"),
        (
            rule("HR", "ALLOW", group("Finance"), members("hr"), enabled=False),
            "rule 'HR' differs in enabled",
        ),
    ],
)
def test_a_change_of_a_rule_is_found_and_named(after: dict[str, Any], because: str) -> None:
    assert {tuple(one["because"]) for one in changes(config(HR), config(after))} == {(because,)}


def test_nothing_is_told_where_only_names_and_places_change() -> None:
    other = copy.deepcopy(config(STAFF, HR))
    other["policy_rules"]["access"][0]["name"] = "All staff"
    assert changes(config(HR, STAFF), other) == []


def test_the_place_of_a_rule_counts() -> None:
    block = rule("Block", "DENY", members("guests"))
    found = changes(config(block, STAFF), config(STAFF, block))
    assert [(one["direction"], one["because"]) for one in found] == [
        ("gained", ["rule 'Staff' has another place among the others"])
    ] or [one["because"] for one in found] == [["rule 'Block' has another place among the others"]]


def test_a_witness_has_nothing_that_is_not_needed() -> None:
    """Rules above that could match somebody else leave no trace in it."""
    others = [rule("r%d" % n, "DENY", members("g%d" % n)) for n in range(20)]
    postures = [
        rule("p%d" % n, "DENY", condition(entries("POSTURE", ("disk%d" % n, "true")))) for n in range(5)
    ]
    found = changes(config(*others, *postures), config(*others, *postures, STAFF))
    assert {key: found[0]["witness"][key] for key in ("idp", "scim_groups")} == {
        "idp": "Corp",
        "scim_groups": ["staff"],
    }
    assert "posture" not in found[0]["witness"]


def test_small_tenants_take_no_time_to_speak_of() -> None:
    """Counted in steps, since machines differ."""
    before = access_tenants.tenant(50, 250, 25, 10)
    after = access_tenants.with_block_in_the_middle(access_tenants.moved(before, 10))
    question = Question(from_config(after), from_config(before), steps=20_000, engine="search")
    assert analyse(question)["not_decided"] == []


# -- Rules of no use -------------------------------------------------------------------------------------


def of_rules(given: Config) -> dict[str, Any]:
    return analyse(Question(from_config(given), parts=["never_match", "redundant", "everyone"]))


def dead(given: Config) -> list[tuple[str, str, list[str], str | None]]:
    found = of_rules(given)["never_match"]
    return [(one["rule"], one["reason"], one["by"], one["alone"]) for one in found]


def test_a_rule_about_nothing_says_so() -> None:
    off = config(rule("Off", "ALLOW", about("Payroll")), rule("Gone", "ALLOW", about("Nowhere")))
    segment(off, "Payroll")["enabled"] = False
    off["segment_groups"].append({"name": "Empty", "enabled": True})
    off["policy_rules"]["access"].append(rule("Empty", "ALLOW", group("Empty")))
    assert dead(off) == [(name, "nothing", [], None) for name in ("Off", "Gone", "Empty")]
    assert (
        "Rule 'Gone' names the application segment 'Nowhere', which is not there: that never holds."
        in (of_rules(off)["assumptions"])
    )


def test_a_rule_of_which_one_application_is_reached_is_of_use() -> None:
    off = config(rule("Both", "ALLOW", about("Payroll", "Wiki")))
    segment(off, "Payroll")["enabled"] = False
    assert dead(off) == []


def test_a_rule_for_a_bypassed_segment_decides_nothing() -> None:
    """Under the reading that browsers reach ZPA all the same it does, so that it is not reported."""
    direct = config(rule("Direct", "ALLOW", about("Payroll")))
    segment(direct, "Payroll")["bypass_type"] = "ALWAYS"
    assert dead(direct) == []
    clients = condition(objects("CLIENT_TYPE", "zpn_client_type_zapp"))
    direct["policy_rules"]["access"][0]["conditions"].append(clients)
    assert dead(direct) == [("Direct", "nothing", [], None)]


def test_several_rules_hide_one_together() -> None:
    rules = [rule("One", "ALLOW", about("Payroll")), rule("Other", "DENY", about("Ledger"))]
    assert dead(config(*rules, rule("Hidden", "ALLOW", group("Finance"), members("hr")))) == [
        ("Hidden", "shadowed", ["One", "Other"], None)
    ]


def test_below_many_rules_those_are_named_that_suffice() -> None:
    many = [rule("r%d" % number, "DENY", members("g%d" % number)) for number in range(30)]
    found = of_rules(config(*many, STAFF, rule("Hidden", "DENY", members("staff", "hr", operator="AND"))))[
        "never_match"
    ]
    assert [(one["rule"], one["by"], one["by_is_all"], one["alone"]) for one in found] == [
        ("Hidden", ["Staff"], False, "Staff")
    ]


def test_what_else_goes_with_a_redundant_rule_is_told() -> None:
    special = rule("Special", "ALLOW", members("staff"), app_connector_groups=["East"], custom_msg="")
    found = of_rules(config(special, STAFF))["redundant"]
    assert found == [
        {"policy_type": "access", "rule": "Special", "settings": ["app_connector_groups"]},
        {"policy_type": "access", "rule": "Staff", "settings": []},
    ]


def test_every_policy_type_is_looked_at() -> None:
    given = config(STAFF)
    given["policy_rules"]["timeout"] = [
        rule("Short", "RE_AUTH", members("staff"), reauth_timeout=600),
        rule("Again", "RE_AUTH", members("staff"), reauth_timeout=900),
    ]
    given["policy_rules"]["client_forwarding"] = [rule("In", "INTERCEPT", members("staff"))]
    result = of_rules(given)
    assert [(one["policy_type"], one["rule"]) for one in result["never_match"]] == [("timeout", "Again")]
    assert [(one["policy_type"], one["rule"]) for one in result["redundant"]] == [
        ("timeout", "Again"),
        # What nobody decides goes to ZPA anyway.
        ("client_forwarding", "In"),
    ]


def test_rules_for_everyone_are_those_that_tell_nobody_apart() -> None:
    levels = condition(
        entries(
            "RISK_FACTOR_TYPE", *(("ZIA", one) for one in ("UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"))
        )
    )
    posture = condition(entries("POSTURE", ("Disk", "true"), ("Disk", "false")))
    rules = [
        rule("Any risk", "ALLOW", levels),
        rule("Any disk", "ALLOW", posture),
        rule("Wiki", "ALLOW", about("Wiki")),
    ]
    assert of_rules(config(*rules, rule("No", "DENY")))["everyone"] == [
        {"rule": "Any risk", "applications": "all"},
        {"rule": "Wiki", "applications": "some"},
    ]


# -- Remarks ---------------------------------------------------------------------------------------------


def test_what_cannot_be_taken_as_it_stands_is_told() -> None:
    given = config()
    segment(given, "Payroll").update(policy_style="DUAL_POLICY_EVAL")
    segment(given, "Ledger").update(domain_names=["wiki.corp.example"])
    segment(given, "Wiki").update(segment_group="Elsewhere")
    told = of_rules(given)["assumptions"]
    assert [sentence.partition(",")[0] for sentence in told] == [
        "Of 'Payroll' names are resolved and rules for the address asked as well (policy_style)",
        "The segment group of 'Wiki' is not among those that are told",
        "'Ledger' and 'Wiki' have 'wiki.corp.example' and ports in common",
    ]


def test_a_configuration_without_segments_says_that_there_are_none() -> None:
    assert of_rules({"policy_rules": {"access": [STAFF]}})["assumptions"] == [
        "application_segments: not told, so that the tenant is taken to have no segment."
    ]
