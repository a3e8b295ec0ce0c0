# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A provisioning key on its way to a machine, as the documentation of the module shows it: nobody sees it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.playbooks import ROOT, run_playbook
from support.tenants import TestTenant

KEYS = "associationType/CONNECTOR_GRP/provisioningKey"
TO_A_MACHINE = (
    "Let two machines enrol as App Connectors, and keep the key in a file",
    "Have the key in a result that nobody prints",
    "Give the key to a machine by cloud-init, and print it nowhere",
)


def example(folder: Path) -> list[dict[str, Any]]:
    text = (ROOT / "plugins" / "modules" / "zpa_provisioning_key.py").read_text("utf-8")
    found = re.search(r'^EXAMPLES = r"""\n(.*?)^"""', text, re.S | re.M)
    assert found
    (play,) = yaml.safe_load(found[1].replace("{{ playbook_dir }}/keys", str(folder)))
    tasks = [task for task in play["tasks"] if task["name"] in TO_A_MACHINE]
    assert len(tasks) == len(TO_A_MACHINE)
    return tasks


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as modules"])
def test_the_example_gives_a_key_to_cloud_init_and_prints_it_nowhere(
    zpa: TestTenant, tmp_path: Path, in_process: bool
) -> None:
    zpa.add_connector_group("Frankfurt")
    machine, log = tmp_path / "machine", tmp_path / "log"
    machine.mkdir()
    flags = ("-vvvv", "--diff", "-e", "zpa_in_process=%s" % str(in_process).lower())
    rehearsed = run_playbook(zpa, example(machine)[:1], tmp_path, *flags, "--check")
    assert rehearsed.code == 0, rehearsed.output
    assert [*machine.iterdir()] == []
    run = run_playbook(zpa, example(machine), tmp_path, *flags, ANSIBLE_LOG_PATH=str(log))
    assert run.code == 0, run.output
    secret = zpa.stored("Frankfurt key", KEYS)["provisioningKey"]
    given = yaml.safe_load((machine / "user-data.yml").read_text("utf-8"))
    assert given["write_files"][0]["content"] == secret
    assert (machine / "frankfurt.key").read_text("utf-8") == secret
    assert {file.stat().st_mode & 0o777 for file in machine.iterdir()} == {0o600}
    assert secret not in rehearsed.output + run.output + log.read_text("utf-8")
    left = [file for file in tmp_path.rglob("*") if file.is_file() and file.parent != machine]
    assert [file for file in left if secret.encode() in file.read_bytes()] == []
