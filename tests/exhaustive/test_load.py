# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many runs of Ansible at once on one tenant with rate limits, and on one cache of tokens."""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.token_cache import TokenCache
from support.clients import legacy_settings
from support.exhaustive.secret_counts import Counts, counting
from support.playbooks import run_playbook
from support.policies import rules_in_order
from support.processes import Children, token_requests
from support.tenants import TestTenant
from zpa_emulator import state
from zpa_emulator.state import Throttle

PREFIX = "zerotrust.zpa."
COMMON = ("Common 1", "Common 2")


def tasks_of(number: int) -> list[dict[str, Any]]:
    """What one of many playbooks does: its own objects and those of nobody, with what all of them read."""
    mine = {"name": "Group %d" % number, "applications": ["App %d" % number]}
    later = {**mine, "description": "changed by %d" % number}
    rule = {"name": "Rule %d" % number, "action": "ALLOW"}
    conditions = [{"operands": [{"object_type": "APP_GROUP", "objects": [mine["name"]]}]}]
    return [
        {PREFIX + "zpa_segment_group_info": {}, "register": "all"},
        {"ansible.builtin.assert": {"that": "all.segment_groups | length >= %d" % len(COMMON)}},
        {PREFIX + "zpa_segment_group": {**mine, "enabled": True}, "register": "made"},
        {PREFIX + "zpa_segment_group": later, "register": "changed"},
        {PREFIX + "zpa_policy_rule": {**rule, "conditions": conditions}, "register": "rule"},
        *(
            {PREFIX + "zpa_segment_group": {"name": name, "enabled": True}, "register": "same"}
            for name in COMMON
        ),
        {
            "ansible.builtin.assert": {
                "that": ["made.changed", "changed.changed", "rule.changed", "not same.changed"]
            }
        },
        {PREFIX + "zpa_segment_group": later, "register": "again"},
        {"ansible.builtin.assert": {"that": "not again.changed"}},
    ]


@pytest.fixture(scope="module")
def counts(exhaustive: bool) -> Iterator[Counts]:
    """What the tests of this file count, shown at their end if they are run in full."""
    columns = ("what", "processes", "seconds", "requests", "throttled", "writes", "sign-ins")
    yield from counting(exhaustive, "Load", *columns)


@pytest.fixture
def busy(zpa: TestTenant, monkeypatch: pytest.MonkeyPatch, exhaustive: bool) -> TestTenant:
    """A tenant with rate limits: in a sample, fewer requests in fewer seconds."""
    if not exhaustive:
        monkeypatch.setattr(state, "WINDOW", 1.0)
        monkeypatch.setattr(state, "READ_LIMIT", 15)
        monkeypatch.setattr(state, "WRITE_LIMIT", 3)
    for name in COMMON:
        zpa.add_group(name)
    zpa.tenant.throttle = Throttle()
    return zpa


def test_many_playbooks_at_once_all_do_their_work(
    busy: TestTenant, tmp_path: Path, exhaustive: bool, counts: Counts
) -> None:
    number = 20 if exhaustive else 4
    busy.add_application(*("App %d" % playbook for playbook in range(number)))

    def run(playbook: int) -> Any:
        folder = tmp_path / str(playbook)
        folder.mkdir()
        return run_playbook(busy, tasks_of(playbook), folder)

    begun = time.monotonic()
    with ThreadPoolExecutor(number) as pool:
        runs = list(pool.map(run, range(number)))
    seconds = time.monotonic() - begun
    assert [done.output for done in runs if done.code] == []
    groups = [group["name"] for group in busy.tenant.table("segmentGroup").values()]
    assert Counter(groups) == Counter([*COMMON, *("Group %d" % playbook for playbook in range(number))])
    assert sorted(rules_in_order(busy)) == sorted("Rule %d" % playbook for playbook in range(number))
    for playbook in range(number):
        assert busy.stored("Group %d" % playbook)["description"] == "changed by %d" % playbook
        assert busy.members("Group %d" % playbook) == ["App %d" % playbook]
    statuses = Counter(entry.status for entry in busy.calls)
    assert statuses[429], "nothing was throttled: the limits are too wide for this test"
    # Each playbook creates a group and a rule and changes the group: no write is sent twice.
    writes = [entry for entry in busy.writes if entry.status < 300]
    assert len(writes) == 3 * number
    assert token_requests(busy) == 1
    row = ("%.0f" % seconds, len(busy.calls), statuses[429], len(writes), token_requests(busy))
    counts.add("playbooks with rate limits", number, *row)


