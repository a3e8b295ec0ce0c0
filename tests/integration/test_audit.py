# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``zpa_audit``: what it reports, and that it never writes to a tenant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from ansible.release import __version__
from support.playbooks import Run, run_playbook
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

PREFIX = "zerotrust.zpa."
GROUP = PREFIX + "zpa_segment_group"
FOLDER = {
    "segment_groups": [{"name": "Same"}, {"name": "Other", "description": "declared"}, {"name": "New"}],
    "policy_rules": {"access": [{"name": "b"}, {"name": "a"}]},
}
# The application segments of every tenant that tests make.
APPLICATIONS = ["Expenses", "Git", "Jira", "Payroll", "SAP"]
ANSIBLE = tuple(map(int, __version__.split(".")[:2]))
FILES = {"drift.html", "drift.json", "drift.md", "drift.xml"}


class Audit(NamedTuple):
    """A finished audit: the run, the report, and where it is."""

    run: Run
    document: dict[str, Any]
    folder: Path

    @property
    def objects(self) -> dict[str, str]:
        """What the report says of each object."""
        (tenant,) = self.document["tenants"]
        return {
            " ".join([one["policy_type"] or one["kind"], one["name"]]): one["operation"] or one["status"]
            for one in tenant["objects"]
        }

    @property
    def errors(self) -> list[str]:
        (tenant,) = self.document["tenants"]
        return [one["message"] for one in tenant["objects"] if one["status"] == "error"]

    @property
    def unmanaged(self) -> list[str]:
        (tenant,) = self.document["tenants"]
        return [one["name"] for one in tenant["unmanaged"]]


@pytest.fixture
def estate(zpa: TestTenant) -> TestTenant:
    for name in ("Same", "Other", "Stranger"):
        zpa.add_group(name)
    for name in ("a", "b", "c"):
        add_rule(zpa, name)
    zpa.add_connector_group("Berlin")
    return zpa


def role(**variables: Any) -> list[dict[str, Any]]:
    given = {"zpa_audit_" + name: value for name, value in variables.items()}
    return [{"ansible.builtin.import_role": {"name": PREFIX + "zpa_audit"}, "vars": given}]


def folder_of(tmp_path: Path, config: dict[str, Any]) -> str:
    folder = tmp_path / "tenant"
    folder.mkdir()
    (folder / "all.yml").write_text(yaml.safe_dump(config), "utf-8")
    return str(folder)


def tasks_of(tmp_path: Path, *tasks: dict[str, Any]) -> str:
    path = tmp_path / "tasks.yml"
    path.write_text(yaml.safe_dump(list(tasks)), "utf-8")
    return str(path)


def audit(
    zpa: TestTenant, tmp_path: Path, *flags: str, play: dict[str, Any] | None = None, **variables: Any
) -> Audit:
    """Run the role, in a play with the given keywords. Nothing is written to the tenant."""
    zpa.forget()
    keywords = {"hosts": "localhost", "gather_facts": False, **(play or {})}
    (tmp_path / "audit.yml").write_text(
        yaml.safe_dump([{**keywords, "tasks": role(read_limit=1000, **variables)}]), "utf-8"
    )
    run = run_playbook(zpa, tmp_path / "audit.yml", tmp_path, *flags)
    assert zpa.writes == []
    folder = tmp_path / "drift" / "localhost"
    assert {path.name for path in folder.iterdir()} == FILES, run.output
    text = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert zpa.client_secret not in text + run.output
    return Audit(run, json.loads((folder / "drift.json").read_text("utf-8")), folder)


def inventory_of(tmp_path: Path, **hosts: dict[str, Any]) -> tuple[str, str]:
    """Return the flags that choose an inventory in which each host is a tenant."""
    common = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump({"all": {"vars": common, "hosts": hosts}}), "utf-8")
    return "-i", str(tmp_path / "hosts.yml")


