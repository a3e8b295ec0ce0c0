# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connectors, service edges and their schedules, from zscaler-sdk-python to modules and back."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from fidelity.clients import Client
from support.tenants import TestTenant
from zpa_emulator.seeds import add_machine, add_service_edge_group


def succeeded(result: dict[str, Any]) -> dict[str, Any]:
    assert not result.get("failed"), result["msg"]
    return result


class Machine(NamedTuple):
    """A kind of machine: its path, and what the SDK calls it, and its schedule."""

    path: str
    module: str
    api: str
    noun: str
    schedule: str


MACHINES = (
    Machine("connector", "app_connector", "app_connectors", "connector", "connectorSchedule"),
    Machine("serviceEdge", "service_edge", "service_edges", "service_edge", "serviceEdgeSchedule"),
)


@pytest.fixture(params=MACHINES, ids=lambda machine: machine.path)
def machine(request: pytest.FixtureRequest, zpa: TestTenant) -> Machine:
    zpa.add_connector_group("Berlin")
    add_service_edge_group(zpa.tenant, "Berlin")
    for number in range(3):
        add_machine(zpa.tenant, request.param.path, "Berlin-%d" % number, "Berlin", object_id=str(7 + number))
    found: Machine = request.param
    return found


# Of service edges the SDK fails on answers with facts, before anybody sees them.
@pytest.mark.parametrize("machine", MACHINES[:1], ids=lambda machine: machine.path, indirect=True)
def test_the_sdk_reads_and_changes_what_a_task_has_renamed(
    sdk: Client, zpa: TestTenant, machine: Machine
) -> None:
    task = "zpa_" + machine.module
    succeeded(zpa.run(task, name="Berlin-0", new_name="Gate", description="By a task"))
    read = sdk.call(machine.api, "get_" + machine.noun, "7").value
    assert (read["name"], read["description"], read["enabled"]) == ("Gate", "By a task", True)
    given = {"name": "Gate", "description": "By the SDK", "enabled": True}
    sdk.call(machine.api, "update_" + machine.noun, "7", **given).must_succeed()
    zpa.forget()
    assert succeeded(zpa.run(task, **given))["changed"] is False
    assert zpa.writes == []


def test_what_the_sdk_deletes_at_once_is_gone_for_tasks(
    sdk: Client, zpa: TestTenant, machine: Machine
) -> None:
    # For service edges it answers with a number, unlike elsewhere, so that what became of them has to tell.
    sdk.call(machine.api, "bulk_delete_%ss" % machine.noun, ["7", "9"])
    listed = succeeded(zpa.run("zpa_%s_info" % machine.module))["%ss" % machine.module]
    assert [one["id"] for one in listed] == ["8"]
    assert succeeded(zpa.run("zpa_" + machine.module, name="Berlin-2", state="absent"))["changed"] is False


def test_a_schedule_of_a_task_is_what_the_sdk_reads(sdk: Client, zpa: TestTenant, machine: Machine) -> None:
    given = {"kind": machine.module, "enabled": True, "frequency_interval": 30}
    succeeded(zpa.run("zpa_connector_schedule", **given))
    api = machine.module + "_schedule"
    read = sdk.call(api, "get_%s_schedule" % machine.noun).value
    assert (read["enabled"], read["frequency"], read["frequency_interval"]) == (True, "days", "30")
    assert zpa.writes[-1].body["customerId"] == zpa.tenant.customer_id
    assert list(zpa.tenant.table(machine.schedule)) == [read["id"]]
