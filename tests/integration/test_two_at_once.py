# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two hosts that bring one tenant to the same state at the same time, with real ``ansible-playbook``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from support.playbooks import run_playbook
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant

GROUP = {"name": "Created by both", "description": "the same"}
TASKS: list[dict[str, Any]] = [
    {"zerotrust.zpa.zpa_segment_group": GROUP},
    {"zerotrust.zpa.zpa_policy_rule": {"name": "Top", "action": "DENY", "rule_order": 1}},
    {
        "zerotrust.zpa.zpa_config": {
            "config": {
                "segment_groups": [GROUP, {"name": "Of a configuration"}],
                "policy_rules": {
                    "access": [
                        {"name": name, "action": "DENY"} for name in ("Top", "New one", "There", "New two")
                    ]
                },
            },
        }
    },
]


def names_of(zpa: TestTenant) -> list[str]:
    return sorted(group["name"] for group in zpa.tenant.table("segmentGroup").values())


def test_both_end_well_and_nothing_is_there_twice(zpa: TestTenant, tmp_path: Path) -> None:
    add_rule(zpa, "There", action="DENY")
    # Whoever comes first with a creation is kept waiting, until the other one has looked as well.
    for where in ("POST .*/segmentGroup", "POST .*/rule$"):
        for skip in (0, 1):
            zpa.fault("slow", where, seconds=2.5, skip=skip)
    playbook = tmp_path / "both.yml"
    playbook.write_text(yaml.safe_dump([{"hosts": "all", "gather_facts": False, "tasks": TASKS}]), "utf-8")
    run = run_playbook(zpa, playbook, tmp_path, "-i", "a,b,", "-f", "2", "-c", "local")
    assert run.code == 0, run.output
    assert re.findall(r"failed=(\d)", run.output) == ["0", "0"]
    refused = [entry for entry in zpa.writes if entry.status == 400]
    assert len(refused) >= 2, "nobody was the second"
    assert names_of(zpa) == ["Created by both", "Of a configuration"]
    assert rules_in_order(zpa) == ["Top", "New one", "There", "New two"]
    zpa.forget()
    again = run_playbook(zpa, playbook, tmp_path, "-i", "a,b,", "-f", "2", "-c", "local")
    assert re.findall(r"changed=(\d)", again.output) == ["0", "0"]
    assert zpa.writes == []