# -- A folder --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flags", [(), ("--check", "--diff")], ids=["real run", "check mode"])
def test_drift_is_reported_and_nothing_is_written(
    estate: TestTenant, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    found = audit(estate, tmp_path, *flags, tenant_dir=folder_of(tmp_path, FOLDER))
    assert found.run.code == 2
    assert "The report is in %s" % found.folder in found.run.output
    assert found.objects == {
        "segment_group Same": "as_declared",
        "segment_group Other": "update",
        "segment_group New": "create",
        "access a": "as_declared",
        "access b": "as_declared",
        "access access": "reorder",
    }
    assert found.unmanaged == ["Subsidiary", "Stranger", "Berlin", *APPLICATIONS, "c"]
    assert found.document["verdict"] == "drifted"


def test_the_report_is_the_same_if_modules_run_apart(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, FOLDER)
    here = audit(estate, tmp_path, tenant_dir=folder).document
    apart = audit(estate, tmp_path, "-e", "zpa_in_process=false", tenant_dir=folder).document
    assert {**here, "generated_at": ""} == {**apart, "generated_at": ""}


def test_it_ends_well_if_all_is_as_declared(estate: TestTenant, tmp_path: Path) -> None:
    found = audit(estate, tmp_path, tenant_dir=folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]}))
    assert found.run.code == 0, found.run.output
    assert found.document["verdict"] == "as_declared"


def test_what_no_run_can_mend_is_a_warning_and_no_drift(estate: TestTenant, tmp_path: Path) -> None:
    """The country follows from the place, whatever is declared."""
    folder = folder_of(tmp_path, {"app_connector_groups": [{"name": "Berlin", "country_code": "CA"}]})
    found = audit(estate, tmp_path, tenant_dir=folder)
    assert found.run.code == 0, found.run.output
    assert found.objects == {"app_connector_group Berlin": "as_declared"}
    said = " ".join(found.run.output.split())
    assert "country_code: is US, which ZPA works out from latitude and longitude, and not 'CA'" in said


def test_what_the_role_zpa_tenant_would_delete_is_drift(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}, {"name": "Other"}]})
    found = audit(estate, tmp_path, tenant_dir=folder, state="overridden")
    assert found.objects["segment_group Stranger"] == "delete"
    assert found.unmanaged == ["Subsidiary", "Berlin", *APPLICATIONS, "a", "b", "c"]


def test_it_audits_the_folder_that_the_role_zpa_tenant_applies(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]})
    given = {"zpa_tenant_dir": folder, "zpa_tenant_state": "overridden", "zpa_tenant_protect": ["Stranger"]}
    found = audit(estate, tmp_path, "-e", json.dumps(given))
    assert found.objects == {"segment_group Same": "as_declared", "segment_group Other": "delete"}


def test_it_looks_for_what_nobody_declared_where_it_is_told_to(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]})
    found = audit(estate, tmp_path, tenant_dir=folder, kinds=["app_connector_groups"])
    assert found.unmanaged == ["Other", "Stranger", "Berlin"]


@pytest.mark.parametrize(
    ("variables", "code"),
    [({"fail_on_drift": False}, 0), ({"fail_on_drift": False, "fail_on_unmanaged": True}, 2)],
    ids=["drift", "what nobody declared"],
)
def test_what_makes_it_fail_can_be_chosen(
    estate: TestTenant, tmp_path: Path, variables: dict[str, bool], code: int
) -> None:
    found = audit(estate, tmp_path, tenant_dir=folder_of(tmp_path, FOLDER), **variables)
    assert found.run.code == code, found.run.output
    assert ("<failure" in (found.folder / "drift.xml").read_text("utf-8")) is True


