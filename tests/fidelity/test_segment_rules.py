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
from support.tenants import TestTenant
from support.wire import V2, Wire
from zpa_emulator.policy_seeds import add_approval, add_console, add_look_up, add_policy_rule

MICROTENANT = "216196257331290001"
SSH = {"domain": "a.example.com", "applicationPort": "22", "applicationProtocol": "SSH"}
RDP = {"domain": "b.example.com", "applicationPort": "3389", "applicationProtocol": "RDP"}
HTTP = {"domain": "a.example.com", "applicationPort": "80", "applicationProtocol": "HTTP"}
PRA, INSPECT, BROWSER = {"appTypes": ["SECURE_REMOTE_ACCESS"]}, {"appTypes": ["INSPECT"]}, "BROWSER_ACCESS"
BOTH_EMPTY = {"tcpPortRanges": [], "tcpPortRange": []}


@pytest.fixture
def wire(zpa: TestTenant) -> Wire:
    """A tenant with two groups of each sort, a certificate and no segment."""
    zpa.tenant.table("application").clear()
    for name in ("one", "two"):
        zpa.add_group(name)
        zpa.add_server_group(name)
    add_look_up(zpa.tenant, "certificate", "cert")
    return Wire(zpa)


def body_of(wire: Wire, name: str = "seg", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "enabled": True,
        "domainNames": ["a.example.com", "b.example.com"],
        "segmentGroupId": wire.zpa.stored("one")["id"],
        "serverGroups": [{"id": wire.zpa.stored("one", "serverGroup")["id"]}],
        "tcpPortRanges": ["22", "22"],
        **more,
    }


def create(wire: Wire, name: str = "seg", **more: Any) -> str:
    return str(wire.post("application", body_of(wire, name, **more))["id"])


def read(wire: Wire, segment_id: str) -> dict[str, Any]:
    found: dict[str, Any] = wire.get("application/" + segment_id)
    return found


def update(wire: Wire, segment_id: str, **body: Any) -> dict[str, Any]:
    wire.put("application/" + segment_id, body)
    return read(wire, segment_id)


def pra_apps(wire: Wire, segment_id: str) -> dict[str, str]:
    """The ids of the PRA applications that a segment shows, by domain."""
    return {app["domain"]: app["id"] for app in read(wire, segment_id).get("praApps", ())}


def listed(wire: Wire, sort: str) -> list[str]:
    found = wire.get("application/getAppsByType?applicationType=%s&expandAll=false" % sort)
    return [app["domain"] for app in found.get("list", ())]


def with_pra(wire: Wire, name: str = "seg", **more: Any) -> str:
    apps = [{**SSH, **PRA}, {**RDP, **PRA, "connectionSecurity": "ANY"}]
    return create(wire, name, commonAppsDto={"appsConfig": apps}, **more)


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


# -- Applications inside ---------------------------------------------------------------------------------


def test_an_update_without_applications_keeps_them(wire: Wire) -> None:
    segment_id = with_pra(wire)
    before = read(wire, segment_id)
    after = update(wire, segment_id, description="d", commonAppsDto={}, praApps=None)
    assert after["praApps"] == before["praApps"]


def test_an_application_keeps_its_id_if_it_is_sent(wire: Wire) -> None:
    segment_id = with_pra(wire)
    ids = pra_apps(wire, segment_id)
    apps = [{**SSH, **PRA, "praAppId": ids["a.example.com"], "appId": segment_id, "applicationPort": "2222"}]
    dto = {"appsConfig": apps, "deletedPraApps": [ids["b.example.com"]]}
    (left,) = update(wire, segment_id, commonAppsDto=dto)["praApps"]
    assert (left["id"], left["applicationPort"]) == (ids["a.example.com"], "2222")
    assert listed(wire, "SECURE_REMOTE_ACCESS") == ["a.example.com"]


