# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The microtenant of a connection, said by its name."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.whereabouts import (
    FRESH,
    in_its_microtenant,
)
from support.cases import RESOURCES, Subject
from support.tenants import TestTenant

SUBSIDIARY = "216196257331290001"
THERE = {"microtenant_id": "Subsidiary"}
SCOPED = [subject for subject in RESOURCES if subject.resource.kind.scoped]


def of_microtenants(zpa: TestTenant) -> list[Any]:
    return [entry for entry in zpa.calls if entry.path.endswith("/microtenants")]


def test_a_name_is_looked_up_once_and_every_other_request_has_the_id(zpa: TestTenant) -> None:
    zpa.add_group("Finance", microtenant_id=SUBSIDIARY)
    result = zpa.group(name="Finance", description="d", **THERE)
    assert result["segment_group"]["microtenant_id"] == SUBSIDIARY
    first, *others = zpa.calls
    assert [first] == of_microtenants(zpa)
    assert "microtenantId" not in first.query
    assert {entry.query["microtenantId"] for entry in others} == {SUBSIDIARY}


@pytest.mark.parametrize("given", [SUBSIDIARY, "0", "", None])
def test_an_id_is_not_looked_up(zpa: TestTenant, given: str | None) -> None:
    assert not zpa.group(name="Finance", microtenant_id=given).get("failed")
    assert of_microtenants(zpa) == []


@pytest.mark.parametrize("spelled", ["subsidiary", " SUBSIDIARY "])
def test_letter_case_does_not_matter(zpa: TestTenant, spelled: str) -> None:
    assert zpa.group(name="Finance", microtenant_id=spelled)["segment_group"]["microtenant_id"] == SUBSIDIARY


def test_letter_case_matters_where_two_names_differ_in_nothing_else(zpa: TestTenant) -> None:
    zpa.add_microtenant("subsidiary", object_id="8")
    assert zpa.group(name="Finance", **THERE)["segment_group"]["microtenant_id"] == SUBSIDIARY
    said = zpa.group(name="Finance", microtenant_id="SUBSIDIARY")["msg"]
    assert said == (
        "microtenant_id: 2 microtenants are named 'SUBSIDIARY'. Give the id of the one you mean: %s, 8."
        % SUBSIDIARY
    )


def test_a_name_that_nothing_has_is_refused_before_anything_else(zpa: TestTenant) -> None:
    failed = zpa.group(name="Finance", microtenant_id="Subsidary")
    assert failed["problems"] == [
        "microtenant_id: no microtenant has the name or id 'Subsidary'. Near matches: 'Subsidiary'. The "
        "other one is 'Default'."
    ]
    assert zpa.calls == of_microtenants(zpa)


def test_digits_that_are_no_id_are_no_name_either(zpa: TestTenant) -> None:
    (problem,) = zpa.group(name="Finance", microtenant_id="007")["problems"]
    assert problem.startswith("microtenant_id: '007' is neither the id of a microtenant nor a name")


def test_who_may_not_list_microtenants_is_told_to_give_the_id(zpa: TestTenant) -> None:
    zpa.fault("status", "/microtenants", status=403, body={"id": "authz.denied", "reason": "No."})
    said = zpa.group(name="Finance", **THERE)["msg"]
    assert "Cannot list microtenants: No" in said
    assert said.endswith("give the id of its own as microtenant_id")


@pytest.mark.parametrize("subject", SCOPED, ids=str)
@pytest.mark.parametrize("way", ["module", "info", "config"])
def test_every_module_takes_a_name(zpa: TestTenant, subject: Subject, way: str) -> None:
    subject.furnish(zpa, SUBSIDIARY)
    subject.add(zpa, "Finance", microtenant_id=SUBSIDIARY, object_id="55")
    result = {
        "module": lambda: subject.run(zpa, name="Finance", description="d", **THERE),
        "info": lambda: subject.info(zpa, **THERE),
        "config": lambda: zpa.run(
            "zpa_config", config=subject.config({"name": "Finance", "description": "d"}), **THERE
        ),
    }[way]()
    assert not result.get("failed"), result
    assert {entry.query.get("microtenantId") for entry in zpa.calls} - {None} == {SUBSIDIARY}


# -- What does not exist yet -------------------------------------------------------------------------------

