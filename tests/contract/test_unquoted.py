# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts without quotes, of which YAML made something else: refused with their place, before any request."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import run_module
from support.policies import add_rule, furnish
from support.tenants import TestTenant

TRUE = "is true, which YAML makes of words such as On, Yes and true without quotes. Put the text in quotes."
FALSE = "is false, which YAML makes of words such as Off, No and NO without quotes. Put the text in quotes."
QUOTES = "Put the text in quotes."
NUMBER = "is 1.1, a number that YAML makes of texts such as 1.10 and 1:30.5 without quotes. " + QUOTES
LIST = "is the list ['%s'], and the option takes a text. What begins with a bracket needs quotes."
DICTIONARY = "is a dictionary (a), and the option takes a text. What begins with a bracket needs quotes."


def rule(**operand: Any) -> dict[str, Any]:
    return {"name": "R", "action": "ALLOW", "conditions": [{"operands": [operand]}]}


def pair(object_type: str, lhs: Any, rhs: Any, key: str = "entries", **more: Any) -> dict[str, Any]:
    return rule(object_type=object_type, **{key: [{"lhs": lhs, "rhs": rhs}]}, **more)


OPERAND = "conditions[0].operands[0]"
# The module, its options, and what is wrong with them, in order.
REFUSED: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "name": ("zpa_segment_group", {"name": False}, ["name: " + FALSE]),
    "fraction": ("zpa_segment_group", {"name": 1.1}, ["name: " + NUMBER]),
    "list": ("zpa_segment_group", {"name": ["Finance"]}, ["name: " + LIST % "Finance"]),
    "dictionary": ("zpa_segment_group", {"name": {"a": "b"}}, ["name: " + DICTIONARY]),
    "id": ("zpa_segment_group", {"id": True}, ["id: " + TRUE]),
    "description": ("zpa_segment_group", {"name": "A", "description": True}, ["description: " + TRUE]),
    "members": (
        "zpa_segment_group",
        {"name": "A", "applications": ["SAP", True, 1.1, ["Jira"]]},
        ["applications[1]: " + TRUE, "applications[2]: " + NUMBER, "applications[3]: " + LIST % "Jira"],
    ),
    "one member": ("zpa_segment_group", {"name": "A", "applications": 1.1}, ["applications: " + NUMBER]),
    "one member, true": ("zpa_segment_group", {"name": "A", "applications": True}, ["applications: " + TRUE]),
    "country": ("zpa_app_connector_group", {"name": "A", "country_code": False}, ["country_code: " + FALSE]),
    "number": (
        "zpa_app_connector_group",
        {"name": "A", "latitude": True},
        ["latitude: is true, and the option takes a number."],
    ),
    "info": (
        "zpa_segment_group_info",
        {"name": False, "search": 1.1},
        ["name: " + FALSE, "search: " + NUMBER],
    ),
    "reference": ("zpa_reference_info", {"kind": "idp", "name": False}, ["name: " + FALSE]),
    "order": ("zpa_policy_rule_order", {"rules": [False, "B"]}, ["rules[0]: " + FALSE]),
    "policy type": ("zpa_policy_rule_info", {"policy_type": False}, ["policy_type: " + FALSE]),
    "country of an operand": (
        "zpa_policy_rule",
        rule(object_type="COUNTRY_CODE", objects=["DE", False]),
        [OPERAND + ".objects[1]: " + FALSE],
    ),
    "the same by the other name": (
        "zpa_policy_rule",
        rule(object_type="COUNTRY_CODE", values=["DE", False]),
        [OPERAND + ".objects[1]: " + FALSE],
    ),
    "object type": (
        "zpa_policy_rule",
        rule(object_type=True, objects=["A"]),
        [OPERAND + ".object_type: " + TRUE],
    ),
    "literal": ("zpa_policy_rule", pair("SAML", "Email", True), [OPERAND + ".entries[0].rhs: " + TRUE]),
    "literal of SCIM": (
        "zpa_policy_rule",
        pair("SCIM", "active", 1.1),
        [OPERAND + ".entries[0].rhs: " + NUMBER],
    ),
    "left side": ("zpa_policy_rule", pair("POSTURE", False, "true"), [OPERAND + ".entries[0].lhs: " + FALSE]),
    "entries by the other name": (
        "zpa_policy_rule",
        pair("SAML", "Email", False, "entry_values", idp=1.1),
        [OPERAND + ".entries[0].rhs: " + FALSE, OPERAND + ".idp: " + NUMBER],
    ),
    "one dictionary alone": (
        "zpa_policy_rule",
        rule(object_type="SAML", entry_values={"lhs": "Email", "rhs": True}),
        [OPERAND + ".entries[0].rhs: " + TRUE],
    ),
    "words": (
        "zpa_policy_rule",
        {"name": "A", "policy_type": "capabilities", "privileged_capabilities": [True]},
        ["privileged_capabilities[0]: " + TRUE],
    ),
    "whole tenant": (
        "zpa_config",
        {
            "config": {
                "segment_groups": [{"name": "A"}, {"name": False}, {"name": False}],
                "policy_rules": {"access": [pair("SAML", "Email", True)]},
            },
        },
        [
            "config.segment_groups[1].name: " + FALSE,
            "config.segment_groups[2].name: " + FALSE,
            "config.policy_rules.access[0].%s.entries[0].rhs: %s" % (OPERAND, TRUE),
        ],
    ),
    "a tenant that comes as text": (
        "zpa_config",
        {"config": '{"segment_groups": [{"name": false}]}'},
        ["config.segment_groups[0].name: " + FALSE],
    ),
    "a list that comes as text": (
        "zpa_config",
        {"config": {"segment_groups": '{"name": false}'}},
        ["config.segment_groups[0].name: " + FALSE],
    ),
    "protected": (
        "zpa_config",
        {"config": {"segment_groups": []}, "protect": ["A", 1.1]},
        ["protect[1]: " + NUMBER],
    ),
    "the most deletions": (
        "zpa_config",
        {"config": {"segment_groups": []}, "max_deletions": True},
        ["max_deletions: is true, and the option takes a number."],
    ),
    "connection": (
        "zpa_segment_group",
        {"name": "A", "client_id": True, "cloud": False, "vanity_domain": 1.1},
        ["client_id: " + TRUE, "vanity_domain: " + NUMBER, "cloud: " + FALSE],
    ),
}


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
@pytest.mark.parametrize(("module", "options", "problems"), REFUSED.values(), ids=REFUSED.keys())
def test_what_yaml_made_of_a_text_is_refused_once(
    zpa: TestTenant, module: str, options: dict[str, Any], problems: list[str], check: bool
) -> None:
    result = zpa.run(module, check, **options)
    assert result["problems"] == problems
    assert zpa.tenant.log == []


