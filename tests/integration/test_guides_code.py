# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No code that documentation shows is left out: each guide is followed, each example is run.

``--code-blocks`` tells at the end of a run how much that was.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import yaml
from support import tally
from support.guides import (
    DOCUMENTS,
    EXITS_WITH,
    NOT_RUN,
    NOT_USED,
    USED_ELSEWHERE,
    Reader,
    blocks_of,
    commands_of,
    commands_of_pipelines,
    place_of,
)
from support.playbooks import ROOT, checkout, run_playbook
from support.policies import add_rule
from support.tenants import TestTenant
from zpa_emulator.seeds import read_seed

ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())
# What no test of modules runs.
OTHERS = ["lookup/tenant_folder.py"]


def followed(test: Path) -> set[str]:
    """Return the documents that a file of tests follows, by their names or as the guide of a class."""
    tree = ast.parse(test.read_text("utf-8"))
    scopes = [node for node in ast.walk(tree) if isinstance(node, (ast.ClassDef, ast.Module))]
    found: set[str] = set()
    for scope in scopes:
        names = {
            ast.unparse(node.targets[0]): ast.literal_eval(node.value)
            for node in scope.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(scope):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".follow"):
                given = node.args[0]
                if isinstance(given, ast.Constant):
                    found.add(given.value)
                elif ast.unparse(given).removeprefix("self.") in names:
                    found.add(names[ast.unparse(given).removeprefix("self.")])
    return found


def told() -> list[str]:
    """Return every command that guides and README tell."""
    blocks = [block for document in DOCUMENTS for block in blocks_of(place_of(document))]
    return [line for block in blocks if block.language == "console" for line in commands_of(block.content)]


def examples(file: Path) -> list[dict[str, Any]]:
    """Return the examples in the documentation of a plugin."""
    given = [node for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.Assign)]
    (found,) = [node.value for node in given if ast.unparse(node.targets[0]) == "EXAMPLES"]
    return yaml.safe_load(ast.literal_eval(found))


def test_a_test_follows_each_guide() -> None:
    tests = [test for test in (ROOT / "tests").rglob("test_*.py") if ".follow(" in test.read_text("utf-8")]
    assert sorted(set().union(*map(followed, tests))) == sorted(DOCUMENTS)


def test_a_pipeline_has_only_commands_that_some_guide_runs() -> None:
    run = {re.sub(r"^([A-Z_]+=\S* )+", "", EXITS_WITH.sub("", line)) for line in told()}
    pipelines = {document: commands_of_pipelines(document) for document in DOCUMENTS}
    assert sum(map(bool, pipelines.values())) == 4
    for document, commands in pipelines.items():
        assert [line for line in commands if line not in run] == [], document


def test_what_is_said_to_be_left_out_is_there() -> None:
    commands = told()
    assert [start for start in NOT_RUN if not any(line.startswith(start) for line in commands)] == []
    captions = {block.caption for document in DOCUMENTS for block in blocks_of(place_of(document))}
    assert [name for name in (*NOT_USED, *USED_ELSEWHERE) if name not in captions] == []


def test_a_seed_makes_tenants_with_what_it_lists(tmp_path: Path) -> None:
    blocks = [block for document in DOCUMENTS for block in blocks_of(place_of(document))]
    seeds = [block.content for block in blocks if block.caption == "seed.yml"]
    assert len(seeds) == 2
    for number, seed in enumerate(seeds):
        path = tmp_path / ("%d.yml" % number)
        path.write_text(seed, "utf-8")
        for tenant, entry in zip(read_seed(path), yaml.safe_load(seed)["customers"], strict=True):
            assert [*tenant.clients] == [client["client_id"] for client in entry["api_clients"]]
            for lists, kind in (
                ("server_groups", "serverGroup"),
                ("posture_profiles", "posture"),
                ("idps", "idp"),
            ):
                assert len(tenant.table(kind)) == len(entry.get(lists, ()))


def test_on_the_first_page(zpa: TestTenant, tmp_path: Path) -> None:
    add_rule(zpa, "Nobody else", action="DENY")
    # What pip shall install is there, and what Ansible installs goes to the folder of the test.
    own = {"PIP_NO_INDEX": "1", "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections")}
    runs = Reader(zpa, checkout(tmp_path), **own).follow("README.md")
    assert zpa.members("Finance") == ["Payroll", "SAP"]
    assert "0 to create, 0 to update, 0 to delete, 0 to reorder" in runs[2].output
    assert "Everything is as declared." in runs[3].output


def test_on_roles(zpa: TestTenant, tmp_path: Path) -> None:
    zpa.add_group("Finance")
    readmes = {name: place_of("roles/%s/README.md" % name) for name in ROLES}
    plays = {name: yaml.safe_load(blocks_of(path)[0].content) for name, path in readmes.items()}
    assert all(len(blocks_of(path)) == 1 for path in readmes.values())
    playbook = tmp_path / "site.yml"
    inorder = [*plays.pop("zpa_export"), *plays.pop("zpa_tenant"), *plays.pop("zpa_audit")]
    playbook.write_text(yaml.safe_dump(inorder, sort_keys=False), "utf-8")
    run = run_playbook(zpa, playbook, tmp_path)
    assert run.code == 0, run.output
    assert plays == {}
    assert zpa.writes == []
    assert (tmp_path / "drift" / "drift.html").exists()
    tally.add("roles", "playbooks", len(inorder))


def test_on_plugins_that_are_no_modules(zpa: TestTenant, tmp_path: Path) -> None:
    (tmp_path / "tenant").mkdir()
    lists = "segment_groups: [{name: Finance}]\napplication_segments: []\npolicy_rules: {access: []}\n"
    (tmp_path / "tenant" / "tenant.yml").write_text(lists, "utf-8")
    tasks = [task for name in OTHERS for task in examples(ROOT / "plugins" / name)]
    run = run_playbook(zpa, tasks, tmp_path)
    assert run.code == 0, run.output
    assert "changed=1 " in run.output
    tally.add("EXAMPLES of plugins", "tasks", len(tasks))


def test_every_plugin_with_examples_is_run() -> None:
    modules = {"modules/" + path.name for path in (ROOT / "plugins" / "modules").glob("*.py")}
    files = [*(ROOT / "plugins").rglob("*.py"), *(ROOT / "plugins").rglob("*.yml")]
    shown = {
        str(path.relative_to(ROOT / "plugins"))
        for path in files
        if re.search(r"^EXAMPLES\b", path.read_text("utf-8"), re.MULTILINE)
    }
    assert shown == modules | set(OTHERS)
