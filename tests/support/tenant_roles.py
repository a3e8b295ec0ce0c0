# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How tests export and apply a tenant as a folder of files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from support.playbooks import Run, run_playbook
from support.tenants import TestTenant

UNPACED = {"zpa_tenant_read_limit": 100000, "zpa_tenant_write_limit": 100000}
TEMPLATE = "{{ lookup('ansible.builtin.pipe', 'touch templated') }} {% if %}"

CHANGED = re.compile(r"changed=(\d+)")


def role(name: str, **variables: Any) -> dict[str, Any]:
    return {"ansible.builtin.import_role": {"name": "zerotrust.zpa." + name}, "vars": variables}


def apply(zpa: TestTenant, folder: Path, at: Path, *flags: str, **variables: Any) -> Run:
    """Run the role zpa_tenant, without its pauses; only requests of this run are in the log."""
    zpa.forget()
    return run_playbook(
        zpa, [role("zpa_tenant", zpa_tenant_dir=str(folder), **UNPACED, **variables)], at, *flags
    )


def changed(run: Run) -> bool:
    assert run.code == 0, run.output
    counts = CHANGED.findall(run.output)
    assert counts, run.output
    return any(map(int, counts))


def write(folder: Path, files: dict[str, Any]) -> Path:
    """Write files; what is no text becomes YAML."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        path.write_text(text, "utf-8")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.y*ml"))}