def test_what_is_wrong_in_the_folder_is_told_with_file_and_line(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same", "applications": ["nope"]}]})
    found = audit(estate, tmp_path, tenant_dir=folder, fail_on_drift=False)
    assert found.run.code == 2
    said = (
        "all.yml, line 2: segment_groups[0].applications[0]: no application segment has the name or id 'nope'"
    )
    assert said in found.errors[0]
    assert found.document["verdict"] == "incomplete"


def test_a_folder_that_cannot_be_read_is_an_error_of_the_report(estate: TestTenant, tmp_path: Path) -> None:
    found = audit(estate, tmp_path, tenant_dir=str(tmp_path / "nowhere"))
    assert found.run.code == 2
    assert "nowhere" in found.errors[0]


def test_a_tenant_that_does_not_answer_is_an_error_of_the_report(estate: TestTenant, tmp_path: Path) -> None:
    estate.fault("status", status=403, times=99)
    found = audit(estate, tmp_path, tenant_dir=folder_of(tmp_path, FOLDER))
    assert found.run.code == 2
    assert "HTTP 403" in found.errors[0]


# -- A file of tasks -------------------------------------------------------------------------------------


def test_tasks_never_write_whatever_they_say(estate: TestTenant, tmp_path: Path) -> None:
    tasks = tasks_of(
        tmp_path,
        {GROUP: {"name": "Other", "description": "declared"}, "check_mode": False},
        {"block": [{GROUP: {"name": "Same", "state": "absent"}}], "check_mode": False},
        {PREFIX + "zpa_policy_rule_order": {"rules": ["c", "a"]}, "check_mode": False},
        {PREFIX + "zpa_config": {"config": {"segment_groups": [{"name": "New"}]}}, "check_mode": False},
    )
    found = audit(estate, tmp_path, tasks_file=tasks)
    assert found.run.code == 2
    assert found.objects == {
        "segment_group Other": "update",
        "segment_group Same": "delete",
        "segment_group New": "create",
        "access access": "reorder",
    }
    assert rules_in_order(estate)[:3] == ["a", "b", "c"]


def test_what_tasks_declare_is_not_unmanaged(estate: TestTenant, tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, {GROUP: {"name": "{{ item }}"}, "loop": ["Other", "Same"]})
    found = audit(estate, tmp_path, tasks_file=tasks)
    assert found.objects == {"segment_group Other": "as_declared", "segment_group Same": "as_declared"}
    assert found.unmanaged == ["Subsidiary", "Stranger", "Berlin", *APPLICATIONS, "a", "b", "c"]


def test_a_folder_and_tasks_make_one_report(estate: TestTenant, tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, {GROUP: {"name": "Stranger"}})
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]})
    found = audit(estate, tmp_path, tasks_file=tasks, tenant_dir=folder, kinds=[])
    assert set(found.objects) == {"segment_group Same", "segment_group Stranger"}
    assert found.unmanaged == ["Other"]


def test_a_task_that_fails_is_a_finding_and_the_next_one_is_audited(
    estate: TestTenant, tmp_path: Path
) -> None:
    tasks = tasks_of(
        tmp_path, {GROUP: {"name": "Same", "applications": ["4711"]}}, {GROUP: {"name": "Other"}}
    )
    found = audit(estate, tmp_path, tasks_file=tasks, fail_on_drift=False)
    assert found.run.code == 2
    assert found.objects == {"segment_group Same": "error", "segment_group Other": "as_declared"}
    assert "The audit goes on after a task that fails" in found.run.output


@pytest.mark.parametrize("given", [{"applications": ["4711"]}, {"enabled": "perhaps"}], ids=["id", "value"])
@pytest.mark.parametrize("by", ["folder", "tasks"])
def test_what_cannot_be_declared_at_all_is_an_error_and_no_drift(
    estate: TestTenant, tmp_path: Path, by: str, given: dict[str, Any]
) -> None:
    entry = {"name": "Same", **given}
    declared = (
        {"tenant_dir": folder_of(tmp_path, {"segment_groups": [entry]})}
        if by == "folder"
        else {"tasks_file": tasks_of(tmp_path, {GROUP: entry})}
    )
    found = audit(estate, tmp_path, fail_on_drift=False, **declared)
    assert found.run.code == 2
    assert (found.document["summary"]["errors"], found.document["summary"]["drifted"]) == (1, 0)
    assert found.document["verdict"] == "incomplete"
    assert "<error " in (found.folder / "drift.xml").read_text("utf-8")