@pytest.mark.parametrize(
    ("quirk", "shown", "in_list"),
    [
        ("orphaned", ["a.example.com"], ["a.example.com", "b.example.com"]),
        ("stay", ["a.example.com", "b.example.com"], ["a.example.com", "b.example.com"]),
        ("gone", ["a.example.com"], ["a.example.com"]),
    ],
)
def test_what_becomes_of_an_application_that_is_left_out(
    wire: Wire, quirk: str, shown: list[str], in_list: list[str]
) -> None:
    segment_id = with_pra(wire)
    wire.zpa.tenant.quirks.left_out_apps = quirk
    ids = pra_apps(wire, segment_id)
    apps = [{**SSH, **PRA, "praAppId": ids["a.example.com"]}]
    update(wire, segment_id, commonAppsDto={"appsConfig": apps})
    assert sorted(pra_apps(wire, segment_id)) == shown
    assert listed(wire, "SECURE_REMOTE_ACCESS") == in_list


def test_an_orphan_comes_back_by_its_id_and_goes_by_the_list_of_deletions(wire: Wire) -> None:
    segment_id = with_pra(wire)
    ids = pra_apps(wire, segment_id)
    one, other = ({**app, **PRA, "praAppId": ids[app["domain"]]} for app in (SSH, RDP))
    update(wire, segment_id, commonAppsDto={"appsConfig": [one]})
    update(wire, segment_id, commonAppsDto={"appsConfig": [one, other]})
    assert pra_apps(wire, segment_id) == ids
    update(wire, segment_id, commonAppsDto={"appsConfig": [one]})
    update(wire, segment_id, commonAppsDto={"deletedPraApps": [other["praAppId"]]})
    assert listed(wire, "SECURE_REMOTE_ACCESS") == ["a.example.com"]


def test_an_application_moves_to_a_segment_that_sends_its_id(wire: Wire) -> None:
    """zscaler/zpacloud-ansible#113: so one was taken from another segment."""
    one, other = with_pra(wire), create(wire, "other", tcpPortRanges=["23", "23"])
    taken = pra_apps(wire, one)["a.example.com"]
    update(wire, other, commonAppsDto={"appsConfig": [{**SSH, **PRA, "praAppId": taken}]})
    assert pra_apps(wire, other) == {"a.example.com": taken}
    assert list(pra_apps(wire, one)) == ["b.example.com"]


def test_deletions_reach_into_other_segments(wire: Wire) -> None:
    one, other = with_pra(wire), create(wire, "other", tcpPortRanges=["23", "23"])
    gone = pra_apps(wire, one)["a.example.com"]
    update(wire, other, commonAppsDto={"deletedPraApps": [gone]})
    assert list(pra_apps(wire, one)) == ["b.example.com"]


def test_an_update_that_replaces_loses_the_applications_that_it_does_not_send(wire: Wire) -> None:
    segment_id = with_pra(wire)
    wire.zpa.tenant.quirks.put = "replaces"
    assert "praApps" not in update(wire, segment_id, **body_of(wire))


@pytest.mark.parametrize(
    ("put", "sent", "unknown", "hidden"),
    [
        ("keeps", False, "?", True),
        ("as recorded", False, None, True),
        ("as recorded", True, "?", True),
        ("replaces", False, None, False),
        ("replaces", True, "?", False),
    ],
)
def test_an_update_of_an_application_means_what_it_means_for_segments(
    wire: Wire, put: str, sent: bool, unknown: str | None, hidden: bool
) -> None:
    segment_id = create(wire, commonAppsDto={"appsConfig": [{**SSH, **PRA, "hidden": True}]})
    (stored,) = wire.zpa.stored("seg", "application")["praApps"]
    stored["newKey"] = "?"
    wire.zpa.tenant.quirks.put = put
    app = {**SSH, **PRA, "praAppId": stored["id"], **({"newKey": "?"} if sent else {})}
    dto = {"appsConfig": [app]}
    (found,) = update(wire, segment_id, **body_of(wire, commonAppsDto=dto))["praApps"]
    assert (found["id"], found.get("newKey"), found["hidden"]) == (stored["id"], unknown, hidden)


