# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scripts of the guide on scripts, run with the clients for which they are written."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from fidelity.clients import HERE, PYZSCALER, SDK
from support.guides import GUIDES, blocks_of, tables_of
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


# Prints which of the given methods a client does not have.
LOOK = """
import os, sys
if sys.argv[1] == "pyzscaler":
    from pyzscaler import ZPA
    zpa = ZPA()
else:
    from zscaler.oneapi_client import LegacyZPAClient
    sys.path.insert(0, sys.argv[3])
    from drive_zscaler_sdk_python import point_to
    point_to(sys.argv[2])
    names = {"clientId": "CLIENT_ID", "clientSecret": "CLIENT_SECRET", "customerId": "CUSTOMER_ID"}
    given = {key: os.environ["ZPA_" + name] for key, name in names.items()}
    zpa = LegacyZPAClient({**given, "cloud": "PRODUCTION"}).zpa
for name in sys.argv[4:]:
    part, method = name.split(".")
    if not callable(getattr(getattr(zpa, part, None), method, None)):
        print(name)
"""


def methods_of(cell: str) -> list[str]:
    """Return the methods that a cell of a table names; what is said of the first one's part holds for all."""
    found: list[str] = []
    for part, method in re.findall(r"``(?:(\w+)\.)?([a-z]\w+)(?:\([^`]*\))?``", cell):
        found.append("%s.%s" % (part or found[-1].partition(".")[0], method))
    also = [name + "_v2" for name in found] if "both also with ``_v2``" in cell else []
    return found + also


def run_client(zpa: TestTenant, client: str, at: Path, program: str, *words: str) -> str:
    """Run a program with the Python that has a client, and return what it prints."""
    python = os.environ.get("ZPA_TEST_" + client.upper().replace("-", "_"))
    if not python:
        pytest.fail("Run these tests by: python3 tools/dev.py check tests/fidelity")
    done = subprocess.run(
        [python, "-c", program, words[0], zpa.emulator.base_url, str(HERE), *words[1:]],
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
    return done.stdout


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
        run_client(zpa, client, tmp_path, RUN, script)
        assert rules_in_order(zpa) == ["Finance", "Nobody else"]
        run = run_playbook(zpa, tmp_path / "finance.yml", tmp_path, "--check", "--diff")
        assert "changed=0" in run.output, run.output


@pytest.mark.parametrize(("column", "client"), [(0, PYZSCALER), (1, SDK)])
def test_every_method_that_the_guide_names_exists(
    zpa: TestTenant, tmp_path: Path, column: int, client: str
) -> None:
    tables = [rows for titles, *rows in tables_of(GUIDE.read_text("utf-8")) if titles[2:] == ["Here"]]
    named = [method for rows in tables for row in rows for method in methods_of(row[column])]
    assert len(named) > 20
    assert run_client(zpa, client, tmp_path, LOOK, client, *named) == ""