@pytest.mark.parametrize("by", ["folder", "tasks"])
def test_a_name_that_no_task_can_create_is_an_error_and_no_drift(
    estate: TestTenant, tmp_path: Path, by: str
) -> None:
    rule = {
        "name": "a",
        "conditions": [{"operands": [{"object_type": "IDP", "objects": ["Nobody"]}]}],
    }
    if by == "folder":
        given = {"tenant_dir": folder_of(tmp_path, {"policy_rules": {"access": [rule]}})}
    else:
        given = {"tasks_file": tasks_of(tmp_path, {PREFIX + "zpa_policy_rule": rule})}
    found = audit(estate, tmp_path, fail_on_drift=False, **given)
    assert found.run.code == 2
    assert "no identity provider has the name or id 'Nobody'" in found.errors[0]
    assert found.document["verdict"] == "incomplete"


def test_a_task_of_others_that_fails_ends_the_file_with_an_error(estate: TestTenant, tmp_path: Path) -> None:
    tasks = tasks_of(
        tmp_path,
        {GROUP: {"name": "Same"}},
        {"name": "Trip", "ansible.builtin.fail": {"msg": "over a stone"}},
        {GROUP: {"name": "Other"}},
    )
    found = audit(estate, tmp_path, tasks_file=tasks)
    assert found.run.code == 2
    assert "segment_group Other" not in found.objects
    assert found.errors == ["over a stone (The tasks after it were not audited.)"]


def test_a_task_that_cannot_even_begin_is_an_error(estate: TestTenant, tmp_path: Path) -> None:
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, {GROUP: {"name": "{{ nobody_set_it }}"}}))
    assert found.run.code == 2
    assert "nobody_set_it" in found.errors[0]


def test_a_task_that_is_tried_again_counts_once(estate: TestTenant, tmp_path: Path) -> None:
    again = {"register": "found", "until": "found.tries | default(3) == 3", "retries": 2, "delay": 0}
    task = {GROUP: {"name": "New"}, **again, "until": "found.attempts > 1"}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, task))
    assert len(found.document["tenants"][0]["objects"]) == 1


def test_items_that_differ_in_their_environment_alone_count_each(
    estate: TestTenant, emulator: Emulator, tmp_path: Path
) -> None:
    other = new_tenant(emulator, tmp_path / "tokens")
    task = {
        GROUP: {"name": "Same"},
        "environment": "{{ item }}",
        "loop": [other.environment, estate.environment],
        "loop_control": {"label": "of the loop"},
    }
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, task), kinds=[])
    assert found.run.code == 2
    (tenant,) = found.document["tenants"]
    assert [(one["status"], one["connection"]) for one in tenant["objects"]] == [
        ("drifted", {"customer_id": other.tenant.customer_id}),
        ("as_declared", {"customer_id": estate.tenant.customer_id}),
    ]


def test_each_run_of_a_task_counts_and_of_its_tries_the_last(estate: TestTenant, tmp_path: Path) -> None:
    again = {"until": "found.attempts > 1", "retries": 3, "delay": 0, "register": "found"}
    (tmp_path / "more.yml").write_text(yaml.safe_dump([{GROUP: {"name": "Same"}}]), "utf-8")
    more = {"ansible.builtin.include_tasks": str(tmp_path / "more.yml"), "loop": [1, 2, 3]}
    tries = {GROUP: {"name": "Other"}, "loop": [1, 2], **again}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, more, tries), kinds=[])
    (tenant,) = found.document["tenants"]
    assert sorted(one["name"] for one in tenant["objects"]) == ["Other"] * 2 + ["Same"] * 3


