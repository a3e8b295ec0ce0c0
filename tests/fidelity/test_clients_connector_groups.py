# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connector groups, and what they need, as zscaler-sdk-python and pyZscaler see them."""

from __future__ import annotations

from typing import Any

import pytest
from fidelity.clients import Client, one_way_each
from support.tenants import TestTenant

PATH = "appConnectorGroup"
INVALID = (400, "invalid.resource.argument")
NEW_RELEASE = "2"
CERTIFICATE = "6573"
LEAST: dict[str, Any] = {
    "name": "Zurich",
    "latitude": "47.3768866",
    "longitude": "8.541694",
    "location": "Zurich, Switzerland",
}
QUICK_ACKS = ("tcp_quick_ack_app", "tcp_quick_ack_assistant", "tcp_quick_ack_read_assistant")
# What the clients document, and what they pass on without having documented it.
DOCUMENTED = {
    **LEAST,
    "description": "Data centre 3",
    "enabled": True,
    "city_country": "Zurich, CH",
    "country_code": "CH",
    "dns_query_type": "IPV4",
    "override_version_profile": True,
    "lss_app_connector_group": True,
    "upgrade_day": "WEDNESDAY",
    "upgrade_time_in_secs": "79200",
}
EVERYTHING = {
    **DOCUMENTED,
    **dict.fromkeys((*QUICK_ACKS, "pra_enabled", "use_in_dr_mode", "waf_disabled"), True),
    "version_profile_id": NEW_RELEASE,
    "dc_hosting_info": "Hall 3",
    "enrollment_cert_id": CERTIFICATE,
    "site_id": "72057594037927001",
    "private_cloud_id": "72057594037927002",
}
DEFAULTS = {
    "enabled": False,
    "upgrade_day": "SUNDAY",
    "upgrade_time_in_secs": "66600",
    "dns_query_type": "IPV4_IPV6",
    "override_version_profile": False,
    **dict.fromkeys((*QUICK_ACKS, "pra_enabled", "use_in_dr_mode", "waf_disabled"), False),
    "lss_app_connector_group": False,
}
MOVING = ("modified_time", "modified_by")
# Wrong values, and what a refusal calls them.
WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"upgrade_day": "FUNDAY"}, ["upgradeDay"]),
    ({"upgrade_time_in_secs": "7"}, ["upgradeTimeInSecs"]),
    ({"dns_query_type": "IPV5"}, ["dnsQueryType"]),
    ({"latitude": "90.1"}, ["latitude"]),
    ({"longitude": "east"}, ["longitude"]),
    ({"enabled": "yes"}, ["enabled"]),
    ({"dc_hosting_info": "x" * 65}, ["dcHostingInfo"]),
    ({"enrollment_cert_id": "1"}, ["enrollmentCertId"]),
    ({"override_version_profile": True, "version_profile_id": "9"}, ["versionProfileId"]),
    ({"tcp_quick_ack_app": True}, ["tcpQuickAckApp", "tcpQuickAckAssistant", "tcpQuickAckReadAssistant"]),
]

wrong_values = pytest.mark.parametrize(
    ("wrong", "params"), WRONG, ids=[next(iter(wrong)) for wrong, params in WRONG]
)


@pytest.fixture
def streaming(zpa: TestTenant) -> str:
    """The id of a group for log streaming, with an App Connector and a server group."""
    connectors = [{"id": "216196257331295001", "name": "San Jose-1", "enabled": True}]
    group = zpa.add_connector_group(
        "San Jose", description="The first", lssAppConnectorGroup=True, connectors=connectors
    )
    zpa.add_server_group("ERP servers", app_connector_groups=["San Jose"])
    return group["id"]


def assert_has(group: dict[str, Any], expected: dict[str, Any]) -> None:
    assert {key: group.get(key) for key in expected} == expected


def without(group: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in group.items() if key not in keys}


# -- Reading ---------------------------------------------------------------------------------------------


def test_a_group_is_read_with_all_that_was_written(client: Client, zpa: TestTenant, streaming: str) -> None:
    written = {"description": "The first", "enabled": True, "location": "San Jose, CA, USA"}
    place = {"latitude": "37.3382082", "longitude": "-121.8863286"}
    group = client.connector_groups.get(streaming).value
    assert_has(group, {**DEFAULTS, **written, **place, "id": streaming, "name": "San Jose"})


