# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people see of results that are too long to read, and that tasks behind have all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.playbooks import run_playbook
from support.tenants import TestTenant

COUNT = 60
CONFIG = {
    "segment_groups": [{"name": "Group %02d" % number, "description": "Long"} for number in range(COUNT)],
    "application_servers": [{"name": "Servers", "address": "192.0.2.1"}],
}
SHORT = """\
zpa_config [localhost]: the result is long. With -vvv it is shown as a whole, and register has all of it.
  plan: 61 steps
    segment groups: create 60
    application servers: create 1
    in their order:
      segment group 'Group 00' (create)
      segment group 'Group 01' (create)
"""


def tasks(config: dict[str, Any]) -> list[dict[str, Any]]:
    """A check, of which a task behind it needs every step."""
    check = {"zerotrust.zpa.zpa_config": {"config": config}, "register": "done", "check_mode": True}
    steps = sum(map(len, config.values()))
    later = {"that": ["done.plan | length == %d" % steps, "done.plan[-1].after.name == 'Servers'"]}
    return [check, {"ansible.builtin.assert": {**later, "quiet": True}}]


@pytest.mark.usefixtures("both_paths")
def test_v_tells_a_long_result_in_short_and_register_has_all_of_it(zpa: TestTenant, tmp_path: Path) -> None:
    run = run_playbook(zpa, tasks(CONFIG), tmp_path, "-v")
    assert run.code == 0, run.output
    assert SHORT in run.output
    assert "      and 51 more\n" in run.output
    assert '"before"' not in run.output
    assert len(run.output) < 5000


def test_vvv_and_a_short_result_are_shown_as_a_whole(zpa: TestTenant, tmp_path: Path) -> None:
    few = {**CONFIG, "segment_groups": CONFIG["segment_groups"][:5]}
    for config, flag in ((CONFIG, "-vvv"), (few, "-v")):
        run = run_playbook(zpa, tasks(config), tmp_path, flag)
        assert run.code == 0, run.output
        assert "the result is long" not in run.output
        assert '"operation": "create"' in run.output


def test_what_no_log_hides_is_not_told_in_short(zpa: TestTenant, tmp_path: Path) -> None:
    hidden = [{**task, "no_log": True} for task in tasks(CONFIG)]
    run = run_playbook(zpa, hidden, tmp_path, "-v")
    assert run.code == 0, run.output
    assert "Group 00" not in run.output


def test_v_tells_in_short_what_a_tenant_has(zpa: TestTenant, tmp_path: Path) -> None:
    for number in range(COUNT):
        zpa.add_group("Group %02d" % number)
    module = "zerotrust.zpa.zpa_config"
    gathered = {module: {"state": "gathered", "kinds": ["segment_groups"]}}
    listed = {module: {"list_objects": True, "kinds": ["segment_groups"]}, "check_mode": True}
    run = run_playbook(zpa, [gathered, listed], tmp_path, "-v")
    assert run.code == 0, run.output
    assert "  config: segment_groups 60\n" in run.output
    assert "  objects: 60 (unmanaged 60)\n" in run.output
    assert "Group 07" not in run.output
