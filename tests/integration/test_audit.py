# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``zpa_audit``: what it reports, and that it never writes to a tenant."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from support.playbooks import Run, run_playbook
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

PREFIX = "zerotrust.zpa."
GROUP = PREFIX + "zpa_segment_group"
FOLDER = {
    "segment_groups": [{"name": "Same"}, {"name": "Other", "description": "declared"}, {"name": "New"}],
    "policy_rules": {"access": [{"name": "b"}, {"name": "a"}]},
}
FILES = {"drift.html", "drift.json", "drift.md", "drift.xml"}


class Audit(NamedTuple):
    """A finished audit: the run, the report, and where it is."""

    run: Run
    document: dict[str, Any]
    folder: Path

    @property
    def objects(self) -> dict[str, str]:
        """What the report says of each object."""
        (tenant,) = self.document["tenants"]
        return {
            " ".join([one["policy_type"] or one["kind"], one["name"]]): one["operation"] or one["status"]
            for one in tenant["objects"]
        }

    @property
    def errors(self) -> list[str]:
        (tenant,) = self.document["tenants"]
        return [one["message"] for one in tenant["objects"] if one["status"] == "error"]

    @property
    def unmanaged(self) -> list[str]:
        (tenant,) = self.document["tenants"]
        return [one["name"] for one in tenant["unmanaged"]]


@pytest.fixture
def estate(zpa: TestTenant) -> TestTenant:
    for name in ("Same", "Other", "Stranger"):
        zpa.add_group(name)
    for name in ("a", "b", "c"):
        add_rule(zpa, name)
    zpa.add_connector_group("Berlin")
    return zpa


@pytest.fixture(autouse=True)
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files of the run are. Its path is short, as those of sockets must be."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


def role(**variables: Any) -> list[dict[str, Any]]:
    given = {"zpa_audit_" + name: value for name, value in variables.items()}
    return [{"ansible.builtin.import_role": {"name": PREFIX + "zpa_audit"}, "vars": given}]


def folder_of(tmp_path: Path, config: dict[str, Any]) -> str:
    folder = tmp_path / "tenant"
    folder.mkdir()
    (folder / "all.yml").write_text(yaml.safe_dump(config), "utf-8")
    return str(folder)


def tasks_of(tmp_path: Path, *tasks: dict[str, Any]) -> str:
    path = tmp_path / "tasks.yml"
    path.write_text(yaml.safe_dump(list(tasks)), "utf-8")
    return str(path)


def audit(zpa: TestTenant, tmp_path: Path, *flags: str, **variables: Any) -> Audit:
    """Run the role. Nothing is written to the tenant, and nothing but the report is left."""
    zpa.forget()
    run = run_playbook(zpa, role(read_limit=1000, **variables), tmp_path, *flags)
    assert zpa.writes == []
    assert list(Path(os.environ["TMPDIR"]).glob("zpa-audit-*")) == []
    folder = tmp_path / "drift" / "localhost"
    assert {path.name for path in folder.iterdir()} == FILES, run.output
    text = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert zpa.client_secret not in text + run.output
    return Audit(run, json.loads((folder / "drift.json").read_text("utf-8")), folder)


# -- A folder --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flags", [(), ("--check", "--diff")], ids=["real run", "check mode"])
def test_drift_is_reported_and_nothing_is_written(
    estate: TestTenant, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    found = audit(estate, tmp_path, *flags, tenant_dir=folder_of(tmp_path, FOLDER))
    assert found.run.code == 2
    assert "The report is in %s" % found.folder in found.run.output
    assert found.objects == {
        "segment_group Same": "as_declared",
        "segment_group Other": "update",
        "segment_group New": "create",
        "access a": "as_declared",
        "access b": "as_declared",
        "access access": "reorder",
    }
    assert found.unmanaged == ["Stranger", "Berlin", "c"]
    assert found.document["verdict"] == "drifted"


def test_the_report_is_the_same_if_modules_run_apart(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, FOLDER)
    here = audit(estate, tmp_path, tenant_dir=folder).document
    apart = audit(estate, tmp_path, "-e", "zpa_in_process=false", tenant_dir=folder).document
    assert {**here, "generated_at": ""} == {**apart, "generated_at": ""}


def test_it_ends_well_if_all_is_as_declared(estate: TestTenant, tmp_path: Path) -> None:
    found = audit(estate, tmp_path, tenant_dir=folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]}))
    assert found.run.code == 0, found.run.output
    assert found.document["verdict"] == "as_declared"


