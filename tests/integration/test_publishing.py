# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An application is published from nothing, as the guide says: as tasks, in one task, and from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import playbooks
from support.guides import Reader, blocks_of, place_of
from support.playbooks import run_playbook
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

GUIDE = "guide_publish_application.rst"
DECLARED = (
    "app_connector_groups",
    "server_groups",
    "segment_groups",
    "application_segments",
)


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playbooks, "path_flags", playbooks.NO_PACE)


@pytest.fixture
def empty(emulator: Emulator, tmp_path: Path) -> TestTenant:
    return new_tenant(emulator, tmp_path / "tokens")


@pytest.fixture
def other(emulator: Emulator, tmp_path: Path) -> TestTenant:
    return new_tenant(emulator, tmp_path / "tokens")


def has(zpa: TestTenant) -> dict[str, Any]:
    """What a tenant has, without what ids there are."""
    found: dict[str, Any] = zpa.run("zpa_config", state="gathered")["config"]
    return found


def names(config: dict[str, Any]) -> dict[str, list[str]]:
    rules = [rule["name"] for rule in config["policy_rules"]["access"]]
    return {**{key: [entry["name"] for entry in config[key]] for key in DECLARED}, "access": rules}


def file_of(caption: str, folder: Path) -> Path:
    """Write a file of the guide."""
    (block,) = [block for block in blocks_of(place_of(GUIDE)) if block.caption == caption]
    path = folder / caption
    path.write_text(block.content, "utf-8")
    return path


def test_the_guide_publishes_on_an_empty_tenant_and_from_its_export_on_another(
    empty: TestTenant, other: TestTenant, tmp_path: Path
) -> None:
    reader = Reader(empty, tmp_path)
    seen: list[dict[str, Any]] = []

    def go_to_the_other() -> None:
        seen.append(has(empty))
        reader.zpa = other

    def look_at_the_other() -> None:
        seen.append(has(other))

    meanwhile = {"zpa_tenant_dir=tenant --check": go_to_the_other, "audit_tenant_dir": look_at_the_other}
    runs = reader.follow("guide_publish_application.rst", meanwhile)
    one, same = seen
    assert one == same
    assert names(one) == {
        "app_connector_groups": ["Zurich"],
        "server_groups": ["Zurich servers"],
        "segment_groups": ["Everyday apps"],
        "application_segments": ["Data centre", "Wiki"],
        "access": ["Everyday apps for everybody"],
    }
    assert all(list(found) == [] for found in names(has(other)).values())
    # Only check mode of single tasks has something to warn of: what they would have created.
    told = [run.output.count("[WARNING]") for run in runs]
    assert told[0] > 0
    assert [run.output for run in runs[1:] if "does not exist yet" in run.output] == []


def test_one_declaration_does_the_same_from_nothing(
    empty: TestTenant, other: TestTenant, tmp_path: Path
) -> None:
    playbook = file_of("declare.yml", tmp_path)
    checked = run_playbook(empty, playbook, tmp_path, "--check")
    assert checked.code == 0, checked.output
    assert '"created": 6' in checked.output
    assert empty.writes == []
    assert "does not exist" not in checked.output
    applied = run_playbook(empty, playbook, tmp_path)
    assert '"created": 6' in applied.output
    writes = len(empty.writes)
    again = run_playbook(empty, playbook, tmp_path)
    assert '"unchanged": 6' in again.output
    assert len(empty.writes) == writes == 6
    for caption in ("publish.yml", "more.yml"):
        run = run_playbook(other, file_of(caption, tmp_path), tmp_path)
        assert run.code == 0, run.output
    assert has(empty) == has(other)
