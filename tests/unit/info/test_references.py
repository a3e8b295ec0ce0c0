# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What options refer to, listed: objects, words, countries, policy sets."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    ConnectionFailed,
    InvalidInput,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._info import references
from ansible_collections.zerotrust.zpa.plugins.module_utils._info.reference_options import (
    FORMER_NAMES,
    LISTED,
    WITH_NAMES,
    reference_argument_spec,
    wrong_reference_options,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.every_lookup import EVERY
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.named_by_few import BY_ID
from support.tenants import TestTenant
from zpa_emulator import policy_seeds

Connect = Callable[..., Client]
Entries = list[dict[str, Any]]
SUBSIDIARY = "216196257331290001"


def listed(client: Client, kind: str, name: str | None = None, idp: str | None = None) -> Entries:
    return references.find_references(client, kind, name, {"idp": idp})


def names(entries: Entries) -> list[str]:
    return [entry["name"] for entry in entries]


@pytest.fixture
def providers(zpa: TestTenant) -> TestTenant:
    """A tenant with two identity providers of equal groups and attributes."""
    for name in ("Okta", "Entra"):
        policy_seeds.add_idp(
            zpa.tenant,
            name,
            saml_attributes=["Email"],
            scim_attributes={"userName": ["jdoe"]},
            scim_groups=["Engineering", "Sales of " + name],
        )
    return zpa


# -- objects -------------------------------------------------------------------------------------


def test_references_are_listed_with_id_name_and_facts(zpa: TestTenant, client: Client) -> None:
    (application,) = zpa.add_application("CRM", domains=["b.example.com", "a.example.com"], description="d")
    assert listed(client, "application_segment", "CRM") == [
        {
            "id": application["id"],
            "name": "CRM",
            "facts": {
                "enabled": True,
                "description": "d",
                "domain_names": ["b.example.com", "a.example.com"],
            },
        }
    ]


def test_facts_that_are_missing_are_empty(zpa: TestTenant, client: Client) -> None:
    body = {"totalPages": "1", "list": [{"id": 7, "name": " R&amp;D "}]}
    zpa.fault("status", status=200, body=body)
    facts = {"enabled": False, "description": "", "domain_names": []}
    assert listed(client, "application_segment") == [{"id": "7", "name": "R&D", "facts": facts}]


def test_all_references_are_listed_in_the_order_of_the_api(zpa: TestTenant, client: Client) -> None:
    assert names(listed(client, "enrollment_cert")) == [
        "Client",
        "Connector",
        "Isolation Client",
        "Root",
        "Service Edge",
    ]
    assert [entry.path.split("/")[2] for entry in zpa.calls] == ["v2"]


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("enrollment_cert", " Connector ", ["6573"]),
        ("enrollment_cert", "connector", []),
        ("version_profile", "new RELEASE", ["2"]),
        ("version_profile", "release", []),
    ],
)
def test_references_are_found_by_exact_name(
    zpa: TestTenant, client: Client, kind: str, name: str, found: list[str]
) -> None:
    assert [entry["id"] for entry in listed(client, kind, name)] == found
    assert len(zpa.calls) == 1


def test_two_references_of_a_name_are_both_listed(zpa: TestTenant, client: Client) -> None:
    zpa.add_application("Twin", "Twin")
    assert len(listed(client, "application_segment", "Twin")) == 2


@pytest.mark.parametrize("name", ["Theirs", None])
def test_references_belong_to_their_microtenant(zpa: TestTenant, connect: Connect, name: str | None) -> None:
    zpa.add_application("Theirs", microtenant_id=SUBSIDIARY)
    theirs = listed(connect(microtenant_id=SUBSIDIARY), "application_segment", name)
    ours = listed(connect(microtenant_id="0"), "application_segment", name)
    assert names(theirs) == ["Theirs"]
    assert "Theirs" not in names(ours)


@pytest.mark.parametrize("kind", sorted(kind for kind in WITH_NAMES if not EVERY[kind].owners))
def test_every_kind_can_be_listed(providers: TestTenant, client: Client, kind: str) -> None:
    entries = listed(client, kind)
    assert all(set(entry) == {"id", "name", "facts"} for entry in entries)
    lists = [len(parent.choices) for parent in EVERY[kind].parents]
    assert len(providers.calls) == math.prod(lists)


@pytest.mark.parametrize("name", ["Disk encrypted", "Disk encrypted (zscalerthree.net)"])
def test_the_cloud_at_the_end_of_a_name_can_be_left_out(zpa: TestTenant, client: Client, name: str) -> None:
    profile = policy_seeds.add_posture_profile(zpa.tenant, "Disk encrypted")
    assert listed(client, "posture_profile", name) == [
        {
            "id": profile["id"],
            "name": "Disk encrypted (zscalerthree.net)",
            "facts": {"posture_udid": profile["postureUdid"]},
        }
    ]


# -- what belongs to an identity provider --------------------------------------------------------


@pytest.mark.parametrize("by", ["name", "id"])
def test_groups_are_those_of_their_identity_provider(providers: TestTenant, client: Client, by: str) -> None:
    okta = providers.tenant.find("idp", "Okta")
    found = listed(client, "scim_group", idp=okta[by])
    assert sorted(names(found)) == ["Engineering", "Sales of Okta"]
    assert {entry["facts"]["idp_id"] for entry in found} == {okta["id"]}


def test_one_group_of_one_identity_provider_is_found_by_name(providers: TestTenant, client: Client) -> None:
    assert names(listed(client, "scim_group", "Engineering", "Entra")) == ["Engineering"]


