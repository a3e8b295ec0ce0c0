# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.module_utils import basic
from ansible.module_utils.common import warnings
from ansible_collections.zerotrust.zpa.plugins.action.zpa_segment_group import ActionModule
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.module import ZpaModule
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _in_process
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import encoded, printed_by, run_main

Facts = dict[str, Any]
HERE: Facts = {"ansible_python_interpreter": sys.executable}


def action(
    variables: Facts,
    transport: str = "local",
    become: Any = None,
    environment: Facts | None = None,
    **task: Any,
) -> tuple[ActionModule, Facts]:
    """An action as Ansible makes it, without templates, and its variables."""
    made = object.__new__(ActionModule)
    made._templar = SimpleNamespace(template=lambda value: value)
    shell = SimpleNamespace(env_prefix=lambda **variables: "")
    made._connection = SimpleNamespace(transport=transport, become=become, _shell=shell)
    made._task = SimpleNamespace(
        delegate_to=task.get("delegate_to"),
        async_val=task.get("async_val", 0),
        environment=[environment or {}],
    )
    return made, variables


def reason(variables: Facts, **about: Any) -> str:
    made, given = action(variables, **about)
    return made._why_apart(given) or made._why_not_with({})


@pytest.mark.parametrize(
    ("variables", "about"),
    [
        (HERE, {}),
        ({}, {}),
        ({"ansible_python_interpreter": ""}, {}),
        ({"ansible_python_interpreter": "auto"}, {}),
        ({"ansible_python_interpreter": "auto_silent"}, {}),
        ({**HERE, "zpa_in_process": "yes"}, {}),
        ({"ansible_delegated_vars": {"localhost": HERE}}, {"delegate_to": "localhost"}),
        (
            {"ansible_python_interpreter": "/nowhere", "ansible_delegated_vars": {"127.0.0.1": HERE}},
            {"delegate_to": "127.0.0.1"},
        ),
        (HERE, {"environment": {"HTTPS_PROXY": "http://proxy", "PATH": "/bin", "ZPA_CLIENT_ID": 7}}),
    ],
    ids=str,
)
def test_it_runs_in_process(variables: Facts, about: Facts) -> None:
    assert reason(variables, **about) == ""


@pytest.mark.parametrize(
    ("variables", "about", "why"),
    [
        ({"zpa_in_process": False}, {}, "zpa_in_process is false"),
        ({"zpa_in_process": "no"}, {}, "zpa_in_process is false"),
        (HERE, {"transport": "ssh"}, "the connection is ssh"),
        (HERE, {"delegate_to": "bastion"}, "it is delegated to bastion"),
        (HERE, {"async_val": 60}, "it is asynchronous"),
        (HERE, {"become": "sudo"}, "it becomes another user"),
        (
            {"ansible_python_interpreter": "/nowhere/python"},
            {},
            "its interpreter is another one, /nowhere/python",
        ),
        ({"ansible_python_interpreter": "python3"}, {}, "its interpreter is another one, python3"),
        (
            {**HERE, "ansible_delegated_vars": {"localhost": {"ansible_python_interpreter": "/other"}}},
            {"delegate_to": "localhost"},
            "its interpreter is another one, /other",
        ),
        *(
            (HERE, {"environment": {name: "x"}}, "its environment sets %s" % name)
            for name in ("PYTHONPATH", "LD_PRELOAD", "LC_ALL", "LANGUAGE", "TZ", "OPENSSL_CONF")
        ),
        (HERE, {"environment": {"NOT A NAME": "x"}}, "its environment sets NOT A NAME"),
    ],
    ids=str,
)
def test_it_steps_aside(variables: Facts, about: Facts, why: str) -> None:
    assert reason(variables, **about) == why


def test_it_steps_aside_without_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_in_process, "REQUESTS_ERROR", "no module named requests")
    assert reason(HERE) == "requests is missing in the controller's Python"


def test_it_steps_aside_where_the_interpreter_cannot_be_told() -> None:
    def template(value: Any) -> Any:
        if value == "{{ omit }}":
            raise AnsibleError("omitted")
        return value

    made, given = action({"ansible_python_interpreter": "{{ omit }}"})
    made._templar = SimpleNamespace(template=template)
    assert made._why_apart(given) == "its interpreter is not known"