def test_an_empty_text_empties_a_key_of_an_application(wire: Wire) -> None:
    app = {**SSH, **PRA, "description": "d"}
    segment_id = create(wire, commonAppsDto={"appsConfig": [app]})
    app["praAppId"] = pra_apps(wire, segment_id)["a.example.com"]
    (found,) = update(wire, segment_id, commonAppsDto={"appsConfig": [app]})["praApps"]
    assert found["description"] == "d"
    dto = {"appsConfig": [{**app, "description": ""}]}
    (found,) = update(wire, segment_id, commonAppsDto=dto)["praApps"]
    assert "description" not in found


def test_the_bodies_of_the_go_sdk_are_taken(wire: Wire) -> None:
    """zscaler/zscaler-sdk-go sends nulls, empty texts and empty objects for what it does not know."""
    segment_id = with_pra(wire)
    before = read(wire, segment_id)
    ids = pra_apps(wire, segment_id)
    apps: list[dict[str, Any]] = [
        {**SSH, **PRA, "name": "a.example.com", "appId": segment_id, "praAppId": ids["a.example.com"]},
        {**SSH, **PRA, "name": "c", "domain": "c.example.com", "appId": "", "praAppId": ""},
    ]
    groups = [{"id": before["serverGroups"][0]["id"], "name": "", "applications": None, "enabled": False}]
    nothing = {"praApps": None, "zpnErId": None, "shareToMicrotenants": None}
    body = {
        **before,
        **nothing,
        "serverGroups": groups,
        "sharedMicrotenantDetails": {"sharedFromMicrotenant": {}},
        "commonAppsDto": {"appsConfig": apps, "deletedPraApps": [ids["b.example.com"]]},
    }
    after = update(wire, segment_id, **body)
    found = {app["domain"]: app["name"] for app in after["praApps"]}
    assert found == {"a.example.com": "a.example.com", "c.example.com": "c"}
    assert pra_apps(wire, segment_id)["a.example.com"] == ids["a.example.com"]
    assert "sharedMicrotenantDetails" not in after
    empty = {"clientlessApps": None, "commonAppsDto": {}}
    assert update(wire, segment_id, **{**after, **nothing, **empty})["praApps"] == after["praApps"]


def test_a_body_with_domains_and_deletions_is_enough(wire: Wire) -> None:
    segment_id = create(wire, commonAppsDto={"appsConfig": [{**HTTP, **INSPECT}]})
    (app,) = read(wire, segment_id)["inspectionApps"]
    dto = {"deletedInspectApps": [int(app["id"])]}
    found = update(wire, segment_id, domainNames=["b.example.com"], commonAppsDto=dto)
    assert "inspectionApps" not in found
    assert (found["domainNames"], found["tcpPortRanges"]) == (["b.example.com"], ["22", "22"])


def test_active_directory_is_inspected_at_port_0(wire: Wire) -> None:
    protocols = {"tcpProtocols": ["LDAP"], "udpProtocols": ["KERBEROS"], "udpPortRanges": ["334", "334"]}
    app = {
        "domain": "a.example.com",
        "protocols": ["LDAP", "SMB"],
        "applicationProtocol": "NONE",
        "applicationPort": 0,
        "certificateId": None,
        "adpEnabled": True,
        **INSPECT,
    }
    dto = {"appsConfig": [app]}
    created = wire.post("application", body_of(wire, adpEnabled=True, commonAppsDto=dto, **protocols))
    (echo,) = created["commonAppsDto"]["appsConfig"]
    assert (echo["applicationPort"], echo["protocols"], echo["adpEnabled"]) == ("0", ["LDAP", "SMB"], True)
    assert (created["adpEnabled"], created["tcpProtocols"]) == (True, ["LDAP"])


