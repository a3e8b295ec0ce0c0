# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``zpa_reference_info`` lists."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._info.reference_options import (
    LISTED,
    NARROWED,
    REFERENCE_KINDS,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.every_lookup import EVERY
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.lookups import ASSOCIATION
from support.policies import Id, asking_for, furnish, with_ids
from support.tenants import TestTenant

OF_IDP = NARROWED["idp"]

MICROTENANT = "216196257331290001"
# How many requests a listing takes where it is not one: the identity provider is looked up by its name.
REQUESTS = {**dict.fromkeys(("scim_attribute", "scim_group"), 2), "country": 0, "scim_attribute_value": 3}
REQUESTS.update(dict.fromkeys(NARROWED["extranet_partner"], 2))
REQUESTS["inspection_predefined_control"] = 2
REQUESTS["policy_set"] = len(POLICY_TYPES)
# There is a list of keys for each type of association.
REQUESTS["provisioning_key"] = len(ASSOCIATION.choices)


@pytest.fixture
def furnished(zpa: TestTenant) -> TestTenant:
    return furnish(zpa)


def references(zpa: TestTenant, **options: Any) -> list[dict[str, Any]]:
    return zpa.run("zpa_reference_info", **options)["references"]


def names(zpa: TestTenant, **options: Any) -> list[str]:
    return [entry["name"] for entry in references(zpa, **options)]


@pytest.mark.parametrize("kind", LISTED)
def test_every_kind_is_listed_with_ids_and_names(furnished: TestTenant, kind: str) -> None:
    found = references(furnished, **asking_for(kind))
    assert found
    assert all(entry["id"] and entry["name"] for entry in found)
    assert all(isinstance(entry["id"], str) for entry in found)


@pytest.mark.parametrize("kind", LISTED)
def test_every_kind_tells_the_facts_of_its_row(furnished: TestTenant, kind: str) -> None:
    facts = {fact.name for fact in EVERY[kind].facts} if kind in EVERY else set()
    if kind == "policy_set":
        facts = {"policy_type", "set_name"}
    assert all(set(entry["facts"]) == facts for entry in references(furnished, **asking_for(kind)))


@pytest.mark.parametrize("kind", LISTED)
def test_every_kind_is_found_by_name(furnished: TestTenant, kind: str) -> None:
    wanted = references(furnished, **asking_for(kind))[-1]
    assert references(furnished, **asking_for(kind), name=wanted["name"]) == [wanted]


@pytest.mark.parametrize("kind", LISTED)
def test_every_kind_has_nothing_under_an_unknown_name(furnished: TestTenant, kind: str) -> None:
    assert references(furnished, **asking_for(kind), name="Nobody") == []


@pytest.mark.parametrize("kind", LISTED)
def test_every_kind_costs_as_few_requests_as_it_can(furnished: TestTenant, kind: str) -> None:
    references(furnished, **asking_for(kind))
    assert len(furnished.calls) == REQUESTS.get(kind, 1)
    assert furnished.writes == []


@pytest.mark.parametrize("kind", LISTED)
def test_every_kind_reads_the_same_in_check_mode(furnished: TestTenant, kind: str) -> None:
    result = furnished.run("zpa_reference_info", True, **asking_for(kind))
    assert result["changed"] is False
    assert result["references"] == references(furnished, **asking_for(kind))


def test_version_profiles_are_told_with_their_ids(zpa: TestTenant) -> None:
    found = {entry["name"]: entry["id"] for entry in references(zpa, kind="version_profile")}
    assert found["Default"] == "0"
    assert found["Previous Default"] == "1"
    assert found["New Release"] == "2"


def test_a_version_profile_is_found_in_any_letter_case(zpa: TestTenant) -> None:
    assert [entry["id"] for entry in references(zpa, kind="version_profile", name="new release")] == ["2"]


def test_the_default_microtenant_is_zero(zpa: TestTenant) -> None:
    found = {entry["name"]: entry["id"] for entry in references(zpa, kind="microtenant")}
    assert found == {"Default": "0", "Subsidiary": MICROTENANT}


def test_applications_of_a_microtenant_are_its_own(zpa: TestTenant) -> None:
    zpa.add_application("Sub app", microtenant_id=MICROTENANT)
    assert names(zpa, kind="application", microtenant_id=MICROTENANT) == ["Sub app"]


