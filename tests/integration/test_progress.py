# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a user sees of long work while it runs, and that everything else is as without it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.playbooks import Run, run_playbook
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

pytestmark = pytest.mark.usefixtures("both_paths")
NAMES = ["Group %02d" % number for number in range(30)]
TASK = {
    "config": {"segment_groups": [{"name": name} for name in NAMES]},
}
OFTEN = ("-e", "zpa_progress_interval=0.01")
LINE = re.compile(
    r"^zpa_config \[([^]]+)\]: (\d+) of (\d+) changes made, the latest in segment groups"
    r"(?:, about \d+ seconds? left)?$",
    re.MULTILINE,
)


def tasks(**keywords: Any) -> list[dict[str, Any]]:
    """The task, with its result shown afterwards."""
    shown = "{'changed': done is changed, 'steps': done.plan | map(attribute='status') | list}"
    return [
        {"zerotrust.zpa.zpa_config": TASK, "register": "done", **keywords},
        {"ansible.builtin.debug": {"msg": "RESULT {{ %s | to_json }}" % shown}},
    ]


def result_of(run: Run) -> dict[str, Any]:
    assert run.code == 0, run.output
    found = re.search(r"RESULT (\{.*\})", run.output)
    assert found, run.output
    return json.loads(found[1].replace('\\"', '"'))


def slow_down(zpa: TestTenant, seconds: float = 0.05) -> None:
    zpa.fault("slow", "POST .*segmentGroup", times=len(NAMES), seconds=seconds)


def numbers(run: Run, host: str = "localhost") -> list[int]:
    """The numbers that were shown of a host, in their order; they have to rise."""
    shown = [(int(done), int(total)) for name, done, total in LINE.findall(run.output) if name == host]
    done = [count for count, total in shown]
    assert done == sorted(set(done))
    assert {total for count, total in shown} <= {len(NAMES)}
    assert all(1 <= count <= len(NAMES) for count in done)
    return done


def test_long_work_tells_how_far_it_is_and_ends_as_without(
    zpa: TestTenant, emulator: Emulator, tmp_path: Path
) -> None:
    other = new_tenant(emulator, tmp_path / "others")
    slow_down(zpa)
    telling = run_playbook(zpa, tasks(), tmp_path, *OFTEN)
    silent = run_playbook(other, tasks(), tmp_path, "-e", "zpa_progress_interval=0")
    assert len(numbers(telling)) >= 3
    assert " left\n" in telling.output
    assert numbers(silent) == []
    assert result_of(telling) == result_of(silent) == {"changed": True, "steps": ["done"] * len(NAMES)}
    assert sorted(group["name"] for group in zpa.tenant.table("segmentGroup").values()) == NAMES
    assert "[WARNING]" not in telling.output
    assert list((tmp_path / "ansible" / "tmp").iterdir()) == []


def test_short_work_tells_nothing(zpa: TestTenant, tmp_path: Path) -> None:
    run = run_playbook(zpa, tasks(), tmp_path)
    assert result_of(run)["changed"]
    assert "changes made" not in run.output


def test_check_mode_shows_the_diff_and_writes_nothing(zpa: TestTenant, tmp_path: Path) -> None:
    run = run_playbook(zpa, tasks(), tmp_path, *OFTEN, "--check", "--diff")
    assert result_of(run) == {"changed": True, "steps": ["planned"] * len(NAMES)}
    assert "+++ after: segment group 'Group 07' (create)" in run.output
    assert numbers(run) == []
    assert zpa.writes == []


def test_the_lines_are_in_the_log_as_well(zpa: TestTenant, tmp_path: Path) -> None:
    slow_down(zpa)
    run = run_playbook(zpa, tasks(), tmp_path, *OFTEN, "--diff")
    logged = (tmp_path / "ansible.log").read_text("utf-8")
    assert len(numbers(run)) >= 3
    assert all(line.group() in logged for line in LINE.finditer(run.output))


