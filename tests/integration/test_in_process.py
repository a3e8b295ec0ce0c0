# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules run in Ansible's own process as they run in one of their own: result by result, task by task."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from both_paths import TESTS, comparison_of
from contract.test_every_module import CASES, furnish_for_cases
from support import randomly
from support.comparing import comparable
from support.playbooks import Run, run_playbook
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

PREFIX = "zerotrust.zpa."
GROUP, INFO = PREFIX + "zpa_segment_group", PREFIX + "zpa_segment_group_info"
IN_PROCESS, APART = ("-e", "zpa_in_process=true"), ("-e", "zpa_in_process=false")
HOW = re.compile(r"<[^>]*> \S+\.(?:zpa_\w+|probe) runs (in process|as a module: .*)$", re.MULTILINE)


def keeping(tasks: Sequence[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """The tasks, which may fail, and one that writes their results into a file of the folder."""
    names = ["result_%d" % number for number in range(len(tasks))]
    kept = "{{ [%s] | to_json }}" % ", ".join(names)
    return [
        *({**task, "register": name, "ignore_errors": True} for task, name in zip(tasks, names, strict=True)),
        {"ansible.builtin.copy": {"content": kept, "dest": str(folder / "results.json"), "mode": "0600"}},
    ]


def results_of(
    zpa: TestTenant, tasks: Sequence[dict[str, Any]], folder: Path, *flags: str, **environment: str
) -> tuple[list[dict[str, Any]], Run]:
    folder.mkdir(exist_ok=True)
    run = run_playbook(zpa, keeping(tasks, folder), folder, *flags, **environment)
    assert run.code == 0, run.output
    return json.loads((folder / "results.json").read_text("utf-8")), run


def furnished(emulator: Emulator, folder: Path) -> TestTenant:
    zpa = new_tenant(emulator, folder / "tokens")
    zpa.add_application("SAP", "Payroll", "Expenses", "Jira", "Git")
    furnish_for_cases(zpa)
    return zpa


# Of so many cases an ordinary run has one.
ONE_CASE_IN = 8
# What is not about ZPA: options that are not valid, an address that warns, and what Ansible hides.
OTHERS: list[tuple[str, str, bool, dict[str, Any]]] = [
    ("zpa_segment_group", "unknown option", False, {"name": "G", "zz": 1}),
    ("zpa_segment_group", "wrong type", False, {"name": "G", "timeout": "x"}),
    ("zpa_segment_group", "warning", False, {"name": "G", "auth_url": "http://127.0.0.2:1", "max_wait": 0}),
    ("zpa_segment_group", "other letters", False, {"name": "Grün {{ '{{' }} ☃", "description": "\u2028"}),
    ("zpa_segment_group", "no log", False, {"name": "Hidden", "no_log": True}),
]


def tasks_for(
    cases: Sequence[tuple[str, str, bool, dict[str, Any]]], emulator: Emulator, folder: Path
) -> list[dict[str, Any]]:
    """A task for each case, each on a tenant of its own."""
    tasks = []
    for module, _what, check, options in cases:
        given = {**furnished(emulator, folder).connection, **options}
        keywords = {"no_log": True} if given.pop("no_log", False) else {}
        tasks.append({PREFIX + module: given, "check_mode": check, "diff": True, **keywords})
    return tasks


def test_every_result_is_the_same_on_both_paths(
    zpa: TestTenant, emulator: Emulator, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """In an ordinary run some are compared, with each commit others."""
    turn, step = int(request.config.getoption("turn")), 1 if randomly.is_full else ONE_CASE_IN
    cases = [*CASES[turn % step :: step], *OTHERS]

    def run(part: tuple[str, Sequence[dict[str, Any]], str]) -> tuple[list[dict[str, Any]], Run]:
        name, tasks, switch = part
        return results_of(zpa, tasks, tmp_path / name, "-e", "zpa_in_process=%s" % switch, "-vvv")

    tasks = tasks_for(cases, emulator, tmp_path)
    parts = [("here", tasks_for(cases, emulator, tmp_path), "true")]
    parts += [("apart-%d" % part, tasks[part::2], "false") for part in (0, 1)]  # as many as there are cores
    with ThreadPoolExecutor() as pool:
        here, *apart = pool.map(run, parts)
    assert HOW.findall(here[1].output) == ["in process"] * len(cases)
    for results, done in apart:
        assert HOW.findall(done.output) == ["as a module: zpa_in_process is false"] * len(results)
    for number, (case, ours) in enumerate(zip(cases, here[0], strict=True)):
        theirs = apart[number % 2][0][number // 2]
        for result in (ours, theirs):
            result.pop("exception", None)  # a traceback at this verbosity: files are elsewhere
        assert comparable(ours) == comparable(theirs), case[:3]
    found = dict(zip((case[1] for case in cases), here[0], strict=True))
    assert "is not encrypted" in found["warning"]["warnings"][0]
    assert "sEcReT" not in json.dumps(here[0])


def test_a_sample_of_the_contract_tests_has_the_same_results_on_both_paths(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """All of them: ``python3 tools/dev.py paths``."""
    turn = str(request.config.getoption("turn"))
    # One file and one process each: most of the time would go into finding all the tests.
    words = [TESTS + "/test_every_module.py", "--one-in", "12", "--turn", turn, "--numprocesses", "0"]
    comparison = comparison_of(tmp_path, words)
    assert comparison.differences == []
    assert comparison.same


# -- Which path ------------------------------------------------------------------------------------------

# Keywords and variables of a task, and how it runs.
WAYS: list[tuple[dict[str, Any], str]] = [
    ({}, "in process"),
    ({"connection": "local"}, "in process"),
    ({"delegate_to": "localhost"}, "in process"),
    ({"environment": {"ANYTHING": 1, "HTTP_X": "{{ omit }}"}}, "in process"),
    ({"vars": {"ansible_python_interpreter": "auto_silent"}}, "in process"),
    ({"vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}}, "in process"),
    ({"vars": {"ansible_connection": "ansible.builtin.local"}}, "in process"),
    ({"vars": {"zpa_in_process": "{{ 1 == 2 }}"}}, "as a module: zpa_in_process is false"),
    ({"vars": {"ansible_connection": "ssh", "ansible_port": 1}}, "as a module: the connection is ssh"),
    ({"delegate_to": "elsewhere"}, "as a module: it is delegated to elsewhere"),
    ({"async": 20, "poll": 1}, "as a module: it is asynchronous"),
    ({"become": True}, "as a module: it becomes another user"),
    ({"vars": {"ansible_become": True}}, "as a module: it becomes another user"),
    (
        {"vars": {"ansible_python_interpreter": "/nowhere/python"}},
        "as a module: its interpreter is another one, /nowhere/python",
    ),
    ({"environment": [{"LC_ALL": "C"}]}, "as a module: its environment sets LC_ALL"),
]


def test_a_task_steps_aside_where_it_could_differ_and_says_why(zpa: TestTenant, tmp_path: Path) -> None:
    tasks = [
        {"ansible.builtin.add_host": {"name": "elsewhere", "ansible_connection": "local"}},
        *({INFO: {}, "ignore_errors": True, "ignore_unreachable": True, **way} for way, _how in WAYS),
    ]
    run = run_playbook(zpa, tasks, tmp_path, "-vvv")
    assert HOW.findall(run.output) == [how for _way, how in WAYS]


def test_the_interpreter_of_the_configuration_counts(zpa: TestTenant, tmp_path: Path) -> None:
    inventory = tmp_path / "hosts.yml"
    inventory.write_text("all: {hosts: {here: {ansible_connection: local}}}\n", "utf-8")
    playbook = tmp_path / "play.yml"
    play = {
        "hosts": "all",
        "gather_facts": False,
        "tasks": [{INFO: {}}, {INFO: {}, "delegate_to": "localhost"}],
    }
    playbook.write_text(yaml.safe_dump([play]), "utf-8")
    run = run_playbook(
        zpa, playbook, tmp_path, "-vvv", "-i", str(inventory), ANSIBLE_PYTHON_INTERPRETER="/nowhere/python"
    )
    # The implicit localhost has the controller's interpreter, whatever the configuration says.
    assert HOW.findall(run.output)[0] == "as a module: its interpreter is another one, /nowhere/python"


def test_a_play_that_becomes_has_tasks_that_do_not(zpa: TestTenant, tmp_path: Path) -> None:
    playbook = tmp_path / "play.yml"
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "become": True,
        "tasks": [{INFO: {}, "become": False}],
    }
    playbook.write_text(yaml.safe_dump([play]), "utf-8")
    run = run_playbook(zpa, playbook, tmp_path, "-vvv")
    assert run.code == 0, run.output
    assert HOW.findall(run.output) == ["in process"]


# -- Isolation -------------------------------------------------------------------------------------------

# A module that tells what it finds and spoils it for the next, as those of this collection do not.
PROBE = """#!/usr/bin/python
import logging, os, signal, sys, time, warnings
from ansible.module_utils.basic import AnsibleModule

def main():
    module = AnsibleModule({"what": {}, "secret": {"no_log": True}, "said": {}}, supports_check_mode=True)
    mask = os.umask(0o22)
    os.umask(mask)
    found = {
        "cwd": os.getcwd(),
        "marks": sorted(name for name in os.environ if name.startswith("MARK")),
        "handler": str(signal.getsignal(signal.SIGUSR1)),
        "umask": mask,
        "said": module.params["said"],
    }
    os.environ["MARK_OF_A_MODULE"] = "1"
    os.chdir("/")
    module.warn("warned of %s" % module.params["secret"])
    warnings.warn("a library warns")
    logging.getLogger("library").error("a library logs")
    sys.stderr.write("a library writes")
    if module.params["what"] == "crash":
        raise KeyError("a broken answer")
    if module.params["what"] == "sleep":
        try:
            time.sleep(20)
        except Exception:
            pass
    module.exit_json(**found)

if __name__ == "__main__":
    main()
"""
PROBE_ACTION = """
import importlib.util
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import InProcessAction

spec = importlib.util.spec_from_file_location("probe_module", %r)
probe = importlib.util.module_from_spec(spec)
spec.loader.exec_module(probe)

class ActionModule(InProcessAction):
    module = probe
"""
TELL = {"probe": {"secret": "hunter2", "said": "hunter2 hunter3"}}
PROBES: list[dict[str, Any]] = [
    TELL,
    {"probe": {"said": "hunter2"}},
    {**TELL, "environment": {"MARK_OF_A_TASK": "{{ 1 }}"}},
    {"probe": {"secret": "{{ item }}", "said": "hunter2 hunter3"}, "loop": ["hunter2", "hunter3"]},
    {"probe": {"what": "crash", "secret": "hunter2"}},
    {"probe": {"what": "crash", "secret": "hunter2"}, "no_log": True},
    {"probe": {"said": "{{ item }}", "what": "{{ item }}"}, "loop": ["crash", "tell"]},
    {"probe": {"what": "sleep"}, "timeout": 1},
    {**TELL, "check_mode": True},
]


def probed(zpa: TestTenant, folder: Path, *flags: str) -> tuple[list[dict[str, Any]], Run]:
    library, actions = folder / "library", folder / "actions"
    library.mkdir(parents=True)
    actions.mkdir()
    (library / "probe.py").write_text(PROBE, "utf-8")
    (actions / "probe.py").write_text(PROBE_ACTION % str(library / "probe.py"), "utf-8")
    paths = {"ANSIBLE_LIBRARY": str(library), "ANSIBLE_ACTION_PLUGINS": str(actions)}
    return results_of(zpa, PROBES, folder, *flags, **paths, ANSIBLE_DISPLAY_TRACEBACK="error")


def test_nothing_leaks_from_one_task_or_item_to_the_next(zpa: TestTenant, tmp_path: Path) -> None:
    here, run = probed(zpa, tmp_path / "here", *IN_PROCESS)
    apart, _run = probed(zpa, tmp_path / "apart", *APART)
    told = [here[0], here[1], here[2], *here[3]["results"], here[6]["results"][1], here[8]]
    assert all(len(result.get("warnings", [])) <= 1 for result in told)  # old Ansible keeps some to itself
    assert {result["cwd"] for result in told} == {str(tmp_path / "here")}
    assert [result["marks"] for result in told] == [[], [], ["MARK_OF_A_TASK"], [], [], [], []]
    assert [result["said"] for result in here[3]["results"]] == ["******** hunter3", "hunter2 ********"]
    assert "library" not in run.output.replace("/library", "")
    assert "a library" not in (tmp_path / "here" / "ansible.log").read_text("utf-8")
    for place, (ours, theirs) in enumerate(zip(here, apart, strict=True)):
        text = json.dumps([without_crash(ours), without_crash(theirs)]).replace("/apart", "/here")
        same, other = json.loads(text)
        assert same == other, PROBES[place]


def without_crash(result: dict[str, Any]) -> dict[str, Any]:
    """A result without the words about a crash, which are not the same."""
    if "results" in result:
        return {**result, "results": [without_crash(item) for item in result["results"]]}
    if not result.get("failed"):
        return result
    words = ("msg", "exception", "module_stderr", "module_stdout", "rc", "warnings", "timedout")
    return {key: value for key, value in result.items() if key not in words}


def test_a_task_that_crashes_or_takes_too_long_fails_alone(zpa: TestTenant, tmp_path: Path) -> None:
    results, _run = probed(zpa, tmp_path / "here", *IN_PROCESS)
    crashed, late = results[4], results[7]
    assert "probe_module failed: KeyError: 'a broken answer'" in crashed["msg"]
    assert 'raise KeyError("a broken answer")' in json.dumps(crashed["exception"]).replace("\\", "")
    assert results[6]["results"][0]["failed"]
    assert late["failed"] and re.search(r"time frame \(1\)|[Tt]imed out after 1", late["msg"])
    assert "hunter2" not in json.dumps(crashed)
    assert results[8]["said"] == "******** hunter3"


@pytest.mark.parametrize("error", ["ImportError", "RuntimeError", "AttributeError"])
def test_a_library_that_cannot_be_imported_fails_the_task_and_nothing_else(
    zpa: TestTenant, tmp_path: Path, error: str
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "requests.py").write_text("raise %s('two that do not fit')\n" % error, "utf-8")
    task = {"zerotrust.zpa.zpa_segment_group": {"name": "Finance"}, "ignore_errors": True}
    tasks = [task, {"ansible.builtin.debug": {"msg": "still here"}}]
    run = run_playbook(zpa, tasks, tmp_path, PYTHONPATH=str(tmp_path / "broken"))
    assert run.code == 0, run.output
    assert "Failed to import the required Python library (requests)" in run.output
    assert "still here" in run.output


def test_hosts_and_items_have_their_own_tenant(zpa: TestTenant, emulator: Emulator, tmp_path: Path) -> None:
    tenants = [new_tenant(emulator, tmp_path / "tokens") for number in range(4)]
    inventory = {
        "all": {
            "vars": {
                "ansible_connection": "local",
                "ansible_python_interpreter": "{{ ansible_playbook_python }}",
            },
            "hosts": {
                "first": {"tenants": [tenant.connection for tenant in tenants[:2]]},
                "second": {"tenants": [tenant.connection for tenant in tenants[2:]]},
            },
        }
    }
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump(inventory), "utf-8")
    task = {
        GROUP: {
            "name": "Of {{ item.customer_id }}",
            **{key: "{{ item.%s }}" % key for key in zpa.connection},
        },
        "loop": "{{ tenants }}",
        "no_log": True,
    }
    play = {"hosts": "all", "gather_facts": False, "tasks": [task]}
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play]), "utf-8")
    flags = ("-vvv", "-i", str(tmp_path / "hosts.yml"), "--forks", "2")
    run = run_playbook(zpa, tmp_path / "play.yml", tmp_path, *flags)
    assert run.code == 0, run.output
    assert HOW.findall(run.output) == ["in process"] * 4
    for tenant in tenants:
        names = [group["name"] for group in tenant.tenant.table("segmentGroup").values()]
        assert names == ["Of %s" % tenant.tenant.customer_id]
        assert all(entry.status < 400 for entry in tenant.tenant.log)
        assert tenant.client_secret not in run.output


@pytest.mark.parametrize("flags", [IN_PROCESS, APART], ids=["in process", "apart"])
def test_relative_paths_are_those_of_the_playbook(
    zpa: TestTenant, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    (tmp_path / "plays").mkdir()
    (tmp_path / "plays" / "ca.pem").write_text("", "utf-8")
    playbook = tmp_path / "plays" / "play.yml"
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [{INFO: {"ca_path": "ca.pem"}}]}
    playbook.write_text(yaml.safe_dump([play]), "utf-8")
    run = run_playbook(zpa, playbook, tmp_path, *flags)
    assert "does not exist" not in run.output
