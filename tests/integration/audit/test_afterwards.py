# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What comes after an audit, however that ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.release import __version__
from support.audits import GROUP, HANDLER, PREFIX, audit, folder_of, inventory_of, role, tasks_of
from support.playbooks import Run, run_playbook
from support.tenants import TestTenant

ANSIBLE = tuple(map(int, __version__.split(".")[:2]))

# A file that is included by a name which only its task works out.
NOBODY_KNOWS_BEFORE = "{{ '%s' }}"


def group_task(name: str, **keywords: Any) -> dict[str, Any]:
    """A task that creates a group, and is called like it."""
    return {"name": name, GROUP: {"name": name}, **keywords}


def run_plays(zpa: TestTenant, tmp_path: Path, *plays: dict[str, Any], flags: tuple[str, ...] = ()) -> Run:
    common = {"hosts": "localhost", "gather_facts": False}
    path = tmp_path / "play.yml"
    path.write_text(yaml.safe_dump([{**common, **play} for play in plays], sort_keys=False), "utf-8")
    return run_playbook(zpa, path, tmp_path, *flags)


def created(zpa: TestTenant) -> list[str]:
    return [call.body["name"] for call in zpa.writes]


def test_an_empty_answer_of_a_survey_counts_as_not_given(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]})
    empty = dict.fromkeys(("zpa_audit_protect", "zpa_audit_kinds", "zpa_audit_read_limit"), "")
    given = {**empty, "zpa_audit_tenant_dir": folder, "zpa_tenant_protect": ["Stranger"]}
    tasks = [{"ansible.builtin.import_role": {"name": PREFIX + "zpa_audit"}, "vars": given}]
    run = run_playbook(estate, tasks, tmp_path)
    assert run.code == 0, run.output
    (tenant,) = report_of(tmp_path)["tenants"]
    assert all(name in json.dumps(tenant["unmanaged"]) for name in ("Other", "Berlin"))