def test_what_the_role_zpa_tenant_would_delete_is_drift(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}, {"name": "Other"}]})
    found = audit(estate, tmp_path, tenant_dir=folder, state="overridden")
    assert found.objects["segment_group Stranger"] == "delete"
    assert found.unmanaged == ["Berlin", "a", "b", "c"]


def test_it_audits_the_folder_that_the_role_zpa_tenant_applies(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]})
    given = {"zpa_tenant_dir": folder, "zpa_tenant_state": "overridden", "zpa_tenant_protect": ["Stranger"]}
    found = audit(estate, tmp_path, "-e", json.dumps(given))
    assert found.objects == {"segment_group Same": "as_declared", "segment_group Other": "delete"}


def test_it_looks_for_what_nobody_declared_where_it_is_told_to(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]})
    found = audit(estate, tmp_path, tenant_dir=folder, kinds=["app_connector_groups"])
    assert found.unmanaged == ["Other", "Stranger", "Berlin"]


@pytest.mark.parametrize(
    ("variables", "code"),
    [({"fail_on_drift": False}, 0), ({"fail_on_drift": False, "fail_on_unmanaged": True}, 2)],
    ids=["drift", "what nobody declared"],
)
def test_what_makes_it_fail_can_be_chosen(
    estate: TestTenant, tmp_path: Path, variables: dict[str, bool], code: int
) -> None:
    found = audit(estate, tmp_path, tenant_dir=folder_of(tmp_path, FOLDER), **variables)
    assert found.run.code == code, found.run.output
    assert ("<failure" in (found.folder / "drift.xml").read_text("utf-8")) is True


def test_what_is_wrong_in_the_folder_is_told_with_file_and_line(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same", "applications": ["nope"]}]})
    found = audit(estate, tmp_path, tenant_dir=folder, fail_on_drift=False)
    assert found.run.code == 2
    assert "no application segment has the name or id 'nope'" in found.errors[0]
    assert "all.yml, line 2" in json.dumps(found.document["tenants"][0]["notes"])
    assert found.document["verdict"] == "incomplete"


def test_a_folder_that_cannot_be_read_is_an_error_of_the_report(estate: TestTenant, tmp_path: Path) -> None:
    found = audit(estate, tmp_path, tenant_dir=str(tmp_path / "nowhere"))
    assert found.run.code == 2
    assert "nowhere" in found.errors[0]


def test_a_tenant_that_does_not_answer_is_an_error_of_the_report(estate: TestTenant, tmp_path: Path) -> None:
    estate.fault("status", status=403, times=99)
    found = audit(estate, tmp_path, tenant_dir=folder_of(tmp_path, FOLDER))
    assert found.run.code == 2
    assert "HTTP 403" in found.errors[0]


# -- A file of tasks -------------------------------------------------------------------------------------


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
    assert found.unmanaged == ["Stranger", "Berlin", "a", "b", "c"]


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
        tmp_path, {GROUP: {"name": "Same", "applications": ["nope"]}}, {GROUP: {"name": "Other"}}
    )
    found = audit(estate, tmp_path, tasks_file=tasks, fail_on_drift=False)
    assert found.run.code == 2
    assert found.objects == {"segment_group Same": "error", "segment_group Other": "as_declared"}
    assert "The audit goes on after a task that fails" in found.run.output


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
    assert found.errors == ["over a stone"]


