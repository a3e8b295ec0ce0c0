# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``zpa_audit`` with a file of tasks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.audits import APPLICATIONS, GROUP, PREFIX, audit, folder_of, tasks_of
from support.policies import rules_in_order
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator


def test_tasks_never_write_whatever_they_say(estate: TestTenant, tmp_path: Path) -> None:
    tasks = tasks_of(
        tmp_path,
        {GROUP: {"name": "Other", "description": "declared"}, "check_mode": False},
        {"block": [{GROUP: {"name": "Same", "state": "absent"}}], "check_mode": False},
        {PREFIX + "zpa_policy_rule_order": {"rules": ["c", "a"]}, "check_mode": False},
        {PREFIX + "zpa_config": {"config": {"segment_groups": [{"name": "New"}]}}, "check_mode": False},
    )
    found = audit(estate, tmp_path, tasks_file=tasks)
    assert found.run.code == 2
    assert found.objects == {
        "segment_group Other": "update",
        "segment_group Same": "delete",
        "segment_group New": "create",
        "access access": "reorder",
    }
    assert rules_in_order(estate)[:3] == ["a", "b", "c"]


def test_what_tasks_declare_is_not_unmanaged(estate: TestTenant, tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, {GROUP: {"name": "{{ item }}"}, "loop": ["Other", "Same"]})
    found = audit(estate, tmp_path, tasks_file=tasks)
    assert found.objects == {"segment_group Other": "as_declared", "segment_group Same": "as_declared"}
    assert found.unmanaged == ["Subsidiary", "Stranger", "Berlin", *APPLICATIONS, "a", "b", "c"]


def test_a_folder_and_tasks_make_one_report(estate: TestTenant, tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, {GROUP: {"name": "Stranger"}})
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]})
    found = audit(estate, tmp_path, tasks_file=tasks, tenant_dir=folder, kinds=[])
    assert set(found.objects) == {"segment_group Same", "segment_group Stranger"}
    assert found.unmanaged == ["Other"]


def test_a_task_that_fails_is_a_finding_and_the_next_one_is_audited(
    estate: TestTenant, tmp_path: Path
) -> None:
    tasks = tasks_of(
        tmp_path, {GROUP: {"name": "Same", "applications": ["4711"]}}, {GROUP: {"name": "Other"}}
    )
    found = audit(estate, tmp_path, tasks_file=tasks, fail_on_drift=False)
    assert found.run.code == 2
    assert found.objects == {"segment_group Same": "error", "segment_group Other": "as_declared"}
    assert "The audit goes on after a task that fails" in found.run.output


@pytest.mark.parametrize("given", [{"applications": ["4711"]}, {"enabled": "perhaps"}], ids=["id", "value"])
@pytest.mark.parametrize("by", ["folder", "tasks"])
def test_what_cannot_be_declared_at_all_is_an_error_and_no_drift(
    estate: TestTenant, tmp_path: Path, by: str, given: dict[str, Any]
) -> None:
    entry = {"name": "Same", **given}
    declared = (
        {"tenant_dir": folder_of(tmp_path, {"segment_groups": [entry]})}
        if by == "folder"
        else {"tasks_file": tasks_of(tmp_path, {GROUP: entry})}
    )
    found = audit(estate, tmp_path, fail_on_drift=False, **declared)
    assert found.run.code == 2
    assert (found.document["summary"]["errors"], found.document["summary"]["drifted"]) == (1, 0)
    assert found.document["verdict"] == "incomplete"
    assert "<error " in (found.folder / "drift.xml").read_text("utf-8")


@pytest.mark.parametrize("by", ["folder", "tasks"])
def test_a_name_that_no_task_can_create_is_an_error_and_no_drift(
    estate: TestTenant, tmp_path: Path, by: str
) -> None:
    rule = {
        "name": "a",
        "conditions": [{"operands": [{"object_type": "IDP", "objects": ["Nobody"]}]}],
    }
    if by == "folder":
        given = {"tenant_dir": folder_of(tmp_path, {"policy_rules": {"access": [rule]}})}
    else:
        given = {"tasks_file": tasks_of(tmp_path, {PREFIX + "zpa_policy_rule": rule})}
    found = audit(estate, tmp_path, fail_on_drift=False, **given)
    assert found.run.code == 2
    assert "no identity provider has the name or id 'Nobody'" in found.errors[0]
    assert found.document["verdict"] == "incomplete"