def test_other_problems_are_told_beside_it(zpa: TestTenant) -> None:
    result = zpa.group(name=False, id="x", colour="blue", enabled="perhaps")
    assert result["problems"][0] == "name: " + FALSE
    assert len(result["problems"]) == 4


@pytest.mark.parametrize("secret", [1.5, True, [["hush"]], {"hush": 1}])
def test_a_secret_is_not_shown(zpa: TestTenant, secret: Any) -> None:
    result = zpa.group(name="A", client_secret=secret)
    assert result["problems"] == [
        "client_secret: is no text. YAML takes what looks like a number, a list or a word such as Yes for "
        "one. Put the text in quotes."
    ]
    assert "hush" not in str(result)
    assert "1.5" not in str(result)


def test_a_whole_number_is_a_text(zpa: TestTenant) -> None:
    assert zpa.group(name=10, description=7, customer_id=int(zpa.tenant.customer_id))["changed"]
    assert zpa.stored("10")["description"] == "7"


@pytest.mark.parametrize("options", [{"id": None}, {"description": None, "state": None}], ids=str)
def test_what_is_null_counts_as_not_given(zpa: TestTenant, options: dict[str, Any]) -> None:
    zpa.add_group("A", description="kept")
    config = {"segment_groups": [{"name": "A", **options}], "app_connector_groups": None}
    result = run_module(
        "zpa_config",
        {**zpa.connection, "config": config, "max_deletions": None, "protect": None},
        environment={"ZPA_TOKEN_CACHE_DIR": str(zpa.cache)},
    )
    assert result["changed"] is False, result


def test_what_is_null_in_a_list_is_empty(zpa: TestTenant) -> None:
    """Older versions of ansible-core make the text None of it."""
    assert zpa.group(name="A", applications=["SAP", None])["problems"] == [
        "applications[1]: is empty. Give a name or an id, or leave the entry out."
    ]


@pytest.mark.parametrize("said", [True, "true", "True"])
@pytest.mark.parametrize(
    ("object_type", "left", "more"),
    [
        ("POSTURE", "Disk encrypted", {}),
        ("TRUSTED_NETWORK", "Headquarters", {}),
        ("PLATFORM", "mac", {}),
        ("COUNTRY_CODE", "CH", {}),
        ("CHROME_ENTERPRISE", "managed", {}),
    ],
)
def test_true_is_the_word_where_nothing_else_can_be_meant(
    zpa: TestTenant, object_type: str, left: str, more: dict[str, Any], said: Any
) -> None:
    furnish(zpa)
    client = {"operands": [{"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_zapp"]}]}
    declared = pair(object_type, left, said)
    declared["conditions"].append(client)
    result = zpa.run("zpa_policy_rule", **declared)
    assert result.get("changed"), result.get("msg")
    stored = zpa.stored("R", "policyRule")["conditions"]
    assert "true" in [operand.get("rhs") for entry in stored for operand in entry["operands"]]


def test_no_object_is_made_of_another_word(zpa: TestTenant) -> None:
    """A group that is called Off is neither deleted nor made anew."""
    zpa.add_group("Off")
    add_rule(zpa, "Yes")
    config = {"segment_groups": [{"name": False}], "policy_rules": {"access": [{"name": True}]}}
    for check in (True, False):
        assert zpa.run("zpa_config", check, state="overridden", config=config)["failed"]
    assert zpa.tenant.log == []


@pytest.mark.parametrize(
    ("module", "options", "path", "read"),
    [
        ("zpa_segment_group", {"name": 8}, "name", 8),
        ("zpa_policy_rule", pair("SAML", "Email_Okta", 7), OPERAND + ".entries[0].rhs", 7),
        ("zpa_policy_rule", pair("SCIM", "department", 90, "entry_values"), OPERAND + ".entries[0].rhs", 90),
    ],
    ids=["name", "SAML", "SCIM"],
)
def test_a_whole_number_for_a_text_that_may_have_been_another_one_is_told(
    zpa: TestTenant, module: str, options: dict[str, Any], path: str, read: int
) -> None:
    furnish(zpa)
    warnings = str(zpa.run(module, True, **options).get("warnings"))
    assert "%s: is the number %d. If it was written as 010" % (path, read) in warnings


def test_an_id_without_quotes_is_nothing_to_tell(zpa: TestTenant) -> None:
    group = zpa.add_group("Finance")
    assert "warnings" not in zpa.run("zpa_segment_group", True, id=int(group["id"]))
