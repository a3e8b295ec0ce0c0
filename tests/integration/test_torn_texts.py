# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant with half a character in some texts: listed, exported and audited by real ``ansible-playbook``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.playbooks import run_playbook
from support.policies import add_rule, furnish
from support.tenants import TestTenant

HALF, MARK = "\ud83d", "\ufffd"


def role(name: str, **variables: Any) -> dict[str, Any]:
    return {"ansible.builtin.import_role": {"name": "zerotrust.zpa." + name}, "vars": variables}


@pytest.mark.usefixtures("both_paths")
def test_a_torn_description_keeps_nobody_from_anything(zpa: TestTenant, tmp_path: Path) -> None:
    furnish(zpa)
    zpa.add_group("Torn " + HALF, description="cut " + HALF)
    zpa.add_group("Whole")
    add_rule(zpa, "Torn " + HALF, description="cut " + HALF)
    folder, report = tmp_path / "tenant", tmp_path / "drift"
    tasks = [
        {"zerotrust.zpa.zpa_segment_group_info": {}, "register": "listed"},
        {"ansible.builtin.debug": {"var": "listed.segment_groups"}},
        role("zpa_export", zpa_export_dir=str(folder)),
        role("zpa_audit", zpa_audit_tenant_dir=str(folder), zpa_audit_report_dir=str(report)),
        role("zpa_tenant", zpa_tenant_dir=str(folder)),
    ]
    run = run_playbook(zpa, tasks, tmp_path)
    assert run.code == 0, run.output
    assert zpa.writes == []
    assert "cut " + MARK in run.output
    assert "half a character in name, description of 'Torn %s'" % MARK in " ".join(run.output.split())
    assert "cut " + MARK in "".join(path.read_text("utf-8") for path in folder.rglob("*.yml"))
    summary = json.loads((report / "drift.json").read_text("utf-8"))
    assert summary["summary"]["drifted"] == 0
