# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWX and Automation Platform: credential type, image, settings, and jobs as they are run there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.clouds import CLOUDS
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.connection import ARGUMENT_SPEC
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.sources import (
    API_KEY,
    VARIABLES,
    sources_of,
)
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from support.awx import (
    AWX,
    AWX_OPTIONS,
    CREDENTIAL_TYPE,
    IN_CONTAINER,
    TOOLS,
    Job,
    inject,
    run_job,
    stand_in_for_awx,
)
from support.guides import GUIDES, Reader, blocks_of, commands_of
from support.playbooks import ROOT, Run, checkout, run_playbook
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator
from zpa_emulator.seeds import add_app_connector

FIELDS: list[dict[str, Any]] = CREDENTIAL_TYPE["inputs"]["fields"]
SECRETS = [field["id"] for field in FIELDS if field.get("secret")]
ENVIRONMENT: dict[str, str] = CREDENTIAL_TYPE["injectors"]["env"]
# What AWX knows of a field, and what no variable of a job may be called.
KEYS = {
    *("id", "label", "type"),
    *("format", "choices", "help_text", "multiline", "secret", "ask_at_runtime", "default"),
}
TAKEN = {
    *("PATH", "PYTHONPATH", "VIRTUAL_ENV", "CACHE", "JOB_ID", "INVENTORY_ID", "AWX_HOST", "REST_API_URL"),
    *("REST_API_TOKEN", "PROJECT_REVISION", "MAX_EVENT_RES", "CALLBACK_QUEUE", "CALLBACK_CONNECTION"),
}
UNPACED = {"zpa_tenant_read_limit": 100000, "zpa_tenant_write_limit": 100000}
APPLY = {"zpa_tenant_dir": "tenant", "zpa_tenant_state": "merged", "zpa_tenant_max_deletions": 10, **UNPACED}
AUDIT = {
    "zpa_audit_tenant_dir": "tenant",
    "zpa_audit_state": "merged",
    "zpa_audit_fail_on_drift": "true",
    "zpa_audit_fail_on_unmanaged": "false",
}
DECLARED = {"segment_groups": [{"name": "Finance", "enabled": True}, {"name": "Sales", "enabled": True}]}


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def pem(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


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


class TestCredentialType:
    def test_has_only_what_awx_knows(self) -> None:
        assert CREDENTIAL_TYPE.keys() == {"name", "description", "kind", "inputs", "injectors"}
        assert CREDENTIAL_TYPE["kind"] == "cloud"
        assert CREDENTIAL_TYPE["inputs"].keys() == {"fields", "required"}
        assert CREDENTIAL_TYPE["injectors"].keys() <= {"env", "extra_vars", "file"}

    @pytest.mark.parametrize("field", FIELDS, ids=lambda field: field["id"])
    def test_every_field_is_one_that_awx_takes(self, field: dict[str, Any]) -> None:
        assert {"id", "label", "type"} <= field.keys() <= KEYS
        assert re.fullmatch(r"[a-zA-Z_]\w*", field["id"])
        assert field["id"] != "tower"
        # AWX takes a box that nobody ticked as false, so that none can mean "not given".
        assert field["type"] == "string"

    def test_no_field_is_there_twice_and_the_required_ones_exist(self) -> None:
        names = [field["id"] for field in FIELDS]
        assert len(set(names)) == len(names)
        assert set(CREDENTIAL_TYPE["inputs"]["required"]) <= set(names)

    def test_every_field_is_an_option_of_the_connection_and_as_secret_as_it(self) -> None:
        for field in FIELDS:
            option = ARGUMENT_SPEC[field["id"]]
            assert field.get("secret", False) is option.get("no_log", False), field["id"]

    def test_offers_every_cloud(self) -> None:
        choices = {field["id"]: field.get("choices") for field in FIELDS}
        assert choices["cloud"] == list(CLOUDS)

    def test_every_variable_is_that_of_its_option_and_free_to_use(self) -> None:
        for variable, template in ENVIRONMENT.items():
            options = [name for name in re.findall(r"\w+", template) if name in ARGUMENT_SPEC]
            assert variable in VARIABLES[options[-1]]
            assert not variable.startswith("ANSIBLE_")
            assert variable not in TAKEN

    def test_every_template_uses_fields_that_exist(self) -> None:
        known: dict[str, Any] = {field["id"]: "given" for field in FIELDS}
        known["tower"] = {"filename": {"private_key": "path"}}
        sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
        for template in [*ENVIRONMENT.values(), *CREDENTIAL_TYPE["injectors"]["file"].values()]:
            ways = {
                sandbox.from_string(template).render({**known, "vanity_domain": way}) for way in ("given", "")
            }
            assert ways & {"given", "path"}
            assert ways <= {"given", "path", ""}

    def test_every_field_reaches_the_job(self, tmp_path: Path) -> None:
        given = {field["id"]: "the %s" % field["id"] for field in FIELDS}
        injected = inject(given, tmp_path)
        path = injected.env["ZSCALER_PRIVATE_KEY"]
        assert (tmp_path / path.removeprefix(IN_CONTAINER)).read_text("utf-8") == "the private_key"
        reached = [value for value in injected.env.values() if value]
        assert sorted([*reached, "the private_key"]) == sorted([*given.values(), path])
        assert injected.arguments == []

    def test_nothing_secret_is_in_what_awx_shows(self, tmp_path: Path) -> None:
        given = {field["id"]: "the %s" % field["id"] for field in FIELDS}
        shown = json.dumps(inject(given, tmp_path).safe_env)
        assert SECRETS == ["client_secret", "private_key"]
        assert [name for name in given if given[name] not in shown] == SECRETS

    def test_a_key_of_many_lines_is_in_a_file_that_only_the_job_can_read(
        self, tmp_path: Path, pem: str
    ) -> None:
        # In a container, each line of a file is one variable.
        injected = inject({"private_key": pem}, tmp_path)
        assert not [value for value in injected.env.values() if "\n" in value]
        path = tmp_path / injected.env["ZSCALER_PRIVATE_KEY"].removeprefix(IN_CONTAINER)
        assert path.read_text("utf-8") == pem
        assert path.stat().st_mode & 0o077 == 0

    @pytest.mark.parametrize("inputs", [{}, dict.fromkeys([field["id"] for field in FIELDS], "")])
    def test_a_field_that_is_left_empty_is_an_empty_variable(
        self, inputs: dict[str, str], tmp_path: Path
    ) -> None:
        assert inject(inputs, tmp_path).env == dict.fromkeys(ENVIRONMENT, "")

    def test_an_empty_variable_means_not_given_to_every_option(self) -> None:
        assert sources_of({}, dict.fromkeys(sum(VARIABLES.values(), ()), "")).values == {}

    @pytest.mark.parametrize("vanity_domain", ["", "acme"], ids=["API key", "OneAPI"])
    def test_the_variables_are_those_of_the_way_of_signing_in(
        self, tmp_path: Path, vanity_domain: str
    ) -> None:
        inputs = {"client_id": "id", "client_secret": "secret", "cloud": "BETA", "customer_id": "1"}
        given = inject({**inputs, "vanity_domain": vanity_domain}, tmp_path).env
        family = "ZSCALER_" if vanity_domain else "ZPA_"
        set_here = {name for name, value in given.items() if value}
        parts = {family + part for part in ("CLIENT_ID", "CLIENT_SECRET", "CLOUD")}
        beside = {"ZPA_CUSTOMER_ID"} | ({"ZSCALER_VANITY_DOMAIN"} if vanity_domain else set())
        assert set_here == parts | beside
        assert {**inputs, "vanity_domain": vanity_domain or None} == {
            name: sources_of({}, given).values.get(name) for name in (*inputs, "vanity_domain")
        }


class TestExecutionEnvironment:
    def test_the_build_context_is_made_and_has_the_collection(self, tmp_path: Path) -> None:
        shutil.copy(AWX / "execution-environment.yml", tmp_path)
        (tmp_path / "zerotrust-zpa.tar.gz").write_bytes(b"archive")
        done = self.builder("create", at=tmp_path)
        assert "WARNING" not in done.stdout
        context = tmp_path / "context"
        assert (context / "_build" / "zerotrust-zpa.tar.gz").read_bytes() == b"archive"
        wanted = yaml.safe_load((context / "_build" / "requirements.yml").read_text("utf-8"))
        assert wanted == {"collections": [{"name": "zerotrust-zpa.tar.gz", "type": "file"}]}
        (recipe,) = [path for path in context.iterdir() if path.name in ("Containerfile", "Dockerfile")]
        # The image can be chosen without editing the definition.
        assert "FROM $EE_BASE_IMAGE AS base" in recipe.read_text("utf-8")

    def test_the_collection_names_its_python_libraries(self, tmp_path: Path) -> None:
        collections = os.environ["ANSIBLE_COLLECTIONS_PATH"]
        found = yaml.safe_load(self.builder("introspect", collections, at=tmp_path).stdout)
        assert [re.split(r"[\[>=]", line)[0] for line in found["python"]] == ["requests", "PyJWT"]
        assert all("from collection zerotrust.zpa" in line for line in found["python"])
        assert found["system"] == []

    @staticmethod
    def builder(*words: str, at: Path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [TOOLS / "ansible-builder", *words],
            cwd=at,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done


class Configured(NamedTuple):
    """A run of configure.yml, and what each module was told: a list with its options for each time."""

    zpa: TestTenant
    run: Run
    told: dict[str, list[dict[str, Any]]]


def configure(zpa: TestTenant, at: Path, *flags: str, **environment: str) -> Configured:
    log = stand_in_for_awx(at)
    path = os.pathsep.join([str(at), os.environ["ANSIBLE_COLLECTIONS_PATH"]])
    needed = ["-e", "zpa_awx_scm_url=git@git.example.com:zpa.git", "-e", "zpa_awx_image=ee.example.com/zpa:1"]
    run = run_playbook(
        zpa, AWX / "configure.yml", at, *needed, *flags, ANSIBLE_COLLECTIONS_PATH=path, **environment
    )
    assert run.code == 0, run.output
    told: dict[str, list[dict[str, Any]]] = {}
    for line in log.read_text("utf-8").splitlines():
        entry = json.loads(line)
        told.setdefault(entry["module"], []).append(entry["options"])
    return Configured(zpa, run, told)


@pytest.fixture(scope="module")
def configured(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Configured:
    """A run with nothing but what has to be given, and the connection in the environment."""
    at = tmp_path_factory.mktemp("configured")
    return configure(new_tenant(emulator, at / "tokens"), at, "-vvv")


class TestConfigure:
    def test_uses_every_module_whose_options_were_compared(self, configured: Configured) -> None:
        assert configured.told.keys() == AWX_OPTIONS.keys()
        assert "WARNING" not in configured.run.output

    def test_makes_the_credential_type_of_the_file_with_its_templates_as_they_are(
        self, configured: Configured
    ) -> None:
        assert configured.told["credential_type"] == [CREDENTIAL_TYPE]

    def test_takes_the_credential_from_the_environment_and_does_not_show_it(
        self, configured: Configured
    ) -> None:
        (credential,) = configured.told["credential"]
        assert credential["credential_type"] == CREDENTIAL_TYPE["name"]
        assert credential["inputs"] == configured.zpa.connection
        assert configured.zpa.client_secret not in configured.run.output

    def test_leaves_a_credential_alone_that_exists(self, configured: Configured) -> None:
        assert configured.told["credential"][0]["state"] == "exists"

    def test_jobs_run_with_the_python_of_the_image(self, configured: Configured) -> None:
        assert configured.told["host"][0]["variables"] == {
            "ansible_connection": "local",
            "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        }

    def test_job_templates_run_the_playbooks_of_the_project(self, configured: Configured) -> None:
        job_types = {one["playbook"]: one["job_type"] for one in configured.told["job_template"]}
        assert job_types == {
            "apply.yml": "run",
            "audit.yml": "check",
            "cleanup.yml": "check",
            "export.yml": "run",
        }
        assert job_types.keys() == {path.name for path in (AWX / "project").iterdir()}
        for playbook in job_types:
            text = (AWX / "project" / playbook).read_text("utf-8")
            # AWX takes files with such a line for playbooks. Older versions do not know the longer form.
            assert re.search(r"^ *(- )?(hosts|import_playbook): ", text, re.MULTILINE)

    def test_job_templates_name_what_was_made_before(self, configured: Configured) -> None:
        for template in configured.told["job_template"]:
            for kind in ("project", "inventory", "execution_environment"):
                assert template[kind] == configured.told[kind][0]["name"]
            assert template["credentials"] == [configured.told["credential"][0]["name"]]

    def test_the_audit_runs_every_night(self, configured: Configured) -> None:
        (audit,) = [one for one in configured.told["job_template"] if one["playbook"] == "audit.yml"]
        (schedule,) = configured.told["schedule"]
        assert schedule["unified_job_template"] == audit["name"]
        form = r"DTSTART;TZID=\w+:\d{8}T\d{6} RRULE:FREQ=DAILY;INTERVAL=1"
        assert re.fullmatch(form, schedule["rrule"])

    def test_a_credential_gets_every_field_and_the_key_itself(
        self, zpa: TestTenant, tmp_path: Path, pem: str
    ) -> None:
        (tmp_path / "key.pem").write_text(pem, "ascii")
        path = str(tmp_path / "key.pem")
        of_oneapi = [name for name in ENVIRONMENT if name not in (*API_KEY.values(), "ZPA_CLOUD")]
        variables = {name: "the %s" % name for name in of_oneapi}
        (tmp_path / "run").mkdir()
        zpa, run, told = configure(
            zpa,
            tmp_path / "run",
            *("-e", "zpa_awx_update_credential=true", "-e", "zpa_awx_export_credential=Git"),
            **{**variables, "ZSCALER_PRIVATE_KEY": path},
        )
        inputs = told["credential"][0]["inputs"]
        option_of = {name: option for option, known in VARIABLES.items() for name in known}
        wanted = {**variables, "ZSCALER_PRIVATE_KEY": pem}
        assert inputs == {option_of[variable]: value for variable, value in wanted.items()}
        assert inputs.keys() == {field["id"] for field in FIELDS}
        assert told["credential"][0]["state"] == "present"
        assert [one["credentials"] for one in told["job_template"]] == [["ZPA"]] * 3 + [["ZPA", "Git"]]
        assert pem.splitlines()[1] not in run.output

    def test_surveys_ask_for_variables_of_the_roles_and_offer_their_choices(
        self, configured: Configured
    ) -> None:
        options: dict[str, dict[str, Any]] = {}
        for path in (ROOT / "roles").glob("*/meta/argument_specs.yml"):
            options |= yaml.safe_load(path.read_text("utf-8"))["argument_specs"]["main"]["options"]
        texts = [path.read_text("utf-8") for path in (AWX / "project").iterdir()]
        own = {name for text in texts for name in re.findall(r"\bzpa_(?:git|cleanup)_\w+", text)}
        for template in configured.told["job_template"]:
            assert template["survey_enabled"] is True
            questions = template["survey_spec"]["spec"]
            assert questions
            for question in questions:
                assert {"question_name", "type", "variable", "required", "default"} <= question.keys()
                option = options.get(question["variable"])
                if option is None:
                    assert question["variable"] in own
                    continue
                assert question.get("choices", []) == {
                    "bool": ["true", "false"],
                    "str": option.get("choices"),
                    "int": [],
                    # A number, a choice, or the empty text of a question that nobody answered.
                    "raw": ["off", "report", "enforce"] if question["variable"].endswith("_access") else [],
                    # One text, with commas between.
                    "list": [],
                }.get(option["type"])
                assert str(question["default"]).lower() == str(option.get("default", "")).lower()
            assert template["extra_vars"].keys() <= options.keys() | own
            assert "" not in template["extra_vars"].values()


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
