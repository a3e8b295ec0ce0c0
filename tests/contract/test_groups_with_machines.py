# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups in which there is something: they are not deleted, and nobody asks ZPA to."""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import TestTenant
from zpa_emulator.seeds import add_app_connector, add_provisioning_key, add_service_edge


@pytest.fixture(params=["app_connector", "service_edge"])
def machine(request: pytest.FixtureRequest, zpa: TestTenant) -> str:
    """The key of machines, of which Main-1 is in the group Main. There is a key for the group as well."""
    is_edge = request.param == "service_edge"
    (zpa.add_service_edge_group if is_edge else zpa.add_connector_group)("Main")
    association = "SERVICE_EDGE_GRP" if is_edge else "CONNECTOR_GRP"
    add_provisioning_key(zpa.tenant, "Enroll", "Main", association)
    (add_service_edge if is_edge else add_app_connector)(zpa.tenant, "Main-1", "Main")
    return str(request.param)


@pytest.mark.parametrize("check", [True, False], ids=["check", "run"])
def test_a_task_names_what_is_in_the_group(zpa: TestTenant, machine: str, check: bool) -> None:
    # The group shows its machines itself, which another server need not do.
    refused = zpa.run("zpa_%s_group" % machine, check, name="Main", state="absent")
    assert "'Main-1' (id " in refused["msg"]
    assert "'Enroll" in refused["msg"]
    assert zpa.writes == []


def test_a_configuration_names_what_is_in_the_group(zpa: TestTenant, machine: str) -> None:
    config = {machine + "_groups": [{"name": "Main", "state": "absent"}]}
    refused = zpa.run("zpa_config", config=config)
    assert "'Main-1' (id " in refused["msg"]
    assert "'Enroll" in refused["msg"]
    # Nothing takes an App Connector out of its group; a service edge can go to another one.
    stays = "App Connector 'Main-1' cannot leave it: declare that absent in the same task."
    assert (stays in refused["msg"]) is (machine == "app_connector")
    assert zpa.writes == []


def test_a_configuration_deletes_what_is_in_the_group_first(zpa: TestTenant, machine: str) -> None:
    gone: dict[str, Any] = {"state": "absent"}
    config = {
        machine + "_groups": [{"name": "Main", **gone}],
        machine + "s": [{"name": "Main-1", **gone}],
        "provisioning_keys": [{"name": "Enroll", "association_type": machine + "_group", **gone}],
    }
    result = zpa.run("zpa_config", config=config)
    assert not result.get("failed"), result["msg"]
    kinds = [step["kind"] for step in result["plan"]]
    assert kinds[-1] == machine + "_group"
    assert sorted(kinds) == sorted(["provisioning_key", machine, machine + "_group"])


@pytest.mark.parametrize("check", [True, False], ids=["check", "run"])
@pytest.mark.parametrize("is_declared", [False, True], ids=["silent", "declared"])
def test_a_configuration_moves_what_is_in_the_group_elsewhere_first(
    zpa: TestTenant, check: bool, is_declared: bool
) -> None:
    for name in ("Main", "Other"):
        zpa.add_service_edge_group(name)
    edge = add_service_edge(zpa.tenant, "Main-1", "Main")
    config = {
        "service_edge_groups": [
            {"name": "Main", "state": "absent"},
            {"name": "Other", "service_edges": ["Main-1"]},
        ],
        **({"service_edges": [{"name": "Main-1", "description": "Moved"}]} if is_declared else {}),
    }
    result = zpa.run("zpa_config", check, config=config)
    assert not result.get("failed"), result["msg"]
    assert [step["operation"] for step in result["plan"]][-1] == "delete"
    if not check:
        (group,) = zpa.tenant.table("serviceEdgeGroup").values()
        assert group["name"] == "Other"
        assert zpa.tenant.table("serviceEdge")[edge["id"]]["serviceEdgeGroupId"] == group["id"]


def test_a_configuration_keeps_a_group_of_which_one_stays(zpa: TestTenant) -> None:
    for name in ("Main", "Other"):
        zpa.add_service_edge_group(name)
    for name in ("Main-1", "Main-2"):
        add_service_edge(zpa.tenant, name, "Main")
    groups = [{"name": "Main", "state": "absent"}, {"name": "Other", "service_edges": ["Main-1"]}]
    refused = zpa.run("zpa_config", config={"service_edge_groups": groups})
    assert "it is named by service edge 'Main-2' (id " in refused["msg"]
    assert "'Main-1'" not in refused["msg"]
    assert zpa.writes == []