def test_a_task_that_cannot_even_begin_is_an_error(estate: TestTenant, tmp_path: Path) -> None:
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, {GROUP: {"name": "{{ nobody_set_it }}"}}))
    assert found.run.code == 2
    assert "nobody_set_it" in found.errors[0]


def test_a_task_that_is_tried_again_counts_once(estate: TestTenant, tmp_path: Path) -> None:
    again = {"register": "found", "until": "found.tries | default(3) == 3", "retries": 2, "delay": 0}
    task = {GROUP: {"name": "New"}, **again, "until": "found.attempts > 1"}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, task))
    assert len(found.document["tenants"][0]["objects"]) == 1


def test_what_no_log_hides_stays_hidden(estate: TestTenant, tmp_path: Path) -> None:
    task = {"name": "Quiet", GROUP: {"name": "Other", "description": "hush"}, "no_log": True}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, task))
    assert found.document["summary"]["drifted"] == 1
    assert "hush" not in json.dumps(found.document) + found.run.output


# -- What is passed on -----------------------------------------------------------------------------------


def test_the_outcome_is_passed_on_to_workflows(estate: TestTenant, tmp_path: Path) -> None:
    zpa, folder = estate, folder_of(tmp_path, FOLDER)
    run = run_playbook(zpa, role(tenant_dir=folder), tmp_path, ANSIBLE_SHOW_CUSTOM_STATS="True")
    (stats,) = (line for line in run.output.splitlines() if "zpa_audit_drifted" in line)
    told = json.loads(stats.partition(":")[2])
    assert {key: told["zpa_audit_" + key] for key in ("drifted", "unmanaged", "errors")} == {
        "drifted": 3,
        "unmanaged": 3,
        "errors": 0,
    }
    assert told["zpa_audit_names"] == [
        "segment group New",
        "segment group Other",
        "order of the access rules",
    ]
    assert told["zpa_audit_reports"] == [str(tmp_path / "drift" / "localhost")]


def test_tenants_have_reports_of_their_own(estate: TestTenant, emulator: Emulator, tmp_path: Path) -> None:
    other = new_tenant(emulator, tmp_path / "tokens")
    hosts = {name: {"customer": zpa.connection} for name, zpa in (("first", estate), ("second", other))}
    inventory = {
        "all": {
            "vars": {
                "ansible_connection": "local",
                "ansible_python_interpreter": "{{ ansible_playbook_python }}",
            },
            "hosts": hosts,
        }
    }
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump(inventory), "utf-8")
    connection = {key: "{{ customer.%s }}" % key for key in estate.connection}
    play = {
        "hosts": "all",
        "gather_facts": False,
        "module_defaults": {"group/zerotrust.zpa.all": connection},
        "tasks": role(tasks_file=tasks_of(tmp_path, {GROUP: {"name": "Same"}}), fail_on_drift=False),
    }
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play]), "utf-8")
    run = run_playbook(estate, tmp_path / "play.yml", tmp_path, "-i", str(tmp_path / "hosts.yml"))
    assert run.code == 0, run.output
    found = {
        host: json.loads((tmp_path / "drift" / host / "drift.json").read_text("utf-8"))["verdict"]
        for host in hosts
    }
    assert found == {"first": "as_declared", "second": "drifted"}
    assert estate.writes == other.writes == []


def test_it_says_so_if_nothing_is_declared(estate: TestTenant, tmp_path: Path) -> None:
    run = run_playbook(estate, role(), tmp_path)
    assert run.code == 2
    assert "There is nothing to audit. Set zpa_audit_tenant_dir" in run.output


def test_a_report_that_cannot_be_written_is_told(estate: TestTenant, tmp_path: Path, temporary: Path) -> None:
    (tmp_path / "file").touch()
    folder = folder_of(tmp_path, FOLDER)
    run = run_playbook(estate, role(tenant_dir=folder, report_dir=str(tmp_path / "file")), tmp_path)
    assert run.code == 2
    assert "The report cannot be written" in run.output
    assert list(temporary.glob("zpa-audit-*")) == []
