# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Loops with ``ansible-playbook``: their items share what they read, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.playbooks import run_playbook
from support.tenants import TestTenant, new_tenant

GROUP = "zerotrust.zpa.zpa_segment_group"
FROM_VIEW = re.compile(
    r"zpa_segment_group is answered from a view that is \d+\.\d s old, and asked \d+ times more"
)
ITEMS = ["Group %d" % number for number in range(4)]
LOOP: dict[str, Any] = {GROUP: {"name": "{{ item }}"}, "loop": ITEMS}


@pytest.fixture
def groups(zpa: TestTenant) -> TestTenant:
    for name in ITEMS:
        zpa.add_group(name)
    # Signs in, so that no test counts that.
    zpa.groups()
    zpa.forget()
    return zpa


def reads(zpa: TestTenant) -> int:
    assert zpa.writes == []
    return len(zpa.calls)


def test_the_items_of_a_loop_share_what_they_read(groups: TestTenant, tmp_path: Path) -> None:
    tasks: list[dict[str, Any]] = [
        LOOP,
        {GROUP: {"name": "{{ item }}"}, "with_items": ITEMS},
        {**LOOP, "check_mode": "{{ item == 'Group 2' }}"},
        {**LOOP, "delegate_to": "localhost", "run_once": True},
        {"block": [LOOP], "rescue": [{"ansible.builtin.debug": {"msg": "rescued"}}]},
        {**LOOP, "throttle": 1},
        {**LOOP, "module_defaults": {GROUP: {"timeout": 50}}},
    ]
    run = run_playbook(groups, tasks, tmp_path, "-vvv")
    assert run.code == 0, run.output
    # The first item looks by itself, and the others in the list.
    assert reads(groups) == 2 * len(tasks)
    assert len(FROM_VIEW.findall(run.output)) == len(tasks) * len(ITEMS[1:])


@pytest.mark.parametrize(
    ("task", "times"),
    [
        ({**LOOP, "vars": {"zpa_view_seconds": 0}}, 1),
        # What others do is waited for.
        ({**LOOP, "register": "it", "until": "it.attempts | default(2) > 1", "retries": 2, "delay": 0}, 2),
        ({**LOOP, "vars": {"zpa_in_process": False}}, 1),
    ],
    ids=["off", "tried until", "apart"],
)
def test_items_that_share_nothing_ask_each(
    groups: TestTenant, tmp_path: Path, task: dict[str, Any], times: int
) -> None:
    items = ITEMS[:2]
    run = run_playbook(groups, [{**task, "loop": items}], tmp_path, "-vvv")
    assert run.code == 0, run.output
    assert reads(groups) == times * len(items)
    assert not FROM_VIEW.search(run.output)


def test_each_task_and_each_included_file_looks_anew(groups: TestTenant, tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text(
        "- name: One\n  %s:\n    name: '{{ outer }}'\n- name: Two\n  %s:\n    name: '{{ item }}'\n"
        "  loop: %s\n" % (GROUP, GROUP, ITEMS)
    )
    include = {
        "ansible.builtin.include_tasks": "one.yml",
        "loop": ITEMS[:2],
        "loop_control": {"loop_var": "outer"},
    }
    run = run_playbook(groups, [LOOP, LOOP, include], tmp_path)
    assert run.code == 0, run.output
    assert reads(groups) == 2 * 2 + 2 * (1 + 2)


def test_tenants_whose_items_take_turns_in_a_loop_share_nothing_with_each_other(
    groups: TestTenant, tmp_path: Path
) -> None:
    other = new_tenant(groups.emulator, groups.cache)
    for name in ITEMS[:2]:
        other.add_group(name)
    other.forget()
    items = [
        {"name": name, **{key: zpa.connection[key] for key in ("customer_id", "client_id", "client_secret")}}
        for name in ITEMS
        for zpa in (groups, other)
    ]
    options = {key: "{{ item.%s }}" % key for key in items[0]}
    task = {GROUP: options, "loop": items, "register": "done"}
    told = {"ansible.builtin.debug": {"msg": "{{ done.results | map(attribute='changed') | join(' ') }}"}}
    run = run_playbook(groups, [task, told], tmp_path, "--check")
    assert run.code == 0, run.output
    assert "False False False False False True False True" in run.output
    # In check mode the list answers the first item as well.
    assert (reads(groups), reads(other)) == (1, 1)


@pytest.mark.parametrize(
    "more",
    [{"strategy": "free"}, {"strategy": "host_pinned"}, {"serial": 1}],
    ids=["free", "host pinned", "serial"],
)
def test_each_host_has_a_view_of_its_own(groups: TestTenant, tmp_path: Path, more: dict[str, Any]) -> None:
    hosts = "[all]\na\nb\nc\n[all:vars]\nansible_connection=local\n"
    (tmp_path / "hosts").write_text(hosts)
    play = [{"hosts": "all", "gather_facts": False, **more, "tasks": [LOOP]}]
    playbook = tmp_path / "hosts.yml"
    playbook.write_text(yaml.safe_dump(play))
    run = run_playbook(groups, playbook, tmp_path, "-i", str(tmp_path / "hosts"))
    assert run.code == 0, run.output
    assert reads(groups) == 3 * 2


@pytest.mark.parametrize("given", ["soon", "7200"])
def test_an_age_of_views_that_is_none_is_refused(groups: TestTenant, tmp_path: Path, given: str) -> None:
    run = run_playbook(groups, [LOOP], tmp_path, "-e", "{zpa_view_seconds: %s}" % given)
    assert run.code == 2
    assert "Give a number of seconds from 0, which turns views off, to 3600" in run.output
    assert groups.calls == []
