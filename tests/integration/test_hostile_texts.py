# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant whose texts would set the title of a terminal, or turn its lines around: no run shows them so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.playbooks import FLAGS_OF_PATHS, NO_PACE, Run, run_playbook
from support.policies import add_rule
from support.tenants import TestTenant
from zpa_emulator.seeds import add_application

PREFIX = "zerotrust.zpa.zpa_"
# The title of a terminal, another direction, the colour by a single character, delete, no width.
EVIL = "\x1b]0;owned\x07 \u202egnp.\u202c \x9b31m\x7f\u200b"
SHOWN = "\\u001b]0;owned\\u0007 \\u202egnp.\\u202c \\u009b31m\\u007f\\u200b"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f]")
FORMATS = {"in_process": "json", "apart": "yaml"}


def ran(
    zpa: TestTenant, tasks: list[dict[str, Any]], at: Path, *flags: str, path: str = "in_process", **env: str
) -> Run:
    """Run tasks, and see that nothing of what is shown of them, in the log and in reports, is hostile."""
    run = run_playbook(
        zpa,
        tasks,
        at,
        *NO_PACE,
        *FLAGS_OF_PATHS[path],
        *flags,
        **{"ANSIBLE_CALLBACK_RESULT_FORMAT": FORMATS[path], **env},
    )
    texts = {name: (at / "drift" / name).read_text("utf-8") for name in _names(at / "drift")}
    for where, text in {"output": run.output, **texts}.items():
        assert not RAW.search(text), (
            where,
            [text[max(0, m.start() - 60) : m.end()] for m in RAW.finditer(text)],
        )
    return run


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.exists() else []


@pytest.fixture
def hostile(zpa: TestTenant) -> TestTenant:
    add_application(zpa.tenant, "App " + EVIL)
    zpa.add_group("Group " + EVIL, description="Old " + EVIL)
    zpa.add_group("Unmanaged " + EVIL)
    for letter in "AB":
        add_rule(zpa, "%s %s" % (letter, EVIL), "timeout")
    return zpa


@pytest.mark.parametrize("path", FLAGS_OF_PATHS)
def test_differences_show_escapes_and_results_hold_what_the_tenant_has(
    hostile: TestTenant, tmp_path: Path, path: str
) -> None:
    config = {"segment_groups": [{"name": "Group " + EVIL, "enabled": False}, {"name": "New " + EVIL}]}
    tasks: list[dict[str, Any]] = [
        {PREFIX + "segment_group": {"name": "Group " + EVIL, "description": "New"}, "register": "group"},
        {
            PREFIX + "policy_rule_order": {
                "policy_type": "timeout",
                "rules": ["B " + EVIL, "A " + EVIL],
            }
        },
        {PREFIX + "config": {"config": config}, "register": "whole"},
        {
            "ansible.builtin.assert": {
                "that": [
                    "group.segment_group.name == evil",
                    "whole.plan[0].before.name == evil",
                    "group.diff.before.description == shown",
                ],
            },
            "vars": {"evil": "Group " + EVIL, "shown": "Old " + SHOWN},
        },
    ]
    run = ran(hostile, tasks, tmp_path, "--diff", path=path)
    assert run.code == 0, run.output
    said = run.output.replace("\\\\", "\\")
    assert "Old " + SHOWN in said
    assert "B " + SHOWN in said
    assert "before: segment group 'Group %s' (update)" % SHOWN in said
    names = {group["name"] for group in hostile.tenant.table("segmentGroup").values()}
    assert "New " + EVIL in names


@pytest.mark.parametrize("path", FLAGS_OF_PATHS)
def test_errors_and_warnings_show_escapes(hostile: TestTenant, tmp_path: Path, path: str) -> None:
    refusal = {"id": "bad." + EVIL, "reason": "No, says %s." % EVIL, "params": [EVIL, [EVIL]]}
    hostile.fault("status", "POST .*segmentGroup", status=400, body=json.dumps(refusal))
    (app,) = [one["id"] for one in hostile.tenant.table("application").values() if EVIL in one["name"]]
    near = ["App " + EVIL + "x"]
    tasks: list[dict[str, Any]] = [
        {PREFIX + "segment_group": {"name": "Fails"}, "ignore_errors": True},
        {PREFIX + "segment_group": {"name": "Fails", "applications": near}, "ignore_errors": True},
        {PREFIX + "policy_rule_order": {"policy_type": "timeout", "rules": ["A"]}, "ignore_errors": True},
        {PREFIX + "segment_group": {"name": "Taker", "applications": [app]}},
        {PREFIX + "segment_group": {"name": "Group " + EVIL, "applications": [app]}},
    ]
    run = ran(hostile, tasks, tmp_path, "--diff", path=path)
    said = re.sub(r"\s+", " ", run.output.replace("\\\\", "\\"))
    assert "No, says %s" % SHOWN.rstrip(".") in said, run.output
    assert "App " + SHOWN in said


