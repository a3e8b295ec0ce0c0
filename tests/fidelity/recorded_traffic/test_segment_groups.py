# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was recorded from the API, and what its documents say, request by request.

The recordings are the cassettes of zscaler/zscaler-sdk-python, in tests/integration/zpa/cassettes:
TestSegmentGroup.yaml, TestAccessPolicyReorderRule.yaml (429), TestAppConnectorGroup.yaml (401). The documents
are the vendor's help pages, above all "Configuring Segment Groups Using API".
"""

from __future__ import annotations

from typing import Any

import pytest
from support.recorded import BAD_APPLICATIONS, JSON, NOT_FOUND, UNKNOWN, Wire, ids

JSON_UTF8 = "application/json;charset=utf-8"

# The keys that all 29 applications of the recorded list have.
RECORDED_APPLICATION = (
    "id modifiedTime creationTime modifiedBy name domainName domainNames enabled passiveHealthEnabled "
    "tcpPortRanges doubleEncrypt healthCheckType icmpAccessType bypassType configSpace ipAnchored "
    "bypassOnReauth inspectTrafficWithZia tcpKeepAlive useInDrMode matchStyle selectConnectorCloseToApp "
    "weightedLoadBalancing extranetEnabled adpEnabled apiProtectionEnabled autoAppProtectEnabled "
    "fqdnDnsCheck policyStyle tcpPortRange"
)


# -- The recorded life of a segment group ----------------------------------------------------------------


def test_a_segment_group_lives_as_recorded(wire: Wire) -> None:
    created = wire.send("POST", "segmentGroup", {"name": "sg-one", "description": "d", "enabled": True})
    group = created.json()
    assert (created.status_code, created.headers["content-type"]) == (201, JSON_UTF8)
    computed = {key: group[key] for key in ("id", "modifiedTime", "creationTime", "modifiedBy")}
    assert all(isinstance(value, str) and value.isdigit() for value in computed.values())
    written = {"name": "sg-one", "description": "d", "enabled": True}
    filled_in = {
        "configSpace": "DEFAULT",
        "tcpKeepAliveEnabled": "0",
        "readOnly": False,
        "zscalerManaged": False,
    }
    assert group == {**computed, **written, **filled_in}
    path = "segmentGroup/" + group["id"]
    assert wire.get(path) == {**group, "microtenantName": "Default"}

    updated = wire.put(group["id"], name="sg-one Updated")
    assert (updated.status_code, updated.content) == (204, b"")
    assert "content-type" not in updated.headers
    changed = wire.get(path)
    del group["description"]
    assert changed == {
        **group,
        "name": "sg-one Updated",
        "microtenantName": "Default",
        "modifiedTime": changed["modifiedTime"],
    }

    wire.zpa.add_group("Example", description="Example test", applications=["SAP"])
    listed = wire.get("segmentGroup")
    assert (listed["totalPages"], listed["totalCount"]) == ("1", "2")
    assert listed["list"][1] == {**changed, "policyMigrated": True}
    assert set(listed) == {"totalPages", "totalCount", "list"}

    deleted = wire.send("DELETE", path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert "content-type" not in deleted.headers
    gone = wire.send("GET", path)
    assert (gone.status_code, gone.json()) == (404, NOT_FOUND)


def test_an_embedded_application_has_every_recorded_key(wire: Wire) -> None:
    wire.zpa.add_group("Finance", applications=["SAP"])
    (application,) = wire.get("segmentGroup")["list"][0]["applications"]
    assert set(application) >= set(RECORDED_APPLICATION.split())
    assert application["domainName"] == application["domainNames"][0]
    assert application["tcpPortRanges"] == ["443", "443"]
    assert application["tcpPortRange"] == [{"from": "443", "to": "443"}]


def test_the_answer_to_a_creation_shows_reduced_applications(wire: Wire) -> None:
    sap = wire.zpa.tenant.find("application", "SAP")
    (application,) = wire.create(name="Finance", applications=[{"id": sap["id"]}])["applications"]
    assert application["id"] == sap["id"]
    assert "name" not in application


def test_reads_and_deletions_may_bring_an_empty_object(wire: Wire) -> None:
    group = wire.create(name="sg-one")
    path = "segmentGroup/" + group["id"]
    assert wire.send("GET", path, {}).status_code == 200
    assert wire.send("GET", "segmentGroup", {}).status_code == 200
    assert wire.send("DELETE", path, {}).status_code == 204


def test_only_a_name_makes_a_disabled_group(wire: Wire) -> None:
    assert wire.create(name="sg-one")["enabled"] is False


def test_a_name_loses_blanks_at_its_ends_and_keeps_those_inside(wire: Wire) -> None:
    assert wire.create(name="  BD   SA   Profile ")["name"] == "BD   SA   Profile"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"enabled": True}, "name"),
        ({"name": "  "}, "name"),
        ({"name": ["7"]}, "name"),
        ({"name": "sg-one", "enabled": "yes"}, "enabled"),
        ({"name": "sg-one", "configSpace": "MOON"}, "configSpace"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(wire: Wire, body: dict[str, Any], field: str) -> None:
    answer = wire.send("POST", "segmentGroup", body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, JSON)
    assert (answer.json()["id"], answer.json()["params"]) == ("invalid.resource.argument", [field])


def test_nulls_and_unknown_keys_are_ignored(wire: Wire) -> None:
    sap = wire.zpa.tenant.find("application", "SAP")
    group = wire.create(name="sg-one", description=None, applications=[{"id": sap["id"]}], colour="blue")
    assert not {"description", "colour"} & set(group)
    assert wire.put(group["id"], name="sg-one", applications=None, policyMigrated=None).status_code == 204
    assert wire.zpa.members("sg-one") == ["SAP"]


def test_a_whole_object_may_be_sent_back(wire: Wire) -> None:
    wire.zpa.add_group("Finance", description="d", applications=["SAP", "Payroll"])
    before = wire.get("segmentGroup")["list"][0]
    assert wire.put(before["id"], **before).status_code == 204
    after = wire.get("segmentGroup")["list"][0]
    moving = ("modifiedTime", "modifiedBy")
    assert {**before, **{key: after[key] for key in moving}} == after


def test_a_number_is_taken_for_a_text_and_shown_as_one(wire: Wire) -> None:
    group = wire.create(name=7, description=1.5, tcpKeepAliveEnabled=1)
    assert (group["name"], group["description"], group["tcpKeepAliveEnabled"]) == ("7", "1.5", "1")


def test_a_second_group_of_a_name_is_refused(wire: Wire) -> None:
    other = wire.create(name="sg-two")
    wire.create(name="sg-one")
    for answer in (
        wire.send("POST", "segmentGroup", {"name": "sg-one"}),
        wire.put(other["id"], name="sg-one"),
    ):
        assert (answer.status_code, answer.json()["id"]) == (400, "resource.already.exist")


def test_a_group_with_applications_is_not_deleted(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance", applications=["SAP"])
    answer = wire.send("DELETE", "segmentGroup/" + group["id"])
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "params": ["Application", "SAP"],
            "id": "resource.referenced",
            "reason": "Resource is being referenced in Application : SAP.",
        },
    )
    assert wire.found("") == ["Finance"]


@pytest.mark.parametrize("flag", ["restrictedEntity", "readOnly", "zscalerManaged"])
def test_a_restricted_group_is_neither_changed_nor_deleted(wire: Wire, flag: str) -> None:
    group = wire.zpa.add_group("Zscaler Deception", **{flag: True})
    path = "segmentGroup/" + group["id"]
    changes = [
        wire.send("DELETE", path),
        wire.put(group["id"], name="x"),
        wire.put(group["id"], "v2", name="x"),
    ]
    for answer in changes:
        assert answer.status_code == 400
        assert answer.json()["id"] == "non.restricted.entity.authorization.failed"
    assert wire.get(path)["name"] == "Zscaler Deception"


def test_an_unknown_id_is_not_found(wire: Wire) -> None:
    path = "segmentGroup/" + UNKNOWN
    answers = [
        wire.send("GET", path),
        wire.send("DELETE", path),
        wire.put(UNKNOWN, name="x"),
        wire.put(UNKNOWN, "v2", name="x"),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_the_second_version_has_only_the_update(wire: Wire) -> None:
    group = wire.create(name="sg-one")
    path = "segmentGroup/" + group["id"]
    for method, where in (("GET", path), ("DELETE", path), ("GET", "segmentGroup"), ("POST", "segmentGroup")):
        assert wire.send(method, where, {"name": "sg-two"}, "v2").status_code == 404


# -- Updates of the second version -----------------------------------------------------------------------


def test_v2_adds_and_removes_applications(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance", applications=["SAP", "Payroll"])
    answer = wire.put(
        group["id"],
        "v2",
        id=group["id"],
        name="Finance",
        enabled=True,
        skipDetailedAppInfo=True,
        scopeName="Default",
        configSpace="DEFAULT",
        restrictedEntity=False,
        hideInfoTooltip=True,
        description="d",
        addedApps=ids(wire.zpa, "Jira"),
        deletedApps=ids(wire.zpa, "SAP"),
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert wire.zpa.members("Finance") == ["Jira", "Payroll"]
    shown = wire.get("segmentGroup/" + group["id"])
    assert shown["description"] == "d"
    assert not {"skipDetailedAppInfo", "scopeName", "hideInfoTooltip", "addedApps"} & set(shown)


def test_v2_accepts_ids_that_are_numbers(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance")
    added = [int(object_id) for object_id in ids(wire.zpa, "SAP")]
    assert wire.put(group["id"], "v2", name="Finance", addedApps=added).status_code == 204
    assert wire.zpa.members("Finance") == ["SAP"]


def test_v2_keeps_what_it_is_not_told_to_change(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance", description="d", applications=["SAP"])
    assert wire.put(group["id"], "v2", name="Money", addedApps=[], deletedApps=[]).status_code == 204
    shown = wire.get("segmentGroup/" + group["id"])
    assert (shown["name"], shown["description"], shown["enabled"]) == ("Money", "d", True)
    assert wire.zpa.members("Money") == ["SAP"]


def test_v2_accepts_an_empty_list_of_applications(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance", applications=["SAP"])
    assert wire.put(group["id"], "v2", name="Finance", applications=[]).status_code == 204
    assert wire.zpa.members("Finance") == ["SAP"]


@pytest.mark.parametrize("wrong", ["unknown", "present", "absent", "not a list", "whole list"])
def test_v2_refuses_wrong_applications_and_changes_nothing(wire: Wire, wrong: str) -> None:
    group = wire.zpa.add_group("Finance", applications=["SAP"])
    sap, jira = ids(wire.zpa, "SAP", "Jira")
    lists: dict[str, Any] = {
        "unknown": {"addedApps": [jira, UNKNOWN]},
        "present": {"addedApps": [jira, sap]},
        "absent": {"deletedApps": [sap, jira]},
        "not a list": {"addedApps": jira},
        "whole list": {"applications": [{"id": jira}]},
    }
    answer = wire.put(group["id"], "v2", name="Money", **lists[wrong])
    assert (answer.status_code, answer.json()) == (400, BAD_APPLICATIONS)
    assert wire.zpa.members("Finance") == ["SAP"]


def test_v1_replaces_the_applications_that_it_names_and_keeps_them_otherwise(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance", applications=["SAP", "Payroll"])
    assert wire.put(group["id"], name="Finance").status_code == 204
    assert wire.zpa.members("Finance") == ["Payroll", "SAP"]
    wanted = [{"id": object_id} for object_id in ids(wire.zpa, "SAP", "Jira")]
    assert wire.put(group["id"], name="Finance", applications=wanted).status_code == 204
    assert wire.zpa.members("Finance") == ["Jira", "SAP"]
    assert wire.put(group["id"], name="Finance", applications=[]).status_code == 204
    assert wire.zpa.members("Finance") == []


def test_an_application_belongs_to_one_group_only(wire: Wire) -> None:
    wire.zpa.add_group("Finance", applications=["SAP", "Payroll"])
    group = wire.create(name="Money")
    assert wire.put(group["id"], "v2", addedApps=ids(wire.zpa, "SAP")).status_code == 204
    assert wire.zpa.members("Money") == ["SAP"]
    assert wire.zpa.members("Finance") == ["Payroll"]
