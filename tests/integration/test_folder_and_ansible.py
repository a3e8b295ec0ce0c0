# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Ansible makes of a folder: its readers, its vault and its errors, with real ``ansible-playbook``."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from support.playbooks import Run, run_playbook
from support.tenants import TestTenant

CONFIG = "zerotrust.zpa.zpa_config"
# What is evaluated where it is read as a variable becomes another text.
TEXTS = [
    "{{ 1 + 1 }}",
    "{% if true %}x{% endif %}",
    "a{# no comment #}b",
    "#jinja2: variable_start_string: '<<', variable_end_string: '>>'\n<< 1 + 1 >>",
    "{{ 'lines' }}\nof {{ 1 + 1 }}",
    "\u202e{{ 1 + 1 }}\u200b",
]
NAMES = ["{{ 2 + 2 }}", "plain", "+.5"]
WORD = "Ada-Lovelace's line"
FAILED = re.compile(r"^fatal: \[localhost\]: FAILED! => (.*)$", re.MULTILINE)


def role(name: str, **variables: Any) -> dict[str, Any]:
    return {"ansible.builtin.import_role": {"name": "zerotrust.zpa." + name}, "vars": variables}


def reasons(run: Run) -> list[str]:
    """What the tasks of a run say that have failed."""
    return [json.loads(told)["msg"] for told in FAILED.findall(run.output)]


def kept(at: Path, **values: str) -> list[dict[str, Any]]:
    """Tasks that write values to files as JSON."""
    return [
        {
            "ansible.builtin.copy": {
                "content": "{{ %s | to_json }}" % value,
                "dest": str(at / (name + ".json")),
                "mode": "0600",
            }
        }
        for name, value in values.items()
    ]


class TestReaders:
    """Whatever reads an exported file has the texts that the tenant has, and nothing in them is evaluated."""

    LOOKUP = "lookup('zerotrust.zpa.tenant_folder', 'tenant')"

    @pytest.fixture
    def expected(self, zpa: TestTenant, tmp_path: Path) -> dict[str, str]:
        """Groups with such texts, exported."""
        groups = {"%s %d" % (name, number): text for name in NAMES for number, text in enumerate(TEXTS)}
        groups.update(dict.fromkeys(NAMES, "text"))
        for name, text in groups.items():
            zpa.add_group(name, description=text)
        run = run_playbook(zpa, [role("zpa_export", zpa_export_dir="tenant")], tmp_path)
        assert run.code == 0, run.output
        return groups

    def test_of_variables_evaluate_nothing(
        self, zpa: TestTenant, tmp_path: Path, expected: dict[str, str]
    ) -> None:
        (tmp_path / "group_vars").mkdir()
        shutil.copy(tmp_path / "tenant" / "segment_groups.yml", tmp_path / "group_vars" / "all.yml")
        own = "ansible_python_interpreter='{{ ansible_playbook_python }}'"
        (tmp_path / "hosts").write_text("localhost ansible_connection=local %s\n" % own, "utf-8")
        tasks = [
            {"ansible.builtin.include_vars": {"file": "tenant/segment_groups.yml", "name": "included"}},
            *kept(
                tmp_path,
                included="included.segment_groups",
                inventory="segment_groups",
                looked_up=self.LOOKUP + ".segment_groups",
            ),
            {CONFIG: {"config": "{{ included }}"}, "register": "one"},
            {CONFIG: {"config": "{{ %s }}" % self.LOOKUP}, "register": "two"},
            {"ansible.builtin.assert": {"that": ["one is not changed", "two is not changed"]}},
        ]
        plays: list[dict[str, Any]] = [
            {"hosts": "localhost", "gather_facts": False, "tasks": tasks},
            {
                "hosts": "localhost",
                "gather_facts": False,
                "vars_files": ["tenant/segment_groups.yml"],
                "tasks": kept(tmp_path, vars_files="segment_groups"),
            },
        ]
        (tmp_path / "readers.yml").write_text(yaml.safe_dump(plays), "utf-8")
        run = run_playbook(zpa, tmp_path / "readers.yml", tmp_path, "-i", "hosts")
        assert run.code == 0, run.output
        for name in ("included", "inventory", "looked_up", "vars_files"):
            found = json.loads((tmp_path / (name + ".json")).read_text("utf-8"))
            assert {one["name"]: one["description"] for one in found} == expected, name
        assert zpa.writes == []


@pytest.fixture
def vaulted(tmp_path: Path) -> Path:
    """A folder with one value that is encrypted, and the file ``password`` beside it."""
    (tmp_path / "tenant").mkdir()
    sealed = VaultLib([("default", VaultSecret(b"password"))]).encrypt(WORD).decode()
    (tmp_path / "tenant" / "a.yml").write_text(
        "segment_groups:\n  - name: Finance\n    description: !vault |\n%s\n    applications: [Nothing]\n"
        % textwrap.indent(sealed, " " * 6).rstrip()
    )
    (tmp_path / "password").write_text("password")
    return tmp_path / "tenant"