LATER = {"microtenant_id": "Later"}
WARNING = (
    "microtenant_id: no microtenant has the name or id 'Later'. These exist: 'Default', 'Subsidiary'. In a "
    "real run that is an error, unless an earlier task creates it."
)


def test_check_mode_plans_in_a_microtenant_that_an_earlier_task_would_create(zpa: TestTenant) -> None:
    zpa.add_group("Finance")
    result = zpa.group(check=True, name="Finance", **LATER)
    assert (result["changed"], result["diff"]["before"]) == (True, {})
    assert result["segment_group"]["microtenant_id"] is None
    assert WARNING in str(result["warnings"])
    assert zpa.calls == of_microtenants(zpa)


def test_a_real_run_does_not(zpa: TestTenant) -> None:
    assert zpa.group(name="Finance", **LATER)["failed"]
    assert zpa.writes == []


def test_check_mode_finds_there_what_microtenants_inherit_and_nothing_else(zpa: TestTenant) -> None:
    zpa.tenant.add("certificate", {"name": "Wildcard", "cName": "*.example.com"}, object_id="61")
    zpa.add_server_group("Berlin")
    inherited = zpa.run(
        "zpa_reference_info", check=True, kind="browser_access_certificate", name="Wildcard", **LATER
    )
    assert [row["id"] for row in inherited["references"]] == ["61"]
    own = zpa.run("zpa_reference_info", check=True, kind="server_group", **LATER)
    assert own["references"] == []


def test_check_mode_plans_a_whole_folder_there(zpa: TestTenant) -> None:
    config = {
        "segment_groups": [{"name": "Finance"}],
        "policy_rules": {"access": [{"name": "All", "action": "ALLOW"}]},
    }
    result = zpa.run("zpa_config", check=True, config=config, **LATER)
    assert [(step["operation"], step["name"]) for step in result["plan"]] == [
        ("create", "Finance"),
        ("create", "All"),
    ]


# -- One loop ----------------------------------------------------------------------------------------------


def connected(zpa: TestTenant, **changes: Any) -> Client:
    root = zpa.emulator.base_url
    secrets = {"client_id": zpa.client_id, "client_secret": zpa.client_secret}
    settings = Settings(
        root, root + "/signin", zpa.tenant.customer_id, **secrets, microtenant_id="Subsidiary"
    )
    return Client(settings._replace(**changes))


def test_the_items_of_a_loop_share_what_a_name_means_for_a_while(zpa: TestTenant) -> None:
    now = 100.0
    for later in (0.0, FRESH - 1, FRESH + 1):
        client = in_its_microtenant(connected(zpa), clock=lambda: now + later)  # noqa: B023 - called at once
        assert client.settings.microtenant_id == SUBSIDIARY
    assert len(of_microtenants(zpa)) == 2


def test_another_credential_asks_itself(zpa: TestTenant) -> None:
    in_its_microtenant(connected(zpa))
    in_its_microtenant(connected(zpa, timeout=29))
    assert len(of_microtenants(zpa)) == 2


# -- An id that is none --------------------------------------------------------------------------------------


@pytest.mark.parametrize("params", [["microtenantId"], []])
def test_an_id_that_is_no_microtenant_is_told_with_where_it_comes_from(
    zpa: TestTenant, params: list[str]
) -> None:
    reason = "One or more input fields microtenantId are not valid."
    refusal = {"id": "invalid.input", "reason": reason, "params": params}
    zpa.fault("status", "GET .*/segmentGroup", status=400, body=refusal)
    said = zpa.group(name="Finance", microtenant_id="4711")["msg"]
    assert "microtenantId is microtenant_id, which is '4711' and comes from the task." in said


def test_what_is_not_found_in_a_microtenant_is_told_with_its_id(zpa: TestTenant) -> None:
    zpa.add_group("Finance", microtenant_id=SUBSIDIARY)
    zpa.add_connector_group("Zurich")
    said = zpa.run("zpa_server_group", name="S", app_connector_groups=["Zurich"], **THERE)["msg"]
    assert "no App Connector group has the name or id 'Zurich'" in said
    assert (
        said.count("There are no App Connector groups to choose from in the microtenant %s." % SUBSIDIARY)
        == 1
    )
