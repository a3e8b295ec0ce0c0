# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects with half a character in a text, as of a description that was cut within an emoji."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.cases import NAMED, RESOURCES, Subject
from support.cases.segment_group import SEGMENT_GROUPS
from support.policies import add_rule, furnish
from support.tenants import TestTenant

HALF, MARK = "\ud83d", "\ufffd"
GROUP_ID, RULE_ID = "216196257331371111", "216196257331372222"


@pytest.fixture
def torn(zpa: TestTenant) -> TestTenant:
    """A tenant with half a character in every text that people write, and in one that nobody knows."""
    furnish(zpa)
    cut = {"description": "cut " + HALF, "futureField": {"deep": ["f" + HALF]}}
    for subject in NAMED:
        object_id = GROUP_ID if subject is SEGMENT_GROUPS else None
        subject.add(zpa, "Torn " + HALF, object_id=object_id, **cut)
    zpa.add_group("Whole", description="all of it")
    add_rule(zpa, "Torn " + HALF, object_id=RULE_ID, description="cut " + HALF)
    return zpa


def clean(result: dict[str, Any]) -> dict[str, Any]:
    """A result that succeeded and that UTF-8 can hold, as newer ansible-core demands."""
    json.dumps(result, ensure_ascii=False).encode()
    assert "failed" not in result, result["msg"]
    return result


@pytest.mark.parametrize(
    ("subject", "options"),
    [*((subject, {}) for subject in RESOURCES), (SEGMENT_GROUPS, {"id": GROUP_ID})],
    ids=str,
)
def test_a_listing_shows_a_mark_and_says_where(
    torn: TestTenant, subject: Subject, options: dict[str, Any]
) -> None:
    result = clean(subject.info(torn, **options))
    (shown,) = [one for one in result[subject.key + "s"] if one["name"].startswith("Torn")]
    assert (shown["name"], shown.get("description", "cut " + MARK)) == ("Torn " + MARK, "cut " + MARK)
    warnings = str(result["warnings"])
    name = subject.resource.field("name")
    inside = name.inside if subject.resource.rule else ""
    keys = [name.wire, "description"][: 1 + subject.is_described]
    told = ", ".join("%s.%s" % (inside, key) if inside else key for key in keys)
    assert ("" if inside else "half a character in ") + told in warnings
    assert shown["id"] in warnings


def test_references_with_half_a_character_are_listed(torn: TestTenant) -> None:
    torn.add_application("App " + HALF)
    result = clean(torn.run("zpa_reference_info", kind="application"))
    assert "App " + MARK in [one["name"] for one in result["references"]]


@pytest.mark.parametrize("subject", [one for one in NAMED if one.can_change], ids=str)
def test_an_update_of_any_kind_sends_back_what_nobody_knows_as_it_came(
    zpa: TestTenant, subject: Subject
) -> None:
    object_id = subject.add(zpa, "Torn", futureField={"deep": ["f" + HALF]})["id"]
    result = clean(subject.run(zpa, name="Torn", **subject.touched))
    assert result["changed"]
    assert "(id %s)" % object_id in str(result["warnings"])
    assert zpa.tenant.table(subject.path)[object_id]["futureField"] == {"deep": ["f" + HALF]}


def test_a_user_that_is_activated_again_has_its_texts_as_they_came(zpa: TestTenant) -> None:
    one = {"name": "ana@acme.example", "first_name": "Ana", "last_name": "Ruiz"}
    user_id = clean(zpa.run("zpa_emergency_access_user", **one))["emergency_access_user"]["id"]
    clean(zpa.run("zpa_emergency_access_user", name=one["name"], state="absent"))
    zpa.tenant.ended_users[user_id]["futureField"] = "f" + HALF
    assert clean(zpa.run("zpa_emergency_access_user", **one))["changed"]
    assert zpa.tenant.table("emergencyAccess/users")[user_id]["futureField"] == "f" + HALF


