# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The first guide that people read, and the one on rehearsing, are followed as they say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import MANAGED
from support import playbooks
from support.guides import GUIDES, Reader, blocks_of
from support.playbooks import ROOT
from support.policies import add_rule
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import PLAIN, add_look_ups
from zpa_emulator.seeds import add_service_edge_group

WIKI = {"domain": "wiki.example.com", "applicationProtocol": "HTTPS", "applicationPort": "443"}
# Something of each kind that a rule or a segment can name, and that an export does not have.
EXPORTED = {resource.kind.path for resource in MANAGED}
NAMED: dict[str, list[dict[str, Any]]] = {
    **{key: [{"name": "One of %s" % key}] for key, path in PLAIN.items() if path not in EXPORTED},
    "extranet_partners": [
        {"name": "Nobody's"},
        {"name": "Supplier", "locations": ["Plant 1"], "location_groups": {"Plants": ["Plant 1"]}},
    ],
    "posture_profiles": [{"name": "Disk (C:) encrypted"}],
    "trusted_networks": [{"name": "Headquarters", "cloud": "zscalertwo"}],
    "idps": [
        {
            "name": "Okta (staff)",
            "saml_attributes": ["Email"],
            "scim_attributes": {"department": ["Finance"]},
            "scim_groups": ['The "finance" department'],
        },
        {"name": "No SCIM", "scim": False},
    ],
}
CONDITIONS = [
    {"operands": [{"objectType": "APP_GROUP", "values": ["Finance apps"]}]},
    {"operands": [{"objectType": "APP", "values": ["Wiki (old)"]}]},
    {"operands": [{"objectType": "CLIENT_TYPE", "values": ["zpn_client_type_zapp"]}]},
    {"operands": [{"objectType": "MACHINE_GRP", "values": ["One of machine_groups"]}]},
    *(
        {"operands": [{"objectType": kind, "entryValues": [{"lhs": left, "rhs": right}]}]}
        for kind, left, right in (
            ("POSTURE", "Disk (C:) encrypted (zscalerthree.net)", "true"),
            ("SAML", "Email_Okta (staff)", "cfo@example.com"),
            ("SCIM", "department", "Finance"),
            ("SCIM_GROUP", "Okta (staff)", 'The "finance" department'),
            ("TRUSTED_NETWORK", "Headquarters (zscalertwo.net)", "true"),
        )
    ),
]
EMULATOR = "python3 zpa/tools/dev.py emulator"
ADDRESS = "http://127.0.0.1:8765"


class Rehearser(Reader):
    """Somebody who starts emulators on other ports, since that of the guide may be taken on this machine.

    They are started as ``tools/dev.py`` starts them, once it has made a virtual environment.
    """

    address = ADDRESS

    def __init__(self, zpa: TestTenant, at: Path) -> None:
        super().__init__(zpa, at)
        self.started: list[subprocess.Popen[str]] = []

    def _run(self, line: str) -> None:
        if line.startswith(EMULATOR):
            words = line.removeprefix(EMULATOR).replace("$PWD", str(self.at)).split()
            process = subprocess.Popen(
                [sys.executable, ROOT / "tests" / "emulator", *words, "--port", "0"],
                stdout=subprocess.PIPE,
                text=True,
            )
            self.started.append(process)
            assert process.stdout is not None
            printed = dict(process.stdout.readline().split() for number in range(2))
            self.address = printed["base_url"]
        else:
            super()._run(line.replace(ADDRESS, self.address))


@pytest.fixture
def rehearser(zpa: TestTenant, tmp_path: Path) -> Iterator[Rehearser]:
    person = Rehearser(zpa, tmp_path)
    yield person
    for process in person.started:
        process.terminate()
        process.communicate()


def test_on_getting_started(zpa: TestTenant, tmp_path: Path) -> None:
    zpa.add_group("Finance")
    (tmp_path / "zpa").symlink_to(ROOT)
    # What pip shall install is there, and what Ansible installs goes to the folder of the test.
    own = {"PIP_NO_INDEX": "1", "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections")}
    runs = Reader(zpa, tmp_path, **own).follow("guide_getting_started.rst")
    assert (tmp_path / "collections" / "ansible_collections" / "zerotrust" / "zpa" / "MANIFEST.json").exists()
    assert "Finance" in runs[0].output
    assert [entry.method for entry in zpa.writes] == ["POST", "DELETE"]


def extranet(zpa: TestTenant) -> dict[str, Any]:
    """An extranet of a rule, as the API takes it."""

    def stub(path: str, name: str) -> dict[str, str]:
        return {"id": zpa.stored(name, path)["id"]}

    return {
        "zpnErId": stub("extranetResource/partner", "Supplier")["id"],
        "locationDTO": [stub("location/extranetResource", "Plant 1")],
        "locationGroupDTO": [stub("locationGroup/extranetResource", "Plants")],
    }


def test_a_rehearsal_seeds_nothing_that_the_export_has() -> None:
    """What has a name alone there would be updated, where the guide says that it is created.

    What no export can create, since it lacks a secret, has to be there.
    """
    (seed,) = [
        block for block in blocks_of(GUIDES / "guide_emulator.rst") if block.caption == "make_seed.yml"
    ]
    kinds = yaml.safe_load(seed.content)[0]["vars"]["kinds"]
    secret = {
        one.key for one in MANAGED if any(field.required and not field.type.is_shown for field in one.fields)
    }
    assert kinds.keys() & {resource.key for resource in MANAGED} == kinds.keys() & secret


def test_on_rehearsing(zpa: TestTenant, rehearser: Rehearser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playbooks, "path_flags", playbooks.NO_PACE)
    zpa.add_group("Finance apps", applications=["Payroll", "SAP"])
    add_look_ups(zpa.tenant, NAMED)
    published = {**WIKI, "certificateId": zpa.stored("One of certificates", "certificate")["id"]}
    zpa.add_application("Wiki (old)", domains=[WIKI["domain"]], clientlessApps=[published])
    zpa.add_group("Old intranet")
    zpa.add_connector_group("Frankfurt")
    zpa.add_server_group("Frankfurt servers")
    add_service_edge_group(zpa.tenant, "Frankfurt edge")
    own = {"appServerGroups": ["Frankfurt servers"], "extranetEnabled": True, "extranetDTO": extranet(zpa)}
    add_rule(zpa, "Finance", conditions=CONDITIONS, **own)
    rehearser.follow("guide_emulator.rst")
    assert zpa.writes == []
