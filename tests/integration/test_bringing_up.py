# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A site is brought up from nothing, as the guide says, and nobody sees its key."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from support import playbooks
from support.guides import Reader
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

    def start_the_machine() -> None:
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
        "names.yml --check": start_the_machine,
        "codes.yml": start_one_that_shows_a_code,
        "cleanup.yml": look,
    }
    runs = Reader(zpa, tmp_path).follow("guide_bring_up_site.rst", meanwhile)
    assert [seen[when] for when in ("first", "named", "all")] == [
        {"Zurich-1": ""},
        {"zrh-connector-1": "Hall 3"},
        {"zrh-connector-1": "Hall 3", "Zurich-1": ""},
    ]
    assert [run.output for run in runs if seen["key"] in run.output] == []
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    assert all(zpa.tenant.table(path) == {} for path in ("connector", "appConnectorGroup", "serverGroup"))