def play_of(hosts: dict[str, TestTenant], folder: Path, **keywords: Any) -> tuple[Path, Path]:
    """Write an inventory with a host for each tenant, and a play whose options are defaults of the group."""
    names = ("base_url", "client_id", "client_secret", "customer_id")
    inventory, playbook = folder / "hosts.yml", folder / "play.yml"
    common = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    entries = {name: {key: zpa.connection[key] for key in names} for name, zpa in hosts.items()}
    inventory.write_text(yaml.safe_dump({"all": {"hosts": entries, "vars": common}}), "utf-8")
    play = {
        "hosts": "all",
        "gather_facts": False,
        "module_defaults": {"group/zerotrust.zpa.all": {key: "{{ %s }}" % key for key in names}},
        "tasks": [{"zerotrust.zpa.zpa_config": TASK, **keywords}],
    }
    playbook.write_text(yaml.safe_dump([play]), "utf-8")
    return inventory, playbook


NOTHING = dict.fromkeys(("ZPA_BASE_URL", "ZPA_CLIENT_ID", "ZPA_CLIENT_SECRET", "ZPA_CUSTOMER_ID"), "")


@pytest.mark.parametrize("keywords", [{}, {"delegate_to": "localhost"}, {"no_log": True}], ids=str)
def test_hosts_at_the_same_time_tell_each_for_itself(
    zpa: TestTenant, emulator: Emulator, tmp_path: Path, keywords: dict[str, Any]
) -> None:
    hosts = {"tenant-a": zpa, "tenant-b": new_tenant(emulator, tmp_path / "others")}
    for tenant in hosts.values():
        slow_down(tenant)
    inventory, playbook = play_of(hosts, tmp_path, **keywords)
    run = run_playbook(zpa, playbook, tmp_path, "-i", str(inventory), "--forks", "2", *OFTEN, **NOTHING)
    assert run.code == 0, run.output
    for name, tenant in hosts.items():
        assert len(numbers(run, name)) >= 3
        assert len(tenant.tenant.table("segmentGroup")) == len(NAMES)


def test_a_kept_folder_tells_nothing_of_the_task_before(zpa: TestTenant, tmp_path: Path) -> None:
    slow_down(zpa)
    zpa.fault("slow", "GET .*segmentGroup", skip=2, times=9, seconds=0.5)
    again = tasks(loop=[1, 2], vars={"zpa_progress_interval": "{{ 0.01 }}"})[:1]
    run = run_playbook(zpa, again, tmp_path, ANSIBLE_KEEP_REMOTE_FILES="1")
    assert run.code == 0, run.output
    assert len(numbers(run)) >= 3


@pytest.mark.parametrize(
    ("keywords", "lines"),
    [
        ({"environment": {"ZPA_CUSTOMER_ID": "{{ customer }}"}}, True),
        ({"vars": {"ansible_pipelining": True}}, True),
        ({"async": 60, "poll": 1}, False),
        ({"retries": 2, "until": "done is success", "delay": 0}, True),
        ({"timeout": 60}, True),
    ],
    ids=lambda value: str(list(value)) if isinstance(value, dict) else "",
)
def test_keywords_of_a_task_work(
    zpa: TestTenant, tmp_path: Path, keywords: dict[str, Any], lines: bool
) -> None:
    slow_down(zpa)
    customer = ("-e", json.dumps({"customer": zpa.tenant.customer_id}))
    given = {"ANSIBLE_ASYNC_DIR": str(tmp_path / "async")}
    if "environment" in keywords:
        given["ZPA_CUSTOMER_ID"] = ""
    run = run_playbook(zpa, tasks(**keywords)[:1], tmp_path, *OFTEN, *customer, **given)
    assert run.code == 0, run.output
    assert bool(numbers(run)) is lines
    assert len(zpa.tenant.table("segmentGroup")) == len(NAMES)


def test_a_task_that_fails_on_the_way_has_told_how_far_it_was(zpa: TestTenant, tmp_path: Path) -> None:
    slow_down(zpa)
    zpa.fault("status", "POST .*segmentGroup", skip=20, status=400, body={"id": "bad", "reason": "Refused."})
    zpa.tenant.faults.reverse()
    run = run_playbook(zpa, tasks()[:1], tmp_path, *OFTEN)
    assert run.code == 2
    assert "Refused." in run.output
    assert 1 <= numbers(run)[-1] <= 20