class TestIdentityProvider:
    @pytest.mark.parametrize("spelled", ["Okta", "  Okta ", Id("idp", "Okta")])
    @pytest.mark.parametrize(
        ("kind", "found"),
        [
            ("saml_attribute", {"Email_Okta", "Department_Okta"}),
            ("scim_attribute", {"department", "title"}),
            ("scim_group", {"Finance", "Engineering", "Sales"}),
        ],
    )
    def test_narrows_the_list_by_name_or_id(
        self, furnished: TestTenant, kind: str, found: set[str], spelled: Any
    ) -> None:
        assert set(names(furnished, kind=kind, idp=with_ids(furnished, spelled))) == found

    def test_can_be_left_out_for_saml_attributes(self, furnished: TestTenant) -> None:
        found = names(furnished, kind="saml_attribute")
        assert found == ["Department_Okta", "Email_Azure", "Email_Okta", "Login_Legacy"]

    @pytest.mark.parametrize("kind", sorted(set(OF_IDP) - {"scim_attribute_value"}))
    def test_is_told_beside_what_belongs_to_it(self, furnished: TestTenant, kind: str) -> None:
        facts = [entry["facts"]["idp_id"] for entry in references(furnished, kind=kind, idp="Azure")]
        assert set(facts) == {with_ids(furnished, Id("idp", "Azure"))}

    def test_tells_groups_of_one_name_apart(self, furnished: TestTenant) -> None:
        found = {idp: references(furnished, kind="scim_group", idp=idp, name="Finance") for idp in IDPS}
        assert [len(entries) for entries in found.values()] == [1, 1]
        assert found["Okta"][0]["id"] != found["Azure"][0]["id"]

    def test_that_is_unknown_is_an_error_with_near_matches(self, furnished: TestTenant) -> None:
        message = furnished.run("zpa_reference_info", kind="scim_group", idp="Octa")["msg"]
        assert "idp: no identity provider has the name or id 'Octa'. Near matches: 'Okta'." in message

    def test_without_scim_has_no_groups_and_the_api_says_so(self, furnished: TestTenant) -> None:
        result = furnished.run("zpa_reference_info", kind="scim_group", idp="Legacy")
        assert result["failed"]
        assert result["error_id"] == "invalid.resource.argument"


class TestOwner:
    """What something belongs to: an identity provider, an attribute of one, a partner of an extranet."""

    @pytest.mark.parametrize(
        ("option", "kind"),
        [(option, kind) for option, kinds in NARROWED.items() for kind, needed in kinds.items() if needed],
    )
    def test_that_is_missing_is_asked_for_before_any_request(
        self, furnished: TestTenant, option: str, kind: str
    ) -> None:
        message = furnished.run("zpa_reference_info", kind=kind)["msg"]
        assert "%s: is missing, and kind=%s needs it. Give the name or id of the " % (option, kind) in message
        assert furnished.tenant.log == []

    @pytest.mark.parametrize(
        ("option", "kind"),
        [(option, kind) for option, kinds in NARROWED.items() for kind in sorted(set(LISTED) - set(kinds))],
    )
    def test_means_nothing_beside_other_kinds(self, furnished: TestTenant, option: str, kind: str) -> None:
        message = furnished.run("zpa_reference_info", kind=kind, **{option: "Okta"})["msg"]
        assert "%s: means nothing beside kind=%s." % (option, kind) in message
        assert furnished.tenant.log == []

    @pytest.mark.parametrize("option", NARROWED)
    def test_that_is_empty_is_refused(self, furnished: TestTenant, option: str) -> None:
        kind = next(iter(NARROWED[option]))
        message = furnished.run("zpa_reference_info", kind=kind, **{option: " "})["msg"]
        assert "%s: is empty." % option in message
        assert furnished.tenant.log == []


IDPS = ("Okta", "Azure")


class TestWords:
    @pytest.mark.parametrize(
        ("kind", "word", "called"),
        [
            ("client_type", "zpn_client_type_zapp", "Client Connector"),
            ("platform", "mac", "Mac"),
            ("risk_score", "HIGH", "HIGH"),
            ("country", "DE", "Germany"),
        ],
    )
    def test_are_found_by_themselves_and_by_what_they_are_called(
        self, zpa: TestTenant, kind: str, word: str, called: str
    ) -> None:
        wanted = [{"id": word, "name": called, "facts": {}}]
        for name in (word, called, word.swapcase(), called.upper(), " %s " % called):
            assert references(zpa, kind=kind, name=name) == wanted

    def test_of_risk_scores_include_unknown(self, zpa: TestTenant) -> None:
        found = {entry["id"] for entry in references(zpa, kind="risk_score")}
        assert found == {"CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"}

    def test_of_countries_are_many(self, zpa: TestTenant) -> None:
        found = references(zpa, kind="country")
        assert len(found) > 240
        assert all(len(entry["id"]) == 2 and entry["id"].isupper() for entry in found)

    def test_of_every_object_type_are_taken_by_its_operands(self, zpa: TestTenant) -> None:
        for kind, object_type in (("client_type", "CLIENT_TYPE"), ("platform", "PLATFORM")):
            words = [entry["id"] for entry in references(zpa, kind=kind)]
            operand = {"object_type": object_type, "objects": words}
            rule = {"name": kind, "action": "ALLOW", "conditions": [{"operands": [operand]}]}
            assert zpa.run("zpa_policy_rule", **rule)["changed"]