def test_a_task_whose_time_is_over_is_an_error_also_where_the_file_rescues_it(
    estate: TestTenant, tmp_path: Path
) -> None:
    estate.fault("slow", "segmentGroup", seconds=5)
    late = {"block": [{GROUP: {"name": "Same"}, "timeout": 1}], "rescue": [{GROUP: {"name": "Other"}}]}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, late), kinds=[])
    assert found.run.code == 2
    assert found.objects == {"segment_group Same": "error", "segment_group Other": "as_declared"}


def test_what_no_log_hides_stays_hidden(estate: TestTenant, tmp_path: Path) -> None:
    task = {"name": "Quiet", GROUP: {"name": "Other", "description": "hush"}, "no_log": True}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, task))
    assert found.document["summary"]["drifted"] == 1
    assert "hush" not in json.dumps(found.document) + found.run.output


# -- What would write, or keep the audit from its end ---------------------------------------------------


HANDLER = {"name": "Fix it", GROUP: {"name": "Stranger", "state": "absent"}}


@pytest.mark.parametrize(
    "tasks",
    [
        [{GROUP: {"name": "New"}, "notify": "Fix it"}],
        [{GROUP: {"name": "New"}, "notify": "Fix it"}, {"ansible.builtin.meta": "flush_handlers"}],
        [{"ansible.builtin.command": "true", "check_mode": False, "notify": "Fix it"}],
    ],
    ids=["at the end", "at once", "by a task of others"],
)
def test_handlers_do_not_write(estate: TestTenant, tmp_path: Path, tasks: list[dict[str, Any]]) -> None:
    found = audit(
        estate,
        tmp_path,
        play={"handlers": [HANDLER]},
        tasks_file=tasks_of(tmp_path, *tasks, {GROUP: {"name": "Same"}}),
        fail_on_drift=False,
    )
    assert found.run.code == 0, found.run.output
    assert found.objects["segment_group Same"] == "as_declared"


def test_what_a_task_would_change_is_no_news_to_handlers_of_others(
    estate: TestTenant, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    handler = {"name": "Tell others", "ansible.builtin.command": {"argv": ["touch", str(told)]}}
    tasks = tasks_of(tmp_path, {GROUP: {"name": "New"}, "notify": "Tell others"})
    found = audit(estate, tmp_path, play={"handlers": [handler]}, tasks_file=tasks, fail_on_drift=False)
    assert found.objects == {"segment_group New": "create"}
    assert not told.exists()


def test_a_handler_that_was_notified_before_does_its_work(zpa: TestTenant, tmp_path: Path) -> None:
    zpa.add_group("Stranger")
    before = {"ansible.builtin.command": "true", "notify": "Fix it"}
    tasks = [before, *role(tasks_file=tasks_of(tmp_path, {GROUP: {"name": "New"}}), fail_on_drift=False)]
    play = [{"hosts": "localhost", "gather_facts": False, "handlers": [HANDLER], "tasks": tasks}]
    (tmp_path / "play.yml").write_text(yaml.safe_dump(play), "utf-8")
    run = run_playbook(zpa, tmp_path / "play.yml", tmp_path)
    assert run.code == 0, run.output
    assert [call.method for call in zpa.writes] == ["DELETE"]


def test_a_task_after_the_audit_does_its_work(zpa: TestTenant, tmp_path: Path) -> None:
    tasks = role(tasks_file=tasks_of(tmp_path, {GROUP: {"name": "New"}}), fail_on_drift=False)
    play = [{"hosts": "localhost", "gather_facts": False, "tasks": [*tasks, {GROUP: {"name": "Next"}}]}]
    (tmp_path / "play.yml").write_text(yaml.safe_dump(play), "utf-8")
    run = run_playbook(zpa, tmp_path / "play.yml", tmp_path)
    assert run.code == 0, run.output
    assert [call.body["name"] for call in zpa.writes] == ["Next"]


def test_a_task_in_the_background_is_looked_at_as_any_other(estate: TestTenant, tmp_path: Path) -> None:
    background = {GROUP: {"name": "New"}, "async": 20, "poll": 0}
    found = audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, background))
    assert found.objects == {"segment_group New": "create"}