@pytest.mark.usefixtures("both_paths")
class TestVault:
    """A value that is encrypted alone reaches the tenant, and nothing else."""

    FLAGS = ("--diff", "-vvv", "--vault-password-file", "password")

    def test_it_is_written_to_the_tenant_and_shown_nowhere(
        self, zpa: TestTenant, tmp_path: Path, vaulted: Path
    ) -> None:
        zpa.add_application("Nothing")
        audit = role("zpa_audit", zpa_audit_tenant_dir="tenant", zpa_audit_report_dir="drift")
        audit["vars"]["zpa_audit_fail_on_drift"] = False
        tasks = [audit, role("zpa_tenant", zpa_tenant_dir="tenant")]
        first = run_playbook(zpa, tasks, tmp_path, *self.FLAGS)
        assert first.code == 0, first.output
        assert zpa.stored("Finance")["description"] == WORD
        zpa.forget()
        zpa.stored("Finance")["description"] = "Other"
        second = run_playbook(zpa, tasks, tmp_path, *self.FLAGS)
        assert second.code == 0, second.output
        assert '"description": "Other"' in second.output
        assert zpa.stored("Finance")["description"] == WORD
        third = run_playbook(zpa, tasks[1:], tmp_path, *self.FLAGS)
        assert '"0 created, 0 updated, 0 deleted, 0 reordered, 1 unchanged"' in third.output
        texts = [run.output for run in (first, second, third)]
        texts += [path.read_text("utf-8") for path in (tmp_path / "drift").iterdir()]
        texts.append((tmp_path / "ansible.log").read_text("utf-8"))
        assert not [text for text in texts if "Lovelace" in text]

    def test_without_its_password_the_value_is_named(
        self, zpa: TestTenant, tmp_path: Path, vaulted: Path
    ) -> None:
        run = run_playbook(zpa, [role("zpa_tenant", zpa_tenant_dir="tenant")], tmp_path)
        assert run.code == 2
        assert reasons(run)[-1].startswith(
            "tenant/a.yml, line 3: segment_groups[0].description: is encrypted with Ansible Vault, and no "
            "vault password was given. Give it, for example with --vault-password-file or --ask-vault-pass.\n"
        )
        assert zpa.calls == []


def test_an_export_to_a_full_disk_changes_nothing_and_says_so(
    zpa: TestTenant, tmp_path: Path, disk: Path
) -> None:
    tasks = [role("zpa_export", zpa_export_dir=str(disk))]
    assert run_playbook(zpa, tasks, tmp_path).code == 0
    before = {path: path.read_bytes() for path in disk.rglob("*.yml")}
    zpa.add_connector_group("Early")
    zpa.add_group("Late", description="x" * 300000)
    run = run_playbook(zpa, tasks, tmp_path)
    assert run.code == 2
    assert reasons(run) == [
        "%s/segment_groups.yml: cannot be written: the disk is full. Make room on it, or choose another "
        "folder. All files are as they were before." % disk
    ]
    files = {path for path in disk.rglob("*") if path.is_file()}
    assert {path: path.read_bytes() for path in files} == before


class TestErrors:
    """They begin with the file and the line, whatever ansible-core has to say of a lookup that fails."""

    WRONG = (
        "tenant/a.yml, line 2: segment_groups[0].name: is written Off, which YAML reads as false. Put it in "
        "quotes."
    )

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> None:
        (tmp_path / "tenant").mkdir()
        (tmp_path / "tenant" / "a.yml").write_text("segment_groups:\n  - name: Off\n")

    @pytest.mark.parametrize("module", [CONFIG, "zerotrust.zpa.zpa_config_files"])
    def test_of_a_task(self, zpa: TestTenant, tmp_path: Path, module: str) -> None:
        options = {"config": "{{ lookup('zerotrust.zpa.tenant_folder', 'tenant') }}"}
        task = {module: options if module == CONFIG else {**options, "dir": "out"}}
        run = run_playbook(zpa, [task], tmp_path)
        assert run.code == 2
        assert reasons(run) == [self.WRONG]

    def test_of_the_role_that_applies_it(self, zpa: TestTenant, tmp_path: Path) -> None:
        run = run_playbook(zpa, [role("zpa_tenant", zpa_tenant_dir="tenant")], tmp_path)
        assert run.code == 2
        assert reasons(run) == [
            self.WRONG,
            self.WRONG + "\nThe tenant is not as the folder tenant declares it.",
        ]

    def test_of_an_audit(self, zpa: TestTenant, tmp_path: Path) -> None:
        given = {"zpa_audit_tenant_dir": "tenant", "zpa_audit_report_dir": "drift"}
        run = run_playbook(zpa, [role("zpa_audit", **given)], tmp_path)
        assert run.code == 2
        report = json.loads((tmp_path / "drift" / "drift.json").read_text("utf-8"))
        (error,) = (one for one in report["tenants"][0]["objects"] if one["status"] == "error")
        assert error["message"] == self.WRONG
