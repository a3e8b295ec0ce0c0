# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names in conditions become ids."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import Operand
from support.condition_names import CONDITIONS, Given, Ids, Meant, asked, attribute_id, named, pair, told
from support.tenants import TestTenant
from zpa_emulator import policy_seeds

PATH = "conditions[0].operands[0]"


def test_names_of_objects_become_ids(client: Client, ids: Ids) -> None:
    meant = Meant(
        client,
        named("APP", "SAP", ids("application", "Jira")),
        named("APP_GROUP", "Finance apps"),
        named("MACHINE_GRP", "Kiosks"),
        named("IDP", "Okta"),
    )
    assert meant.problems == []
    assert meant.operands == {
        ("APP", "id", ids("application", "SAP")),
        ("APP", "id", ids("application", "Jira")),
        ("APP_GROUP", "id", ids("segmentGroup", "Finance apps")),
        ("MACHINE_GRP", "id", ids("machineGroup", "Kiosks")),
        ("IDP", "id", ids("idp", "Okta")),
    }


def test_words_cost_nothing(corp: TestTenant, client: Client) -> None:
    meant = Meant(
        client,
        named("CLIENT_TYPE", "ZPN_Client_Type_Zapp"),
        named("PLATFORM", "Mac"),
        named("COUNTRY_CODE", "ch"),
        named("RISK_FACTOR_TYPE", "high"),
        named("CHROME_ENTERPRISE", "False"),
        named("NEW_THING", "As It Is"),
    )
    assert meant.operands == {
        ("CLIENT_TYPE", "id", "zpn_client_type_zapp"),
        ("PLATFORM", "mac", "true"),
        ("COUNTRY_CODE", "CH", "true"),
        ("RISK_FACTOR_TYPE", "ZIA", "HIGH"),
        ("CHROME_ENTERPRISE", "managed", "false"),
        ("NEW_THING", "id", "As It Is"),
    }
    assert corp.tenant.log == []


@pytest.mark.parametrize("by", ["name", "short name", "id", "udid"])
@pytest.mark.parametrize(
    ("object_type", "path", "key", "name"),
    [
        ("POSTURE", "posture", "postureUdid", "Disk encrypted"),
        ("TRUSTED_NETWORK", "network", "networkId", "Office"),
    ],
)
def test_what_has_a_cloud_in_its_name_is_found_by_all_that_it_is_called(
    corp: TestTenant, client: Client, object_type: str, path: str, key: str, name: str, by: str
) -> None:
    record = corp.tenant.find(path, name + " (zscalerthree.net)")
    token = {"name": record["name"], "short name": name, "id": record["id"], "udid": record[key]}[by]
    meant = Meant(client, pair(object_type, token, "True"))
    assert meant.problems == []
    assert meant.operands == {(object_type, record[key], "true")}
    assert meant.only.left_name == record["name"]
    assert asked(corp) == {path: 1}


def test_a_group_belongs_to_its_identity_provider(client: Client, ids: Ids, corp: TestTenant) -> None:
    groups = {
        (str(group["idpId"]), group["name"]): str(group["id"])
        for group in corp.tenant.table("scimgroup").values()
    }
    for provider in ("Okta", "Entra"):
        idp = ids("idp", provider)
        expected = {("SCIM_GROUP", idp, groups[idp, "Engineering"])}
        assert Meant(client, pair("SCIM_GROUP", provider, "Engineering")).operands == expected
        assert Meant(client, named("SCIM_GROUP", "Engineering", idp=idp)).operands == expected
        assert Meant(client, pair("SCIM_GROUP", idp, groups[idp, "Engineering"])).operands == expected


def test_groups_of_an_unknown_identity_provider_are_not_looked_for(corp: TestTenant, client: Client) -> None:
    meant = Meant(client, pair("SCIM_GROUP", "Okto", "Engineering"))
    assert meant.problems == [
        PATH + ".entries[0].lhs: no identity provider has the name or id 'Okto'. Near matches: 'Okta'. "
        "The other one is 'Entra'."
    ]
    assert meant.operands == {("SCIM_GROUP", "Okto", "Engineering")}
    assert asked(corp) == {"idp": 1}