def test_what_would_write_files_writes_none(estate: TestTenant, tmp_path: Path) -> None:
    files = {"dir": str(tmp_path / "export"), "config": {"segment_groups": [{"name": "Same"}]}}
    export = {PREFIX + "zpa_config_files": files, "check_mode": False}
    audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, export, {GROUP: {"name": "Same"}}))
    assert not (tmp_path / "export").exists()


def test_tasks_of_others_run_in_check_mode(estate: TestTenant, tmp_path: Path) -> None:
    path = tmp_path / "note"
    note = {"ansible.builtin.copy": {"dest": str(path), "content": "x", "mode": "0600"}}
    audit(estate, tmp_path, tasks_file=tasks_of(tmp_path, note, {"block": [note]}, {GROUP: {"name": "Same"}}))
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read"),
        ("- name: [\n", "cannot be read"),
        ("name: Same\n", "has to be a list of tasks"),
        ("- block:\n    - ansible.builtin.meta: end_host\n", "there is meta: end_host"),
        ("- ansible.builtin.include_tasks: more.yml\n", "there is meta: end_play"),
    ],
    ids=["missing", "not YAML", "no list", "ends the play", "includes what ends the play"],
)
def test_a_file_of_tasks_that_cannot_be_audited_is_told_in_output_and_report(
    estate: TestTenant, tmp_path: Path, text: str | None, told: str
) -> None:
    (tmp_path / "more.yml").write_text("- ansible.builtin.import_tasks: last.yml\n", "utf-8")
    (tmp_path / "last.yml").write_text("- ansible.builtin.meta: end_play\n", "utf-8")
    if text is not None:
        (tmp_path / "tasks.yml").write_text(text, "utf-8")
    found = audit(estate, tmp_path, tasks_file=str(tmp_path / "tasks.yml"))
    assert found.run.code == 2
    assert told in found.errors[0]
    assert told in found.run.output


@pytest.mark.parametrize(
    "tasks",
    ["- nobody.knows.this: {}\n", "- ansible.builtin.include_tasks: \"{{ 'more.yml' }}\"\n"],
    ids=["an unknown module", "the play of the host ends"],
)
def test_an_audit_that_does_not_come_to_its_end_leaves_a_report_that_says_so(
    estate: TestTenant, tmp_path: Path, tasks: str
) -> None:
    (tmp_path / "tasks.yml").write_text(tasks, "utf-8")
    (tmp_path / "more.yml").write_text("- ansible.builtin.meta: end_host\n", "utf-8")
    found = audit(estate, tmp_path, tasks_file=str(tmp_path / "tasks.yml"))
    assert found.errors == ["The audit has begun, and did not come to its end."]
    assert found.document["verdict"] == "incomplete"


# -- What comes after an audit, however that ended ------------------------------------------------------


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


# -- What is passed on -----------------------------------------------------------------------------------


def test_the_outcome_is_passed_on_to_workflows(estate: TestTenant, tmp_path: Path) -> None:
    zpa, folder = estate, folder_of(tmp_path, FOLDER)
    run = run_playbook(zpa, role(tenant_dir=folder), tmp_path, ANSIBLE_SHOW_CUSTOM_STATS="True")
    (stats,) = (line for line in run.output.splitlines() if "zpa_audit_drifted" in line)
    told = json.loads(stats.partition(":")[2])
    assert {key: told["zpa_audit_" + key] for key in ("drifted", "unmanaged", "errors")} == {
        "drifted": 3,
        "unmanaged": len(["Subsidiary", "Stranger", "Berlin", *APPLICATIONS, "c"]),
        "errors": 0,
    }
    assert told["zpa_audit_names"] == [
        "segment group New",
        "segment group Other",
        "order of the access rules",
    ]
    assert told["zpa_audit_reports"] == [str(tmp_path / "drift" / "localhost")]