def test_a_group_is_read_with_what_the_server_adds(client: Client, streaming: str) -> None:
    group = client.connector_groups.get(streaming).value
    assert_has(
        group,
        {
            "city_country": "San Jose, US",
            "country_code": "US",
            "connector_group_type": "APP",
            "version_profile_id": "0",
            "version_profile_name": "Default",
            "version_profile_visibility_scope": "ALL",
            "upgrade_priority": "WEEK",
            "microtenant_name": "Default",
            "read_only": False,
            "zscaler_managed": False,
        },
    )
    assert_has(group["version"], {"version_profile_name": "Default", "latest_platform": "el9"})


def test_a_group_is_read_with_its_connectors_and_server_groups(client: Client, streaming: str) -> None:
    group = client.connector_groups.get(streaming).value
    assert [(entry["id"], entry["name"]) for entry in group["connectors"]] == [
        ("216196257331295001", "San Jose-1")
    ]
    assert [entry["name"] for entry in group["server_groups"]] == ["ERP servers"]


def test_only_a_list_says_that_a_group_is_for_log_streaming(client: Client, streaming: str) -> None:
    (listed,) = client.connector_groups.list().value
    assert listed["lss_app_connector_group"] is True
    assert client.connector_groups.get(streaming).value == {**listed, "lss_app_connector_group": False}


# -- Creating --------------------------------------------------------------------------------------------


def test_the_least_creation_has_the_documented_defaults_but_is_disabled(client: Client) -> None:
    assert_has(client.connector_groups.add(**LEAST).value, {**LEAST, **DEFAULTS})


def test_a_creation_takes_every_argument(client: Client) -> None:
    added = client.connector_groups.add(**EVERYTHING).value
    assert_has(added, EVERYTHING)
    assert added["version_profile_name"] == "New Release"
    (listed,) = client.connector_groups.list().value
    assert_has(listed, EVERYTHING)


def test_the_answer_to_a_creation_lacks_the_software_of_the_profile(client: Client) -> None:
    added = client.connector_groups.add(**LEAST).value
    only_read = {"upgrade_priority", "version_profile_visibility_scope", "version", "microtenant_name"}
    assert not only_read & set(added)
    assert only_read < set(client.connector_groups.get(added["id"]).value)


def test_coordinates_may_be_numbers_and_are_texts_from_then_on(client: Client) -> None:
    """The clients document whole numbers."""
    added = client.connector_groups.add(**{**LEAST, "latitude": 47, "longitude": 8.5}).value
    assert (added["latitude"], added["longitude"]) == ("47", "8.5")


def test_the_server_knows_better_where_coordinates_are(client: Client) -> None:
    added = client.connector_groups.add(**LEAST, city_country="Paris, FR", country_code="FR").value
    assert (added["city_country"], added["country_code"]) == ("Zurich, CH", "CH")


def test_a_creation_neither_moves_connectors_nor_joins_server_groups(
    client: Client, zpa: TestTenant, streaming: str
) -> None:
    """Both clients document such arguments. No source says that the API obeys, and the emulator does not.

    pyZscaler sends them as ``connectors`` and ``serverGroups``, the SDK by names that the API does not know.
    """
    erp = zpa.stored("ERP servers", "serverGroup")["id"]
    added = client.connector_groups.add(
        **LEAST, connector_ids=["216196257331295001"], server_group_ids=[erp]
    ).value
    sent = {"connectors", "serverGroups"} if client.is_pyzscaler else {"connectorIds", "serverGroupIds"}
    assert sent < set(zpa.writes[-1].body)
    read = client.connector_groups.get(added["id"]).value
    assert not read.get("connectors")
    assert not read.get("server_groups")
    assert len(client.connector_groups.get(streaming).value["connectors"]) == 1


@pytest.mark.parametrize(
    ("profile", "object_id", "name"),
    [
        ("default", "0", "Default"),
        ("previous_default", "1", "Previous Default"),
        ("new_release", "2", "New Release"),
    ],
)
def test_pyzscaler_sets_a_version_profile_by_a_name_of_its_own(
    pyzscaler: Client, profile: str, object_id: str, name: str
) -> None:
    added = pyzscaler.connector_groups.add(**LEAST, version_profile=profile).value
    assert_has(
        added,
        {
            "override_version_profile": True,
            "version_profile_id": object_id,
            "version_profile_name": name,
        },
    )