def test_roles_and_reports_show_escapes(hostile: TestTenant, tmp_path: Path) -> None:
    folder = tmp_path / "tenant"
    folder.mkdir()
    declared = {
        "segment_groups": [{"name": "Group " + EVIL, "description": "Other"}, {"name": "New " + EVIL}]
    }
    (folder / "groups.yml").write_text(yaml.safe_dump(declared), "utf-8")
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    bad = {"segment_groups": [{"name": "Bad " + EVIL, "applications": ["App", "No " + EVIL]}]}
    (wrong / "groups.yml").write_text(yaml.safe_dump(bad), "utf-8")

    def role(name: str, **variables: Any) -> dict[str, Any]:
        return {"ansible.builtin.include_role": {"name": "zerotrust.zpa." + name}, "vars": variables}

    audit = {"zpa_audit_report_dir": str(tmp_path / "drift"), "zpa_audit_fail_on_drift": False}
    kinds = ["segment_groups", "policy_rules.timeout"]
    tasks: list[dict[str, Any]] = [
        role("zpa_audit", zpa_audit_tenant_dir=str(folder), zpa_audit_kinds=kinds, **audit),
        role("zpa_tenant", zpa_tenant_dir=str(folder)),
        {
            "block": [role("zpa_tenant", zpa_tenant_dir=str(wrong))],
            "rescue": [{"ansible.builtin.meta": "noop"}],
        },
    ]
    run = ran(hostile, tasks, tmp_path, "--diff")
    assert run.code == 0, run.output
    (tenant,) = json.loads((tmp_path / "drift" / "drift.json").read_text("utf-8"))["tenants"]
    assert {one["name"] for one in tenant["objects"]} >= {"Group " + EVIL, "New " + EVIL}
    export = [role("zpa_export", zpa_export_dir=str(tmp_path / "export"), zpa_export_kinds=kinds)]
    assert ran(hostile, export, tmp_path).code == 0
    assert "Unmanaged " + EVIL in {one["name"] for one in tenant["unmanaged"]}


def test_the_report_by_callback_shows_escapes_and_keeps_data(hostile: TestTenant, tmp_path: Path) -> None:
    tasks: list[dict[str, Any]] = [
        {PREFIX + "segment_group": {"name": "Group " + EVIL, "description": "New"}},
        {PREFIX + "segment_group": {"name": "Fails", "applications": ["App"]}, "ignore_errors": True},
    ]
    run = ran(hostile, tasks, tmp_path, "--check", ANSIBLE_CALLBACKS_ENABLED="zerotrust.zpa.drift_report")
    assert run.code == 0, run.output
    (tenant,) = json.loads((tmp_path / "drift" / "drift.json").read_text("utf-8"))["tenants"]
    (found,) = [one for one in tenant["objects"] if one["differences"]]
    assert found["name"] == "Group " + EVIL
    assert found["differences"][0]["found"] == "Old " + EVIL


def test_names_of_files_are_shown_with_escapes(zpa: TestTenant, tmp_path: Path) -> None:
    (tmp_path / "tenant").mkdir()
    (tmp_path / "tenant" / ("a%s.yml" % EVIL)).write_text("segment_groups: [{name: A, colour: red}]", "utf-8")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "a.yml").write_text(json.dumps({EVIL: []}), "utf-8")
    group = {"segment_groups": [{"name": "A"}]}
    tasks: list[dict[str, Any]] = [
        {PREFIX + "config_files": {"dir": "new" + EVIL, "config": group}},
        {PREFIX + "config_files": {"dir": "/proc/" + EVIL, "config": group}, "ignore_errors": True},
        {PREFIX + "audit_report": {"phase": "begin", "dir": "/proc/" + EVIL}, "ignore_errors": True},
        {
            PREFIX + "audit_report": {"phase": "begin", "dir": "a" + EVIL, "tasks_file": EVIL},
            "ignore_errors": True,
        },
    ]
    for folder in ("tenant", "keys"):
        role = {
            "ansible.builtin.include_role": {"name": PREFIX + "tenant"},
            "vars": {"zpa_tenant_dir": folder},
        }
        tasks.append({"block": [role], "rescue": [{"ansible.builtin.meta": "noop"}]})
    run = ran(zpa, tasks, tmp_path, "--diff", path="apart")
    assert run.code == 0, run.output
    for said in (
        "new%s/segment_groups.yml",
        "/proc/%s",
        "tasks_file: %s",
        "tenant/a%s.yml",
        "unknown key '%s'",
    ):
        assert said % SHOWN in run.output.replace("\\\\", "\\"), (said, run.output)