@pytest.mark.parametrize("form", ["clientlessApps", "commonAppsDto"])
def test_browser_access_is_written_in_two_ways_and_read_in_one(wire: Wire, form: str) -> None:
    certificate = wire.get("clientlessCertificate/issued", V2)["list"][0]["id"]
    app = {**HTTP, "certificateId": certificate}
    given: Any = [app] if form == "clientlessApps" else {"appsConfig": [{**app, "appTypes": [BROWSER]}]}
    segment_id = create(wire, **{form: given})
    (found,) = read(wire, segment_id)["clientlessApps"]
    assert {key: found[key] for key in app} == app
    assert (found["appId"], found["path"], found["certificateName"]) == (segment_id, "/", "cert")
    assert found["cname"].endswith(".%s.h.b.zpa-app.net" % wire.zpa.tenant.customer_id)
    assert listed(wire, BROWSER) == ["a.example.com"]
    wire.put("application/" + segment_id, {"clientlessApps": []})
    assert listed(wire, BROWSER) == []


@pytest.mark.parametrize(
    ("app", "param"),
    [
        ({**SSH, **PRA, "domain": ""}, "domain"),
        ({**SSH, **PRA, "applicationProtocol": "TELNET"}, "applicationProtocol"),
        ({**SSH, **PRA, "applicationPort": "70000"}, "applicationPort"),
        ({**RDP, **PRA, "connectionSecurity": "NONE"}, "connectionSecurity"),
        ({**SSH, **PRA, "praAppId": "1"}, "praAppId"),
        ({**SSH, "appTypes": ["GUEST"]}, "appTypes"),
        ({**HTTP, **INSPECT, "certificateId": "1"}, "certificateId"),
        ({**HTTP, **INSPECT, "applicationProtocol": "HTTPS"}, "certificateId"),
        ({**HTTP, "appTypes": [BROWSER]}, "certificateId"),
    ],
)
def test_a_wrong_application_is_refused(wire: Wire, app: dict[str, Any], param: str) -> None:
    body = body_of(wire, commonAppsDto={"appsConfig": [app]})
    status, refusal = wire.refused("POST", "application", body)
    assert (status, refusal["id"], refusal["params"]) == (400, "invalid.resource.argument", [param])
    assert wire.zpa.tenant.table("application") == {}


def test_inspection_is_refused_where_domains_are_shared(wire: Wire) -> None:
    body = body_of(wire, matchStyle="INCLUSIVE", commonAppsDto={"appsConfig": [{**HTTP, **INSPECT}]})
    assert wire.refused("POST", "application", body)[1]["params"] == ["matchStyle", "inspectionApps"]


@pytest.mark.parametrize(
    ("quirk", "keys"),
    [("documented", {"clientlessApps"}), ("all", {"clientlessApps", "praApps"}), ("none", set())],
)
def test_a_list_shows_some_of_the_applications(wire: Wire, quirk: str, keys: set[str]) -> None:
    certificate = wire.get("clientlessCertificate/issued", V2)["list"][0]["id"]
    segment_id = with_pra(wire, clientlessApps=[{**HTTP, "certificateId": certificate}])
    wire.zpa.tenant.quirks.apps_in_lists = quirk
    (found,) = wire.get("application")["list"]
    assert {"clientlessApps", "praApps", "inspectionApps"} & found.keys() == keys
    assert {"clientlessApps", "praApps"} <= read(wire, segment_id).keys()


def test_applications_of_one_sort_are_deleted_together(wire: Wire) -> None:
    segment_id = with_pra(wire)
    wire.delete("application/%s/deleteAppByType?applicationType=SECURE_REMOTE_ACCESS" % segment_id)
    assert pra_apps(wire, segment_id) == {}
    assert read(wire, segment_id)["name"] == "seg"


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


# -- Microtenants, load balancing, match styles ----------------------------------------------------------