def test_the_sdk_sets_no_version_profile_by_the_name_that_it_documents(sdk: Client, zpa: TestTenant) -> None:
    """It sends ``versionProfile``, which the API does not know."""
    added = sdk.connector_groups.add(**LEAST, version_profile="new_release").value
    assert zpa.writes[-1].body["versionProfile"] == "new_release"
    assert (added["override_version_profile"], added["version_profile_name"]) == (False, "Default")


# -- Refusals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["latitude", "longitude", "location"])
def test_a_creation_needs_a_place(client: Client, key: str) -> None:
    """It is null here, since pyZscaler insists on all of them."""
    answer = client.connector_groups.add(**{**LEAST, key: None})
    assert answer.refusal == INVALID
    assert answer.params == [key]


@pytest.mark.parametrize("key", ["latitude", "longitude", "location"])
def test_the_sdk_may_not_leave_the_place_out(sdk: Client, key: str) -> None:
    answer = sdk.connector_groups.add(**without(LEAST, key))
    assert answer.refusal == INVALID
    assert answer.params == [key]


@one_way_each
@wrong_values
def test_a_creation_with_a_wrong_value_is_refused_by_the_name_of_its_field(
    client: Client, zpa: TestTenant, wrong: dict[str, Any], params: list[str]
) -> None:
    answer = client.connector_groups.add(**{**LEAST, **wrong})
    assert answer.refusal == INVALID
    assert answer.params == params
    assert zpa.tenant.table(PATH) == {}


@one_way_each
@wrong_values
def test_an_update_with_a_wrong_value_is_refused_by_the_name_of_its_field(
    client: Client, streaming: str, wrong: dict[str, Any], params: list[str]
) -> None:
    before = client.connector_groups.list().value
    answer = client.connector_groups.update(streaming, **wrong)
    assert answer.refusal == INVALID
    assert answer.params == params
    assert client.connector_groups.list().value == before


def test_an_override_needs_a_version_profile(client: Client) -> None:
    answer = client.connector_groups.add(**LEAST, override_version_profile=True)
    assert answer.refusal == INVALID
    assert answer.params == ["versionProfileId"]


def test_a_group_that_a_server_group_refers_to_is_not_deleted(client: Client, streaming: str) -> None:
    answer = client.connector_groups.delete(streaming)
    assert answer.refusal == (400, "resource.referenced")
    assert answer.reason == "Resource is being referenced in Server Group : ERP servers."
    assert answer.params == ["Server Group", "ERP servers"]


# -- Updating --------------------------------------------------------------------------------------------


def test_an_update_sets_every_argument(client: Client, streaming: str) -> None:
    client.connector_groups.update(streaming, **EVERYTHING).must_succeed()
    (listed,) = client.connector_groups.list().value
    assert_has(listed, {**EVERYTHING, "id": streaming})


def test_an_update_leaves_connectors_and_server_groups_alone(client: Client, streaming: str) -> None:
    before = client.connector_groups.get(streaming).value
    client.connector_groups.update(streaming, **EVERYTHING).must_succeed()
    after = client.connector_groups.get(streaming).value
    assert after["connectors"] == before["connectors"]
    assert [entry["name"] for entry in after["server_groups"]] == ["ERP servers"]


def certificate(client: Client) -> dict[str, str]:
    """What a client adds to a group that had no certificate when it updates it."""
    return {"enrollment_cert_id": CERTIFICATE} if client.sends_certificate else {}


def test_a_group_that_is_read_and_sent_back_stays_but_for_log_streaming(
    client: Client, streaming: str
) -> None:
    """pyZscaler does so with every update."""
    (before,) = client.connector_groups.list().value
    read = {} if client.is_pyzscaler else client.connector_groups.get(streaming).value
    client.connector_groups.update(streaming, **read).must_succeed()
    (after,) = client.connector_groups.list().value
    assert without(after, *MOVING) == {
        **without(before, *MOVING),
        **certificate(client),
        "lss_app_connector_group": False,
    }


