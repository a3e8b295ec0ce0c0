# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names in conditions become ids, and ids names, with few requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.searching import Searching
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import Condition, Operand
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition_names import ConditionNames
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition_options import (
    Findings,
    draft_conditions,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.conditions import Conditions
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from support.tenants import TestTenant
from zpa_emulator import policy_seeds

Given = dict[str, Any]
CONDITIONS = Conditions()
PATH = "conditions[0].operands[0]"


class Meant:
    """Operands of one condition resolved against a tenant: what they mean, the problems."""

    def __init__(
        self,
        client: Client,
        *operands: Given,
        present: frozenset[Condition] = frozenset(),
        names: ConditionNames | None = None,
        foresee: Callable[[str], None] | None = None,
    ) -> None:
        if foresee:
            client.read_only, client.warn = True, foresee
        self.names = names or ConditionNames(Searching(client), foresees=True)
        self.problems: list[str] = []
        drafted = draft_conditions([{"operands": list(operands)}], Findings(self.problems, []))
        self.conditions = self.names.resolve(drafted, present, self.problems)
        (condition,) = self.conditions
        self.operands = {tuple(operand)[:3] for operand in condition.operands}

    @property
    def only(self) -> Operand:
        (condition,) = self.conditions
        (operand,) = condition.operands
        return operand


def one_condition(*operands: Operand) -> frozenset[Condition]:
    return frozenset((Condition("OR", False, frozenset(operands)),))


def named(object_type: str, *objects: str, **more: str) -> Given:
    return {"object_type": object_type, "objects": list(objects), **more}


def pair(object_type: str, lhs: str, rhs: str, **more: str) -> Given:
    return {"object_type": object_type, "entries": [{"lhs": lhs, "rhs": rhs}], **more}


def asked(zpa: TestTenant) -> Counter[str]:
    """How often each list was asked for, by the end of its path."""
    return Counter(entry.path.partition(zpa.tenant.customer_id + "/")[2] for entry in zpa.calls)


@pytest.fixture
def corp(zpa: TestTenant) -> TestTenant:
    """A tenant with two identity providers that have much in common, profiles and networks."""
    tenant = zpa.tenant
    for name in ("Okta", "Entra"):
        policy_seeds.add_idp(
            tenant,
            name,
            saml_attributes=["Email", "Title of " + name],
            scim_attributes={"userName": ["jdoe"], "city of " + name: ["Bern"]},
            scim_groups=["Engineering", "Sales of " + name],
        )
    for name in ("Disk encrypted", "CrowdStrike ZTA"):
        policy_seeds.add_posture_profile(tenant, name)
    policy_seeds.add_trusted_network(tenant, "Office")
    policy_seeds.add_look_up(tenant, "machineGroup", "Kiosks")
    zpa.add_group("Finance apps")
    zpa.forget()
    return zpa


@pytest.fixture
def ids(corp: TestTenant) -> Callable[[str, str], str]:
    """The id of an object by the path of its list and its name."""
    return lambda path, name: str(corp.tenant.find(path, name)["id"])


Ids = Callable[[str, str], str]

# -- from names to ids ---------------------------------------------------------------------------


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


def attribute_id(corp: TestTenant, path: str, idp: str, name: str) -> str:
    idp_id = corp.tenant.find("idp", idp)["id"]
    found = [
        entry["id"]
        for entry in corp.tenant.table(path).values()
        if entry["name"] == name and str(entry["idpId"]) == idp_id
    ]
    assert len(found) == 1
    return found[0]


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


def told(names: ConditionNames, *operands: Operand) -> dict[str, tuple[str, str, str]]:
    """What operands are called: left side, right side, identity provider, by object type."""
    (condition,) = names.told_value(CONDITIONS, one_condition(*operands))
    return {
        operand.object_type: (operand.left_name, operand.right_name, operand.idp_name)
        for operand in condition.operands
    }


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