class TestPolicySets:
    def test_are_named_by_their_policy_type(self, zpa: TestTenant) -> None:
        found = references(zpa, kind="policy_set")
        assert [entry["name"] for entry in found] == list(POLICY_TYPES)
        assert len({entry["id"] for entry in found}) == len(POLICY_TYPES)

    @pytest.mark.parametrize("name", ["access", "ACCESS", "ACCESS_POLICY", "GLOBAL_POLICY", "global_policy"])
    def test_are_found_by_any_name_of_their_policy_type(self, zpa: TestTenant, name: str) -> None:
        (found,) = references(zpa, kind="policy_set", name=name)
        assert found["name"] == "access"
        assert found["facts"] == {"policy_type": "ACCESS_POLICY", "set_name": "Global_Policy"}
        assert len(zpa.calls) == 1

    @pytest.mark.parametrize("status", [403, 404])
    def test_that_the_tenant_has_no_licence_for_are_left_out(self, zpa: TestTenant, status: int) -> None:
        zpa.fault("status", "policySet/policyType/SIEM_POLICY", status=status, body={"id": "x"})
        assert names(zpa, kind="policy_set") == [name for name in POLICY_TYPES if name != "siem"]

    def test_of_a_microtenant_are_its_own(self, zpa: TestTenant) -> None:
        ours, theirs = (
            references(zpa, kind="policy_set", name="access", microtenant_id=owner)[0]["id"]
            for owner in (None, MICROTENANT)
        )
        assert ours != theirs


class TestCloudSuffix:
    """Posture profiles and trusted networks are called by their names, after which comes the cloud."""

    @pytest.mark.parametrize("spelled", ["Disk encrypted", "Disk encrypted (zscalerthree.net)"])
    def test_can_be_left_out(self, furnished: TestTenant, spelled: str) -> None:
        (found,) = references(furnished, kind="posture_profile", name=spelled)
        assert found["name"] == "Disk encrypted (zscalerthree.net)"
        stored = furnished.stored("Disk encrypted (zscalerthree.net)", "posture")
        assert found["facts"] == {"posture_udid": stored["postureUdid"]}

    @pytest.mark.parametrize("spelled", ["Headquarters", "Headquarters (zscalerthree.net)"])
    def test_of_networks_too(self, furnished: TestTenant, spelled: str) -> None:
        (found,) = references(furnished, kind="trusted_network", name=spelled)
        stored = furnished.stored("Headquarters (zscalerthree.net)", "network")
        assert found["facts"] == {"network_id": stored["networkId"]}

    def test_is_part_of_all_other_names(self, zpa: TestTenant) -> None:
        zpa.add_application("Wiki (old)")
        assert names(zpa, kind="application", name="Wiki") == []
        assert names(zpa, kind="application", name="Wiki (old)") == ["Wiki (old)"]


def test_names_that_come_back_escaped_are_told_as_they_are(furnished: TestTenant) -> None:
    furnished.tenant.quirks.escaped_text = True
    furnished.add_application("R&D <new>")
    assert names(furnished, kind="application", name="R&D <new>") == ["R&D <new>"]


def test_an_unknown_kind_is_refused_with_those_there_are(zpa: TestTenant) -> None:
    message = zpa.run("zpa_reference_info", kind="posture")["msg"]
    told = "kind: 'posture' is not one of the %d that it can be. Near matches: 'posture_profile'. All are %s."
    assert message == told % (len(REFERENCE_KINDS), ", ".join(REFERENCE_KINDS))


def test_an_empty_name_is_refused(zpa: TestTenant) -> None:
    assert "name: is empty." in zpa.run("zpa_reference_info", kind="microtenant", name=" ")["msg"]
    assert zpa.tenant.log == []
