# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callback that writes a drift report, in real runs of ``ansible-playbook``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.words import MARKS
from support.guides import GUIDES, Reader
from support.playbooks import FLAGS_OF_PATHS, Run, run_playbook
from support.policies import add_rule
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

GROUP = "zerotrust.zpa.zpa_segment_group"
CONFIG = "zerotrust.zpa.zpa_config"
ORDER = "zerotrust.zpa.zpa_policy_rule_order"
DECLARES = "no task that declares something of zerotrust.zpa ran"
SCHEMA = json.loads((GUIDES / "drift_report.schema.json").read_text("utf-8"))
# The name of an object that nobody shall see.
SECRET = "oF-aN-oBjEcT"
# A tenant, the run that audited it, and the folder of the report.
Ran = tuple[TestTenant, Run, Path]
FILES = ["drift.html", "drift.json", "drift.md", "drift.xml"]


def audit(zpa: TestTenant, tasks: Any, at: Path, *flags: str, **environment: str) -> Run:
    """Run tasks, or a playbook, in check mode with the callback."""
    return run_playbook(
        zpa,
        tasks,
        at,
        *(flags or ("--check",)),
        **{"ANSIBLE_CALLBACKS_ENABLED": "zerotrust.zpa.drift_report", **environment},
    )


def read(at: Path) -> dict[str, Any]:
    document = json.loads((at / "drift.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document


def rows(document: dict[str, Any], *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(one[key] for key in keys) for tenant in document["tenants"] for one in tenant["objects"]]


def told(run: Run) -> list[str]:
    return [line for line in run.output.splitlines() if line.startswith("Drift report:")]


@pytest.fixture(scope="module")
def ran(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    at = tmp_path_factory.mktemp("audit")
    zpa = new_tenant(emulator, at / "tokens")
    zpa.add_group("Old", description="x")
    for name in "AB":
        add_rule(zpa, name, "timeout")
    tasks: list[dict[str, Any]] = [
        {"name": "Keep {{ n }}", GROUP: {"name": "{{ n }}", "description": "y"}, "vars": {"n": "Old"}},
        {"name": "In a loop", GROUP: {"name": "{{ item }}"}, "loop": ["Loop 1", "Loop 2", "Old"]},
        {"name": "Hidden", GROUP: {"name": SECRET}, "no_log": True},
        {
            "name": "Hidden loop",
            GROUP: {"name": "{{ item }}"},
            "no_log": True,
            "loop": [SECRET, "Old"],
        },
        {"name": "Ignored", GROUP: {"name": "Bad 1", "applications": ["4711"]}, "ignore_errors": True},
        {
            "name": "A block",
            "block": [{"name": "Rescued", GROUP: {"name": "Bad 2", "applications": ["4711"]}}],
            "rescue": [{"ansible.builtin.debug": {"msg": "Rescued."}}],
        },
        {"name": "Undefined", GROUP: {"name": "{{ nothing }}"}, "ignore_errors": True},
        {"name": "Skipped", GROUP: {"name": "Never"}, "when": False},
        {"name": "Skipped loop", GROUP: {"name": "Never"}, "when": False, "loop": [1, 2]},
        {"name": "Empty loop", GROUP: {"name": "Never"}, "loop": []},
        {
            "name": "Judged",
            GROUP: {"name": "Judged"},
            "failed_when": "judged is changed",
            "register": "judged",
            "ignore_errors": True,
        },
        {
            "name": "Tried twice",
            GROUP: {"name": "Tried twice"},
            "until": False,
            "retries": 1,
            "delay": 0,
            "ignore_errors": True,
        },
        {"name": "Delegated", GROUP: {"name": "Delegated"}, "delegate_to": "127.0.0.1", "run_once": True},
        {
            "name": "Unreachable",
            GROUP: {"name": "Unreachable"},
            "delegate_to": "far",
            "vars": {"ansible_host": "127.0.0.1", "ansible_port": 1, "ansible_connection": "ssh"},
            "ignore_unreachable": True,
        },
        {
            "name": "By its short name",
            "zpa_segment_group": {"name": "Short"},
            "collections": ["zerotrust.zpa"],
        },
        {"name": "Order", ORDER: {"rules": ["B", "A"]}},
        {"name": "For real", GROUP: {"name": "Real"}, "check_mode": False},
        {"name": "Of others", "ansible.builtin.command": "true", "changed_when": True},
        {"name": "Only reads", "zerotrust.zpa.zpa_segment_group_info": {}},
    ]
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "module_defaults": {ORDER: {"policy_type": "timeout"}},
        "tasks": tasks,
    }
    path = at / "site.yml"
    path.write_text(yaml.safe_dump([play], sort_keys=False), "utf-8")
    return zpa, audit(zpa, path, at), at / "drift"


class TestOneRun:
    """What becomes of all that a task can end in."""

    def test_each_object_is_in_it_once(self, ran: Ran) -> None:
        assert ran[1].code == 0, ran[1].output
        expected = [
            ("Old", "drifted", "update"),
            ("Loop 1", "drifted", "create"),
            ("Loop 2", "drifted", "create"),
            ("Old", "as_declared", None),
            ("Bad 1", "error", None),
            ("Bad 2", "error", None),
            ("{{ nothing }}", "error", None),
            ("Judged", "drifted", "create"),
            ("Tried twice", "drifted", "create"),
            ("Delegated", "drifted", "create"),
            ("Unreachable", "error", None),
            ("Short", "drifted", "create"),
            ("timeout", "drifted", "reorder"),
            ("Hidden", "drifted", None),
            ("Hidden loop", "drifted", None),
            ("Hidden loop", "as_declared", None),
        ]
        assert sorted(rows(read(ran[2]), "name", "status", "operation"), key=str) == sorted(expected, key=str)

    def test_it_says_what_differs_and_which_task_says_so(self, ran: Ran) -> None:
        lines = (ran[2].parent / "site.yml").read_text("utf-8").splitlines()
        line = next(number for number, line in enumerate(lines, 1) if "name: Keep" in line)
        difference = {"option": "description", "found": "x", "declared": "y"}
        expected = ("Keep Old", "site.yml:%d" % line, "localhost", [difference])
        assert expected in rows(read(ran[2]), "task", "place", "host", "differences")

    def test_it_says_how_much_was_no_check(self, ran: Ran) -> None:
        (tenant,) = read(ran[2])["tenants"]
        assert tenant["notes"] == [
            "Not in this report are results of tasks that did not run in check mode: 1."
        ]

    def test_a_line_tells_the_counts_and_the_folder(self, ran: Ran) -> None:
        (line,) = told(ran[1])
        assert line.startswith("Drift report: 6 missing, 1 different, 0 unwanted, 1 in another order, ")
        assert line.endswith(str(ran[2]))

    def test_all_files_are_there_and_hold_no_secret(self, ran: Ran) -> None:
        texts = {path.name: path.read_text("utf-8") for path in ran[2].iterdir()}
        assert sorted(texts) == FILES
        for text in texts.values():
            assert ran[0].client_secret not in text
            assert SECRET not in text
            assert "Bearer" not in text

    def test_only_the_task_that_was_no_check_wrote(self, ran: Ran) -> None:
        assert [entry.body["name"] for entry in ran[0].writes] == ["Real"]


def test_an_error_does_not_quote_the_playbook(zpa: TestTenant, tmp_path: Path) -> None:
    password = "pAsSwOrD-in-a-playbook"
    before = {"ansible.builtin.debug": {"msg": "Hello"}, "vars": {"password": password}}
    audit(zpa, [before, {GROUP: {"name": "{{ nothing }}"}}], tmp_path)
    ((message,),) = rows(read(tmp_path / "drift"), "message")
    assert "'nothing' is undefined" in message
    assert not [path for path in (tmp_path / "drift").iterdir() if password in path.read_text("utf-8")]


def test_each_host_is_a_tenant(zpa: TestTenant, tmp_path: Path) -> None:
    (tmp_path / "hosts").write_text("[all]\nbeta\nalpha\n[all:vars]\nansible_connection=local\n", "utf-8")
    play = [{"hosts": "all", "gather_facts": False, "tasks": [{GROUP: {"name": "{{ inventory_hostname }}"}}]}]
    (tmp_path / "site.yml").write_text(yaml.safe_dump(play), "utf-8")
    audit(zpa, tmp_path / "site.yml", tmp_path, "--check", "-i", str(tmp_path / "hosts"))
    document = read(tmp_path / "drift")
    assert [tenant["name"] for tenant in document["tenants"]] == ["alpha", "beta"]
    assert rows(document, "host", "name") == [("alpha", "alpha"), ("beta", "beta")]


def test_a_whole_configuration_is_told_object_by_object(zpa: TestTenant, tmp_path: Path) -> None:
    zpa.add_group("Same")
    config = {"segment_groups": [{"name": "New"}, {"name": "Same"}]}
    audit(zpa, [{CONFIG: {"config": config}}], tmp_path, "--check", "--diff")
    document = read(tmp_path / "drift")
    assert rows(document, "kind", "name", "operation") == [("segment_group", "New", "create")]
    assert document["summary"]["as_declared"] == 1


def test_nothing_is_written_where_nothing_was_checked(zpa: TestTenant, tmp_path: Path) -> None:
    run = audit(zpa, [{GROUP: {"name": "Real"}}], tmp_path, "-v")
    assert told(run) == ["Drift report: not written, since %s in check mode." % DECLARES]
    assert not (tmp_path / "drift").exists()


def test_a_run_without_tasks_of_the_collection_says_so(zpa: TestTenant, tmp_path: Path) -> None:
    run = audit(zpa, [{"ansible.builtin.debug": {"msg": "Hello"}}], tmp_path)
    assert told(run) == ["Drift report: not written, since %s." % DECLARES]


def test_it_does_nothing_unless_it_is_enabled(zpa: TestTenant, tmp_path: Path) -> None:
    run = run_playbook(zpa, [{GROUP: {"name": "New"}}], tmp_path, "--check")
    assert run.code == 0, run.output
    assert told(run) == []
    assert not (tmp_path / "drift").exists()


@pytest.mark.parametrize("path", FLAGS_OF_PATHS)
def test_data_of_a_vaulted_file_are_in_the_report_as_they_are(
    zpa: TestTenant, tmp_path: Path, path: str
) -> None:
    """ansible-core 2.22 masks each value of such a file wherever it is, in what callbacks get."""
    group_id = zpa.add_group("Finance", description="is 100 years old")["id"]
    zpa.add_group("Same")
    data = {"zero": 0, "name": "Finance", "part": group_id[3:9], "letter": "a", "text": "New description"}
    vault = VaultLib([("default", VaultSecret(b"password"))])
    (tmp_path / "password").write_text("password", "utf-8")
    (tmp_path / "data.yml").write_bytes(vault.encrypt(yaml.safe_dump(data), VaultSecret(b"password")))
    task = {"name": "{{ name }}", "description": "{{ text }}"}
    config = {"segment_groups": [{"name": "Same"}, {"name": "Letters a and 0"}]}
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars_files": ["data.yml"],
        "tasks": [{"name": "Keep it", GROUP: task}, {"name": "Whole", CONFIG: {"config": config}}],
    }
    (tmp_path / "site.yml").write_text(yaml.safe_dump([play], sort_keys=False), "utf-8")
    flags = ("--check", "--vault-password-file", "password", *FLAGS_OF_PATHS[path])
    run = audit(zpa, tmp_path / "site.yml", tmp_path, *flags, ANSIBLE_DEPRECATION_WARNINGS="True")
    assert run.code == 0, run.output
    assert "deprecat" not in run.output.lower()
    document = read(tmp_path / "drift")
    difference = {"option": "description", "found": "is 100 years old", "declared": "New description"}
    assert rows(document, "name", "id", "task", "differences") == [
        ("Finance", group_id, "Keep it", [difference]),
        ("Letters a and 0", None, "Whole", []),
    ]
    assert document["summary"]["as_declared"] == 1
    for name in FILES:
        assert "REDACTED" not in (tmp_path / "drift" / name).read_text("utf-8")


def test_a_folder_that_cannot_be_made_is_an_error_and_the_run_ends_badly(
    zpa: TestTenant, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    where = {"ZPA_DRIFT_REPORT_DIR": str(tmp_path / "file" / "drift")}
    run = audit(zpa, [{GROUP: {"name": "New"}}], tmp_path, **where)
    assert run.code == 1, run.output
    assert "PLAY RECAP" in run.output
    said = re.sub(r"\s+", " ", run.output)
    assert "drift.json: cannot be written: what should be a folder above it is none. Move that away" in said
    assert "Traceback" not in run.output


def test_a_configuration_file_says_where_and_what_counts(zpa: TestTenant, tmp_path: Path) -> None:
    (tmp_path / "ansible.cfg").write_text(
        "[defaults]\ncallbacks_enabled = zerotrust.zpa.drift_report\n"
        "[callback_drift_report]\nreport_dir = out/reports\nunmanaged_is_drift = true\n",
        "utf-8",
    )
    run_playbook(zpa, [{GROUP: {"name": "New"}}], tmp_path, "--check")
    assert read(tmp_path / "out" / "reports")["unmanaged_is_drift"] is True


def test_the_guide_does_what_it_says(zpa: TestTenant, tmp_path: Path) -> None:
    zpa.add_group("Guests")
    Reader(zpa, tmp_path).follow("guide_drift_report.rst")
    assert (tmp_path / "drift" / "drift.html").exists()
    assert sorted(path.name for path in (tmp_path / "reports" / "today").iterdir()) == FILES


def test_the_guide_names_every_mark_and_key() -> None:
    text = (GUIDES / "guide_drift_report.rst").read_text("utf-8")
    for mark in MARKS.values():
        assert "* - ``%s`` %s\n" % (mark.sign, mark.word) in text
    for keys in (SCHEMA["properties"], SCHEMA["$defs"]["object"]["properties"]):
        assert [key for key in keys if "``%s``" % key not in text] == []
