# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The first guide that people read, and the one on rehearsing, are followed as they say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.guides import Reader
from support.playbooks import ROOT
from support.policies import add_rule
from support.tenants import TestTenant

EMULATOR = "python3 zpa/tools/dev.py emulator "
ADDRESS = "http://127.0.0.1:8765"


class Rehearser(Reader):
    """Somebody who starts the emulator on another port, since that of the guide may be taken on this machine.

    It is started as ``tools/dev.py`` starts it, once it has made a virtual environment.
    """

    process: subprocess.Popen[str]
    address = ADDRESS

    def _run(self, line: str) -> None:
        if line.startswith(EMULATOR):
            words = line.removeprefix(EMULATOR).replace("$PWD", str(self.at)).split()
            self.process = subprocess.Popen(
                [sys.executable, ROOT / "tests" / "emulator", *words, "--port", "0"],
                stdout=subprocess.PIPE,
                text=True,
            )
            assert self.process.stdout is not None
            printed = dict(self.process.stdout.readline().split() for number in range(2))
            self.address = printed["base_url"]
        else:
            super()._run(line.replace(ADDRESS, self.address))


@pytest.fixture
def rehearser(zpa: TestTenant, tmp_path: Path) -> Iterator[Rehearser]:
    person = Rehearser(zpa, tmp_path)
    yield person
    person.process.terminate()
    person.process.communicate()


def test_on_getting_started(zpa: TestTenant, tmp_path: Path) -> None:
    zpa.add_group("Finance")
    (tmp_path / "zpa").symlink_to(ROOT)
    # What pip shall install is there, and what Ansible installs goes to the folder of the test.
    own = {"PIP_NO_INDEX": "1", "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections")}
    runs = Reader(zpa, tmp_path, **own).follow("guide_getting_started.rst")
    assert (tmp_path / "collections" / "ansible_collections" / "zerotrust" / "zpa" / "MANIFEST.json").exists()
    assert "Finance" in runs[0].output
    assert [entry.method for entry in zpa.writes] == ["POST", "DELETE"]


def test_on_rehearsing(zpa: TestTenant, rehearser: Rehearser) -> None:
    zpa.add_group("Finance apps", applications=["Payroll", "SAP"])
    zpa.add_group("Old intranet")
    zpa.add_connector_group("Frankfurt")
    add_rule(zpa, "Nobody else", action="DENY")
    rehearser.follow("guide_emulator.rst")
    assert zpa.writes == []
