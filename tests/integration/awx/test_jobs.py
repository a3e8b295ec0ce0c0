# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs as AWX and Automation Platform run them, and what the guide says of them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from support.awx import AWX, AWX_OPTIONS, TOOLS, Job, inject, run_job, stand_in_for_awx
from support.awx_credentials import FIELDS
from support.guides import GUIDES, Reader, blocks_of, commands_of
from support.playbooks import ROOT, checkout
from support.tenants import TestTenant
from zpa_emulator.seeds import add_app_connector

UNPACED = {"zpa_tenant_read_limit": 100000, "zpa_tenant_write_limit": 100000}
APPLY = {"zpa_tenant_dir": "tenant", "zpa_tenant_state": "merged", "zpa_tenant_max_deletions": 10, **UNPACED}
AUDIT = {
    "zpa_audit_tenant_dir": "tenant",
    "zpa_audit_state": "merged",
    "zpa_audit_fail_on_drift": "true",
    "zpa_audit_fail_on_unmanaged": "false",
}
DECLARED = {"segment_groups": [{"name": "Finance", "enabled": True}, {"name": "Sales", "enabled": True}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A private data directory with the project of a user: the playbooks, and the folder of a tenant."""
    tenant = tmp_path / "job" / "project" / "tenant"
    tenant.mkdir(parents=True)
    (tenant / "groups.yml").write_text(yaml.safe_dump(DECLARED), "utf-8")
    return tmp_path / "job"


def fields_of(zpa: TestTenant, **changes: str) -> dict[str, str]:
    """A credential for a tenant of the emulator, with every optional field left empty."""
    return {
        **{field["id"]: "" for field in FIELDS},
        "customer_id": zpa.tenant.customer_id,
        "client_id": zpa.client_id,
        "client_secret": zpa.client_secret,
        "base_url": zpa.emulator.base_url,
        **changes,
    }


class TestGuide:
    TEXT = (GUIDES / "guide_awx.rst").read_text("utf-8")
    BLOCKS = blocks_of(GUIDES / "guide_awx.rst")

    def test_names_every_variable_of_the_playbook(self) -> None:
        text = (AWX / "configure.yml").read_text("utf-8").split("zpa_awx_credential_type:")[0]
        variables = set(re.findall(r"^    (zpa_awx_\w+):", text, re.MULTILINE))
        rows = re.findall(r"^   \* - ``(zpa_awx_\w+)``$", self.TEXT, re.MULTILINE)
        assert sorted(rows) == sorted(variables | {"zpa_awx_scm_url", "zpa_awx_image"})

    def test_names_every_field_of_the_credential_type(self) -> None:
        table = self.TEXT.split("* - Field\n")[1].split("\n\n")[0].lower()
        for field in FIELDS:
            assert field["label"].split(" (")[0].lower() in table

    def test_names_every_artifact_and_job_template(self) -> None:
        playbooks = [ROOT / "playbooks" / "tenant.yml", *(AWX / "project").iterdir()]
        for path in playbooks:
            for name in re.findall(r"'(zpa_\w+)': ", path.read_text("utf-8")):
                assert "``%s``" % name in self.TEXT
        for name in re.findall(r"zpa_awx_name }} ([a-z ]+)\"", (AWX / "configure.yml").read_text("utf-8")):
            assert "ZPA %s" % name in self.TEXT

    def test_is_done_as_it_says(self, zpa: TestTenant, tmp_path: Path) -> None:
        (tmp_path / "zpa-tenant" / "tenant").mkdir(parents=True)
        log = stand_in_for_awx(tmp_path)
        path = os.pathsep.join([str(tmp_path), os.environ["ANSIBLE_COLLECTIONS_PATH"]])
        reader = Reader(zpa, checkout(tmp_path), ANSIBLE_COLLECTIONS_PATH=path)
        reader.follow("guide_awx.rst")
        modules = {json.loads(line)["module"] for line in log.read_text("utf-8").splitlines()}
        assert modules == AWX_OPTIONS.keys()
        definition = yaml.safe_load((AWX / "execution-environment.yml").read_text("utf-8"))
        (archive,) = definition["dependencies"]["galaxy"]["collections"]
        assert (reader.at / archive["name"]).exists()
        copied = {path.name for path in (tmp_path / "zpa-tenant").iterdir()} - {"tenant"}
        assert copied == {path.name for path in (AWX / "project").iterdir()}

    def test_the_build_takes_what_it_is_given(self) -> None:
        (line,) = [
            line
            for block in self.BLOCKS
            if block.language == "console"
            for line in commands_of(block.content)
            if line.startswith("ansible-builder ")
        ]
        _builder, action, *given = shlex.split(line)
        told = subprocess.run(
            [TOOLS / "ansible-builder", action, "--help"], capture_output=True, text=True, check=True
        )
        assert [word for word in given if word.startswith("-") and word not in told.stdout] == []


def assert_hidden(job: Job, *secrets: str) -> None:
    for secret in secrets:
        assert secret not in job.text


class TestJobs:
    def run(
        self, zpa: TestTenant, folder: Path, playbook: str, extra_vars: dict[str, Any], check: bool = False
    ) -> Job:
        zpa.forget()
        job = run_job(folder, playbook, inject(fields_of(zpa), folder), extra_vars, check)
        assert_hidden(job, zpa.client_secret)
        return job

    def test_a_check_tells_what_an_apply_does_and_the_numbers_are_artifacts(
        self, zpa: TestTenant, folder: Path
    ) -> None:
        zpa.add_group("Finance", enabled=False)
        check = self.run(zpa, folder, "apply.yml", APPLY, check=True)
        assert (check.code, check.status) == (0, "successful"), check.output
        assert zpa.writes == []
        apply = self.run(zpa, folder, "apply.yml", APPLY)
        assert (apply.code, apply.status) == (0, "successful"), apply.output
        assert len(zpa.writes) == 2
        assert check.artifacts == apply.artifacts
        assert apply.artifacts == {
            "zpa_tenant_changed": True,
            "zpa_tenant_created": 1,
            "zpa_tenant_updated": 1,
            "zpa_tenant_deleted": 0,
            "zpa_tenant_reordered": 0,
            "zpa_tenant_plan_summary": {"segment_group": {"create": 1, "update": 1}},
        }

    def test_the_events_of_an_apply_have_the_plan_and_the_diff(self, zpa: TestTenant, folder: Path) -> None:
        job = self.run(zpa, folder, "apply.yml", APPLY)
        events = job.events
        assert [event["counter"] for event in events] == list(range(1, len(events) + 1))
        assert events[-1]["event"] == "playbook_on_stats"
        assert job.of("playbook_on_stats")[0]["changed"] == {"localhost": 1}
        (done,) = [
            data for data in job.of("runner_on_ok") if data["resolved_action"] == "zerotrust.zpa.zpa_config"
        ]
        assert [step["name"] for step in done["res"]["plan"]] == ["Finance", "Sales"]
        assert done["res"]["diff"]
        assert "2 created, 0 updated" in (job.folder / "stdout").read_text("utf-8")

    def test_artifacts_of_jobs_before_it_change_nothing(self, zpa: TestTenant, folder: Path) -> None:
        # A workflow gives them to the next job as extra variables, which win over all others.
        first = self.run(zpa, folder, "apply.yml", APPLY).artifacts
        second = self.run(zpa, folder, "apply.yml", {**APPLY, **first})
        assert first["zpa_tenant_created"] == 2
        nothing = {"zpa_tenant_changed": False, "zpa_tenant_plan_summary": {}}
        assert second.artifacts == {**dict.fromkeys(first, 0), **nothing}

    def test_a_job_with_a_mistake_in_the_files_fails_and_says_where(
        self, zpa: TestTenant, folder: Path
    ) -> None:
        (folder / "project" / "tenant" / "more.yml").write_text("segment_groups: [{nmae: Sales}]", "utf-8")
        job = self.run(zpa, folder, "apply.yml", APPLY)
        assert (job.code, job.status) == (2, "failed")
        assert any("more.yml" in data["res"]["msg"] for data in job.of("runner_on_failed"))
        assert zpa.writes == []

    def test_a_wrong_secret_fails_and_is_not_shown(self, zpa: TestTenant, folder: Path) -> None:
        secret = "wRoNg-secret-for-the-test="
        job = run_job(
            folder, "apply.yml", inject(fields_of(zpa, client_secret=secret), folder), {**APPLY}, True
        )
        assert (job.code, job.status) == (2, "failed")
        assert "The sign-in was refused" in job.text
        assert_hidden(job, secret)

    @pytest.mark.parametrize("with_key", [True, False], ids=["private key", "client secret"])
    def test_signs_in_to_oneapi(
        self, zpa: TestTenant, folder: Path, key: rsa.RSAPrivateKey, pem: str, with_key: bool
    ) -> None:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        public = key.public_key().public_bytes(serialization.Encoding.PEM, form)
        zpa.tenant.clients[zpa.client_id].public_key = public.decode()
        secrets = {"client_secret": "", "private_key": pem} if with_key else {}
        fields = fields_of(zpa, vanity_domain="acme", cloud="PRODUCTION", **secrets)
        job = run_job(folder, "apply.yml", inject(fields, folder), APPLY)
        assert job.status == "successful", job.output
        assert [entry.path for entry in zpa.tenant.log if entry.is_token_request] == ["/oauth2/v1/token"]
        lines = [line for line in pem.splitlines() if "-----" not in line]
        assert_hidden(job, zpa.client_secret, *lines)

    def test_an_export_is_pushed_to_a_branch_if_it_differs(
        self, zpa: TestTenant, folder: Path, tmp_path: Path
    ) -> None:
        zpa.add_group("Made in the portal")
        repository = new_repository(tmp_path)
        answers = {
            "zpa_git_url": str(repository),
            "zpa_git_base": "main",
            "zpa_git_clone": "export",
            "zpa_git_name": "Export",
            "zpa_git_email": "export@example.com",
            "zpa_git_branch": "zpa-export",
            "zpa_export_dir": "export/tenant",
        }
        first = self.run(zpa, folder, "export.yml", answers)
        assert first.status == "successful", first.output
        assert first.artifacts == {"zpa_export_differs": True, "zpa_export_not_carried": []}
        shown = git(repository, "show", "zpa-export:tenant/segment_groups.yml")
        assert "Made in the portal" in shown
        assert git(repository, "log", "--format=%an", "zpa-export") == "Export\nTest\n"
        git(repository, "branch", "--force", "main", "zpa-export")
        shutil.rmtree(folder / "project" / "export")
        second = self.run(zpa, folder, "export.yml", answers)
        assert second.status == "successful", second.output
        assert second.artifacts["zpa_export_differs"] is False
        assert git(repository, "rev-parse", "main") == git(repository, "rev-parse", "zpa-export")
        assert zpa.writes == []

    def test_an_export_without_a_repository_writes_the_folder_only(
        self, zpa: TestTenant, folder: Path
    ) -> None:
        kinds = {"zpa_export_kinds": "segment_groups, app_connectors"}
        answers = {"zpa_git_url": "", "zpa_git_clone": "export", "zpa_export_dir": "export/tenant", **kinds}
        job = self.run(zpa, folder, "export.yml", answers)
        assert job.status == "successful", job.output
        written = (folder / "project" / "export" / "tenant").iterdir()
        assert sorted(path.name for path in written) == ["app_connectors.yml", "segment_groups.yml"]
        assert not (folder / "project" / "export" / ".git").exists()

    def test_a_clean_up_deletes_what_is_gone_and_a_check_says_so(self, zpa: TestTenant, folder: Path) -> None:
        zpa.add_connector_group("Zurich")
        for number, how_long in enumerate(("", "29d", "31d", "400d")):
            add_app_connector(zpa.tenant, "Zurich-%d" % number, "Zurich", disconnected_for=how_long)
        answers = {"zpa_cleanup_days": 30, "zpa_cleanup_max_deletions": 2}
        check = self.run(zpa, folder, "cleanup.yml", answers, check=True)
        numbers = {"zpa_cleanup_deleted": 2, "zpa_cleanup_plan_summary": {"app_connector": {"delete": 2}}}
        assert (check.code, check.artifacts) == (0, numbers), check.output
        assert zpa.writes == []
        done = self.run(zpa, folder, "cleanup.yml", answers)
        assert done.artifacts == check.artifacts
        assert [entry.path.rpartition("/")[2] for entry in zpa.writes] == ["bulkDelete"]
        assert [one["name"] for one in zpa.tenant.table("connector").values()] == ["Zurich-0", "Zurich-1"]

    def test_an_audit_of_a_tenant_that_differs_fails_and_names_what_differs(
        self, zpa: TestTenant, folder: Path
    ) -> None:
        zpa.add_group("Finance", enabled=False)
        job = self.run(zpa, folder, "audit.yml", AUDIT, check=True)
        assert (job.code, job.status) == (2, "failed"), job.output
        assert job.artifacts["zpa_audit_drifted"] == 2
        changes = {"localhost": {"segment_group": {"create": 1, "update": 1}}}
        assert job.artifacts["zpa_audit_plan_summary"] == changes
        assert job.artifacts["zpa_audit_errors"] == 0
        assert any("Finance" in name for name in job.artifacts["zpa_audit_names"])
        assert job.of("runner_on_failed")
        report = Path(job.artifacts["zpa_audit_reports"][0])
        assert report.is_dir()
        assert zpa.writes == []

    def test_an_audit_of_a_tenant_as_declared_is_successful_whatever_an_audit_before_it_found(
        self, zpa: TestTenant, folder: Path
    ) -> None:
        for name in ("Finance", "Sales"):
            zpa.add_group(name, enabled=True)
        before = {"zpa_audit_drifted": 2, "zpa_audit_names": ["Finance"], "zpa_audit_errors": 1}
        job = self.run(zpa, folder, "audit.yml", {**AUDIT, **before}, check=True)
        assert (job.code, job.status) == (0, "successful"), job.output
        assert job.artifacts["zpa_audit_drifted"] == 0
        assert job.artifacts["zpa_audit_names"] == []
        assert job.artifacts["zpa_audit_errors"] == 0
        assert zpa.writes == []


def git(at: Path, *words: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    return subprocess.run(
        ["git", "-C", at, *identity, *words],  # noqa: S607 (git is wherever it is on this machine)
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def new_repository(at: Path) -> Path:
    """A repository as on a server, with one commit on main."""
    work, bare = at / "work", at / "repository.git"
    work.mkdir()
    git(work, "init", "--quiet", "--initial-branch", "main")
    (work / "README.md").write_text("A tenant\n", "utf-8")
    git(work, "add", "README.md")
    git(work, "commit", "--quiet", "--message", "Begin")
    git(at, "clone", "--quiet", "--bare", str(work), str(bare))
    return bare
