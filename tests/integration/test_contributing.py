# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What CONTRIBUTING.md shows happens: a task and its requests, a new resource, the hooks of commits."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import commit_hook
import dev
import pytest
from support.contributing import (
    block,
    blocks,
    copy_checkout,
    emulator_of,
    result_in,
    rows,
)
from support.guides import GIT
from support.playbooks import ROOT, run_playbook
from support.tenants import TestTenant

FLOW, RESOURCE = "From a task to requests and back", "Add a resource"
PLUGINS = ROOT / "plugins"
# The files and functions of the table of a request, in its order.
STEPS = [
    (PLUGINS / cells[0].strip("`"), function)
    for cells in rows(FLOW)
    for function in re.findall(r"`([^`]+)`", cells[1])
]


# -- A task and its requests -----------------------------------------------------------------------------


class Seen(NamedTuple):
    """What a run of the playbook sent and printed. ``bodies``: those of its writes."""

    requests: list[str]
    bodies: list[dict[str, Any]]
    output: str


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """Runs of the playbook of the page on the emulator of the checkout, one after the other."""
    folder = tmp_path_factory.mktemp("followed")
    playbook = folder / "describe.yml"
    playbook.write_text(block(FLOW, "yaml"), "utf-8")

    def run(*flags: str) -> Seen:
        emulated.forget()
        done = run_playbook(emulated, playbook, folder, "--diff", "-v", *flags)
        assert done.code == 0, done.output
        bodies = [entry.body for entry in emulated.requests if entry.is_write]
        return Seen([str(entry) for entry in emulated.requests], bodies, done.output)

    with emulator_of(ROOT, folder) as emulated:
        return {
            "first check": run("--check"),
            "second check": run("--check"),
            "first run": run(),
            "second run": run(),
        }


def without_times(result: Any) -> Any:
    if isinstance(result, dict):
        times = ("creation_time", "modified_time")
        return {key: key if key in times else without_times(value) for key, value in result.items()}
    return result


def test_the_task_sends_the_requests_that_are_shown(seen: dict[str, Seen]) -> None:
    sign_in, *others = block(FLOW, "text").splitlines()
    assert seen["first check"].requests == [sign_in, others[0]]
    assert seen["first run"].requests == others


def test_the_update_has_the_body_that_is_shown(seen: dict[str, Seen]) -> None:
    assert [list(body.items()) for body in seen["first run"].bodies] == [
        list(json.loads(block(FLOW, "json")).items())
    ]


def test_the_diff_is_the_one_that_is_shown_in_check_mode_as_well(seen: dict[str, Seen]) -> None:
    assert block(FLOW, "diff") in seen["first check"].output
    assert block(FLOW, "diff") in seen["first run"].output


def test_the_result_is_the_one_that_is_shown(seen: dict[str, Seen]) -> None:
    shown = json.loads(block(FLOW, "json", 1))
    assert without_times(result_in(seen["first run"].output)) == without_times(shown)


@pytest.mark.parametrize("name", ["second check", "second run"])
def test_a_check_and_a_second_run_take_one_request(seen: dict[str, Seen], name: str) -> None:
    assert seen[name].requests == block(FLOW, "text").splitlines()[1:2]


def test_a_second_run_changes_nothing(seen: dict[str, Seen]) -> None:
    assert result_in(seen["second run"].output)["changed"] is False


class Definitions(ast.NodeVisitor):
    """Where the functions and classes of a file begin: a name such as ``Client.put`` for each line."""

    def __init__(self, path: Path) -> None:
        self.names: dict[int, str] = {}
        self._inside: tuple[str, ...] = ()
        self.visit(ast.parse(path.read_text("utf-8")))

    def generic_visit(self, node: ast.AST) -> None:
        outer = self._inside
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            self._inside = (*outer, node.name)
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            self.names[first] = ".".join(self._inside)
        super().generic_visit(node)
        self._inside = outer


@pytest.mark.parametrize(("path", "function"), STEPS, ids=lambda part: getattr(part, "name", part))
def test_every_function_on_the_way_of_a_request_exists(path: Path, function: str) -> None:
    assert function in Definitions(path).names.values()


def test_a_request_goes_through_these_functions_in_this_order(zpa: TestTenant) -> None:
    called: list[tuple[Path, str]] = []
    seen: dict[str, tuple[Path, dict[int, str]]] = {}

    def note(frame: FrameType, event: str, argument: object) -> None:
        name = frame.f_code.co_filename
        if event != "call" or "/plugins/mod" not in name:
            return
        if name not in seen:
            seen[name] = (Path(name).resolve(), Definitions(Path(name)).names)
        path, names = seen[name]
        called.append((path, names.get(frame.f_code.co_firstlineno, "")))

    zpa.add_group("Finance", description="Finance department", applications=["SAP"])
    sys.setprofile(note)
    try:
        zpa.group(name="Finance", description="Accounting and payroll")
    finally:
        sys.setprofile(None)
    first = next(number for number, (path, _function) in enumerate(STEPS) if path.parent.name == "modules")
    places = []
    for path, function in STEPS[first:]:
        wanted = [(path, function), (path, function + ".__init__")]
        after = places[-1] + 1 if places else 0
        later = [number for number in range(after, len(called)) if called[number] in wanted]
        assert later, "%s is not called then" % function
        places.append(later[0])


