# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments as zscaler-sdk-python, in two releases, and pyZscaler write and read them."""

from __future__ import annotations

from typing import Any

import pytest
from fidelity.clients import Answer, Client
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_look_up

MICROTENANT = "216196257331290001"
SSH = {"application_port": "22", "application_protocol": "SSH", "enabled": True}
RDP = {
    "application_port": "3389",
    "application_protocol": "RDP",
    "enabled": True,
    "connection_security": "ANY",
}
HTTP = {"application_port": "80", "application_protocol": "HTTP", "enabled": True}
A, B = "a.example.com", "b.example.com"


@pytest.fixture
def groups(zpa: TestTenant) -> dict[str, Any]:
    """A segment group and a server group as the SDK names them, on a tenant without segments."""
    zpa.tenant.table("application").clear()
    segment_group, server_group = zpa.add_group("group")["id"], zpa.add_server_group("servers")["id"]
    return {"segment_group_id": segment_group, "server_group_ids": [server_group]}


@pytest.fixture
def given(groups: dict[str, Any]) -> dict[str, Any]:
    ports = {"tcp_port_ranges": ["22", "22", "80", "80"], "udp_port_ranges": ["53", "53"]}
    return {"name": "seg", "enabled": True, "domain_names": [A, B], **ports, **groups}


@pytest.fixture
def certificate(zpa: TestTenant) -> str:
    return str(add_look_up(zpa.tenant, "certificate", "cert")["id"])


def segments(sdk: Client, method: str, *args: Any, **options: Any) -> Answer:
    return sdk.call("application_segment", method, *args, **options)


def apps(sdk: Client, sort: str) -> dict[str, str]:
    """The ids of the applications of a sort, by domain, as the SDK lists them."""
    listed = sdk.call("app_segment_by_type", "get_segments_by_type", sort).value
    return {entry["domain"]: entry["id"] for entry in listed}


# -- zscaler-sdk-python ----------------------------------------------------------------------------------


def test_the_sdk_keeps_a_segment(sdk: Client, given: dict[str, Any]) -> None:
    added = segments(sdk, "add_segment", **given).value
    assert [entry["enabled"] for entry in added["server_groups"]] == [False]
    (listed,) = segments(sdk, "list_segments", {"search": "seg"}).value
    read = segments(sdk, "get_segment", added["id"]).value
    for found in (listed, read):
        assert [entry["enabled"] for entry in found["server_groups"]] == [True]
        assert found["segment_group_name"] == "group"
        assert found["tcp_port_range"][1] == {"from": "80", "to": "80"}
    assert segments(sdk, "delete_segment", added["id"]).status == 204
    assert segments(sdk, "get_segment", added["id"]).status == 404


def test_an_update_of_the_sdk_clears_the_ports_that_it_does_not_give(
    sdk: Client, zpa: TestTenant, given: dict[str, Any]
) -> None:
    segment_id = segments(sdk, "add_segment", **given).value["id"]
    changed = {"name": "seg", "domain_names": [A], "tcp_port_range": [{"from": "1", "to": "9"}]}
    segments(sdk, "update_segment", segment_id, **changed).must_succeed()
    kept = zpa.stored("seg", "application")
    assert (kept["domainNames"], kept["tcpPortRanges"]) == ([A], ["1", "9"])
    assert "udpPortRanges" not in kept
    assert kept["segmentGroupId"] == given["segment_group_id"]


def test_the_sdk_is_told_which_field_is_wrong(sdk: Client, given: dict[str, Any]) -> None:
    refused = segments(sdk, "add_segment", **{**given, "tcp_port_ranges": ["22"]})
    assert (refused.refusal, refused.params) == ((400, "invalid.resource.argument"), ["tcpPortRanges"])


