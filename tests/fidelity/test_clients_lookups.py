# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What rules name, as zscaler-sdk-python and pyZscaler see it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from fidelity.clients import Answer, Client
from fidelity.named import add_what_rules_name
from support.tenants import TestTenant

UNKNOWN = "216196257331999999"
NOT_FOUND = (404, "resource.not.found")
INVALID = (400, "invalid.resource.argument")
DISK, HEADQUARTERS = "Disk encrypted (zscalerthree.net)", "Headquarters (zscalerthree.net)"
CLOUD = "aws | NONE | zscalerthree"


@dataclass(frozen=True)
class Method:
    """A method for one thing: its API, its name for each client, and the names of what it is given."""

    api: str
    of_sdk: str
    of_pyzscaler: str
    given: tuple[str, ...] = ()

    def call(self, client: Client, ids: dict[str, str]) -> Answer:
        name = self.of_pyzscaler if client.is_pyzscaler else self.of_sdk
        return client.call(self.api, name, *[ids[key] for key in self.given])


OF_IDP = "list_saml_attributes_by_idp", "list_attributes_by_idp"
LISTS = {
    "idps": (Method("idp", "list_idps", "list_idps"), ["Okta", "Partners"]),
    "saml attributes": (
        Method("saml_attributes", "list_saml_attributes", "list_attributes"),
        ["Email_Okta"],
    ),
    "saml attributes of an idp": (Method("saml_attributes", *OF_IDP, ("idp",)), ["Email_Okta"]),
    "scim attributes": (
        Method("scim_attributes", "list_scim_attributes", "list_attributes_by_idp", ("idp",)),
        ["department"],
    ),
    "scim groups": (
        Method("scim_groups", "list_scim_groups", "list_groups", ("idp",)),
        ["Engineering", "Finance"],
    ),
    "postures": (Method("posture_profiles", "list_posture_profiles", "list_profiles"), [DISK]),
    "networks": (Method("trusted_networks", "list_trusted_networks", "list_networks"), [HEADQUARTERS]),
    "machine groups": (Method("machine_groups", "list_machine_groups", "list_groups"), ["Kiosks"]),
    "cloud connector groups": (
        Method("cloud_connector_groups", "list_cloud_connector_groups", "list_groups"),
        [CLOUD],
    ),
}
ONES = {
    "idp": (Method("idp", "get_idp", "get_idp", ("idp",)), "Okta"),
    "saml attribute": (
        Method("saml_attributes", "get_saml_attribute", "get_attribute", ("saml",)),
        "Email_Okta",
    ),
    "scim attribute": (
        Method("scim_attributes", "get_scim_attribute", "get_attribute", ("idp", "scim")),
        "department",
    ),
    "scim group": (Method("scim_groups", "get_scim_group", "get_group", ("group",)), "Engineering"),
    "posture": (Method("posture_profiles", "get_profile", "get_profile", ("posture_id",)), DISK),
    "network": (Method("trusted_networks", "get_network", "get_network", ("network_id",)), HEADQUARTERS),
    "machine group": (Method("machine_groups", "get_group", "get_group", ("machines",)), "Kiosks"),
    "cloud connector group": (
        Method("cloud_connector_groups", "get_cloud_connector_groups", "get_group", ("clouds",)),
        CLOUD,
    ),
}
# pyZscaler has no methods for these.
ONLY_OF_THE_SDK = {
    "isolation profiles": ("cbi_zpa_profile", "list_isolation_profiles", ["Contractors"]),
    "isolation profiles of isolation": ("cbi_zpa_profile", "list_cbi_zpa_profiles", ["Contractors"]),
    "credential pools": ("pra_credential_pool", "list_credential_pool", ["admins"]),
    "service edge groups": ("service_edge_group", "list_service_edge_groups", ["Ottawa"]),
    "partners of extranets": (
        "extranet_resource",
        "list_extranet_resources_partner",
        ["Nobody's", "Supplier"],
    ),
}
PLANTS = ["Plant 1 | zscalerthree.net", "Plant 2"]
# Of one partner; who has none has an empty list.
OF_A_PARTNER = {
    "locations": ("get_location_extranet_resource", PLANTS),
    "location groups": ("get_location_group_extranet_resource", ["Old plants", "Plants"]),
}


@pytest.fixture
def ids(zpa: TestTenant) -> dict[str, str]:
    return add_what_rules_name(zpa)


# -- Both clients ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", LISTS)
def test_what_rules_name_is_listed(client: Client, ids: dict[str, str], what: str) -> None:
    method, names = LISTS[what]
    assert method.call(client, ids).names == names


