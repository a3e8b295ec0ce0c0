# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that name what the one before has created, which ZPA shows late, with ``ansible-playbook``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.playbooks import run_playbook
from support.policies import rules_in_order
from support.tenants import TestTenant

ABOUT_IT = [{"operands": [{"object_type": "APP_GROUP", "objects": ["New group"]}]}]
TASKS: list[dict[str, Any]] = [
    {"zerotrust.zpa.zpa_segment_group": {"name": "New group"}},
    {"zerotrust.zpa.zpa_policy_rule": {"name": "New", "action": "ALLOW", "conditions": ABOUT_IT}},
    {"zerotrust.zpa.zpa_policy_rule": {"name": "Second", "action": "DENY"}},
    {"zerotrust.zpa.zpa_policy_rule_order": {"rules": ["Second", "New"]}},
]


def test_finds_what_the_one_before_has_created(zpa: TestTenant, tmp_path: Path) -> None:
    zpa.tenant.quirks.late_reads = 1
    run = run_playbook(zpa, TASKS, tmp_path)
    assert run.code == 0, run.output
    assert rules_in_order(zpa) == ["Second", "New"]
    zpa.forget()
    again = run_playbook(zpa, TASKS, tmp_path)
    assert (again.code, zpa.writes) == (0, []), again.output
