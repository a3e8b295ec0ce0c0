# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How tests run the role ``zpa_audit``, and what it has reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from support.playbooks import Run, run_playbook
from support.tenants import TestTenant

PREFIX = "zerotrust.zpa."
GROUP = PREFIX + "zpa_segment_group"
FOLDER = {
    "segment_groups": [{"name": "Same"}, {"name": "Other", "description": "declared"}, {"name": "New"}],
    "policy_rules": {"access": [{"name": "b"}, {"name": "a"}]},
}

# The application segments of every tenant that tests make.
APPLICATIONS = ["Expenses", "Git", "Jira", "Payroll", "SAP"]
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


def audit(
    zpa: TestTenant, tmp_path: Path, *flags: str, play: dict[str, Any] | None = None, **variables: Any
) -> Audit:
    """Run the role, in a play with the given keywords. Nothing is written to the tenant."""
    zpa.forget()
    keywords = {"hosts": "localhost", "gather_facts": False, **(play or {})}
    (tmp_path / "audit.yml").write_text(
        yaml.safe_dump([{**keywords, "tasks": role(read_limit=1000, **variables)}]), "utf-8"
    )
    run = run_playbook(zpa, tmp_path / "audit.yml", tmp_path, *flags)
    assert zpa.writes == []
    folder = tmp_path / "drift" / "localhost"
    assert {path.name for path in folder.iterdir()} == FILES, run.output
    text = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert zpa.client_secret not in text + run.output
    return Audit(run, json.loads((folder / "drift.json").read_text("utf-8")), folder)


def inventory_of(tmp_path: Path, **hosts: dict[str, Any]) -> tuple[str, str]:
    """Return the flags that choose an inventory in which each host is a tenant."""
    common = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump({"all": {"vars": common, "hosts": hosts}}), "utf-8")
    return "-i", str(tmp_path / "hosts.yml")


HANDLER = {"name": "Fix it", GROUP: {"name": "Stranger", "state": "absent"}}