def test_a_group_that_is_listed_and_sent_back_stays_for_log_streaming(client: Client, streaming: str) -> None:
    (before,) = client.connector_groups.list().value
    client.connector_groups.update(streaming, **before).must_succeed()
    (after,) = client.connector_groups.list().value
    assert without(after, *MOVING) == {**without(before, *MOVING), **certificate(client)}


def test_the_sdk_loses_the_place_that_it_leaves_out_of_an_update_and_nothing_else(
    sdk: Client, streaming: str
) -> None:
    (before,) = sdk.connector_groups.list().value
    assert sdk.connector_groups.update(streaming, name="San Jose 2").status == 204
    (after,) = sdk.connector_groups.list().value
    place = ("latitude", "longitude", "city_country", "country_code")
    assert not set(place) & set(after)
    assert after["name"] == "San Jose 2"
    assert without(after, "name", *MOVING) == {
        **without(before, "name", *place, *MOVING),
        **certificate(sdk),
    }


def test_the_sdk_moves_a_group_and_the_city_follows(sdk: Client, streaming: str) -> None:
    assert sdk.connector_groups.update(streaming, **LEAST).status == 204
    assert_has(sdk.connector_groups.get(streaming).value, {**LEAST, "city_country": "Zurich, CH"})


def test_pyzscaler_takes_a_version_profile_back(pyzscaler: Client, streaming: str) -> None:
    changed = pyzscaler.connector_groups.update(streaming, version_profile="new_release").value
    assert changed["version_profile_name"] == "New Release"
    changed = pyzscaler.connector_groups.update(streaming, override_version_profile=False).value
    assert changed["version_profile_name"] == "Default"


def test_an_answer_keeps_signs_that_mean_something_elsewhere(client: Client) -> None:
    text = 'R&D <b>+ 100 % "Zürich" \\ 東京'
    added = client.connector_groups.add(**{**LEAST, "name": text, "description": text}).value
    assert (added["name"], added["description"]) == (text, text)
    assert client.connector_groups.find(text).names == [text]


# -- What groups need ------------------------------------------------------------------------------------


def test_the_sdk_lists_version_profiles(sdk: Client) -> None:
    """pyZscaler has no method for it."""
    profiles = sdk.call("customer_version_profile", "list_version_profiles").value
    assert {profile["name"]: profile["id"] for profile in profiles if len(profile["id"]) == 1} == {
        "Default": "0",
        "Previous Default": "1",
        "New Release": "2",
    }
    assert_has(profiles[0], {"visibility_scope": "ALL", "upgrade_priority": "WEEK"})
    assert {version["version_profile_gid"] for version in profiles[0]["versions"]} == {"0"}


def test_the_sdk_finds_a_version_profile_by_its_name(sdk: Client) -> None:
    given = {"search": "New Release"}
    assert sdk.call("customer_version_profile", "list_version_profiles", given).names == ["New Release"]


def test_enrollment_certificates_are_listed_by_the_second_version(client: Client, zpa: TestTenant) -> None:
    listed = client.list_certificates()
    assert listed.names == ["Client", "Connector", "Isolation Client", "Root", "Service Edge"]
    assert all("/v2/" in entry.path for entry in zpa.calls)


def test_an_enrollment_certificate_is_read_by_its_id(client: Client) -> None:
    certificate = client.get_certificate(CERTIFICATE).value
    assert_has(certificate, {"id": CERTIFICATE, "name": "Connector", "parent_cert_name": "Root"})


def test_the_certificate_that_is_found_by_name_can_be_given_to_a_group(client: Client) -> None:
    given, options = client.searching("Connector")
    (found,) = client.list_certificates(*given, **options).value
    added = client.connector_groups.add(**LEAST, enrollment_cert_id=found["id"]).value
    assert added["enrollment_cert_id"] == CERTIFICATE


def test_server_groups_show_the_groups_that_they_refer_to(client: Client, streaming: str) -> None:
    (listed,) = client.server_groups.list().value
    assert listed["name"] == "ERP servers"
    for group in (listed, client.server_groups.get(listed["id"]).value):
        (inside,) = group["app_connector_groups"]
        assert_has(inside, {"id": streaming, "name": "San Jose", "city_country": "San Jose, US"})
