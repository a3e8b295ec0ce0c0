# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ids in conditions become names, and how often is asked."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.searching import Searching
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import Operand
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition_names import ConditionNames
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from support.condition_names import (
    CONDITIONS,
    Ids,
    Meant,
    asked,
    attribute_id,
    named,
    one_condition,
    pair,
    told,
)
from support.tenants import TestTenant

# -- how often is asked --------------------------------------------------------------------------


def test_each_list_is_read_once(corp: TestTenant, client: Client) -> None:
    Meant(
        client,
        named("APP", "SAP", "Jira"),
        named("APP", "Git"),
        pair("POSTURE", "Disk encrypted", "true"),
        pair("POSTURE", "CrowdStrike ZTA", "true"),
        pair("SAML", "Email_Okta", "x"),
        pair("SAML", "Email", "x", idp="Entra"),
        pair("SCIM", "userName", "x", idp="Okta"),
        pair("SCIM", "userName", "y", idp="Okta"),
        pair("SCIM_GROUP", "Okta", "Engineering"),
        pair("SCIM_GROUP", "Okta", "Sales of Okta"),
        named("IDP", "Entra"),
    )
    counted = asked(corp)
    assert max(counted.values()) == 1
    assert len(counted) == 6


def test_attributes_are_read_once_a_task(corp: TestTenant, client: Client) -> None:
    first = Meant(client, pair("SAML", "Email_Okta", "x"), pair("SCIM", "city of Okta", "x"))
    Meant(client, pair("SAML", "Email_Entra", "x"), pair("SCIM", "city of Entra", "x"), names=first.names)
    assert max(asked(corp).values()) == 1


def test_what_the_rule_has_already_costs_nothing(corp: TestTenant, client: Client) -> None:
    present = one_condition(
        Operand("APP", "id", "71", right_name="Known"),
        Operand("SAML", "81", "x"),
        Operand("POSTURE", "udid", "true"),
        Operand("SCIM_GROUP", "91", "92", left_name="Okta"),
    )
    meant = Meant(
        client,
        named("APP", "Known", "71"),
        pair("SAML", "81", "y"),
        pair("POSTURE", "udid", "true"),
        pair("SCIM_GROUP", "Okta", "92"),
        present=present,
    )
    assert meant.operands == {
        ("APP", "id", "71"),
        ("SAML", "81", "y"),
        ("POSTURE", "udid", "true"),
        ("SCIM_GROUP", "91", "92"),
    }
    assert corp.tenant.log == []


# -- from ids to names ---------------------------------------------------------------------------


def test_ids_are_told_with_their_names(corp: TestTenant, client: Client, ids: Ids) -> None:
    okta = ids("idp", "Okta")
    posture = corp.tenant.find("posture", "Disk encrypted (zscalerthree.net)")
    group = next(
        str(group["id"])
        for group in corp.tenant.table("scimgroup").values()
        if group["name"] == "Sales of Okta"
    )
    found = told(
        ConditionNames(Searching(client)),
        Operand("APP", "id", ids("application", "SAP")),
        Operand("POSTURE", posture["postureUdid"], "true"),
        Operand("SAML", attribute_id(corp, "samlAttribute", "Okta", "Email_Okta"), "x", idp=okta),
        Operand("SCIM", attribute_id(corp, "scimattribute", "Okta", "userName"), "x", idp=okta),
        Operand("SCIM_GROUP", okta, group, idp=okta),
        Operand("PLATFORM", "mac", "true"),
        Operand("NEW_THING", "1", "2"),
    )
    assert found == {
        "APP": ("", "SAP", ""),
        "POSTURE": (posture["name"], "", ""),
        "SAML": ("Email_Okta", "", "Okta"),
        "SCIM": ("userName", "", "Okta"),
        "SCIM_GROUP": ("Okta", "Sales of Okta", "Okta"),
        "PLATFORM": ("", "", ""),
        "NEW_THING": ("", "", ""),
    }
    assert max(asked(corp).values()) == 1


def test_a_saml_attribute_tells_its_identity_provider(corp: TestTenant, client: Client) -> None:
    object_id = attribute_id(corp, "samlAttribute", "Entra", "Email_Entra")
    assert told(ConditionNames(Searching(client)), Operand("SAML", object_id, "x"))["SAML"] == (
        "Email_Entra",
        "",
        "Entra",
    )


def test_names_that_are_known_cost_nothing(corp: TestTenant, client: Client) -> None:
    operand = Operand("SCIM_GROUP", "5", "6", "Okta", "Sales", "5", "Okta")
    found = told(ConditionNames(Searching(client)), operand, Operand("APP", "id", "1", right_name="SAP"))
    assert found == {"SCIM_GROUP": ("Okta", "Sales", "Okta"), "APP": ("", "SAP", "")}
    assert corp.tenant.log == []