def test_tenants_have_reports_of_their_own(estate: TestTenant, emulator: Emulator, tmp_path: Path) -> None:
    other = new_tenant(emulator, tmp_path / "tokens")
    hosts = {name: {"customer": zpa.connection} for name, zpa in (("first", estate), ("second", other))}
    flags = inventory_of(tmp_path, **hosts)
    connection = {key: "{{ customer.%s }}" % key for key in estate.connection}
    play = {
        "hosts": "all",
        "gather_facts": False,
        "module_defaults": {"group/zerotrust.zpa.all": connection},
        "tasks": role(tasks_file=tasks_of(tmp_path, {GROUP: {"name": "Same"}}), fail_on_drift=False),
    }
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play]), "utf-8")
    run = run_playbook(estate, tmp_path / "play.yml", tmp_path, *flags)
    assert run.code == 0, run.output
    found = {
        host: json.loads((tmp_path / "drift" / host / "drift.json").read_text("utf-8"))["verdict"]
        for host in hosts
    }
    assert found == {"first": "as_declared", "second": "drifted"}
    assert estate.writes == other.writes == []


def test_tenants_do_not_overwrite_the_reports_of_each_other(estate: TestTenant, tmp_path: Path) -> None:
    variables = {"tasks_file": tasks_of(tmp_path, {GROUP: {"name": "Same"}}), "report_dir": "drift/localhost"}
    flags = inventory_of(tmp_path, first={}, second={})
    found = audit(estate, tmp_path, *flags, play={"hosts": "all"}, **variables)
    assert found.run.code == 2
    assert "another audit of this run writes its report to" in found.run.output
    assert found.objects == {"segment_group Same": "as_declared"}


def test_a_host_that_fails_for_all_leaves_reports_of_all(estate: TestTenant, tmp_path: Path) -> None:
    task = {GROUP: {"name": "{{ group }}"}}
    flags = inventory_of(tmp_path, localhost={"group": "Same"}, second={})
    play = {"hosts": "all", "any_errors_fatal": True}
    found = audit(estate, tmp_path, *flags, play=play, tasks_file=tasks_of(tmp_path, task))
    assert found.run.code == 2
    second = json.loads((tmp_path / "drift" / "second" / "drift.json").read_text("utf-8"))
    assert second["verdict"] == "incomplete"
    # Versions of Ansible differ in whether the other host comes to its end.
    assert found.document["verdict"] in ("as_declared", "incomplete")
    assert found.errors != ["The audit has begun, and did not come to its end."]


def test_a_host_without_a_tenant_is_an_error_of_its_report(estate: TestTenant, tmp_path: Path) -> None:
    flags = inventory_of(tmp_path, localhost={})
    given = {"zpa_audit_hosts": "all", "zpa_audit_tasks_file": tasks_of(tmp_path, {GROUP: {"name": "Same"}})}
    run = run_playbook(estate, Path(PREFIX + "audit"), tmp_path, *flags, "-e", json.dumps(given))
    assert run.code == 2
    text = (tmp_path / "drift" / "localhost" / "drift.json").read_text("utf-8")
    assert "customer_id: '(the variable zpa_customer_id of this host)'" in text
    assert json.loads(text)["verdict"] == "incomplete"
    assert estate.calls == []


def test_it_says_so_if_nothing_is_declared(estate: TestTenant, tmp_path: Path) -> None:
    run = run_playbook(estate, role(), tmp_path)
    assert run.code == 2
    assert "There is nothing to audit. Set zpa_audit_tenant_dir" in run.output


def test_a_report_that_cannot_be_written_is_told(estate: TestTenant, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = folder_of(tmp_path, FOLDER)
    run = run_playbook(estate, role(tenant_dir=folder, report_dir=str(tmp_path / "file")), tmp_path)
    assert run.code == 2
    assert "The report cannot be written: %s/file/drift.json: cannot be written: what should" % tmp_path in (
        run.output
    )
    assert "Errno" not in run.output