def test_the_sdk_adds_and_removes_pra_applications_and_their_ids_stay(
    sdk: Client, zpa: TestTenant, given: dict[str, Any]
) -> None:
    def dto(*domains: str) -> dict[str, Any]:
        return {"apps_config": [{**(RDP if domain == B else SSH), "domain": domain} for domain in domains]}

    added = sdk.call("app_segments_pra", "add_segment_pra", **given, common_apps_dto=dto(A, B)).value
    neighbour = {**given, "name": "other", "tcp_port_ranges": ["23", "23"], "udp_port_ranges": []}
    other = sdk.call("app_segments_pra", "add_segment_pra", **neighbour, common_apps_dto=dto(A)).value
    kept = zpa.stored("seg", "application")
    ids = {app["domain"]: app["id"] for app in kept["praApps"]}
    update = ("app_segments_pra", "update_segment_pra", added["id"])
    sdk.call(*update, **given, common_apps_dto=dto(A)).must_succeed()
    assert [app["id"] for app in kept["praApps"]] == [ids[A]]
    assert len(zpa.stored("other", "application")["praApps"]) == 1
    sdk.call(*update, **given, common_apps_dto=dto(B, A)).must_succeed()
    again = {app["domain"]: app["id"] for app in kept["praApps"]}
    assert (again[A], len(again)) == (ids[A], 2)
    assert apps(sdk, "SECURE_REMOTE_ACCESS").keys() == {A, B}
    assert sdk.call("app_segments_pra", "delete_segment_pra", other["id"], True).status == 204


def test_the_sdk_adds_and_removes_inspection_applications(
    sdk: Client, zpa: TestTenant, given: dict[str, Any], certificate: str
) -> None:
    https = {"application_port": "443", "application_protocol": "HTTPS", "certificate_id": certificate}
    both = [{**HTTP, "domain": A}, {**https, "enabled": True, "domain": B}]
    api = "app_segments_inspection"
    options = {**given, "common_apps_dto": {"apps_config": both}}
    segment_id = sdk.call(api, "add_segment_inspection", **options).value["id"]
    before = apps(sdk, "INSPECT")
    options = {**given, "common_apps_dto": {"apps_config": both[1:]}}
    sdk.call(api, "update_segment_inspection", segment_id, **options).must_succeed()
    assert apps(sdk, "INSPECT") == {B: before[B]}
    (left,) = zpa.stored("seg", "application")["inspectionApps"]
    assert left["certificateId"] == certificate


@pytest.mark.parametrize("version", ["app_segments_ba", "app_segments_ba_v2"])
def test_the_sdk_keeps_browser_access(
    sdk: Client, zpa: TestTenant, given: dict[str, Any], certificate: str, version: str
) -> None:
    app = {**HTTP, "certificate_id": certificate, "domain": A}

    def with_port(port: str) -> dict[str, Any]:
        changed = {**app, "application_port": port}
        if version == "app_segments_ba":
            return {**given, "clientless_app_ids": [{**changed, "name": A}]}
        return {**given, "common_apps_dto": {"apps_config": [changed]}}

    segment_id = sdk.call(version, "add_segment_ba", **with_port("80")).value["id"]
    before = apps(sdk, "BROWSER_ACCESS")
    sdk.call(version, "update_segment_ba", segment_id, **with_port("8080")).must_succeed()
    assert apps(sdk, "BROWSER_ACCESS") == before
    (kept,) = zpa.stored("seg", "application")["clientlessApps"]
    assert (kept["applicationPort"], kept["certificateId"]) == ("8080", certificate)
    options = {"segment_id": segment_id, "application_type": "BROWSER_ACCESS"}
    assert sdk.call("app_segment_by_type", "delete_segments_by_type", **options).status == 204
    assert apps(sdk, "BROWSER_ACCESS") == {}
    assert zpa.stored("seg", "application")["domainNames"] == [A, B]


def test_the_sdk_balances_load(sdk: Client, given: dict[str, Any]) -> None:
    segment_id = segments(sdk, "add_segment", **given).value["id"]
    (servers,) = given["server_group_ids"]
    loads = [{"id": servers, "weight": "10", "passive": False}]
    options = {"weighted_load_balancing": True, "application_to_server_group_mappings": loads}
    segments(sdk, "update_weighted_lb_config", segment_id, **options).must_succeed()
    config = segments(sdk, "get_weighted_lb_config", segment_id).value
    assert config["weighted_load_balancing"] is True
    (mapping,) = config["application_to_server_group_mappings"]
    assert (mapping["name"], mapping["weight"], mapping["passive"]) == ("servers", "10", False)