@pytest.mark.parametrize("root", ["mgmtconfig/v1/admin", "mgmtconfig/v1"])
def test_a_segment_is_shared_and_no_longer_shared(wire: Wire, root: str) -> None:
    segment_id = with_pra(wire)
    wire.put("application/%s/share" % segment_id, {"shareToMicrotenants": [MICROTENANT]}, root)
    shared = {"sharedToMicrotenants": [{"id": MICROTENANT, "name": "Subsidiary"}]}
    assert read(wire, segment_id)["sharedMicrotenantDetails"] == shared
    path = "application/getAppsByType?applicationType=SECURE_REMOTE_ACCESS&search=ownershipType%20EQ%20"
    assert len(wire.get(path + "SHARED_FROM_THIS_MICROTENANT")["list"]) == 2
    path += "SHARED_TO_THIS_MICROTENANT"
    assert len(wire.get(path + "&microtenantId=" + MICROTENANT)["list"]) == 2
    wire.put("application/%s/share" % segment_id, {"shareToMicrotenants": []}, root)
    assert "sharedMicrotenantDetails" not in read(wire, segment_id)


def test_a_microtenant_may_see_what_is_shared_with_it_and_not_write_it(wire: Wire) -> None:
    segment_id = create(wire)
    wire.put("application/%s/share" % segment_id, {"shareToMicrotenants": [MICROTENANT]})
    there = "?microtenantId=" + MICROTENANT
    assert "list" not in wire.get("application" + there)
    wire.zpa.tenant.quirks.shared_shown = True
    (found,) = wire.get("application" + there)["list"]
    assert found["sharedMicrotenantDetails"] == {"sharedFromMicrotenant": {"id": "0", "name": "Default"}}
    for method in ("PUT", "DELETE"):
        assert wire.refused(method, "application/%s%s" % (segment_id, there), {})[0] == 400
    assert len(wire.get("application?microtenantId=null")["list"]) == 1