def test_attributes_are_listed_of_all_identity_providers_or_of_one(
    providers: TestTenant, client: Client
) -> None:
    assert sorted(names(listed(client, "saml_attribute"))) == ["Email_Entra", "Email_Okta"]
    assert names(listed(client, "saml_attribute", idp="Okta")) == ["Email_Okta"]
    assert names(listed(client, "scim_attribute", idp="Okta")) == ["userName"]


def test_an_unknown_identity_provider_is_a_problem(providers: TestTenant, client: Client) -> None:
    with pytest.raises(InvalidInput) as refused:
        listed(client, "scim_group", idp="okta")
    assert refused.value.problems == [
        "idp: no identity provider has the name or id 'okta'. Near matches: 'Okta'. The other one is 'Entra'."
    ]


# -- words and countries -------------------------------------------------------------------------


def test_words_are_listed_with_what_they_are_called(zpa: TestTenant, client: Client) -> None:
    found = {entry["id"]: entry["name"] for entry in listed(client, "client_type")}
    assert found["zpn_client_type_zapp"] == "Client Connector"
    assert len(found) == 12
    assert len(zpa.calls) == 1


@pytest.mark.parametrize("name", ["mac", "MAC", " Mac "])
def test_a_word_is_found_by_itself_and_by_what_it_is_called(client: Client, name: str) -> None:
    assert [entry["id"] for entry in listed(client, "platform", name)] == ["mac"]


def test_words_without_names_are_called_by_themselves(client: Client) -> None:
    entries = listed(client, "risk_score", "high")
    assert entries == [{"id": "HIGH", "name": "HIGH", "facts": {}}]


def test_an_answer_without_words_is_an_error(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=200, body=7, times=9)
    with pytest.raises(ConnectionFailed, match="the answer is not a list of words"):
        listed(client, "platform")


@pytest.mark.parametrize("name", ["CH", "ch", "Switzerland"])
def test_countries_cost_nothing(zpa: TestTenant, client: Client, name: str) -> None:
    assert listed(client, "country", name) == [{"id": "CH", "name": "Switzerland", "facts": {}}]
    assert zpa.tenant.log == []


def test_every_country_has_two_capitals_and_a_name(client: Client) -> None:
    entries = listed(client, "country")
    assert len({entry["id"] for entry in entries}) == len(entries) == 249
    assert all(entry["id"].isalpha() and entry["id"].isupper() for entry in entries)
    assert all(len(entry["id"]) == 2 and entry["name"].strip() for entry in entries)


# -- policy sets ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["access", "ACCESS_POLICY", "GLOBAL_POLICY"])
def test_a_policy_set_is_found_by_any_spelling_of_its_type(
    zpa: TestTenant, client: Client, name: str
) -> None:
    (entry,) = listed(client, "policy_set", name)
    assert entry["name"] == "access"
    assert entry["facts"] == {"set_name": "Global_Policy", "policy_type": "ACCESS_POLICY"}
    assert len(zpa.calls) == 1


def test_a_policy_set_of_no_policy_type_does_not_exist(zpa: TestTenant, client: Client) -> None:
    assert listed(client, "policy_set", "Quux") == []
    assert zpa.tenant.log == []


@pytest.mark.parametrize("status", [403, 404])
def test_a_policy_without_licence_has_no_set(zpa: TestTenant, client: Client, status: int) -> None:
    body = {"id": "resource.not.found", "reason": "No."}
    zpa.fault("status", "policyType/ACCESS_POLICY", status=status, body=body)
    found = names(listed(client, "policy_set"))
    assert "access" not in found
    assert "timeout" in found


def test_another_failure_to_read_a_policy_set_is_an_error(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", "policyType/", status=422, body={"id": "x", "reason": "No."})
    with pytest.raises(ApiError, match="Cannot look up the policy set of access rules: No"):
        listed(client, "policy_set")


# -- options -------------------------------------------------------------------------------------


def test_all_that_has_a_name_can_be_listed() -> None:
    nameless = {"connector_schedule", "pra_approval"}
    assert {*EVERY} - {*BY_ID, *LISTED} == nameless, "nothing can name what has no name"
    kinds = EVERY.keys() - BY_ID - nameless
    assert set(LISTED) == {*kinds, "client_type", "platform", "risk_score", "country", "policy_set"}
    assert reference_argument_spec()["kind"]["choices"] == sorted((*LISTED, *FORMER_NAMES))


@pytest.mark.parametrize(
    ("options", "problems"),
    [
        ({"kind": "application"}, []),
        ({"kind": "saml_attribute"}, []),
        ({"kind": "saml_attribute", "idp": "Okta"}, []),
        ({"kind": "scim_group", "idp": "Okta"}, []),
        ({"kind": "scim_group"}, ["idp: is missing"]),
        ({"kind": "scim_attribute", "name": "x"}, ["idp: is missing"]),
        ({"kind": "application", "idp": "Okta"}, ["idp: means nothing beside kind=application"]),
        ({"kind": "country", "idp": "Okta"}, ["idp: means nothing beside kind=country"]),
        ({"kind": "scim_group", "idp": " "}, ["idp: is empty"]),
        ({"kind": "application", "name": " "}, ["name: is empty"]),
        ({"kind": "Quux", "idp": "Okta"}, []),
        ({"kind": 7, "idp": 7}, []),
        ({"kind": None}, []),
    ],
)
def test_wrong_options_are_told(options: dict[str, Any], problems: list[str]) -> None:
    found = wrong_reference_options(options)
    assert len(found) == len(problems)
    assert all(sentence.startswith(start) for sentence, start in zip(found, problems, strict=True))
