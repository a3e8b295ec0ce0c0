# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How machines come into being, what is written of them, and how they go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from support.playbooks import ROOT
from support.tenants import TestTenant
from support.wire import Wire
from zpa_emulator.enrolment import enrol, show_code
from zpa_emulator.errors import Refusal
from zpa_emulator.seeds import (
    add_app_connector,
    add_provisioning_key,
    add_service_edge,
    add_service_edge_group,
)

KEYS = "associationType/CONNECTOR_GRP/provisioningKey"
PATHS = {"connector": "connectors", "serviceEdge": "serviceEdges"}


def key_of(zpa: TestTenant, **details: Any) -> dict[str, Any]:
    zpa.add_connector_group("site")
    return add_provisioning_key(zpa.tenant, "key", "site", **details)


def add(zpa: TestTenant, path: str, *names: str, **details: Any) -> list[str]:
    """Add machines to the group ``site``, which is added too; return their ids."""
    if path == "connector":
        zpa.add_connector_group("site")
        return [add_app_connector(zpa.tenant, name, "site", **details)["id"] for name in names]
    add_service_edge_group(zpa.tenant, "site")
    return [add_service_edge(zpa.tenant, name, "site", **details)["id"] for name in names]


# -- By a key --------------------------------------------------------------------------------------------


def test_a_machine_enrols_with_a_key_and_counts(zpa: TestTenant, tmp_path: Path) -> None:
    key = key_of(zpa, max_usage=2)
    file = tmp_path / "key"
    file.write_text(key["provisioningKey"] + "\n", "utf-8")
    command = [
        sys.executable,
        str(ROOT / "tests/emulator/enrol.py"),
        str(file),
        "--at",
        zpa.emulator.base_url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = zpa.stored("key-1", "connector")
    assert done.stdout == "connector %s key-1\n" % found["id"]
    shown = Wire(zpa).get("connector/" + found["id"])
    assert (shown["modifiedBy"], shown["enabled"], shown["upgradeAttempt"]) == ("-2", True, "0")
    assert (shown["provisioningKeyName"], shown["appConnectorGroupName"]) == ("key", "site")
    assert shown["controlChannelStatus"] == "ZPN_STATUS_AUTHENTICATED"
    assert enrol([zpa.tenant], key["provisioningKey"], connects=False)["name"] == "key-2"
    assert zpa.stored("key", KEYS)["usageCount"] == "2"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "The provisioning key was used 2 times already.\n")


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"enabled": False}, "is disabled"),
        ({"usage_count": 10}, "was used 10 times"),
        ({"ipAcl": ["192.0.2.0/24"]}, "is not for machines at 198.51.100.54"),
        ({"provisioningKey": "3|other"}, "No provisioning key"),
    ],
    ids=["disabled", "used up", "from elsewhere", "another one"],
)
def test_a_key_that_is_not_for_a_machine_is_refused(
    zpa: TestTenant, details: dict[str, Any], reason: str
) -> None:
    text = key_of(zpa)["provisioningKey"]
    zpa.stored("key", KEYS).update(details)
    zpa.stored("key", KEYS)["usageCount"] = str(details.get("usage_count", 0))
    with pytest.raises(Refusal) as refused:
        enrol([zpa.tenant], text)
    assert reason in refused.value.body["reason"]


def test_a_service_edge_is_in_its_group_as_recorded(zpa: TestTenant) -> None:
    group = add_service_edge_group(zpa.tenant, "site")
    key = add_provisioning_key(zpa.tenant, "key", "site", "SERVICE_EDGE_GRP")
    url = zpa.emulator.base_url + "/_emulator/enrolments"
    answer = requests.post(url, json={"provisioning_key": key["provisioningKey"]}, timeout=10)
    assert (answer.status_code, answer.json()["path"]) == (201, "serviceEdge")
    (edge,) = Wire(zpa).get("serviceEdgeGroup/" + group["id"])["serviceEdges"]
    recorded = {"id", "modifiedTime", "creationTime", "modifiedBy", "name", "fingerprint", "issuedCertId"}
    assert set(edge) == {
        *recorded,
        "enabled",
        "privateBrokerVersion",
        "upgradeAttempt",
        "provisioningKeyId",
    }
    version = edge["privateBrokerVersion"]
    assert (version["ctrlChannelStatus"], version["serviceEdgeGroupId"]) == (
        "ZPN_STATUS_AUTHENTICATED",
        group["id"],
    )
    assert len(version["lastConnectTime"]) == 16


