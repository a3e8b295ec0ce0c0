# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands at sites, as zscaler-sdk-python in two releases and pyZscaler see it at the emulator.

The keys are at associationType/%s/provisioningKey.
"""

from __future__ import annotations

from typing import Any

import pytest
from fidelity.clients import Answer, Client
from support.tenants import TestTenant
from zpa_emulator.enrolment import enrol, show_code
from zpa_emulator.policy_seeds import add_trusted_network
from zpa_emulator.seeds import (
    add_app_connector,
    add_provisioning_key,
    add_service_edge,
    add_service_edge_group,
)

PLACE = {"latitude": "47.3768866", "longitude": "8.541694", "location": "Zurich, Switzerland"}
CERTIFICATES = {"connector": "6573", "service_edge": "6574"}
PATHS = {"connector": "connector", "service_edge": "serviceEdge"}
GROUPS = {"connector": "appConnectorGroup", "service_edge": "serviceEdgeGroup"}
SCHEDULES = {
    "connectorSchedule": ("app_connector_schedule", "connector"),
    "serviceEdgeSchedule": ("service_edge_schedule", "service_edge"),
}
kinds = pytest.mark.parametrize("kind", GROUPS)
# Both releases of the SDK, and pyZscaler where it can: how they sign in makes no difference here.
RELEASES = ["OneAPI secret", "OneAPI private key"]
each_client = pytest.mark.parametrize("client", [*RELEASES, "pyZscaler"], indirect=True)
each_release = pytest.mark.parametrize("sdk", RELEASES, indirect=True)


def keys_path(kind: str) -> str:
    association = {"connector": "CONNECTOR_GRP", "service_edge": "SERVICE_EDGE_GRP"}[kind]
    return "associationType/%s/provisioningKey" % association


def add_group(zpa: TestTenant, kind: str, name: str = "site", **details: Any) -> str:
    """The id of a group for a kind of machines."""
    if kind == "connector":
        return str(zpa.add_connector_group(name, **details)["id"])
    return str(add_service_edge_group(zpa.tenant, name, **details)["id"])


def add_machine(zpa: TestTenant, kind: str, name: str, **details: Any) -> str:
    add = {"connector": add_app_connector, "service_edge": add_service_edge}[kind]
    return str(add(zpa.tenant, name, "site", **details)["id"])


def machines(client: Client, kind: str) -> str:
    """What a client calls its methods for machines."""
    names = {"connector": "connectors", "service_edge": "service_edges"}
    return names[kind] if client.is_pyzscaler else names[kind].replace("connectors", "app_connectors")


def edge_groups(client: Client, method: str, *given: Any, **options: Any) -> Answer:
    api = "service_edges" if client.is_pyzscaler else "service_edge_group"
    return client.call(api, method, *given, **options)


# -- Provisioning keys -----------------------------------------------------------------------------------


@each_client
@kinds
def test_the_life_of_a_key(client: Client, zpa: TestTenant, kind: str) -> None:
    group, wanted = add_group(zpa, kind), {"key_type": kind}
    body = {"enrollment_cert_id": CERTIFICATES[kind], "component_id": group}
    added = client.call(
        "provisioning", "add_provisioning_key", **wanted, name="key", max_usage=2, **body
    ).value
    assert (added["max_usage"], added["usage_count"]) == ("2", "0")
    assert added["zcomponent_id"] == group
    assert "enrollment_cert_name" not in {key for key, value in added.items() if value is not None}
    (listed,) = client.call("provisioning", "list_provisioning_keys", kind).value
    assert (listed["zcomponent_name"], listed["provisioning_key"]) == ("site", added["provisioning_key"])
    number = added["id"]
    # The SDK sends what it is given; pyZscaler what it has read as well.
    client.call("provisioning", "update_provisioning_key", number, kind, max_usage=5).must_succeed()
    read = client.call("provisioning", "get_provisioning_key", number, kind).value
    assert (read["name"], read["max_usage"]) == ("key", "5")
    enrol([zpa.tenant], read["provisioning_key"])
    assert client.call("provisioning", "get_provisioning_key", number, kind).value["usage_count"] == "1"
    client.call("provisioning", "delete_provisioning_key", number, kind).must_succeed()
    assert not zpa.tenant.table(keys_path(kind))


@each_client
@kinds
def test_a_key_with_the_wrong_group_or_certificate_is_refused(
    client: Client, zpa: TestTenant, kind: str
) -> None:
    group = add_group(zpa, kind)
    for wrong, params in (
        ({"component_id": "4711"}, ["zcomponentId"]),
        ({"enrollment_cert_id": "4711"}, ["enrollmentCertId"]),
        ({"max_usage": "many"}, ["maxUsage"]),
    ):
        right = {"max_usage": "2", "enrollment_cert_id": CERTIFICATES[kind], "component_id": group}
        answer = client.call(
            "provisioning", "add_provisioning_key", key_type=kind, name="key", **{**right, **wrong}
        )
        assert answer.refusal == (400, "invalid.resource.argument")
        assert answer.params == params


@each_client
def test_a_key_that_cannot_be_exported_is_not_read(client: Client, zpa: TestTenant) -> None:
    add_group(zpa, "connector")
    number = add_provisioning_key(zpa.tenant, "key", "site", exportable=False)["id"]
    read = client.call("provisioning", "get_provisioning_key", number, "connector").value
    assert read.get("provisioning_key") is None


# -- Service edge groups ---------------------------------------------------------------------------------


@each_client
def test_the_life_of_a_service_edge_group(client: Client, zpa: TestTenant) -> None:
    network = add_trusted_network(zpa.tenant, "Zurich")
    add_group(zpa, "service_edge")
    edge = add_machine(zpa, "service_edge", "edge")
    given = {"name": "Zurich", "enabled": True, "is_public": "FALSE", **PLACE}
    members = {"trusted_network_ids": [network["id"]], "service_edge_ids": [edge]}
    added = edge_groups(client, "add_service_edge_group", **given, **members).value
    assert {key: added[key] for key in given} == given
    group = edge_groups(client, "get_service_edge_group", added["id"]).value
    assert [entry["id"] for entry in group["trusted_networks"]] == [network["id"]]
    assert [entry["name"] for entry in group["service_edges"]] == ["edge"]
    changed = {
        "grace_distance_enabled": True,
        "grace_distance_value": "10",
        "grace_distance_value_unit": "KMS",
    }
    edge_groups(client, "update_service_edge_group", added["id"], **changed).must_succeed()
    group = edge_groups(client, "get_service_edge_group", added["id"]).value
    # Members that the SDK leaves out stay.
    assert (group["grace_distance_value"], group["name"]) == ("10.0", "Zurich")
    assert len(group["service_edges"]) == len(group["trusted_networks"]) == 1
    assert edge_groups(client, "delete_service_edge_group", added["id"]).refusal == (
        400,
        "resource.referenced",
    )
    client.call("service_edges", "delete_service_edge", edge).must_succeed()
    edge_groups(client, "delete_service_edge_group", added["id"]).must_succeed()


@each_client
def test_a_tenant_that_asks_for_certificates_gets_them_from_newer_releases(
    client: Client, zpa: TestTenant
) -> None:
    zpa.tenant.quirks.asks_for_certificate = True
    answer = edge_groups(client, "add_service_edge_group", name="Zurich", enabled=True, **PLACE)
    if client.sends_certificate:
        assert answer.value["enrollment_cert_id"] == CERTIFICATES["service_edge"]
    else:
        assert answer.refusal == (400, "missing.mandatory.params")


# -- App Connectors and service edges --------------------------------------------------------------------


@each_client
@kinds
def test_a_machine_is_read_changed_and_deleted(client: Client, zpa: TestTenant, kind: str) -> None:
    add_group(zpa, kind)
    number = add_machine(zpa, kind, "one")
    api = machines(client, kind)
    read = client.call(api, "get_" + kind, number).value
    expected = {"name": "one", "enabled": True, "control_channel_status": "ZPN_STATUS_AUTHENTICATED"}
    assert {key: read[key] for key in expected} == expected
    changed = {"name": "two", "description": "d", "enabled": False}
    client.call(api, "update_" + kind, number, **changed).must_succeed()
    after = client.call(api, "get_" + kind, number).value
    assert (after["name"], after["enabled"]) == ("two", False)
    assert after["current_version"] == read["current_version"]
    assert zpa.stored("two", PATHS[kind])["description"] == "d"
    client.call(api, "delete_" + kind, number).must_succeed()
    assert not zpa.tenant.table(PATHS[kind])


@each_client
@kinds
def test_machines_are_listed_and_deleted_together(client: Client, zpa: TestTenant, kind: str) -> None:
    add_group(zpa, kind)
    ids = [add_machine(zpa, kind, name, disconnected_for="40d") for name in ("one", "two")]
    add_machine(zpa, kind, "three")
    api = machines(client, kind)
    given, options = client.searching("one")
    assert client.call(api, "list_%ss" % kind, *given, **options).names == ["one"]
    client.call(api, "bulk_delete_%ss" % kind, ids).must_succeed()
    assert client.call(api, "list_%ss" % kind).names == ["three"]
    client.call(api, "bulk_delete_%ss" % kind, ids)
    # Not every client tells.
    assert [entry.status for entry in zpa.writes] == [200, 400]


# -- Schedules -------------------------------------------------------------------------------------------


@each_release
@pytest.mark.parametrize("path", SCHEDULES)
def test_a_schedule_is_made_once(sdk: Client, zpa: TestTenant, path: str) -> None:
    api, noun = SCHEDULES[path]
    assert sdk.call(api, "get_%s_schedule" % noun).refusal == (404, "resource.not.found")
    given = {"frequency": "days", "frequency_interval": "30", "delete_disabled": True, "enabled": True}
    customer = {"customer_id": zpa.tenant.customer_id}
    # The two of them take it differently.
    taken = ([{**given, **customer}], {}) if noun == "service_edge" else ([], {**given, **customer})
    added = sdk.call(api, "add_%s_schedule" % noun, *taken[0], **taken[1]).value
    assert {key: added[key] for key in given} == given
    again = sdk.call(api, "add_%s_schedule" % noun, *taken[0], **taken[1])
    assert again.refusal == (400, "resource.already.exist")
    read = sdk.call(api, "get_%s_schedule" % noun).value
    assert (read["id"], read["frequency_interval"]) == (added["id"], "30")
    other = {**given, **customer, "frequency_interval": "60"}
    taken = ([other], {}) if noun == "service_edge" else ([], other)
    sdk.call(api, "update_%s_schedule" % noun, added["id"], *taken[0], **taken[1]).must_succeed()
    assert sdk.call(api, "get_%s_schedule" % noun).value["frequency_interval"] == "60"


# -- User codes ------------------------------------------------------------------------------------------


@each_release
@kinds
def test_user_codes_are_given_to_a_group(sdk: Client, zpa: TestTenant, kind: str) -> None:
    group = add_group(zpa, kind, enrollmentCertId=CERTIFICATES[kind])
    association = "CONNECTOR_GRP" if kind == "connector" else "SERVICE_EDGE_GRP"
    code = show_code(zpa.tenant, association)
    given = {"key_type": kind, "user_codes": [code], "component_group_id": group}
    zpa.tenant.quirks.plain_user_codes = True
    verified = sdk.call("oauth2_user_code", "verify_oauth2_user_code", **given).value
    assert (verified["component_group_id"], verified["user_codes"]) == (group, [code])
    # What the SDK calls adding a key asks for the status.
    told = sdk.call("oauth2_user_code", "add_provisioning_key", key_type=kind, user_codes=[code]).value
    assert told["user_codes"] == [code]
    assert len(zpa.tenant.table(PATHS[kind])) == 1


# -- Microtenants ----------------------------------------------------------------------------------------


@each_release
def test_the_life_of_a_microtenant(sdk: Client, zpa: TestTenant) -> None:
    assert "example.net" in sdk.call("customer_controller", "get_auth_domains").value["authDomains"]
    given = {"name": "north", "enabled": True, "criteria_attribute": "AuthDomain"}
    domains = {"criteria_attribute_values": ["example.net"]}
    added = sdk.call("microtenants", "add_microtenant", **given, **domains).value
    # The first password came, and the SDK drops it.
    assert ("user" in added, added["id"] in zpa.tenant.first_passwords) == (False, True)
    sdk.call("microtenants", "update_microtenant", added["id"], **given, description="d").must_succeed()
    read = sdk.call("microtenants", "get_microtenant", added["id"]).value
    assert (read["description"], read["criteria_attribute_values"]) == ("d", ["example.net"])
    assert read.get("user") is None
    assert sdk.call("microtenants", "list_microtenants").names == ["Subsidiary", "north", "Default"]
    sdk.call("microtenants", "delete_microtenant", added["id"]).must_succeed()


@each_release
@pytest.mark.parametrize(
    ("domain", "refusal"),
    [
        ("example.com", "domains.does.not.belong.to.customer"),
        ("example.net", "domains.already.exists.in.other.microtenant"),
    ],
)
def test_a_wrong_domain_is_refused(sdk: Client, domain: str, refusal: str) -> None:
    given = {"criteria_attribute": "AuthDomain", "criteria_attribute_values": ["example.net"]}
    sdk.call("microtenants", "add_microtenant", name="north", **given).must_succeed()
    wrong = {**given, "criteria_attribute_values": [domain]}
    answer = sdk.call("microtenants", "add_microtenant", name="south", **wrong)
    assert answer.refusal == (400, refusal)