# -- A resource ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with the resource of the page, added as the page says."""
    tree = tmp_path_factory.mktemp("resource") / "zpa"
    copy_checkout(tree)
    for one in blocks():
        if one.new_file:
            assert not (tree / one.new_file).exists()
            (tree / one.new_file).write_text(one.content, "utf-8")
        elif one.is_edit:
            apply = ["git", "apply", "--whitespace=error", "-"]
            # Not as part of a repository that the folder of tests may be in.
            kept = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tree.parent)}
            done = subprocess.run(
                apply, cwd=tree, env=kept, input=one.content, text=True, capture_output=True, check=False
            )
            assert done.returncode == 0, done.stderr
    for script in dev.MADE_BY:
        subprocess.run([sys.executable, tree / "tools" / script], check=True, stdout=subprocess.DEVNULL)
    return tree


def test_the_resource_lives_as_its_playbook_says(copy: Path, tmp_path: Path) -> None:
    playbook = tmp_path / "user_portal_aups.yml"
    playbook.write_text(block(RESOURCE, "yaml", 1), "utf-8")
    with emulator_of(copy, tmp_path) as emulated:
        run = run_playbook(
            *(emulated, playbook, tmp_path, "--diff", "-vvv"),
            ANSIBLE_COLLECTIONS_PATH=str(copy / ".cache" / "collections"),
        )
    assert run.code == 0, run.output
    writes = [entry for entry in emulated.requests if entry.is_write]
    assert [entry.method for entry in writes] == ["POST", "PUT", "DELETE"]
    # The id depends on how many objects the emulator has.
    shown = {**json.loads(block(RESOURCE, "json")), "id": writes[1].body["id"]}
    assert list(writes[1].body.items()) == list(shown.items())
    assert run.output.count('+    "aup": "Be kind.",') == 2  # what would be, and what was
    assert re.findall(r"zpa_user_portal_aup(?:_info)? runs (.*)", run.output) == ["in process"] * 6


def test_the_tests_over_all_modules_pass_with_the_resource(copy: Path, tmp_path: Path) -> None:
    tests = ["tests/contract/test_every_module.py", "tests/contract/test_laws.py", "tests/unit/resources"]
    tests += [
        "tests/tools/test_readme.py",
        "tests/tools/test_kind_docs.py",
        "tests/tools/test_config_docs.py",
    ]
    folder = ["--basetemp", tmp_path / "tests"]
    chosen = "user_portal_aup or every_module_is_run or action_group or readme or registry or docs"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *tests, "-k", chosen, *folder],
        cwd=copy,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert done.returncode == 0, done.stdout


# -- Hooks -----------------------------------------------------------------------------------------------


def done_by(at: Path, program: str, *words: str) -> tuple[int, str]:
    """Run a program of the environment or of the machine; return its exit status and what it printed."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [shutil.which(program, path=path) or program, *words],
        cwd=at,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the checkout as a repository, with the environment of these tests and no network."""
    pytest.importorskip("pre_commit", reason="only the environment of the project has the linters")
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "PRE_COMMIT_HOME": str(tmp_path / "pre-commit")}
    no_network = {"HTTPS_PROXY": "http://127.0.0.1:9", "PIP_NO_INDEX": "1"}
    # What mypy knows of the tree already, it need not find out again.
    known = {"MYPY_CACHE_DIR": str(ROOT / ".mypy_cache")}
    for name, value in {**GIT, **alone, **no_network, **known}.items():
        monkeypatch.setenv(name, value)
    tree = tmp_path / "zpa"
    copy_checkout(tree)
    (tree / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    done_by(tree, "git", "init", "--quiet")
    done_by(tree, "git", "add", "--all", "--", ":!.venv")
    return tree


def test_all_hooks_run_without_network_and_refuse_a_badly_formatted_file(repository: Path) -> None:
    installed = commit_hook.install(repository, Path(".venv"), repository / ".cache" / "pre-commit")
    assert installed == "runs the quick linters before each commit"
    with (repository / "tools" / "lint.py").open("a", encoding="utf-8") as stream:
        stream.write("LAST = {  'a':1 }\n")
    done_by(repository, "git", "add", "tools/lint.py")
    code, output = done_by(repository, "git", "commit", "--message", "Begin")
    assert code == 1
    outcomes = dict(re.findall(r"^(.*?)\.+(\w+)$", output, re.MULTILINE))
    assert set(outcomes.values()) == {"Passed", "Failed"}
    assert [hook for hook, outcome in outcomes.items() if outcome == "Failed"] == ["ruff format"]