def test_a_segment_moves_to_a_microtenant_without_its_certificates(wire: Wire) -> None:
    group = wire.zpa.add_group("there", microtenant_id=MICROTENANT)["id"]
    servers = wire.zpa.add_server_group("there", microtenant_id=MICROTENANT)["id"]
    certificate = wire.get("clientlessCertificate/issued", V2)["list"][0]["id"]
    segment_id = create(wire, clientlessApps=[{**HTTP, "certificateId": certificate}])
    target = {"targetSegmentGroupId": group, "targetServerGroupId": servers}
    answer = wire.send(
        "POST", "application/%s/move" % segment_id, {**target, "targetMicrotenantId": MICROTENANT}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert wire.refused("GET", "application/" + segment_id)[0] == 404
    found = read(wire, "%s?microtenantId=%s" % (segment_id, MICROTENANT))
    assert (found["microtenantName"], found["segmentGroupName"]) == ("Subsidiary", "there")
    assert "certificateId" not in found["clientlessApps"][0]


def balanced(wire: Wire) -> tuple[str, str, str]:
    """Return the ids of a segment whose traffic is balanced, and of its two server groups."""
    one, two = (wire.zpa.stored(name, "serverGroup")["id"] for name in ("one", "two"))
    segment_id = create(wire, serverGroups=[{"id": one}, {"id": two}])
    loads = [{"id": one, "weight": "12", "passive": False}, {"id": two, "weight": "0", "passive": True}]
    body = {"weightedLoadBalancing": True, "applicationToServerGroupMappings": loads}
    wire.put("application/%s/weightedLbConfig" % segment_id, {"applicationId": segment_id, **body})
    return segment_id, one, two


def test_load_balancing_is_read_where_it_is_written_and_survives_updates(wire: Wire) -> None:
    segment_id, one, two = balanced(wire)
    read_back = wire.get("application/%s/weightedLbConfig" % segment_id)
    assert read_back == {
        "applicationId": segment_id,
        "weightedLoadBalancing": True,
        "applicationToServerGroupMappings": [
            {"id": one, "name": "one", "weight": "12", "passive": False},
            {"id": two, "name": "two", "weight": "0", "passive": True},
        ],
    }
    found = update(wire, segment_id, serverGroups=[{"id": two}, {"id": one}], weightedLoadBalancing=False)
    assert found["weightedLoadBalancing"] is True
    assert [group["weight"] for group in found["serverGroups"]] == ["0", "12"]


def test_load_balancing_ends_with_the_last_group_that_has_a_weight(wire: Wire) -> None:
    segment_id, _one, two = balanced(wire)
    assert update(wire, segment_id, serverGroups=[{"id": two}])["weightedLoadBalancing"] is False


def test_an_update_may_lose_the_weights(wire: Wire) -> None:
    segment_id, one, two = balanced(wire)
    wire.zpa.tenant.quirks.weights_lost = True
    found = update(wire, segment_id, serverGroups=[{"id": one}, {"id": two}])
    assert (found["weightedLoadBalancing"], found["serverGroups"][0]["weight"]) == (False, "0")


def test_overlapping_segments_change_their_match_style_together(wire: Wire) -> None:
    one, other = create(wire), create(wire, "other", tcpPortRanges=["23", "23"])
    refusal = wire.refused("PUT", "application/" + one, {"matchStyle": "INCLUSIVE"})[1]
    assert (refusal["id"], refusal["params"]) == ("domain.match.style.overlapping", ["other"])
    answer = wire.send("POST", "application/multimatchUnsupportedReferences", ["A.example.com"])
    found = {
        "id": one,
        "appSegmentName": "seg",
        "domains": ["a.example.com", "b.example.com"],
        "matchStyle": "EXCLUSIVE",
        "tcpPorts": [22, 22],
        "udpPorts": [],
        "scopeId": None,
        "scopeName": None,
        "unsupportedFeatures": [],
    }
    assert answer.json() == [found, {**found, "id": other, "appSegmentName": "other", "tcpPorts": [23, 23]}]
    body = {"matchStyle": "INCLUSIVE"}
    path = "application/bulkUpdateMultiMatch"
    assert wire.refused("PUT", path, {**body, "applicationIds": [one]})[1] == {
        "code": "multimatch.inconsistent.missing.apps",
        "message": "The following application(s) are missing from the request but are required for the "
        "update: [%s]" % other,
    }
    wire.put(path, {**body, "applicationIds": [one, other]})
    assert [read(wire, each)["matchStyle"] for each in (one, other)] == ["INCLUSIVE"] * 2
    wire.zpa.tenant.quirks.numbers_in_bulk = True
    body = {"matchStyle": "EXCLUSIVE", "applicationIds": [one, other]}
    assert wire.refused("PUT", path, body)[1]["id"] == "read.message.failed"
    wire.put(path, {**body, "applicationIds": [int(one), int(other)]})


def test_what_keeps_a_segment_from_sharing_its_domains_is_told_as_documented(wire: Wire) -> None:
    certificate = wire.get("clientlessCertificate/issued", V2)["list"][0]["id"]
    apps = [{**HTTP, "certificateId": certificate}]
    segment_id = create(wire, "Legacy App", doubleEncrypt=True, clientlessApps=apps)
    path = "application/multimatchUnsupportedReferences"
    (found,) = wire.send("POST", path, ["a.example.com"]).json()
    assert found["unsupportedFeatures"] == ["Double Encryption", "BROWSER_ACCESS"]
    assert wire.refused("POST", path, []) == (
        400,
        {"message": "Domain(s) are not provided for checking multimatch unsupported features"},
    )
    body = {"applicationIds": [int(segment_id)], "matchStyle": "INCLUSIVE"}
    assert wire.refused("PUT", "application/bulkUpdateMultiMatch", body)[1] == {
        "code": "features.not.supported.for.multimatch",
        "message": "The following features [Double Encryption, BROWSER_ACCESS] are not supported for "
        "multimatch in application segment Legacy App",
    }


def test_pra_is_refused_where_domains_are_shared_by_an_older_page_only(wire: Wire) -> None:
    body = body_of(wire, matchStyle="INCLUSIVE", commonAppsDto={"appsConfig": [{**SSH, **PRA}]})
    wire.zpa.tenant.quirks.older_multimatch = True
    assert wire.refused("POST", "application", body)[1]["params"] == ["matchStyle", "praApps"]
    wire.zpa.tenant.quirks.older_multimatch = False
    wire.post("application", body)


@pytest.mark.parametrize("flag", ["doubleEncrypt", "ipAnchored", "inspectTrafficWithZia", "adpEnabled"])
def test_what_only_exclusive_segments_have(wire: Wire, flag: str) -> None:
    wire.zpa.tenant.quirks.older_multimatch = True
    body = body_of(wire, matchStyle="INCLUSIVE", **{flag: True})
    assert wire.refused("POST", "application", body)[1]["params"] == ["matchStyle", flag]


@pytest.mark.parametrize(
    ("fields", "params"),
    [
        ({"ipAnchored": True, "inspectTrafficWithZia": True}, ["ipAnchored", "inspectTrafficWithZia"]),
        ({"ipAnchored": True, "doubleEncrypt": True}, ["ipAnchored", "doubleEncrypt"]),
        ({"healthReporting": "CONTINUOUS", "tcpPortRanges": ["1", "11"]}, ["healthReporting"]),
        (
            {"healthReporting": "NONE", "selectConnectorCloseToApp": True},
            ["selectConnectorCloseToApp", "healthReporting"],
        ),
    ],
)
def test_the_portal_rules_out_more_than_the_pages_on_the_api(
    wire: Wire, fields: dict[str, Any], params: list[str]
) -> None:
    wire.zpa.tenant.quirks.portal_rules = True
    assert wire.refused("POST", "application", body_of(wire, **fields))[1]["params"] == params
    wire.zpa.tenant.quirks.portal_rules = False
    create(wire, **fields)


def test_the_port_of_browser_access_can_have_to_be_one_of_the_segment(wire: Wire) -> None:
    certificate = wire.get("clientlessCertificate/issued", V2)["list"][0]["id"]
    body = body_of(wire, clientlessApps=[{**HTTP, "certificateId": certificate}])
    wire.zpa.tenant.quirks.portal_rules = True
    assert wire.refused("POST", "application", body)[1]["params"] == ["applicationPort"]
    wire.post("application", {**body, "tcpPortRanges": ["80", "80"]})


# -- Dry runs and counts ---------------------------------------------------------------------------------


def test_a_dry_run_refuses_what_a_write_refuses_and_writes_nothing(wire: Wire) -> None:
    path = "application/validate"
    assert wire.send("POST", path, body_of(wire)).status_code == 200
    assert wire.refused("POST", path, body_of(wire, tcpPortRanges=["22"]))[0] == 400
    assert wire.zpa.tenant.table("application") == {}


def test_one_call_makes_a_segment_and_its_groups(wire: Wire) -> None:
    group, servers = {"name": "new", "enabled": True}, {"name": "new", "dynamicDiscovery": True}
    body = body_of(wire, segmentGroupId=None, applicationGroup=group, serverGroupDtos=[servers])
    segment_id = wire.post("application/provision", body)["id"]
    found = read(wire, segment_id)
    assert found["segmentGroupName"] == "new"
    assert [entry["name"] for entry in found["serverGroups"]] == ["one", "new"]


def test_segments_are_counted(wire: Wire) -> None:
    create(wire)
    assert wire.get("application/count/currentAndMaxLimit") == {
        "currentAppsCount": "1",
        "maxAppsLimit": "6000",
    }
    (count,) = wire.get("application/configured/count")
    assert count["appsConfigured"] == "1"


def test_a_segment_that_deception_made_is_neither_changed_nor_deleted(wire: Wire) -> None:
    segment_id = wire.zpa.add_application("lure", readOnly=True)[0]["id"]
    for method, path in (("PUT", ""), ("DELETE", "?forceDelete=true")):
        refusal = wire.refused(method, "application/" + segment_id + path, {"enabled": False})[1]
        assert refusal["id"] == "non.restricted.entity.authorization.failed"
