# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scripts of the guide on scripts, run with the clients for which they are written."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from fidelity.clients import HERE, PYZSCALER, SDK
from support.guides import GUIDES, blocks_of
from support.playbooks import run_playbook
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_idp

GUIDE = GUIDES / "guide_migration_pyzscaler.rst"
# The SDK has no setting for its hosts. pyZscaler waits a second after each page.
RUN = """
import runpy, sys, time
script, base_url, drivers = sys.argv[1:]
time.sleep = lambda seconds: None
if script == "with_sdk.py":
    sys.path.insert(0, drivers)
    from drive_zscaler_sdk_python import point_to
    point_to(base_url)
runpy.run_path(script)
"""


def run_script(zpa: TestTenant, script: str, client: str, at: Path) -> None:
    python = os.environ.get("ZPA_TEST_" + client.upper().replace("-", "_"))
    if not python:
        pytest.fail("Run these tests by: python3 tools/dev.py check tests/fidelity")
    done = subprocess.run(
        [python, "-c", RUN, script, zpa.emulator.base_url, str(HERE)],
        cwd=at,
        env={
            **zpa.environment,
            "HOME": str(at),
            "ZPA_OVERRIDE_URL": zpa.emulator.base_url,
            "ZSCALER_CLIENT_CACHE_ENABLED": "false",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("script", "client"), [("with_pyzscaler.py", PYZSCALER), ("with_sdk.py", SDK)])
def test_what_the_script_of_the_guide_makes_needs_no_change_by_its_playbook(
    zpa: TestTenant, tmp_path: Path, script: str, client: str
) -> None:
    add_idp(zpa.tenant, "Okta", scim_groups=["Finance"])
    add_rule(zpa, "Nobody else", action="DENY")
    for block in blocks_of(GUIDE):
        if block.caption:
            (tmp_path / block.caption).write_text(block.content, "utf-8")
    for _time in ("it creates", "it updates"):
        run_script(zpa, script, client, tmp_path)
        assert rules_in_order(zpa) == ["Finance", "Nobody else"]
        run = run_playbook(zpa, tmp_path / "finance.yml", tmp_path, "--check", "--diff")
        assert "changed=0" in run.output, run.output