@pytest.mark.parametrize(
    ("given", "idp", "name"),
    [
        (pair("SAML", "Email_Okta", "x"), "Okta", "Email_Okta"),
        (pair("SAML", "Email_Entra", "x"), "Entra", "Email_Entra"),
        (pair("SAML", "Email", "x", idp="Entra"), "Entra", "Email_Entra"),
        (pair("SAML", "Email_Okta", "x", idp="Okta"), "Okta", "Email_Okta"),
        (pair("SCIM", "userName", "x", idp="Okta"), "Okta", "userName"),
        (pair("SCIM", "userName", "x", idp="Entra"), "Entra", "userName"),
        (pair("SCIM", "city of Entra", "x"), "Entra", "city of Entra"),
    ],
)
def test_an_attribute_belongs_to_its_identity_provider(
    corp: TestTenant, client: Client, given: Given, idp: str, name: str
) -> None:
    path = "samlAttribute" if given["object_type"] == "SAML" else "scimattribute"
    meant = Meant(client, given)
    assert meant.problems == []
    assert meant.only.left == attribute_id(corp, path, idp, name)
    assert meant.only.left_name == name


def test_an_attribute_is_found_by_its_id(corp: TestTenant, client: Client) -> None:
    for object_type, path, name in (
        ("SAML", "samlAttribute", "Email_Okta"),
        ("SCIM", "scimattribute", "userName"),
    ):
        object_id = attribute_id(corp, path, "Okta", name)
        meant = Meant(client, pair(object_type, object_id, "x"))
        assert (meant.problems, meant.only.left, meant.only.left_name) == ([], object_id, name)


def test_a_short_name_means_an_attribute_only_beside_its_identity_provider(
    corp: TestTenant, client: Client
) -> None:
    policy_seeds.add_saml_attribute(corp.tenant, "Okta", "Unique")
    assert Meant(client, pair("SAML", "Unique", "x", idp="Okta")).only.left_name == "Unique_Okta"
    (problem,) = Meant(client, pair("SAML", "Unique", "x")).problems
    assert "no SAML attribute has the name or id 'Unique'. Near matches: 'Unique_Okta'" in problem


def test_an_attribute_of_another_identity_provider_is_unknown(client: Client, corp: TestTenant) -> None:
    (problem,) = Meant(client, pair("SAML", "Email_Entra", "x", idp="Okta")).problems
    assert problem.startswith(PATH + ".entries[0].lhs: no SAML attribute has the name or id 'Email_Entra'. ")


def test_an_attribute_that_several_providers_have_is_told_with_their_names(
    corp: TestTenant, client: Client
) -> None:
    (problem,) = Meant(client, pair("SCIM", "userName", "x")).problems
    for idp in ("Okta", "Entra"):
        assert "%s of %s" % (attribute_id(corp, "scimattribute", idp, "userName"), idp) in problem


def test_an_attribute_is_told_by_its_name_after_another_one_was_looked_up(
    corp: TestTenant, client: Client
) -> None:
    meant = Meant(client, pair("SAML", "Email_Okta", "x"))
    operand = Operand("SAML", attribute_id(corp, "samlAttribute", "Entra", "Email_Entra"), "x")
    assert told(meant.names, operand)["SAML"] == ("Email_Entra", "", "Entra")


def test_an_attribute_that_several_providers_have_is_ambiguous(corp: TestTenant, client: Client) -> None:
    meant = Meant(client, pair("SCIM", "userName", "x"))
    (problem,) = meant.problems
    assert problem.startswith(PATH + ".entries[0].lhs: 2 SCIM attributes are named 'userName' (")
    for idp in ("Okta", "Entra"):
        assert attribute_id(corp, "scimattribute", idp, "userName") + " of " in problem
    assert problem.endswith("). Set idp to choose one, or give the id.")
    assert meant.operands == {("SCIM", "userName", "x")}