# -- By a user code --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("prefix", "key"), [("associationType/", "userCodes"), ("", "user_codes")])
def test_a_user_code_enrols_a_machine_once(zpa: TestTenant, prefix: str, key: str) -> None:
    """One client asks at one path with one key, another one at the other one with the other one."""
    code, wire = show_code(zpa.tenant), Wire(zpa)
    group = zpa.add_connector_group("site", enrollmentCertId="6573")
    path, body = prefix + "CONNECTOR_GRP/usercodes", {key: [code]}
    assert wire.send("POST", path + "/status", body).json()["userCodes"] == []
    answer = wire.send("POST", path, {**body, "componentGroupId": group["id"]})
    assert (answer.status_code, answer.json()["userCodes"][0]["userCode"]) == (200, code)
    assert zpa.stored("site-1", "connector")["appConnectorGroupId"] == group["id"]
    assert wire.send("POST", path + "/status", body).json()["userCodes"] == [code]
    again = wire.refused("POST", path, {**body, "componentGroupId": group["id"]})
    assert (again[0], again[1]["params"]) == (400, ["userCodes"])


def test_a_user_code_needs_a_group_with_a_certificate_and_a_machine(zpa: TestTenant) -> None:
    code, wire = show_code(zpa.tenant), Wire(zpa)
    bare = zpa.add_connector_group("bare")
    group = zpa.add_connector_group("site", enrollmentCertId="6573")
    edges = add_service_edge_group(zpa.tenant, "edges", enrollmentCertId="6574")
    for association, codes, found, params in (
        ("CONNECTOR_GRP", [code], bare, "enrollmentCertId"),
        ("CONNECTOR_GRP", [], group, "userCodes"),
        ("CONNECTOR_GRP", ["NONE-SUCH"], group, "userCodes"),
        ("CONNECTOR_GRP", [code], edges, "componentGroupId"),
        ("SERVICE_EDGE_GRP", [code], edges, "userCodes"),
    ):
        body = {"componentGroupId": found["id"], "userCodes": codes}
        status, refusal = wire.refused("POST", association + "/usercodes", body)
        assert (status, refusal["params"]) == (400, [params])


# -- What becomes of machines ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_of_a_machine_a_name_a_description_and_whether_it_is_on_are_written(
    zpa: TestTenant, path: str
) -> None:
    (number,) = add(zpa, path, "one")
    wire, before = Wire(zpa), Wire(zpa).get("%s/%s" % (path, number))
    other = {"name": "two", "description": "d", "enabled": False}
    wire.put("%s/%s" % (path, number), {**before, **other, "currentVersion": "1", "platform": "el7"})
    after = wire.get("%s/%s" % (path, number))
    moving = {"modifiedTime", "modifiedBy", "lastBrokerConnectTimeDuration"}
    assert {key for key in after if after[key] != before.get(key)} - moving == set(other)
    assert wire.refused("POST", path, {"name": "three"})[0] == 404


def test_a_machine_that_never_connected_has_the_documented_keys_only(zpa: TestTenant) -> None:
    key = key_of(zpa)
    made = enrol([zpa.tenant], key["provisioningKey"], connects=False)
    documented = {"id", "modifiedTime", "creationTime", "modifiedBy", "name", "fingerprint", "issuedCertId"}
    documented |= {"enabled", "upgradeAttempt", "location", "provisioningKeyId", "provisioningKeyName"}
    documented |= {"enrollmentCert", "appConnectorGroupId", "appConnectorGroupName"}
    assert set(Wire(zpa).get("connector/" + made["id"])) - {"microtenantName"} == documented


@pytest.mark.parametrize("path", PATHS)
def test_machines_are_deleted_one_by_one_or_together(zpa: TestTenant, path: str) -> None:
    ids, wire = add(zpa, path, "one", "two", "three", "four"), Wire(zpa)
    wire.delete("%s/%s" % (path, ids.pop()))
    assert wire.refused("POST", path + "/bulkDelete", {"ids": [*ids, "4711"]})[1]["params"] == ["ids"]
    zpa.tenant.quirks.left_in_bulk = 1
    answer = wire.send("POST", path + "/bulkDelete", {"ids": ids})
    assert (answer.status_code, answer.content) == (200, b"")
    assert list(zpa.tenant.table(path)) == ids[2:]