def test_the_sdk_shares_and_moves_a_segment(sdk: Client, zpa: TestTenant, given: dict[str, Any]) -> None:
    """It trips over its own answer afterwards, and what it was told to do is done."""
    segment_id = segments(sdk, "add_segment", **given).value["id"]
    tripped = ("AttributeError", "'ZscalerAPIResponse' object has no attribute 'status_code'")
    options = {"share_to_microtenants": [MICROTENANT]}
    assert segments(sdk, "app_segment_share", segment_id, **options).error == tripped
    shared = zpa.stored("seg", "application")["sharedMicrotenantDetails"]["sharedToMicrotenants"]
    assert shared == [{"id": MICROTENANT, "name": "Subsidiary"}]
    target = {
        "target_segment_group_id": zpa.add_group("there", microtenant_id=MICROTENANT)["id"],
        "target_server_group_id": zpa.add_server_group("there", microtenant_id=MICROTENANT)["id"],
        "target_microtenant_id": MICROTENANT,
    }
    assert segments(sdk, "app_segment_move", segment_id, **target).error == tripped
    (found,) = segments(sdk, "list_segments", {"microtenant_id": MICROTENANT}).value
    assert (found["id"], found["microtenant_name"]) == (segment_id, "Subsidiary")


def test_the_sdk_changes_match_styles_together(sdk: Client, given: dict[str, Any]) -> None:
    one = segments(sdk, "add_segment", **given).value["id"]
    other = {**given, "name": "other", "tcp_port_ranges": ["23", "23"], "udp_port_ranges": []}
    two = segments(sdk, "add_segment", **other).value["id"]
    refused = segments(sdk, "update_segment", one, **{**given, "match_style": "INCLUSIVE"})
    assert refused.refusal == (400, "domain.match.style.overlapping")
    listed = segments(sdk, "get_multimatch_unsupported_references", [A]).value
    assert [entry["app_segment_name"] for entry in listed] == ["seg", "other"]
    ids = [one, two]
    segments(sdk, "bulk_update_multimatch", application_ids=ids, match_style="INCLUSIVE")
    assert {entry["match_style"] for entry in segments(sdk, "list_segments").value} == {"INCLUSIVE"}


def test_the_sdk_makes_a_segment_with_its_groups(sdk: Client, zpa: TestTenant, given: dict[str, Any]) -> None:
    servers = [{"name": "new", "dynamic_discovery": True}]
    options = {key: value for key, value in given.items() if key != "segment_group_id"}
    more = {"application_group": {"name": "new", "enabled": True}, "server_group_dtos": servers}
    segments(sdk, "add_segment_provision", **options, **more).must_succeed()
    assert zpa.members("new") == ["seg"]


def test_the_sdk_counts_segments_and_what_names_them(sdk: Client, given: dict[str, Any]) -> None:
    segment_id = segments(sdk, "add_segment", **given).value["id"]
    assert segments(sdk, "get_current_and_max_limit").value["currentAppsCount"] == "1"
    assert segments(sdk, "get_application_segment_count").value[0]["appsConfigured"] == "1"
    listed = segments(sdk, "get_application_segment_mappings", segment_id).value
    assert [(entry["type"], entry["name"]) for entry in listed] == [
        ("Segment Group", "group"),
        ("Server Group", "servers"),
    ]


# -- pyZscaler -------------------------------------------------------------------------------------------


def test_pyzscaler_keeps_a_segment(pyzscaler: Client, zpa: TestTenant, groups: dict[str, Any]) -> None:
    options = {"name": "seg", "domain_names": [A], "tcp_ports": ["22", "22"], **groups}
    segment_id = pyzscaler.call("app_segments", "add_segment", **options).value["id"]
    assert zpa.stored("seg", "application")["enabled"] is False
    update = ("app_segments", "update_segment", segment_id)
    changed = pyzscaler.call(*update, name="renamed", enabled=True).value
    assert (changed["name"], changed["enabled"], changed["segment_group_name"]) == ("renamed", True, "group")
    assert pyzscaler.call("app_segments", "list_segments").names == ["renamed"]
    assert pyzscaler.call("app_segments", "delete_segment", segment_id, force_delete=True).value == 204


def test_an_update_of_pyzscaler_leaves_the_ports_as_they_were(
    pyzscaler: Client, groups: dict[str, Any]
) -> None:
    """mitchos/pyZscaler#153: it sends new ports in one form, and those that it read in the other."""
    options = {"name": "seg", "domain_names": [A], "tcp_ports": ["22", "22"], **groups}
    segment_id = pyzscaler.call("app_segments", "add_segment", **options).value["id"]
    update = ("app_segments", "update_segment", segment_id)
    assert pyzscaler.call(*update, tcp_ports=[("80", "80")]).value["tcp_port_ranges"] == ["22", "22"]
