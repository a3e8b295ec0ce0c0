# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guides for those who come from other tools: followed on a tenant as the other tool leaves it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import policy_type_named
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import MANAGED
from support.guides import GUIDES, Reader, tables_of
from support.other_tools import METHODS, OPTIONS
from support.policies import add_rule, furnish, rules_in_order
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_idp
from zpa_emulator.seeds import add_provisioning_key

WHAT = "What the finance department uses"
FRANKFURT = {"latitude": "50.1109", "longitude": "8.6821", "location": "Frankfurt, Germany"}
PUBLISHED = {"tcpPortRanges": ["443", "443", "8000", "8010"], "icmpAccessType": "PING"}
QUICK_ACK = dict.fromkeys(("tcpQuickAckApp", "tcpQuickAckAssistant", "tcpQuickAckReadAssistant"), True)
GUIDE_NAMES = ["guide_migration_%s.rst" % name for name in ("zpacloud", "terraform", "pyzscaler")]
REFERENCE = re.compile(
    r":ans(plugin|opt|retval):`zerotrust\.zpa\.(\w+)#(module|role)(?::(?:main:)?([^`=]+)(?:=([^`]+))?)?`"
)
CHANGED = re.compile(r"changed=(\d+)")
LITERAL = re.compile(r"``([^`]+)``")


def one(object_type: str, **sides: object) -> dict[str, object]:
    """A condition with one operand, in the v2 form."""
    return {"operator": "OR", "operands": [{"objectType": object_type, **sides}]}


def pairs(*given: tuple[str, str]) -> list[dict[str, str]]:
    return [{"lhs": left, "rhs": right} for left, right in given]


@pytest.fixture
def managed(zpa: TestTenant) -> TestTenant:
    """A tenant as the other tools of the guides leave it."""
    add_idp(zpa.tenant, "Okta", scim_groups=["Finance"])
    zpa.tenant.table("application").clear()
    zpa.add_application("Payroll", domains=["payroll.example.com"], **PUBLISHED)
    zpa.add_group("Finance apps", description=WHAT, applications=["Payroll"])
    profile = {"overrideVersionProfile": True, "versionProfileId": "2"}
    zpa.add_connector_group("Frankfurt", **FRANKFURT, **QUICK_ACK, **profile)
    add_provisioning_key(zpa.tenant, "Frankfurt", "Frankfurt", max_usage=10)
    conditions = [
        one("APP_GROUP", values=["Finance apps"]),
        one("SCIM_GROUP", entryValues=pairs(("Okta", "Finance"))),
        one("PLATFORM", entryValues=pairs(("linux", "true"))),
    ]
    add_rule(zpa, "Finance", appConnectorGroups=["Frankfurt"], conditions=conditions)
    add_rule(zpa, "Nobody else", action="DENY")
    zpa.forget()
    return zpa


def changes(output: str) -> int:
    return sum(map(int, CHANGED.findall(output)))


def test_what_zpacloud_has_made_needs_no_change_here(managed: TestTenant, tmp_path: Path) -> None:
    runs = Reader(managed, tmp_path).follow("guide_migration_zpacloud.rst")
    assert managed.writes == []
    assert [changes(run.output) for run in runs] == [0, 0, 0, 1, 0]


def test_what_terraform_has_made_is_taken_over_without_a_change(managed: TestTenant, tmp_path: Path) -> None:
    runs = Reader(managed, tmp_path).follow("guide_migration_terraform.rst")
    assert [entry.method for entry in managed.writes] == ["PUT", "DELETE"]
    assert changes(runs[0].output) == 0


def test_a_playbook_does_what_a_script_did(zpa: TestTenant, tmp_path: Path) -> None:
    add_idp(zpa.tenant, "Okta", scim_groups=["Finance"])
    add_rule(zpa, "Nobody else", action="DENY")
    runs = Reader(zpa, tmp_path).follow("guide_migration_pyzscaler.rst")
    assert [changes(run.output) for run in runs] == [3, 3, 0, 0]
    assert rules_in_order(zpa) == ["Finance", "Nobody else"]


class Reference(NamedTuple):
    """A module or role of this collection, or an option or a key of a result of it, maybe with a value.

    ``sort``: ``plugin``, ``opt`` or ``retval``.
    """

    sort: str
    name: str
    kind: str
    path: str
    value: str


def references_of(text: str) -> list[Reference]:
    return [Reference(*found) for found in REFERENCE.findall(text)]