def test_a_task_of_others_that_fails_ends_the_file_with_an_error(estate: TestTenant, tmp_path: Path) -> None:
    tasks = tasks_of(
        tmp_path,
        {GROUP: {"name": "Same"}},
        {"name": "Trip", "ansible.builtin.fail": {"msg": "over a stone"}},
        {GROUP: {"name": "Other"}},
    )
    found = audit(estate, tmp_path, tasks_file=tasks)
    assert found.run.code == 2
    assert "segment_group Other" not in found.objects
    assert found.errors == ["over a stone (The tasks after it were not audited.)"]


def test_a_task_that_cannot_even_begin_is_an_error(estate: TestTenant, tmp_path: Path) -> None:
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, {GROUP: {"name": "{{ nobody_set_it }}"}}))
    assert found.run.code == 2
    assert "nobody_set_it" in found.errors[0]


def test_a_task_that_is_tried_again_counts_once(estate: TestTenant, tmp_path: Path) -> None:
    again = {"register": "found", "until": "found.tries | default(3) == 3", "retries": 2, "delay": 0}
    task = {GROUP: {"name": "New"}, **again, "until": "found.attempts > 1"}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, task))
    assert len(found.document["tenants"][0]["objects"]) == 1


def test_items_that_differ_in_their_environment_alone_count_each(
    estate: TestTenant, emulator: Emulator, tmp_path: Path
) -> None:
    other = new_tenant(emulator, tmp_path / "tokens")
    task = {
        GROUP: {"name": "Same"},
        "environment": "{{ item }}",
        "loop": [other.environment, estate.environment],
        "loop_control": {"label": "of the loop"},
    }
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, task), kinds=[])
    assert found.run.code == 2
    (tenant,) = found.document["tenants"]
    assert [(one["status"], one["connection"]) for one in tenant["objects"]] == [
        ("drifted", {"customer_id": other.tenant.customer_id}),
        ("as_declared", {"customer_id": estate.tenant.customer_id}),
    ]


def test_each_run_of_a_task_counts_and_of_its_tries_the_last(estate: TestTenant, tmp_path: Path) -> None:
    again = {"until": "found.attempts > 1", "retries": 3, "delay": 0, "register": "found"}
    (tmp_path / "more.yml").write_text(yaml.safe_dump([{GROUP: {"name": "Same"}}]), "utf-8")
    more = {"ansible.builtin.include_tasks": str(tmp_path / "more.yml"), "loop": [1, 2, 3]}
    tries = {GROUP: {"name": "Other"}, "loop": [1, 2], **again}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, more, tries), kinds=[])
    (tenant,) = found.document["tenants"]
    assert sorted(one["name"] for one in tenant["objects"]) == ["Other"] * 2 + ["Same"] * 3


def test_a_task_whose_time_is_over_is_an_error_also_where_the_file_rescues_it(
    estate: TestTenant, tmp_path: Path
) -> None:
    estate.fault("slow", "segmentGroup", seconds=5)
    late = {"block": [{GROUP: {"name": "Same"}, "timeout": 1}], "rescue": [{GROUP: {"name": "Other"}}]}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, late), kinds=[])
    assert found.run.code == 2
    assert found.objects == {"segment_group Same": "error", "segment_group Other": "as_declared"}


def test_what_no_log_hides_stays_hidden(estate: TestTenant, tmp_path: Path) -> None:
    task = {"name": "Quiet", GROUP: {"name": "Other", "description": "hush"}, "no_log": True}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, task))
    assert found.document["summary"]["drifted"] == 1
    assert "hush" not in json.dumps(found.document) + found.run.output