@pytest.mark.parametrize("path", PATHS)
def test_a_group_keeps_its_machines(zpa: TestTenant, path: str) -> None:
    add(zpa, path, "one")
    groups = {"connector": "appConnectorGroup", "serviceEdge": "serviceEdgeGroup"}[path]
    status, refusal = Wire(zpa).refused("DELETE", "%s/%s" % (groups, zpa.stored("site", groups)["id"]))
    assert (status, refusal["params"][1]) == (400, "one")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("controlChannelStatus EQ ZPN_STATUS_DISCONNECTED", ["gone", "just gone"]),
        ("lastBrokerDisconnectTimeDuration GT 15d", ["gone"]),
        ("lastBrokerDisconnectTimeDuration LTEQ 15d", ["just gone"]),
        ("enabled EQ true AND lastBrokerDisconnectTimeDuration GT 1h", ["gone"]),
        ("currentVersion EQ 26.52.3", ["gone", "just gone", "there"]),
    ],
)
def test_machines_are_searched_as_documented(zpa: TestTenant, search: str, found: list[str]) -> None:
    add(zpa, "connector", "there")
    add_app_connector(zpa.tenant, "gone", "site", disconnected_for="40d")
    add_app_connector(zpa.tenant, "just gone", "site", disconnected_for="2h", enabled=False)
    add_app_connector(zpa.tenant, "never there", "site", connected=False)
    listed = Wire(zpa).get("connector?search=" + search)["list"]
    assert [entry["name"] for entry in listed] == found


def test_a_word_that_joins_two_terms_hides_a_name_from_a_search_and_not_from_a_task(zpa: TestTenant) -> None:
    add(zpa, "connector", "R AND D", "other")
    assert "list" not in Wire(zpa).get("connector?search=name EQ R AND D")
    result = zpa.run("zpa_app_connector", name="R AND D", description="d")
    assert (result.get("changed"), zpa.stored("R AND D", "connector")["description"]) == (True, "d")


def test_edges_are_in_the_group_that_names_them(zpa: TestTenant) -> None:
    one, two = add(zpa, "serviceEdge", "one", "two")
    other, wire = add_service_edge_group(zpa.tenant, "other"), Wire(zpa)
    path = "serviceEdgeGroup/" + other["id"]
    wire.put(path, {"name": "other", "serviceEdges": [{"id": two}]})
    wire.put(path, {"name": "other"})
    assert [edge["id"] for edge in wire.get(path)["serviceEdges"]] == [two]
    wire.put(path, {"name": "other", "serviceEdges": []})
    assert "serviceEdges" not in wire.get(path)
    site = wire.get("serviceEdgeGroup/" + zpa.stored("site", "serviceEdgeGroup")["id"])
    assert [edge["id"] for edge in site["serviceEdges"]] == [one]


# -- Schedules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["connectorSchedule", "serviceEdgeSchedule"])
def test_a_customer_has_one_schedule(zpa: TestTenant, path: str) -> None:
    wire = Wire(zpa)
    body = {"customerId": zpa.tenant.customer_id, "enabled": True, "deleteDisabled": False}
    body.update(frequency="days", frequencyInterval="30")
    assert wire.refused("GET", path)[0] == 404
    created = wire.post(path, body)
    assert {key: value for key, value in created.items() if key != "id"} == body
    assert wire.refused("POST", path, body)[1]["id"] == "resource.already.exist"
    wire.put("%s/%s" % (path, created["id"]), {**created, "enabled": False, "frequencyInterval": "90"})
    assert wire.get(path) == {**created, "enabled": False, "frequencyInterval": "90"}
    for wrong, key in (
        ({"frequencyInterval": "6"}, "frequencyInterval"),
        ({"frequency": "hours"}, "frequency"),
        ({"customerId": "1"}, "customerId"),
    ):
        refusal = wire.refused("PUT", "%s/%s" % (path, created["id"]), {**created, **wrong})
        assert refusal[1]["params"] == [key]
    assert wire.refused("DELETE", "%s/%s" % (path, created["id"]))[0] == 404


def test_a_schedule_that_nobody_made_can_be_empty_and_its_creation_silent(zpa: TestTenant) -> None:
    zpa.tenant.quirks.no_schedule, zpa.tenant.quirks.silent_schedule = "empty", True
    wire = Wire(zpa)
    assert wire.get("connectorSchedule") == {}
    answer = wire.send("POST", "connectorSchedule", {"frequencyInterval": "5"})
    assert (answer.status_code, answer.content) == (204, b"")