def report_of(tmp_path: Path, folder: str = "localhost") -> dict[str, Any]:
    text = (tmp_path / "drift" / folder / "drift.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def errors_in(document: dict[str, Any]) -> list[str]:
    (tenant,) = document["tenants"]
    return [one["message"] for one in tenant["objects"] if one["status"] == "error"]


NEEDS = {"end_role": (2, 18)}
NOT_ENDED = "The audit has begun, and did not come to its end."


@pytest.mark.parametrize(
    ("end", "errors", "does_work"),
    [
        ("fail_handler", ["over a stone"], ["Rescue", "Always", "Next", "Post", "Later"]),
        ("end_role", [NOT_ENDED], ["Always", "Next", "Post", "Later"]),
        ("end_host", [NOT_ENDED], ["Later"]),
        ("end_play", [NOT_ENDED], ["Later"]),
    ],
)
@pytest.mark.parametrize("use", ["import_role", "include_role"])
def test_an_audit_that_is_cut_short_is_over_for_what_comes_after_it(
    zpa: TestTenant, tmp_path: Path, use: str, end: str, errors: list[str], does_work: list[str]
) -> None:
    if NEEDS.get(end, ()) > ANSIBLE:
        pytest.skip("this ansible-core has no meta: %s" % end)
    last = {"ansible.builtin.command": "true", "check_mode": False, "notify": "Trip"}
    (tmp_path / "more.yml").write_text("- ansible.builtin.meta: %s\n" % end, "utf-8")
    tasks = tasks_of(
        tmp_path,
        group_task("Looked at", check_mode=False),
        last
        if end == "fail_handler"
        else {"ansible.builtin.include_tasks": NOBODY_KNOWS_BEFORE % (tmp_path / "more.yml")},
    )
    variables = {"zpa_audit_tasks_file": tasks, "zpa_audit_kinds": []}
    block = {
        "block": [{"ansible.builtin." + use: {"name": PREFIX + "zpa_audit"}, "vars": variables}],
        "rescue": [group_task("Rescue")],
        "always": [group_task("Always")],
    }
    trip = {"name": "Trip", "ansible.builtin.fail": {"msg": "over a stone"}}
    first = {
        "handlers": [trip],
        "tasks": [block, group_task("Next")],
        "post_tasks": [group_task("Post")],
    }
    run = run_plays(zpa, tmp_path, first, {"tasks": [group_task("Later")]})
    assert run.code == 0, run.output
    assert created(zpa) == does_work
    assert errors_in(report_of(tmp_path)) == errors


def test_an_audit_that_cannot_begin_leaves_no_task_without_work(zpa: TestTenant, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    tasks = tasks_of(tmp_path, group_task("Not looked at", check_mode=False))
    (part,) = role(tasks_file=tasks, report_dir=str(tmp_path / "file"))
    block = {"block": [part], "ignore_errors": True}
    run = run_plays(zpa, tmp_path, {"tasks": [block, group_task("Next")]})
    assert run.code == 0, run.output
    assert created(zpa) == ["Next"]


def test_handlers_that_wait_behind_one_that_fails_are_part_of_the_audit(
    zpa: TestTenant, tmp_path: Path
) -> None:
    zpa.add_group("Stranger")
    trip = {"name": "Trip", "ansible.builtin.fail": {"msg": "over a stone"}}
    notify = {
        "ansible.builtin.command": "true",
        "check_mode": False,
        "notify": ["Trip", "Trip again", "Fix it"],
    }
    play = {
        "handlers": [trip, {**trip, "name": "Trip again"}, HANDLER],
        "force_handlers": True,
        "tasks": role(tasks_file=tasks_of(tmp_path, notify, {GROUP: {"name": "Stranger"}}), kinds=[]),
    }
    run = run_plays(zpa, tmp_path, play)
    assert run.code == 2
    assert zpa.writes == []
    (tenant,) = report_of(tmp_path)["tenants"]
    assert [(one["name"], one["operation"] or one["status"]) for one in tenant["objects"]] == [
        ("Trip", "error"),
        ("Trip again", "error"),
        ("Stranger", "delete"),
        ("Stranger", "as_declared"),
    ]


REFUSED = "An audit of localhost has begun and has not ended"


@pytest.mark.parametrize("strategy", ["linear", "free"])
def test_a_task_that_may_be_part_of_an_audit_that_nobody_has_ended_is_refused(
    zpa: TestTenant, tmp_path: Path, strategy: str
) -> None:
    begin = {PREFIX + "zpa_audit_report": {"phase": "begin", "dir": str(tmp_path / "drift")}}
    files = {"dir": str(tmp_path / "export"), "config": {"segment_groups": [{"name": "Same"}]}}
    notify = {"ansible.builtin.command": "true", "notify": "Handle"}
    first = {
        "strategy": strategy,
        "force_handlers": True,
        "handlers": [group_task("Handle")],
        "tasks": [
            {"block": [begin, group_task("Look"), notify], "rescue": [group_task("Rescue")]},
            {PREFIX + "zpa_segment_group_info": {}},
            group_task("Next", ignore_errors=True),
            {PREFIX + "zpa_config_files": files, "ignore_errors": True},
        ],
    }
    run = run_plays(zpa, tmp_path, first, {"tasks": [group_task("Later")]})
    assert run.code == 2
    assert zpa.writes == []
    assert not (tmp_path / "export").exists()
    said = " ".join(run.output.split())
    assert said.count(REFUSED) >= 3
    assert "changed=2" in said


@pytest.mark.skipif(NEEDS["end_role"] > ANSIBLE, reason="this ansible-core has no meta: end_role")
def test_a_handler_that_an_audit_that_was_cut_short_may_have_notified_is_refused(
    zpa: TestTenant, tmp_path: Path
) -> None:
    zpa.add_group("Stranger")
    (tmp_path / "more.yml").write_text("- ansible.builtin.meta: end_role\n", "utf-8")
    notify = {"ansible.builtin.command": "true", "check_mode": False, "notify": "Fix it"}
    cut = {"ansible.builtin.include_tasks": NOBODY_KNOWS_BEFORE % (tmp_path / "more.yml")}
    tasks = [*role(tasks_file=tasks_of(tmp_path, notify, cut), kinds=[]), group_task("Next")]
    run = run_plays(zpa, tmp_path, {"handlers": [HANDLER], "tasks": tasks})
    assert run.code == 2
    assert REFUSED in " ".join(run.output.split())
    assert created(zpa) == ["Next"]


REPORT = PREFIX + "zpa_audit_report"
NOT_ITS_END = "The audit of localhost goes on, since this task cannot end it."


def phase(name: str, folder: str = "by hand", **keywords: Any) -> dict[str, Any]:
    return {REPORT: {"phase": name, "dir": "drift/" + folder}, **keywords}


def test_no_audit_begins_while_nobody_knows_whether_another_one_is_over(
    zpa: TestTenant, tmp_path: Path
) -> None:
    (audited,) = role(tasks_file=tasks_of(tmp_path, group_task("New", check_mode=False)), kinds=[])
    tasks = [
        {"block": [phase("begin")]},
        group_task("Before", ignore_errors=True),
        {"block": [audited], "ignore_errors": True},
        {"block": [phase("begin", "another", ignore_errors=True)]},
        group_task("Next", ignore_errors=True),
        phase("end", ignore_errors=True),
        group_task("Last"),
    ]
    run = run_plays(zpa, tmp_path, {"tasks": tasks})
    assert run.code == 2
    assert zpa.writes == []
    said = " ".join(run.output.split())
    assert said.count("so that no other one can begin here. End it before this task") >= 2
    assert NOT_ITS_END in said
    assert "No audit of localhost has begun" not in said


@pytest.mark.parametrize("by", ["itself", "include_tasks", "include_role", "a handler", "the role in it"])
def test_what_is_audited_cannot_end_the_audit(estate: TestTenant, tmp_path: Path, by: str) -> None:
    end = phase("end", "localhost", ignore_errors=True)
    (tmp_path / "end.yml").write_text(yaml.safe_dump([end]), "utf-8")
    (tmp_path / "roles" / "ender" / "tasks").mkdir(parents=True)
    (tmp_path / "roles" / "ender" / "tasks" / "main.yml").write_text(yaml.safe_dump([end]), "utf-8")
    ways = {
        "itself": [end],
        "include_tasks": [{"ansible.builtin.include_tasks": str(tmp_path / "end.yml")}],
        "include_role": [{"ansible.builtin.include_role": {"name": "ender"}}],
        "a handler": [
            {"ansible.builtin.command": "true", "check_mode": False, "notify": "End"},
            {"ansible.builtin.meta": "flush_handlers"},
        ],
        "the role in it": [
            {
                "ansible.builtin.include_role": {
                    "name": PREFIX + "zpa_audit",
                    "apply": {"ignore_errors": True},
                }
            }
        ],
    }
    tasks = tasks_of(tmp_path, *ways[by], group_task("New", check_mode=False))
    handlers = [{"name": "End", **end}]
    found = audit(estate, tmp_path, play={"handlers": handlers}, tasks_file=tasks, kinds=[])
    assert found.run.code == 2
    assert NOT_ITS_END in " ".join(found.run.output.split())
    assert found.objects == {"segment_group New": "create"}


@pytest.mark.parametrize("begin", ["in a block", "in the play"])
def test_what_is_included_cannot_end_an_audit_that_began_outside_of_it(
    zpa: TestTenant, tmp_path: Path, begin: str
) -> None:
    tasks = tasks_of(tmp_path, phase("end", ignore_errors=True), group_task("New", check_mode=False))
    audited = [phase("begin"), {"ansible.builtin.include_tasks": tasks}, phase("end")]
    run = run_plays(zpa, tmp_path, {"tasks": [*([{"block": audited}] if begin == "in a block" else audited)]})
    assert run.code == 0, run.output
    assert zpa.writes == []
    assert NOT_ITS_END in " ".join(run.output.split())
    assert report_of(tmp_path, "by hand")["summary"]["create"] == 1


def test_an_audit_ends_in_what_is_always_done_after_its_block(zpa: TestTenant, tmp_path: Path) -> None:
    trip = {"ansible.builtin.fail": {"msg": "over a stone"}}
    audited = {
        "block": [phase("begin"), group_task("New"), trip],
        "rescue": [group_task("Rescue", ignore_errors=True)],
        "always": [phase("end")],
    }
    run = run_plays(zpa, tmp_path, {"tasks": [audited, group_task("Next")]})
    assert run.code == 0, run.output
    assert created(zpa) == ["Next"]
    assert report_of(tmp_path, "by hand")["summary"]["create"] == 1


def test_a_task_that_calls_its_host_by_another_name_is_audited(estate: TestTenant, tmp_path: Path) -> None:
    files = {"dir": str(tmp_path / "export"), "config": {"segment_groups": [{"name": "Same"}]}}
    other = {"check_mode": False, "vars": {"inventory_hostname": "another"}}
    tasks = tasks_of(
        tmp_path,
        group_task("New", **other),
        {PREFIX + "zpa_config_files": files, **other},
        phase("end", ignore_errors=True, **other),
        {"ansible.builtin.set_fact": {"inventory_hostname": "another"}, "check_mode": False},
        group_task("Newer", check_mode=False),
    )
    found = audit(estate, tmp_path, tasks_file=tasks, kinds=[], report_dir=str(tmp_path / "drift/localhost"))
    assert found.objects == {"segment_group New": "create", "segment_group Newer": "create"}
    assert not (tmp_path / "export").exists()


@pytest.mark.skipif(NEEDS["end_role"] > ANSIBLE, reason="this ansible-core has no meta: end_role")
def test_another_audit_does_not_hide_that_one_that_was_cut_short_may_have_notified_a_handler(
    zpa: TestTenant, tmp_path: Path
) -> None:
    (tmp_path / "more.yml").write_text("- ansible.builtin.meta: end_role\n", "utf-8")
    notify = {"ansible.builtin.command": "true", "check_mode": False, "notify": "Handle"}
    cut = {"ansible.builtin.include_tasks": NOBODY_KNOWS_BEFORE % (tmp_path / "more.yml")}
    tasks = [
        *role(tasks_file=tasks_of(tmp_path, notify, cut), kinds=[]),
        {"block": [phase("begin"), group_task("New"), phase("end")]},
        group_task("Next"),
    ]
    run = run_plays(zpa, tmp_path, {"handlers": [group_task("Handle")], "tasks": tasks})
    assert run.code == 2
    assert REFUSED in " ".join(run.output.split())
    assert created(zpa) == ["Next"]


def test_an_audit_begins_in_no_other_audit(estate: TestTenant, tmp_path: Path) -> None:
    (tmp_path / "inner.yml").write_text(yaml.safe_dump([{GROUP: {"name": "New"}}]), "utf-8")
    inner = {"ansible.builtin.include_role": {"name": PREFIX + "zpa_audit"}}
    variables = {"zpa_audit_tasks_file": str(tmp_path / "inner.yml"), "zpa_audit_report_dir": "drift/inner"}
    folder = folder_of(tmp_path, {"segment_groups": "wrong"})
    tasks = tasks_of(tmp_path, {**inner, "vars": {**variables, "zpa_audit_tenant_dir": ""}})
    found = audit(estate, tmp_path, tenant_dir=folder, tasks_file=tasks)
    assert found.run.code == 2
    assert len(found.errors) == 2
    assert "Nothing can begin another one in it." in "".join(found.errors)


def test_an_audit_after_another_one_of_the_same_host_writes_its_report_anew(
    zpa: TestTenant, tmp_path: Path
) -> None:
    audited = role(tasks_file=tasks_of(tmp_path, group_task("New")), fail_on_drift=False, kinds=[])
    keep = {"ansible.builtin.command": "cp -r drift/localhost drift/before"}
    again = [{**audited[0], "ignore_errors": False}]
    tasks = [*audited, {**keep, "args": {"chdir": str(tmp_path)}}, group_task("New")]
    run = run_plays(zpa, tmp_path, {"tasks": [*tasks, *again]})
    assert run.code == 0, run.output
    assert created(zpa) == ["New"]
    assert report_of(tmp_path, "before")["verdict"] == "drifted"
    assert report_of(tmp_path)["verdict"] == "as_declared"


@pytest.mark.parametrize("strategy", ["linear", "free", "host_pinned"])
def test_audits_of_many_hosts_and_in_a_loop_do_not_meet(
    zpa: TestTenant, tmp_path: Path, strategy: str
) -> None:
    zpa.add_group("Same")
    (tmp_path / "more.yml").write_text(
        yaml.safe_dump(
            [
                group_task("{{ item }}", check_mode=False),
                {"ansible.builtin.command": "true", "check_mode": False, "notify": "Handle"},
                {"ansible.builtin.meta": "flush_handlers"},
            ]
        ),
        "utf-8",
    )
    tasks = tasks_of(
        tmp_path, {"ansible.builtin.include_tasks": NOBODY_KNOWS_BEFORE % (tmp_path / "more.yml")}
    )
    variables = {
        "zpa_audit_tasks_file": tasks,
        "zpa_audit_kinds": [],
        "zpa_audit_fail_on_drift": False,
        "zpa_audit_report_dir": "drift/{{ inventory_hostname }} {{ item }}",
    }
    loop = {"name": PREFIX + "zpa_audit"}
    play = {
        "hosts": "all",
        "strategy": strategy,
        "handlers": [group_task("Handle")],
        "tasks": [
            {"ansible.builtin.include_role": loop, "loop": ["New", "Same"], "vars": variables},
            group_task("By {{ inventory_hostname }}", delegate_to="localhost"),
            {"ansible.builtin.command": "true", "notify": "Handle", "run_once": True},
        ],
    }
    run = run_plays(zpa, tmp_path, play, flags=inventory_of(tmp_path, first={}, second={}))
    assert run.code == 0, run.output
    assert sorted(created(zpa)) == ["By first", "By second", "Handle"]
    verdicts = {
        "%s %s" % (host, item): [
            (one["name"], one["operation"])
            for one in report_of(tmp_path, "%s %s" % (host, item))["tenants"][0]["objects"]
        ]
        for host in ("first", "second")
        for item in ("New", "Same")
    }
    for host in ("first", "second"):
        assert verdicts[host + " New"] == [("Handle", "create"), ("New", "create")]
        assert verdicts[host + " Same"] == [("Handle", "create"), ("Same", None)]


def test_nothing_compared_is_a_failure(estate: TestTenant, tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, {GROUP: {"name": "Same"}, "when": False})
    found = audit(estate, tmp_path, tasks_file=tasks, fail_on_drift=False)
    assert found.run.code == 2
    assert "Not everything could be compared." in found.run.output


def test_what_a_failed_or_hidden_task_declares_is_not_unmanaged(estate: TestTenant, tmp_path: Path) -> None:
    tasks = tasks_of(
        tmp_path,
        {GROUP: {"name": "Same", "applications": ["4711"]}},
        {GROUP: {"name": "Other"}, "no_log": True},
    )
    found = audit(estate, tmp_path, tasks_file=tasks, kinds=["segment_groups"])
    assert found.unmanaged == ["Stranger"]


@pytest.mark.parametrize(
    "task",
    [
        {
            "name": "Group s3cr3t-of-nobody",
            GROUP: {"name": "s3cr3t-of-nobody", "client_secret": "s3cr3t-of-nobody"},
        },
        {GROUP: {"name": "{{ account.name }}", "client_secret": "{{ account.secret }}"}},
    ],
    ids=["in the name", "beside a variable that is missing"],
)
def test_a_secret_is_not_shown_wherever_it_is_repeated(
    estate: TestTenant, tmp_path: Path, task: dict[str, Any]
) -> None:
    account = json.dumps({"account": {"secret": "s3cr3t-of-nobody"}})
    found = audit(estate, tmp_path, "-e", account, tasks_file=tasks_of(tmp_path, task))
    assert len(found.errors) == 1
    for path in found.folder.iterdir():
        assert "s3cr3t-of-nobody" not in path.read_text("utf-8")