def test_a_provider_without_scim_is_not_asked_for_its_attributes(corp: TestTenant, client: Client) -> None:
    policy_seeds.add_idp(corp.tenant, "Bare", scim=False)
    assert Meant(client, pair("SCIM", "city of Entra", "x")).problems == []
    assert len(asked(corp)) == 3


@pytest.mark.parametrize(
    ("given", "path", "noun", "near"),
    [
        (named("APP", "Payrol"), "objects[0]", "application segment", "'Payroll'"),
        (named("APP_GROUP", "finance app"), "objects[0]", "segment group", "'Finance apps'"),
        (pair("SCIM_GROUP", "Okta", "Enginering"), "entries[0].rhs", "SCIM group", "'Engineering'"),
        (pair("SAML", "Email_Octa", "x"), "entries[0].lhs", "SAML attribute", "'Email_Okta'"),
        (pair("SCIM", "username", "x", idp="Okta"), "entries[0].lhs", "SCIM attribute", "'userName'"),
        (pair("SAML", "Email_Okta", "x", idp="okta"), "idp", "identity provider", "'Okta'"),
        (pair("POSTURE", "Disk encrpted", "true"), "entries[0].lhs", "posture profile", "'Disk encrypted"),
    ],
)
def test_an_unknown_name_is_a_problem_with_near_matches(
    corp: TestTenant, client: Client, given: Given, path: str, noun: str, near: str
) -> None:
    problem = Meant(client, given).problems[0]
    assert problem.startswith("%s.%s: no %s has the name or id '" % (PATH, path, noun))
    assert "Near matches: " in problem
    assert near in problem


def test_all_problems_are_told(corp: TestTenant, client: Client) -> None:
    meant = Meant(
        client, named("APP", "Quux", "SAP"), named("IDP", "Nobody"), pair("POSTURE", "None", "true")
    )
    assert sorted(problem.partition(": ")[0] for problem in meant.problems) == [
        "conditions[0].operands[0].objects[0]",
        "conditions[0].operands[1].objects[0]",
        "conditions[0].operands[2].entries[0].lhs",
    ]


def test_two_objects_of_a_name_are_ambiguous(corp: TestTenant, client: Client) -> None:
    corp.add_application("Twin", object_id="71")
    corp.add_application("Twin", object_id="72")
    assert Meant(client, named("APP", "Twin")).problems == [
        PATH
        + ".objects[0]: 2 application segments are named 'Twin'. Give the id of the one you mean: 71, 72."
    ]


@pytest.mark.parametrize(
    "given",
    [
        named("APP", "Later"),
        named("APP_GROUP", "Later"),
        named("CONSOLE", "Later"),
    ],
)
def test_a_name_that_may_come_to_be_is_foreseen(corp: TestTenant, client: Client, given: Given) -> None:
    foreseen: list[str] = []
    meant = Meant(client, given, foresee=foreseen.append)
    assert meant.problems == []
    assert len(foreseen) == 1
    assert "has the name or id 'Later'" in foreseen[0]
    assert "Later (does not exist yet)" in str(CONDITIONS.contrast(meant.conditions))


@pytest.mark.parametrize(
    "given",
    [
        named("IDP", "Later"),
        pair("SCIM_GROUP", "Okta", "Later"),
        pair("SCIM_GROUP", "Later", "Engineering"),
        pair("SAML", "Later", "x"),
        pair("SAML", "Email", "x", idp="Later"),
        pair("SCIM", "Later", "x", idp="Okta"),
        pair("SCIM", "userName", "x", idp="Later"),
        pair("POSTURE", "Later", "true"),
        pair("TRUSTED_NETWORK", "Later", "true"),
        named("MACHINE_GRP", "Later"),
        named("LOCATION", "Later"),
    ],
)
def test_a_name_that_no_task_can_create_is_not_foreseen(
    corp: TestTenant, client: Client, given: Given
) -> None:
    foreseen: list[str] = []
    (problem,) = Meant(client, given, foresee=foreseen.append).problems
    assert "has the name or id 'Later'" in problem
    assert foreseen == []