def test_an_update_sends_back_what_it_does_not_set_as_it_came(torn: TestTenant) -> None:
    result = clean(torn.group(id=GROUP_ID, enabled=False))
    assert result["changed"]
    stored = torn.tenant.table("segmentGroup")[GROUP_ID]
    assert (stored["name"], stored["description"]) == ("Torn " + HALF, "cut " + HALF)
    assert stored["futureField"] == {"deep": ["f" + HALF]}


def test_an_update_sends_escaped_texts_back_as_they_were(torn: TestTenant) -> None:
    torn.tenant.quirks.escaped_text = True
    stored = torn.tenant.table("segmentGroup")[GROUP_ID]
    stored["description"] = "R&D " + HALF
    clean(torn.group(id=GROUP_ID, enabled=False))
    assert torn.tenant.table("segmentGroup")[GROUP_ID]["description"] == "R&D " + HALF


def test_a_text_that_is_set_replaces_half_a_character(torn: TestTenant) -> None:
    clean(torn.group(id=GROUP_ID, name="Mended", description="mended"))
    stored = torn.tenant.table("segmentGroup")[GROUP_ID]
    assert (stored["name"], stored["description"]) == ("Mended", "mended")


def test_what_is_shown_can_be_given_back(torn: TestTenant) -> None:
    (shown,) = clean(torn.groups(id=GROUP_ID))["segment_groups"]
    torn.forget()
    assert clean(torn.group(**{key: value for key, value in shown.items() if value is not None}))
    assert torn.writes == []


def test_a_name_as_it_is_shown_finds_the_object(torn: TestTenant) -> None:
    assert clean(torn.group(name="Torn " + MARK))["segment_group"]["id"] == GROUP_ID
    assert torn.writes == []


def test_a_rule_keeps_what_it_does_not_set(torn: TestTenant) -> None:
    clean(torn.run("zpa_policy_rule", id=RULE_ID, custom_msg="Ask the help desk."))
    stored = torn.tenant.table("policyRule")[RULE_ID]
    assert (stored["name"], stored["description"]) == ("Torn " + HALF, "cut " + HALF)


def test_texts_that_are_shown_alike_go_back_where_they_came_from(torn: TestTenant) -> None:
    other = "cut \ud83c"
    torn.tenant.table("policyRule")[RULE_ID]["customMsg"] = other
    clean(torn.run("zpa_policy_rule", id=RULE_ID, enabled=False))
    stored = torn.tenant.table("policyRule")[RULE_ID]
    assert (stored["description"], stored["customMsg"]) == ("cut " + HALF, other)


def test_rules_with_half_a_character_can_be_ordered(torn: TestTenant) -> None:
    add_rule(torn, "Second")
    result = clean(torn.run("zpa_policy_rule_order", rules=["Second", "Torn " + MARK]))
    assert result["changed"]
    assert clean(torn.run("zpa_policy_rule_order", rules=["Second", "Torn " + MARK]))["changed"] is False


def test_a_tenant_is_gathered_and_applied_to_itself(torn: TestTenant) -> None:
    config = clean(torn.run("zpa_config", state="gathered"))["config"]
    torn.forget()
    assert clean(torn.run("zpa_config", config=config, list_objects=True))["changed"] is False
    assert torn.writes == []


def test_many_objects_are_not_told_one_by_one(zpa: TestTenant) -> None:
    for number in range(30):
        zpa.add_group("Group %d" % number, description=HALF)
    warnings = [str(one) for one in clean(zpa.groups())["warnings"]]
    assert len(warnings) == 11
    assert "More objects hold half a character" in warnings[-1]


def test_an_error_with_half_a_character_is_told(torn: TestTenant) -> None:
    body = {"id": "some.id", "reason": "No " + HALF, "params": [HALF]}
    torn.fault("status", "PUT ", status=400, body=body)
    result = torn.group(id=GROUP_ID, enabled=False)
    json.dumps(result, ensure_ascii=False).encode()
    assert (result["reason"], result["params"]) == ("No " + MARK, [MARK])
