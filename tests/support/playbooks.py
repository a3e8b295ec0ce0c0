# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs real ``ansible-playbook`` against a tenant of the emulator."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from .modules import UNPACED

ROOT = Path(__file__).resolve().parents[2]
FLAGS_OF_PATHS: dict[str, tuple[str, ...]] = {"in_process": (), "apart": ("-e", "zpa_in_process=false")}
# For roles: the emulator has no limits, so nobody needs to wait.
NO_PACE = ("-e", "zpa_tenant_read_limit=1000", "-e", "zpa_tenant_write_limit=1000")
# Set for a test that runs on both paths.
path_flags: tuple[str, ...] = ()


class Connected(Protocol):
    """What has a tenant: the variables of its connection."""

    @property
    def environment(self) -> dict[str, str]:
        """All that they need, by name."""
        raise NotImplementedError


@dataclass(frozen=True)
class Run:
    """A finished playbook run: its exit code and everything that it printed."""

    code: int
    output: str


def run_playbook(
    zpa: Connected, playbook: Path | list[dict[str, Any]], folder: Path, *flags: str, **environment: str
) -> Run:
    """Run a playbook, given as a file or as tasks, with the tenant's connection in the environment."""
    with start_playbook(zpa, playbook, folder, *flags, **environment) as process:
        output, _nothing = process.communicate()
    return Run(process.returncode, output)


def start_playbook(
    zpa: Connected, playbook: Path | list[dict[str, Any]], folder: Path, *flags: str, **environment: str
) -> subprocess.Popen[str]:
    """Start what ``run_playbook`` runs."""
    command, env = prepared(zpa, playbook, folder, *flags, **environment)
    return subprocess.Popen(
        command, cwd=folder, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def prepared(
    zpa: Connected, playbook: Path | list[dict[str, Any]], folder: Path, *flags: str, **environment: str
) -> tuple[list[str], dict[str, str]]:
    """Return the command that runs a playbook in a folder, and its environment."""
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
        **UNPACED,
        **zpa.environment,
        **environment,
    }
    (folder / "ansible.cfg").touch()
    return [str(Path(sys.executable).parent / "ansible-playbook"), str(path), *path_flags, *flags], env


def checkout(folder: Path) -> Path:
    """Return a copy of the checkout, of what an archive of the collection is made of."""
    others = shutil.ignore_patterns(".*", "__pycache__", "*.tar.gz")
    return Path(shutil.copytree(ROOT, folder / "zpa", ignore=others))


def _written(tasks: list[dict[str, Any]], folder: Path) -> Path:
    path = folder / "playbook.yml"
    path.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]), "utf-8")
    return path