def test_another_virtual_environment_of_the_same_python_is_another_interpreter(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.symlink_to(Path(sys.executable).resolve())
    assert "another one" in reason({"ansible_python_interpreter": str(python)})


def test_a_link_to_the_folder_of_the_virtual_environment_leads_to_the_same_one(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(Path(sys.executable).parent)
    python = tmp_path / "current" / Path(sys.executable).name
    assert reason({"ansible_python_interpreter": str(python)}) == ""


# -- A module in this process ----------------------------------------------------------------------------


def state() -> Facts:
    """What a module could change of its process."""
    core = _in_process.CORE
    return {
        "environment": dict(os.environ),
        "cwd": str(Path.cwd()),
        "streams": (id(sys.stdout), id(sys.stderr)),
        "signals": [signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM)],
        "logging": (logging.root.manager.disable, list(logging.root.handlers)),
        "arguments": [getattr(basic, name, None) for name in ("_ANSIBLE_ARGS", "_PARSED_MODULE_ARGS")],
        "warnings": (list(warnings._global_warnings), list(warnings._global_deprecations)),
        "controller": core and core.is_controller,
    }


def module_of(main: Callable[[], None]) -> ModuleType:
    module = ModuleType("somewhere.probe")
    module.main = main  # type: ignore[attr-defined]
    return module


def spoiling(end: Callable[[basic.AnsibleModule], None]) -> ModuleType:
    """A module that changes all it can, and ends as ``end`` does."""

    def main() -> None:
        module = basic.AnsibleModule({"name": {"type": "str"}, "secret": {"no_log": True}})
        os.environ["SPOILED"] = "1"
        os.environ.pop("PATH")
        os.chdir("/")
        module.warn("warned of %s" % module.params["secret"])
        module.deprecate("deprecated", version="9.0.0", collection_name="zerotrust.zpa")
        logging.getLogger("probe").error("logged")
        sys.stderr.write("written")
        end(module)

    return module_of(main)


def crash(module: basic.AnsibleModule) -> None:
    raise KeyError("a broken answer")


ARGUMENTS: Facts = {"name": "hunter2", "secret": "hunter2"}


@pytest.mark.parametrize("name", ["exits", "fails", "crashes", "stops", "has no folder", "has no value"])
def test_the_process_is_as_before(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def stop(module: basic.AnsibleModule) -> None:
        raise KeyboardInterrupt

    ends = {"exits": lambda module: module.exit_json(), "fails": lambda module: module.fail_json(msg="no")}
    module = spoiling({**ends, "crashes": crash, "stops": stop}.get(name, crash))
    folder = str(tmp_path / "nowhere") if name == "has no folder" else str(tmp_path)
    environment = {"NEW": "\0" if name == "has no value" else 1}
    before = state()
    try:
        printed = run_main(module, encoded(ARGUMENTS), environment, folder)
    except KeyboardInterrupt:
        assert name == "stops"
    else:
        assert name != "stops"
        assert json.loads(printed).get("failed", False) is (name != "exits")
    assert state() == before
    assert capfd.readouterr() == ("", "")


def test_a_result_has_its_own_warnings_and_no_secrets() -> None:
    module = spoiling(lambda module: module.exit_json(secret="hunter2"))
    for _time in range(2):
        printed = run_main(module, encoded(ARGUMENTS), {})
        result = json.loads(printed)
        assert len(result["warnings"]) == len(result["deprecations"]) == 1, printed
        # What a warning says is returned as it is since ansible-core 2.19, in process or not.
        assert "hunter2" not in json.dumps({**result, "warnings": []})


@pytest.mark.parametrize("options", [{}, {"config": {"segment_groups": [{"name": 7, "enabled": "yes"}]}}])
def test_options_past_ansible_are_read_as_the_others(options: Facts) -> None:
    def main() -> None:
        ZpaModule({"config": {"type": "dict"}}, lambda given: [repr(given["config"])], is_alone=bool)

    through = run_main(module_of(main), encoded(options), {})
    assert "defect" not in through and repr(options.get("config")) in json.loads(through)["msg"]
    assert run_main(module_of(main), encoded({}), {}, past=json.dumps(options) if options else "") == through


def test_a_private_key_in_options_past_ansible_is_hidden_as_one_in_the_others() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n"
    options = {"config": {"segment_groups": [{"name": "A", "description": key}]}}

    def main() -> None:
        ZpaModule({"config": {"type": "dict"}}, lambda given: [repr(given["config"])], is_alone=bool)

    through = run_main(module_of(main), encoded(options), {})
    assert "MIIEvQ" not in through
    assert run_main(module_of(main), encoded({}), {}, past=json.dumps(options)) == through


def test_an_exception_reads_as_the_failure_of_a_module() -> None:
    result = json.loads(run_main(spoiling(crash), encoded(ARGUMENTS), {}))
    assert result["failed"] is True
    assert result["msg"] == "probe failed: KeyError: 'a broken answer'"
    assert result["exception"].startswith("Traceback (most recent call last)")
    assert "hunter2" not in json.dumps(result)
    with pytest.raises(KeyError):
        printed_by(spoiling(crash), encoded(ARGUMENTS), {})


def test_a_module_finds_its_environment_and_folder(tmp_path: Path) -> None:
    def main() -> None:
        print(json.dumps([os.environ["ONE"], os.environ["PATH"], str(Path.cwd())]))

    found = json.loads(run_main(module_of(main), b"", {"ONE": 1}, str(tmp_path)))
    assert found == ["1", os.environ["PATH"], str(tmp_path)]


# -- Who waits for a worker ------------------------------------------------------------------------------


@pytest.fixture
def parent(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What this process was forked from, as if it were a worker."""
    found = SimpleNamespace(pid=os.getppid())
    monkeypatch.setattr("multiprocessing.parent_process", lambda: found)
    monkeypatch.setattr(_in_process, "told", "")
    return found


def test_a_worker_goes_on_as_long_as_its_controller_lives(parent: SimpleNamespace) -> None:
    _in_process.end_without_controller()
    assert _in_process._attended(lambda: "printed") == "printed"


def test_a_worker_ends_without_its_controller(parent: SimpleNamespace) -> None:
    parent.pid = os.getpid()
    with pytest.raises(SystemExit):
        _in_process.end_without_controller()


def test_what_is_no_worker_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multiprocessing.parent_process", lambda: None)
    _in_process.end_without_controller()


def test_a_worker_that_was_told_to_end_begins_no_other_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multiprocessing.parent_process", lambda: None)
    monkeypatch.setattr(_in_process, "told", "")

    def work() -> str:
        _in_process.attendance.given.tell("Told")
        return ""

    _in_process._attended(work)
    reasons: list[str] = []
    _in_process._attended(lambda: reasons.append(_in_process.attendance.given.reason) or "")
    assert reasons == ["Told"]


def test_a_result_that_is_not_taken_does_not_keep_a_worker_that_was_told_to_end(
    parent: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[int] = []
    is_over = threading.Event()

    def end(code: int) -> None:
        ends.append(code)
        is_over.set()

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(_in_process, "DELIVERY", 0.0)
    monkeypatch.setattr(_in_process, "told", "Told")
    _in_process._attended(lambda: "")
    assert is_over.wait(10)
    assert ends == [1]


def test_a_module_of_its_own_is_told_who_waits_for_it(parent: SimpleNamespace) -> None:
    made, _variables = action(HERE)
    made._connection._shell = SimpleNamespace(
        env_prefix=lambda **variables: " ".join("%s='%s'" % pair for pair in variables.items())
    )
    told = made._compute_environment_string()
    assert _in_process.attendance.VARIABLE in told
    assert " %d:" % parent.pid in told
    assert " %d:" % os.getpid() in told


@pytest.mark.parametrize("about", [{"transport": "ssh"}, {"async_val": 60}], ids=str)
def test_a_module_that_cannot_see_them_or_is_detached_is_not(about: Facts) -> None:
    made, _variables = action(HERE, **about)
    made._connection._shell = SimpleNamespace(
        env_prefix=lambda **variables: " ".join("%s='%s'" % pair for pair in variables.items())
    )
    assert made._compute_environment_string() == ""
