# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connector groups that other people's clients and the modules of this collection have in common.

The clients are zscaler-sdk-python and pyZscaler, in every way in which they sign in. The modules sign in with
API keys.
"""

from __future__ import annotations

from typing import Any

import pytest
from fidelity.clients import Client, one_way_each
from support.tenants import TestTenant

PATH = "appConnectorGroup"
MICROTENANT = "216196257331290001"
QUICK_ACKS = ("tcp_quick_ack_app", "tcp_quick_ack_assistant", "tcp_quick_ack_read_assistant")
SWITCHES = ("use_in_dr_mode", "waf_disabled", "pra_enabled", "lss_app_connector_group")
# The same group twice: in the words of the clients, and as a task declares it.
FOREIGN: dict[str, Any] = {
    "name": "Zürich <West> & Süd",
    "description": "Data centre 3, 100 %",
    "enabled": True,
    "latitude": "47.3768866",
    "longitude": "8.541694",
    "location": "Zurich, Switzerland",
    "upgrade_day": "WEDNESDAY",
    "upgrade_time_in_secs": "79200",
    "dns_query_type": "IPV4",
    "override_version_profile": True,
    "version_profile_id": "2",
    **dict.fromkeys((*QUICK_ACKS, *SWITCHES), True),
    "dc_hosting_info": "Hall 3",
    "enrollment_cert_id": "6573",
    "site_id": "72057594037927001",
    "private_cloud_id": "72057594037927002",
}
DECLARED: dict[str, Any] = {
    "name": "Zürich <West> & Süd",
    "description": "Data centre 3, 100 %",
    "enabled": True,
    "latitude": 47.3768866,
    "longitude": 8.541694,
    "location": "Zurich, Switzerland",
    "country_code": "CH",
    "upgrade_day": "WEDNESDAY",
    "upgrade_time_in_secs": 79200,
    "dns_query_type": "IPV4",
    "override_version_profile": True,
    "version_profile": "New Release",
    "tcp_quick_ack": True,
    **dict.fromkeys(SWITCHES, True),
    "dc_hosting_info": "Hall 3",
    "enrollment_cert": "Connector",
    "site_id": "72057594037927001",
    "private_cloud_id": "72057594037927002",
}
LEAST_FOREIGN = {key: FOREIGN[key] for key in ("name", "latitude", "longitude", "location")}
LEAST_DECLARED = {key: DECLARED[key] for key in ("name", "latitude", "longitude", "location")}
# One change after another, in both words.
CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"description": "Moved"}, {"description": "Moved"}),
    ({"enabled": False}, {"enabled": False}),
    ({"latitude": "52.52", "longitude": "13.405"}, {"latitude": 52.52, "longitude": 13.405}),
    ({"location": "Berlin"}, {"location": "Berlin"}),
    ({"upgrade_day": "MONDAY"}, {"upgrade_day": "monday"}),
    ({"upgrade_time_in_secs": "0"}, {"upgrade_time_in_secs": 0}),
    ({"dns_query_type": "IPV6"}, {"dns_query_type": "ipv6"}),
    ({"version_profile_id": "1"}, {"version_profile": "Previous Default"}),
    ({"override_version_profile": False}, {"override_version_profile": False}),
    (dict.fromkeys(QUICK_ACKS, False), {"tcp_quick_ack": False}),
    *[({name: False}, {name: False}) for name in SWITCHES],
    ({"dc_hosting_info": "Hall 4"}, {"dc_hosting_info": "Hall 4"}),
    ({"enrollment_cert_id": "6572"}, {"enrollment_cert": "Client"}),
    ({"site_id": "72057594037927009"}, {"site_id": "72057594037927009"}),
    ({"private_cloud_id": "72057594037927009"}, {"private_cloud_id": "72057594037927009"}),
]
# What the server works out from coordinates, and what it shows of another version profile.
FOLLOWING = {"city_country", "country_code", "version_profile_id", "version_profile_name", "version"}
RESTRICTED = (400, "non.restricted.entity.authorization.failed")

changes = pytest.mark.parametrize(
    ("foreign", "declared"), CHANGES, ids=[next(iter(declared)) for foreign, declared in CHANGES]
)


def listed(client: Client) -> dict[str, Any]:
    """The only group, as a list shows it: a read by id is wrong about log streaming."""
    (group,) = client.connector_groups.list().value
    return group


def add(client: Client, **options: Any) -> str:
    return client.connector_groups.add(**options).value["id"]


def overwrite(client: Client, group_id: str, **options: Any) -> None:
    """Read a group by its id, change it and write it back whole, as tools on these clients do."""
    whole = {} if client.is_pyzscaler else client.connector_groups.get(group_id).value
    client.connector_groups.update(group_id, **{**whole, **options}).must_succeed()


def succeeded(result: dict[str, Any]) -> dict[str, Any]:
    assert not result.get("failed"), result
    return result


# -- What a client did, to the modules -------------------------------------------------------------------


def test_a_group_that_a_client_created_is_shown_the_same(client: Client, zpa: TestTenant) -> None:
    group_id = add(client, **FOREIGN)
    (shown,) = succeeded(zpa.connector_groups())["app_connector_groups"]
    assert shown == {**DECLARED, "id": group_id, "microtenant_id": None}


def test_a_group_that_a_client_created_is_unchanged_if_it_is_declared_so(
    client: Client, zpa: TestTenant
) -> None:
    add(client, **FOREIGN)
    zpa.forget()
    assert succeeded(zpa.connector_group(**DECLARED))["changed"] is False
    assert zpa.writes == []


@one_way_each
@pytest.mark.parametrize("given", [47, 47.5, 47.3768866, "47.376886600"])
def test_coordinates_are_the_same_however_a_client_wrote_them(
    client: Client, zpa: TestTenant, given: Any
) -> None:
    add(client, **{**LEAST_FOREIGN, "latitude": given})
    result = succeeded(zpa.connector_group(**{**LEAST_DECLARED, "latitude": float(given)}))
    assert result["changed"] is False


def test_a_group_that_a_client_created_without_more_is_disabled_until_a_task_enables_it(
    client: Client, zpa: TestTenant
) -> None:
    add(client, **LEAST_FOREIGN)
    assert succeeded(zpa.connector_group(**LEAST_DECLARED))["app_connector_group"]["enabled"] is False
    assert succeeded(zpa.connector_group(**LEAST_DECLARED, enabled=True))["changed"] is True
    assert listed(client)["enabled"] is True


@one_way_each
@changes
def test_what_a_client_changed_is_unchanged_if_it_is_declared_so(
    client: Client, zpa: TestTenant, foreign: dict[str, Any], declared: dict[str, Any]
) -> None:
    group_id = add(client, **FOREIGN)
    overwrite(client, group_id, **foreign)
    assert succeeded(zpa.connector_group(name=FOREIGN["name"], **declared))["changed"] is False


@one_way_each
@changes
def test_what_a_client_changed_is_brought_back_once(
    client: Client, zpa: TestTenant, foreign: dict[str, Any], declared: dict[str, Any]
) -> None:
    """Log streaming is brought back as well: the client turned it off, having read the group by its id."""
    group_id = add(client, **FOREIGN)
    overwrite(client, group_id, **foreign)
    diff = succeeded(zpa.connector_group(**DECLARED))["diff"]
    brought_back = {key for key, value in diff["after"].items() if diff["before"][key] != value}
    assert {*declared, "lss_app_connector_group"} <= brought_back
    assert succeeded(zpa.connector_group(**DECLARED))["changed"] is False
    group = listed(client)
    assert {key: group.get(key) for key in FOREIGN} == FOREIGN


def test_a_group_that_lost_its_place_gets_it_back(sdk: Client, zpa: TestTenant) -> None:
    """The SDK sends just what it is given, and the API erases coordinates that are left out.

    pyZscaler cannot do so: it sends back all that it read.
    """
    group_id = add(sdk, **FOREIGN)
    assert sdk.connector_groups.update(group_id, name=FOREIGN["name"]).status == 204
    before = succeeded(zpa.connector_group(**DECLARED))["diff"]["before"]
    assert (before["latitude"], before["longitude"]) == (None, None)
    assert succeeded(zpa.connector_group(**DECLARED))["changed"] is False
    assert listed(sdk)["city_country"] == "Zurich, CH"


def test_a_group_that_a_client_renamed_is_found_by_its_id(client: Client, zpa: TestTenant) -> None:
    group_id = add(client, **FOREIGN)
    overwrite(client, group_id, name="Renamed")
    assert succeeded(zpa.connector_groups(name=FOREIGN["name"]))["app_connector_groups"] == []
    succeeded(zpa.connector_group(**DECLARED, id=group_id))
    assert listed(client)["name"] == FOREIGN["name"]


def test_a_group_that_a_client_deleted_is_absent(client: Client, zpa: TestTenant) -> None:
    group_id = add(client, **FOREIGN)
    client.connector_groups.delete(group_id).must_succeed()
    assert succeeded(zpa.connector_group(name=FOREIGN["name"], state="absent"))["changed"] is False


def test_a_version_profile_that_pyzscaler_set_is_shown_by_its_name(
    pyzscaler: Client, zpa: TestTenant
) -> None:
    """The SDK documents the same argument and does nothing with it."""
    pyzscaler.connector_groups.add(**LEAST_FOREIGN, version_profile="previous_default")
    profile = {"override_version_profile": True, "version_profile": "Previous Default"}
    assert succeeded(zpa.connector_group(**LEAST_DECLARED, **profile))["changed"] is False


def test_a_group_that_the_sdk_created_in_a_microtenant_is_found_there_only(
    sdk: Client, zpa: TestTenant
) -> None:
    """pyZscaler knows no microtenants."""
    add(sdk, **FOREIGN, microtenant_id=MICROTENANT)
    there = succeeded(zpa.connector_group(**DECLARED, microtenant_id=MICROTENANT))
    assert there["changed"] is False
    assert there["app_connector_group"]["microtenant_id"] == MICROTENANT
    assert succeeded(zpa.connector_groups())["app_connector_groups"] == []


# -- What the modules did, to a client -------------------------------------------------------------------


def test_a_group_that_a_task_created_is_read_the_same(client: Client, zpa: TestTenant) -> None:
    succeeded(zpa.connector_group(**DECLARED))
    group = listed(client)
    assert {key: group.get(key) for key in FOREIGN} == FOREIGN


def test_a_task_and_a_client_create_the_same_group(client: Client, zpa: TestTenant) -> None:
    succeeded(zpa.connector_group(**LEAST_DECLARED, enabled=True))
    by_task = listed(client)
    succeeded(zpa.connector_group(name=DECLARED["name"], state="absent"))
    add(client, **LEAST_FOREIGN, enabled=True)
    by_client = listed(client)
    of_each = dict.fromkeys(("id", "creation_time", "modified_time"))
    if client.sends_certificate:
        of_each["enrollment_cert_id"] = None
    assert {**by_task, **of_each} == {**by_client, **of_each}


@one_way_each
@changes
def test_what_a_task_changed_is_read_so_and_nothing_else_is_different(
    client: Client, zpa: TestTenant, foreign: dict[str, Any], declared: dict[str, Any]
) -> None:
    add(client, **FOREIGN)
    before = listed(client)
    assert succeeded(zpa.connector_group(name=FOREIGN["name"], **declared))["changed"] is True
    after = listed(client)
    assert {key: after.get(key) for key in foreign} == foreign
    different = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    assert different <= {*foreign, *FOLLOWING, "modified_time"}


@pytest.mark.parametrize("way", ["name", "id"])
def test_a_task_does_not_turn_log_streaming_off_where_a_client_does(
    client: Client, zpa: TestTenant, way: str
) -> None:
    """Asked for one group by its id, the API says that a group for log streaming is none."""
    group_id = add(client, **FOREIGN)
    named = {"name": FOREIGN["name"]} if way == "name" else {"id": group_id}
    assert succeeded(zpa.connector_group(**named, description="By a task"))["changed"] is True
    assert listed(client)["lss_app_connector_group"] is True
    overwrite(client, group_id, description="By a client")
    assert listed(client)["lss_app_connector_group"] is False


def test_a_task_turns_log_streaming_on_again(client: Client, zpa: TestTenant) -> None:
    group_id = add(client, **FOREIGN)
    overwrite(client, group_id, description="By a client")
    streaming = {"id": group_id, "lss_app_connector_group": True}
    assert succeeded(zpa.connector_group(**streaming))["changed"] is True
    assert succeeded(zpa.connector_group(**streaming))["changed"] is False
    assert listed(client)["lss_app_connector_group"] is True


def test_a_text_that_a_task_removed_is_gone(client: Client, zpa: TestTenant) -> None:
    add(client, **FOREIGN)
    texts = ("description", "dc_hosting_info", "site_id", "private_cloud_id")
    succeeded(zpa.connector_group(name=FOREIGN["name"], **dict.fromkeys(texts, "")))
    assert not set(texts) & set(listed(client))


def test_connectors_and_server_groups_survive_a_task(client: Client, zpa: TestTenant) -> None:
    connectors = [{"id": "216196257331295001", "name": "Zurich-1", "enabled": True}]
    zpa.add_connector_group(FOREIGN["name"], connectors=connectors)
    zpa.add_server_group("ERP servers", app_connector_groups=[FOREIGN["name"]])
    succeeded(zpa.connector_group(**DECLARED))
    group = listed(client)
    assert [entry["name"] for entry in group["connectors"]] == ["Zurich-1"]
    assert [entry["name"] for entry in group["server_groups"]] == ["ERP servers"]


def test_a_group_that_a_task_created_is_found_by_its_name(client: Client, zpa: TestTenant) -> None:
    created = succeeded(zpa.connector_group(**DECLARED))["app_connector_group"]
    (found,) = client.connector_groups.find(DECLARED["name"]).value
    assert found["id"] == created["id"]


def test_a_group_that_a_task_deleted_is_not_found(client: Client, zpa: TestTenant) -> None:
    group_id = add(client, **FOREIGN)
    assert succeeded(zpa.connector_group(name=FOREIGN["name"], state="absent"))["changed"] is True
    assert client.connector_groups.get(group_id).refusal == (404, "resource.not.found")


def test_a_group_that_a_task_created_in_a_microtenant_is_read_there_by_the_sdk(
    sdk: Client, zpa: TestTenant
) -> None:
    here = {"microtenant_id": MICROTENANT}
    succeeded(zpa.connector_group(**DECLARED, **here))
    assert sdk.connector_groups.list().value == []
    (group,) = sdk.connector_groups.list(here).value
    assert {key: group.get(key) for key in (*FOREIGN, *here)} == {**FOREIGN, **here}


# -- Both are told the same ------------------------------------------------------------------------------


def test_a_restricted_group_is_changed_by_neither(client: Client, zpa: TestTenant) -> None:
    """Zscaler Deception makes such groups."""
    group = dict(zpa.add_connector_group("Deception", zscalerManaged=True))
    answer = client.connector_groups.update(group["id"], description="Mine")
    assert answer.refusal == RESTRICTED
    assert zpa.connector_group(name="Deception", description="Mine")["failed"]
    assert zpa.stored("Deception", PATH) == group


def test_a_restricted_group_is_deleted_by_neither(client: Client, zpa: TestTenant) -> None:
    group = zpa.add_connector_group("Deception", zscalerManaged=True)
    assert client.connector_groups.delete(group["id"]).refusal == RESTRICTED
    assert zpa.connector_group(name="Deception", state="absent")["failed"]
    assert list(zpa.tenant.table(PATH).values()) == [group]


def test_a_group_in_use_is_refused_to_both_for_the_same_reason(client: Client, zpa: TestTenant) -> None:
    group_id = add(client, **FOREIGN)
    zpa.add_server_group("ERP servers", app_connector_groups=[FOREIGN["name"]])
    answer = client.connector_groups.delete(group_id)
    result = zpa.connector_group(name=FOREIGN["name"], state="absent")
    assert (result["error_id"], result["params"]) == (answer.refusal[1], answer.params)


def test_the_sdk_and_the_module_list_the_same_version_profiles(sdk: Client, zpa: TestTenant) -> None:
    """pyZscaler has no method for it."""
    by_sdk = sdk.call("customer_version_profile", "list_version_profiles").value
    by_module = succeeded(zpa.run("zpa_reference_info", kind="version_profile"))["references"]
    assert [(profile["id"], profile["name"]) for profile in by_module] == [
        (profile["id"], profile["name"]) for profile in by_sdk
    ]


def test_a_client_and_the_module_list_the_same_certificates(client: Client, zpa: TestTenant) -> None:
    by_client = client.list_certificates().value
    by_module = succeeded(zpa.run("zpa_reference_info", kind="enrollment_cert"))["references"]
    assert [(certificate["id"], certificate["name"]) for certificate in by_module] == [
        (certificate["id"], certificate["name"]) for certificate in by_client
    ]


def test_a_group_whose_place_a_client_erased_can_be_given_back(sdk: Client, zpa: TestTenant) -> None:
    group_id = add(sdk, **FOREIGN)
    sdk.connector_groups.update(group_id, name=FOREIGN["name"])
    (shown,) = zpa.connector_groups()["app_connector_groups"]
    assert (shown["latitude"], shown["country_code"]) == (None, None)
    assert zpa.connector_group(**shown)["changed"] is False
