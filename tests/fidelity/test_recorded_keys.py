# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Provisioning keys and service edge groups as recorded, request by request, and what is left open.

The recordings are TestAppConnectorGroupProvisioningKey.yaml, TestServiceEdgeGroupProvisioningKey.yaml and
TestServiceEdgeGroup.yaml of zscaler/zscaler-sdk-python, in tests/integration/zpa/cassettes. Names are other
ones here.
"""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import TestTenant
from support.wire import Wire
from zpa_emulator.policy_seeds import add_trusted_network
from zpa_emulator.seeds import add_provisioning_key, add_service_edge_group, tenant_of

STAMPS = {"id", "modifiedTime", "creationTime", "modifiedBy"}
FLAGS = {"readOnly": False, "zscalerManaged": False}
PLACE = {"latitude": "37.33874", "longitude": "-121.8852525", "location": "San Jose, CA, USA"}
CITY = {"cityCountry": "San Jose, US", "countryCode": "US"}
KEYS = "associationType/CONNECTOR_GRP/provisioningKey"


def without_stamps(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in STAMPS}


@pytest.mark.parametrize(
    ("association", "path", "certificate"),
    [
        ("CONNECTOR_GRP", "appConnectorGroup", "Connector"),
        ("SERVICE_EDGE_GRP", "serviceEdgeGroup", "Service Edge"),
    ],
)
def test_the_life_of_a_key_is_as_recorded(
    zpa: TestTenant, association: str, path: str, certificate: str
) -> None:
    wire = Wire(zpa)
    group = wire.post(path, {"name": "site", "enabled": True, **PLACE})
    certificate_id = zpa.stored(certificate, "enrollmentCert")["id"]
    keys = "associationType/%s/provisioningKey" % association
    body = {"enrollmentCertId": certificate_id, "name": "key", "maxUsage": 2, "zcomponentId": group["id"]}
    answer = wire.send("POST", keys, {**body, "componentId": group["id"]})
    created = answer.json()
    assert answer.status_code == 200
    secret = created["provisioningKey"]
    assert secret.startswith("3|api.private.zscaler.com|")
    assert len(created["id"]) == 5
    assert without_stamps(created) == {
        **body,
        "maxUsage": "2",
        "usageCount": "0",
        "enabled": True,
        "exportable": True,
        "provisioningKey": secret,
        **FLAGS,
    }
    names = {"zcomponentName": "site", "enrollmentCertName": certificate}
    assert wire.get("%s/%s" % (keys, created["id"])) == {**created, **names}
    assert wire.get(keys) == {"totalPages": "1", "totalCount": "1", "list": [{**created, **names}]}
    of_group = "associationType/%s/zcomponent/%s/provisioningKey" % (association, group["id"])
    assert wire.get(of_group) == [{**created, **names}]
    wire.put("%s/%s" % (keys, created["id"]), {"name": "key Updated"})
    wire.delete("%s/%s" % (keys, created["id"]))
    wire.delete("%s/%s" % (path, group["id"]))


def test_the_life_of_a_service_edge_group_is_as_recorded(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    body = {
        "name": "site",
        "description": "d",
        "enabled": True,
        **PLACE,
        "upgradeDay": "SUNDAY",
        "upgradeTimeInSecs": "66600",
        "overrideVersionProfile": True,
        "versionProfileId": "0",
        "isPublic": "TRUE",
    }
    off = ("useInDrMode", "exclusiveForBusinessContinuity", "graceDistanceEnabled")
    created = wire.post("serviceEdgeGroup", body)
    assert without_stamps(created) == {**body, **CITY, **dict.fromkeys(off, False), **FLAGS}
    path = "serviceEdgeGroup/" + created["id"]
    read = wire.get(path)
    added = {key: value for key, value in read.items() if key not in created}
    assert added.pop("version")["version_profile_gid"] == "0"
    assert added == {
        "versionProfileName": "Default",
        "upgradePriority": "WEEK",
        "versionProfileVisibilityScope": "ALL",
        "microtenantName": "Default",
    }
    wire.put(path, {"name": "site Updated"})
    assert without_stamps(wire.get(path)) == {**without_stamps(read), "name": "site Updated"}
    wire.delete(path)
    named = {**body, "name": "other", "versionProfileName": "Default"}
    assert wire.post("serviceEdgeGroup", named)["versionProfileName"] == "Default"


def test_a_grace_distance_and_networks_come_back_as_recorded(zpa: TestTenant) -> None:
    network, wire = add_trusted_network(zpa.tenant, "Site"), Wire(zpa)
    grace = {"graceDistanceEnabled": True, "graceDistanceValue": "10", "graceDistanceValueUnit": "MILES"}
    body = {"name": "site", **PLACE, **grace, "trustedNetworks": [{"id": network["id"]}]}
    read = wire.get("serviceEdgeGroup/" + wire.post("serviceEdgeGroup", body)["id"])
    assert read["graceDistanceValue"] == "10.0"
    assert read["trustedNetworks"] == [network]
    for wrong, key in (
        ({"graceDistanceValueUnit": None}, "graceDistanceValueUnit"),
        ({"isPublic": True}, "isPublic"),
    ):
        status, refusal = wire.refused("POST", "serviceEdgeGroup", {**body, "name": "other", **wrong})
        assert (status, refusal["params"]) == (400, [key])


def key_of(zpa: TestTenant, **details: Any) -> tuple[str, dict[str, Any]]:
    """A key of a group of its own, and its path."""
    zpa.add_connector_group("site")
    found = add_provisioning_key(zpa.tenant, "key", "site", **details)
    return "%s/%s" % (KEYS, found["id"]), dict(found)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"zcomponentId": "4711"}, "zcomponentId"),
        ({"enrollmentCertId": "6574"}, "enrollmentCertId"),
        ({"maxUsage": "2"}, "maxUsage"),
        ({"maxUsage": "0"}, "maxUsage"),
        ({"exportable": True}, "exportable"),
    ],
    ids=["no such group", "another certificate", "fewer than are in use", "none", "exportable again"],
)
def test_what_a_key_cannot_become_is_refused(zpa: TestTenant, change: dict[str, Any], refused: str) -> None:
    path, found = key_of(zpa, usage_count=3, exportable=False)
    status, refusal = Wire(zpa).refused("PUT", path, {**found, **change})
    assert (status, refusal["params"]) == (400, [refused])


@pytest.mark.parametrize(("fixed", "stays"), [("ignored", True), ("taken", False)])
def test_a_key_can_be_one_of_another_group_if_a_quirk_says_so(
    zpa: TestTenant, fixed: str, stays: bool
) -> None:
    zpa.tenant.quirks.fixed_fields = fixed
    path, found = key_of(zpa)
    other = zpa.add_connector_group("other")
    Wire(zpa).put(path, {**found, "zcomponentId": other["id"]})
    assert (zpa.stored("key", KEYS)["zcomponentId"] == found["zcomponentId"]) is stays


def test_a_key_that_cannot_be_exported_is_shown_by_its_creation_at_most(zpa: TestTenant) -> None:
    path, found = key_of(zpa, exportable=False)
    wire = Wire(zpa)
    assert "provisioningKey" not in wire.get(path)
    assert "provisioningKey" not in wire.get(KEYS)["list"][0]
    assert "provisioningKey" in wire.send("POST", KEYS, {**found, "name": "one"}).json()
    zpa.tenant.quirks.hides_new_key = True
    assert "provisioningKey" not in wire.send("POST", KEYS, {**found, "name": "two"}).json()


def test_keys_keep_their_group_unless_they_go_with_it(zpa: TestTenant) -> None:
    _path, found = key_of(zpa)
    wire, group = Wire(zpa), "appConnectorGroup/" + found["zcomponentId"]
    assert wire.refused("DELETE", group)[1]["params"] == ["Provisioning Key", "key"]
    zpa.tenant.quirks.content_goes = True
    wire.delete(group)
    assert not zpa.tenant.table(KEYS)


def test_a_tenant_can_refuse_keys_or_a_type_of_them(zpa: TestTenant) -> None:
    _path, found = key_of(zpa)
    wire = Wire(zpa)
    zpa.tenant.quirks.refuses_keys = True
    assert wire.refused("POST", KEYS, {**found, "name": "new"})[1]["id"] == "provisioning.key.not.supported"
    zpa.tenant.quirks.refused_key_types = ("NP_ASSISTANT_GRP",)
    assert wire.refused("GET", KEYS.replace("CONNECTOR_GRP", "NP_ASSISTANT_GRP"))[0] == 400
    assert wire.get(KEYS.replace("CONNECTOR_GRP", "EXPORTER_GRP")) == {"totalPages": "0", "totalCount": "0"}


def test_a_seeded_service_edge_group_is_like_one_that_was_made(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    seeded = add_service_edge_group(zpa.tenant, "seeded")
    made = wire.post("serviceEdgeGroup", {"name": "made", "isPublic": "TRUE", "enabled": True, **PLACE})
    assert set(wire.get("serviceEdgeGroup/" + seeded["id"])) == set(
        wire.get("serviceEdgeGroup/" + made["id"])
    )


def test_a_seed_has_all_that_stands_at_sites() -> None:
    tenant = tenant_of(
        {
            "customer_id": "1",
            "auth_domains": ["example.net"],
            "microtenants": [{"name": "north", "domains": ["example.net"]}],
            "trusted_networks": [{"name": "Zurich"}],
            "app_connector_groups": [{"name": "site", "connectors": [{"name": "one", "id": "7"}]}],
            "service_edge_groups": [{"name": "edges", "trusted_networks": ["Zurich"]}],
            "provisioning_keys": [{"name": "key", "group": "site", "usage_count": 2}],
            "app_connectors": [{"name": "key-2", "group": "site", "key": "key", "disconnected_for": "40d"}],
            "service_edges": [{"name": "edge", "group": "edges", "connected": False}],
            "schedules": {"connectorSchedule": {"frequency_interval": 5}},
        }
    )
    assert list(tenant.microtenants.values()) == ["Default", "north"]
    assert tenant.find("microtenants", "north")["criteriaAttributeValues"] == ["example.net"]
    assert tenant.find("connector", "one")["id"] == "7"
    assert tenant.find("connector", "key-2")["provisioningKeyId"] == tenant.find(KEYS, "key")["id"]
    assert tenant.find(KEYS, "key")["usageCount"] == "2"
    network = {"id": tenant.find("network", "Zurich (zscalerthree.net)")["id"]}
    assert tenant.find("serviceEdgeGroup", "edges")["trustedNetworks"] == [network]
    assert "currentVersion" not in tenant.find("serviceEdge", "edge")
    (schedule,) = tenant.table("connectorSchedule").values()
    assert schedule["frequencyInterval"] == "5"
