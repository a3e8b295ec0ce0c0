# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Segment groups as zscaler-sdk-python and pyZscaler see them."""

from __future__ import annotations

import pytest
from fidelity.clients import Answer, Client
from support.tenants import TestTenant

UNKNOWN = "216196257331999999"


@pytest.fixture
def sales(zpa: TestTenant) -> str:
    """The id of a group with applications."""
    return zpa.add_group("Sales", description="All of sales", applications=["SAP", "Payroll"])["id"]


def ids(zpa: TestTenant, *names: str) -> list[str]:
    return [zpa.stored(name, "application")["id"] for name in names]


def members(zpa: TestTenant, answer: Answer) -> list[str]:
    """The names of the applications of the group that a client returned."""
    table = zpa.tenant.table("application")
    return sorted(table[entry["id"]]["name"] for entry in answer.value.get("applications", ()))


# -- Both clients ----------------------------------------------------------------------------------------


def test_a_group_is_read_with_its_applications(client: Client, zpa: TestTenant) -> None:
    group_id = zpa.add_group("Finance", applications=["Git"])["id"]
    (application,) = client.segment_groups.get(group_id).value["applications"]
    assert (application["name"], application["domain_names"]) == ("Git", ["git.example.com"])
    assert application["tcp_port_range"] == [{"from": "443", "to": "443"}]


def test_a_group_without_applications_has_none(client: Client) -> None:
    assert not client.segment_groups.add(name="Empty").value.get("applications")


def test_a_listed_group_is_marked_as_migrated_and_a_single_one_is_not(client: Client, sales: str) -> None:
    (listed,) = client.segment_groups.list().value
    assert {**client.segment_groups.get(sales).value, "policy_migrated": True} == listed


def test_a_group_with_applications_is_not_deleted(client: Client, zpa: TestTenant) -> None:
    group_id = zpa.add_group("Finance", applications=["Git"])["id"]
    answer = client.segment_groups.delete(group_id)
    assert answer.refusal == (400, "resource.referenced")
    assert answer.reason == "Resource is being referenced in Application : Git."
    assert answer.params == ["Application", "Git"]


# -- zscaler-sdk-python ----------------------------------------------------------------------------------


def test_the_sdk_adds_a_group_with_applications(sdk: Client, zpa: TestTenant) -> None:
    given = [{"id": object_id} for object_id in ids(zpa, "SAP", "Payroll")]
    added = sdk.segment_groups.add(name="Sales", enabled=True, applications=given)
    assert members(zpa, added) == ["Payroll", "SAP"]
    assert members(zpa, sdk.segment_groups.get(added.value["id"])) == ["Payroll", "SAP"]


def test_the_sdk_sees_names_of_applications_only_when_it_reads(sdk: Client, zpa: TestTenant) -> None:
    (sap,) = ids(zpa, "SAP")
    added = sdk.segment_groups.add(name="Sales", applications=[{"id": sap}]).value
    read = sdk.segment_groups.get(added["id"]).value
    assert "name" not in added["applications"][0]
    assert read["applications"][0]["name"] == "SAP"


def test_the_sdk_empties_a_description_that_it_leaves_out_of_an_update(sdk: Client, sales: str) -> None:
    assert sdk.segment_groups.update(sales, name="Sales and marketing").status == 204
    group = sdk.segment_groups.get(sales).value
    assert group["name"] == "Sales and marketing"
    assert "description" not in group
    assert group["enabled"] is True


def test_the_sdk_keeps_applications_that_it_leaves_out_of_an_update(
    sdk: Client, sales: str, zpa: TestTenant
) -> None:
    assert sdk.segment_groups.update(sales, name="Sales and marketing").status == 204
    assert zpa.members("Sales and marketing") == ["Payroll", "SAP"]


def test_the_sdk_adds_and_removes_applications_by_the_second_version(
    sdk: Client, sales: str, zpa: TestTenant
) -> None:
    changes = {"added_apps": ids(zpa, "Jira"), "deleted_apps": ids(zpa, "SAP"), "description": "Again"}
    assert sdk.segment_groups.update_v2(sales, id=sales, name="Sales", **changes).status == 204
    group = sdk.segment_groups.get(sales)
    assert members(zpa, group) == ["Jira", "Payroll"]
    assert group.value["description"] == "Again"


def test_the_sdk_is_refused_an_unknown_application(sdk: Client, sales: str) -> None:
    answer = sdk.segment_groups.update_v2(sales, name="Sales", added_apps=[UNKNOWN])
    assert answer.refusal == (400, "invalid.resource.argument")
    assert answer.reason == "One or more input fields applications are not valid."


def test_the_sdk_deletes_a_group_once_it_is_empty(sdk: Client, sales: str, zpa: TestTenant) -> None:
    assert sdk.segment_groups.update(sales, name="Sales", applications=[]).status == 204
    assert sdk.segment_groups.delete(sales).status == 204
    assert zpa.tenant.table("segmentGroup") == {}


# -- pyZscaler -------------------------------------------------------------------------------------------


def test_pyzscaler_adds_a_group_with_applications(pyzscaler: Client, zpa: TestTenant) -> None:
    added = pyzscaler.segment_groups.add(name="Sales", application_ids=ids(zpa, "SAP", "Payroll"))
    assert members(zpa, added) == ["Payroll", "SAP"]
    assert members(zpa, pyzscaler.segment_groups.get(added.value["id"])) == ["Payroll", "SAP"]


def test_pyzscaler_keeps_applications_that_it_is_not_told_about(
    pyzscaler: Client, sales: str, zpa: TestTenant
) -> None:
    assert members(zpa, pyzscaler.segment_groups.update(sales, enabled=False)) == ["Payroll", "SAP"]


def test_pyzscaler_replaces_the_applications_of_a_group(
    pyzscaler: Client, sales: str, zpa: TestTenant
) -> None:
    changed = pyzscaler.segment_groups.update(sales, application_ids=ids(zpa, "Payroll", "Jira"))
    assert members(zpa, changed) == ["Jira", "Payroll"]


def test_pyzscaler_keeps_the_applications_when_given_no_ids(
    pyzscaler: Client, sales: str, zpa: TestTenant
) -> None:
    """It sends the empty list by a key that the API does not know."""
    kept = pyzscaler.segment_groups.update(sales, application_ids=[])
    assert zpa.writes[-1].body["applicationIds"] == []
    assert members(zpa, kept) == ["Payroll", "SAP"]


def test_pyzscaler_moves_applications_to_the_group_that_names_them(
    pyzscaler: Client, sales: str, zpa: TestTenant
) -> None:
    successor = pyzscaler.segment_groups.add(name="Successor", application_ids=ids(zpa, "SAP", "Payroll"))
    assert members(zpa, successor) == ["Payroll", "SAP"]
    assert "applications" not in pyzscaler.segment_groups.get(sales).value
    assert pyzscaler.segment_groups.delete(sales).value == 204