def test_names_that_were_given_are_told_without_asking_again(corp: TestTenant, client: Client) -> None:
    meant = Meant(
        client,
        named("APP", "SAP"),
        pair("POSTURE", "Disk encrypted", "true"),
        pair("SCIM", "userName", "x", idp="Okta"),
        pair("SCIM_GROUP", "Okta", "Engineering"),
    )
    corp.forget()
    stripped = [Operand(*tuple(operand)[:3]) for one in meant.conditions for operand in one.operands]
    found = told(meant.names, *[one for one in stripped if one.object_type in ("APP", "POSTURE", "SCIM")])
    assert found == {
        "APP": ("", "SAP", ""),
        "POSTURE": ("Disk encrypted (zscalerthree.net)", "", ""),
        "SCIM": ("userName", "", "Okta"),
    }
    assert corp.calls == []


def test_what_nobody_knows_is_told_by_its_id(corp: TestTenant, client: Client) -> None:
    assert told(ConditionNames(Searching(client)), Operand("APP", "id", "4711"))["APP"] == ("", "", "")
    assert ConditionNames(Searching(client)).idp_name("4711") == "4711"


@pytest.mark.parametrize(("status", "lists"), [(403, 2), (500, 1)], ids=["refused", "in trouble"])
def test_an_api_in_trouble_is_not_asked_for_names_again(
    corp: TestTenant, client: Client, status: int, lists: int
) -> None:
    corp.fault("status", "/(application|segmentGroup)", status=status, body={"id": "x"}, times=99)
    operands = [Operand("APP", "id", "1"), Operand("APP_GROUP", "id", "2")]
    assert set(told(ConditionNames(Searching(client)), *operands).values()) == {("", "", "")}
    assert len(asked(corp)) == lists


def test_a_group_of_a_provider_that_is_gone_has_no_name(corp: TestTenant, client: Client) -> None:
    found = told(ConditionNames(Searching(client)), Operand("SCIM_GROUP", "1", "2", idp="1"))
    assert found["SCIM_GROUP"] == ("", "", "")


def test_a_list_that_was_read_to_find_an_id_tells_names_as_well(corp: TestTenant, client: Client) -> None:
    other = corp.tenant.find("posture", "CrowdStrike ZTA (zscalerthree.net)")
    meant = Meant(client, pair("POSTURE", "Disk encrypted", "true"))
    found = told(meant.names, Operand("POSTURE", other["postureUdid"], "true"))
    assert found["POSTURE"] == (other["name"], "", "")
    assert asked(corp) == {"posture": 1}


def test_a_reference_is_told_with_its_name(corp: TestTenant, client: Client, ids: Ids) -> None:
    names = ConditionNames(Searching(client))
    sap = ids("application", "SAP")
    assert names.told_reference("application_segment", Reference(sap))[:2] == (sap, "SAP")
    assert names.told_reference("application_segment", Reference(sap, "As said"))[:2] == (sap, "As said")
    assert len(corp.calls) == 1


def test_one_option_refers_to_one_object(corp: TestTenant, client: Client, ids: Ids) -> None:
    names = ConditionNames(Searching(client))
    problems: list[str] = []
    found = names.several("application_segment", {"thing": "SAP"}, (), problems)["thing"]
    assert (found.id, problems) == (ids("application", "SAP"), [])
    known = Reference("7", "Known")
    assert names.several("application_segment", {"thing": "Known"}, (known,), problems)["thing"] == known
    assert (
        names.several("application_segment", {"a[0]": "SAP", "a[1]": "Jira"}, (), problems)["a[1]"].name
        == "Jira"
    )


def test_conditions_mean_the_same_by_name_and_by_id(corp: TestTenant, client: Client) -> None:
    given = [
        named("APP", "SAP", "Jira"),
        pair("POSTURE", "Disk encrypted", "true"),
        pair("SAML", "Email", "x", idp="Okta"),
        pair("SCIM", "userName", "x", idp="Entra"),
        pair("SCIM_GROUP", "Okta", "Engineering"),
    ]
    meant = Meant(client, *given)
    (shown,) = CONDITIONS.show(meant.names.told_value(CONDITIONS, meant.conditions))
    assert Meant(client, *shown["operands"]).conditions == meant.conditions
    unnamed = one_condition(
        *(Operand(*tuple(operand)[:3]) for one in meant.conditions for operand in one.operands)
    )
    (by_id,) = CONDITIONS.show(unnamed)
    assert Meant(client, *by_id["operands"]).conditions == meant.conditions
