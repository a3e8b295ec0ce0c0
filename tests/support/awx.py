# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWX does with the files in ``extensions/awx``: fills in credentials, runs jobs, takes settings."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from .modules import UNPACED
from .playbooks import ROOT

AWX = ROOT / "extensions" / "awx"
TOOLS = Path(sys.executable).parent
CREDENTIAL_TYPE: dict[str, Any] = yaml.safe_load((AWX / "credential_type.yml").read_text("utf-8"))
# What a container calls the private data directory.
IN_CONTAINER = "/runner/"
IDENT = "job"
PARTS = ("name", "kind", "inputs", "injectors")

# The options of awx.awx 24.6.1 that configure.yml uses, with their types.
AWX_OPTIONS: dict[str, dict[str, str]] = {
    "credential_type": {
        "name": "str",
        "description": "str",
        "kind": "str",
        "inputs": "dict",
        "injectors": "dict",
    },
    "credential": {
        "name": "str",
        "organization": "str",
        "credential_type": "str",
        "inputs": "dict",
        "state": "str",
    },
    "execution_environment": {"name": "str", "organization": "str", "image": "str"},
    "project": {
        "name": "str",
        "organization": "str",
        "scm_type": "str",
        "scm_url": "str",
        "scm_branch": "str",
        "credential": "str",
        "scm_update_on_launch": "bool",
        "update_project": "bool",
    },
    "inventory": {"name": "str", "organization": "str"},
    "host": {"name": "str", "inventory": "str", "variables": "dict"},
    "job_template": {
        "name": "str",
        "description": "str",
        "organization": "str",
        "project": "str",
        "inventory": "str",
        "execution_environment": "str",
        "credentials": "list",
        "playbook": "str",
        "job_type": "str",
        "ask_job_type_on_launch": "bool",
        "diff_mode": "bool",
        "extra_vars": "dict",
        "survey_enabled": "bool",
        "survey_spec": "dict",
    },
    "schedule": {"name": "str", "organization": "str", "unified_job_template": "str", "rrule": "str"},
}
STAND_IN = """
import json
from ansible.plugins.action import ActionBase

class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        options = self.validate_argument_spec(argument_spec={spec!r})[1]
        with open({log!r}, "a") as stream:
            stream.write(json.dumps({{"module": {name!r}, "options": options}}) + "\\n")
        return {{**result, "changed": False}}
"""


@dataclass(frozen=True)
class Injected:
    """What a credential adds to a job. ``safe_env`` is what AWX shows of ``env``."""

    env: dict[str, str]
    safe_env: dict[str, str]
    arguments: list[str]


@dataclass(frozen=True)
class Job:
    """A finished job, as ansible-runner leaves it in its folder of artifacts."""

    folder: Path
    output: str

    @property
    def code(self) -> int:
        return int((self.folder / "rc").read_text("utf-8"))

    @property
    def status(self) -> str:
        return (self.folder / "status").read_text("utf-8").strip()

    @property
    def events(self) -> list[dict[str, Any]]:
        """All events in their order."""
        files = (self.folder / "job_events").glob("*-*.json")
        return sorted(
            (json.loads(path.read_text("utf-8")) for path in files), key=lambda event: event["counter"]
        )

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The data of the events of a kind."""
        return [event["event_data"] for event in self.events if event["event"] == kind]

    @property
    def artifacts(self) -> dict[str, Any]:
        """What ``set_stats`` left: AWX takes it from the last event."""
        return self.of("playbook_on_stats")[-1].get("artifact_data", {})

    @property
    def text(self) -> str:
        """Everything that is kept of the job, but the file of which AWX masks the environment."""
        files = [path for path in self.folder.rglob("*") if path.is_file() and path.name != "command"]
        return "\n".join([self.output, *(path.read_text("utf-8", "replace") for path in files)])


def inject(inputs: dict[str, Any], folder: Path) -> Injected:
    """Fill a credential into a job whose private data directory is ``folder``, with the code of AWX."""
    if sys.version_info < (3, 11):
        pytest.skip("the code of AWX needs Python 3.11")
    api = "awx_plugins.interfaces._temporary_private_%s_api"
    credential = importlib.import_module(api % "credential").Credential(inputs)
    kind = importlib.import_module(api % "inject").ManagedCredentialType
    (folder / "env").mkdir(parents=True, exist_ok=True)
    described = kind(namespace="zpa", **{part: CREDENTIAL_TYPE[part] for part in PARTS})
    injected = Injected({}, {}, [])
    importlib.import_module(api % "inject").inject_credential(
        described, credential, injected.env, injected.safe_env, injected.arguments, str(folder)
    )
    return injected


def run_job(
    folder: Path, playbook: str, injected: Injected, extra_vars: dict[str, Any], check: bool = False
) -> Job:
    """Run a playbook of ``folder/project`` as AWX runs a job, with the answers of its survey as a file."""
    shutil.copytree(AWX / "project", folder / "project", dirs_exist_ok=True)
    (folder / "inventory").mkdir(exist_ok=True)
    host = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    inventory = {"all": {"hosts": {"localhost": host}}}
    (folder / "inventory" / "hosts.yml").write_text(yaml.safe_dump(inventory), "utf-8")
    survey = folder / "env" / "survey.json"
    survey.write_text(json.dumps(extra_vars), "utf-8")
    arguments = ["--check"] if check else []
    arguments += ["--diff", *injected.arguments, "-e", "@" + str(survey)]
    (folder / "env" / "cmdline").write_text(" ".join(arguments), "utf-8")
    variables = {
        **UNPACED,
        **{key: _outside(value, folder) for key, value in injected.env.items()},
        "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
        "ANSIBLE_HOME": str(folder / "ansible"),
    }
    (folder / "env" / "envvars").write_text(json.dumps(variables), "utf-8")
    shutil.rmtree(folder / "artifacts" / IDENT, ignore_errors=True)
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("ZPA_", "ZSCALER_", "ANSIBLE_"))
    }
    path = os.pathsep.join([str(TOOLS), kept["PATH"]])
    done = subprocess.run(
        [TOOLS / "ansible-runner", "run", folder, "--playbook", playbook, "--ident", IDENT],
        env={**kept, "PATH": path, "HOME": str(folder)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    job = Job(folder / "artifacts" / IDENT, done.stdout)
    assert (job.folder / "rc").exists(), done.stdout
    assert done.returncode == job.code
    return job


def stand_in_for_awx(folder: Path) -> Path:
    """Make a collection awx.awx that notes its options and takes no others; return the notes."""
    actions = folder / "ansible_collections" / "awx" / "awx" / "plugins" / "action"
    actions.mkdir(parents=True)
    log = folder / "log"
    for name, types in AWX_OPTIONS.items():
        spec = {option: {"type": kind} for option, kind in types.items()}
        (actions / (name + ".py")).write_text(STAND_IN.format(spec=spec, log=str(log), name=name), "utf-8")
    return log


def _outside(value: str, folder: Path) -> str:
    """A path as it is where no container is."""
    return str(folder / value.removeprefix(IN_CONTAINER)) if value.startswith(IN_CONTAINER) else value
