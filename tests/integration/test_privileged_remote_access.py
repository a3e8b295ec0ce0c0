# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged remote access from nothing, as the guide says: as tasks, in one task, and back again."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import playbooks
from support.guides import Reader, blocks_of, place_of
from support.playbooks import run_playbook
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator
from zpa_emulator.policy_seeds import add_approval, add_look_up

GUIDE = "guide_privileged_remote_access.rst"
PASSWORD = "s3cReT-of-the-bastion="
# What the guide makes, by path.
MADE = ("praPortal", "segmentGroup", "application", "praConsole", "credential", "credential-pool", "approval")
RULES = "policyRule"


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playbooks, "path_flags", playbooks.NO_PACE)


@pytest.fixture
def prepared(emulator: Emulator, tmp_path: Path) -> TestTenant:
    """A tenant with what the guide says that is there."""
    zpa = new_tenant(emulator, tmp_path / "tokens")
    zpa.run("zpa_server_group", name="Zurich servers", dynamic_discovery=True)
    add_look_up(zpa.tenant, "certificate", "pra.corp.example.com")
    return zpa


def file_of(caption: str, folder: Path) -> Path:
    """Write a file of the guide."""
    (block,) = [block for block in blocks_of(place_of(GUIDE)) if block.caption == caption]
    path = folder / caption
    path.write_text(block.content, "utf-8")
    return path


def counts(zpa: TestTenant) -> dict[str, int]:
    """How many there are of each, without default rules."""
    return {
        path: sum(entry.get("name") != "Default_Rule" for entry in zpa.tenant.table(path).values())
        for path in (*MADE, RULES)
    }


def test_the_guide_lets_somebody_in_and_takes_it_back(prepared: TestTenant, tmp_path: Path) -> None:
    zpa, seen = prepared, {}

    def let_one_be_over() -> None:
        seen["made"] = counts(zpa)
        add_approval(zpa.tenant, ["old@partner.example.com"], ["Bastion"], startTime="1", endTime="2")

    def look() -> None:
        seen["left"] = [entry["emailIds"] for entry in zpa.tenant.table("approval").values()]
        zpa.forget()

    meanwhile = {"approvals.yml": let_one_be_over, "withdraw.yml": look}
    runs = Reader(zpa, tmp_path, BASTION_PASSWORD=PASSWORD).follow(GUIDE, meanwhile)
    assert seen["made"] == {**dict.fromkeys(MADE, 1), RULES: 3}
    assert seen["left"] == [["robin@partner.example.com"]]
    assert counts(zpa) == dict.fromkeys((*MADE, RULES), 0)
    assert all(PASSWORD not in run.output for run in runs)
    exported = "".join(path.read_text("utf-8") for path in (tmp_path / "tenant").rglob("*.yml"))
    assert PASSWORD not in exported
    gone = [entry.path for entry in zpa.writes]
    order = [next(path for path in (*MADE, "rule") if "/%s/" % path in one) for one in gone]
    assert order[:3] == ["rule"] * 3
    places = {path: order.index(path) for path in MADE}
    assert max(places["approval"], places["praConsole"]) < places["application"] < places["segmentGroup"]
    assert places["praConsole"] < places["praPortal"]
    assert places["credential-pool"] < places["credential"]


def test_one_declaration_does_the_same_from_nothing(prepared: TestTenant, tmp_path: Path) -> None:
    zpa, playbook = prepared, file_of("declare.yml", tmp_path)
    zpa.forget()
    for words, told, writes in (
        (["--check"], '"created": 10', 0),
        ([], '"created": 10', 10),
        ([], '"unchanged": 10', 10),
    ):
        run = run_playbook(zpa, playbook, tmp_path, "--diff", "-vvv", *words, BASTION_PASSWORD=PASSWORD)
        assert run.code == 0, run.output
        assert told in run.output
        assert "does not exist" not in run.output
        assert PASSWORD not in run.output
        assert len(zpa.writes) == writes
    (credential,) = zpa.tenant.table("credential").values()
    assert credential["password"] == PASSWORD
