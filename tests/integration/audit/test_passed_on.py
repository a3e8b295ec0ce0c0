# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role ``zpa_audit`` passes on."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from support.audits import APPLICATIONS, FOLDER, GROUP, PREFIX, audit, folder_of, inventory_of, role, tasks_of
from support.playbooks import run_playbook
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator


def test_the_outcome_is_passed_on_to_workflows(estate: TestTenant, tmp_path: Path) -> None:
    zpa, folder = estate, folder_of(tmp_path, FOLDER)
    run = run_playbook(zpa, role(tenant_dir=folder), tmp_path, ANSIBLE_SHOW_CUSTOM_STATS="True")
    (stats,) = (line for line in run.output.splitlines() if "zpa_audit_drifted" in line)
    told = json.loads(stats.partition(":")[2])
    assert {key: told["zpa_audit_" + key] for key in ("drifted", "unmanaged", "errors")} == {
        "drifted": 3,
        "unmanaged": len(["Subsidiary", "Stranger", "Berlin", *APPLICATIONS, "c"]),
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
    flags = inventory_of(tmp_path, **hosts)
    connection = {key: "{{ customer.%s }}" % key for key in estate.connection}
    play = {
        "hosts": "all",
        "gather_facts": False,
        "module_defaults": {"group/zerotrust.zpa.all": connection},
        "tasks": role(tasks_file=tasks_of(tmp_path, {GROUP: {"name": "Same"}}), fail_on_drift=False),
    }
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play]), "utf-8")
    run = run_playbook(estate, tmp_path / "play.yml", tmp_path, *flags)
    assert run.code == 0, run.output
    found = {
        host: json.loads((tmp_path / "drift" / host / "drift.json").read_text("utf-8"))["verdict"]
        for host in hosts
    }
    assert found == {"first": "as_declared", "second": "drifted"}
    assert estate.writes == other.writes == []


def test_tenants_do_not_overwrite_the_reports_of_each_other(estate: TestTenant, tmp_path: Path) -> None:
    variables = {"tasks_file": tasks_of(tmp_path, {GROUP: {"name": "Same"}}), "report_dir": "drift/localhost"}
    flags = inventory_of(tmp_path, first={}, second={})
    found = audit(estate, tmp_path, *flags, play={"hosts": "all"}, **variables)
    assert found.run.code == 2
    assert "another audit of this run writes its report to" in found.run.output
    assert found.objects == {"segment_group Same": "as_declared"}


def test_a_host_that_fails_for_all_leaves_reports_of_all(estate: TestTenant, tmp_path: Path) -> None:
    task = {GROUP: {"name": "{{ group }}"}}
    flags = inventory_of(tmp_path, localhost={"group": "Same"}, second={})
    play = {"hosts": "all", "any_errors_fatal": True}
    found = audit(estate, tmp_path, *flags, play=play, tasks_file=tasks_of(tmp_path, task))
    assert found.run.code == 2
    second = json.loads((tmp_path / "drift" / "second" / "drift.json").read_text("utf-8"))
    assert second["verdict"] == "incomplete"
    # Versions of Ansible differ in whether the other host comes to its end.
    assert found.document["verdict"] in ("as_declared", "incomplete")
    assert found.errors != ["The audit has begun, and did not come to its end."]


def test_a_host_without_a_tenant_is_an_error_of_its_report(estate: TestTenant, tmp_path: Path) -> None:
    flags = inventory_of(tmp_path, localhost={})
    given = {"zpa_audit_hosts": "all", "zpa_audit_tasks_file": tasks_of(tmp_path, {GROUP: {"name": "Same"}})}
    run = run_playbook(estate, Path(PREFIX + "audit"), tmp_path, *flags, "-e", json.dumps(given))
    assert run.code == 2
    text = (tmp_path / "drift" / "localhost" / "drift.json").read_text("utf-8")
    assert "customer_id: '(the variable zpa_customer_id of this host)'" in text
    assert json.loads(text)["verdict"] == "incomplete"
    assert estate.calls == []


def test_it_says_so_if_nothing_is_declared(estate: TestTenant, tmp_path: Path) -> None:
    run = run_playbook(estate, role(), tmp_path)
    assert run.code == 2
    assert "There is nothing to audit. Set zpa_audit_tenant_dir" in run.output


def test_a_report_that_cannot_be_written_is_told(estate: TestTenant, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = folder_of(tmp_path, FOLDER)
    run = run_playbook(estate, role(tenant_dir=folder, report_dir=str(tmp_path / "file")), tmp_path)
    assert run.code == 2
    assert "The report cannot be written: %s/file/drift.json: cannot be written: what should" % tmp_path in (
        run.output
    )
    assert "Errno" not in run.output