# -- One cache of tokens -------------------------------------------------------------------------------------


@pytest.fixture
def children(zpa: TestTenant) -> Iterator[Any]:
    """Starts processes; those that are left at the end are ended."""
    with ExitStack() as started:

        def start(number: int, **settings: Any) -> Children:
            return started.enter_context(Children(zpa, number, **settings))

        yield start


def file_of_token(zpa: TestTenant) -> Path:
    settings = legacy_settings(zpa)
    key = TokenCache.key(settings.token_url, settings.client_id, settings.client_secret, settings.private_key)
    return zpa.cache / key


# What may be where the token is to be kept, when all start.
LEFT: dict[str, bytes | None] = {
    "nothing": None,
    "half a token": b'{"access_token": "abc", "obt',
    "no token": b"",
    "a token that was revoked": b'{"access_token": "revoked", "obtained_at": 0.0, "expires_at": 9e9}',
}


@pytest.mark.parametrize("left", LEFT)
def test_processes_that_start_at_once_sign_in_once_and_keep_a_whole_token(
    left: str, zpa: TestTenant, children: Any, exhaustive: bool, counts: Counts
) -> None:
    if not exhaustive and left != "half a token":
        pytest.skip("is part of the full run")
    number = 20 if exhaustive else 3
    content = LEFT[left]
    if content is not None:
        zpa.cache.mkdir(mode=0o700)
        file_of_token(zpa).write_bytes(content)
        file_of_token(zpa).chmod(0o600)
    zpa.fault("slow", "/signin", seconds=0.2, times=99)
    started = children(number)
    started.go()
    assert started.answers() == ["0\n"] * number
    assert token_requests(zpa) == 1
    assert json.loads(file_of_token(zpa).read_text("utf-8")).keys() == {
        "access_token",
        "obtained_at",
        "expires_at",
    }
    assert sorted(path.suffix for path in zpa.cache.iterdir()) == ["", ".lock"]
    counts.add("token cache: " + left, number, "", len(zpa.calls), 0, 0, token_requests(zpa))


def until(is_so: Any, seconds: float = 20.0) -> None:
    """Look until something is so, as processes take their time."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_process_that_is_killed_while_it_signs_in_keeps_nobody_waiting(
    zpa: TestTenant, children: Any
) -> None:
    zpa.fault("slow", "/signin", seconds=5.0)
    first, second = children(1), children(1, timeout=60)
    first.go()
    until(lambda: token_requests(zpa) == 1)
    first.processes[0].kill()
    begun = time.monotonic()
    second.go()
    assert second.answers() == ["0\n"]
    assert time.monotonic() - begun < 4
    assert token_requests(zpa) == 2


def test_a_process_that_is_stopped_while_it_signs_in_is_waited_for_no_longer_than_the_timeout(
    zpa: TestTenant, children: Any
) -> None:
    zpa.fault("slow", "/signin", seconds=0.5)
    first, second = children(1), children(1, timeout=1)
    first.go()
    until(lambda: token_requests(zpa) == 1)
    first.processes[0].send_signal(signal.SIGSTOP)
    second.go()
    assert second.answers() == ["0\n"]
    first.processes[0].send_signal(signal.SIGCONT)
    assert first.answers() == ["0\n"]
    assert token_requests(zpa) == 2
    assert json.loads(file_of_token(zpa).read_text("utf-8"))["access_token"]
