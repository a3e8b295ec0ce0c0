# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values of SCIM attributes: listed, and doubted in a rule where nobody has them."""

from __future__ import annotations

from typing import Any

import pytest
from support.policies import add_rule
from support.tenants import TestTenant
from zpa_emulator.lookups import SCIM_VALUES
from zpa_emulator.policy_seeds import add_idp

DEPARTMENTS = ["Engineering", "Finance", "R&D"]
VALUES = "/scimattribute/idpId/"
MANY = 501


@pytest.fixture
def okta(zpa: TestTenant) -> TestTenant:
    """A tenant whose users have three departments, and more logins than a page has."""
    logins = ["user%03d@example.com" % number for number in range(MANY)]
    attributes = {"department": DEPARTMENTS, "userName": logins, "active": ["true", "false"]}
    add_idp(zpa.tenant, "Okta_Users", scim_attributes=attributes, saml_attributes=["Department"])
    zpa.run("zpa_policy_rule_info", name="-")
    zpa.forget()
    return zpa


def about(*values: str, attribute: str = "department", object_type: str = "SCIM") -> dict[str, Any]:
    entries = [{"lhs": attribute, "rhs": value} for value in values]
    operand = {"object_type": object_type, "idp": "Okta_Users", "entries": entries}
    return {"name": "S1", "action": "ALLOW", "conditions": [{"operands": [operand]}]}


def warnings(result: dict[str, Any]) -> list[str]:
    assert result.get("changed") is not None, result["msg"]
    return [str(one).replace("\\'", "'") for one in result.get("warnings", [])]


def asked_for_values(zpa: TestTenant) -> list[str | None]:
    """What the values were searched for, request by request; None for the list itself."""
    return [entry.query.get("search") for entry in zpa.calls if VALUES in entry.path]


# -- In rules --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [True, False])
def test_a_value_that_nobody_has_is_a_warning_with_near_matches(okta: TestTenant, check: bool) -> None:
    result = okta.run("zpa_policy_rule", check, **about("Finnance"))
    (warning,) = warnings(result)
    assert result["changed"]
    assert (
        "conditions[0].operands[0].entries[0].rhs: no user of 'Okta_Users' has the department 'Finnance', as "
        "far as ZPA knows." in warning
    )
    assert "'Finance'" in warning
    assert asked_for_values(okta) == [None]


@pytest.mark.parametrize("value", ["Finance", "fINANCE", " Finance ", "R&D"])
def test_a_value_that_somebody_has_is_none_whatever_its_letter_case(okta: TestTenant, value: str) -> None:
    assert warnings(okta.run("zpa_policy_rule", **about(value))) == []
    assert asked_for_values(okta) == [None]


def test_each_value_that_nobody_has_is_told_with_its_own_place(okta: TestTenant) -> None:
    found = warnings(okta.run("zpa_policy_rule", **about("Sales", "Finance", "Legal")))
    assert ["entries[2]" in found[0], "entries[0]" in found[1]] == [True, True]
    assert asked_for_values(okta) == [None]


def test_a_value_that_stands_in_two_places_is_told_of_the_conditions(okta: TestTenant) -> None:
    task = about("Sales")
    task["conditions"].append({**task["conditions"][0], "negated": True})
    (warning,) = warnings(okta.run("zpa_policy_rule", **task))
    assert "conditions: no user of 'Okta_Users' has the department 'Sales'" in warning


def test_a_rule_that_stays_costs_no_look_at_values(okta: TestTenant) -> None:
    okta.run("zpa_policy_rule", **about("Finnance"))
    okta.forget()
    assert warnings(okta.run("zpa_policy_rule", **about("Finnance"))) == []
    assert asked_for_values(okta) == []
    assert okta.writes == []


def test_only_values_that_come_are_looked_at(okta: TestTenant) -> None:
    okta.run("zpa_policy_rule", **about("Finnance"))
    okta.forget()
    (warning,) = warnings(okta.run("zpa_policy_rule", **about("Finnance", "Legal")))
    assert "'Legal'" in warning
    okta.forget()
    task = {**about("Finnance", "Legal"), "description": "New"}
    assert warnings(okta.run("zpa_policy_rule", **task)) == []
    assert asked_for_values(okta) == []


