# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWX and Automation Platform: credential type, image and settings."""

from __future__ import annotations

import json
import os
import re
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
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from support.awx import AWX, AWX_OPTIONS, CREDENTIAL_TYPE, IN_CONTAINER, TOOLS, inject, stand_in_for_awx
from support.awx_credentials import FIELDS
from support.playbooks import ROOT, Run, run_playbook
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

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