@pytest.fixture(scope="module")
def documented() -> dict[str, Any]:
    """What ``ansible-doc`` tells of the modules and roles that the guides name."""
    named = {one for guide in GUIDE_NAMES for one in references_of((GUIDES / guide).read_text("utf-8"))}
    told: dict[str, Any] = {}
    for kind in ("module", "role"):
        names = sorted({"zerotrust.zpa." + one.name for one in named if one.kind == kind})
        command = [str(Path(sys.executable).parent / "ansible-doc"), "--json", "--type", kind, *names]
        told |= json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def described(documented: dict[str, Any], one: Reference) -> dict[str, Any] | None:
    """The description of what is named, none if there is nothing of that name."""
    about = documented.get("zerotrust.zpa." + one.name, {})
    if one.sort == "plugin":
        return about or None
    if one.sort == "retval":
        level, below = about.get("return") or {}, "contains"
    else:
        doc = about["entry_points"]["main"] if one.kind == "role" else about["doc"]
        level, below = doc["options"], "suboptions"
    found: dict[str, Any] | None = None
    for key in one.path.replace("[]", "").split("."):
        found = level.get(key)
        level = (found or {}).get(below) or {}
    return found


@pytest.mark.parametrize("guide", GUIDE_NAMES)
def test_every_module_and_option_that_a_guide_names_exists(guide: str, documented: dict[str, Any]) -> None:
    named = references_of((GUIDES / guide).read_text("utf-8"))
    assert named
    assert [one for one in named if described(documented, one) is None] == []


@pytest.mark.parametrize("guide", GUIDE_NAMES)
def test_every_kind_is_in_the_tables_of_a_guide(guide: str) -> None:
    named = references_of(str(list(tables_of((GUIDES / guide).read_text("utf-8")))))
    plugins = {one.name for one in named if one.sort == "plugin"}
    with_options = {one.name for one in named if one.sort == "opt"}
    assert [kind.key for kind in MANAGED if not {kind.module, kind.module + "_info"} <= plugins] == []
    assert [kind.key for kind in MANAGED if kind.module not in with_options] == []
    assert {one.path.split(".")[0] for one in named if one.name == "zpa_server_group"} > {
        "dynamic_discovery",
        "application_servers",
        "extranet",
    }


@pytest.mark.parametrize("guide", GUIDE_NAMES)
def test_every_value_that_a_guide_gives_an_option_is_taken(guide: str, documented: dict[str, Any]) -> None:
    for one in references_of((GUIDES / guide).read_text("utf-8")):
        if one.value and one.path == "policy_type":
            assert policy_type_named(one.value) == one.value
        elif one.value:
            about = described(documented, one) or {}
            # Where letter case does not matter, the words stand in the text alone.
            assert one.value in about.get("choices", ()) or "V(%s)" % one.value in str(about), one


@pytest.mark.parametrize("guide", GUIDE_NAMES)
def test_every_row_of_a_table_says_what_is_done_here(guide: str) -> None:
    tables = list(tables_of((GUIDES / guide).read_text("utf-8")))
    assert len(tables) == (GUIDES / guide).read_text("utf-8").count(".. list-table::")
    for titles, *rows in tables:
        assert rows
        for row in rows:
            assert len(row) == len(titles), row
            assert row[0], row
            assert "Here" not in titles or row[titles.index("Here")], row


@pytest.mark.parametrize(
    ("guide", "kind", "place"),
    [
        (guide, kind, place)
        for guide, kinds in OPTIONS.items()
        for kind, places in kinds.items()
        for place in places
    ],
)
def test_every_option_that_the_other_tool_has_stands_in_a_table(guide: str, kind: str, place: str) -> None:
    tables = tables_of((GUIDES / guide).read_text("utf-8"))
    about = [rows for _titles, *rows in tables if "zpa_%s#module:" % kind in str(rows)]
    told = {
        word.rstrip(":")
        for rows in about
        for row in rows
        for said in LITERAL.findall(row[0])
        for word in said.split()
    }
    assert [name for name in OPTIONS[guide][kind][place].split() if name not in told] == []


def methods_in(cell: str) -> list[str]:
    """The methods of a cell with their class, which is written before the first of several."""
    found, place = [], ""
    for said in LITERAL.findall(cell):
        given, _dot, name = said.rpartition(".")
        place = given or place
        found.append("%s.%s" % (place, name))
    return found


@pytest.mark.parametrize("place", METHODS)
def test_every_method_of_the_sdk_stands_in_a_table(place: str) -> None:
    tables = tables_of((GUIDES / "guide_migration_pyzscaler.rst").read_text("utf-8"))
    told = {
        method
        for titles, *rows in tables
        if len(titles) == 3
        for row in rows
        for method in methods_in(row[1])
    }
    assert [name for name in METHODS[place].split() if "%s.%s" % (place, name) not in told] == []


def test_the_conditions_that_stand_beside_tuples_are_taken(zpa: TestTenant) -> None:
    furnish(zpa)
    tables = tables_of((GUIDES / "guide_migration_pyzscaler.rst").read_text("utf-8"))
    table = next(rows for titles, *rows in tables if titles[0] == "In the script")
    entries = [yaml.safe_load(right.strip("`")) for left, right in table if right.startswith("``{")]
    assert len(entries) == len(table) - 1
    clients = {"operands": [{"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_zapp"]}]}
    for entry in entries:
        result = zpa.run("zpa_policy_rule", True, name="New", action="ALLOW", conditions=[entry, clients])
        assert result["changed"], result
        assert not result.get("warnings"), result
