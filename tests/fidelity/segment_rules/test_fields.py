# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments: what documents, users and clients say beyond what was recorded.

The documents are "Configuring Application Segments Using API", "Configuring Application Segment Multimatch
Using API" and "Managing Application Load Balancing and High Availability Using API".
"""

from __future__ import annotations

from typing import Any

import pytest
from support.segments_on_wire import body_of, create, pra_apps, read, update, with_pra
from support.wire import Wire
from zpa_emulator.policy_seeds import add_approval, add_console, add_look_up, add_policy_rule

BOTH_EMPTY = {"tcpPortRanges": [], "tcpPortRange": []}


# -- Fields, ports, domains ------------------------------------------------------------------------------


def test_domains_come_back_in_lower_case_and_once(wire: Wire) -> None:
    segment_id = create(wire, domainNames=["exampleApp.com", "EXAMPLEAPP.com"])
    assert read(wire, segment_id)["domainNames"] == ["exampleapp.com"]


@pytest.mark.parametrize("domains", [[], [""], ["a b"], ["https://a.example.com"], ["a.*.example.com"]])
def test_a_wrong_domain_is_refused(wire: Wire, domains: list[str]) -> None:
    status, refusal = wire.refused("POST", "application", body_of(wire, domainNames=domains))
    assert (status, refusal["id"], refusal["params"]) == (400, "invalid.resource.argument", ["domainNames"])


def test_domains_can_be_wildcards_addresses_and_networks(wire: Wire) -> None:
    domains = ["*.example.com", ".example.org", "10.1.2.3", "10.0.0.0/8", "2001:db8::/32", "intranet"]
    assert read(wire, create(wire, domainNames=domains))["domainNames"] == domains


def test_patterns_need_a_segment_that_shares_its_domains(wire: Wire) -> None:
    segment_id = create(wire, domainNames=["a*.example.com"], matchStyle="INCLUSIVE")
    assert read(wire, segment_id)["matchStyle"] == "INCLUSIVE"


def test_ports_are_read_in_both_forms_whichever_was_written(wire: Wire) -> None:
    objects = [{"from": "8080", "to": "8090"}, {"from": "22", "to": "22"}]
    segment_id = create(wire, tcpPortRanges=None, tcpPortRange=objects, udpPortRanges=["53", "53"])
    found = read(wire, segment_id)
    assert found["tcpPortRanges"] == ["22", "22", "8080", "8090"]
    assert found["tcpPortRange"] == objects[::-1]
    assert found["udpPortRange"] == [{"from": "53", "to": "53"}]
    found = update(wire, segment_id, udpPortRanges=[], udpPortRange=[])
    assert not {"udpPortRanges", "udpPortRange"} & found.keys()
    assert found["tcpPortRanges"] == ["22", "22", "8080", "8090"]


@pytest.mark.parametrize(
    ("order", "read_back"),
    [
        ("sorted", ["1", "4", "5", "9", "20", "30"]),
        ("as sent", ["20", "30", "1", "4", "5", "9"]),
        ("merged", ["1", "9", "20", "30"]),
    ],
)
def test_ranges_can_be_sorted_or_merged(wire: Wire, order: str, read_back: list[str]) -> None:
    wire.zpa.tenant.quirks.ports = order
    segment_id = create(wire, tcpPortRanges=["20", "30", "1", "4", "5", "9"])
    assert read(wire, segment_id)["tcpPortRanges"] == read_back


def test_an_empty_list_of_one_form_clears_unless_both_are_needed(wire: Wire) -> None:
    segment_id = create(wire)
    wire.zpa.tenant.quirks.ports_cleared_by_both = True
    assert "tcpPortRanges" in update(wire, segment_id, tcpPortRanges=[])
    assert "tcpPortRanges" not in update(wire, segment_id, **BOTH_EMPTY)
    wire.put("application/" + segment_id, {"tcpPortRanges": ["22", "22"]})
    wire.zpa.tenant.quirks.ports_cleared_by_both = False
    assert "tcpPortRanges" not in update(wire, segment_id, tcpPortRanges=[])


@pytest.mark.parametrize(("put", "kept"), [("as recorded", True), ("keeps", True), ("replaces", False)])
def test_an_update_without_ports_keeps_them_unless_it_replaces(wire: Wire, put: str, kept: bool) -> None:
    segment_id = create(wire, isCnameEnabled="false", description="d")
    wire.zpa.tenant.quirks.put = put
    found = update(wire, segment_id, **{**body_of(wire), "tcpPortRanges": None, "enabled": False})
    assert found["enabled"] is False
    assert ("tcpPortRanges" in found, "description" in found, not found["isCnameEnabled"]) == (kept,) * 3


@pytest.mark.parametrize(
    ("ports", "error", "params"),
    [
        ({"tcpPortRanges": ["22"]}, "invalid.resource.argument", ["tcpPortRanges"]),
        ({"tcpPortRanges": ["0", "1"]}, "invalid.resource.argument", ["tcpPortRanges"]),
        ({"tcpPortRanges": ["22", "21"]}, "invalid.resource.argument", ["tcpPortRanges"]),
        ({"udpPortRange": [{"from": "1"}]}, "invalid.resource.argument", ["udpPortRange"]),
        ({"tcpPortRanges": [{"from": "22", "to": "22"}]}, "read.message.failed", None),
        ({"tcpPortRange": ["22", "22"]}, "read.message.failed", None),
    ],
)
def test_wrong_ports_are_refused(wire: Wire, ports: dict[str, Any], error: str, params: Any) -> None:
    status, refusal = wire.refused("POST", "application", body_of(wire, **ports))
    assert (status, refusal["id"], refusal.get("params")) == (400, error, params)


@pytest.mark.parametrize(
    ("fields", "params"),
    [
        ({"serverGroups": [{"id": "1"}]}, ["serverGroups"]),
        ({"serverGroups": [{"id": "one"}]}, ["serverGroups"]),
        ({"segmentGroupId": None}, ["segmentGroupId"]),
        ({"segmentGroupId": "1"}, ["segmentGroupId"]),
        ({"healthReporting": "SOMETIMES"}, ["healthReporting"]),
        ({"tcpKeepAlive": True}, ["tcpKeepAlive"]),
        ({"matchStyle": "INCLUSIVE", "healthReporting": "CONTINUOUS"}, ["matchStyle", "healthReporting"]),
        ({"adpEnabled": True, "autoAppProtectEnabled": True}, ["adpEnabled", "autoAppProtectEnabled"]),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(wire: Wire, fields: dict[str, Any], params: list[str]) -> None:
    status, refusal = wire.refused("POST", "application", body_of(wire, **fields))
    assert (status, refusal["id"], refusal["params"]) == (400, "invalid.resource.argument", params)


def test_a_field_without_licence_is_refused_as_documented(wire: Wire) -> None:
    wire.zpa.tenant.quirks.unlicensed = ("inspectTrafficWithZia",)
    _status, refusal = wire.refused("POST", "application", body_of(wire, inspectTrafficWithZia=True))
    sku, customer = "feature.application.inspect_traffic_with_zia", wire.zpa.tenant.customer_id
    assert refusal == {
        "params": ["inspectTrafficWithZia", "seg", sku, customer],
        "id": "config.change.not.allowed.sku.not.enabled",
        "reason": "Cannot update config inspectTrafficWithZia of seg as this is managed by SKU %s "
        "which is not enabled for customer %s" % (sku, customer),
    }


def test_a_segment_moves_to_another_group_by_an_update(wire: Wire) -> None:
    segment_id = create(wire)
    found = update(wire, segment_id, segmentGroupId=wire.zpa.stored("two")["id"])
    assert found["segmentGroupName"] == "two"
    assert (wire.zpa.members("one"), wire.zpa.members("two")) == ([], ["seg"])
    (group,) = [entry for entry in wire.get("segmentGroup")["list"] if entry["name"] == "two"]
    assert [entry["id"] for entry in group["applications"]] == [segment_id]
    (group,) = [entry for entry in wire.get("serverGroup")["list"] if entry["name"] == "one"]
    assert group["applications"] == [{"id": segment_id, "name": "seg", "enabled": True}]


def test_a_creation_can_bring_its_segment_group(wire: Wire) -> None:
    create(wire, segmentGroupId=None, applicationGroup={"name": "new", "enabled": True})
    assert wire.zpa.members("new") == ["seg"]


def test_two_segments_of_one_domain_may_not_share_a_port(wire: Wire) -> None:
    create(wire)
    create(wire, "other ports", tcpPortRanges=["23", "23"])
    status, refusal = wire.refused("POST", "application", body_of(wire, "same ports"))
    assert (status, refusal["id"]) == (400, "domain.port.overlapping")
    create(wire, "other domain", domainNames=["c.example.com"])


# -- Deletion --------------------------------------------------------------------------------------------


def test_what_names_a_segment_keeps_it_unless_it_is_deleted_by_force(wire: Wire) -> None:
    segment_id, tenant = with_pra(wire), wire.zpa.tenant
    rule = add_policy_rule(
        tenant,
        "access",
        name="rule",
        action="ALLOW",
        conditions=[{"operands": [{"objectType": "APP", "values": ["seg"]}]}],
    )
    add_console(tenant, "console", domain="b.example.com")
    approval = add_approval(tenant, ["a@example.com"], ["seg"])
    add_look_up(tenant, "userPortalLink", "link", applicationId=segment_id)
    users = wire.get("application/%s/mappings" % segment_id)
    assert [(user["type"], user["name"]) for user in users] == [
        ("Rule", "rule"),
        ("Console", "console"),
        ("Approval", approval["id"]),
        ("User Portal Link", "link"),
        ("Segment Group", "one"),
        ("Server Group", "one"),
    ]
    status, refusal = wire.refused("DELETE", "application/" + segment_id)
    assert (status, refusal["id"], refusal["params"]) == (400, "resource.referenced", ["Rule", "rule"])
    tenant.quirks.force_delete = "refused"
    assert wire.refused("DELETE", "application/%s?forceDelete=true" % segment_id)[0] == 400
    tenant.quirks.force_delete = "unlinks"
    wire.delete("application/%s?forceDelete=true" % segment_id)
    assert rule["conditions"] == approval["applications"] == []
    assert tenant.table("praConsole") == {}


def test_a_segment_that_only_groups_name_is_deleted_plainly_unless_a_quirk_says_otherwise(wire: Wire) -> None:
    segment_id = create(wire)
    wire.zpa.tenant.quirks.plain_delete_refused = True
    refusal = wire.refused("DELETE", "application/" + segment_id)[1]
    assert (refusal["id"], refusal["params"]) == ("resource.referenced", ["Segment Group", "one"])
    wire.zpa.tenant.quirks.plain_delete_refused = False
    wire.delete("application/" + segment_id)


def test_an_application_with_a_console_does_not_go(wire: Wire) -> None:
    segment_id = with_pra(wire)
    add_console(wire.zpa.tenant, "console", domain="b.example.com")
    body = {"commonAppsDto": {"deletedPraApps": [pra_apps(wire, segment_id)["b.example.com"]]}}
    refusal = wire.refused("PUT", "application/" + segment_id, body)[1]
    assert (refusal["id"], refusal["params"]) == ("resource.referenced", ["Console", "console"])
