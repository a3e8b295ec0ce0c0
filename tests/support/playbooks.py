# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs real ``ansible-playbook`` against a tenant of the emulator."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .tenants import TestTenant

ROOT = Path(__file__).resolve().parents[2]
FLAGS_OF_PATHS: dict[str, tuple[str, ...]] = {"in_process": (), "apart": ("-e", "zpa_in_process=false")}
# Set for a test that runs on both paths.
path_flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """A finished playbook run: its exit code and everything that it printed."""

    code: int
    output: str


def run_playbook(
    zpa: TestTenant, playbook: Path | list[dict[str, Any]], folder: Path, *flags: str, **environment: str
) -> Run:
    """Run a playbook, given as a file or as tasks, with the tenant's connection in the environment."""
    with start_playbook(zpa, playbook, folder, *flags, **environment) as process:
        output, _nothing = process.communicate()
    return Run(process.returncode, output)


def start_playbook(
    zpa: TestTenant, playbook: Path | list[dict[str, Any]], folder: Path, *flags: str, **environment: str
) -> subprocess.Popen[str]:
    """Start what ``run_playbook`` runs."""
    path = playbook if isinstance(playbook, Path) else _written(playbook, folder)
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("ZPA_", "ZSCALER_", "ANSIBLE_"))
    }
    env = {
        **kept,
        "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_INJECT_INVOCATION": "True",
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_LOCALHOST_WARNING": "False",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
        "ANSIBLE_LOG_PATH": str(folder / "ansible.log"),
        "ANSIBLE_ROLES_PATH": str(ROOT / "tests" / "integration" / "targets"),
        **zpa.environment,
        **environment,
    }
    (folder / "ansible.cfg").touch()
    command = [str(Path(sys.executable).parent / "ansible-playbook"), str(path), *path_flags, *flags]
    return subprocess.Popen(
        command, cwd=folder, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def _written(tasks: list[dict[str, Any]], folder: Path) -> Path:
    path = folder / "playbook.yml"
    path.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]), "utf-8")
    return path