class TestOfAListOfMoreThanOnePage:
    def test_are_searched_for_by_what_comes_before_an_at(self, okta: TestTenant) -> None:
        task = about("USER500@example.com", attribute="userName")
        assert warnings(okta.run("zpa_policy_rule", **task)) == []
        assert asked_for_values(okta) == [None, "USER500"]

    def test_are_missed_if_the_search_finds_none(self, okta: TestTenant) -> None:
        task = about("user500@exmaple.com", "nobody@example.com", attribute="userName")
        found = warnings(okta.run("zpa_policy_rule", **task))
        assert ["'nobody@example.com'" in found[0], "'user500@exmaple.com'" in found[1]] == [True, True]
        assert "'user500@example.com'" in found[1]
        assert asked_for_values(okta) == [None, "nobody", "user500"]

    @pytest.mark.parametrize("value", ["a&b@example.com", "user"])
    def test_are_not_doubted_if_a_search_proves_nothing(self, okta: TestTenant, value: str) -> None:
        assert warnings(okta.run("zpa_policy_rule", **about(value, attribute="userName"))) == []


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 403, "body": {"id": "forbidden"}},
        {"status": 404, "body": {"id": "resource.not.found"}},
        {"status": 400, "body": {"id": "invalid.resource.argument", "params": ["idpId"]}},
        {"status": 200, "body": {"list": [{"x": 1}], "totalPages": 1}},
    ],
    ids=lambda fault: str(fault["status"]),
)
def test_values_that_cannot_be_had_are_no_reason_to_stop(okta: TestTenant, fault: dict[str, Any]) -> None:
    okta.fault("status", VALUES, times=99, **fault)
    result = okta.run("zpa_policy_rule", **about("Finnance"))
    assert result["changed"]
    assert warnings(result) == []


def test_nothing_is_doubted_where_nobody_has_a_value(okta: TestTenant) -> None:
    attribute = okta.stored("department", "scimattribute")["id"]
    okta.tenant.table(SCIM_VALUES)[attribute]["values"] = []
    assert warnings(okta.run("zpa_policy_rule", **about("Finnance"))) == []


def test_values_of_saml_attributes_are_free(okta: TestTenant) -> None:
    task = about("Finnance", attribute="Department_Okta_Users", object_type="SAML")
    assert warnings(okta.run("zpa_policy_rule", **task)) == []
    assert asked_for_values(okta) == []


def test_a_configuration_reads_the_values_of_an_attribute_once(okta: TestTenant) -> None:
    add_rule(okta, "Other")
    rules = [{**about(value), "name": value} for value in ("Finnance", "Sales", "Finance")]
    found = warnings(okta.run("zpa_config", True, config={"policy_rules": {"access": rules}}))
    assert len(found) == 2
    for place, value in enumerate(("Finnance", "Sales")):
        assert "config.policy_rules.access[%d].conditions[0]" % place in found[place]
        assert "has the department '%s'" % value in found[place]
    assert asked_for_values(okta) == [None]


# -- Listed ----------------------------------------------------------------------------------------------


def listed(zpa: TestTenant, attribute: str, name: str | None = None) -> list[dict[str, Any]]:
    options = {"kind": "scim_attribute_value", "idp": "Okta_Users", "attribute": attribute, "name": name}
    result = zpa.run("zpa_reference_info", **options)
    return result.get("references") or [result["msg"]]


def test_values_are_listed_as_references_to_themselves(okta: TestTenant) -> None:
    assert listed(okta, "department") == [
        {"id": value, "name": value, "facts": {}} for value in ("Engineering", "Finance", "R&D")
    ]


def test_all_pages_of_values_are_listed(okta: TestTenant) -> None:
    assert len(listed(okta, "userName")) == MANY


@pytest.mark.parametrize("spelled", ["department", "id"])
def test_the_attribute_is_given_by_name_or_id(okta: TestTenant, spelled: str) -> None:
    attribute = okta.stored("department", "scimattribute")["id"] if spelled == "id" else spelled
    assert len(listed(okta, attribute)) == 3


def test_a_value_is_found_in_any_letter_case(okta: TestTenant) -> None:
    assert [one["id"] for one in listed(okta, "department", "finance")] == ["Finance"]


def test_values_that_are_no_texts_are_listed_as_texts(okta: TestTenant) -> None:
    attribute = okta.stored("department", "scimattribute")["id"]
    okta.tenant.table(SCIM_VALUES)[attribute]["values"] = []
    body = {"totalPages": 1, "list": [True, 7, None, "", "x"]}
    okta.fault("status", VALUES, status=200, body=body)
    assert [one["id"] for one in listed(okta, "department")] == ["true", "7", "x"]


def test_an_attribute_that_is_unknown_is_refused_with_near_matches(okta: TestTenant) -> None:
    (message,) = listed(okta, "departement")
    assert "attribute: no SCIM attribute has the name or id 'departement'." in str(message)
    assert "'department'" in str(message)