@pytest.mark.parametrize("what", ONES)
def test_one_of_what_rules_name_is_read(client: Client, ids: dict[str, str], what: str) -> None:
    method, name = ONES[what]
    assert method.call(client, ids).value["name"] == name


@pytest.mark.parametrize("what", [what for what in ONES if what != "scim attribute"])
def test_none_is_read_by_an_unknown_id(client: Client, ids: dict[str, str], what: str) -> None:
    method, _name = ONES[what]
    assert method.call(client, dict.fromkeys(ids, UNKNOWN)).refusal == NOT_FOUND


def test_devices_are_named_by_other_keys_than_their_ids(client: Client, ids: dict[str, str]) -> None:
    posture, network = (ONES[what][0].call(client, ids).value for what in ("posture", "network"))
    assert posture["posture_udid"] == ids["posture"]
    assert network["network_id"] == ids["network"]


def test_the_ids_of_scim_groups_are_numbers(client: Client, ids: dict[str, str]) -> None:
    assert ONES["scim group"][0].call(client, ids).value["id"] == int(ids["group"])


def test_an_idp_without_scim_has_no_groups(client: Client, ids: dict[str, str]) -> None:
    answer = LISTS["scim groups"][0].call(client, {"idp": ids["partners"]})
    assert answer.refusal == INVALID
    assert answer.reason == "One or more input fields idpId are not valid."
    assert answer.params == ["idpId"]


# -- zscaler-sdk-python ----------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ONLY_OF_THE_SDK)
def test_the_sdk_lists_more_of_what_rules_name(sdk: Client, ids: dict[str, str], what: str) -> None:
    api, method, names = ONLY_OF_THE_SDK[what]
    assert sdk.call(api, method).names == names


@pytest.mark.parametrize("what", OF_A_PARTNER)
def test_the_sdk_lists_what_belongs_to_the_partner_of_an_extranet(
    sdk: Client, ids: dict[str, str], zpa: TestTenant, what: str
) -> None:
    method, names = OF_A_PARTNER[what]
    assert sdk.call("location_controller", method, ids["partner"]).names == names
    nobody = zpa.stored("Nobody's", "extranetResource/partner")["id"]
    assert sdk.call("location_controller", method, nobody).names == []
    assert sdk.call("location_controller", method, UNKNOWN).refusal == NOT_FOUND


def test_the_sdk_sees_the_locations_in_a_group(sdk: Client, ids: dict[str, str]) -> None:
    groups = sdk.call("location_controller", OF_A_PARTNER["location groups"][0], ids["partner"]).value
    assert [[one["name"] for one in group["zia_locations"]] for group in groups] == [PLANTS[1:], PLANTS]


def test_the_sdk_lists_the_values_of_a_scim_attribute(sdk: Client, ids: dict[str, str]) -> None:
    values = sdk.call("scim_attributes", "get_scim_values", ids["idp"], ids["scim"]).value
    assert values == ["Engineering", "Finance"]


def test_the_sdk_asks_below_five_roots_which_oneapi_has_all_below_its_prefix(
    sdk: Client, ids: dict[str, str], zpa: TestTenant
) -> None:
    for what in ("machine groups", "postures", "scim groups"):
        LISTS[what][0].call(sdk, ids).must_succeed()
    for api, method, _names in ONLY_OF_THE_SDK.values():
        sdk.call(api, method).must_succeed()
    roots = (
        "/mgmtconfig/v1/admin",
        "/mgmtconfig/v2/admin",
        "/userconfig/v1",
        "/cbiconfig/cbi/api",
        "/waap-pra-config/v1/admin",
    )
    prefix = "/zpa" if sdk.uses_oneapi else ""
    assert {entry.path.partition("/customers/")[0] for entry in zpa.calls} == {
        prefix + root for root in roots
    }


def test_the_sdk_finds_no_scim_group_since_it_does_not_send_plain_text(
    sdk: Client, ids: dict[str, str], zpa: TestTenant
) -> None:
    assert sdk.call("scim_groups", "list_scim_groups", ids["idp"], {"search": "eng"}).value == []
    assert zpa.calls[-1].query["search"] == "name+EQ+eng"


# -- pyZscaler -------------------------------------------------------------------------------------------


def test_pyzscaler_lists_the_values_of_a_scim_attribute(pyzscaler: Client, ids: dict[str, str]) -> None:
    values = pyzscaler.call("scim_attributes", "get_values", ids["idp"], ids["scim"]).value
    assert values == ["Engineering", "Finance"]
