# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A site is brought up from nothing, as the guide says, and nobody sees its key."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from support import playbooks
from support.guides import Reader
from support.playbooks import ROOT
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator
from zpa_emulator.enrolment import enrol, show_code

CODE = "BKSD-JRTZ"


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playbooks, "path_flags", playbooks.NO_PACE)


def connectors(zpa: TestTenant) -> dict[str, str]:
    """The names and descriptions of the App Connectors."""
    return {one["name"]: one.get("description", "") for one in zpa.tenant.table("connector").values()}


def test_the_guide_brings_up_a_site_and_gives_it_up(emulator: Emulator, tmp_path: Path) -> None:
    zpa = new_tenant(emulator, tmp_path / "tokens")
    keys, seen = tmp_path / "keys", {}
    (tmp_path / "zpa").symlink_to(ROOT)

    def start_another_one() -> None:
        key = (keys / "zurich.key").read_text("utf-8").strip()
        assert key in (keys / "zurich.user-data").read_text("utf-8")
        enrol([zpa.tenant], key)
        seen["key"], seen["first"] = key, connectors(zpa)

    def start_one_that_shows_a_code() -> None:
        seen["named"] = connectors(zpa)
        show_code(zpa.tenant, code=CODE)

    def look() -> None:
        seen["all"] = connectors(zpa)

    meanwhile = {
        "names.yml --check": start_another_one,
        "codes.yml": start_one_that_shows_a_code,
        "cleanup.yml": look,
    }
    runs = Reader(zpa, tmp_path).follow("guide_bring_up_site.rst", meanwhile)
    assert [seen[when] for when in ("first", "named", "all")] == [
        {"Zurich-1": "", "Zurich-2": ""},
        {"zrh-connector-1": "Hall 3", "Zurich-2": ""},
        {"zrh-connector-1": "Hall 3", "Zurich-2": "", "Zurich-1": ""},
    ]
    assert [run.output for run in runs if seen["key"] in run.output] == []
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    assert all(zpa.tenant.table(path) == {} for path in ("connector", "appConnectorGroup", "serverGroup"))


def test_a_machine_that_finds_no_emulator_says_so(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a key", "utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "emulator" / "enrol.py", tmp_path / "key"],
        env={**os.environ, "ZPA_BASE_URL": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("No emulator answers at http://127.0.0.1:9/_emulator/enrolments: ")
    assert len(done.stderr.splitlines()) == 1
